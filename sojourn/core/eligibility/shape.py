"""Which parameters a kind of rule takes, and what is wrong with some that were given.

Whoever writes rows (a form, a file of data) asks `faults` before; `check` may then trust them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from sojourn.core.eligibility import words
from sojourn.core.eligibility.kinds import CEFR, KINDS

Test = Callable[[Any], str]


def faults(kind: str, params: Mapping[str, Any]) -> dict[str, str]:
    """Parameter -> what is wrong with it; empty where the rule can be checked."""
    if kind not in KINDS:
        return {"kind": f"There is no rule of the kind {kind}."}
    allowed, needed = SHAPES[kind]
    found = {
        name: "This kind of rule does not take it." for name in params if name not in {**allowed, **EVERY}
    }
    found |= {name: "This is missing." for name in needed if params.get(name) in (None, "", [], ())}
    for name, test in {**allowed, **EVERY}.items():
        if name not in found and params.get(name) is not None:
            fault = test(params[name])
            if fault:
                found[name] = fault
    return found or _together(kind, params)


def _together(kind: str, params: Mapping[str, Any]) -> dict[str, str]:
    """What only several parameters show."""
    least, most, limit = (params.get(name) for name in ("at_least", "at_most", "borderline_until"))
    bounded = kind in ("years_since", "age", "training_year")
    if bounded and least is None and most is None:
        return {"at_most": "At least one bound is needed."}
    if bounded and least is not None and most is not None and least > most:
        return {"at_most": f"At most has to be {least} or more."}
    if limit is not None and most is None:
        return {"borderline_until": "This needs an upper bound before it."}
    if limit is not None and limit < most:
        return {"borderline_until": f"This has to be {most} or more."}
    if params.get("extensions") and most is None:
        return {"extensions": "Days lengthen an upper bound, and there is none."}
    if kind == "countries" and not params.get("any_of") and not params.get("none_of"):
        return {"any_of": "Name the countries that may apply, or those that may not."}
    if kind == "membership" and params.get("since") and params.get("since_months"):
        return {"since_months": "A day, or a number of months: not both."}
    return {}


def _whole(least: int, most: int) -> Test:
    def test(given: Any) -> str:
        right = isinstance(given, int) and not isinstance(given, bool) and least <= given <= most
        return "" if right else f"This has to be a whole number from {least} to {most}."

    return test


def _among(*options: str) -> Test:
    def test(given: Any) -> str:
        return "" if given in options else f"This has to be {words.listed(options, 'or')}."

    return test


def _text(given: Any) -> str:
    return "" if isinstance(given, str) and given.strip() else "This has to be a text."


def _texts(given: Any) -> str:
    right = isinstance(given, list | tuple) and all(not _text(one) for one in given)
    return "" if right else "This has to be a list of texts."


def _codes(given: Any) -> str:
    if _texts(given):
        return "This has to be a list of countries."
    unknown = [code for code in given if not re.fullmatch("[A-Z]{2}", code) or words.country(code) == code]
    return f"No country: {', '.join(unknown)}." if unknown else ""


def _day(given: Any) -> str:
    if isinstance(given, date):
        return ""
    try:
        date.fromisoformat(given)
    except (TypeError, ValueError):
        return "This has to be a day, as in 2024-01-31."
    return ""


def _name(given: Any) -> str:
    return "" if isinstance(given, str) and re.fullmatch("[a-z][a-z_]*", given) else "This has to be a name."


def _truth(given: Any) -> str:
    return "" if isinstance(given, bool) else "This has to be yes or no."


def _when(given: Any) -> str:
    if not isinstance(given, Mapping) or set(given) != {"fact", "any_of"}:
        return "A condition names a fact and its values."
    if given["fact"] not in words.FACTS:
        return f"A condition is about {words.listed(sorted(words.FACTS), 'or')}."
    if given["fact"] == "training_year":
        right = isinstance(given["any_of"], list) and all(isinstance(one, int) for one in given["any_of"])
        return "" if right and given["any_of"] else "Name the years of training."
    if not given["any_of"]:
        return "Name at least one value."
    return _codes(given["any_of"]) if given["fact"].endswith("country") else _texts(given["any_of"])


def _extensions(given: Any) -> str:
    for one in given if isinstance(given, list | tuple) else [None]:
        if not isinstance(one, Mapping) or not {"fact", "words"} <= set(one) <= set(EXTENSION):
            return "Each extension names its fact and its words."
        for name, value in one.items():
            fault = "" if value is None else EXTENSION[name](value)
            if fault:
                return f"{one['words']}, {name.replace('_', ' ')}: {words.first_small(fault)}"
    if len({one["fact"] for one in given}) < len(given):
        return "Two extensions have the same name."
    return ""


EXTENSION: Mapping[str, Test] = {
    "fact": _name, "words": _text, "days_each": _whole(1, 3660), "cap_days": _whole(1, 36600),
    "discretionary": _truth, "slot": _text, "proof": _text, "question": _text,
}  # fmt: skip
YEARS = _whole(0, 80)
REFERENCE = _among(*words.REFERENCES)
BOUNDS: Mapping[str, Test] = {"at_least": YEARS, "at_most": YEARS}
EVERY: Mapping[str, Test] = {"when": _when}
# kind -> its parameters, and those it cannot do without
SHAPES: Mapping[str, tuple[Mapping[str, Test], tuple[str, ...]]] = {
    "years_since": (
        {
            **BOUNDS, "borderline_until": YEARS, "fact": _name, "event": _text, "question": _text,
            "reference": REFERENCE, "extensions": _extensions,
        },
        (),
    ),
    "age": ({**BOUNDS, "reference": REFERENCE}, ()),
    "membership": (
        {
            "bodies": _texts, "need": _among("all", "any"), "since": _day, "since_months": _whole(1, 600),
            "reference": REFERENCE,
        },
        ("bodies",),
    ),
    "profession": ({"any_of": _texts}, ("any_of",)),
    "countries": (
        {
            "any_of": _codes, "none_of": _codes,
            "of": _among("residence", "work", "nationality", "residence_or_work"),
        },
        (),
    ),
    "statement": ({"key": _text}, ()),
    "language": ({"language": _text, "level": _among(*CEFR)}, ("language", "level")),
    "prior_training": ({"field": _text, "months": _whole(1, 600)}, ("field",)),
    "training_year": (BOUNDS, ()),
    "prior_award": (
        {"programmes": _texts, "wait_years": _whole(1, 80), "reference": REFERENCE},
        (),
    ),
    "unique": (
        {
            "scope": _among("call", "same_time", "year"), "at_most": _whole(1, 50),
            "of": _among("applications", "topics"),
        },
        (),
    ),
    "document": ({"slot": _text}, ("slot",)),
}  # fmt: skip
