"""What has to be asked for a set of rules: nothing that no rule needs, and each thing once.

A question says where its answer goes in the facts (`path`); a form of any room turns it into a field.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from sojourn.core.eligibility import words
from sojourn.core.eligibility.findings import Rule
from sojourn.core.eligibility.kinds import CEFR

Ask = Literal["day", "number", "choice", "yes_no", "country"]
ANY_AWARD = "one of these programmes"
COUNTRIES = {
    "residence_country": ("residence", "Country where you live"),
    "work_country": ("work", "Country where you work"),
    "nationality_country": ("nationality", "Your nationality"),
}
SCOPES = {
    "call": "in this call",
    "same_time": "that is open or undecided at the same time",
    "year": "in the same calendar year",
}


@dataclass(frozen=True)
class Question:
    """`name` is the form's; `options` are those of a choice, the first of each pair being the fact."""

    name: str
    ask: Ask
    label: str
    path: tuple[str, ...]
    help: str = ""
    options: tuple[tuple[str, str], ...] = ()
    past: bool = False  # a day that cannot lie ahead
    most: int = 0


def questions(
    rules: Iterable[Rule],
    *,
    own_country: str = "",
    professions: Sequence[tuple[str, str]] = (),
    besides: Collection[str] = (),
) -> list[Question]:
    """In the order of the rules. `own_country`: the basis of that rule. `besides`: facts known already."""
    found: dict[str, Question] = {}
    for rule in rules:
        for question in _of(rule, professions):
            found.setdefault(question.name, question)
    for basis in ("residence", "work"):
        if basis in own_country:
            found.setdefault(basis, _country(f"{basis}_country"))
    return [one for one in found.values() if one.path[0] not in besides]


def facts_from(asked: Iterable[Question], answers: Mapping[str, Any]) -> dict[str, Any]:
    """The facts that these answers make; what was left open is None, which is unknown."""
    facts: dict[str, Any] = {}
    awards: dict[str, dict[str, Any]] = {}
    others: dict[str, int | None] = {}
    for question in asked:
        head, *rest = question.path
        answer = answers.get(question.name)
        answer = None if answer == "" else answer
        if head == "prior_awards":
            awards.setdefault(rest[0], {})[rest[1]] = answer
        elif head == "other_applications":
            others[rest[0]] = answer if answer is None else int(answer)
        elif head == "member_since":
            held = facts.setdefault("memberships", {})
            if answer is not None and held.get(rest[0]) is not False:
                held[rest[0]] = answer
        elif rest:
            facts.setdefault(head, {})[rest[0]] = answer
        else:
            facts[head] = answer
    if awards:
        facts["prior_awards"] = _awards(awards)
    if others:
        facts["other_applications"] = _others(others)
    return facts


def _awards(given: Mapping[str, Mapping[str, Any]]) -> list[dict[str, Any]] | None:
    """Those that were held; None while one is not told and none was held."""
    held = [
        {"programme": programme, "ended_on": one.get("ended_on")}
        for programme, one in given.items()
        if one.get("held")
    ]
    told = all(one.get("held") is not None for one in given.values())
    return held if held or told else None


def _others(given: Mapping[str, int | None]) -> list[dict[str, Any]] | None:
    """Applications of which only the scope is known."""
    told = [(scope, number) for scope, number in given.items() if number is not None]
    if len(told) < len(given) and not any(number for _, number in told):
        return None
    return [
        {"programme": "another programme", "scopes": [scope]} for scope, number in told for _ in range(number)
    ]


def _of(rule: Rule, professions: Sequence[tuple[str, str]]) -> Iterator[Question]:
    when = rule.params.get("when")
    if when:
        yield from _fact(when["fact"], professions, when["any_of"])
    params = rule.params
    if rule.kind == "years_since":
        yield from _years_since(params)
    elif rule.kind == "age":
        yield Question("born_on", "day", "Your date of birth", ("born_on",), past=True)
    elif rule.kind == "membership":
        for body in params["bodies"]:
            yield Question(
                _name("member", body), "yes_no", f"Are you an active member of {body}?", ("memberships", body)
            )
            if params.get("since") or params.get("since_months"):
                label = f"Member of {body} since"
                yield Question(_name("member_since", body), "day", label, ("member_since", body))
    elif rule.kind == "profession":
        yield from _fact("profession", professions, params["any_of"])
    elif rule.kind == "countries":
        for one in params.get("of", "residence").split("_or_"):
            yield _country(f"{one}_country")
    elif rule.kind == "statement":
        key = params.get("key") or rule.code
        yield Question(
            _name("statement", key), "yes_no", f"{rule.wording}: is this true of you?", ("statements", key)
        )
    elif rule.kind == "language":
        name = params["language"]
        levels = tuple((level, level) for level in CEFR)
        told = "By the European framework: A1 beginner, B2 independent, C2 as an educated native speaker."
        yield Question(
            _name("language", name), "choice", f"Your level of {name}", ("languages", name), told, levels
        )
    elif rule.kind == "prior_training":
        name = params["field"]
        label = f"Months of training in {name}"
        yield Question(_name("training", name), "number", label, ("training_months", name), most=600)
    elif rule.kind == "training_year":
        yield from _fact("training_year", professions, ())
    elif rule.kind == "prior_award":
        yield from _prior_award(params)
    elif rule.kind == "unique":
        yield _unique(params)
    elif rule.kind == "document":
        slot = params["slot"]
        label = f"Can you hand in this document: {rule.wording or slot}?"
        yield Question(_name("document", slot), "yes_no", label, ("documents", slot))


def _years_since(params: Mapping[str, Any]) -> Iterator[Question]:
    name, event = params.get("fact", "certified_on"), params.get("event", "Certified")
    usual = "Date of your board certification" if name == "certified_on" else f"{event} on which day?"
    yield Question(name, "day", params.get("question", usual), (name,))
    for one in params.get("extensions", ()):
        said = words.first_large(one["words"])
        each = one.get("days_each", 1)
        label = one.get("question") or (
            f"{said}: how many days?" if each == 1 else f"{said}: how many times?"
        )
        told = "Leave it empty if there was none."
        if one.get("proof") or one.get("slot"):
            told += f" It is proved by “{one.get('proof') or one['slot']}”."
        yield Question(one["fact"], "number", label, (one["fact"],), told, most=10_000)


def _prior_award(params: Mapping[str, Any]) -> Iterator[Question]:
    for programme in params.get("programmes") or [ANY_AWARD]:
        label = f"Have you held an award of {programme} before?"
        yield Question(_name("award", programme), "yes_no", label, ("prior_awards", programme, "held"))
        if params.get("wait_years") is not None:
            yield Question(
                _name("award_end", programme), "day", f"End of your award of {programme}",
                ("prior_awards", programme, "ended_on"), "Leave it empty if you held none.",
            )  # fmt: skip


def _unique(params: Mapping[str, Any]) -> Question:
    scope = params.get("scope", "call")
    topics = params.get("of") == "topics"
    where = f"in another topic {SCOPES[scope]}" if topics else SCOPES[scope]
    if params.get("at_most", 1) == 1 or topics:
        label = f"Do you have another application {where}?"
        return Question(f"other-{scope}", "yes_no", label, ("other_applications", scope))
    label = f"How many other applications do you have {where}?"
    return Question(f"other-{scope}", "number", label, ("other_applications", scope), most=50)


def _fact(name: str, professions: Sequence[tuple[str, str]], named: Collection[str]) -> Iterator[Question]:
    """A fact that stands for itself, such as a condition of `when`."""
    if name == "profession":
        known = dict(professions) or {"other": "Another profession"}
        more = {one: words.first_large(one) for one in named if one not in known}
        options = [*((key, label) for key, label in known.items() if key != "other"), *more.items()]
        options.append(("other", known.get("other", "Another profession")))
        yield Question("profession", "choice", "Your profession", ("profession",), options=tuple(options))
    elif name == "training_year":
        told = "The year of specialist training that you are in, as a number."
        yield Question("training_year", "number", "Your year of training", ("training_year",), told, most=12)
    elif name in COUNTRIES:
        yield _country(name)


def _name(of: str, what: str) -> str:
    """Fit for an id of HTML."""
    return f"{of}-{re.sub('[^A-Za-z0-9_-]+', '-', what)}"


def _country(name: str) -> Question:
    short, label = COUNTRIES[name]
    return Question(short, "country", label, (name,))
