"""Invoice and statement as PDF/A that reads aloud well."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from typing import Any

import typst

from sojourn.payments.models import Invoice, PayerAccount
from sojourn.payments.queries.paying import opened
from sojourn.societies import queries as societies
from sojourn.ui import amounts, times
from sojourn.ui.glyphs import legible

HERE = Path(__file__).resolve().parents[1] / "typst"
FONTS = Path(__file__).resolve().parents[2] / "ui" / "fonts"


def invoice(found: Invoice, lines: list[dict[str, Any]], *, account: PayerAccount | None) -> bytes:
    """With the creditor's own account on it: that is where the debtor is to pay."""
    own = opened(account) if account and found.total > 0 else {}  # a credit note is paid by its creditor
    facts = [
        ("Number", found.number),
        ("Day", times.day(found.issued_on)),
        ("To pay by", times.day(found.pay_by)),
    ]
    if own.get("iban"):
        fours = " ".join(own["iban"][at : at + 4] for at in range(0, len(own["iban"]), 4))
        facts += [("Account", f"{own['holder']}, {fours} {own.get('bic', '')}".strip())]
    data = {
        "title": f"{found.word} {found.number}",
        "from": found.creditor.name,
        "to": found.debtor.name,
        "facts": facts,
        "lead": "Shares of grants that were paid for you, and what came back:",
        "heads": ["Day", "Fellow", "Programme", "What", "Amount"],
        "rows": [
            [times.day(row["on"]), row["name"], row["society"], row["what"], row["amount"]] for row in lines
        ],
        "total": amounts.written(abs(found.total), found.currency) + ("" if found.total > 0 else " to you"),
        "sums": [],
        "demonstration": found.demonstration,
    }
    return _made(data, found.issued_on, found.issued_at)


def statement(context: dict[str, Any], *, at: datetime) -> bytes:
    data = {
        "title": f"Statement {context['year']}",
        "from": context["payer"].name,
        "to": "",
        "facts": [("Made on", times.day(at.date()))],
        "lead": "",
        "heads": ["Day", "Fellow", "What", "Counted as", "Amount"],
        "rows": [
            [times.day(row["on"]), row["name"], row["what"], row["meaning"], row["amount"]]
            for row in context["rows"]
        ],
        "total": "",
        "sums": [[currency, pairs] for currency, pairs in context["sums"]],
        "demonstration": context["demonstration"],
    }
    return _made(data, at.date(), at)


def _made(data: dict[str, Any], day: date, at: datetime) -> bytes:
    data |= {
        "federation": societies.federation().name,
        "day": {"year": day.year, "month": day.month, "day": day.day},
    }
    return typst.compile(
        str(HERE / "account.typ"),
        root=str(HERE),
        font_paths=_fonts(),
        ignore_system_fonts=True,
        sys_inputs={"data": json.dumps(legible(data))},
        pdf_standards=["a-2a", "ua-1"],
        timestamp=int(at.astimezone(UTC).timestamp()),
    )


@cache
def _fonts() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(FONTS)])
