"""Reading the books: pots, balances, what a payer's year came to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet, Sum

from sojourn.payments.models import Account, Grant, Transfer

KINDS = ("purse", "promised", "approved", "received", "demanded")
GAUGES = {  # column of a statement -> (from, to); a payer's own pots only
    "promised": ("purse", "promised"),
    "released": ("promised", "purse"),
    "withdrawn": ("approved", "purse"),
    "approved": ("promised", "approved"),
    "paid": ("approved", "received"),
    "returned": ("received", "approved"),
    "asked_back": ("received", "demanded"),
    "repaid": ("demanded", "purse"),
    "waived": ("demanded", "received"),
}
TAKEN_OVER = (("purse", "approved"), ("purse", "received"))  # from the former books, on the day of the grant


@dataclass(frozen=True)
class Pot:
    """Which account: made when money first goes there."""

    kind: str
    payer: int
    currency: str
    grant: int | None = None
    purpose: str = ""
    counter: int | None = None

    @property
    def key(self) -> str:
        parts = (self.kind, self.payer, self.currency, self.grant or "", self.purpose, self.counter or "")
        return ":".join(map(str, parts))


def balances(grant: Grant) -> dict[tuple[str, int, str], int]:
    """(kind, payer, purpose) -> balance of the grant's pots."""
    rows = Account.objects.filter(grant=grant).values_list("kind", "payer_id", "purpose", "balance")
    return {(kind, payer, purpose): balance for kind, payer, purpose, balance in rows}


def balance(pot: Pot) -> int:
    found = Account.objects.filter(key=pot.key).values_list("balance", flat=True).first()
    return found or 0


def total() -> dict[str, int]:
    """Currency -> the sum of all accounts: nothing, or the books are broken."""
    rows = Account.objects.values("currency").annotate(sum=Sum("balance")).order_by("currency")
    return {row["currency"]: row["sum"] for row in rows}


def astray() -> list[Account]:
    """Accounts whose counter is not what their transfers come to."""
    given, taken = (
        dict(Transfer.objects.values_list(side).annotate(Sum("amount")).order_by(side))
        for side in ("source", "target")
    )
    return [
        account
        for account in Account.objects.all()
        if account.balance != (taken.get(account.pk) or 0) - (given.get(account.pk) or 0)
    ]


def movements(payer: Any, year: int) -> QuerySet[Transfer]:
    """Every transfer of a payer's own money, and between it and other payers, in a calendar year."""
    mine = Q(source__payer=payer) | Q(target__payer=payer) | Q(source__counter=payer)
    return (
        Transfer.objects.filter(mine, posting__on__year=year)
        .select_related(
            "posting",
            "source",
            "target__payer",
            "target__counter",
            "source__payer",
            "source__counter",
            "source__grant__award__application__applicant",
            "source__grant__award__application__programme__society",
            "target__grant__award__application__applicant",
            "target__grant__award__application__programme__society",
        )
        .order_by("posting__on", "pk")
    )


def years(payer: Any) -> list[int]:
    found = Transfer.objects.filter(Q(source__payer=payer) | Q(target__payer=payer))
    return sorted({day.year for day in found.dates("posting__on", "year")}, reverse=True)


def standing(payer: Any) -> dict[str, dict[str, int]]:
    """Currency -> where the payer's money is now: the balance of each kind of pot."""
    found: dict[str, dict[str, int]] = {}
    rows = Account.objects.filter(payer=payer).values("currency", "kind").annotate(sum=Sum("balance"))
    for row in rows.order_by("currency", "kind"):
        found.setdefault(row["currency"], {})[row["kind"]] = row["sum"]
    return found


def statement(payer: Any, year: int) -> dict[str, dict[str, int]]:
    """Currency -> what the year came to: the columns of GAUGES, and what went between payers.

    `advanced`: paid for others, less what came back; `settled_in`: of it, settled; `owed` and `settled_out`
    the same where others paid for this one.
    """
    found: dict[str, dict[str, int]] = {}
    for row in movements(payer, year):
        here = found.setdefault(row.source.currency, dict.fromkeys(COLUMNS, 0))
        for name, amount in bearing(row, payer):
            here[name] += amount
    return found


COLUMNS = (*GAUGES, "taken_over", "advanced", "settled_in", "owed", "settled_out")


def bearing(row: Transfer, payer: Any) -> list[tuple[str, int]]:
    """What one transfer means for one payer: names of COLUMNS with their amounts."""
    kinds = (row.source.kind, row.target.kind)
    if kinds in (("advanced", "owed"), ("owed", "advanced")):
        sign = 1 if kinds[0] == "advanced" else -1
        lent, owing = (row.source, row.target) if sign == 1 else (row.target, row.source)
        settled = row.posting.kind == "settle"
        mine = []
        if lent.payer_id == payer.pk:
            mine.append(("settled_in", -sign * row.amount) if settled else ("advanced", sign * row.amount))
        if owing.payer_id == payer.pk:
            mine.append(("settled_out", -sign * row.amount) if settled else ("owed", sign * row.amount))
        return mine
    known = "taken_over" if kinds in TAKEN_OVER else ""
    name = next((name for name, pair in GAUGES.items() if pair == kinds), known)
    return [(name, row.amount)] if name and row.source.payer_id == payer.pk else []
