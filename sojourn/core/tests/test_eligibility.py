from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sojourn.core import eligibility
from sojourn.core.eligibility import Finding, Outcome, Rule, barred_country, check, overall

CLOSES = date(2024, 3, 18)
RECENT = Rule(
    "years_since",
    {"at_most": 3, "borderline_until": 4},
    "within the first three-four years",
    code="certified",
)


def found(rule: Rule, facts: dict[str, Any], **dates: Any) -> Finding:
    [finding] = check([rule], facts, **{"closes_on": CLOSES, **dates})
    return finding


@pytest.mark.parametrize(
    ("certified_on", "outcome"),
    [
        (date(2024, 3, 18), "yes"),
        (date(2021, 3, 18), "yes"),
        (date(2021, 3, 17), "borderline"),
        (date(2020, 3, 18), "borderline"),
        (date(2020, 3, 17), "no"),
        (date(2024, 3, 19), "no"),
        (None, "unknown"),
    ],
)
def test_three_four_years_as_we_read_them(certified_on: date | None, outcome: Outcome) -> None:
    assert found(RECENT, {"certified_on": certified_on}).outcome == outcome


def test_the_reason_names_the_dates_and_the_printed_words() -> None:
    reason = found(RECENT, {"certified_on": date(2020, 5, 12)}).reason
    assert reason == (
        "Certified on 12 May 2020, that is 3 years and 10 months before closing (18 March 2024); "
        "the programme prints “within the first three-four years”: more than 3 years, "
        "not more than 4 years. The committee decides."
    )


@pytest.mark.parametrize(
    ("closes_on", "certified_on", "outcome"),
    [
        (date(2023, 2, 28), date(2020, 2, 29), "yes"),
        (date(2024, 2, 29), date(2021, 2, 28), "yes"),
        (date(2024, 2, 29), date(2020, 2, 29), "borderline"),
        (date(2024, 3, 1), date(2020, 2, 29), "no"),
    ],
)
def test_the_29th_of_february_counts_as_the_28th(
    closes_on: date, certified_on: date, outcome: Outcome
) -> None:
    assert found(RECENT, {"certified_on": certified_on}, closes_on=closes_on).outcome == outcome


@given(st.dates(date(2010, 1, 1), date(2030, 1, 1)), st.integers(0, 3000), st.integers(1, 400))
def test_an_earlier_certificate_is_never_better(closes_on: date, days: int, more: int) -> None:
    order = ("yes", "borderline", "no")
    later = found(RECENT, {"certified_on": closes_on - timedelta(days=days)}, closes_on=closes_on)
    earlier = found(RECENT, {"certified_on": closes_on - timedelta(days=days + more)}, closes_on=closes_on)
    assert order.index(later.outcome) <= order.index(earlier.outcome)


def test_between_three_and_six_years() -> None:
    rule = Rule("years_since", {"at_least": 3, "at_most": 6})
    assert found(rule, {"certified_on": date(2021, 3, 19)}).outcome == "no"
    assert found(rule, {"certified_on": date(2021, 3, 18)}).outcome == "yes"
    assert found(rule, {"certified_on": date(2018, 3, 18)}).outcome == "yes"
    assert found(rule, {"certified_on": date(2018, 3, 17)}).outcome == "no"


def test_parental_leave_extends_up_to_its_cap_and_illness_is_for_the_committee() -> None:
    leave = {"fact": "children", "words": "parental leave", "days_each": 365, "cap_days": 730}
    illness = {"fact": "illness_days", "words": "illness", "discretionary": True}
    rule = Rule("years_since", {"at_most": 3, "extensions": [leave, illness]})
    facts: dict[str, Any] = {"certified_on": date(2020, 6, 1)}
    assert found(rule, facts).outcome == "no"
    assert found(rule, facts | {"children": 1}).outcome == "yes"
    assert "parental leave (365 days)" in found(rule, facts | {"children": 1}).reason
    assert found(rule, {"certified_on": date(2018, 1, 1), "children": 9}).outcome == "no"
    assert found(rule, facts | {"illness_days": 400}).outcome == "borderline"


def test_the_reference_may_be_another_date() -> None:
    rule = Rule("years_since", {"at_most": 3, "reference": "start"})
    facts = {"certified_on": date(2021, 6, 1)}
    assert found(rule, facts).outcome == "yes"
    assert found(rule, facts, starts_on=date(2024, 9, 1)).outcome == "no"


@pytest.mark.parametrize(
    ("given", "outcome"),
    [
        ({"ESR": True, "EUSOBI": True}, "yes"),
        (["ESR", "EUSOBI"], "yes"),
        (["ESR"], "no"),
        ({"ESR": True, "EUSOBI": None}, "unknown"),
        ({"ESR": False, "EUSOBI": None}, "no"),
        (None, "unknown"),
    ],
)
def test_membership_of_all_bodies(given: Any, outcome: Outcome) -> None:
    assert found(Rule("membership", {"bodies": ["ESR", "EUSOBI"]}), {"memberships": given}).outcome == outcome


def test_membership_of_any_body_and_since_a_date() -> None:
    either = Rule("membership", {"bodies": ["ESR", "EUSOBI"], "need": "any"})
    assert found(either, {"memberships": ["EUSOBI"]}).outcome == "yes"
    assert found(either, {"memberships": []}).outcome == "no"
    assert found(either, {"memberships": {"ESR": None}}).outcome == "unknown"
    since = Rule("membership", {"bodies": ["ESR"], "since": date(2024, 1, 1)})
    assert found(since, {"memberships": {"ESR": date(2024, 1, 1)}}).outcome == "yes"
    late = found(since, {"memberships": {"ESR": date(2024, 1, 2)}})
    assert late.outcome == "no" and "1 January 2024" in late.reason


@pytest.mark.parametrize(
    ("rule", "facts", "outcome"),
    [
        (Rule("profession", {"any_of": ["radiologist"]}), {"profession": "radiologist"}, "yes"),
        (Rule("profession", {"any_of": ["radiologist"]}), {"profession": "surgeon"}, "no"),
        (Rule("profession", {"any_of": ["radiologist"]}), {}, "unknown"),
        (Rule("countries", {"any_of": ["CN"]}), {"residence_country": "CN"}, "yes"),
        (Rule("countries", {"none_of": ["CN"], "of": "work"}), {"work_country": "CN"}, "no"),
        (Rule("statement", {}, "I report CT", code="ct"), {"statements": {"ct": True}}, "yes"),
        (Rule("statement", {}, "I report CT", code="ct"), {"statements": {"ct": False}}, "no"),
        (Rule("statement", {}, "I report CT", code="ct"), {}, "unknown"),
        (Rule("language", {"language": "English", "level": "B2"}), {"languages": {"English": "C1"}}, "yes"),
        (Rule("language", {"language": "English", "level": "B2"}), {"languages": {"English": "B1"}}, "no"),
        (Rule("language", {"language": "English", "level": "B2"}), {}, "unknown"),
        (Rule("prior_training", {"field": "CT", "months": 6}), {"training_months": {"CT": 6}}, "yes"),
        (Rule("prior_training", {"field": "CT", "months": 6}), {"training_months": {"CT": 5}}, "no"),
        (Rule("prior_award"), {"prior_awards": []}, "yes"),
        (Rule("prior_award"), {"prior_awards": [{"programme": "X"}]}, "no"),
        (Rule("prior_award", {"programmes": ["Y"]}), {"prior_awards": [{"programme": "X"}]}, "yes"),
        (
            Rule("prior_award", {"wait_years": 2}),
            {"prior_awards": [{"programme": "X", "ended_on": date(2022, 3, 18)}]},
            "yes",
        ),
        (
            Rule("prior_award", {"wait_years": 2}),
            {"prior_awards": [{"programme": "X", "ended_on": date(2022, 3, 19)}]},
            "no",
        ),
        (Rule("document", {"slot": "commitment"}), {"documents": ["commitment"]}, "yes"),
        (Rule("document", {"slot": "commitment"}), {"documents": []}, "unknown"),
    ],
)
def test_each_kind_answers(rule: Rule, facts: dict[str, Any], outcome: Outcome) -> None:
    finding = found(rule, facts)
    assert finding.outcome == outcome
    assert finding.reason.endswith((".", "…")) and finding.rule is rule


@pytest.mark.parametrize(("on", "outcome"), [(date(2024, 3, 18), "no"), (date(2024, 3, 19), "yes")])
def test_age_turns_on_the_birthday(on: date, outcome: Outcome) -> None:
    rule = Rule("age", {"at_most": 35, "reference": "submission"})
    assert found(rule, {"born_on": on.replace(year=1988)}, submitted_on=CLOSES).outcome == outcome
    assert found(rule, {}).outcome == "unknown"


@pytest.mark.parametrize(
    ("scope", "other", "outcome"),
    [
        ("call", {"call": "2024"}, "no"),
        ("call", {"call": "2023"}, "yes"),
        ("same_time", {"call": "x", "opens_on": date(2024, 3, 18)}, "no"),
        ("same_time", {"call": "x", "opens_on": date(2024, 3, 19)}, "yes"),
        ("year", {"call": "x", "closes_on": date(2024, 12, 1)}, "no"),
        ("year", {"call": "x", "closes_on": date(2023, 12, 1)}, "yes"),
    ],
)
def test_one_application_per_scope(scope: str, other: dict[str, Any], outcome: Outcome) -> None:
    facts = {"call": "2024", "other_applications": [{"programme": "Breast", **other}]}
    assert found(Rule("unique", {"scope": scope}), facts, opens_on=date(2024, 2, 1)).outcome == outcome


def test_overall_is_the_worst_and_only_a_hard_rule_refuses() -> None:
    member = Rule("membership", {"bodies": ["ESR"]}, hard=True, code="member")
    findings = check(
        [RECENT, member], {"certified_on": date(2010, 1, 1), "memberships": ["ESR"]}, closes_on=CLOSES
    )
    assert overall(findings) == "no" and eligibility.refusal(findings)
    assert eligibility.tally(findings) == {"yes": 1, "borderline": 0, "unknown": 0, "no": 1}
    findings = check([RECENT, member], {"certified_on": date(2020, 5, 1)}, closes_on=CLOSES)
    assert overall(findings) == "unknown" and eligibility.refusal(findings)
    findings = check(
        [RECENT, member], {"certified_on": date(2020, 5, 1), "memberships": []}, closes_on=CLOSES
    )
    assert eligibility.refusal(findings).code == "member"
    assert overall([]) == "yes"


@pytest.mark.parametrize(
    ("basis", "residence", "work", "barred"),
    [
        ("residence_or_work", "AT", "DE", True),
        ("residence_or_work", "FR", "AT", True),
        ("residence_or_work", "FR", None, False),
        ("residence_and_work", "AT", "DE", False),
        ("residence_and_work", "AT", "AT", True),
        ("residence", "DE", "AT", False),
        ("work", "DE", "AT", True),
        ("", "AT", "AT", False),
    ],
)
def test_no_centre_in_the_own_country(basis: str, residence: str, work: str | None, barred: bool) -> None:
    verdict = barred_country("AT", residence=residence, work=work, basis=basis)
    assert bool(verdict) is not barred
    assert not barred or verdict.code == "own-country"
