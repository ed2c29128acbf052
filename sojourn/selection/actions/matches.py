"""Run the one match, ask the centres, let the chairs read."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from sojourn.calls.models import Call, Programme
from sojourn.core import matching, seals, verifier
from sojourn.core.verdict import no
from sojourn.journal import actions as journal
from sojourn.post import actions as post
from sojourn.post import queries as letters
from sojourn.selection import queries, rules, states
from sojourn.selection.models import Match, Nomination, Reading
from sojourn.ui import times
from sojourn.ui.gates import require

DOOR = "selection:answer_nomination"


class Disagreement(Exception):
    """The independent verifier does not agree with the engine: nothing is stored. `faults` are its words."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__("; ".join(faults[:5]))
        self.faults = faults


def run(call: Call, *, by: Any, at: datetime) -> Match:
    """Match once for all societies, and let a second program recompute it before anything is stored."""
    require(rules.may_run(call, by=by, at=at))
    with transaction.atomic():
        match = _run(call, by=by, at=at)
    return match


def _run(call: Call, *, by: Any, at: datetime) -> Match:
    instance = queries.instance(call)
    try:
        result = matching.match(instance)
    except matching.Refused as refusal:
        require(no("refused", f"{refusal.structure.because} {refusal.structure.needs}"))
    faults = verifier.verify(instance, result)
    if faults:
        raise Disagreement(faults)
    match = Match.objects.create(
        call=call,
        instance=instance,
        result=result,
        instance_sha256=seals.seal(instance),
        run_by=by if by is not None and by._meta.label == "people.User" else None,
        run_at=at,
    )
    facts = {
        "mode": result["mode"],
        "awards": len(result["awards"]),
        "unmatched": len(result["unmatched"]),
        "instance": match.instance_sha256,
    }
    journal.note("selection.run", thing=match, by=by, at=at, facts=facts)
    return match


def discard(match: Match, *, reason: str, by: Any, at: datetime) -> Match:
    """Put a run away before any centre was asked, so that panels can be reopened."""
    require(rules.may_discard(match, by=by, at=at))
    return journal.turn(match, "discard", moves=states.MATCH_MOVES, by=by, at=at, reason=reason)


def ask_centres(match: Match, *, by: Any, at: datetime) -> Match:
    """One nomination per award, one letter with an own link to each who answers for the centre."""
    require(rules.may_ask_centres(match, by=by, at=at))
    with transaction.atomic():
        journal.turn(match, "ask_centres", moves=states.MATCH_MOVES, by=by, at=at)
        _nominate(match, queries.awards_of(match), by=by, at=at)
        settle(match, by=by, at=at)
    return match


def _nominate(match: Match, awards: list, *, by: Any, at: datetime) -> None:
    due_at = at + timedelta(days=match.call.nomination_days)
    made = Nomination.objects.bulk_create(
        Nomination(match=match, application=application, offer=offer, due_at=due_at)
        for application, offer in awards
    )
    answering = queries.coordinators({offer.centre.institution for _, offer in awards})
    for nomination in made:
        for one in answering[nomination.offer.centre.institution_id]:
            tell(nomination, one.user, "selection.ask_centres", at=at)


def tell(nomination: Nomination, user: Any, kind: str, *, at: datetime) -> None:
    """A letter about a nomination, with a link of its own."""
    call = nomination.application.programme.call
    context = {
        "nomination": nomination,
        "fellow": nomination.application.formal_name,
        "programme": nomination.application.programme,
        "institution": nomination.offer.centre.institution,
        "call": call,
        "due": times.instant(nomination.due_at, call.zone),
        "reason": nomination.reason,
    }
    door = "" if kind == "selection.cancel_nomination" else DOOR
    post.write(kind, to=user, thing=nomination, at=at, context=context, door=door)


def settle(match: Match, *, by: Any, at: datetime) -> None:
    """When every award of the run has been accepted by its centre, the run is settled."""
    accepted = Nomination.objects.filter(match=match, state="accepted").count()
    if match.state == "asking" and accepted == len(match.result["awards"]):
        journal.turn(match, "settle", moves=states.MATCH_MOVES, by=by, at=at)


def run_again(match: Match, *, by: Any, at: datetime) -> Match:
    """After a centre's refusal: the same call with that pair barred. Answers that still hold move to the new
    run with their links; only new pairs are asked; what is no longer needed is called off."""
    call = match.call
    journal.turn(match, "discard", moves=states.MATCH_MOVES, by=by, at=at)
    new = _run(call, by=by, at=at)
    journal.turn(new, "ask_centres", moves=states.MATCH_MOVES, by=by, at=at)
    awards = {
        (application.pk, offer.pk): (application, offer) for application, offer in queries.awards_of(new)
    }
    for nomination in queries.nominations_of(match):
        key = (nomination.application_id, nomination.offer_id)
        if nomination.state == "declined":
            continue
        if key in awards:
            nomination.match = new
            nomination.save(update_fields=["match"])
            awards.pop(key)
        else:
            cancel(nomination, at=at)
    _nominate(new, list(awards.values()), by=by, at=at)
    settle(new, by=by, at=at)
    return new


def cancel(nomination: Nomination, *, at: datetime) -> None:
    """The centre is no longer asked: its links close and it is told so."""
    journal.turn(nomination, "cancel_nomination", moves=states.NOMINATION_MOVES, by=None, at=at)
    close_links(nomination, at=at)
    place = nomination.offer.centre.institution
    for one in queries.coordinators([place])[place.pk]:
        tell(nomination, one.user, "selection.cancel_nomination", at=at)


def close_links(nomination: Nomination, *, at: datetime) -> None:
    while (invitation := letters.invitation_of(nomination, DOOR)) is not None:
        post.close(invitation, at=at)


def read(match: Match, programme: Programme, *, by: Any, at: datetime) -> Reading:
    """The chair has read the part of the own society; once for each run."""
    require(rules.may_read(match, programme, by=by, at=at))
    with transaction.atomic():
        reading, new = Reading.objects.get_or_create(
            match=match, programme=programme, defaults={"read_by": by, "read_at": at}
        )
        if new:
            facts = {"programme": programme.pk}
            journal.note("selection.read", thing=match, by=by, at=at, facts=facts)
    return reading
