"""Each kind of rule as a table, its sentence, its questions, its shape; and dates as properties."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sojourn.core.eligibility import KINDS, Finding, Rule, check, facts_from, faults, questions, sentence
from sojourn.core.periods import add_months, add_years, without_leap_day

OPENS, CLOSES = date(2024, 2, 1), date(2024, 3, 18)
LEAVE = {"fact": "children", "words": "parental leave", "days_each": 365, "cap_days": 730, "slot": "births"}
ILLNESS = {"fact": "illness_days", "words": "illness", "discretionary": True}
THREE_FOUR = {"at_most": 3, "borderline_until": 4}


def found(rule: Rule, facts: dict[str, Any], **dates: Any) -> Finding:
    [finding] = check([rule], facts, **{"closes_on": CLOSES, "opens_on": OPENS, **dates})
    return finding


# kind, params, facts, outcome, a part of the reason
HERE = {"programme": "X (2021)", "names": ["X", "The X programme"], "ended_on": date(2022, 3, 19)}
TABLE: list[tuple[str, dict, dict, str, str]] = [
    ("years_since", {"at_least": 3}, {"certified_on": date(2021, 3, 18)}, "yes", "3 years before closing"),
    ("years_since", {"at_least": 3}, {"certified_on": date(2021, 3, 19)}, "no", "less than 3 years"),
    ("years_since", {"at_most": 1}, {"certified_on": date(2023, 3, 17)}, "no", "more than 1 year."),
    (
        "years_since",
        {"at_most": 2, "fact": "trained_on", "event": "Training ended", "reference": "opening"},
        {"trained_on": date(2022, 2, 1)},
        "yes",
        "Training ended on 1 February 2022, that is 2 years before opening",
    ),
    ("age", {"at_most": 35}, {"born_on": date(1988, 3, 19)}, "yes", "Aged 35"),
    ("age", {"at_most": 35}, {"born_on": date(1988, 3, 18)}, "no", "the limit is 35"),
    ("age", {"at_least": 18}, {"born_on": date(2006, 3, 19)}, "no", "at least 18"),
    ("age", {"at_most": 35}, {"born_on": date(2024, 3, 19)}, "no", "after closing"),
    ("membership", {"bodies": ["A", "B"]}, {"memberships": {"A": True, "B": False}}, "no", "of B"),
    ("membership", {"bodies": ["A"]}, {"memberships": {}}, "no", "of A"),
    (
        "membership",
        {"bodies": ["A"], "since": "2024-01-01"},
        {"memberships": {"A": date(2024, 1, 1)}},
        "yes",
        "since 1 January 2024",
    ),
    (
        "membership",
        {"bodies": ["A"], "since": "2024-01-01"},
        {"memberships": {"A": True}},
        "unknown",
        "since when",
    ),
    (
        "membership",
        {"bodies": ["A"], "since_months": 12},
        {"memberships": {"A": date(2023, 3, 19)}},
        "no",
        "since 18 March 2023",
    ),
    (
        "membership",
        {"bodies": ["A", "B"], "need": "any"},
        {"memberships": {"A": False, "B": "claimed"}},
        "unknown",
        "Your membership of B is not yet confirmed",
    ),
    (
        "membership",
        {"bodies": ["A", "B"], "need": "any"},
        {"memberships": {"A": None, "B": None}},
        "unknown",
        "We need to know whether you are an active member of A or B.",
    ),
    (
        "membership",
        {"bodies": ["A", "B"]},
        {"memberships": {"A": True, "B": None}},
        "unknown",
        "We need to know whether you are an active member of B.",
    ),
    (
        "membership",
        {"bodies": ["A", "B"], "since": "2024-01-01"},
        {"memberships": {"A": "claimed", "B": None}},
        "unknown",
        "Your membership of A is not yet confirmed.",
    ),
    (
        "countries",
        {"any_of": ["CN"]},
        {"residence_country": "AT"},
        "no",
        "Austria; the programme is for China",
    ),
    ("countries", {"none_of": ["CN"]}, {"residence_country": "CN"}, "no", "leaves out"),
    ("countries", {"any_of": ["PL"], "of": "nationality"}, {"nationality_country": "PL"}, "yes", "Poland"),
    (
        "countries",
        {"any_of": ["PL"], "of": "residence_or_work"},
        {"residence_country": "DE", "work_country": "PL"},
        "yes",
        "country of work is Poland",
    ),
    (
        "countries",
        {"any_of": ["PL"], "of": "residence_or_work"},
        {"residence_country": "DE"},
        "unknown",
        "country of work",
    ),
    (
        "countries",
        {"none_of": ["PL"], "of": "residence_or_work"},
        {"residence_country": "DE", "work_country": "PL"},
        "no",
        "Poland",
    ),
    ("language", {"language": "English", "level": "B2"}, {"languages": {"English": ""}}, "unknown", "level"),
    (
        "prior_training",
        {"field": "CT"},
        {"training_months": {"CT": 1}},
        "yes",
        "1 month of training in CT; 1 is",
    ),
    ("prior_training", {"field": "CT", "months": 2}, {"training_months": {"CT": 0}}, "no", "0 months"),
    ("training_year", {"at_least": 3, "at_most": 5}, {"training_year": 2}, "no", "year 3 to 5"),
    ("training_year", {"at_least": 3, "at_most": 5}, {"training_year": 5}, "yes", "year 5"),
    ("training_year", {"at_least": 3}, {"training_year": 2}, "no", "year 3 or later"),
    ("training_year", {"at_most": 3}, {}, "unknown", "year of training"),
    (
        "prior_award",
        {"wait_years": 2},
        {"prior_awards": [{"programme": "X"}]},
        "unknown",
        "end of your award",
    ),
    (
        "prior_award",
        {"wait_years": 1},
        {
            "prior_awards": [
                {"programme": "X", "ended_on": None},
                {"programme": "Y", "ended_on": date(2024, 3, 1)},
            ]
        },
        "no",
        "1 year must pass",
    ),
    ("prior_award", {}, {"prior_awards": None}, "unknown", "held such an award"),
    *(
        ("prior_award", params, {"prior_awards": told, "kept_awards": kept}, outcome, says)
        for params, told, kept, outcome, says in (
            # a record stands whatever was told, and never proves that there was nothing elsewhere
            ({}, [], [HERE], "no", "X (2021) before, as is on record here."),
            ({}, None, [HERE], "no", "on record here"),
            ({}, None, [], "unknown", "held such an award"),
            ({"programmes": ["The  x PROGRAMME"]}, None, [HERE], "no", "on record here"),
            ({"programmes": ["Y"]}, [], [HERE], "yes", "No earlier award"),
            ({"programmes": ["Y"]}, None, [HERE], "unknown", "held such an award"),
            ({"wait_years": 2}, [], [HERE], "no", "ended on 19 March 2022, as is on record here; 2 years"),
            ({"wait_years": 1}, [], [HERE], "yes", "No earlier award"),
            ({"wait_years": 1}, None, [HERE], "unknown", "held such an award"),
            ({"wait_years": 1}, [{"programme": "X"}], [HERE], "yes", "No earlier award"),
            ({"wait_years": 1}, [{"programme": "Y"}], [HERE], "unknown", "the end of your award of Y"),
            ({"wait_years": 1}, [], [HERE | {"ended_on": None}], "unknown", "the end of your award of X"),
            (
                {"wait_years": 1},
                [],
                [HERE | {"ended_on": date(2024, 9, 1)}],
                "no",
                "ends on 1 September 2024",
            ),
        )
    ),
    ("document", {"slot": "letter"}, {"documents": {"letter": True}}, "yes", "can hand in"),
    ("document", {"slot": "letter"}, {"documents": {"letter": False}}, "no", "cannot hand in"),
    ("document", {"slot": "letter"}, {"documents": {"letter": None}}, "unknown", "have to hand in"),
]


@pytest.mark.parametrize(("kind", "params", "facts", "outcome", "says"), TABLE)
def test_each_kind_by_table(kind: str, params: dict, facts: dict, outcome: str, says: str) -> None:
    assert faults(kind, params) == {}
    finding = found(Rule(kind, params), facts)
    assert (finding.outcome, says in finding.reason) == (outcome, True), finding.reason


@pytest.mark.parametrize(
    ("certified_on", "facts", "outcome"),
    [
        (date(2021, 3, 17), {}, "no"),
        (date(2021, 3, 17), {"children": 1, "documents": {"births": True}}, "yes"),
        (date(2020, 3, 18), {"children": 1, "documents": ["births"]}, "yes"),
        (date(2020, 3, 17), {"children": 1, "documents": ["births"]}, "no"),
        (date(2020, 3, 18), {"children": 1, "documents": []}, "unknown"),
        (date(2019, 3, 19), {"children": 9, "documents": ["births"]}, "yes"),
        (date(2019, 3, 18), {"children": 9, "documents": ["births"]}, "no"),
        (date(2021, 3, 10), {"illness_days": 8}, "borderline"),
        (date(2021, 3, 9), {"illness_days": 8}, "no"),
        (date(2021, 3, 10), {"illness_days": 8, "allowed_days": {"illness_days": 8}}, "yes"),
        (date(2021, 3, 10), {"illness_days": 8, "allowed_days": {"illness_days": 7}}, "no"),
        (date(2021, 3, 10), {"illness_days": 8, "allowed_days": {"illness_days": 0}}, "no"),
        (date(2020, 3, 18), {"children": -3}, "no"),
    ],
)
def test_extensions_are_automatic_to_the_cap_once_proved_or_for_somebody_to_decide(
    certified_on: date, facts: dict, outcome: str
) -> None:
    rule = Rule("years_since", {"at_most": 3, "extensions": [LEAVE, ILLNESS]})
    assert found(rule, {"certified_on": certified_on, **facts}).outcome == outcome


def test_an_extension_says_what_it_rests_on() -> None:
    rule = Rule("years_since", {"at_most": 3, "extensions": [LEAVE, ILLNESS]})
    facts = {"certified_on": date(2020, 3, 18), "children": 1}
    assert "parental leave (365 days)" in found(rule, facts).reason
    assert "upload “births”" in found(rule, facts | {"documents": []}).reason
    allowed = found(rule, facts | {"children": 0, "illness_days": 300, "allowed_days": {"illness_days": 400}})
    assert allowed.outcome == "yes" and "illness (400 days, allowed by the office)" in allowed.reason
    assert allowed.facts["illness_days"] == 400


OTHER = {"programme": "Breast", "topic": "breast", "call": "x", "opens_on": OPENS, "closes_on": CLOSES}


@pytest.mark.parametrize(
    ("params", "others", "outcome"),
    [
        ({"scope": "call"}, [OTHER | {"call": "2024"}], "no"),
        ({"scope": "call"}, [OTHER], "yes"),
        ({"scope": "call", "at_most": 2}, [OTHER | {"call": "2024"}], "yes"),
        ({"scope": "call", "at_most": 2}, [OTHER | {"call": "2024"}] * 2, "no"),
        ({"scope": "same_time"}, [OTHER | {"closes_on": date(2024, 1, 31), "until": date(2024, 2, 1)}], "no"),
        ({"scope": "same_time"}, [OTHER | {"closes_on": date(2024, 1, 31)} | {"opens_on": None}], "yes"),
        ({"scope": "year"}, [OTHER | {"closes_on": date(2024, 1, 1)}], "no"),
        ({"scope": "year"}, [OTHER | {"closes_on": date(2023, 12, 31)}], "yes"),
        ({"scope": "call", "of": "topics"}, [OTHER | {"call": "2024"}], "no"),
        ({"scope": "call", "of": "topics"}, [OTHER | {"call": "2024", "topic": "chest"}], "yes"),
        ({"scope": "call", "of": "topics", "at_most": 2}, [OTHER | {"call": "2024"}], "yes"),
        ({"scope": "year"}, [{"programme": "another", "scopes": ["year"]}], "no"),
        ({"scope": "year"}, [{"programme": "another", "scopes": ["call"]}], "yes"),
    ],
)
def test_uniqueness_by_scope_number_and_topic(params: dict, others: list, outcome: str) -> None:
    facts = {"call": "2024", "topic": "chest", "other_applications": others}
    assert faults("unique", params) == {}
    assert found(Rule("unique", params), facts).outcome == outcome


@pytest.mark.parametrize(
    ("facts", "outcome", "says"),
    [
        ({"residence_country": "BR"}, "unknown", "Not yet uploaded"),
        ({"residence_country": "BR", "documents": ["exam"]}, "yes", "Uploaded"),
        ({"residence_country": "PT"}, "yes", "not for you: the country where you live is Portugal"),
        ({"residence_country": ""}, "unknown", "depends on the country where you live (Brazil)"),
    ],
)
def test_a_rule_for_some_people_only(facts: dict, outcome: str, says: str) -> None:
    when = {"fact": "residence_country", "any_of": ["BR"]}
    finding = found(Rule("document", {"slot": "exam", "when": when}), facts)
    assert (finding.outcome, says in finding.reason) == (outcome, True), finding.reason


# Dates.

days = st.dates(date(1990, 1, 1), date(2060, 12, 31))


@given(days, st.integers(0, 20))
def test_the_bound_is_met_on_the_anniversary_and_not_the_day_before(closes_on: date, years: int) -> None:
    bound = add_years(closes_on, -years)
    rule = Rule("years_since", {"at_most": years})
    assert found(rule, {"certified_on": bound}, closes_on=closes_on).outcome == "yes"
    assert found(rule, {"certified_on": bound - timedelta(days=1)}, closes_on=closes_on).outcome == "no"


@given(days, days)
def test_the_29th_of_february_is_answered_as_the_28th(closes_on: date, event: date) -> None:
    rules = [Rule("years_since", THREE_FOUR), Rule("years_since", {"at_least": 3})]
    for rule in rules:
        asked = [
            found(rule, {"certified_on": one}, closes_on=two).outcome
            for one in (event, without_leap_day(event))
            for two in (closes_on, without_leap_day(closes_on))
            if one <= two
        ]
        assert len(set(asked)) <= 1


@given(days, st.integers(0, 60))
def test_age_changes_on_the_birthday_and_on_no_other_day(born: date, years: int) -> None:
    birthday = add_years(born, years)
    rule = Rule("age", {"at_least": years})
    if birthday > born:
        assert found(rule, {"born_on": born}, closes_on=birthday - timedelta(days=1)).outcome == "no"
    assert found(rule, {"born_on": born}, closes_on=max(birthday, born)).outcome == "yes"


@given(days, st.integers(1, 120))
def test_months_of_membership_end_with_the_month_where_it_is_shorter(closes_on: date, months: int) -> None:
    rule = Rule("membership", {"bodies": ["A"], "since_months": months})
    since = add_months(closes_on, -months)
    assert found(rule, {"memberships": {"A": since}}, closes_on=closes_on).outcome == "yes"
    late = {"memberships": {"A": since + timedelta(days=1)}}
    assert found(rule, late, closes_on=closes_on).outcome == "no"


@given(days, days, st.integers(0, 1500), st.integers(0, 1500))
def test_more_days_of_leave_never_harm(closes_on: date, event: date, days_: int, more: int) -> None:
    order = ("yes", "borderline", "unknown", "no")
    leave = {"fact": "leave_days", "words": "leave", "cap_days": 1000}
    for extra in ({}, {"discretionary": True}, {"slot": "proof"}):
        rule = Rule("years_since", {**THREE_FOUR, "extensions": [leave | extra]})
        fewer, many = (
            found(rule, {"certified_on": event, "leave_days": number, "documents": []}, closes_on=closes_on)
            for number in (days_, days_ + more)
        )
        if fewer.outcome != many.outcome and many.outcome != "unknown":
            assert order.index(many.outcome) < order.index(fewer.outcome)


@pytest.mark.parametrize(
    ("dates", "outcome"),
    [
        ({}, "no"),  # nothing known of the day: as if at closing
        ({"today": date(2024, 3, 9)}, "yes"),
        ({"today": date(2024, 3, 10)}, "no"),
        ({"today": date(2023, 12, 1)}, "yes"),  # not before the opening
        ({"submitted_on": date(2024, 3, 9), "today": date(2024, 4, 1)}, "yes"),
        ({"submitted_on": date(2024, 3, 19)}, "no"),
    ],
)
def test_who_has_not_submitted_is_answered_as_if_it_were_done_today(dates: dict, outcome: str) -> None:
    rule = Rule("age", {"at_most": 35, "reference": "submission"})
    assert found(rule, {"born_on": date(1988, 3, 10)}, **dates).outcome == outcome


def test_what_comes_in_the_silent_minutes_counts_as_of_closing() -> None:
    rule = Rule("age", {"at_most": 35, "reference": "submission"})
    assert found(rule, {"born_on": date(1988, 3, 19)}, submitted_on=date(2024, 3, 19)).outcome == "yes"


# Sentences, questions, shapes.


@pytest.mark.parametrize(
    ("rule", "says"),
    [
        (
            Rule("years_since", {"at_least": 3, "at_most": 6}),
            "Certified at least 3 years and not more than 6 years before closing.",
        ),
        (
            Rule("years_since", {"at_most": 3, "extensions": [LEAVE, ILLNESS]}),
            "Certified not more than 3 years before closing. Parental leave lengthens this by 365 days for "
            "each, at most 730 days, proved by “births”. Illness: the committee decides.",
        ),
        (
            Rule("age", {"at_most": 35, "reference": "submission"}, hard=True),
            "Not older than 35 at submission. Whoever does not meet this cannot submit.",
        ),
        (
            Rule("membership", {"bodies": ["ESR", "EUSOBI"], "since": "2024-01-01"}),
            "An active member of ESR and EUSOBI since 1 January 2024 at the latest.",
        ),
        (
            Rule("membership", {"bodies": ["ESR", "EUSOBI"], "need": "any", "since_months": 12}),
            "An active member of ESR or EUSOBI for at least 12 months before closing.",
        ),
        (
            Rule("profession", {"any_of": ["radiologist", "surgeon"]}),
            "By profession: radiologist or surgeon.",
        ),
        (
            Rule("countries", {"any_of": ["CN"], "none_of": ["AT"]}),
            "Lives in China and lives in any country but Austria.",
        ),
        (
            Rule("countries", {"any_of": ["CN", "PL"], "of": "residence_or_work"}),
            "Lives or works in China or Poland.",
        ),
        (Rule("statement", {}, "I report CT"), "Confirms: “I report CT”."),
        (Rule("language", {"language": "English", "level": "B2"}), "English at level B2 or better."),
        (Rule("prior_training", {"field": "CT", "months": 6}), "At least 6 months of training in CT."),
        (Rule("training_year", {"at_least": 3, "at_most": 5}), "In training: year 3 to 5."),
        (
            Rule("prior_award", {"programmes": ["X"], "wait_years": 2}),
            "No award of X that ended less than 2 years before closing.",
        ),
        (Rule("prior_award"), "No earlier award."),
        (Rule("unique", {"scope": "same_time"}), "At most one application of a person at the same time."),
        (
            Rule("unique", {"scope": "year", "of": "topics"}),
            "At most one topic of a person in a calendar year.",
        ),
        (Rule("unique", {"at_most": 3}), "At most 3 applications of a person in this call."),
        (
            Rule(
                "document",
                {"slot": "exam", "when": {"fact": "residence_country", "any_of": ["BR"]}},
                "The exam",
            ),
            "Only if the country of residence is Brazil: hands in the document “The exam”.",
        ),
    ],
)
def test_each_rule_reads_as_a_sentence(rule: Rule, says: str) -> None:
    assert sentence(rule) == says


def test_every_kind_has_a_sentence_a_shape_and_a_question() -> None:
    params = {
        kind: next(row[1] for row in TABLE if row[0] == kind)
        for kind in KINDS
        if kind in {r[0] for r in TABLE}
    }
    params |= {
        "profession": {"any_of": ["radiologist"]},
        "statement": {"key": "ct"},
        "unique": {"scope": "year"},
    }
    assert set(params) == set(KINDS)
    for kind, given_ in params.items():
        rule = Rule(kind, given_, "words", code="code")
        assert sentence(rule).endswith(".")
        assert questions([rule])


def test_only_what_a_rule_needs_is_asked_and_each_thing_once() -> None:
    rules = [
        Rule("countries", {"any_of": ["CN"]}),
        Rule("countries", {"none_of": ["AT"]}),
        Rule("age", {"at_most": 35}),
    ]
    assert [one.name for one in questions(rules)] == ["residence", "born_on"]
    assert [one.name for one in questions(rules, own_country="residence_or_work")] == [
        "residence",
        "born_on",
        "work",
    ]
    assert [one.name for one in questions(rules, besides={"residence_country"})] == ["born_on"]
    assert questions([]) == []


def test_answers_become_facts_and_what_is_left_open_is_unknown() -> None:
    rules = [
        Rule("membership", {"bodies": ["A"], "since": "2024-01-01"}),
        Rule("prior_award", {"programmes": ["X", "Y"], "wait_years": 1}),
        Rule("unique", {"scope": "year"}),
        Rule("document", {"slot": "letter"}),
        Rule("language", {"language": "English", "level": "B2"}),
    ]
    asked = questions(rules)
    assert {finding.outcome for finding in check(rules, facts_from(asked, {}), closes_on=CLOSES)} == {
        "unknown"
    }
    answers = {
        "member-A": True,
        "member_since-A": date(2023, 1, 1),
        "award-X": True,
        "award_end-X": date(2020, 1, 1),
        "award-Y": False,
        "other-year": False,
        "document-letter": True,
        "language-English": "C1",
    }
    findings = check(rules, facts_from(asked, answers), closes_on=CLOSES)
    assert {finding.outcome for finding in findings} == {"yes"}
    denied = answers | {"member-A": False, "other-year": True, "award_end-X": CLOSES}
    outcomes = [finding.outcome for finding in check(rules, facts_from(asked, denied), closes_on=CLOSES)]
    assert outcomes == ["no", "no", "no", "yes", "yes"]


@pytest.mark.parametrize(
    ("kind", "params", "wrong"),
    [
        ("nonsense", {}, "kind"),
        ("age", {}, "at_most"),
        ("age", {"at_most": 200}, "at_most"),
        ("age", {"at_most": "35"}, "at_most"),
        ("age", {"at_most": True}, "at_most"),
        ("age", {"at_least": 40, "at_most": 35}, "at_most"),
        ("age", {"at_most": 35, "reference": "yesterday"}, "reference"),
        ("years_since", {"at_most": 3, "borderline_until": 2}, "borderline_until"),
        ("years_since", {"at_least": 3, "borderline_until": 4}, "borderline_until"),
        ("years_since", {"at_least": 3, "extensions": [LEAVE]}, "extensions"),
        ("years_since", {"at_most": 3, "extensions": [{"fact": "x"}]}, "extensions"),
        ("years_since", {"at_most": 3, "extensions": [LEAVE | {"days_each": 0}]}, "extensions"),
        ("years_since", {"at_most": 3, "extensions": [LEAVE, LEAVE]}, "extensions"),
        ("years_since", {"at_most": 3, "society": "ESR"}, "society"),
        ("membership", {"bodies": []}, "bodies"),
        ("membership", {"bodies": ["A"], "since": "1 January"}, "since"),
        ("membership", {"bodies": ["A"], "since": "2024-01-01", "since_months": 3}, "since_months"),
        ("countries", {"any_of": ["XX"]}, "any_of"),
        ("countries", {"any_of": ["China"]}, "any_of"),
        ("countries", {}, "any_of"),
        ("countries", {"any_of": ["CN"], "of": "birth"}, "of"),
        ("language", {"language": "English", "level": "fluent"}, "level"),
        ("language", {"language": "English"}, "level"),
        ("prior_training", {"field": " "}, "field"),
        ("unique", {"scope": "ever"}, "scope"),
        ("unique", {"at_most": 0}, "at_most"),
        ("document", {}, "slot"),
        ("statement", {"when": {"fact": "shoe_size", "any_of": [1]}}, "when"),
        ("statement", {"when": {"fact": "residence_country", "any_of": []}}, "when"),
    ],
)
def test_a_rule_that_cannot_be_checked_is_named_by_its_parameter(kind: str, params: dict, wrong: str) -> None:
    assert list(faults(kind, params)) == [wrong]
