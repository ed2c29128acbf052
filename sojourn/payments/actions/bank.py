"""Where somebody is paid: locked when it is given, opened for treasurers alone, erased when it has served."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction

from sojourn.journal import actions as journal
from sojourn.payments import queries, rules
from sojourn.payments.models import BankData, PayerAccount
from sojourn.payments.queries import sepa
from sojourn.post import actions as post
from sojourn.societies.models import Payer
from sojourn.ui import gates, lockbox, times

KEPT = timedelta(days=90)  # after the last payment, so that one that comes back still finds its way


class WrongPassword(Exception):
    """The password that a change asks for was not the one; the try is written down."""


def give_bank(values: Mapping[str, str], *, password: str = "", by: Any, at: datetime) -> BankData:
    """The fellow's account. A change needs the password, is told to the address that was known before it, and
    holds payments back for a while. To take one back and to give another is a change like any other."""
    gates.require(rules.may_give_bank(by=by, at=at))
    if queries.former_bank_data(person=by) is not None:
        _check_password(by, password, at=at)
    return _put(values, {"person": by}, hold=queries.hold_of(by), by=by, at=at)


def give_host_bank(
    institution: Any, values: Mapping[str, str], *, password: str = "", by: Any, at: datetime
) -> BankData:
    """The account of a centre's institution, by its coordinator; the same care."""
    gates.require(rules.may_give_host_bank(institution, by=by, at=at))
    if queries.former_bank_data(institution=institution) is not None:
        _check_password(by, password, at=at)
    hold = queries.hold_of_host(institution)
    return _put(values, {"institution": institution}, hold=hold, by=by, at=at)


def _put(
    values: Mapping[str, str], whose: dict[str, Any], *, hold: timedelta, by: Any, at: datetime
) -> BankData:
    """In place of what is there: two changes at the same moment come one after the other."""
    with transaction.atomic():
        for owner in whose.values():
            journal.locked(owner)
        former = queries.former_bank_data(**whose)
        if former is not None and former.ended_at is None:
            end(former, at=at)
        made = BankData.objects.create(
            given_by=by, given_at=at, hold_until=at + hold if former else None, **whose, **_shut(values)
        )
        _tell(made, former, by, at=at)
    return made


def _check_password(by: Any, password: str, *, at: datetime) -> None:
    gates.require(rules.tries_left(by, at=at))
    if not by.check_password(password):
        journal.note("payments.wrong_password", thing=by, by=by, at=at)
        raise WrongPassword


def _tell(made: BankData, former: BankData | None, by: Any, *, at: datetime) -> None:
    """To the address known now: whoever broke in would have to own that one too."""
    journal.note("payments.give_bank", thing=made, by=by, at=at, facts={"changed": former is not None})
    if former is None:
        return
    context = {
        "hint": made.hint,
        "former": former.hint,
        "hold": times.instant(made.hold_until, times.ZONE),
        "site": settings.SITE_URL,
    }
    people = {by.pk: by}
    if former.given_by is not None:
        people[former.given_by_id] = former.given_by
    for person in people.values():
        post.write("payments.give_bank", to=person, thing=made, at=at, context=context)


def _shut(values: Mapping[str, str]) -> dict[str, str]:
    kept = {name: value for name, value in values.items() if name != "kind" and value}
    reached = sepa.reaches(values.get("iban", ""))
    return {
        "kind": values["kind"] if reached else "other",
        "locked": lockbox.lock(json.dumps(kept), purpose=queries.PURPOSE),
        "hint": masked(values),
    }


def masked(values: Mapping[str, str]) -> str:
    """Enough to know one's own by: the country and the last four."""
    number = values.get("iban") or values.get("account") or ""
    number = "".join(number.split())
    country = number[:2] if values.get("iban") else values.get("bank_country", "")
    return f"{country} •••• {number[-4:]}".strip()


def end(row: BankData, *, at: datetime) -> None:
    """Replaced, taken back or outlived: what it said is gone."""
    row.locked, row.ended_at = "", at
    row.save(update_fields=["locked", "ended_at"])


def erase_bank(row: BankData, *, by: Any, at: datetime) -> None:
    gates.require(rules.may_erase_bank(row, by=by, at=at))
    with transaction.atomic():
        end(row, at=at)
        journal.note("payments.erase_bank", thing=row, by=by, at=at)


def erase_outlived(*, at: datetime) -> int:
    """Bank data goes once nothing was or will be paid there for a while."""
    found = list(queries.outlived(at - KEPT))
    for row in found:
        with transaction.atomic():
            end(row, at=at)
            journal.note("payments.erase_outlived", thing=row, by=None, at=at)
    return len(found)


def reveal_bank(row: BankData, *, by: Any, at: datetime) -> dict[str, str]:
    """For a treasurer's eyes; that it was looked at stays in the journal."""
    gates.require(rules.may_reveal_bank(row, by=by, at=at))
    with transaction.atomic():
        journal.note("payments.reveal_bank", thing=row, by=by, at=at)
    return queries.opened(row)


def save_payer_account(payer: Payer, values: Mapping[str, str], *, by: Any, at: datetime) -> PayerAccount:
    """The account that a payer pays from. `by` None: the set-up of a demonstration."""
    if by is not None:
        gates.require(rules.may_save_payer_account(payer, by=by, at=at))
    kept = {name: value for name, value in values.items() if value}
    with transaction.atomic():
        row, _ = PayerAccount.objects.update_or_create(
            payer=payer,
            defaults={
                "locked": lockbox.lock(json.dumps(kept), purpose=queries.PURPOSE),
                "hint": masked(values),
                "saved_at": at,
            },
        )
        journal.note("payments.save_payer_account", thing=payer, by=by, at=at)
    return row
