"""Facts of an application for core.eligibility, and what the office may make of the findings."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from sojourn.applications.queries import Parts
from sojourn.calls import queries as calls
from sojourn.core import eligibility

SUGGESTION = {"yes": "admit", "borderline": "refer", "unknown": "", "no": "bar"}


def findings(parts: Parts) -> list[eligibility.Finding]:
    """One finding for each rule of the programme, on the days of the call's own zone."""
    call, application = parts.call, parts.application
    zone = ZoneInfo(call.zone)
    submitted = application.submitted_at
    return eligibility.check(
        [_rule(row) for row in parts.rules],
        _facts(parts),
        closes_on=calls.closes_on(call),
        opens_on=calls.opens_on(call),
        submitted_on=submitted.astimezone(zone).date() if submitted else None,
        starts_on=call.starts_from,
    )


def _rule(row: Any) -> eligibility.Rule:
    params = dict(row.params)
    if isinstance(params.get("since"), str):  # JSON knows no dates
        params["since"] = date.fromisoformat(params["since"])
    return eligibility.Rule(row.kind, params, row.wording, row.hard, row.code)


def _facts(parts: Parts) -> Mapping[str, Any]:
    application = parts.application
    codes = {slot.pk: slot.code for slot in parts.slots}
    return {
        "certified_on": application.certified_on,
        "profession": application.profession,
        "residence_country": application.residence_country,
        "work_country": application.work_country,
        "statements": dict.fromkeys(application.statements, True),
        "memberships": _memberships(parts),
        "documents": {codes[key] for key in parts.documents if key in codes},
        "call": parts.call.pk,
        "other_applications": [],  # the unique constraint of the scope keeps this true
    }


def _memberships(parts: Parts) -> Mapping[str, Any] | None:
    """Confirmed ones by their date; claimed ones are not yet known; the rest is not held."""
    claimed = parts.application.memberships
    if not claimed and not parts.memberships:
        return None
    held: dict[str, Any] = {body: None for body, number in claimed.items() if number}
    closing = calls.closes_on(parts.call)
    for body, row in parts.memberships.items():
        ended = row.until_on is not None and row.until_on < closing
        held[body] = False if ended else row.since_on or True
    return held


def overall(found: list[eligibility.Finding]) -> str:
    """The worst outcome."""
    return eligibility.overall(found)


def suggestion(found: list[eligibility.Finding]) -> str:
    """The verb that the rules suggest: admit, refer, bar, or empty where something is not known."""
    return SUGGESTION[eligibility.overall(found)]
