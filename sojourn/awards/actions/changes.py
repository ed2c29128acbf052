"""A later stay, a swap, another centre: asked for with a reason, done once everybody concerned said yes."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db import transaction

from sojourn.awards import queries, rules, states
from sojourn.awards.actions import offers, places
from sojourn.awards.models import Assent, Award, Change, Move
from sojourn.calls.models import CentreOffer
from sojourn.core.verdict import no
from sojourn.journal import actions as journal
from sojourn.post import actions as post
from sojourn.ui import gates, times

DOOR = "awards:answer_change"
PARTIES = {
    "defer": ("fellow", "office", "centre"),
    "move": ("fellow", "office", "centre"),
    "swap": ("fellow", "other_fellow", "office", "centre", "other_centre"),
}


def propose_change(
    award: Award,
    *,
    kind: str,
    reason: str,
    other: Award | None = None,
    offer: CentreOffer | None = None,
    starts_from: date | None = None,
    ends_until: date | None = None,
    by: Any,
    at: datetime,
) -> Change:
    """Whoever asks has agreed already; the fellows and the office are asked first, then the centres."""
    with transaction.atomic():
        offers.held(award)
        given = {"other": other, "offer": offer, "starts_from": starts_from, "ends_until": ends_until}
        gates.require(rules.may_propose_change(award, kind=kind, **given, by=by, at=at))
        change = Change.objects.create(
            kind=kind, award=award, **given, reason=reason.strip()[:500], asked_by=by, asked_at=at
        )
        Assent.objects.bulk_create(Assent(change=change, party=party) for party in PARTIES[kind])
        facts = {"kind": kind, "award": str(award.pk)}
        journal.note("awards.propose_change", thing=change, by=by, at=at, facts=facts)
        mine = "fellow" if by.pk == award.application.applicant_id else "office"
        change.assents.filter(party=mine).update(given_at=at)
        _ask(change, before=set(), at=at)
    return change


def agree(change: Change, *, party: str, by: Any, at: datetime) -> Change:
    """One party's yes; the last one carries the change out."""
    with transaction.atomic():
        journal.locked(change.award.application.programme.call)
        gates.require(rules.may_answer_change(change, party=party, by=by, at=at))
        before = set(queries.asked_parties(change))
        Assent.objects.filter(change=change, party=party, given_at=None).update(given_at=at)
        journal.note("awards.agree", thing=change, by=by, at=at, facts={"party": party})
        if queries.open_parties(change):
            _ask(change, before=before, at=at)
        else:
            _carry_out(change, by=by, at=at)
    return change


def refuse(change: Change, *, party: str, reason: str = "", by: Any, at: datetime) -> Change:
    """One party's no ends it; nothing changes."""
    with transaction.atomic():
        journal.locked(change.award.application.programme.call)
        gates.require(rules.may_answer_change(change, party=party, by=by, at=at))
        also = {"settled_at": at, "refusal": reason.strip()[:300]}
        facts = {"party": party}
        journal.turn(change, "refuse", moves=states.CHANGE_MOVES, by=by, at=at, also=also, facts=facts)
        _tell_fellows("refused", change, at=at)
    return change


def take_back(change: Change, *, by: Any, at: datetime) -> Change:
    """Whoever asked does not want it any more."""
    with transaction.atomic():
        journal.locked(change.award.application.programme.call)
        gates.require(rules.may_take_back(change, by=by, at=at))
        also = {"settled_at": at}
        journal.turn(change, "take_back", moves=states.CHANGE_MOVES, by=by, at=at, also=also)
    return change


# --- what is done in the end ---


def _carry_out(change: Change, *, by: Any, at: datetime) -> None:
    """The rules are asked once more: a place may have gone, or somebody arrived, since it was proposed."""
    award, other = change.award, change.other
    for one in filter(None, (award, other)):
        offers.held(one)
    gates.require(rules.may_carry_out(change, by=by, at=at))
    before = [(one, one.offer) for one in (award, other) if one is not None]
    if change.kind == "defer":
        award.starts_from, award.ends_until = change.starts_from, change.ends_until
        award.save(update_fields=["starts_from", "ends_until"])
    elif change.kind == "move":
        places.give_back(award.offer)
        try:
            places.take(change.offer)
        except places.Full:
            gates.require(no("full", f"{change.offer.centre.institution} has no free place any more."))
        _place(award, change.offer, queries.tutor_for(change.offer), kind="change", at=at)
    else:
        # each takes over place and tutor of the other; the counters stay as they are
        mine, theirs = (award.offer, award.tutor), (other.offer, other.tutor)
        _place(award, *theirs, kind="swap", at=at)
        _place(other, *mine, kind="swap", at=at)
    facts = {
        "kind": change.kind,
        "moves": [[str(one.pk), offer.pk, one.offer_id] for one, offer in before],
        "window": [str(change.starts_from), str(change.ends_until)] if change.kind == "defer" else None,
    }
    also = {"settled_at": at}
    journal.turn(change, "carry_out", moves=states.CHANGE_MOVES, by=by, at=at, also=also, facts=facts)
    _tell_fellows("changed", change, at=at)
    told = {offer.centre.institution_id: offer for _, offer in before}
    told |= {one.offer.centre.institution_id: one.offer for one, _ in before}
    for offer in told.values():
        _tell_centre("changed_centre", change, offer, at=at)


def _place(award: Award, offer: CentreOffer, tutor: Any, *, kind: str, at: datetime) -> None:
    Move.objects.create(award=award, kind=kind, from_offer=award.offer, to_offer=offer, at=at)
    award.offer, award.tutor, award.placed_by_office = offer, tutor, True
    award.save(update_fields=["offer", "tutor", "placed_by_office"])


# --- who is told ---


def _ask(change: Change, *, before: set[str], at: datetime) -> None:
    """Letters to the parties whose turn has come."""
    for party in queries.asked_parties(change):
        if party in before:
            continue
        if party == "fellow":
            _write("ask_change", change, change.award.application.applicant, at=at)
        elif party == "other_fellow":
            _write("ask_change", change, change.other.application.applicant, at=at)
        elif party == "office":
            for officer in queries.officers_of(change.award.application.programme):
                _write("ask_change", change, officer, at=at)
        else:
            _tell_centre("ask_change_centre", change, queries.centre_of(change, party), at=at, door=DOOR)


def _tell_fellows(kind: str, change: Change, *, at: datetime) -> None:
    for award in filter(None, (change.award, change.other)):
        _write(kind, change, award.application.applicant, at=at, award=award)


def _tell_centre(kind: str, change: Change, offer: CentreOffer, *, at: datetime, door: str = "") -> None:
    for user in queries.coordinators(offer):
        _write(kind, change, user, at=at, door=door, centre=offer.centre.institution)


def _write(
    kind: str,
    change: Change,
    to: Any,
    *,
    at: datetime,
    award: Award | None = None,
    door: str = "",
    centre: Any = None,
) -> None:
    told = award or change.award
    context = {
        "change": change,
        "award": told,
        "programme": told.application.programme,
        "institution": told.offer.centre.institution,
        "centre": centre,
        "fellow": change.award.application.formal_name,
        "other_fellow": change.other.application.formal_name if change.other else "",
        "what": queries.change_words(change),
        "window": f"between {times.day(change.starts_from)} and {times.day(change.ends_until)}"
        if change.starts_from and change.ends_until
        else "",
        "money": queries.money_words(told),
        "site": settings.SITE_URL,
    }
    post.write(f"awards.{kind}", to=to, thing=change, at=at, context=context, door=door)
