"""Who may ask for a change of a stay, who agrees, and what must still be true when it is done.

Who agrees to what stands in `states.PARTIES`; another window or place before the arrival is a change of the
award, and asked for there.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from sojourn.calls.models import CentreOffer
from sojourn.core import periods
from sojourn.core.verdict import YES, Verdict, first_no, no
from sojourn.placements import queries, states
from sojourn.placements.models import Amendment, Placement
from sojourn.placements.rules import stay
from sojourn.ui import times

DAY = timedelta(1)
BACK_DAYS = 28  # an interruption may be written down afterwards, when somebody was ill
WORDS = dict(Amendment.KINDS)


def may_ask_amendment(
    placement: Placement, *, kind: str = "", by: Any, at: datetime, **values: Any
) -> Verdict:
    """Without a kind: whether anything can be asked for; without values: whether this kind can."""
    party = queries.party_of(by, placement)
    if not party:
        return no("not-yours", "Only the fellow, the centre and the office ask for a change of this stay.")
    if placement.state not in states.RUNNING:
        return no("over", "This stay is over; its dates stay as they are.")
    if queries.open_amendment(placement):
        return no("open", "A change of this stay is being asked already.")
    if not kind:
        return YES
    if party not in states.ASKERS[kind]:
        return no("not-asker", f"{WORDS[kind]}: the {party} does not ask for it.")
    return first_no(_in_time(placement, kind), _fits(placement, kind, values, at) if values else YES)


def _in_time(placement: Placement, kind: str) -> Verdict:
    if placement.state in states.AMENDABLE[kind]:
        return YES
    if placement.state == "arrived":
        return no("begun", "The stay has begun; its first day is behind.")
    if placement.state == "agreed":
        return no("not-begun", "The stay has not begun; ask for other days, or for another place.")
    return no("not-agreed", "Start and end are not agreed yet; propose them first.")


def _fits(placement: Placement, kind: str, values: dict[str, Any], at: datetime) -> Verdict:
    if kind == "redate":
        return stay.dates_fit(placement, values["starts_on"], values["ends_on"], at=at)
    if kind == "extend":
        return _longer(placement, values["ends_on"], at)
    if kind == "interrupt":
        return _pause(placement, values, at)
    if kind == "move":
        return _elsewhere(placement, values["offer"], values["from_on"], at)
    if kind == "tutor":
        return _takes_over(placement, values["tutor"])
    return end_fits(placement, values["cause"], values.get("left_on"), at=at)


def _longer(placement: Placement, ends_on: date, at: datetime) -> Verdict:
    months = placement.award.application.programme.call.months
    longest = periods.add_months(placement.ends_on, months)
    last = stay.window(placement)[1]
    if stay.local_day(at, placement) > placement.ends_on:
        return no("ended", f"The last day, {times.day(placement.ends_on)}, is behind.")
    if ends_on <= placement.ends_on:
        return no("not-later", f"A longer stay ends after {times.day(placement.ends_on)}.")
    if ends_on > longest:
        return no("too-long", f"A stay is made longer by {months} months at most, to {times.day(longest)}.")
    if placement.state == "agreed" and last and ends_on > last:
        return no("after-window", f"Stays of this call end on {times.day(last)} at the latest.")
    return YES


def _pause(placement: Placement, values: dict[str, Any], at: datetime) -> Verdict:
    first, until, ends_on = values["pause_from"], values["pause_until"], values["ends_on"]
    today = stay.local_day(at, placement)
    if until < first:
        return no("order", "The interruption ends before it begins.")
    if not placement.arrived_on < first <= placement.ends_on:
        return no("outside", f"It begins during the stay, before {times.day(placement.ends_on + DAY)}.")
    if first < today - timedelta(BACK_DAYS):
        return no("long-ago", f"It began more than {BACK_DAYS} days ago.")
    if any(a <= until and first <= b for a, b in queries.dates_of(placement).pauses):
        return no("twice", "The stay is interrupted on some of these days already.")
    if placement.entries.filter(done_on__range=(first, until)).exists():
        return no("logged", "The logbook has entries of these days. Correct them first.")
    latest = placement.ends_on + (until - first) + DAY
    if not placement.ends_on <= ends_on <= latest or ends_on < until:
        earliest = max(placement.ends_on, until)
        return no("end", f"The last day is then between {times.day(earliest)} and {times.day(latest)}.")
    return YES


def _elsewhere(placement: Placement, offer: CentreOffer | None, from_on: date, at: datetime) -> Verdict:
    programme = placement.award.application.programme
    if offer is None or offer.programme_id != programme.pk or offer.pk == placement.offer_id:
        return no("no-place", "Choose another centre of the same programme.")
    if not placement.arrived_on < from_on <= placement.ends_on:
        return no(
            "day", f"The first day there lies in the stay, which ends on {times.day(placement.ends_on)}."
        )
    if from_on < stay.local_day(at, placement):
        return no("past", f"{times.day(from_on)} is in the past.")
    if programme.own_country_barred:
        basis = programme.own_country_basis or ["residence", "work"]
        application = placement.award.application
        own = {getattr(application, f"{name}_country", "") for name in basis} - {""}
        if offer.centre.institution.country in own:
            return no("own-country", f"{offer.centre.institution} lies in the fellow's own country.")
    return YES


def _takes_over(placement: Placement, tutor: Any) -> Verdict:
    if tutor is not None and tutor == placement.tutor:
        return no("same", f"{tutor.name} is the tutor already.")
    return _tutor_of(tutor, placement.offer)


def _tutor_of(tutor: Any, offer: CentreOffer) -> Verdict:
    if tutor in queries.tutors_at(offer):
        return YES
    if not queries.tutors_at(offer):
        return no(
            "no-tutor", f"{offer.centre.institution} has no tutor yet. Name one on the page of the centre."
        )
    return no("which-tutor", "Choose a tutor of the centre.")


def end_fits(placement: Placement, cause: str, left_on: date | None, *, at: datetime) -> Verdict:
    arrived = placement.state == "arrived"
    asks = states.CAUSES[cause][1]
    today = stay.local_day(at, placement)
    if asks is not None and asks != arrived:
        return no("cause", "The fellow has arrived; choose another reason.")
    if cause == "no_show" and (placement.starts_on is None or today <= placement.starts_on):
        return no("too-soon", "Nobody is missed before the first day has passed.")
    if not arrived:
        return no("no-day", "Nobody was there; leave the last day out.") if left_on else YES
    latest = min(today, placement.ends_on)
    if left_on is None or not placement.arrived_on <= left_on <= latest:
        first = times.day(placement.arrived_on)
        return no("day", f"The last day there lies between {first} and {times.day(latest)}.")
    return YES


def may_agree_amendment(
    amendment: Amendment, *, party: str, by: Any, at: datetime, tutor: Any = None
) -> Verdict:
    """With a tutor: whether the new centre can name this one for the rest of the stay."""
    return first_no(
        YES
        if queries.speaks_for(amendment, party, by)
        else no("not-yours", "This answer is not yours to give."),
        YES if amendment.state == "asked" else no("settled", "This change was settled already."),
        YES
        if party in queries.asked_parties(amendment)
        else no("not-asked", "This answer is not asked now, or was given already."),
        _tutor_of(tutor, amendment.offer) if tutor is not None else YES,
    )


def may_refuse_amendment(amendment: Amendment, *, party: str, by: Any, at: datetime) -> Verdict:
    return may_agree_amendment(amendment, party=party, by=by, at=at)


def may_take_back(amendment: Amendment, *, by: Any, at: datetime) -> Verdict:
    """Whoever asked: the person, or the party in whose name it was asked; the office always."""
    party = queries.party_of(by, amendment.placement)
    return first_no(
        YES
        if party and party in (amendment.asked_as, "office")
        else no("not-yours", "Only who asked for it takes it back."),
        YES if amendment.state == "asked" else no("settled", "This change was settled already."),
    )


def may_carry_out(amendment: Amendment, *, by: Any, at: datetime) -> Verdict:
    """What was true when it was asked must be true still: somebody may have arrived or left since."""
    placement = amendment.placement
    if placement.state not in states.RUNNING:
        return no("over", "This stay is over; its dates stay as they are.")
    values = {name: getattr(amendment, name) for name in VALUES[amendment.kind]}
    return first_no(
        _in_time(placement, amendment.kind),
        _fits(placement, amendment.kind, values, at),
        _tutor_of(amendment.tutor, amendment.offer) if amendment.kind == "move" else YES,
    )


VALUES = {
    "redate": ("starts_on", "ends_on"),
    "extend": ("ends_on",),
    "interrupt": ("pause_from", "pause_until", "ends_on"),
    "move": ("offer", "from_on"),
    "end": ("cause", "left_on"),
    "tutor": ("tutor",),
}
