"""The words of letters as an office sees them: which are in force, how they read for a real person."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.conf import settings

from sojourn.applications import queries as applications
from sojourn.applications.models import Application
from sojourn.post import queries as post
from sojourn.post.queries import texts
from sojourn.societies import queries as societies
from sojourn.ui import times

FOR_ALL = ("people.", "post.")  # about no society
PEOPLE = 25
LINK = "(the link is made when the letter leaves)"
ROOMS = {
    "societies": "Offices and committees",
    "calls": "Calls",
    "applications": "Applications and referees",
    "reviews": "Reviews",
    "selection": "Selection, centres, results",
    "awards": "Offers and grants",
    "placements": "Stays",
    "certificates": "Certificates",
    "alumni": "Alumni",
    "people": "Accounts",
    "post": "Links",
}


def kinds(scope: str) -> list[str]:
    """The kinds of letters whose words this scope may choose."""
    found = [kind for kind in texts.kinds() if not kind.startswith("letters.") and kind != "post.day"]
    return [kind for kind in found if not scope or not kind.startswith(FOR_ALL)]


def title(kind: str) -> str:
    """`applications.chase_draft` as an office reads it in a list: the subject as it is shipped."""
    return texts.PLACEHOLDER.sub("…", texts.source(kind)[0])


@dataclass(frozen=True)
class Line:
    """One kind of letter in a list."""

    kind: str
    title: str
    own: Any
    inherited: Any
    held: bool


def lines(scope: str, language: str) -> list[tuple[str, list[Line]]]:
    """Every kind by room, with whose words are in force; the same three queries for all."""
    rows = {(row.kind, row.scope, row.language): row for row in texts.templates()}
    held = {(row.kind, row.scope) for row in texts.holds()}
    found: dict[str, list[Line]] = {name: [] for name in ROOMS}
    for kind in kinds(scope):
        places = [(kind, scope, ""), (kind, "", language), (kind, "", "")]
        inherited = next(
            (rows[key] for key in places if key in rows and key != (kind, scope, language)), None
        )
        line = Line(
            kind,
            title(kind),
            rows.get((kind, scope, language)),
            inherited,
            (kind, scope) in held or (kind, "") in held,
        )
        found.setdefault(kind.partition(".")[0], []).append(line)
    return [(ROOMS.get(room, room), rows) for room, rows in found.items() if rows]


def in_force(kind: str, scope: str, language: str) -> tuple[str, str, int]:
    """Subject, text and version to begin with: what stands here, else what it falls back to (version 0)."""
    row = texts.template(kind, scope=scope, language=language)
    if row is not None:
        return row.subject, row.text, row.version
    row = texts.chosen(kind, scope=scope, language=language)
    return (*((row.subject, row.text) if row else texts.source(kind)), 0)


def fallback(kind: str, scope: str, language: str) -> str:
    """What a reader gets where this place has no words of its own, in a sentence."""
    row = texts.chosen(kind, scope=scope, language=language)
    if row is None:
        return "Without words of your own the shipped English letter goes out."
    where = "the federation's" if not row.scope else "the society's"
    spoken = f" in {texts.language(row.language)}" if row.language else ""
    return f"Without words of your own {where} words{spoken} go out."


# --- preview ---


@dataclass(frozen=True)
class Preview:
    """`invented`: the placeholders whose value is an example, because no such person or thing was at hand."""

    subject: str
    text: str
    to: str
    invented: list[str] = field(default_factory=list)


def people(user: Any, scope: str, *, at: datetime) -> list[Application]:
    """Applicants whom this officer may open now, the newest first; nobody from whom a conflict bars her."""
    rows = applications.for_office(user, at=at).exclude(applicant=user)
    if scope:
        rows = rows.filter(programme__society__slug=scope)
    barred: set[Any] = set()
    for society in societies.sits_in(user):
        barred |= societies.barred_people(user, society)
    return list(rows.exclude(applicant__in=barred).order_by("-begun_at", "pk")[:PEOPLE])


def preview(kind: str, subject: str, text: str, application: Application | None) -> Preview:
    """How these words read; a value that the person does not give is an example, and said to be one."""
    known, values = texts.placeholders(kind), _values(application)
    values |= {name: part for name, part in texts.fixed(kind, values).items() if part and name != "contents"}
    used = dict.fromkeys(name.strip() for name in texts.PLACEHOLDER.findall(subject + text))
    invented = []
    for name in used:
        if name in known and not texts.fill(f"{{{{{name}}}}}", values, known).strip():
            values[name] = known[name].example
            invented.append(name)
    to = application.formal_name if application else "an invented reader"
    return Preview(
        texts.fill(subject, values, known, line=True), texts.fill(text, values, known), to, invented
    )


def _values(application: Application | None) -> dict[str, Any]:
    """What a letter about an application tells, as far as it is known without the act itself."""
    values: dict[str, Any] = {"site": settings.SITE_URL, "link": LINK}
    if application is None:
        return values
    programme, call = application.programme, application.programme.call
    due = post_due(programme)
    return values | {
        "name": application.applicant.get_full_name(),
        "applicant": application.formal_name,
        "fellow": application.formal_name,
        "application": application,
        "programme": programme,
        "society": programme.society,
        "call": call,
        "until": times.instant(call.closes_at, call.zone),
        "due": due and times.instant(due, call.zone),
    }


def post_due(programme: Any) -> datetime | None:
    return applications.letters_due(programme)


def held_kinds(scope: str) -> list[str]:
    """Kinds that may be told to wait for a person."""
    return [kind for kind in kinds(scope) if post.may_be_held(kind)]
