"""Set up an installation, move the rehearsal clock, become somebody of the cast, retry a letter."""

import hmac
import secrets
from datetime import datetime
from math import ceil
from typing import Any

from django.db import transaction

from sojourn.journal import actions as journal
from sojourn.people import actions as people
from sojourn.post import actions as post
from sojourn.post.models import Letter
from sojourn.post.queries import digest
from sojourn.societies import actions as societies
from sojourn.ui import gates
from sojourn.upkeep import clock, queries, rules
from sojourn.upkeep.models import Clock, Heartbeat, SetUp

ALPHABET = "ABCDEFGHJKMNPQRSTVWXYZ23456789"  # nothing that is misread
TRIES = 20


class WrongCode(Exception):
    """The code is not the one; the try is counted."""


def make_setup_code() -> str:
    """A fresh one-time code; only its hash is kept, and an older one ends."""
    groups = ["".join(secrets.choice(ALPHABET) for _ in range(5)) for _ in range(4)]
    code = "-".join(groups)
    with transaction.atomic():
        SetUp.objects.filter(used_at=None).delete()
        SetUp.objects.create(digest=digest(plain(code)), tries_left=TRIES)
    return code


def plain(code: str) -> str:
    """The code as it is compared: without hyphens, spaces and case."""
    return "".join(letter for letter in code.upper() if letter.isalnum())


def set_up(code: str, *, federation: dict[str, Any], officer: dict[str, Any], at: datetime) -> Any:
    """Found the federation and make its first officer, once; WrongCode counts a try and does nothing else."""
    with transaction.atomic():
        row = queries.open_set_up()
        gates.require(rules.may_set_up(row, by=None, at=at))
        row = SetUp.objects.select_for_update().get(pk=row.pk)
        right = hmac.compare_digest(row.digest, digest(plain(code)))
        if right:
            row.used_at = at
            row.save(update_fields=["used_at"])
            societies.found(federation, at=at)
            user = people.register(at=at, **officer)
            people.appoint(user, "federation_officer", by=None, at=at)
            journal.note("upkeep.set_up", thing=row, by=user, at=at)
        elif row.tries_left:
            row.tries_left -= 1
            row.save(update_fields=["tries_left"])
    if not right:
        raise WrongCode
    return user


def move_clock(to: datetime, *, by: Any, at: datetime) -> datetime:
    """Let the demonstration live in `to` from now on."""
    gates.require(rules.may_move_clock(to, by=by, at=at))
    with transaction.atomic():
        shift = ceil((to - clock.read().real).total_seconds())
        row, _ = Clock.objects.update_or_create(pk=1, defaults={"shift_seconds": shift})
        journal.note("upkeep.move_clock", thing=row, by=by, at=to, facts={"from": at.isoformat()})
    return to


def sign_in_as(person: Any, *, by: Any, at: datetime) -> Any:
    """Leave to become `person`, in a demonstration; the caller opens the session."""
    gates.require(rules.may_sign_in_as(person, by=by, at=at))
    journal.note("upkeep.sign_in_as", thing=person, by=by, at=at)
    return person


def retry_letter(letter: Letter, *, by: Any, at: datetime) -> None:
    gates.require(rules.may_retry_letter(letter, by=by, at=at))
    post.retry(letter, by=by, at=at)


def beat(*, real: datetime, trouble: str = "") -> None:
    """The worker's sign of life."""
    Heartbeat.objects.update_or_create(pk=1, defaults={"real_at": real, "trouble": trouble[:2000]})
