"""The grant's own people: fellow and office."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from sojourn.awards import queries as awards
from sojourn.core import states as tables
from sojourn.core.verdict import YES, Verdict, first_no, no
from sojourn.payments import queries, states
from sojourn.payments.models import Claim, Demand, Grant
from sojourn.placements import queries as stays
from sojourn.ui import times


def may_see_money(*, by: Any) -> Verdict:
    """The lists of money; what stands in them is that of the own societies and payers."""
    if awards.works_in_an_office(by) or queries.payers_of(by).exists():
        return YES
    return no("not-office", "These lists belong to the offices and to the treasurers of payers.")


def _own(grant: Grant, by: Any) -> Verdict:
    own = awards.is_person(by) and by.pk == grant.award.application.applicant_id
    return YES if own else no("not-yours", "Only the fellow can do this.")


def _office(grant: Grant, by: Any) -> Verdict:
    if awards.is_office(by, grant.award.application.programme):
        return YES
    return no("not-office", "This is decided by the office of the society or the federation.")


def may_declare(grant: Grant, *, by: Any, at: datetime) -> Verdict:
    return first_no(
        _own(grant, by),
        YES
        if queries.terms(grant).no_double_funding
        else no("not-asked", "This programme asks for no declaration."),
        no("declared", "You have declared it.") if grant.declared_at else YES,
    )


def may_file_claim(grant: Grant, *, by: Any, at: datetime, spent_on: date | None = None) -> Verdict:
    """Until so many days after the end of the stay, later where they hold something back; for what was spent
    before today."""
    given = queries.terms(grant)
    own = first_no(
        _own(grant, by),
        YES if given.by_receipt else no("no-receipts", "This programme pays travel without receipts."),
        no("closed", "This grant is closed.") if grant.closed_at else YES,
    )
    if not own:
        return own
    stay = stays.facts([grant.award_id]).get(grant.award_id)
    day = queries.local_day(at, grant)
    if stay is None or not stay.agreed:
        return no("no-dates", "Costs can be claimed once start and end of the stay are agreed.")
    last = stay.last + timedelta(days=given.claim_days)
    if day > last and not (given.claims_block and queries.owes_receipts(grant, stay, day)):
        return no("late", f"Costs could be claimed until {times.day(last)}.")
    if spent_on and spent_on > day:
        return no("future", "This day lies in the future.")
    return YES


def may_accept_claim(
    claim: Claim,
    *,
    by: Any,
    at: datetime,
    amount: int | None = None,
    left: int | None = None,
    reason: str | None = None,
) -> Verdict:
    """`left`: what is left for travel; less than was claimed needs a reason."""
    verdict = first_no(
        _office(claim.grant, by), tables.legal(states.CLAIM_MOVES, "accept_claim", claim.state)
    )
    if not verdict or amount is None:
        return verdict
    if amount <= 0:
        return no("nothing", "Accept a part of it, or refuse it.")
    if amount > claim.amount:
        return no("more", "No more can be accepted than was claimed.")
    if left is not None and amount > left:
        return no("cap", f"Only {queries.spoken(left, claim.grant.currency)} are left for travel.")
    if reason is not None and amount < claim.amount and not reason.strip():
        return no("no-reason", "Say why not all of it is paid.")
    return YES


def may_refuse_claim(claim: Claim, *, by: Any, at: datetime) -> Verdict:
    return first_no(_office(claim.grant, by), tables.legal(states.CLAIM_MOVES, "refuse_claim", claim.state))


def may_take_back_claim(claim: Claim, *, by: Any, at: datetime) -> Verdict:
    return first_no(_own(claim.grant, by), tables.legal(states.CLAIM_MOVES, "take_back_claim", claim.state))


def _pays(demand: Demand, by: Any) -> Verdict:
    payer = queries.paid_out_by(demand.grant, demand.payer_id)
    if queries.payers_of(by).filter(pk=payer).exists():
        return YES
    return no("not-payer", "What comes back is booked by those who act for the payer.")


def may_book_repayment(demand: Demand, *, by: Any, at: datetime, on: date | None = None) -> Verdict:
    return first_no(
        _pays(demand, by),
        tables.legal(states.DEMAND_MOVES, "book_repayment", demand.state),
        no("future", "The day lies in the future.")
        if on and on > queries.local_day(at, demand.grant)
        else YES,
    )


def may_waive(demand: Demand, *, by: Any, at: datetime) -> Verdict:
    """Whose money it is gives it up: the payer's own office or treasurer."""
    mine = queries.payers_of(by).filter(pk=demand.payer_id).exists()
    return first_no(
        YES if mine else no("not-payer", "Only the payer whose money it is can give it up."),
        tables.legal(states.DEMAND_MOVES, "waive", demand.state),
    )
