"""Centres are asked in confidence, chased, asked at a second address; what their answers move."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from sojourn.calls import queries as calls
from sojourn.calls.models import CentreOffer
from sojourn.centres.models import Tutor
from sojourn.core.reminding import Plan
from sojourn.journal import actions as journal
from sojourn.post import actions as post
from sojourn.post import queries as letters
from sojourn.selection import queries, rules, states
from sojourn.selection.actions import matches
from sojourn.selection.models import Match, Nomination, NominationChaser
from sojourn.ui import times
from sojourn.ui.gates import require

DOOR = "selection:answer_nomination"
CLOSING = ("selection.cancel_nomination", "selection.discard")  # letters that open nothing any more


def ask_centres(match: Match, *, by: Any, at: datetime) -> Match:
    """One nomination per award. Each programme says whether its centres are asked now, later or never."""
    require(rules.may_ask_centres(match, by=by, at=at))
    with transaction.atomic():
        journal.turn(match, "ask_centres", moves=states.MATCH_MOVES, by=by, at=at)
        nominate(match, queries.awards_of(match), at=at)
        settle(match, by=by, at=at)
    return match


def nominate(
    match: Match, awards: Iterable[tuple[Any, CentreOffer]], *, at: datetime, released: bool = False
) -> None:
    """Ask about each (application, offer); `released` says that the results are out."""
    due_at = at + timedelta(days=match.call.nomination_days)
    made = []
    for application, offer in awards:
        row = Nomination(match=match, application=application, offer=offer, due_at=due_at)
        if application.programme.handshake == "none":
            row.state, row.tutor = "waived", queries.first_tutor(offer)
        elif application.programme.handshake == "after" and not released:
            row.state = "kept"
        else:
            row.asked_at = at
        made.append(row)
    Nomination.objects.bulk_create(made)
    asked = [row for row in made if row.state == "asked"]
    answering = queries.coordinators({row.offer.centre.institution for row in asked})
    for row in asked:
        for one in answering[row.offer.centre.institution_id][:1]:
            tell(row, one.user, "selection.ask_centres", at=at)


def confirm(call: Any, pairs: Iterable[tuple[Any, CentreOffer]], *, at: datetime) -> int:
    """Ask the centres about people whom a round after the release gave a place there; each pair once."""
    wanted = list(pairs)
    release = queries.released(call, at) if wanted else None
    if release is None:
        return 0
    with transaction.atomic():
        match = journal.locked(release.match)
        match.call = call
        known = set(
            Nomination.objects.filter(match=match).values_list("application_id", "offer_id")
        )  # cancelled ones too: nobody is asked twice for the same
        new = [(person, offer) for person, offer in wanted if (person.pk, offer.pk) not in known]
        nominate(match, new, at=at, released=True)
        for person, offer in new:
            facts = {"application": str(person.pk), "offer": offer.pk}
            journal.note("selection.confirm", thing=match, by=None, at=at, facts=facts)
    return len(new)


def tell(nomination: Nomination, to: Any, kind: str, *, at: datetime, name: str = "") -> None:
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
        "released": queries.released(call, at) is not None,
        "recalled": queries.recalled_release(call, at) is not None,
    }
    door = "" if kind in CLOSING else DOOR
    post.write(kind, to=to, name=name, thing=nomination, at=at, context=context, door=door)


def settle(match: Match, *, by: Any, at: datetime) -> None:
    """When nothing of the run waits for a centre before the release any more, the run is settled."""
    ready = Nomination.objects.filter(match=match, state__in=states.NOMINATION_READY).count()
    if match.state == "asking" and ready == len(match.result["awards"]):
        journal.turn(match, "settle", moves=states.MATCH_MOVES, by=by, at=at)


def run_again(match: Match, *, by: Any, at: datetime) -> Match:
    """After a centre's refusal: the same call with that pair barred. Answers that still hold move to the new
    run with their links; only new pairs are asked; what is no longer needed is called off.

    Matched anew and not in a round: nobody was told of a place yet, so that merit alone decides (decision
    0046).
    """
    call = match.call
    journal.turn(match, "discard", moves=states.MATCH_MOVES, by=by, at=at)
    new = matches.compute(call, by=by, at=at)
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
    nominate(new, list(awards.values()), at=at)
    settle(new, by=by, at=at)
    return new


def discard(match: Match, *, reason: str, by: Any, at: datetime) -> Match:
    """Put a run away, so that rankings can be reopened and the call matched anew. Every centre that was asked
    is told in honest words; a refusal that it gave stays true and bars the pair in the next run."""
    with transaction.atomic():
        live = journal.locked(match)  # an answer of a centre settles it, a signature rests on it
        live.call = match.call
        require(rules.may_discard(live, by=by, at=at))
        nominations = queries.nominations_of(live)
        facts = {"asked": sum(row.asked_at is not None for row in nominations)}
        journal.turn(live, "discard", moves=states.MATCH_MOVES, by=by, at=at, reason=reason, facts=facts)
        for nomination in nominations:
            if nomination.state != "declined":
                cancel(nomination, at=at, kind="selection.discard")
    return live


def cancel(nomination: Nomination, *, at: datetime, kind: str = "selection.cancel_nomination") -> None:
    """The centre is no longer asked: its links close, and whoever was asked is told so."""
    known = nomination.asked_at is not None
    journal.turn(nomination, "cancel_nomination", moves=states.NOMINATION_MOVES, by=None, at=at)
    close_links(nomination, at=at)
    if not known:
        return
    place = nomination.offer.centre.institution
    for one in queries.coordinators([place])[place.pk][:1]:
        tell(nomination, one.user, kind, at=at)
    if nomination.second_at is not None:
        for to, name in queries.second_contacts(nomination.offer):
            tell(nomination, to, kind, at=at, name=name)


def close_links(nomination: Nomination, *, at: datetime) -> None:
    while (invitation := letters.invitation_of(nomination, DOOR)) is not None:
        post.close(invitation, at=at)


def _locked_match(nomination: Nomination) -> Match:
    """The run that the nomination belongs to now: another centre's refusal may have moved it to a new run
    while this answer waited for the lock, and an answer to the old one would never settle the new."""
    while True:
        match = journal.locked(nomination.match)
        now = Nomination.objects.select_related("match__call").get(pk=nomination.pk).match
        if now.pk == match.pk:
            return match
        nomination.match = now


def accept_nomination(nomination: Nomination, *, tutor: Tutor | None, by: Any, at: datetime) -> Nomination:
    """The centre takes the fellow and names the tutor; the last one settles the match."""
    require(rules.may_accept_nomination(nomination, tutor=tutor, by=by, at=at))
    with transaction.atomic():
        match = _locked_match(nomination)
        also = {"tutor": tutor, "answered_at": at}
        journal.turn(nomination, "accept_nomination", moves=states.NOMINATION_MOVES, by=by, at=at, also=also)
        close_links(nomination, at=at)
        settle(match, by=by, at=at)
    return nomination


def decline_nomination(
    nomination: Nomination, *, reason: str = "", reason_code: str = "other", by: Any, at: datetime
) -> Nomination:
    """The centre cannot. Before the release the match is run again with that pair barred; afterwards the
    room of awards takes the offer back and lets the next round give another place."""
    require(rules.may_decline_nomination(nomination, by=by, at=at))
    with transaction.atomic():
        match = _locked_match(nomination)
        also = {"reason_code": reason_code, "reason": reason.strip()[:300], "answered_at": at}
        journal.turn(
            nomination,
            "decline_nomination",
            moves=states.NOMINATION_MOVES,
            by=by,
            at=at,
            also=also,
            facts={"reason": reason_code},
        )
        close_links(nomination, at=at)
        if match.state == "asking":
            run_again(match, by=by, at=at)
    return nomination


def give_time(nomination: Nomination, *, until: datetime, reason: str, by: Any, at: datetime) -> Nomination:
    """The office lets the centre answer later, and says why; reminders follow the new day."""
    require(rules.may_give_time(nomination, until=until, by=by, at=at))
    with transaction.atomic():
        row = journal.locked(nomination)
        nomination.due_at = row.due_at = until
        row.save(update_fields=["due_at"])
        nomination.chasers.all().delete()
        facts = {"until": until.isoformat()}
        journal.note("selection.give_time", thing=nomination, by=by, at=at, reason=reason, facts=facts)
    return nomination


# --- the clock ---


def tick(*, at: datetime) -> None:
    """Ask what waited for the release; remind who has not answered; ask a silent centre's other contact."""
    for nomination in queries.kept(at):
        _ask_later(nomination, at=at)
    schedule = calls.reminders.Schedule("centre")
    for nomination in queries.unanswered():
        _ask_second(nomination, at=at)
        _chase(nomination, schedule.of(nomination.application.programme), at=at)


def _ask_later(nomination: Nomination, *, at: datetime) -> None:
    with transaction.atomic():
        call = nomination.application.programme.call
        also = {"asked_at": at, "due_at": at + timedelta(days=call.nomination_days)}
        journal.turn(nomination, "ask_later", moves=states.NOMINATION_MOVES, by=None, at=at, also=also)
        place = nomination.offer.centre.institution
        for one in queries.coordinators([place])[place.pk][:1]:
            tell(nomination, one.user, "selection.ask_centres", at=at)


def _ask_second(nomination: Nomination, *, at: datetime) -> None:
    """Once, after as many days of silence as the call says."""
    days = timedelta(days=nomination.application.programme.call.second_contact_days)
    asked_at = nomination.asked_at
    if nomination.second_at is not None or asked_at is None or at < asked_at + days:
        return
    with transaction.atomic():
        waits = Nomination.objects.filter(pk=nomination.pk, state="asked", second_at=None)
        if not waits.update(second_at=at):  # two workers: the second finds it done
            return
        nomination.second_at = at
        others = queries.second_contacts(nomination.offer)
        for to, name in others:
            tell(nomination, to, "selection.ask_second", at=at, name=name)
        facts = {"contacts": len(others)}
        journal.note("selection.ask_second", thing=nomination, by=None, at=at, facts=facts)


def _chase(nomination: Nomination, plan: Plan, *, at: datetime) -> None:
    """The nearest reminder that is due; those it overtook are not sent after it."""
    owed = queries.owed_answer(nomination)
    instant = owed.now(plan, at)
    if instant is None:
        return
    with transaction.atomic():
        told = NominationChaser.objects.filter(nomination=nomination)
        if journal.locked(nomination).state != "asked" or told.filter(at__gte=instant).exists():
            return
        days = owed.day(instant)
        told.update_or_create(nomination=nomination, days=days, defaults={"at": at})
        _remind(nomination, days=days, at=at)


def _remind(nomination: Nomination, *, days: int, at: datetime) -> None:
    place = nomination.offer.centre.institution
    for one in queries.coordinators([place])[place.pk][:1]:
        tell(nomination, one.user, "selection.remind", at=at)
    if nomination.second_at is not None and nomination.second_at < at:
        for to, name in queries.second_contacts(nomination.offer):
            tell(nomination, to, "selection.remind", at=at, name=name)
    journal.note("selection.remind", thing=nomination, by=None, at=at, facts={"days": days})
