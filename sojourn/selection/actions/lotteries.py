"""Commit to the input of the match, then draw the seed of its lottery."""

from __future__ import annotations

import secrets
from datetime import datetime
from typing import Any

from django.db import transaction

from sojourn.calls.models import Call
from sojourn.core import seals
from sojourn.journal import actions as journal
from sojourn.selection import queries, rules
from sojourn.selection.models import Commitment
from sojourn.ui.gates import require


def commit(call: Call, *, event: str, by: Any, at: datetime) -> Commitment:
    """Publish the root over everybody's salted leaf, and name the public event that will give the seed."""
    require(rules.may_commit(call, by=by, at=at))
    instance = queries.instance(call)
    salts = {row["id"]: secrets.token_hex(32) for row in instance["applicants"]}
    made = queries.committed(instance, salts)
    with transaction.atomic():
        commitment = Commitment.objects.create(
            call=call,
            root=made["root"],
            terms=made["terms"],
            salts=salts,
            basis_sha256=queries.basis(instance),
            event=event,
            made_by=by,
            made_at=at,
        )
        facts = {"root": commitment.root, "terms": made["terms_digest"], "event": event}
        journal.note("selection.commit", thing=commitment, by=by, at=at, facts=facts)
    return commitment


def draw(call: Call, *, outcome: str, by: Any, at: datetime) -> Commitment:
    """The event has happened: SHA-256 of its outcome, as published, is the seed."""
    require(rules.may_draw(call, by=by, at=at))
    with transaction.atomic():
        commitment = journal.locked(queries.commitment_of(call))
        require(rules.may_draw(call, by=by, at=at))
        commitment.outcome, commitment.seed = outcome, seals.digest(outcome.encode())
        commitment.drawn_by, commitment.drawn_at = by, at
        commitment.save(update_fields=["outcome", "seed", "drawn_by", "drawn_at"])
        facts = {"outcome": outcome, "seed": commitment.seed}
        journal.note("selection.draw", thing=commitment, by=by, at=at, facts=facts)
    return commitment
