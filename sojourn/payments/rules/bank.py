"""Bank data: given late, changed with the password, revealed to the payer's treasurers alone."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sojourn.centres import queries as centres
from sojourn.core.verdict import YES, Verdict, first_no, no
from sojourn.journal import queries as journal
from sojourn.payments import queries
from sojourn.payments.models import BankData
from sojourn.societies.models import Payer

TRIES, WITHIN = 5, timedelta(minutes=15)


def may_give_bank(*, by: Any, at: datetime) -> Verdict:
    """The fellow's own, once a payment nears; later, to change what was given."""
    if queries.own_bank_data(by) is not None:
        return YES
    if queries.asked_of(by, at):
        return YES
    return no(
        "early",
        "No payment to you is near. You are asked for your account when one is, and told so on your desk.",
    )


def may_give_host_bank(institution: Any, *, by: Any, at: datetime) -> Verdict:
    if not centres.coordinated_by(by).filter(pk=institution.pk).exists():
        return no("not-host", "Only a coordinator of the institution gives its account.")
    if queries.bank_data_of_institution(institution) is not None:
        return YES
    if any(one.pk == institution.pk for one in queries.hosts_to_pay(by)):
        return YES
    return no("early", "No payment to this institution is planned.")


def may_erase_bank(row: BankData, *, by: Any, at: datetime) -> Verdict:
    """The owner may take it back while nothing that was prepared goes there."""
    if row.person_id != getattr(by, "pk", None):
        return no("not-yours", "Only the person whose account it is can take it back.")
    return YES


def may_reveal_bank(row: BankData, *, by: Any, at: datetime) -> Verdict:
    if queries.bank_data_for(by).filter(pk=row.pk).exists():
        return YES
    return no("not-treasurer", "Account numbers are read only by the treasurers of a payer who pays there.")


def may_save_payer_account(payer: Payer, *, by: Any, at: datetime) -> Verdict:
    if queries.is_treasurer(by, payer):
        return YES
    return no("not-treasurer", "The account of a payer is kept by its treasurers.")


def tries_left(by: Any, *, at: datetime) -> Verdict:
    """A password is not guessed at this door."""
    wrong = journal.about(by).filter(verb="payments.wrong_password", at__gt=at - WITHIN).count()
    return first_no(
        YES
        if wrong < TRIES
        else no("tries", "The password was wrong five times. Try again in a quarter of an hour.")
    )
