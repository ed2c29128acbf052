"""What money waits for, desk by desk; whom its letters still reach."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from typing import Any

from django.db.models import Exists, Q
from django.urls import reverse

from sojourn.payments.models import BankData, Batch, Claim, Demand, Grant, Invoice, Payment
from sojourn.payments.queries import grants, paying
from sojourn.people.models import User
from sojourn.placements import queries as stays
from sojourn.ui import times
from sojourn.ui.waiting import Waiting


def waiting_for(user: Any, *, at: datetime) -> list[Waiting]:
    """One question first: most people have nothing to do with money, and every desk asks."""
    mine = paying.payers_of(user).order_by().values("pk")
    acts = paying.treasurer_of(user).values("pk")
    concerns = User.objects.filter(pk=user.pk).annotate(
        fellow=Exists(grants.mine(user)),
        host=Exists(paying.hosts_waiting(user)),
        office=Exists(Claim.objects.filter(state="filed", grant__in=grants.for_officer(user).values("pk"))),
        payer=Exists(Payment.objects.filter(payer__in=mine, state="due")),
        batch=Exists(Batch.objects.filter(payer__in=acts, state__in=("prepared", "approved"))),
        invoice=Exists(Invoice.objects.filter(to_pay(mine), state="issued")),
    )
    found = concerns.values("fellow", "host", "office", "payer", "batch", "invoice").first() or {}
    lines = []
    if found.get("fellow"):
        lines += _fellow(user, at) + _receipts(user, at)
    if found.get("host"):
        lines += _host(user)
    if found.get("office"):
        lines += _office(user)
    if found.get("payer") or found.get("batch") or found.get("invoice"):
        lines += _payer(user)
    return lines


def _fellow(user: Any, at: datetime) -> list[Waiting]:
    found = []
    near = grants.asked_of(user, at)
    if near and paying.own_bank_data(user) is None:
        found.append(Waiting("Give", "the account that your grant is paid to", reverse("payments:bank")))
    for grant in near:
        if grants.terms(grant).no_double_funding and not grant.declared_at:
            found.append(
                Waiting(
                    "Declare",
                    "that nobody else pays for your stay",
                    reverse("payments:declare", args=[grant.award_id]),
                )
            )
    for demand in Demand.objects.filter(
        grant__award__application__applicant=user, state="asked"
    ).select_related("grant__award__application__programme__call"):
        zone = demand.grant.award.application.programme.call.zone
        found.append(
            Waiting(
                "Pay back",
                "what was paid too much",
                reverse("payments:grant", args=[demand.grant.award_id]),
                due_at=times.aware(demand.repay_by, zone),
                programme=demand.grant.award.application.programme_id,
            )
        )
    return found


def _receipts(user: Any, at: datetime) -> list[Waiting]:
    """Receipts that hold something back, from the day after the stay."""
    rows = grants.mine(user).filter(closed_at=None, award__application__programme__terms__by_receipt=True)
    owing = [row for row in rows.prefetch_related("claims") if grants.terms(row).claims_block]
    facts = stays.facts(row.award_id for row in owing) if owing else {}
    found = []
    for row in owing:
        stay = facts.get(row.award_id)
        by = grants.receipts_by(row, stay) if stay else None
        if by is None or grants.local_day(at, row) <= stay.last:
            continue
        zone = row.award.application.programme.call.zone
        link = reverse("payments:file_claim", args=[row.award_id])
        found.append(Waiting("File", "the receipts for your travel", link, due_at=times.aware(by, zone)))
    return found


def _host(user: Any) -> list[Waiting]:
    hosts = paying.hosts_to_pay(user)
    known = set(
        BankData.objects.filter(institution__in=[one.pk for one in hosts], ended_at=None).values_list(
            "institution_id", flat=True
        )
    )
    return [
        Waiting("Give", f"the account of {one}", reverse("payments:give_host_bank", args=[one.slug]))
        for one in hosts
        if one.pk not in known
    ]


def _office(user: Any) -> list[Waiting]:
    filed = Claim.objects.filter(state="filed", grant__in=grants.for_officer(user).values("pk")).count()
    if not filed:
        return []
    words = "claim of travel costs" if filed == 1 else "claims of travel costs"
    return [Waiting("Decide on", words, reverse("payments:claims"), count=filed)]


def to_pay(payers: Any) -> Q:
    """Invoices that these have to pay, and their own credit notes."""
    return Q(debtor__in=payers, total__gt=0) | Q(creditor__in=payers, total__lt=0)


def _payer(user: Any) -> list[Waiting]:
    mine = list(paying.payers_of(user))
    if not mine:
        return []
    found = []
    due = Counter(Payment.objects.filter(payer__in=mine, state="due").values_list("payer_id", flat=True))
    if sum(due.values()):
        words = "payment" if sum(due.values()) == 1 else "payments"
        found.append(Waiting("Prepare", words, reverse("payments:payers"), count=sum(due.values())))
    acts = paying.treasurer_of(user).values("pk")
    for batch in (
        Batch.objects.filter(payer__in=acts, state__in=("prepared", "approved"))
        .select_related("payer")
        .order_by("prepared_at", "pk")
    ):
        if batch.state == "prepared" and batch.prepared_by_id == user.pk:
            continue
        verb = "Approve" if batch.state == "prepared" else "Pay"
        found.append(Waiting(verb, f"the batch of {batch.payer}", reverse("payments:batch", args=[batch.pk])))
    for invoice in Invoice.objects.filter(to_pay(mine), state="issued").select_related("creditor", "debtor"):
        whom = invoice.creditor if invoice.total > 0 else invoice.debtor
        found.append(
            Waiting(
                "Pay",
                f"{invoice.word.lower()} {invoice.number} to {whom}",
                reverse("payments:invoice", args=[invoice.pk]),
            )
        )
    return found


def recipient(letter: Any) -> str:
    """The address that is right at this moment; empty when the letter has lost its reason.

    A letter about bank data goes to the address that was the right one when it was changed: the old one.
    """
    if letter.thing_label in ("payments.bankdata", "payments.batch", "payments.invoice"):
        return letter.to_address
    grant_id = letter.thing_id
    if letter.thing_label != "payments.grant":
        return letter.to_address
    grant = Grant.objects.filter(pk=grant_id).select_related("award__application__applicant").first()
    return grant.award.application.applicant.email if grant else ""
