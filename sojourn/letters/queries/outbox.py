"""The letters that an officer may read: of the own scope, about applications that the office may open."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import Count, Q, QuerySet

from sojourn.applications import queries as applications
from sojourn.applications.models import Application
from sojourn.letters.queries import scopes
from sojourn.people import queries as people
from sojourn.post import queries as post
from sojourn.post.models import Letter
from sojourn.societies import queries as societies

# a cry for help has one reader; what alumni write to each other is theirs
PRIVATE = (*post.HELP, "alumni.write", "alumni.answer_message", "alumni.report_message", "post.day")
# things that are about no applicant
OPEN = ("societies.society", "calls.call", "calls.programme", "centres.institution", "people.user")
STATES = (
    ("draft", "Waits for a person"),
    ("due", "Leaves next"),
    ("sent", "Sent"),
    ("folded", "In a letter of the day"),
    ("failed", "Put off, tried again"),
    ("given_up", "Given up"),
    ("bounced", "Returned"),
    ("stopped", "Stopped"),
    ("recalled", "Taken back"),
)


def files(user: Any, *, at: datetime) -> QuerySet[Application]:
    """Applications whose letters this officer may read: none of her own, none that a conflict bars."""
    barred: set[Any] = set()
    for society in societies.sits_in(user):
        barred |= societies.barred_people(user, society)
    return applications.for_office(user, at=at).exclude(applicant=user).exclude(applicant__in=barred)


def visible_to(user: Any, *, at: datetime) -> QuerySet[Letter]:
    """No keys, no cries for help; of applications only what the office may open at this stage."""
    mine = scopes.of(user)
    if not mine:
        return Letter.objects.none()
    about = Q(dossier__in=files(user, at=at).order_by().values("pk"))
    rows = post.letters().filter(about | Q(dossier=None, thing_label__in=OPEN), secret=False)
    if not people.is_federation_officer(user):
        rows = rows.filter(scope__in=mine)
    return rows.exclude(kind__in=PRIVATE)


def any_draft() -> bool:
    return post.drafts().exists()


def drafts(user: Any, *, at: datetime, kind: str = "") -> QuerySet[Letter]:
    rows = visible_to(user, at=at).filter(state="draft").order_by("pk")
    return rows.filter(kind=kind) if kind else rows


def deliveries(
    user: Any, *, at: datetime, q: str = "", state: str = "", application: str = "", person: str = ""
) -> QuerySet[Letter]:
    """The newest first, by state, application, person, words of subject, name or address."""
    rows = visible_to(user, at=at).order_by("-written_at", "-pk")
    if state:
        rows = rows.filter(state=state)
    if application:
        rows = rows.filter(dossier=application)
    if person:
        rows = rows.filter(to_address__iexact=person)
    for word in q.split():
        rows = rows.filter(
            Q(subject__icontains=word) | Q(to_name__icontains=word) | Q(to_address__icontains=word)
        )
    return rows


def of_mailing(user: Any, mailing: Any, *, at: datetime) -> list[tuple[str, int]]:
    """State -> how many letters of it, of those whose letters this officer may read."""
    rows = visible_to(user, at=at).filter(batch=f"mailing-{mailing.pk}")
    counted = rows.order_by().values_list("state").annotate(number=Count("pk"))
    return sorted((dict(STATES).get(state, state), number) for state, number in counted)


def kinds_of(rows: QuerySet[Letter]) -> list[tuple[str, str]]:
    found = rows.order_by("kind").values_list("kind", flat=True).distinct()
    return [(kind, kind.replace(".", ": ").replace("_", " ")) for kind in found]


def sheet(rows: QuerySet[Letter]) -> tuple[list[str], list[list[Any]]]:
    """Heads and rows of the delivery log; no text."""
    heads = [
        "Written (UTC)",
        "To",
        "Address",
        "Subject",
        "Kind",
        "State",
        "Attempts",
        "Sent (UTC)",
        "Trouble",
    ]
    return heads, [
        [
            row.written_at,
            row.to_name,
            row.to_address,
            row.subject,
            row.kind,
            row.state,
            row.attempts,
            row.sent_at,
            row.trouble,
        ]
        for row in rows[:5000]
    ]
