"""To whom an officer may write at once, and who of them is left out and why.

Nothing here tells a decision before its release: until then no audience is cut by what the office or the
committee thinks of an application, only by what the applicant knows of it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sojourn.applications import states as files
from sojourn.applications.models import Application
from sojourn.applications.models import Letter as Reference
from sojourn.applications.queries import over, references
from sojourn.calls.models import Programme
from sojourn.centres.models import Coordinator
from sojourn.core.verdict import YES, Verdict, no
from sojourn.letters.models import Mailing
from sojourn.placements import queries as placements
from sojourn.placements import states as staying
from sojourn.placements.models import Placement
from sojourn.placements.queries import stays
from sojourn.reviews import states as scoring
from sojourn.reviews.models import Assignment
from sojourn.selection import queries as selection
from sojourn.selection import states as results
from sojourn.selection.models import Result
from sojourn.societies import queries as societies


@dataclass(frozen=True)
class Recipient:
    """One letter: `to` is a user or an address; `door` makes {{ link }} a link that works once."""

    to: Any
    name: str
    thing: Any
    application: Application | None = None
    door: str = ""
    left_out: str = ""

    @property
    def address(self) -> str:
        return self.to if isinstance(self.to, str) else self.to.email


@dataclass(frozen=True)
class Audience:
    """`public` says from when it may be written to; `blind`: counted, as the office reads no names yet."""

    label: str
    find: Callable[[Programme, datetime], Iterable[Recipient]]
    may: Callable[[Programme, datetime], Verdict]
    blind_while_open: bool = False
    note: str = ""


def _always(programme: Programme, at: datetime) -> Verdict:
    return YES


def _closed(programme: Programme, at: datetime) -> Verdict:
    return YES if over(programme.call, at) else no("open", "The call is still open.")


def _open(programme: Programme, at: datetime) -> Verdict:
    if over(programme.call, at):
        return no("closed", "The call is closed: a draft can become nothing any more.")
    return YES


def _released(programme: Programme, at: datetime) -> Verdict:
    if selection.results(programme.call, at).exists():
        return YES
    return no(
        "not-released",
        "The results are not published. Until then nobody is written to by outcome: who gets a letter, and "
        "who does not, would tell it.",
    )


def _applicants(*states: str) -> Callable[[Programme, datetime], Iterable[Recipient]]:
    def find(programme: Programme, at: datetime) -> Iterable[Recipient]:
        rows = Application.objects.filter(programme=programme, state__in=states).select_related(
            "applicant", "programme__call", "programme__society"
        )
        for row in rows.order_by("family_name", "given_name", "pk"):
            yield Recipient(row.applicant, row.applicant.get_full_name(), row, row)

    return find


def _referees(programme: Programme, at: datetime) -> Iterable[Recipient]:
    rows = Reference.objects.filter(
        application__programme=programme,
        application__state__in=("draft", *files.RECEIVED),
        state__in=(*files.LETTER_OWED, "bounced"),
    ).select_related("application__applicant", "application__programme__call")
    for row in rows.order_by("name", "pk"):
        why = "The address is wrong: the applicant was asked for another." if row.state == "bounced" else ""
        yield Recipient(row.email, row.name, row, row.application, references.DOOR, why)


def _reviewers(states: tuple[str, ...]) -> Callable[[Programme, datetime], Iterable[Recipient]]:
    def find(programme: Programme, at: datetime) -> Iterable[Recipient]:
        rows = Assignment.objects.filter(application__programme=programme, state__in=states)
        told = set()
        for row in rows.select_related("reviewer").order_by("reviewer__family_name", "reviewer", "pk"):
            if row.reviewer_id not in told:
                told.add(row.reviewer_id)
                yield Recipient(row.reviewer, row.reviewer.get_full_name(), programme)

    return find


def _late(programme: Programme, at: datetime) -> Verdict:
    due = programme.call.reviews_by
    if due is not None and due < at:
        return YES
    return no("not-due", "Scores are not due yet: nobody is late.")


def _committee(programme: Programme, at: datetime) -> Iterable[Recipient]:
    for seat in societies.seats(programme.society):
        yield Recipient(seat.user, seat.user.get_full_name(), programme)


def _coordinators(programme: Programme, at: datetime) -> Iterable[Recipient]:
    rows = Coordinator.objects.filter(institution__centres__in=programme.offers.values("centre"))
    told = set()
    for row in rows.select_related("user", "institution").order_by("user__family_name", "user", "pk"):
        if row.user_id not in told:
            told.add(row.user_id)
            yield Recipient(row.user, row.user.get_full_name(), row.institution)


def _outcome(outcome: str) -> Callable[[Programme, datetime], Iterable[Recipient]]:
    def find(programme: Programme, at: datetime) -> Iterable[Recipient]:
        rows = selection.results(programme.call, at).filter(application__programme=programme, outcome=outcome)
        rows = rows.filter(application__applicant__isnull=False)
        for row in rows.order_by("application__family_name", "application__given_name", "pk"):
            file, person = row.application, row.application.applicant
            why = "Withdrawn." if file.state == "withdrawn" else ""
            yield Recipient(person, person.get_full_name(), file, file, left_out=why)

    return find


def _fellows(programme: Programme, at: datetime) -> Iterable[Recipient]:
    rows = stays.standing().filter(award__application__programme=programme, fellow__isnull=False)
    for row in rows.select_related("fellow", "award__application__programme__call").order_by(
        "fellow__family_name", "pk"
    ):
        why = "" if row.state in staying.RUNNING else "The stay is over."
        yield Recipient(row.fellow, row.fellow.get_full_name(), row, row.award.application, left_out=why)


def _tutors(programme: Programme, at: datetime) -> Iterable[Recipient]:
    rows = stays.standing().filter(award__application__programme=programme, tutor__isnull=False)
    for row in rows.select_related("tutor", "award__application__programme__call").order_by(
        "tutor__name", "pk"
    ):
        why = "" if row.state in staying.RUNNING else "The stay is over."
        yield Recipient(row.tutor.email, row.tutor.name, row, row.award.application, placements.DOOR, why)


AUDIENCES = {
    "drafts": Audience("Applicants who have not submitted yet", _applicants("draft"), _open, True),
    "submitted": Audience(
        "Everybody whose application was received", _applicants(*files.RECEIVED), _always, True,
        "whatever the office's check has found",
    ),
    "returned": Audience("Applicants who were asked to complete", _applicants("returned"), _closed),
    "referees": Audience("Referees whose letter is outstanding", _referees, _always, True),
    "reviewers": Audience("Reviewers of the programme", _reviewers(scoring.HELD), _closed),
    "late": Audience("Reviewers who are late", _reviewers(scoring.OPEN), _late),
    "committee": Audience("The committee", _committee, _always),
    "coordinators": Audience("Coordinators of the programme's centres", _coordinators, _always),
    "selected": Audience("Those selected", _outcome("selected"), _released),
    "waiting": Audience("The waiting list", _outcome("waiting"), _released),
    "not_selected": Audience("Those not selected", _outcome("not_selected"), _released),
    "fellows": Audience("Fellows", _fellows, _released),
    "tutors": Audience("Tutors of fellows", _tutors, _released),
}  # fmt: skip
OUTCOMES = ("selected", "waiting", "not_selected")


@dataclass(frozen=True)
class DryRun:
    """Who gets it, who does not and why; `blind`: only counted, because the office reads no names yet."""

    recipients: list[Recipient]
    left_out: list[Recipient]
    blind: bool

    @property
    def mark(self) -> str:
        """Changes with the list, so that nobody confirms another one than the page showed."""
        lines = sorted(f"{one.address} {one.thing._meta.label} {one.thing.pk}" for one in self.recipients)
        return hashlib.sha256("\n".join(lines).encode()).hexdigest()[:32]


def dry_run(mailing: Mailing, *, by: Any, at: datetime) -> DryRun:
    """Each address once; whom a conflict of interest keeps from the reader is not in her list at all."""
    audience, programme = AUDIENCES[mailing.audience], mailing.programme
    barred = societies.barred_people(by, programme.society) | {by.pk}
    recipients, left_out, told = [], [], set()
    for one in audience.find(programme, at):
        if one.application is not None and one.application.applicant_id in barred:
            continue
        why = one.left_out or _why_not(one, told)
        if why:
            left_out.append(Recipient(one.to, one.name, one.thing, one.application, one.door, why))
        else:
            told.add(one.address.casefold())
            recipients.append(one)
    blind = audience.blind_while_open and not over(programme.call, at)
    return DryRun(recipients, left_out, blind)


def _why_not(one: Recipient, told: set[str]) -> str:
    if not isinstance(one.to, str) and not one.to.is_active:
        return "The account is closed."
    if one.address.endswith(".invalid"):
        return "The person asked to be forgotten."
    if one.address.casefold() in told:
        return "Gets this letter already: the same address stands in the list twice."
    return ""


def still_right(letter: Any, mailing: Mailing) -> bool:
    """Asked when a letter leaves: an outcome that was recalled meanwhile reaches nobody."""
    if mailing.state != "confirmed":
        return False
    if mailing.audience in OUTCOMES:
        found = Result.objects.filter(application=letter.dossier, outcome=mailing.audience)
        return found.filter(release__state__in=results.OUT).exists()
    if letter.thing_label == "applications.letter":
        owed = Reference.objects.filter(pk=letter.thing_id, state__in=files.LETTER_OWED)
        return owed.filter(email__iexact=letter.to_address).exists()
    if letter.thing_label == "applications.application":
        return Application.objects.filter(pk=letter.thing_id).exclude(state="withdrawn").exists()
    if letter.thing_label == "placements.placement":
        return Placement.objects.filter(pk=letter.thing_id).exists()
    return letter.to_user is None or letter.to_user.is_active
