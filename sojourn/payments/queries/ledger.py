"""A grant as its page shows it: the one sentence first, then instalments, payers, the books."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sojourn.payments.models import Demand, Grant, Instalment, Part, Transfer
from sojourn.payments.queries import grants, paying
from sojourn.placements import queries as stays
from sojourn.ui import amounts, times

SAID = {"due": "approved"}  # to the fellow: it is approved, and leaves by its day


def ledger(grant: Grant, *, at: datetime) -> dict[str, Any]:
    """What the page of the grant shows."""
    lines = grants.instalments(grant)
    stay = stays.facts([grant.award_id], at=at).get(grant.award_id)
    mark = {"kind": "demonstration"} if grant.demonstration else None
    shares = grants.shares(grant)
    demands = list(grants.demands(grant))
    paid: dict[tuple[int, str], int] = {}
    for line in lines:
        for part in paid_parts(line):
            key = (part.payer_id, line.purpose)
            paid[key] = paid.get(key, 0) + part.amount
    live = [line for line in lines if line.state != "cancelled"]
    return {
        "currency": grant.currency,
        "total": sum(share.amount for share in shares),
        "mark": mark,
        "headline": asked_back(demands, grant.currency) or headline(lines, grants.local_day(at, grant)),
        "missing": missing(grant, lines, stay, at=at),
        "shares": [
            {
                "payer": f"{share.payer.name}, {grants.OF[share.purpose]}"
                if share.purpose != "stay"
                else share.payer.name,
                "minor": share.amount,
                "paid_minor": paid.get((share.payer_id, share.purpose), 0),
                "mark": mark,
                "promised": share.promised if share.promised != share.amount else None,
            }
            for share in shares
        ],
        "instalments": [
            {
                "title": _title(number, len(live), line),
                "minor": line.amount,
                "state": SAID.get(line.state, line.state),
                "trigger": f"Due when {_trigger(line)}" if line.state == "planned" else in_part(line),
                "due_on": line.due_on if line.state == "due" else None,
                "paid_on": line.paid_on if line.state == "paid" else None,
                "payer": "",
            }
            for number, line in enumerate(live, 1)
        ],
        "parts": [
            {
                "title": _title(number, len(live), line),
                "parts": [(part.payer.name, part.amount) for part in line.parts.all()],
            }
            for number, line in enumerate(live, 1)
        ],
        "demands": demands,
        "entries": entries(grant),
    }


def paid_parts(line: Instalment) -> list[Part]:
    """What of an instalment is paid: of one that is due, the parts of those payers who have paid."""
    if line.state == "paid":
        return list(line.parts.all())
    if line.state != "due":
        return []
    payments = list(line.payments.all())
    open_ = {payment.payer_id for payment in payments if payment.state in ("due", "prepared")}
    done = {payment.payer_id for payment in payments if payment.state == "paid"} - open_
    return [part for part in line.parts.all() if grants.paid_out_by(line.grant, part.payer_id) in done]


def in_part(line: Instalment) -> str:
    """Of an instalment that is due: how much of it has come already; empty where nothing has."""
    amount = sum(part.amount for part in paid_parts(line)) if line.state == "due" else 0
    return f"{amounts.written(amount, line.grant.currency)} of it is paid" if amount else ""


def _title(number: int, count: int, line: Instalment) -> str:
    of_what = "" if line.purpose == "stay" else f", {grants.OF[line.purpose]}"
    return f"{number} of {count}{of_what}"


def _trigger(line: Instalment) -> str:
    if line.trigger == "date" and line.on:
        return f"{times.day(line.on)} has come and the dates are agreed"
    return grants.TRIGGERS.get(line.trigger, line.trigger)


def headlines(user: Any, *, at: datetime) -> list[tuple[UUID, str]]:
    """(award id, the one sentence) for each of the fellow's grants."""
    found = grants.mine(user).prefetch_related("demands").order_by("drawn_up_at", "pk")
    return [
        (
            row.award_id,
            asked_back(row.demands.all(), row.currency)
            or headline(grants.instalments(row), grants.local_day(at, row)),
        )
        for row in found
    ]


def asked_back(demands: Iterable[Demand], currency: str) -> str:
    """The one sentence while something is asked back: nothing else matters more then."""
    asked = [one for one in demands if one.state == "asked"]
    if not asked:
        return ""
    amount = amounts.written(sum(one.amount for one in asked), currency)
    return f"{amount} asked back, to be paid by {times.day(min(one.repay_by for one in asked))}"


def headline(lines: Iterable[Instalment], today: date) -> str:
    """The one sentence a fellow wants: which instalment comes next, and when it leaves."""
    live = [line for line in lines if line.state != "cancelled"]
    count = len(live)
    for number, line in enumerate(live, 1):
        if line.state == "due":
            leaves = "leaves" if line.due_on >= today else "was to leave"
            said = f"{number} of {count}: approved, {leaves} by {times.day(line.due_on)}"
            return "; ".join(filter(None, (said, in_part(line))))
    for number, line in enumerate(live, 1):
        if line.state == "planned":
            return f"{number} of {count}: due when {_trigger(line)}"
    if live and all(line.state == "paid" for line in live):
        return "It is paid in full" if count == 1 else f"All {count} instalments are paid"
    return "No further instalment is due"


FROM = {
    "agreed": [("start and end agreed with the centre", "you and the centre", "agreed")],
    "date": [("start and end agreed with the centre", "you and the centre", "agreed")],
    "arrived": [("the confirmation of the arrival", "the tutor", "arrived")],
    "midterm": [("the mid-term evaluation", "the tutor", "midterm")],
    "report": [("the report", "you", "filed"), ("the acceptance of the report", "the office", "report")],
}
FROM["statement"] = [*FROM["report"], ("the final evaluation", "the tutor", "statement")]
FROM["reported"] = [*FROM["statement"], ("the evaluation of the centre", "you", "evaluated")]


def missing(
    grant: Grant, lines: list[Instalment], stay: stays.Facts | None, *, at: datetime
) -> list[tuple[str, str]]:
    """(what, from whom) for the next instalment that is not paid: what it still waits for."""
    line = next((one for one in lines if one.state in ("due", "planned")), None)
    if line is None:
        return []
    found = []
    if line.state == "planned":
        if line.trigger == "claim":
            found.append(("receipts for travel", "you"))
        for what, whom, fact in FROM.get(line.trigger, ()):
            if stay is None or not getattr(stay, fact):
                found.append((what, whom))
    if line.purpose == "host":
        if paying.bank_data_of_institution(grant.award.offer.centre.institution) is None:
            found.append(("the account of the centre", "the centre"))
        return found
    if grants.near(grant, stay, at):
        data = paying.own_bank_data(grant.award.application.applicant)
        if data is None:
            found.append(("the account to pay to", "you"))
        elif data.hold_until and data.hold_until > at:
            zone = grant.award.application.programme.call.zone
            found.append(
                (f"the end of the hold on the new account, {times.instant(data.hold_until, zone)}", "no one")
            )
        if grants.terms(grant).no_double_funding and not grant.declared_at:
            found.append(("the declaration that nobody else pays for it", "you"))
    day = grants.local_day(at, grant)
    found += [(words, "you") for words in grants.held_back(grant, stay, day, "payment")]
    return found


def entries(grant: Grant) -> list[dict[str, Any]]:
    """The books of one grant, the oldest first."""
    rows = (
        Transfer.objects.filter(posting__grant=grant)
        .select_related("posting", "source__payer", "target__payer")
        .order_by("pk")
    )
    return [
        {
            "on": row.posting.on,
            "what": row.posting.get_kind_display(),
            "from": _pot(row.source),
            "to": _pot(row.target),
            "minor": row.amount,
            "note": row.posting.note,
        }
        for row in rows
    ]


def _pot(account: Any) -> str:
    return f"{account.payer.name}: {account.get_kind_display()}"


def lines_for(user: Any) -> Any:
    """The instalments of the officer's societies, by the day by which they leave."""
    return (
        Instalment.objects.filter(grant__in=grants.for_officer(user).values("pk"))
        .select_related(*(f"grant__{name}" for name in grants.RELATED))
        .prefetch_related("parts__payer", "payments__payer")
        .order_by("due_on", "grant__award__application__number", "order", "pk")
    )
