"""An amount of money as pages write it: €1,200.00, CHF 1,200.00."""

from __future__ import annotations

import re
from decimal import Decimal

from babel.numbers import format_currency, get_currency_precision


def written(minor: int, currency: str) -> str:
    amount = Decimal(minor).scaleb(-get_currency_precision(currency or "EUR"))
    shown = format_currency(amount, currency or "EUR", locale="en_GB")
    return re.sub(r"(?<=[A-Z])(?=\d)", "\u00a0", shown)  # where the currency has no sign
