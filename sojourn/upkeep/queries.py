"""Reading what an operator looks at: letters, the journal, health; and the cast of a demonstration."""

import shutil
import sqlite3
from datetime import UTC, datetime, timedelta
from importlib import import_module
from types import ModuleType
from typing import Any

from django.conf import settings
from django.db import connection
from django.db.models import Count, Exists, Min, Q, QuerySet

from sojourn.applications.models import Application
from sojourn.calls import states as calls
from sojourn.calls.models import Call, Programme
from sojourn.journal.models import Entry
from sojourn.people import queries as people
from sojourn.people.models import User
from sojourn.post import queries as post
from sojourn.post import states as letter_states
from sojourn.post.models import Letter
from sojourn.selection.models import Release
from sojourn.societies import queries as societies
from sojourn.societies.models import Society
from sojourn.upkeep.cast import PEOPLE
from sojourn.upkeep.models import Heartbeat, SetUp

ALIVE = timedelta(seconds=60)
LATE = timedelta(minutes=5)


def room(kind: str) -> ModuleType:
    """The queries of the room that a letter of this kind belongs to."""
    return import_module(f"sojourn.{kind.partition('.')[0]}.queries")


def is_demonstration() -> bool:
    return societies.federation().demonstration


def is_set_up() -> bool:
    return people.in_role("federation_officer").exists()


def open_set_up() -> SetUp | None:
    """The row of the code that can still be used."""
    return SetUp.objects.filter(used_at=None).first()


def windows() -> list[tuple[Society, datetime, datetime | None]]:
    """Each society with the instants between which its newest call keeps the committee still."""
    found: dict[int, tuple[Society, datetime, datetime | None]] = {}
    shown = Programme.objects.filter(call__state__in=calls.PUBLIC)
    for programme in shown.select_related("call", "society").order_by("call__opens_at"):
        found[programme.society_id] = (
            programme.society,
            programme.call.opens_at,
            _still_until(programme.call),
        )
    return list(found.values())


def _still_until(call: Call) -> datetime | None:
    """Results are days on a calendar: a day later every zone has had its day."""
    if call.results_on is None:
        return None
    return datetime.combine(call.results_on, datetime.min.time(), call.opens_at.tzinfo) + timedelta(days=2)


# --- letters -------------------------------------------------------------------------------------------


def letters(q: str = "", kind: str = "") -> QuerySet[Letter]:
    """Every letter, newest first, by words of subject, name or address and by kind."""
    found = post.letters().order_by("-written_at", "-pk")
    if kind:
        found = found.filter(kind=kind)
    for word in q.split():
        found = found.filter(
            Q(subject__icontains=word) | Q(to_name__icontains=word) | Q(to_address__icontains=word)
        )
    return found


def kinds() -> list[str]:
    return list(Letter.objects.order_by("kind").values_list("kind", flat=True).distinct())


def troubles() -> QuerySet[Letter]:
    return post.trouble().order_by("-written_at", "-pk")


def outbox(at: datetime) -> dict[str, Any]:
    """How many letters wait, are late, failed, were given up."""
    waiting = Q(state="due", due_at__lte=at)
    return Letter.objects.aggregate(
        due=Count("pk", filter=waiting),
        late=Count("pk", filter=waiting & Q(due_at__lte=at - LATE)),
        oldest=Min("due_at", filter=waiting),
        failed=Count("pk", filter=Q(state="failed")),
        given_up=Count("pk", filter=Q(state="given_up")),
        bounced=Count("pk", filter=Q(state="bounced")),
        later=Count("pk", filter=Q(state="due", due_at__gt=at)),
    )


# --- the journal ---------------------------------------------------------------------------------------


def may_read_journal(user: Any) -> bool:
    return people.is_federation_officer(user) or societies.officer_of(user).exists()


# --- the cast of a demonstration -----------------------------------------------------------------------


def cast() -> list[dict[str, Any]]:
    """The named people with their account, where they have one by now."""
    accounts = {user.email: user for user in User.objects.filter(email__in=[one["email"] for one in PEOPLE])}
    return [{**one, "user": accounts.get(one["email"])} for one in PEOPLE]


def everybody(q: str = "") -> QuerySet[User]:
    """Everybody else with an account, by words of name or address."""
    found = people.people().exclude(email__in=[one["email"] for one in PEOPLE])
    for word in q.split():
        found = found.filter(
            Q(given_name__icontains=word) | Q(family_name__icontains=word) | Q(email__icontains=word)
        )
    return found


def person(pk: Any) -> QuerySet[User]:
    return people.people().filter(pk=pk)


def roles_of(users: list[User]) -> dict[Any, str]:
    """What each of a page of people is, in a few words; two queries for all."""
    seats = {
        (row["seats__user"], f"{row['seats__role']} of {row['acronym']}")
        for row in Society.objects.filter(seats__user__in=users).values(
            "acronym", "seats__user", "seats__role"
        )
    }
    offices = {
        (row["officers__user"], f"officer of {row['acronym']}")
        for row in Society.objects.filter(officers__user__in=users).values("acronym", "officers__user")
    }
    applied = set(
        Application.objects.filter(applicant__in=users).values_list(
            "applicant", "programme__society__acronym"
        )
    )
    told: dict[Any, list[str]] = {}
    for pk, words in [*sorted(offices), *sorted(seats)]:
        told.setdefault(pk, []).append(words)
    for pk, acronym in sorted(applied, key=str):
        told.setdefault(pk, []).append(f"applicant of {acronym}")
    return {pk: ", ".join(words) for pk, words in told.items()}


# --- the clock -----------------------------------------------------------------------------------------


def moments(at: datetime) -> list[tuple[str, datetime]]:
    """The coming instants of the newest call that are worth moving to, soonest first."""
    call = Call.objects.filter(state__in=calls.PUBLIC).order_by("-opens_at").first()
    if call is None:
        return []
    hour, grace = timedelta(hours=1), timedelta(minutes=call.grace_minutes + 1)
    found = [
        ("The call opens", call.opens_at),
        ("One hour before closing", call.closes_at - hour),
        ("The call is closed", call.closes_at + grace),
        ("Letters are due", call.letters_by),
        ("Reviews are due", call.reviews_by),
        ("Decisions are due", call.decisions_by),
        *((label, _morning(day)) for label, day in _days(call)),
    ]
    return sorted(((label, when) for label, when in found if when and when > at), key=lambda one: one[1])


def _days(call: Call) -> list[tuple[str, Any]]:
    return [
        ("Results day", call.results_on),
        ("Stays may begin", call.starts_from),
        ("Stays have ended", call.ends_until),
    ]


def _morning(day: Any) -> datetime | None:
    if day is None:
        return None
    return datetime.combine(day, datetime.min.time(), tzinfo=UTC) + timedelta(hours=8)


def pulse(at: datetime) -> tuple[int | None, bool]:
    """(newest entry of the journal, whether a letter is due or a release is held), in one query."""
    letters = Letter.objects.filter(state__in=letter_states.WAITING, due_at__lte=at, daily=False)
    held = Release.objects.filter(state="held")
    newest = Entry.objects.order_by("-pk").annotate(urgent=Exists(letters) | Exists(held))
    found = newest.values_list("pk", "urgent").first()
    return (found[0], bool(found[1])) if found else (None, True)


# --- health --------------------------------------------------------------------------------------------


def heartbeat() -> Heartbeat | None:
    return Heartbeat.objects.first()


def is_well(real: datetime) -> bool:
    """Whether the worker was alive within the last minute and met no trouble."""
    beat = heartbeat()
    return beat is not None and real - beat.real_at < ALIVE and not beat.trouble


def health(*, at: datetime, real: datetime) -> dict[str, Any]:
    """What an operator wants to know at a glance."""
    beat, disk = heartbeat(), shutil.disk_usage(settings.DATA)
    return {
        "well": is_well(real),
        "database": database(),
        "worker": {
            "seen_at": beat and beat.real_at,
            "seconds_ago": beat and round((real - beat.real_at).total_seconds()),
            "trouble": beat.trouble if beat else "never seen",
        },
        "letters": outbox(at),
        "disk": {"free": disk.free, "total": disk.total},
        "demonstration": is_demonstration(),
    }


def database() -> dict[str, str]:
    """Engine, version and how safely it writes."""
    if connection.vendor != "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("SHOW server_version")
            version = cursor.fetchone()[0]
            cursor.execute("SHOW synchronous_commit")
            return {"engine": "PostgreSQL", "version": version, "synchronous commit": cursor.fetchone()[0]}
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA journal_mode")
        mode = cursor.fetchone()[0].upper()
        cursor.execute("PRAGMA synchronous")
        level = ("OFF", "NORMAL", "FULL", "EXTRA")[cursor.fetchone()[0]]
    return {"engine": "SQLite", "version": sqlite3.sqlite_version, "journal mode": mode, "synchronous": level}
