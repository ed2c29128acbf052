"""Reading what is to be paid: payments, batches, bank data, treasurers, invoices."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Sum

from sojourn.centres import queries as centres
from sojourn.core import money
from sojourn.journal import queries as journal
from sojourn.payments.models import (
    BankData,
    Batch,
    Demand,
    Instalment,
    Invoice,
    PayerAccount,
    Payment,
    Transfer,
    Treasurer,
)
from sojourn.payments.queries.grants import RELATED, mine, paid_to, terms
from sojourn.people import queries as people
from sojourn.placements import queries as stays
from sojourn.societies import queries as societies
from sojourn.societies.models import Payer
from sojourn.ui import lockbox, times

PURPOSE = "bank data"
FILE = "payment file"


# --- who acts for a payer ---


def treasurers(payer: Payer) -> QuerySet[Treasurer]:
    return Treasurer.objects.filter(payer=payer).select_related("user").order_by("pk")


def treasurer_of(user: Any) -> QuerySet[Payer]:
    """Payers whose bank data and files this person reads."""
    if not _is_person(user):
        return Payer.objects.none()
    return Payer.objects.filter(pk__in=Treasurer.objects.filter(user=user).values("payer"))


def is_treasurer(user: Any, payer: Payer) -> bool:
    return _is_person(user) and Treasurer.objects.filter(user=user, payer=payer).exists()


def is_office(user: Any, payer: Payer) -> bool:
    """The office of the payer's society; of the federation for its own."""
    if payer.society_id is None:
        return people.is_federation_officer(user)
    return societies.is_officer(user, payer.society)


def payers_of(user: Any) -> QuerySet[Payer]:
    """Payers that this person works for, as office or as treasurer."""
    if not _is_person(user):
        return Payer.objects.none()
    mine = Q(pk__in=Treasurer.objects.filter(user=user).values("payer"))
    mine |= Q(society__in=societies.officer_of(user).values("pk"))
    if people.is_federation_officer(user):
        mine |= Q(society=None)
    return Payer.objects.filter(mine).select_related("society").order_by("name")


def _is_person(user: Any) -> bool:
    return getattr(getattr(user, "_meta", None), "label", "") == "people.User" and user.is_active


# --- payments and batches ---

PAYMENT_RELATED = (
    "payer__society",
    "batch",
    "bank_data",
    "instalment__claim",
    *(f"instalment__grant__{name}" for name in RELATED),
)


def payments() -> QuerySet[Payment]:
    return Payment.objects.select_related(*PAYMENT_RELATED)


def payments_of(user: Any) -> QuerySet[Payment]:
    return payments().filter(payer__in=payers_of(user).values("pk"))


def due(payer: Payer, currency: str) -> list[Payment]:
    rows = payments().filter(payer=payer, state="due", instalment__grant__currency=currency)
    return list(rows.order_by("instalment__due_on", "instalment__grant__award__application__number", "pk"))


def currencies_due(payer: Payer) -> list[str]:
    rows = Payment.objects.filter(payer=payer, state="due").order_by("instalment__grant__currency")
    return list(rows.values_list("instalment__grant__currency", flat=True).distinct())


def batches_of(user: Any) -> QuerySet[Batch]:
    return (
        Batch.objects.filter(payer__in=payers_of(user).values("pk"))
        .select_related("payer__society", "prepared_by", "approved_by")
        .annotate(count=Count("payments"), total=Sum("payments__amount"))
        .order_by("-prepared_at", "pk")
    )


def enclosed(batch: Batch) -> list[Payment]:
    rows = payments().filter(batch=batch)
    return list(rows.order_by("instalment__grant__award__application__number", "instalment__order", "pk"))


def changed_payees(found: Iterable[Payment]) -> list[str]:
    """Whose account is another one than when the batch was prepared."""
    return [payee_name(row) for row in found if row.bank_data is None or row.bank_data.ended_at]


def was_downloaded(batch: Batch) -> bool:
    """Whether the bank may have the file."""
    return journal.about(batch).filter(verb="payments.download_file").exists()


# --- bank data ---


def own_bank_data(user: Any) -> BankData | None:
    return BankData.objects.filter(person=user, ended_at=None).first()


def former_bank_data(**whose: Any) -> BankData | None:
    """What `person` or `institution` gave last, in force or not: whatever comes after it is a change."""
    return (
        BankData.objects.filter(**whose)
        .order_by("-given_at", F("ended_at").asc(nulls_first=True), "pk")
        .first()
    )


def bank_data_of_institution(institution: Any) -> BankData | None:
    return BankData.objects.filter(institution=institution, ended_at=None).first()


def payees(found: Iterable[Payment]) -> dict[Any, BankData]:
    """Payment id -> the bank data in force; two queries for many payments."""
    found = list(found)
    people_, hosts = set(), set()
    for payment in found:
        award = payment.instalment.grant.award
        if payment.instalment.purpose == "host":
            hosts.add(award.offer.centre.institution_id)
        else:
            people_.add(award.application.applicant_id)
    rows = BankData.objects.filter(ended_at=None).filter(Q(person__in=people_) | Q(institution__in=hosts))
    by_person = {row.person_id: row for row in rows if row.person_id}
    by_host = {row.institution_id: row for row in rows if row.institution_id}
    known = {}
    for payment in found:
        award = payment.instalment.grant.award
        if payment.instalment.purpose == "host":
            row = by_host.get(award.offer.centre.institution_id)
        else:
            row = by_person.get(award.application.applicant_id)
        if row is not None:
            known[payment.pk] = row
    return known


def opened(row: BankData | PayerAccount) -> dict[str, str]:
    """What lies locked; only for a treasurer's eyes and for the payment file."""
    return json.loads(lockbox.unlock(row.locked, purpose=PURPOSE)) if row.locked else {}


def bank_data_for(user: Any) -> QuerySet[BankData]:
    """What a treasurer may reveal: the data in force of those whom the own payers pay now."""
    mine = treasurer_of(user)
    waiting = Payment.objects.filter(payer__in=mine.values("pk"), state__in=("due", "prepared"))
    to_person = waiting.exclude(instalment__purpose="host").filter(
        instalment__grant__award__application__applicant=OuterRef("person")
    )
    to_host = waiting.filter(
        instalment__purpose="host",
        instalment__grant__award__offer__centre__institution=OuterRef("institution"),
    )
    return BankData.objects.filter(ended_at=None).filter(Exists(to_person) | Exists(to_host))


def hosts_to_pay(user: Any) -> list[Any]:
    """Institutions of this coordinator to which an instalment is planned or due."""
    return list(hosts_waiting(user))


def hosts_waiting(user: Any) -> QuerySet[Any]:
    lines = Instalment.objects.filter(
        purpose="host",
        state__in=("planned", "due"),
        grant__award__offer__centre__institution=OuterRef("pk"),
    )
    return centres.coordinated_by(user).filter(Exists(lines))


def payer_account(payer: Payer) -> PayerAccount | None:
    return PayerAccount.objects.filter(payer=payer).first()


def outlived(before: datetime) -> QuerySet[BankData]:
    """Bank data of people and institutions to whom nothing was or will be paid since `before`."""
    open_ = Q(instalment__state__in=("planned", "due")) | Q(paid_on__gte=before.date())
    lines = Instalment.objects.filter(Q(state__in=("planned", "due")) | Q(paid_on__gte=before.date()))
    recent = Payment.objects.filter(open_)
    to_person = lines.exclude(purpose="host").filter(grant__award__application__applicant=OuterRef("person"))
    to_host = lines.filter(purpose="host", grant__award__offer__centre__institution=OuterRef("institution"))
    also = recent.filter(instalment__grant__award__application__applicant=OuterRef("person"))
    return BankData.objects.filter(ended_at=None, given_at__lt=before).filter(
        ~Exists(to_person), ~Exists(to_host), ~Exists(also)
    )


# --- between payers ---


def uninvoiced(creditor: Payer, debtor: Payer, currency: str) -> QuerySet[Transfer]:
    """Advances, and advances that came back, that stand on no invoice yet."""
    between = Q(
        source__kind="advanced", source__payer=creditor, target__kind="owed", target__payer=debtor
    ) | Q(source__kind="owed", source__payer=debtor, target__kind="advanced", target__payer=creditor)
    return (
        Transfer.objects.filter(between, source__currency=currency, invoiced=None)
        .exclude(posting__kind="settle")
        .select_related("source", "posting__grant__award__application__applicant")
        .order_by("pk")
    )


def debts(creditors: Iterable[Any]) -> list[dict[str, Any]]:
    """Per creditor, debtor and currency: what stands on no invoice yet."""
    ids = [payer.pk for payer in creditors]
    rows = (
        Transfer.objects.filter(invoiced=None)
        .filter(
            Q(source__kind="advanced", source__payer__in=ids)
            | Q(target__kind="advanced", target__payer__in=ids)
        )
        .exclude(posting__kind="settle")
        .select_related("source__payer", "source__counter", "target__payer", "target__counter")
        .order_by("pk")
    )
    found: dict[tuple, dict[str, Any]] = {}
    for row in rows:
        lent = row.source if row.source.kind == "advanced" else row.target
        key = (lent.payer_id, lent.counter_id, lent.currency)
        here = found.setdefault(
            key,
            {"creditor": lent.payer, "debtor": lent.counter, "currency": lent.currency, "total": 0, "n": 0},
        )
        here["total"] += row.amount if lent is row.source else -row.amount
        here["n"] += 1
    return list(found.values())


def invoices_of(user: Any) -> QuerySet[Invoice]:
    """Those that the person's payers wrote or got."""
    mine = payers_of(user).values("pk")
    return Invoice.objects.filter(Q(creditor__in=mine) | Q(debtor__in=mine)).select_related(
        "creditor__society", "debtor__society", "issued_by"
    )


def facts_of(found: Iterable[Payment], at: datetime) -> dict[Any, Any]:
    return stays.facts({payment.instalment.grant.award_id for payment in found}, at=at)


def payee_name(payment: Payment) -> str:
    award = payment.instalment.grant.award
    if payment.instalment.purpose == "host":
        return str(award.offer.centre.institution)
    return award.application.applicant.formal_name


def hold_of(user: Any) -> timedelta:
    """How long a change of this fellow's account holds payments back: the longest of the own programmes."""
    hours = [terms(grant).hold_hours for grant in mine(user)]
    return timedelta(hours=max(hours, default=72))


def hold_of_host(institution: Any) -> timedelta:
    """The same for the account of an institution: the longest of the programmes that pay it."""
    hours = [terms(grant).hold_hours for grant in paid_to(institution)]
    return timedelta(hours=max(hours, default=72))


def people_of(payer: Payer) -> list[Any]:
    """Whom a letter to a payer reaches: its treasurers, else its office."""
    named = [row.user for row in treasurers(payer) if row.user.is_active]
    if named:
        return named
    if payer.society_id:
        return [row.user for row in societies.officers(payer.society)]
    return list(people.in_role("federation_officer"))


def spoken(minor: int, currency: str) -> str:
    return str(money.Money(minor, currency))


def spoken_day(day: date) -> str:
    return times.day(day)


def own_accounts(user: Any) -> QuerySet[BankData]:
    return BankData.objects.filter(person=user)


def institutions_of(user: Any) -> Any:
    return centres.coordinated_by(user)


def invoice_lines(invoice: Invoice) -> list[Any]:
    rows = invoice.lines.select_related(
        "transfer__posting__grant__award__application__applicant",
        "transfer__posting__grant__award__application__programme__society",
    )
    return list(rows.order_by("pk"))


def all_treasurers() -> QuerySet[Treasurer]:
    return Treasurer.objects.select_related("payer__society", "user")


def demands_of(user: Any) -> QuerySet[Demand]:
    """What is asked back by the payers that this person works for, or that pay out for them."""
    mine_ = payers_of(user).values("pk")
    return Demand.objects.filter(
        Q(payer__in=mine_) | Q(grant__award__application__programme__terms__lead__in=mine_)
    ).select_related("payer", *(f"grant__{name}" for name in RELATED))
