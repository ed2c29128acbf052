"""Decide, sign, reopen: one committee's ranking."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from sojourn.applications.models import Application
from sojourn.calls.models import Programme
from sojourn.calls.queries.deciding import decision_reasons as reasons_of
from sojourn.core import scoring
from sojourn.core.verdict import no
from sojourn.journal import actions as journal
from sojourn.reviews import queries as reviews
from sojourn.selection import queries, rules, states
from sojourn.selection.models import Decision, Panel, Ruling
from sojourn.ui.gates import require


class Stale(Exception):
    """The ranking was saved in between by somebody else, or in another tab."""


def open_panel(programme: Programme, *, by: Any, at: datetime) -> Panel:
    """The programme's panel, made if there is none."""
    require(rules.may_open_panel(programme, by=by, at=at))
    with transaction.atomic():
        panel, new = Panel.objects.get_or_create(programme=programme)
        if new:
            journal.note("selection.open_panel", thing=panel, by=by, at=at)
    return panel


def decide(
    panel: Panel, decisions: Iterable[Mapping[str, Any]], *, version: int | None = None, by: Any, at: datetime
) -> Panel:
    """Save decisions as a draft: {application, outcome, position, reason_code, reason} each.

    Equal positions are a tie; gaps close. Who does not see some rows orders the others, and those keep as
    many rows before them as they had. An officer puts a row that the chair may not see before whoever has
    its position.
    """
    require(rules.may_decide(panel, by=by, at=at))
    given = {row["application"].pk: row for row in decisions}
    pairs = queries.rows_of(panel.programme)
    mine = queries.mine_of(by, panel.programme, [application for application, _ in pairs])
    if set(given) - mine:
        require(no("not_yours", "This application is not yours to decide."))
    _placeable(panel.programme, given)
    with transaction.atomic():
        row = journal.locked(panel)
        if version is not None and version != queries.version_of(row, by):
            raise Stale
        if queries.is_chair(by, panel.programme):  # whose page holds it
            panel.version = row.version + 1
            panel.save(update_fields=["version"])
        _write(panel, pairs, given, mine, by=by, at=at)
        facts = {"decisions": len(given), "ranked": sum(one["outcome"] == "ranked" for one in given.values())}
        journal.note("selection.decide", thing=panel, by=by, at=at, facts=facts)
    return panel


def _placeable(programme: Programme, given: Mapping[Any, Mapping[str, Any]]) -> None:
    """Nothing that was ruled out or misses a minimum score enters the ranking."""
    rulings, below = queries.rulings(programme), queries.below(programme)
    for key, row in given.items():
        if row["outcome"] == "ranked":
            told = {"ruling": rulings.get(key), "below": below.get(key, [])}
            require(rules.may_place(row["application"], **told))


def judge(application: Application, *, eligible: bool, reason: str, by: Any, at: datetime) -> Ruling:
    """The committee's word on a borderline eligibility; who is not eligible is not placed."""
    require(rules.may_judge(application, by=by, at=at))
    with transaction.atomic():
        values = {"eligible": eligible, "reason": reason.strip(), "ruled_by": by, "ruled_at": at}
        ruling, _ = Ruling.objects.update_or_create(application=application, defaults=values)
        journal.note("selection.judge", thing=application, by=by, at=at, facts={"eligible": eligible})
        if not eligible:
            panel = open_panel(application.programme, by=by, at=at)
            decision = {
                "application": application,
                "outcome": "unranked",
                "position": None,
                "reason_code": "eligibility",
                "reason": reason,
            }
            decide(panel, [decision], by=by, at=at)
    return ruling


def _write(panel: Panel, pairs: list, given: dict, mine: set, *, by: Any, at: datetime) -> None:
    before = {
        application.pk: decision
        for application, decision in pairs
        if decision is not None and decision.panel_id == panel.pk
    }
    ranked = {key: row.position for key, row in before.items() if row.outcome == "ranked"}
    chair = queries.is_chair(by, panel.programme)
    if chair:  # who does not see some rows counts without them
        ranked |= queries.positions(queries.groups({key: ranked[key] for key in set(ranked) & mine}))
    for key, row in given.items():
        ranked.pop(key, None)
        if row["outcome"] == "ranked":
            ranked[key] = int(row["position"])
    placed = queries.positions(_ordered(ranked, before, mine, chair=chair))
    labels = {one.code: one.label for one in reasons_of(panel.programme)}
    rows = []
    for key in {*before, *given}:
        old, new = before.get(key), given.get(key)
        one = old or Decision(panel=panel, application_id=key)
        changed = old is None or old.position != placed.get(key)
        if new is not None:
            one.outcome, one.reason_code, one.reason = (
                new["outcome"],
                new["reason_code"],
                new["reason"].strip(),
            )
            one.reason_label = labels.get(new["reason_code"], one.reason_label)
            one.decided_by, one.decided_at = by, at
        one.position = placed.get(key)
        if new is not None or changed:
            rows.append(one)
    fields = ["outcome", "position", "reason_code", "reason_label", "reason", "decided_by", "decided_at"]
    Decision.objects.bulk_create([one for one in rows if one.pk is None])
    Decision.objects.bulk_update([one for one in rows if one.pk is not None], fields)


def _ordered(ranked: dict, before: dict, mine: set, *, chair: bool) -> list[list[Any]]:
    """Groups of equals over all rows, those that the decider does not see put back where they were."""
    unseen = set(ranked) - mine
    if not unseen:
        return queries.groups(ranked)
    if chair:
        old = {key: row.position for key, row in before.items() if row.outcome == "ranked"}
        seen = [position for key, position in old.items() if key in mine]
        behind = {key: sum(other < old[key] for other in seen) for key in unseen}
        return queries.merged(queries.groups({key: ranked[key] for key in set(ranked) & mine}), behind)
    # the office's rows go before whoever holds their position
    return queries.groups({key: 2 * place - (key in mine) for key, place in ranked.items()})


def sign(panel: Panel, *, by: Any, at: datetime) -> Panel:
    """The chair's signature; what it rests on is kept beside it."""
    require(rules.may_sign(panel, by=by, at=at))
    standings = reviews.scores_for(panel.programme)
    basis = {
        str(key): {"mean": scoring.shown(one.mean), "reviews": one.number} for key, one in standings.items()
    }
    also = {"signed_by": by, "signed_at": at, "basis": basis}
    return journal.turn(panel, "sign", moves=states.PANEL_MOVES, by=by, at=at, also=also)


def reopen(panel: Panel, *, reason: str, by: Any, at: datetime) -> Panel:
    require(rules.may_reopen(panel, by=by, at=at))
    also = {"signed_by": None, "signed_at": None, "basis": {}}
    return journal.turn(panel, "reopen", moves=states.PANEL_MOVES, by=by, at=at, reason=reason, also=also)
