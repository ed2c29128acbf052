"""The money of a programme: its terms, what a grant comes to, and the patterns that a page begins from."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from datetime import date, timedelta
from functools import cache
from typing import Any

from django.db.models import QuerySet

from sojourn.calls.models import GrantShare, GrantTerms, Programme
from sojourn.calls.queries.papers import DATA
from sojourn.core import grants, periods
from sojourn.societies.models import Payer


def terms(of: Programme) -> GrantTerms:
    """The defaults, unsaved, where nobody has set any."""
    found = GrantTerms.objects.filter(programme=of).select_related("lead").first()
    return found or GrantTerms(programme=of)


def payers_for(of: Programme) -> QuerySet[Payer]:
    """Whoever may have a share: the federation's payers, the society's, and sponsors of either."""
    mine = Payer.objects.filter(society=of.society_id) | Payer.objects.filter(society=None)
    return mine.order_by("society", "name")


def usual_days(of: Programme) -> tuple[date, date]:
    """First and last day of a stay of the usual length, for as long as no dates are agreed."""
    first = of.call.starts_from or date(of.call.year, 1, 1)
    return first, periods.add_months(first, of.call.months) - timedelta(days=1)


def worth(share: GrantShare, first: date, last: date) -> int:
    return grants.worth(share.amount or 0, share.unit, first=first, last=last, cap=share.cap)


def grant_total(given: Iterable[GrantShare]) -> int | None:
    """Minor units for a stay of the usual length; None where a share is not published, or there is none."""
    found = list(given)
    if not found or any(share.amount is None for share in found):
        return None
    if all(share.unit == "lump" and share.cap is None for share in found):
        return sum(share.amount for share in found)
    return sum(worth(share, *usual_days(share.programme)) for share in found)


@cache
def patterns() -> list[dict[str, Any]]:
    with (DATA / "patterns.toml").open("rb") as file:
        return tomllib.load(file)["patterns"]


def pattern(code: str) -> list[dict[str, Any]] | None:
    return next((one["instalments"] for one in patterns() if one["code"] == code), None)
