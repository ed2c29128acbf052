"""Reading grants: shares, instalments, parts; what is planned, due and paid, per payer."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Count, Prefetch, Q, QuerySet, Sum

from sojourn.awards.models import Award, Instalment, Part, Share
from sojourn.awards.queries.offers import RELATED
from sojourn.calls.models import Call
from sojourn.calls.models import InstalmentRule as Rule
from sojourn.societies import queries as societies
from sojourn.ui import times

TRIGGERS = dict(Rule.TRIGGERS)


def with_grant(awards: QuerySet[Award]) -> QuerySet[Award]:
    return awards.select_related(*RELATED, "grant").prefetch_related(
        Prefetch("grant__shares", Share.objects.select_related("payer")),
        Prefetch("grant__instalments__parts", Part.objects.select_related("payer")),
    )


def planned(triggers: Iterable[str] = ()) -> QuerySet[Instalment]:
    """Instalments of live awards that still wait for their trigger."""
    found = Instalment.objects.filter(state="planned", grant__award__state="accepted").select_related(
        "grant__award__application__applicant", "grant__award__application__programme__call"
    )
    return found.filter(trigger__in=list(triggers)) if triggers else found


def instalments(user: Any) -> QuerySet[Instalment]:
    """The instalments that this officer's societies pay, by the day by which they leave."""
    return (
        Instalment.objects.filter(
            grant__award__application__programme__society__in=societies.officer_of(user)
        )
        .select_related(
            "grant__award__application__applicant",
            "grant__award__application__programme__call",
            "grant__award__application__programme__society",
            "grant__award__offer__centre__institution",
            "grant__award__tutor",
            "paid_by",
        )
        .prefetch_related(Prefetch("parts", Part.objects.select_related("payer")))
        .order_by("due_on", "pk")
    )


def per_payer(user: Any, call: Call | None = None) -> list[dict[str, Any]]:
    """Per payer and currency: promised, due now, paid; in minor units."""
    parts = Part.objects.filter(
        instalment__grant__award__application__programme__society__in=societies.officer_of(user)
    ).exclude(instalment__state="cancelled")
    if call:
        parts = parts.filter(instalment__grant__award__offer__programme__call=call)
    rows = parts.values(
        "payer__name", "instalment__grant__currency", "instalment__grant__demonstration"
    ).annotate(
        promised=Sum("amount"),
        due=Sum("amount", filter=Q(instalment__state="due"), default=0),
        paid=Sum("amount", filter=Q(instalment__state="paid"), default=0),
        grants=Count("instalment__grant", distinct=True),
    )
    return [
        {
            "payer": row["payer__name"],
            "currency": row["instalment__grant__currency"],
            "demonstration": row["instalment__grant__demonstration"],
            **{name: row[name] for name in ("promised", "due", "paid", "grants")},
        }
        for row in rows.order_by("payer__name")
    ]


def ledger(award: Award) -> dict[str, Any] | None:
    """What the page of the grant shows, as `ui/_ledger.html` takes it; None where no amount is published."""
    grant = getattr(award, "grant", None)
    if grant is None:
        return None
    lines = list(grant.instalments.all())
    mark = {"kind": "demonstration"} if grant.demonstration else None
    paid: dict[int, int] = {}
    for part in (part for line in lines if line.state == "paid" for part in line.parts.all()):
        paid[part.payer_id] = paid.get(part.payer_id, 0) + part.amount
    return {
        "currency": grant.currency,
        "total": grant.total,
        "mark": mark,
        "headline": headline(lines),
        "shares": [
            {
                "payer": share.payer.name,
                "minor": share.amount,
                "paid_minor": paid.get(share.payer_id, 0),
                "mark": mark,
            }
            for share in grant.shares.all()
        ],
        "instalments": [
            {
                "title": f"{number} of {len(lines)}",
                "minor": line.amount,
                "state": SAID.get(line.state, line.state),
                "trigger": f"Due when {TRIGGERS[line.trigger]}" if line.state == "planned" else "",
                "due_on": line.due_on,
                "paid_on": line.paid_on,
            }
            for number, line in enumerate(lines, 1)
        ],
        "parts": [
            {"title": f"{number} of {len(lines)}", "amounts": [part.amount for part in line.parts.all()]}
            for number, line in enumerate(lines, 1)
        ],
    }


SAID = {"due": "approved"}  # to the fellow: it is approved, and leaves by its day


def headline(lines: list[Instalment]) -> str:
    """The one sentence a fellow wants: which instalment comes next, and when it leaves."""
    count = len(lines)
    for number, line in enumerate(lines, 1):
        if line.state == "due":
            return f"{number} of {count}: approved, leaves by {times.day(line.due_on)}"
    for number, line in enumerate(lines, 1):
        if line.state == "planned":
            return f"{number} of {count}: due when {TRIGGERS[line.trigger]}"
    if all(line.state == "paid" for line in lines):
        return f"All {count} instalments are paid"
    return "No further instalment is due"
