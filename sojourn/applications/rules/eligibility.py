"""What the rules of the programme say of an application, and what the office may make of it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from sojourn.applications import states
from sojourn.applications.models import Application
from sojourn.applications.queries import Parts
from sojourn.applications.queries import eligibility as facts
from sojourn.calls import rules as call_rules
from sojourn.calls.models import EligibilityRule, Programme
from sojourn.core import eligibility
from sojourn.core.verdict import YES, Verdict, no

SUGGESTION = {"yes": "admit", "borderline": "refer", "unknown": "", "no": "bar"}


def findings(parts: Parts, *, at: datetime | None = None) -> list[eligibility.Finding]:
    """One finding for each rule of the programme, on the days of the call's own zone."""
    return facts.found(parts, at=at)


def alone(programme: Programme, others: list[Application], *, at: datetime) -> Verdict:
    """Whether this programme's rules allow one more application beside these."""
    rows = [row for row in programme.eligibility_rules.all() if row.kind == "unique"]
    if not rows or not others:
        return YES
    known = facts.alone(programme, others, at=at)
    for found in call_rules.findings(programme, known, at=at, rows=rows):
        if found.outcome == "no":
            return no(
                "unique", f"{found.reason} Withdraw the other one first if you would rather apply here."
            )
    return YES


def extensions(rules: list[EligibilityRule]) -> Iterator[dict[str, Any]]:
    """What may lengthen the years of a rule, each by its fact, once."""
    seen = set()
    for row in rules:
        for extension in row.params.get("extensions", ()) if row.kind == "years_since" else ():
            if extension["fact"] not in seen:
                seen.add(extension["fact"])
                yield extension


def has_extensions(parts: Parts) -> Verdict:
    """Days are allowed for an application that the office has, where a rule knows of any."""
    if parts.application.state not in states.RECEIVED:
        return no("state", "Days are allowed for applications that were submitted.")
    if not any(extensions(parts.rules)):
        return no("no-extension", "No rule of this programme is lengthened by anything.")
    return YES


def overall(found: list[eligibility.Finding]) -> str:
    """The worst outcome."""
    return eligibility.overall(found)


def suggestion(found: list[eligibility.Finding]) -> str:
    """The verb that the rules suggest: admit, refer, bar, or empty where something is not known."""
    return SUGGESTION[eligibility.overall(found)]
