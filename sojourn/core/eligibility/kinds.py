"""The kinds of rules, each one function (rule, facts, dates) -> Finding; its docstring names its parameters.

Every kind also takes `when`: {fact, any_of}, for a rule that is only for some people.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from sojourn.core.eligibility import words
from sojourn.core.eligibility.findings import Dates, Facts, Finding, Outcome, Rule
from sojourn.core.periods import Window, add_months, add_years, spoken, spoken_span, without_leap_day

CEFR = ("A1", "A2", "B1", "B2", "C1", "C2")
CLAIMED = "claimed"  # a membership that the body has not confirmed


def years_since(rule: Rule, facts: Facts, dates: Dates) -> Finding:
    """Years between an event and a reference date.

    params: fact ("certified_on"), event ("Certified"), at_most, borderline_until, at_least (years),
    reference, extensions: [{fact, words, days_each (1), cap_days, discretionary, slot}] that lengthen
    the upper bounds by documented days (or days per child); a discretionary one is for the committee,
    one with a `slot` counts once that document is there. Fact `allowed_days`: {fact: days} that the
    office has allowed, in place of what was claimed.
    """
    name, event = rule.params.get("fact", "certified_on"), rule.params.get("event", "Certified")
    happened = facts.get(name)
    if happened is None:
        return _unknown(
            rule, f"We need the date of this event to tell: {words.first_small(event)} on …", name
        )
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
        return Finding(rule, "no", f"{said}{printed}. That is less than {words.years(least)}.", used)
    most = rule.params.get("at_most")
    if most is None:
        return Finding(rule, "yes", f"{said}{printed}.", used)
    more = _extensions(rule, facts, used)
    bound = add_years(reference, -most) - timedelta(days=more.counted)
    used["bound"] = bound
    if day >= bound:
        counted = f" Counted from {spoken(bound)} because of {more.because}." if more.counted else ""
        return Finding(rule, "yes", f"{said}{printed}: within {words.years(most)}.{counted}", used)
    if more.papers and day >= bound - timedelta(days=more.unproved):
        asked = f"{more.because} counts once it is proved: {more.papers}"
        return Finding(rule, "unknown", f"{said}{printed}: more than {words.years(most)}; {asked}.", used)
    limit = rule.params.get("borderline_until", most)
    last = add_years(reference, -limit) - timedelta(days=more.counted)
    if day >= last:
        used["borderline_bound"] = last
        between = f"more than {words.years(most)}, not more than {words.years(limit)}"
        because = f", {more.because} included" if more.counted else ""
        ours = f"{said}{printed}: {between}{because}. The committee decides."
        return Finding(rule, "borderline", ours, used)
    if day >= last - timedelta(days=more.asked + more.unproved):
        used["borderline_bound"] = last - timedelta(days=more.asked + more.unproved)
        ours = f"{said}{printed}: more than {words.years(limit)}; the committee decides about {more.because}."
        return Finding(rule, "borderline", ours, used)
    return Finding(rule, "no", f"{said}{printed}. That is more than {words.years(limit)}.", used)


def age(rule: Rule, facts: Facts, dates: Dates) -> Finding:
    """params: at_most, at_least (completed years), reference. Fact: born_on."""
    born = facts.get("born_on")
    if born is None:
        return _unknown(rule, "We need your date of birth to tell.", "born_on")
    reference, called = _reference(rule, dates)
    used: dict[str, Any] = {"born_on": born, called: reference}
    if born > reference:
        said = f"Born on {spoken(born)}, which is after {called} ({spoken(reference)})."
        return Finding(rule, "no", said, used)
    years = _completed_years(born, reference)
    used["years"] = years
    said = f"Aged {years} on {called} ({spoken(reference)})"
    most, least = rule.params.get("at_most"), rule.params.get("at_least")
    if most is not None and years > most:
        return Finding(rule, "no", f"{said}; the limit is {most}.", used)
    if least is not None and years < least:
        return Finding(rule, "no", f"{said}; at least {least} is asked for.", used)
    return Finding(rule, "yes", f"{said}.", used)


def membership(rule: Rule, facts: Facts, dates: Dates) -> Finding:
    """params: bodies, need ("all" or "any"), since (a date) or since_months (before the reference).

    Fact: memberships, {body: since date, True, False, CLAIMED or None for not told} or a list of bodies.
    """
    bodies: Sequence[str] = rule.params["bodies"]
    given = facts.get("memberships")
    if given is None:
        asked_of = words.listed(bodies, "or" if rule.params.get("need") == "any" else "and")
        return _unknown(rule, f"We need to know whether you are a member of {asked_of}.", "memberships")
    held = given if isinstance(given, Mapping) else {body: body in given for body in bodies}
    since = member_since(rule, dates)
    stands = {body: _member(held.get(body, False), since) for body in bodies}
    have = [body for body in bodies if stands[body] is True]
    asked = [body for body in bodies if stands[body] is None]
    lacking = [body for body in bodies if stands[body] is False]
    used: dict[str, Any] = {"memberships": {body: held.get(body) for body in bodies}}
    if since:
        used["since"] = since
    active = f"an active member of {{}} since {spoken(since)}" if since else "an active member of {}"
    if rule.params.get("need", "all") == "any":
        if have:
            return Finding(rule, "yes", f"You are {active.format(words.listed(have))}.", used)
        if not asked:
            return Finding(rule, "no", f"You need to be {active.format(words.listed(bodies, 'or'))}.", used)
        lacking = []
    if lacking:
        return Finding(rule, "no", f"You are not {active.format(words.listed(lacking, 'or'))}.", used)
    if asked:
        undated = [body for body in asked if held.get(body) is True]
        claimed = [body for body in asked if held.get(body) == CLAIMED]
        if undated:
            said = f"We need to know since when you are a member of {words.listed(undated)}."
        elif claimed:
            said = f"Your membership of {words.listed(claimed)} is not yet confirmed."
        else:
            either = words.listed(asked, "or" if rule.params.get("need") == "any" else "and")
            said = f"We need to know whether you are {active.format(either)}."
        return Finding(rule, "unknown", said, used)
    return Finding(rule, "yes", f"You are {active.format(words.listed(have))}.", used)


def profession(rule: Rule, facts: Facts, dates: Dates) -> Finding:
    """params: any_of. Fact: profession."""
    return _one_of(rule, facts, "profession", "Your profession")


def countries(rule: Rule, facts: Facts, dates: Dates) -> Finding:
    """params: any_of or none_of (country codes), of ("residence", "work", "nationality", or
    "residence_or_work": a list of allowed ones is met by either, an excluded one bars by either).
    Fact: <of>_country.
    """
    of = rule.params.get("of", "residence")
    if of != "residence_or_work":
        called = "Your nationality" if of == "nationality" else f"Your country of {of}"
        return _one_of(rule, facts, f"{of}_country", called)
    ours = [_one_of(rule, facts, f"{one}_country", f"Your country of {one}") for one in ("residence", "work")]
    order: tuple[Outcome, ...] = (
        ("yes", "unknown", "no") if "any_of" in rule.params else ("no", "unknown", "yes")
    )
    first = min(ours, key=lambda found: order.index(found.outcome))
    return Finding(rule, first.outcome, first.reason, {**ours[0].facts, **ours[1].facts})


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
    if not level:
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
    asked = f"{wanted} {'is' if wanted == 1 else 'are'} asked for"
    said = f"{words.months(months)} of training in {subject}; {asked}."
    return Finding(rule, "yes" if months >= wanted else "no", said, used)


def training_year(rule: Rule, facts: Facts, dates: Dates) -> Finding:
    """For residents. params: at_least, at_most (the year of training one is in). Fact: training_year."""
    year = facts.get("training_year")
    if year is None:
        return _unknown(rule, "We need the year of training that you are in.", "training_year")
    least, most = rule.params.get("at_least"), rule.params.get("at_most")
    used = {"training_year": year}
    if (least is not None and year < least) or (most is not None and year > most):
        return Finding(
            rule, "no", f"You are in year {year} of training; asked for: {years_asked(rule)}.", used
        )
    return Finding(rule, "yes", f"You are in year {year} of training.", used)


def prior_award(rule: Rule, facts: Facts, dates: Dates) -> Finding:
    """An earlier award bars, for good or for some years.

    params: programmes (None: any), wait_years (None: for good), reference.
    Facts: prior_awards, what the person told: a list of {programme, ended_on}, an empty one meaning none;
    kept_awards, what is on record here: {programme, names, ended_on}, `names` being whatever a rule may call
    that programme. A record stands whatever was told; it never proves that there was nothing elsewhere.
    """
    told, kept = facts.get("prior_awards"), facts.get("kept_awards") or ()
    reference, called = _reference(rule, dates)
    named = {_plain(name) for name in rule.params.get("programmes") or ()}
    wait = rule.params.get("wait_years")
    awards = [(award, True) for award in kept]
    awards += [(award, False) for award in told or () if not _on_record(award, kept)]
    undated = None
    for award, recorded in awards:
        if named and not named & _called(award):
            continue
        used = {"programme": award["programme"], "ended_on": award.get("ended_on"), called: reference}
        if recorded:
            used["on_record"] = True
        by_record = ", as is on record here" if recorded else ""
        if wait is None:
            return Finding(rule, "no", f"You held an award of {award['programme']} before{by_record}.", used)
        ended = award.get("ended_on")
        if ended is None:
            asked = f"We need the end of your award of {award['programme']}."
            undated = undated or Finding(rule, "unknown", asked, used)
        elif add_years(ended, wait) > reference:
            verb = "ended" if ended <= reference else "ends"
            said = f"Your award of {award['programme']} {verb} on {spoken(ended)}{by_record}; "
            said += f"{words.years(wait)} must pass before {called} ({spoken(reference)})."
            return Finding(rule, "no", said, used)
    if undated:
        return undated
    if told is None:
        return _unknown(rule, "We need to know whether you held such an award before.", "prior_awards")
    found = {"prior_awards": told, **({"kept_awards": kept} if kept else {})}
    return Finding(rule, "yes", "No earlier award stands in the way.", found)


def unique(rule: Rule, facts: Facts, dates: Dates) -> Finding:
    """So many applications, or topics, of one person in a scope.

    params: scope ("call", "same_time" or "year"), at_most (1), of ("applications" or "topics").
    Facts: call (its key), topic, other_applications: [{programme, topic, call, opens_on, closes_on,
    until}] not withdrawn; `until` is the day on which that one is decided, where known.
    """
    others = facts.get("other_applications")
    if others is None:
        return _unknown(rule, "We need to know your other applications.", "other_applications")
    scope, most = rule.params.get("scope", "call"), rule.params.get("at_most", 1)
    closing = dates["closing"]
    assert closing is not None
    ours = Window(dates["opening"], closing)
    meets: dict[str, tuple[Callable[[Any], bool], str]] = {
        "call": (lambda other: other.get("call") == facts.get("call"), "in this call"),
        "same_time": (
            lambda other: ours.overlaps(
                Window(other.get("opens_on"), other.get("until") or other.get("closes_on"))
            ),
            "at the same time",
        ),
        "year": (
            lambda other: (other.get("closes_on") or other.get("opens_on") or closing).year == closing.year,
            f"in {closing.year}",
        ),
    }
    same, where = meets[scope]
    met = [other for other in others if (scope in other["scopes"] if "scopes" in other else same(other))]
    used: dict[str, Any] = {"scope": scope, "others": [dict(other) for other in met]}
    if rule.params.get("of", "applications") == "topics":
        topics = {other.get("topic") or "another topic" for other in met} - {facts.get("topic")}
        if len(topics) + 1 > most:
            said = f"You have an application in {words.listed(sorted(topics))}; "
            return Finding(rule, "no", f"{said}{_allowed(most, 'topic')} {where}.", used)
        return Finding(rule, "yes", f"You have no application in another topic {where}.", used)
    if len(met) + 1 > most:
        named = words.listed([other["programme"] for other in met])
        said = f"You have an application for {named}; {_allowed(most, 'application')} {where}."
        return Finding(rule, "no", said, used)
    if met:
        return Finding(rule, "yes", f"With this one you have {len(met) + 1} applications {where}.", used)
    return Finding(rule, "yes", f"You have no other application {where}.", used)


def document(rule: Rule, facts: Facts, dates: Dates) -> Finding:
    """Something on paper, such as the home's commitment. params: slot.

    Fact: documents, the slots that are filled, or {slot: whether one can hand it in}.
    """
    slot = rule.params["slot"]
    given, title = facts.get("documents"), rule.wording or slot
    if isinstance(given, Mapping):
        promised = given.get(slot)
        if promised is None:
            return _unknown(rule, f"You will have to hand in: {title}.", "documents")
        can = "can" if promised else "cannot"
        return Finding(rule, "yes" if promised else "no", f"You {can} hand in: {title}.", {"slot": slot})
    if given is None or slot not in given:
        return _unknown(rule, f"Not yet uploaded: {title}.", "documents")
    return Finding(rule, "yes", f"Uploaded: {title}.", {"slot": slot})


Kind = Callable[[Rule, Facts, Dates], Finding]

KINDS: Mapping[str, Kind] = {
    kind.__name__: kind
    for kind in (
        years_since, age, membership, profession, countries, statement, language,
        prior_training, training_year, prior_award, unique, document,
    )
}  # fmt: skip


def member_since(rule: Rule, dates: Dates) -> date | None:
    """The day since when a membership has to last, if any is asked for."""
    months = rule.params.get("since_months")
    if months:
        return add_months(_reference(rule, dates)[0], -months)
    return words.day(rule.params.get("since"))


def years_asked(rule: Rule) -> str:
    """ "year 3 to 5", "year 3 or later"."""
    least, most = rule.params.get("at_least"), rule.params.get("at_most")
    if least is None:
        return f"at most year {most}"
    return f"year {least} or later" if most is None else f"year {least} to {most}"


def _reference(rule: Rule, dates: Dates) -> tuple[date, str]:
    name = rule.params.get("reference", "closing")
    day = dates[name]
    if day is None:
        name, day = "closing", dates["closing"]
    assert day is not None
    return day, words.REFERENCES[name]


class _More:
    """Days that lengthen a bound: counted by themselves, for the committee, and still to be proved."""

    def __init__(self) -> None:
        self.counted = self.asked = self.unproved = 0
        self.said: list[str] = []
        self.missing: list[str] = []

    @property
    def because(self) -> str:
        return words.listed(self.said)

    @property
    def papers(self) -> str:
        return words.listed(self.missing)


def _extensions(rule: Rule, facts: Facts, used: dict[str, Any]) -> _More:
    more = _More()
    given, allowed = facts.get("documents"), facts.get("allowed_days") or {}
    for extension in rule.params.get("extensions", ()):
        name = extension["fact"]
        if name in allowed:
            days = max(0, allowed[name])
            if days:
                more.counted += days
                more.said.append(f"{extension['words']} ({_days(days)}, allowed by the office)")
            used[name] = days
            continue
        amount = max(0, facts.get(name) or 0)
        days = amount * extension.get("days_each", 1)
        days = min(days, extension.get("cap_days") or days)
        if not days:
            continue
        used[name] = amount
        more.said.append(f"{extension['words']} ({_days(days)})")
        slot = extension.get("slot")
        if extension.get("discretionary"):
            more.asked += days
        elif slot and not _proved(slot, given):
            more.unproved += days
            more.missing.append(f"upload “{extension.get('proof') or slot}”")
        else:
            more.counted += days
    return more


def _proved(slot: str, given: Any) -> bool:
    """Whether the paper is there; who only asks is believed to have it."""
    if given is None or isinstance(given, Mapping):
        return given is None or given.get(slot) is not False
    return slot in given


def _days(number: int) -> str:
    return "1 day" if number == 1 else f"{number} days"


def _one_of(rule: Rule, facts: Facts, name: str, called: str) -> Finding:
    value = facts.get(name)
    if not value:
        return _unknown(rule, f"We need this to tell: {words.first_small(called)}.", name)
    allowed, excluded = rule.params.get("any_of"), rule.params.get("none_of") or ()
    shown = words.value(name, value)
    if allowed and value not in allowed:
        wanted = words.listed([words.value(name, one) for one in allowed], "or")
        return Finding(rule, "no", f"{called} is {shown}; the programme is for {wanted}.", {name: value})
    if value in excluded:
        return Finding(rule, "no", f"{called} is {shown}, which the programme leaves out.", {name: value})
    return Finding(rule, "yes", f"{called} is {shown}.", {name: value})


def _member(held: Any, since: date | None) -> bool | None:
    """A membership with a date counts from it; a mere yes is enough only where no date is asked."""
    if isinstance(held, date):
        return since is None or held <= since
    if held is True:
        return None if since else True
    return None if held is None or held == CLAIMED else False


def _allowed(most: int, what: str) -> str:
    return f"only one {what} is allowed" if most == 1 else f"at most {most} {what}s are allowed"


def _called(award: Mapping[str, Any]) -> set[str]:
    return {_plain(name) for name in (award["programme"], *award.get("names", ()))}


def _on_record(told: Mapping[str, Any], kept: Sequence[Mapping[str, Any]]) -> bool:
    """Whether a record with its end says better what the person told."""
    return any(one.get("ended_on") and _called(one) & _called(told) for one in kept)


def _plain(name: str) -> str:
    return " ".join(name.split()).casefold()


def _completed_years(born: date, on: date) -> int:
    years = on.year - born.year
    return years if add_years(born, years) <= on else years - 1


def _unknown(rule: Rule, reason: str, fact: str) -> Finding:
    return Finding(rule, "unknown", reason, {fact: None})
