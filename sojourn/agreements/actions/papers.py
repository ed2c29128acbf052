"""From the wish for a letter to the last signature. What was drawn up is never changed: a new version is."""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from sojourn.agreements import queries, rules, states
from sojourn.agreements.actions import letters, sheet
from sojourn.agreements.models import Mark, Paper
from sojourn.core import seals
from sojourn.documents import actions as documents
from sojourn.journal import actions as journal
from sojourn.placements.models import Placement
from sojourn.ui import gates, lockbox

KIND = "agreements.paper"


def ask_letter(placement: Placement, values: Mapping[str, str], *, by: Any, at: datetime) -> Paper:
    """`values`: passport_name, born_on, nationality, passport, addressee, each or none, for the embassy."""
    with transaction.atomic():
        journal.locked(placement)  # two tabs at once: the second meets the rule
        gates.require(rules.may_ask_letter(placement, by=by, at=at))
        told = {name: value for name, value in values.items() if value}
        paper = _new(placement, "invitation", state=states.START, wanted=_locked(told), at=at)
        journal.note("agreements.ask_letter", thing=paper, by=by, at=at)
        letters.to_office("ask_letter", paper, at=at)
    return paper


def draw_up(placement: Placement, kind: str, *, by: Any, at: datetime) -> Paper:
    """By the office; whatever was open is replaced."""
    with transaction.atomic():
        journal.locked(placement)
        live = queries.current(placement, kind)
        if live is not None:
            journal.locked(live)  # the last signature may come in this moment: the rule reads what it left
        gates.require(rules.may_draw_up(placement, kind, by=by, at=at))
        return drawn(placement, kind, changes=[], by=by, at=at)


def drawn(placement: Placement, kind: str, *, changes: Sequence[str], by: Any, at: datetime) -> Paper:
    """The next version, in the caller's transaction: fixed as a file, and every party is asked."""
    before = queries.current(placement, kind) or _last(placement, kind)
    told = queries.wanted(before) if before else {}
    if before and before.state == states.START:
        paper = before
    else:
        if before and before.state in states.LIVE:
            replace(before, by=by, at=at)
        paper = _new(placement, kind, state="open", wanted=_locked(told), at=at, save=False)
    programme = placement.award.application.programme
    words = queries.wording(kind, queries.scopes_of(programme))
    facts = queries.facts(placement, told)
    also = {
        "parties": ",".join(words.parties),
        "title": queries.filled(words.title, facts)[:120],
        "text": queries.filled(words.text, facts, keep=queries.open_names(told)),
        "facts": {name: facts[name] for name in queries.BINDING},
        "changes": list(changes),
        "drawn_at": at,
    }
    for name, value in also.items():
        setattr(paper, name, value)
    content = sheet.sheet(paper, at=at)
    file = documents.keep_made(content, name=f"{kind}-{paper.code}.pdf", kind=KIND, at=at)
    also |= {"sheet": file, "sha256": file.sha256}
    if paper is before:
        journal.turn(paper, "draw_up", moves=states.MOVES, by=by, at=at, also=also)
    else:
        paper.sheet, paper.sha256 = file, file.sha256
        paper.save(force_insert=True)
        facts = {"kind": kind, "number": paper.number}
        journal.note("agreements.draw_up", thing=paper, by=by, at=at, facts=facts)
    letters.to_signers("sign", paper, at=at)
    return paper


def replace(paper: Paper, *, by: Any, at: datetime) -> None:
    journal.turn(paper, "replace", moves=states.MOVES, by=by, at=at, also={"ended_at": at})
    letters.close(paper, at=at, because="This paper was drawn up anew. The newer letter has the link to it.")


def sign(paper: Paper, *, role: str, name: str, sha256: str, by: Any, at: datetime) -> Mark:
    """`sha256` is the digest that the page showed: a paper that changed meanwhile is not signed unread."""
    with transaction.atomic():
        row = journal.locked(paper)
        paper.state, paper.sha256 = row.state, row.sha256
        gates.require(rules.may_sign(paper, by=by, at=at, role=role, sha256=sha256))
        way = "link" if by._meta.label == "post.Invitation" else "account"
        mark = Mark.objects.create(
            paper=paper, role=role, name=name[:200], way=way, sha256=paper.sha256, signed_at=at
        )
        journal.note("agreements.sign", thing=paper, by=by, at=at, facts={"role": role})
        if not queries.missing(paper):
            journal.turn(paper, "complete", moves=states.MOVES, by=by, at=at)
    return mark


def object_to(paper: Paper, *, reason: str, by: Any, at: datetime) -> Paper:
    """A party asks for a change instead of signing; the office reads why."""
    gates.require(rules.may_object_to(paper, by=by, at=at))
    with transaction.atomic():
        also = {"reason": reason[:300]}
        journal.turn(paper, "object_to", moves=states.MOVES, by=by, at=at, also=also)
        letters.to_office("object_to", paper, at=at, reason=reason)
    return paper


def withdraw(paper: Paper, *, reason: str, by: Any, at: datetime) -> Paper:
    """It holds no longer; what was signed is kept and says so."""
    gates.require(rules.may_withdraw(paper, by=by, at=at))
    with transaction.atomic():
        also = {"reason": reason[:300], "ended_at": at}
        journal.turn(paper, "withdraw", moves=states.MOVES, by=by, at=at, also=also)
        letters.to_fellow("withdraw", paper, at=at, reason=reason)
        letters.close(paper, at=at, because="The office has withdrawn this paper.")
    return paper


def _new(
    placement: Placement, kind: str, *, state: str, wanted: str, at: datetime, save: bool = True
) -> Paper:
    paper = Paper(
        placement=placement,
        kind=kind,
        number=queries.next_number(placement, kind),
        code=seals.code(secrets.token_bytes(8)),
        state=state,
        wanted=wanted,
        asked_at=at,
    )
    if save:
        paper.save(force_insert=True)
    return paper


def _last(placement: Placement, kind: str) -> Paper | None:
    return Paper.objects.filter(placement=placement, kind=kind).order_by("-number").first()


def _locked(told: Mapping[str, str]) -> str:
    return lockbox.lock(json.dumps(told), purpose=queries.PURPOSE) if told else ""
