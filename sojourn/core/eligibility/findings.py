"""A rule, what was found of it, and what many findings come to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

from sojourn.core.verdict import YES, Verdict, no

Outcome = Literal["yes", "borderline", "no", "unknown"]
Facts = Mapping[str, Any]
Dates = Mapping[str, date | None]

# Worst last. Unknown is worse than borderline: it has to be asked before a committee can decide.
OUTCOMES: tuple[Outcome, ...] = ("yes", "borderline", "unknown", "no")


@dataclass(frozen=True)
class Rule:
    """`wording` is what the programme prints; only a `hard` rule may refuse without a person looking."""

    kind: str
    params: Mapping[str, Any] = field(default_factory=dict)
    wording: str = ""
    hard: bool = False
    code: str = ""


@dataclass(frozen=True)
class Finding:
    """`reason` is a sentence for the applicant; `facts` are the facts and bounds it rests on."""

    rule: Rule
    outcome: Outcome
    reason: str
    facts: Facts = field(default_factory=dict)


def overall(findings: Iterable[Finding]) -> Outcome:
    """The worst outcome; "yes" if there is no rule."""
    return max((finding.outcome for finding in findings), key=OUTCOMES.index, default="yes")


def tally(findings: Iterable[Finding]) -> dict[Outcome, int]:
    """How many findings of each outcome, every outcome listed."""
    counts = Counter(finding.outcome for finding in findings)
    return {outcome: counts[outcome] for outcome in OUTCOMES}


def refusal(findings: Iterable[Finding]) -> Verdict:
    """No only for a hard rule that is not met; everything else is looked at by a person."""
    for finding in findings:
        if finding.rule.hard and finding.outcome == "no":
            return no(finding.rule.code or finding.rule.kind, finding.reason, **finding.facts)
    return YES


def barred_country(
    centre_country: str, *, residence: str | None, work: str | None, basis: str = "residence_or_work"
) -> Verdict:
    """Whether an applicant may choose a centre of this country.

    `basis`: "residence", "work", "residence_or_work" (either bars), "residence_and_work" (only both
    together), or "" for a programme without the rule. A country not given bars nothing yet.
    """
    lives, works = centre_country == residence, centre_country == work
    barred = {
        "": False,
        "residence": lives,
        "work": works,
        "residence_or_work": lives or works,
        "residence_and_work": lives and works,
    }[basis]
    if not barred:
        return YES
    where = " and ".join(word for word, true in (("live", lives), ("work", works)) if true)
    return no("own-country", f"This centre is in the country where you {where}.", country=centre_country)
