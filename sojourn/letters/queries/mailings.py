"""Letters to many: which an officer sees, how they read, and whether they are still right."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.urls import reverse

from sojourn.applications import queries as applications
from sojourn.calls.models import Programme
from sojourn.letters.models import Mailing
from sojourn.letters.queries import audiences
from sojourn.post.queries import texts
from sojourn.societies import queries as societies

NAMES = {
    "name": texts.Placeholder("name", "the reader's name", "Ada Example", False),
    "programme": texts.Placeholder("programme", "the name of the programme", "Exchange Programme", False),
    "society": texts.Placeholder("society", "the society's short name", "EXS", False),
    "call": texts.Placeholder("call", "the name of the call", "Call 2024", False),
    "page": texts.Placeholder(
        "page", "where the reader finds it: a link that works once for referees and tutors, else the desk",
        "https://fellowships.example/desk/", True,
    ),
}  # fmt: skip
SHOWN = 3


def visible_to(user: Any) -> QuerySet[Mailing]:
    rows = Mailing.objects.filter(programme__society__in=societies.officer_of(user))
    return rows.select_related("programme__call", "programme__society", "prepared_by", "confirmed_by")


def programmes(user: Any) -> QuerySet[Programme]:
    return applications.office_programmes(user)


def to_confirm(user: Any) -> QuerySet[Mailing]:
    """Prepared by somebody else."""
    return visible_to(user).filter(state="prepared").exclude(prepared_by=user)


def second_hands(mailing: Mailing) -> int:
    """How many people may confirm it: officers of the society and of the federation, but for the preparer."""
    return societies.signers(mailing.programme.society).exclude(pk=mailing.prepared_by_id).count()


@dataclass(frozen=True)
class Sample:
    """One rendered letter."""

    to: str
    subject: str
    text: str


def words(mailing: Mailing, one: audiences.Recipient, *, masked: bool = False) -> tuple[str, str]:
    page = texts.LINK if one.door else settings.SITE_URL + reverse("desks:home")
    values = {
        "name": "Ada Example" if masked else one.name,
        "programme": mailing.programme.name,
        "society": mailing.programme.society.acronym,
        "call": mailing.programme.call.name,
        "page": page,
    }
    return texts.fill(mailing.subject, values, NAMES, line=True), texts.fill(mailing.text, values, NAMES)


def samples(mailing: Mailing, run: audiences.DryRun) -> list[Sample]:
    """The first, the middle and the last, rendered; without names where the office reads none yet."""
    rows = run.recipients
    some = rows if len(rows) <= SHOWN else [rows[0], rows[len(rows) // 2], rows[-1]]
    found = []
    for one in some[:1] if run.blind else some:
        subject, text = words(mailing, one, masked=run.blind)
        to = "an invented reader: names are shown once the call is closed" if run.blind else one.name
        found.append(
            Sample(to, subject, text.replace(texts.LINK, "(the link is made when the letter leaves)"))
        )
    return found


def recipient(letter: Any) -> Any:
    """The reader of a letter of this room at this moment; nobody where it has lost its reason."""
    if letter.kind != "letters.mailing":
        return letter.to_address
    mailing = Mailing.objects.filter(pk=letter.batch.removeprefix("mailing-")).first()
    return letter.to_address if mailing is not None and audiences.still_right(letter, mailing) else ""
