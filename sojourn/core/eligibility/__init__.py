"""Eligibility: rules and facts in, one finding per rule out, each with its reason and the facts used.

A rule is a row of a call, never code of a society. `KINDS` says which kinds there are and which
parameters each takes; a new kind is one function in `kinds`, its shape in `shape`, its sentence in
`sentences` and its question in `questions`. Facts are a plain mapping: what is missing or None is
*unknown*, which is an outcome of its own and never a refusal.

>>> from datetime import date
>>> rule = Rule("years_since", {"at_most": 3, "borderline_until": 4}, "within three-four years")
>>> found, = check([rule], {"certified_on": date(2020, 5, 12)}, closes_on=date(2024, 3, 18))
>>> found.outcome
'borderline'
>>> sentence(rule)
'Certified not more than 3 years before closing; up to 4 years, the committee decides.'
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from sojourn.core.eligibility import words
from sojourn.core.eligibility.findings import (
    OUTCOMES,
    Facts,
    Finding,
    Outcome,
    Rule,
    barred_country,
    overall,
    refusal,
    tally,
)
from sojourn.core.eligibility.kinds import CEFR, CLAIMED, KINDS
from sojourn.core.eligibility.questions import Question, facts_from, questions
from sojourn.core.eligibility.sentences import sentence
from sojourn.core.eligibility.shape import faults

__all__ = (
    "CEFR",
    "CLAIMED",
    "KINDS",
    "OUTCOMES",
    "Facts",
    "Finding",
    "Outcome",
    "Question",
    "Rule",
    "barred_country",
    "check",
    "facts_from",
    "faults",
    "overall",
    "questions",
    "refusal",
    "sentence",
    "tally",
)


def check(
    rules: Iterable[Rule],
    facts: Facts,
    *,
    closes_on: date,
    opens_on: date | None = None,
    submitted_on: date | None = None,
    starts_on: date | None = None,
    today: date | None = None,
) -> list[Finding]:
    """One finding per rule, in order. KeyError for a kind that does not exist.

    Dates are days in the call's zone. A rule may refer to any of them by `reference`: "closing"
    (the default), "opening", "submission" or "start"; one not yet known counts as closing.
    Who has not submitted is answered as if it were done `today`, as far as the call is open then;
    what comes in the silent minutes after closing counts as of the closing day.
    """
    submitted = submitted_on or today
    if submitted is not None:
        submitted = min(submitted if submitted_on else max(submitted, opens_on or submitted), closes_on)
    dates = {"closing": closes_on, "opening": opens_on, "submission": submitted, "start": starts_on}
    return [_not_for(rule, facts) or KINDS[rule.kind](rule, facts, dates) for rule in rules]


def _not_for(rule: Rule, facts: Facts) -> Finding | None:
    """What is found of a rule for some people only (`when`: fact, any_of) by everybody else."""
    when = rule.params.get("when")
    if not when:
        return None
    name, wanted = when["fact"], when["any_of"]
    given = facts.get(name)
    called = words.FACTS.get(name, name.replace("_", " "))
    only = words.listed([words.value(name, one) for one in wanted], "or")
    if given in (None, ""):
        said = f"This rule is only for some: it depends on {called} ({only}), which we need to know."
        return Finding(rule, "unknown", said, {name: None})
    if given in wanted:
        return None
    said = f"This rule is not for you: {called} is {words.value(name, given)}, and it is only for {only}."
    return Finding(rule, "yes", said, {name: given})
