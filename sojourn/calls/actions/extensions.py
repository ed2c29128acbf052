"""A later closing for one person: proposed by an officer, in force when a second one has signed."""

from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction

from sojourn.calls import queries, rules, states
from sojourn.calls.models import Extension, Programme
from sojourn.journal import actions as journal
from sojourn.people import queries as people
from sojourn.post import actions as post
from sojourn.ui import gates, times


def extend(
    programme: Programme, *, email: str, until_at: datetime, reason: str, by: Any, at: datetime
) -> Extension:
    """Propose it; nothing changes for the applicant before the second signature."""
    email, reason = email.strip().lower(), reason.strip()
    asked = {"email": email, "until_at": until_at, "by": by, "at": at}
    gates.require(rules.may_extend(programme, **asked))
    gates.require(rules.gives_reason(reason))
    try:
        with transaction.atomic():
            row = Extension.objects.create(
                programme=programme,
                email=email,
                until_at=until_at,
                refused_from=until_at + timedelta(minutes=programme.call.grace_minutes),
                reason=reason[:500],
                proposed_by=by,
                proposed_at=at,
            )
            facts = {"until": until_at.isoformat()}
            journal.note("calls.extend", thing=row, by=by, at=at, facts=facts)
    except IntegrityError:  # two hands at once: the constraint let one through
        gates.require(rules.may_extend(programme, **asked))
        raise
    return row


def sign_extension(extension: Extension, *, by: Any, at: datetime) -> Extension:
    """The second signature: from now on this person is taken until then, and is told."""
    gates.require(rules.may_sign_extension(extension, by=by, at=at))
    with transaction.atomic():
        also = {
            "answered_by": by,
            "answered_at": at,
            "person": people.confirmed([extension.email]).get(extension.email),
        }
        journal.turn(
            extension, "sign_extension", moves=states.EXTENSION_MOVES, by=by, at=at, also=also,
            facts={"until": extension.until_at.isoformat()},
        )  # fmt: skip
        programme = extension.programme
        post.write(
            "calls.sign_extension",
            to=extension.person or extension.email,
            thing=extension,
            at=at,
            context={
                "programme": programme,
                "call": programme.call,
                "until": times.instant(extension.until_at, programme.call.zone),
            },
        )
    return extension


def refuse_extension(extension: Extension, *, reason: str, by: Any, at: datetime) -> Extension:
    """It stays as it was for everybody; the proposer reads why."""
    gates.require(rules.may_refuse_extension(extension, by=by, at=at))
    gates.require(rules.gives_reason(reason))
    also = {"answered_by": by, "answered_at": at, "refusal": reason.strip()[:500]}
    return journal.turn(extension, "refuse_extension", moves=states.EXTENSION_MOVES, by=by, at=at, also=also)


def forget(person: Any, *, at: datetime) -> None:
    """Whoever had a later closing, and why."""
    for row in queries.every_extension_of(person):
        row.delete()
