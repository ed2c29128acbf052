"""The ten sibling programmes as rows: loaded by the real action, asked about people, shown by real pages."""

from datetime import UTC, date, datetime

import pytest
from django.test import Client

from sojourn.calls import actions, queries, rules
from sojourn.calls.models import Call
from sojourn.calls.queries import siblings
from sojourn.calls.tests import here
from sojourn.core.eligibility import facts_from, overall
from sojourn.societies import actions as societies

pytestmark = pytest.mark.django_db
NAMES = [path.stem for path in sorted(siblings.FOLDER.glob("*.toml"))]
# as the facts of the public pages name them; the research fellowships had another scope in each edition
TOLD = {
    "visiting-scholarship-europe", "visiting-scholarship-usa", "exchange-breast-usa", "bracco-clinical",
    "bracco-management", "bracco-research", "multidisciplinary-visiting-fellowship", "aim-china",
    "one-year-fellowships", "eusobi-cee-training-grant",
}  # fmt: skip


@pytest.fixture
def house():
    made = here.empty_house(demonstration=True)
    for acronym in ("ESOR", "EUSOBI"):
        values = {
            "acronym": acronym,
            "slug": acronym.lower(),
            "name": acronym,
            "field": "Radiology",
            "accent": "teal",
        }
        societies.add(values, by=made.finn, at=here.BEFORE)
    return made


def programme(house, name):
    call = actions.load(siblings.of(name), by=house.finn, at=here.BEFORE)
    row = call.programmes.get()
    row.call = call
    return row


def test_all_ten_are_here():
    assert {name.removesuffix("-2023").removesuffix("-2025") for name in NAMES} == TOLD


@pytest.mark.parametrize("name", NAMES)
def test_each_loads_is_whole_and_reads_in_plain_words(house, name):
    row = programme(house, name)
    given = siblings.of(name)["programmes"][0]["rules"]
    said = queries.sentences(row)
    assert len(said) == len(given) and all(words.endswith(".") for _, words in said)
    assert all(rule.mark["kind"] in ("printed", "ours", "demonstration") for rule, _ in said)
    assert all(one["what"] and one["why"] for one in siblings.cannot(name))
    # nothing told: nothing refused
    asked = queries.questions(row)
    found = rules.findings(row, facts_from(asked, {}))
    assert {one.outcome for one in found} <= {"unknown"}


def test_a_rule_that_cannot_be_checked_is_not_loaded(house):
    data = siblings.of("aim-china")
    data["programmes"][0]["rules"][0]["params"] = {"at_most": "forty"}
    with pytest.raises(ValueError, match="ESOR, rule age, at_most"):
        actions.load(data, by=house.finn, at=here.BEFORE)
    assert not Call.objects.exists()


def person(**facts):
    return {"documents": [], "other_applications": [], "memberships": {}, "statements": {}, **facts}


SENT = datetime(2024, 3, 1, 9, 0, tzinfo=UTC)
RADIOLOGIST = {"profession": "radiologist", "statements": {"same-team": True}}
TWO = {"documents": ["resident-status"], "residence_country": "PT"}
ONE_YEAR = {
    "profession": "radiologist", "residence_country": "AT", "work_country": "AT",
    "documents": ["language-certificate", "membership-proof"],
}  # fmt: skip
# programme, who, the worst outcome, the rule that decides
CASES = [
    # residents in year 3, 4 or 5 of training; extra document if the country is Brazil
    *(
        ("visiting-scholarship-europe", {**TWO, "training_year": year}, outcome, "year-of-training")
        for year, outcome in ((2, "no"), (3, "yes"), (4, "yes"), (5, "yes"), (6, "no"))
    ),
    (
        "visiting-scholarship-europe",
        {"residence_country": "PT", "training_year": 4},
        "unknown",
        "resident-status",
    ),
    (
        "visiting-scholarship-europe",
        {**TWO, "training_year": 4, "residence_country": "BR"},
        "unknown",
        "progression-exam",
    ),
    (
        "visiting-scholarship-europe",
        {"residence_country": "BR", "training_year": 4, "documents": ["resident-status", "progression-exam"]},
        "yes",
        "progression-exam",
    ),
    # residents
    ("visiting-scholarship-usa", {"profession": "radiology resident"}, "yes", "resident"),
    ("visiting-scholarship-usa", {"profession": "radiologist"}, "no", "resident"),
    # board certified between 3 and 6 years ago
    *(
        ("exchange-breast-usa", {"certified_on": day, "documents": ["head-letter"]}, outcome, "certification")
        for day, outcome in (
            (date(2021, 3, 16), "no"),
            (date(2021, 3, 15), "yes"),
            (date(2018, 3, 15), "yes"),
            (date(2018, 3, 14), "no"),
        )
    ),
    ("exchange-breast-usa", {"certified_on": date(2020, 1, 1)}, "unknown", "head-letter"),
    # at most 35 at application
    *(
        ("bracco-clinical", {"born_on": born, "documents": ["host-letter"]}, outcome, "age")
        for born, outcome in ((date(1984, 3, 2), "yes"), (date(1984, 3, 1), "no"))
    ),
    ("bracco-clinical", {"born_on": date(1990, 1, 1)}, "unknown", "host-letter"),
    # nothing known
    ("bracco-management", {}, "yes", ""),
    # one in a calendar year (2023), one at the same time (2025)
    *(
        (
            f"bracco-research-{year}",
            {
                "born_on": date(year - 30, 1, 1),
                "other_applications": [
                    {"programme": "another", "call": "x", "opens_on": opens, "closes_on": closes}
                ],
            },
            outcome,
            "one-programme",
        )
        for year, opens, closes, outcome in (
            (2023, date(2023, 9, 1), date(2023, 12, 31), "no"),
            (2023, date(2022, 9, 1), date(2022, 12, 31), "yes"),
            (2025, date(2025, 9, 1), date(2025, 12, 31), "yes"),
            (2025, date(2025, 3, 1), date(2025, 3, 31), "no"),
        )
    ),
    # a duo of a radiologist and a surgeon up to 40; membership for the radiologist only
    (
        "multidisciplinary-visiting-fellowship",
        {**RADIOLOGIST, "born_on": date(1983, 3, 2), "memberships": {"ESR": True}},
        "yes",
        "membership",
    ),
    (
        "multidisciplinary-visiting-fellowship",
        {**RADIOLOGIST, "born_on": date(1983, 3, 2)},
        "no",
        "membership",
    ),
    (
        "multidisciplinary-visiting-fellowship",
        {**RADIOLOGIST, "profession": "surgeon", "born_on": date(1983, 3, 2)},
        "yes",
        "membership",
    ),
    (
        "multidisciplinary-visiting-fellowship",
        {**RADIOLOGIST, "profession": "surgeon", "born_on": date(1983, 3, 1)},
        "no",
        "age",
    ),
    (
        "multidisciplinary-visiting-fellowship",
        {**RADIOLOGIST, "profession": "other", "born_on": date(1990, 1, 1)},
        "no",
        "profession",
    ),
    (
        "multidisciplinary-visiting-fellowship",
        {"profession": "surgeon", "born_on": date(1990, 1, 1)},
        "unknown",
        "same-team",
    ),
    # residents of China up to 40
    ("aim-china", {"residence_country": "CN", "born_on": date(1983, 3, 2)}, "yes", "age"),
    ("aim-china", {"residence_country": "CN", "born_on": date(1983, 3, 1)}, "no", "age"),
    ("aim-china", {"residence_country": "AT", "born_on": date(1990, 1, 1)}, "no", "residence"),
    # European radiologists within 3 years after certification
    *(
        ("one-year-fellowships", {**ONE_YEAR, "certified_on": day}, outcome, "certification")
        for day, outcome in ((date(2021, 3, 15), "yes"), (date(2021, 3, 14), "no"))
    ),
    (
        "one-year-fellowships",
        {**ONE_YEAR, "certified_on": date(2023, 1, 1), "residence_country": "US", "work_country": "US"},
        "no",
        "europe",
    ),
    (
        "one-year-fellowships",
        {**ONE_YEAR, "certified_on": date(2023, 1, 1), "documents": []},
        "unknown",
        "membership",
    ),
    # radiologists 3 to 4 years after certification from listed countries, members of EUSOBI
    *(
        (
            "eusobi-cee-training-grant",
            {
                "certified_on": day,
                "profession": "radiologist",
                "residence_country": "PL",
                "memberships": {"EUSOBI": True},
            },
            outcome,
            "certification",
        )
        for day, outcome in (
            (date(2022, 3, 15), "yes"),
            (date(2021, 3, 15), "borderline"),
            (date(2021, 3, 14), "no"),
        )
    ),
    (
        "eusobi-cee-training-grant",
        {
            "certified_on": date(2023, 1, 1),
            "profession": "radiologist",
            "residence_country": "FR",
            "memberships": {"EUSOBI": True},
        },
        "no",
        "cee",
    ),
]


@pytest.mark.parametrize(("name", "facts", "outcome", "code"), CASES)
def test_each_answers_as_its_page_says(house, name, facts, outcome, code):
    row = programme(house, name)
    sent = SENT.replace(year=row.call.year)
    found = {one.rule.code: one for one in rules.findings(row, person(**facts), submitted_at=sent)}
    assert overall(found.values()) == outcome, [one.reason for one in found.values()]
    assert not code or found[code].outcome == outcome


def test_the_own_country_of_the_duo_is_that_of_residence_alone(house):
    row = programme(house, "multidisciplinary-visiting-fellowship")
    assert not rules.own_country(row, "AT", residence="AT", work="DE")
    assert rules.own_country(row, "AT", residence="DE", work="AT")


@pytest.mark.parametrize("name", NAMES)
def test_the_pages_and_the_json_take_each(house, name):
    """The rules of a sibling are shown, asked and answered like those of any programme."""
    row = programme(house, name)
    Call.objects.filter(pk=row.call.pk).update(state="announced")
    path = f"/calls/{row.call.slug}/{row.society.slug}/"
    page = Client().get(path).content.decode()
    for rule, _ in queries.sentences(row):
        assert rule.wording[:30] in page
    assert Client().get(f"{path}check/?x=1").status_code == 200
    told = Client().get(f"/api/calls/{row.call.slug}.json").json()["programmes"][0]["eligibility"]
    assert [one["sentence"] for one in told] == [said for _, said in queries.sentences(row)]


def test_the_facts_file_says_the_same_numbers():
    """The bounds in the rows are those of the collected facts."""
    bounds = {
        name: {row["kind"]: row.get("params") for row in siblings.of(name)["programmes"][0]["rules"]}
        for name in NAMES
    }
    assert bounds["exchange-breast-usa"]["years_since"]["at_least"] == 3
    assert bounds["exchange-breast-usa"]["years_since"]["at_most"] == 6
    ages = {name: given["age"]["at_most"] for name, given in bounds.items() if "age" in given}
    assert ages == {
        "aim-china": 40, "bracco-clinical": 35, "bracco-research-2023": 35, "bracco-research-2025": 35,
        "multidisciplinary-visiting-fellowship": 40,
    }  # fmt: skip
