"""An amount of money as pages write it: €1,200.00, CHF 1,200.00."""

from __future__ import annotations

import re
from decimal import Decimal

from babel import Locale
from babel.numbers import format_currency

from sojourn.core import money

PATTERN = Locale("en_GB").currency_formats["standard"].pattern


def written(minor: int, currency: str) -> str:
    """With the decimals of the standard, which are those that the amount is counted in; Babel would drop
    those that nobody uses.

    >>> written(120_000, "RSD"), written(1_200, "JPY"), written(-1_500_250, "KWD")
    ('RSD\xa01,200.00', 'JP¥1,200', '-KWD\xa01,500.250')
    """
    currency = currency or "EUR"
    places = money.decimals(currency)
    pattern = PATTERN.replace("0.00", f"0.{'0' * places}" if places else "0")
    amount = Decimal(minor).scaleb(-places)
    shown = format_currency(amount, currency, format=pattern, locale="en_GB", currency_digits=False)
    return re.sub(r"(?<=[A-Z])(?=\d)", "\u00a0", shown)  # where the currency has no sign
