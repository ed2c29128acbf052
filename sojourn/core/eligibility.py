"""Eligibility: rules and facts in, one finding per rule out, each with its reason and the facts used.

A rule is a row of a call, never code of a society. `KINDS` says which kinds there are and which
parameters each takes; a new kind is one function below. Facts are a plain mapping: what is missing
or None is *unknown*, which is an outcome of its own and never a refusal.

>>> rule = Rule("years_since", {"at_most": 3, "borderline_until": 4}, "within three-four years")
>>> found, = check([rule], {"certified_on": date(2020, 5, 12)}, closes_on=date(2024, 3, 18))
>>> found.outcome
'borderline'
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, Literal

from sojourn.core.periods import Window, add_years, spoken, spoken_span, without_leap_day
from sojourn.core.verdict import YES, Verdict, no

Outcome = Literal["yes", "borderline", "no", "unknown"]
Facts = Mapping[str, Any]
Dates = Mapping[str, date | None]

# Worst last. Unknown is worse than borderline: it has to be asked before a committee can decide.
OUTCOMES: tuple[Outcome, ...] = ("yes", "borderline", "unknown", "no")

CEFR = ("A1", "A2", "B1", "B2", "C1", "C2")


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


def check(
    rules: Iterable[Rule],
    facts: Facts,
    *,
    closes_on: date,
    opens_on: date | None = None,
    submitted_on: date | None = None,
    starts_on: date | None = None,
) -> list[Finding]:
    """One finding per rule, in order. KeyError for a kind that does not exist.

    Dates are days in the call's zone. A rule may refer to any of them by `reference`: "closing"
    (the default), "opening", "submission" or "start"; one not yet known counts as closing.
    """
    dates = {"closing": closes_on, "opening": opens_on, "submission": submitted_on, "start": starts_on}
    return [KINDS[rule.kind](rule, facts, dates) for rule in rules]


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


# The kinds, each one function (rule, facts, dates) -> Finding.


def years_since(rule: Rule, facts: Facts, dates: Dates) -> Finding:
    """Years between an event and a reference date.

    params: fact ("certified_on"), event ("Certified"), at_most, borderline_until, at_least (years),
    reference, extensions: [{fact, words, days_each (1), cap_days, discretionary}] that lengthen the
    upper bounds by documented days (or days per child); a discretionary one makes it borderline.
    """
    name, event = rule.params.get("fact", "certified_on"), rule.params.get("event", "Certified")
    happened = facts.get(name)
    if happened is None:
        return _unknown(rule, f"We need the date of this event to tell: {event.lower()} on …", name)
    reference, called = _reference(rule, dates)
    used: dict[str, Any] = {name: happened, called: reference}
    if happened > reference:
        said = f"{event} on {spoken(happened)}, which is after {called} ({spoken(reference)})."
        return Finding(rule, "no", said, used)
    said = f"{event} on {spoken(happened)}, that is {spoken_span(happened, reference)} before {called} "
    said += f"({spoken(reference)})"
    printed = f"; the programme prints “{rule.wording}”" if rule.wording else ""
    day = without_leap_day(happened)

    least = rule.params.get("at_least")
    if least is not None and day > (bound := add_years(reference, -least)):
        used["bound"] = bound
        return Finding(rule, "no", f"{said}{printed}. That is less than {_years(least)}.", used)
    most = rule.params.get("at_most")
    if most is None:
        return Finding(rule, "yes", f"{said}{printed}.", used)
    automatic, asked, because = _extensions(rule, facts, used)
    bound = add_years(reference, -most) - timedelta(days=automatic)
    used["bound"] = bound
    if day >= bound:
        counted = f" Counted from {spoken(bound)} because of {because}." if automatic else ""
        return Finding(rule, "yes", f"{said}{printed}: within {_years(most)}.{counted}", used)
    limit = rule.params.get("borderline_until", most)
    last = add_years(reference, -limit) - timedelta(days=automatic)
    if day >= last:
        used["borderline_bound"] = last
        between = f"more than {_years(most)}, not more than {_years(limit)}"
        return Finding(rule, "borderline", f"{said}{printed}: {between}. The committee decides.", used)
    if day >= last - timedelta(days=asked):
        used["borderline_bound"] = last - timedelta(days=asked)
        ours = f"{said}{printed}: more than {_years(limit)}; the committee decides about {because}."
        return Finding(rule, "borderline", ours, used)
    return Finding(rule, "no", f"{said}{printed}. That is more than {_years(limit)}.", used)


def age(rule: Rule, facts: Facts, dates: Dates) -> Finding:
    """params: at_most, at_least (completed years), reference. Fact: born_on."""
    born = facts.get("born_on")
    if born is None:
        return _unknown(rule, "We need your date of birth to tell.", "born_on")
    reference, called = _reference(rule, dates)
    years = _completed_years(born, reference)
    used = {"born_on": born, called: reference, "years": years}
    said = f"Aged {years} on {called} ({spoken(reference)})"
    most, least = rule.params.get("at_most"), rule.params.get("at_least")
    if most is not None and years > most:
        return Finding(rule, "no", f"{said}; the limit is {most}.", used)
    if least is not None and years < least:
        return Finding(rule, "no", f"{said}; at least {least} is asked for.", used)
    return Finding(rule, "yes", f"{said}.", used)


def membership(rule: Rule, facts: Facts, dates: Dates) -> Finding:
    """params: bodies, need ("all" or "any"), since (a date, or months before the reference).

    Fact: memberships, either {body: since date, True, False or None for not known} or a list of bodies.
    """
    bodies: Sequence[str] = rule.params["bodies"]
    given = facts.get("memberships")
    if given is None:
        return _unknown(
            rule, f"We need to know whether you are a member of {_listed(bodies)}.", "memberships"
        )
    held = given if isinstance(given, Mapping) else {body: body in given for body in bodies}
    since = rule.params.get("since")
    have = [body for body in bodies if _member_since(held.get(body, False), since)]
    asked = [body for body in bodies if body not in have and body in held and held[body] is None]
    lacking = [body for body in bodies if body not in have and body not in asked]
    used = {"memberships": {body: held.get(body) for body in bodies}}
    active = f"an active member of {{}} since {spoken(since)}" if since else "an active member of {}"
    if rule.params.get("need", "all") == "any":
        if have:
            return Finding(rule, "yes", f"You are {active.format(_listed(have))}.", used)
        lacking, asked = ([], asked) if asked else (lacking, [])
        if lacking:
            return Finding(rule, "no", f"You need to be {active.format(_listed(bodies, 'or'))}.", used)
    if lacking:
        return Finding(rule, "no", f"You are not {active.format(_listed(lacking, 'or'))}.", used)
    if asked:
        return Finding(rule, "unknown", f"Your membership of {_listed(asked)} is not yet confirmed.", used)
    return Finding(rule, "yes", f"You are {active.format(_listed(have))}.", used)


def profession(rule: Rule, facts: Facts, dates: Dates) -> Finding:
    """params: any_of. Fact: profession."""
    return _one_of(rule, facts, "profession", "Your profession")


def countries(rule: Rule, facts: Facts, dates: Dates) -> Finding:
    """params: any_of or none_of (country codes), of ("residence" or "work"). Fact: <of>_country."""
    of = rule.params.get("of", "residence")
    return _one_of(rule, facts, f"{of}_country", f"Your country of {of}")


def statement(rule: Rule, facts: Facts, dates: Dates) -> Finding:
    """The applicant confirms a printed sentence. params: key (else the rule's code). Fact: statements."""
    key = rule.params.get("key") or rule.code
    answer = (facts.get("statements") or {}).get(key)
    used = {"statement": key, "answer": answer}
    if answer is None:
        return Finding(rule, "unknown", f"Please confirm or deny: “{rule.wording}”.", used)
    if answer:
        return Finding(rule, "yes", f"You confirmed: “{rule.wording}”.", used)
    return Finding(rule, "no", f"You did not confirm: “{rule.wording}”.", used)


def language(rule: Rule, facts: Facts, dates: Dates) -> Finding:
    """params: language (its name), level (CEFR). Fact: languages, {name: level}."""
    name, wanted = rule.params["language"], rule.params["level"]
    level = (facts.get("languages") or {}).get(name)
    used = {"language": name, "level": level}
    if level is None:
        return Finding(rule, "unknown", f"We need your level of {name} (A1 to C2).", used)
    if CEFR.index(level) >= CEFR.index(wanted):
        return Finding(rule, "yes", f"Your {name} is {level}; {wanted} is asked for.", used)
    return Finding(rule, "no", f"Your {name} is {level}; at least {wanted} is asked for.", used)


def prior_training(rule: Rule, facts: Facts, dates: Dates) -> Finding:
    """params: field, months (1). Fact: training_months, {field: months}."""
    subject, wanted = rule.params["field"], rule.params.get("months", 1)
    months = (facts.get("training_months") or {}).get(subject)
    used = {"field": subject, "months": months}
    if months is None:
        return Finding(rule, "unknown", f"We need your months of training in {subject}.", used)
    said = f"{months} months of training in {subject}; {wanted} are asked for."
    return Finding(rule, "yes" if months >= wanted else "no", said, used)


def prior_award(rule: Rule, facts: Facts, dates: Dates) -> Finding:
    """An earlier award bars, for good or for some years.

    params: programmes (None: any), wait_years (None: for good), reference.
    Fact: prior_awards, a list of {programme, ended_on}; an empty list means none.
    """
    awards = facts.get("prior_awards")
    if awards is None:
        return _unknown(rule, "We need to know whether you held such an award before.", "prior_awards")
    reference, called = _reference(rule, dates)
    named, wait = rule.params.get("programmes"), rule.params.get("wait_years")
    for award in awards:
        if named is not None and award["programme"] not in named:
            continue
        used = {"programme": award["programme"], "ended_on": award.get("ended_on"), called: reference}
        if wait is None:
            return Finding(rule, "no", f"You held an award of {award['programme']} before.", used)
        ended = award.get("ended_on")
        if ended is None:
            return Finding(rule, "unknown", f"We need the end of your award of {award['programme']}.", used)
        if add_years(ended, wait) > reference:
            said = f"Your award of {award['programme']} ended on {spoken(ended)}; "
            said += f"{_years(wait)} must pass before {called}."
            return Finding(rule, "no", said, used)
    return Finding(rule, "yes", "No earlier award stands in the way.", {"prior_awards": awards})


def unique(rule: Rule, facts: Facts, dates: Dates) -> Finding:
    """One application per scope. params: scope ("call", "same_time" or "year").

    Facts: call (its key), other_applications: [{programme, call, opens_on, closes_on}] not withdrawn.
    """
    others = facts.get("other_applications")
    if others is None:
        return _unknown(rule, "We need to know your other applications.", "other_applications")
    scope = rule.params.get("scope", "call")
    closing = dates["closing"]
    assert closing is not None
    ours = Window(dates["opening"], closing)
    meets: dict[str, tuple[Callable[[Any], bool], str]] = {
        "call": (lambda other: other["call"] == facts.get("call"), "in this call"),
        "same_time": (
            lambda other: ours.overlaps(Window(other.get("opens_on"), other.get("closes_on"))),
            "at this time",
        ),
        "year": (lambda other: other["closes_on"].year == closing.year, f"in {closing.year}"),
    }
    same, where = meets[scope]
    for other in others:
        if same(other):
            said = f"You have an application for {other['programme']}; only one is allowed {where}."
            return Finding(rule, "no", said, {"other": dict(other), "scope": scope})
    return Finding(rule, "yes", f"You have no other application {where}.", {"scope": scope})


def document(rule: Rule, facts: Facts, dates: Dates) -> Finding:
    """Something on paper, such as the home's commitment. params: slot. Fact: documents (slots)."""
    slot = rule.params["slot"]
    given = facts.get("documents")
    if given is None or slot not in given:
        return _unknown(rule, f"Not yet uploaded: {rule.wording or slot}.", "documents")
    return Finding(rule, "yes", f"Uploaded: {rule.wording or slot}.", {"slot": slot})


Kind = Callable[[Rule, Facts, Dates], Finding]

KINDS: Mapping[str, Kind] = {
    kind.__name__: kind
    for kind in (
        years_since, age, membership, profession, countries, statement, language,
        prior_training, prior_award, unique, document,
    )
}  # fmt: skip


def _reference(rule: Rule, dates: Dates) -> tuple[date, str]:
    name = rule.params.get("reference", "closing")
    day = dates[name]
    if day is None:
        name, day = "closing", dates["closing"]
    assert day is not None
    return day, {
        "closing": "closing",
        "opening": "opening",
        "submission": "submission",
        "start": "the start",
    }[name]


def _extensions(rule: Rule, facts: Facts, used: dict[str, Any]) -> tuple[int, int, str]:
    """Days granted by themselves, days a committee may grant, and both in words."""
    automatic, asked, words = 0, 0, []
    for extension in rule.params.get("extensions", ()):
        amount = facts.get(extension["fact"]) or 0
        days = amount * extension.get("days_each", 1)
        days = min(days, extension.get("cap_days", days))
        if not days:
            continue
        used[extension["fact"]] = amount
        words.append(f"{extension['words']} ({days} days)")
        if extension.get("discretionary"):
            asked += days
        else:
            automatic += days
    return automatic, asked, _listed(words)


def _one_of(rule: Rule, facts: Facts, name: str, called: str) -> Finding:
    value = facts.get(name)
    if not value:
        return _unknown(rule, f"We need this to tell: {called[0].lower()}{called[1:]}.", name)
    allowed, excluded = rule.params.get("any_of"), rule.params.get("none_of", ())
    if (allowed is not None and value not in allowed) or value in excluded:
        wanted = f"; the programme is for {_listed(list(allowed), 'or')}" if allowed else ""
        return Finding(rule, "no", f"{called} is {value}{wanted}.", {name: value})
    return Finding(rule, "yes", f"{called} is {value}.", {name: value})


def _member_since(held: Any, since: date | None) -> bool:
    """A membership with a date counts from it; a mere yes counts only where no date is asked."""
    if isinstance(held, date):
        return since is None or held <= since
    return held is True and since is None


def _completed_years(born: date, on: date) -> int:
    years = on.year - born.year
    return years if add_years(born, years) <= on else years - 1


def _unknown(rule: Rule, reason: str, fact: str) -> Finding:
    return Finding(rule, "unknown", reason, {fact: None})


def _years(number: int) -> str:
    return "1 year" if number == 1 else f"{number} years"


def _listed(words: Sequence[str], last: str = "and") -> str:
    return f" {last} ".join(filter(None, [", ".join(words[:-1]), *words[-1:]]))
