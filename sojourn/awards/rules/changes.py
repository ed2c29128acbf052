"""Who may ask for a change after the award, who answers, and what must still be true when it is done."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sojourn.awards import queries
from sojourn.awards.models import Award, Change
from sojourn.awards.rules.offers import local_day
from sojourn.calls.models import CentreOffer
from sojourn.core import periods
from sojourn.core.verdict import YES, Verdict, first_no, no
from sojourn.ui import times


def may_propose_change(
    award: Award,
    *,
    kind: str = "",
    other: Award | None = None,
    offer: CentreOffer | None = None,
    starts_from: date | None = None,
    ends_until: date | None = None,
    by: Any,
    at: datetime,
) -> Verdict:
    """Without a kind: whether anything can be asked for at all."""
    office = queries.is_office(by, award.application.programme)
    own = queries.is_person(by) and by.pk == award.application.applicant_id
    verdict = first_no(
        YES if own or office else no("not-yours", "Only the fellow or the office asks for a change."),
        _settled(award),
        no("open", "A change of this place is being asked already.") if _is_open(award) else YES,
        no("office-only", "A swap is proposed by the office, which knows both fellows.")
        if kind == "swap" and not office
        else YES,
    )
    if not verdict or not kind:
        return verdict
    if kind == "defer":
        return _window(award, starts_from, ends_until, at=at)
    if kind == "move":
        return _other_place(award, offer)
    return _swap(award, other)


def _settled(award: Award) -> Verdict:
    if award.state != "accepted":
        return no("not-accepted", "Only an accepted place can be changed.")
    if award.floats:
        return no("floats", "This place still waits for a better choice; keep it first.")
    if award.arrived_at:
        return no("arrived", "The stay has begun; it can only be ended.")
    return YES


def _is_open(award: Award) -> bool:
    return queries.open_changes(award).exists()


def _window(award: Award, first: date | None, last: date | None, *, at: datetime) -> Verdict:
    call = award.application.programme.call
    if first is None or last is None:
        return no("no-window", "Say between which days the stay can take place.")
    if first < local_day(at, call):
        return no("past", f"{times.day(first)} is in the past.")
    if last < periods.add_months(first, call.months):
        return no("too-short", f"A stay of {call.months} months does not fit between these days.")
    return YES


def _other_place(award: Award, offer: CentreOffer | None) -> Verdict:
    programme = award.application.programme
    if offer is None or offer.programme_id != programme.pk or offer.pk == award.offer_id:
        return no("no-place", "Choose another centre of the same programme.")
    return first_no(
        _own_country(award, offer),
        YES if _is_free(award, offer) else no("full", f"{offer.centre.institution} has no free place."),
    )


def _is_free(award: Award, offer: CentreOffer) -> bool:
    """The programme's own counter does not count: the fellow brings the grant along."""
    keys = {f"offer:{offer.pk}": offer.places}
    here, there = award.offer.centre.institution_id, offer.centre.institution_id
    shared = offer.programme.call.shared_places.filter(institution=there).first()
    if shared and here != there:
        keys[f"institution:{offer.programme.call_id}:{there}"] = shared.places
    taken = queries.taken(keys)
    return all(taken.get(key, 0) < most for key, most in keys.items())


def _own_country(award: Award, offer: CentreOffer) -> Verdict:
    programme, application = offer.programme, award.application
    if not programme.own_country_barred:
        return YES
    basis = programme.own_country_basis or ["residence", "work"]
    own = {getattr(application, f"{name}_country", "") for name in basis} - {""}
    if offer.centre.institution.country in own:
        return no(
            "own-country", f"{offer.centre.institution} lies in the fellow's own country, which is excluded."
        )
    return YES


def _swap(award: Award, other: Award | None) -> Verdict:
    if other is None or other.pk == award.pk or other.offer_id == award.offer_id:
        return no("no-other", "Choose a fellow at another centre.")
    if other.application.programme_id != award.application.programme_id:
        return no("other-programme", "Fellows swap inside one programme: its places are its own.")
    return first_no(
        _settled(other),
        no("other-open", "A change of the other place is being asked already.") if _is_open(other) else YES,
        _own_country(award, other.offer),
        _own_country(other, award.offer),
    )


def may_answer_change(change: Change, *, party: str, by: Any, at: datetime) -> Verdict:
    if not queries.speaks_for(change, party, by):
        return no("not-yours", "This answer is not yours to give.")
    if change.state != "proposed":
        return no("settled", "This change was settled already.")
    if party not in queries.asked_parties(change):
        return no("not-asked", "This answer is not asked now, or was given already.")
    return YES


def may_take_back(change: Change, *, by: Any, at: datetime) -> Verdict:
    own = queries.is_person(by) and by.pk in (change.asked_by_id, change.award.application.applicant_id)
    office = queries.is_office(by, change.award.application.programme)
    return first_no(
        YES if own or office else no("not-yours", "Only who asked for it takes it back."),
        YES if change.state == "proposed" else no("settled", "This change was settled already."),
    )


def may_carry_out(change: Change, *, by: Any, at: datetime) -> Verdict:
    """What was true when it was proposed must be true still."""
    award = change.award
    verdict = _settled(award)
    if not verdict:
        return verdict
    if change.kind == "defer":
        return _window(award, change.starts_from, change.ends_until, at=at)
    if change.kind == "move":
        return _other_place(award, change.offer)
    return first_no(
        _settled(change.other),
        _own_country(award, change.other.offer),
        _own_country(change.other, award.offer),
    )
