"""What a rule asks for, as one plain sentence made from its parameters: beside the printed wording, in the
preview of the officer who writes the rule, and in the public data of a call."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from sojourn.core.eligibility import words
from sojourn.core.eligibility.findings import Rule
from sojourn.core.eligibility.kinds import years_asked
from sojourn.core.periods import spoken


def sentence(rule: Rule) -> str:
    """KeyError for a kind that does not exist."""
    said = SENTENCES[rule.kind](rule, rule.params)
    when = rule.params.get("when")
    if when:
        only = words.listed([words.value(when["fact"], one) for one in when["any_of"]], "or")
        said = f"Only if {words.CONDITIONS[when['fact']]} is {only}: {words.first_small(said)}"
    return f"{said} Whoever does not meet this cannot submit." if rule.hard else said


def _years_since(rule: Rule, params: Mapping[str, Any]) -> str:
    event, least, most = params.get("event", "Certified"), params.get("at_least"), params.get("at_most")
    bounds = []
    if least is not None:
        bounds.append(f"at least {words.years(least)}")
    if most is not None:
        bounds.append(f"not more than {words.years(most)}")
    said = f"{event} {words.listed(bounds)}{' ' if bounds else ''}before {_reference(params)}"
    limit = params.get("borderline_until")
    if limit is not None and limit != most:
        said += f"; up to {words.years(limit)}, the committee decides"
    return " ".join([f"{said}.", *(_extension(one) for one in params.get("extensions", ()))])


def _extension(extension: Mapping[str, Any]) -> str:
    said = words.first_large(extension["words"])
    each, cap = extension.get("days_each", 1), extension.get("cap_days")
    most = f", at most {cap} days" if cap else ""
    proof = extension.get("proof") or extension.get("slot")
    proved = f", proved by “{proof}”" if proof else ""
    if extension.get("discretionary"):
        return f"{said}: the committee decides{most}{proved}."
    length = f"by {each} days for each" if each != 1 else "by its days"
    return f"{said} lengthens this {length}{most}{proved}."


def _age(rule: Rule, params: Mapping[str, Any]) -> str:
    least, most = params.get("at_least"), params.get("at_most")
    bounds = [f"at least {least}"] if least is not None else []
    bounds += [f"not older than {most}"] if most is not None else []
    said = words.first_large(words.listed(bounds)) or "Of any age"
    return f"{said} at {_reference(params)}."


def _membership(rule: Rule, params: Mapping[str, Any]) -> str:
    last = "or" if params.get("need", "all") == "any" else "and"
    said = f"An active member of {words.listed(params['bodies'], last)}"
    since, months = words.day(params.get("since")), params.get("since_months")
    if months:
        return f"{said} for at least {words.months(months)} before {_reference(params)}."
    return f"{said} since {spoken(since)} at the latest." if since else f"{said}."


def _profession(rule: Rule, params: Mapping[str, Any]) -> str:
    return f"By profession: {words.listed(params['any_of'], 'or')}."


def _countries(rule: Rule, params: Mapping[str, Any]) -> str:
    verb = {
        "residence": "Lives in",
        "work": "Works in",
        "nationality": "Has the nationality of",
        "residence_or_work": "Lives or works in",
    }[params.get("of", "residence")]
    said = []
    if params.get("any_of"):
        said.append(f"{verb} {words.listed([words.country(code) for code in params['any_of']], 'or')}")
    if params.get("none_of"):
        left_out = words.listed([words.country(code) for code in params["none_of"]], "or")
        said.append(f"{verb} any country but {left_out}")
    return f"{words.listed([said[0], *(words.first_small(one) for one in said[1:])])}." if said else ""


def _statement(rule: Rule, params: Mapping[str, Any]) -> str:
    return f"Confirms: “{rule.wording}”."


def _language(rule: Rule, params: Mapping[str, Any]) -> str:
    return f"{params['language']} at level {params['level']} or better."


def _prior_training(rule: Rule, params: Mapping[str, Any]) -> str:
    return f"At least {words.months(params.get('months', 1))} of training in {params['field']}."


def _training_year(rule: Rule, params: Mapping[str, Any]) -> str:
    return f"In training: {years_asked(rule)}."


def _prior_award(rule: Rule, params: Mapping[str, Any]) -> str:
    of = f" of {words.listed(params['programmes'], 'or')}" if params.get("programmes") else ""
    wait = params.get("wait_years")
    if wait is None:
        return f"No earlier award{of}."
    return f"No award{of} that ended less than {words.years(wait)} before {_reference(params)}."


def _unique(rule: Rule, params: Mapping[str, Any]) -> str:
    where = {
        "call": "in this call",
        "same_time": "at the same time",
        "year": "in a calendar year",
    }[params.get("scope", "call")]
    most, of = params.get("at_most", 1), params.get("of", "applications")
    number = {1: "one"}.get(most, str(most))
    what = of if most != 1 else of.removesuffix("s")
    return f"At most {number} {what} of a person {where}."


def _document(rule: Rule, params: Mapping[str, Any]) -> str:
    return f"Hands in the document “{rule.wording or params['slot']}”."


def _reference(params: Mapping[str, Any]) -> str:
    return words.REFERENCES[params.get("reference", "closing")]


SENTENCES: Mapping[str, Callable[[Rule, Mapping[str, Any]], str]] = {
    "years_since": _years_since,
    "age": _age,
    "membership": _membership,
    "profession": _profession,
    "countries": _countries,
    "statement": _statement,
    "language": _language,
    "prior_training": _prior_training,
    "training_year": _training_year,
    "prior_award": _prior_award,
    "unique": _unique,
    "document": _document,
}
