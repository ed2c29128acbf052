"""An officer writes the rules of eligibility in the browser, each kind by its own form."""

import html
import re

import pytest

from sojourn.calls import actions, queries, rules
from sojourn.calls.forms import KINDS
from sojourn.calls.models import EligibilityRule
from sojourn.calls.tests import here
from sojourn.core import eligibility

pytestmark = pytest.mark.django_db
BASE = "/office/calls/2024/esgar/eligibility/"
W = {"wording": "As printed"}
NONE = {"words-0": "", "days_each-0": "", "cap_days-0": ""}  # no extension
# kind -> what is typed, the parameters that are kept, the sentence
TYPED = {
    "years_since": (
        {
            "event": "Certified", "at_most": "3", "borderline_until": "4", "reference": "closing",
            "words-0": "parental leave", "days_each-0": "365", "cap_days-0": "730",
        },
        {
            "event": "Certified", "at_most": 3, "borderline_until": 4, "reference": "closing",
            "extensions": [
                {"words": "parental leave", "days_each": 365, "cap_days": 730, "fact": "parental_leave_days"}
            ],
        },
        "Certified not more than 3 years before closing; up to 4 years, the committee decides. Parental "
        "leave lengthens this by 365 days for each, at most 730 days.",
    ),
    "age": (
        {"at_most": "35", "reference": "start"},
        {"at_most": 35, "reference": "start"},
        "Not older than 35 at the start.",
    ),
    "membership": (
        {"bodies": "ESR\nESGAR\nESR", "need": "all", "since": "2023-01-01", "reference": "closing"},
        {"bodies": ["ESR", "ESGAR"], "need": "all", "since": "2023-01-01", "reference": "closing"},
        "An active member of ESR and ESGAR since 1 January 2023 at the latest.",
    ),
    "profession": (
        {"any_of": "Radiologist\nneurosurgeon"},
        {"any_of": ["radiologist", "neurosurgeon"]},
        "By profession: radiologist or neurosurgeon.",
    ),
    "countries": (
        {"of": "work", "any_of": "Austria, pt\nFrance"},
        {"of": "work", "any_of": ["AT", "PT", "FR"]},
        "Works in Austria, Portugal or France.",
    ),
    "statement": ({}, {}, "Confirms: “As printed”."),
    "language": (
        {"language": "English", "level": "B2"},
        {"language": "English", "level": "B2"},
        "English at level B2 or better.",
    ),
    "prior_training": (
        {"field": "abdominal imaging", "months": "6"},
        {"field": "abdominal imaging", "months": 6},
        "At least 6 months of training in abdominal imaging.",
    ),
    "training_year": (
        {"at_least": "3", "at_most": "5"},
        {"at_least": 3, "at_most": 5},
        "In training: year 3 to 5.",
    ),
    "prior_award": (
        {"programmes": "The fellowship", "wait_years": "2", "reference": "opening"},
        {"programmes": ["The fellowship"], "wait_years": 2, "reference": "opening"},
        "No award of The fellowship that ended less than 2 years before opening.",
    ),
    "unique": (
        {"at_most": "1", "of": "topics", "scope": "year"},
        {"at_most": 1, "of": "topics", "scope": "year"},
        "At most one topic of a person in a calendar year.",
    ),
    "document": ({"slot": "cv"}, {"slot": "cv"}, "Hands in the document “As printed”."),
}  # fmt: skip


@pytest.fixture(scope="module", autouse=True)
def _every_kind_is_tried():
    assert set(TYPED) == set(eligibility.KINDS) == {kind for kind, _, _ in KINDS}


@pytest.fixture
def house():
    made = here.draft(demonstration=True)
    here.live_at(here.BEFORE)
    return made


@pytest.fixture
def programme(house):
    row = house.programmes["ESGAR"]
    row.eligibility_rules.all().delete()
    return row


@pytest.fixture
def finn(house, programme):
    return here.browser_of(house.finn)


def add(finn, kind, **values):
    return finn.post(f"{BASE}add-rule/?kind={kind}", W | TYPED[kind][0] | values)


def codes(programme):
    return [row.code for row in queries.rules(programme)]


def shown(answer) -> str:
    return html.unescape(re.sub("<[^>]+>", "", answer.text))


def test_each_kind_asks_for_what_it_needs_and_keeps_it(finn, programme):
    assert all(title in finn.get(f"{BASE}add-rule/").text for _, title, _ in KINDS)
    for kind, (typed, params, said) in TYPED.items():
        page = f"{BASE}add-rule/?kind={kind}"
        fields = set(finn.get(page).context["form"].fields)
        assert set(typed) <= fields, kind
        preview = finn.post(page, W | typed | {"then": "preview"})
        assert preview.status_code == 200 and said in shown(preview), kind
        assert not programme.eligibility_rules.filter(kind=kind).exists(), kind
        assert finn.post(page, W | typed).status_code == 302, kind
        row = programme.eligibility_rules.get(kind=kind)
        assert row.params == params, kind
        assert eligibility.faults(kind, row.params) == {}
        # what is opened and saved again without a change stays what it was
        edit = f"{BASE}{row.code}/edit-rule/"
        form = finn.get(edit).context["form"]
        again = {name: form[name].value() for name in form.fields}
        again = {
            name: "\n".join(value) if isinstance(value, list) else value
            for name, value in again.items()
            if value not in (None, False)
        }
        again = {name: form[name].field.prepare_value(value) for name, value in again.items()}
        assert finn.post(edit, again).status_code == 302, kind
        row.refresh_from_db()
        assert row.params == params and row.version == 2, kind
    listed = shown(finn.get(BASE))
    assert all(said in listed for _, _, said in TYPED.values())


FAULTS = [
    ("years_since", {"at_most": "", "borderline_until": "", **NONE}, "at_most", "At least one bound"),
    ("years_since", {"borderline_until": "2"}, "borderline_until", "has to be 3 or more"),
    ("years_since", {"at_most": "", "at_least": "1", "borderline_until": ""}, "words-0", "there is none"),
    ("years_since", {**NONE, "cap_days-1": "9"}, "words-1", "Say in words"),
    ("age", {"at_least": "40"}, "at_most", "At most has to be 40 or more"),
    ("age", {"at_most": "thirty"}, "at_most", "whole number"),
    ("membership", {"bodies": " \n"}, "bodies", "needed"),
    ("membership", {"since_months": "6"}, "since_months", "not both"),
    ("countries", {"any_of": "Atlantis"}, "any_of", "Not known as a country: Atlantis"),
    ("countries", {"any_of": ""}, "any_of", "Name the countries"),
    ("language", {"level": ""}, "level", "needed"),
    ("document", {"slot": "nothing"}, "slot", "Choose"),
    ("statement", {"when_fact": "profession"}, "when_any_of", "Name at least one"),
    ("statement", {"when_any_of": "Spain"}, "when_fact", "Choose what these are"),
    ("statement", {"when_fact": "work_country", "when_any_of": "Mordor"}, "when_any_of", "Mordor"),
    ("statement", {"when_fact": "training_year", "when_any_of": "third"}, "when_any_of", "as numbers"),
    ("statement", {"wording": ""}, "wording", "needed"),
]


def test_a_fault_ends_beside_its_field_and_loses_nothing(finn, programme):
    for kind, values, field, words in FAULTS:
        sent = W | TYPED[kind][0] | {"wording": "My own words"} | values
        answer = finn.post(f"{BASE}add-rule/?kind={kind}", sent)
        assert answer.status_code == 422 and codes(programme) == []
        form = answer.context["form"]
        assert set(form.errors) == {field}, (kind, values)
        assert words in " ".join(form.errors[field]), (kind, values)
        for name, value in sent.items():
            assert (form[name].value() or "") == value


def test_a_condition_is_kept_as_codes_and_read_as_words(finn, programme):
    values = {"when_fact": "residence_country", "when_any_of": "Brazil\nES"}
    assert add(finn, "statement", **values).status_code == 302
    (row,) = queries.rules(programme)
    assert row.params == {"when": {"fact": "residence_country", "any_of": ["BR", "ES"]}}
    assert finn.get(f"{BASE}{row.code}/edit-rule/").context["form"]["when_any_of"].value() == "Brazil\nSpain"
    assert "Only if the country of residence is Brazil or Spain" in shown(finn.get(BASE))


def test_another_event_has_a_fact_of_its_own_that_stays(finn, programme):
    add(finn, "years_since", event="Doctorate", question="When did you take your doctorate?")
    (row,) = queries.rules(programme)
    assert row.params["fact"] == "doctorate_on"
    form = W | TYPED["years_since"][0] | {"event": "Promoted", "version": "1"}
    finn.post(f"{BASE}{row.code}/edit-rule/", form)
    row.refresh_from_db()
    assert (row.params["event"], row.params["fact"]) == ("Promoted", "doctorate_on")


def test_the_seed_of_the_demonstration_opens_and_saves_unchanged(house, finn):
    """Every rule of every society as the papers have it."""
    for row in EligibilityRule.objects.filter(programme__call=house.call).select_related(
        "programme__society"
    ):
        page = f"/office/calls/2024/{row.programme.society.slug}/eligibility/{row.code}/edit-rule/"
        form = finn.get(page).context["form"]
        values = {name: form[name].value() for name in form.fields}
        values = {name: value for name, value in values.items() if value not in (None, False)}
        values = {
            name: form.fields[name].prepare_value(value) if isinstance(value, list) else value
            for name, value in values.items()
        }
        answer = finn.post(page, values)
        assert answer.status_code == 302, (page, answer.context["form"].errors)
        kept = EligibilityRule.objects.get(pk=row.pk)
        said = eligibility.sentence(queries.core_rule(row))
        assert eligibility.sentence(queries.core_rule(kept)) == said


def test_two_officers_on_one_rule_see_both_texts(finn, programme):
    add(finn, "age")
    page = f"{BASE}as-printed/edit-rule/"
    finn.post(page, {"wording": "First", "at_most": "30", "reference": "start", "version": "1"})
    answer = finn.post(page, {"wording": "Second", "at_most": "35", "reference": "start", "version": "1"})
    assert answer.status_code == 409
    differ = {row["label"]: row["values"] for row in answer.context["conflict"]}
    assert differ == {"The programme prints": ["First", "Second"], "Age, at most": ["30", "35"]}
    assert queries.rules(programme).get().wording == "First"
    again = {"wording": "Second", "at_most": "35", "reference": "start", "version": "2"}
    assert finn.post(page, again).status_code == 302


def test_what_a_person_changed_loses_its_mark(finn, programme):
    add(finn, "age")
    queries.rules(programme).update(mark={"kind": "printed"})
    page, same = f"{BASE}as-printed/edit-rule/", W | TYPED["age"][0]
    finn.post(page, same)
    assert queries.rules(programme).get().mark == {"kind": "printed"}
    finn.post(page, same | {"at_most": "36"})
    assert queries.rules(programme).get().mark == {}


def test_rules_move_and_go(finn, programme):
    for words in ("A", "B", "C"):
        add(finn, "statement", wording=words)
    finn.post(f"{BASE}c/move-rule/", {"direction": "up"})
    assert codes(programme) == ["a", "c", "b"]
    finn.post(f"{BASE}a/move-rule/", {"direction": "up"})
    assert codes(programme) == ["a", "c", "b"]
    assert finn.get(f"{BASE}c/remove-rule/").status_code == 200
    assert finn.post(f"{BASE}c/remove-rule/").status_code == 302
    assert codes(programme) == ["a", "b"]


def test_after_opening_the_rules_stand(house, programme, finn):
    add(finn, "age")
    call = actions.announce(house.call, by=house.finn, at=here.BEFORE)
    programme.call = call
    here.live_at(here.OPEN)
    assert rules.may_edit_rule(programme, by=house.finn, at=here.OPEN).code == "frozen"
    for page in ("add-rule/?kind=age", "as-printed/edit-rule/", "as-printed/remove-rule/"):
        assert finn.post(f"{BASE}{page}", W | TYPED["age"][0]).status_code == 403
    assert finn.post(f"{BASE}as-printed/move-rule/").status_code == 403
    assert codes(programme) == ["as-printed"]
    assert "Add a rule" not in finn.get(BASE).text
