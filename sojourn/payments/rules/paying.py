"""A batch takes two people; a file only leaves for treasurers; nothing leaves that is held back."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sojourn.core import states as tables
from sojourn.core.verdict import YES, Verdict, first_no, no
from sojourn.payments import queries, states
from sojourn.payments.models import BankData, Batch, Invoice, Payment, Treasurer
from sojourn.people import queries as people
from sojourn.placements import queries as stays
from sojourn.societies.models import Payer
from sojourn.ui import times


def may_see_payer(payer: Payer, *, by: Any) -> Verdict:
    if queries.payers_of(by).filter(pk=payer.pk).exists():
        return YES
    return no("not-payer", "This belongs to those who act for the payer.")


def may_enclose(
    payment: Payment, *, data: BankData | None, stay: stays.Facts | None, by: Any, at: datetime
) -> Verdict:
    """Whether a payment that is due can leave now, and if not, what it waits for."""
    grant = payment.instalment.grant
    host = payment.instalment.purpose == "host"
    whose = "centre" if host else "fellow"
    zone = grant.award.application.programme.call.zone
    if payment.state != "due":
        return no("not-due", "This payment is not due.")
    if not host and queries.terms(grant).no_double_funding and grant.declared_at is None:
        return no("undeclared", "The fellow has not declared yet that nobody else pays for it.")
    late = queries.held_back(grant, stay, queries.local_day(at, grant), "payment")
    if late:
        return no("duty", f"Held back until it comes in: {'; '.join(late)}.")
    if data is None:
        return no("no-account", f"The {whose} has not given an account yet.")
    if data.hold_until and data.hold_until > at:
        return no("held", f"The account was changed: held until {times.instant(data.hold_until, zone)}.")
    return YES


def may_prepare(
    payer: Payer,
    *,
    by: Any,
    at: datetime,
    leaves_on: date | None = None,
    count: int | None = None,
    gone: int = 0,
) -> Verdict:
    """`gone`: how many of the chosen are not due any more."""
    return first_no(
        may_see_payer(payer, by=by),
        no("nothing", "Choose at least one payment that can leave.") if count == 0 else YES,
        no("gone", "Some of these payments are in another batch by now. Look at what is due and choose anew.")
        if gone
        else YES,
        no("past", "The day on which it leaves lies in the past.")
        if leaves_on and leaves_on < at.date()
        else YES,
    )


def may_approve_batch(batch: Batch, *, by: Any, at: datetime) -> Verdict:
    """A treasurer who did not prepare it."""
    return first_no(
        _treasurer(batch.payer, by),
        tables.legal(states.BATCH_MOVES, "approve_batch", batch.state),
        no("same-person", "Two people answer for a batch: somebody else has to approve what you prepared.")
        if batch.prepared_by_id == by.pk
        else YES,
    )


def may_download_file(batch: Batch, *, by: Any, at: datetime) -> Verdict:
    return first_no(
        _treasurer(batch.payer, by),
        YES if batch.state == "approved" else no("not-approved", "The file is there once it is approved."),
        YES if batch.locked else no("no-file", "Every payment of this batch is made by hand."),
        _same_accounts(batch),
    )


def _same_accounts(batch: Batch) -> Verdict:
    changed = queries.changed_payees(queries.enclosed(batch)) if batch.state == "approved" else []
    if not changed:
        return YES
    return no(
        "changed",
        f"Accounts changed after this file was made: {'; '.join(changed)}. If the bank has the file, "
        "mark the batch as paid; else drop it and prepare it anew.",
    )


def may_drop_batch(batch: Batch, *, by: Any, at: datetime, sure: bool | None = None) -> Verdict:
    """Once the file was downloaded the bank may have it: only who can ask the bank says that it has not."""
    out = batch.state == "approved" and queries.was_downloaded(batch)
    return first_no(
        may_see_payer(batch.payer, by=by),
        tables.legal(states.BATCH_MOVES, "drop_batch", batch.state),
        _treasurer(batch.payer, by) if out else YES,
        no("downloaded", "The file was downloaded: say that the bank will not carry it out.")
        if out and sure is False
        else YES,
    )


def may_settle_batch(batch: Batch, *, by: Any, at: datetime, paid_on: date | None = None) -> Verdict:
    return first_no(
        _treasurer(batch.payer, by),
        tables.legal(states.BATCH_MOVES, "settle_batch", batch.state),
        no("future", "The day of payment lies in the future.") if paid_on and paid_on > at.date() else YES,
        no("before", "The day of payment lies before the batch was approved.")
        if paid_on and batch.approved_at and paid_on < batch.approved_at.date()
        else YES,
    )


def may_book_return(payment: Payment, *, by: Any, at: datetime, on: date | None = None) -> Verdict:
    return first_no(
        may_see_payer(payment.payer, by=by),
        tables.legal(states.PAYMENT_MOVES, "book_return", payment.state),
        no("future", "The day lies in the future.") if on and on > _day(payment, at) else YES,
        no("before", "It came back before it was paid.")
        if on and payment.paid_on and on < payment.paid_on
        else YES,
    )


def _day(payment: Payment, at: datetime) -> date:
    zone = payment.instalment.grant.award.application.programme.call.zone
    return at.astimezone(ZoneInfo(zone)).date()


def may_issue_invoice(
    creditor: Payer, debtor: Payer, *, by: Any, at: datetime, total: int | None = None
) -> Verdict:
    """Below nothing it is a credit note: more came back than was paid since the last one."""
    return first_no(
        may_see_payer(creditor, by=by),
        no("nothing", f"{debtor} owes nothing that stands on no invoice yet.") if total == 0 else YES,
    )


def may_settle_invoice(invoice: Invoice, *, by: Any, at: datetime, on: date | None = None) -> Verdict:
    """Whoever got the money says so."""
    return first_no(
        may_see_payer(invoice.creditor if invoice.total > 0 else invoice.debtor, by=by),
        tables.legal(states.INVOICE_MOVES, "settle_invoice", invoice.state),
        no("future", "The day lies in the future.") if on and on > at.date() else YES,
        no("before", "The day lies before the invoice.") if on and on < invoice.issued_on else YES,
    )


def may_name_treasurer(payer: Payer, *, by: Any, at: datetime, user: Any = None) -> Verdict:
    """A federation officer names somebody else: nobody gives herself the key."""
    return first_no(
        YES
        if people.is_federation_officer(by)
        else no("not-office", "Treasurers are named by an officer of the federation."),
        no("oneself", "Nobody names herself: ask another officer.")
        if user is not None and user.pk == by.pk
        else YES,
        no("known", "This person acts for the payer already.")
        if user is not None and queries.is_treasurer(user, payer)
        else YES,
    )


def may_release_treasurer(row: Treasurer, *, by: Any, at: datetime) -> Verdict:
    if people.is_federation_officer(by):
        return YES
    return no("not-office", "Treasurers are released by an officer of the federation.")


def _treasurer(payer: Payer, by: Any) -> Verdict:
    if queries.is_treasurer(by, payer):
        return YES
    return no("not-treasurer", f"Only a treasurer of {payer} can do this.")
