"""The pages of words: whose they are, what they refuse, how they preview."""

import pytest
from django.urls import reverse

from sojourn.awards.tests.stage import client
from sojourn.letters import queries, rules
from sojourn.post.models import Edition, Letter, Template
from sojourn.post.queries import texts

KIND = "applications.chase_draft"
WORDS = {"subject": "Not yet: {{ programme.society.acronym }}", "text": "Until {{ until }}: {{ page }}",
         "version": "0"}  # fmt: skip


def url(name, *args, query=""):
    return reverse(f"letters:{name}", args=args) + query


@pytest.mark.parametrize(
    ("who", "kind", "scope", "code"),
    [
        ("finn", KIND, "", ""),
        ("finn", "people.reset", "", ""),
        ("finn", KIND, "esxr", ""),
        ("ida", KIND, "esxr", ""),
        ("ida", KIND, "", "not-officer"),
        ("ida", KIND, "esyr", "not-officer"),
        ("ida", "people.reset", "esxr", "for-all"),
        ("mia", KIND, "esxr", "not-officer"),
        ("ada", KIND, "esxr", "not-officer"),
        ("hana", KIND, "esxr", "not-officer"),
    ],
)
def test_may_write_words(stage, at, who, kind, scope, code):
    assert rules.may_write_words(kind, scope, by=getattr(stage, who), at=at).code == code


@pytest.mark.parametrize("who", ["ada", "hana"])
def test_the_pages_are_officers_alone(stage, who):
    browser = client(getattr(stage, who))
    for address in (url("letters"), url("words"), url("write_words", KIND), url("give_up_words", KIND)):
        assert browser.get(address).status_code == 404


def test_another_societys_words_are_not_there(stage):
    assert client(stage.mia).get(url("write_words", KIND, query="?scope=esxr")).status_code == 404
    assert client(stage.mia).post(url("write_words", KIND, query="?scope=esxr"), WORDS).status_code == 404
    assert client(stage.ida).get(url("write_words", "no.letter")).status_code == 404
    assert client(stage.ida).get(url("write_words", KIND, query="?language=xx")).status_code == 404


def test_words_are_saved_for_the_officers_society_and_go_out(stage):
    answer = client(stage.ida).post(url("write_words", KIND), WORDS)
    assert answer.status_code == 302 and "scope=esxr" in answer.url
    row = Template.objects.get()
    assert (row.kind, row.scope, row.language, row.changed_by) == (KIND, "esxr", "", stage.ida)
    assert "your own" in client(stage.ida).get(url("words")).content.decode()


def test_a_fault_is_said_beside_its_field_and_nothing_is_lost(stage):
    wrong = WORDS | {"subject": "{{ nobody }}", "text": "Until {{ until }}, my own words"}
    answer = client(stage.ida).post(url("write_words", KIND), wrong)
    form = answer.context["form"]
    assert answer.status_code == 422 and not Template.objects.exists()
    assert "nobody" in form.errors["subject"][0] and "page" in form.errors["text"][0]
    assert "my own words" in answer.content.decode()


def test_a_preview_writes_nothing_and_shows_a_real_person(stage, at):
    ada = stage.applications[0]
    person = queries.words.people(stage.ida, "esxr", at=at)
    assert ada in person and queries.words.people(stage.mia, "esyr", at=at) == []
    answer = client(stage.ida).post(
        url("write_words", KIND), WORDS | {"person": str(ada.pk), "then": "preview"}
    )
    page = answer.content.decode()
    assert answer.status_code == 200 and "Not yet: ESXR" in page and ada.formal_name in page
    assert not Template.objects.exists() and not Letter.objects.exists() and not Edition.objects.exists()


def test_a_preview_with_somebody_else_s_applicant_is_refused(stage):
    other = WORDS | {"person": str(stage.applications[0].pk), "then": "preview"}
    assert client(stage.mia).post(url("write_words", KIND), other).status_code == 422


def test_a_preview_says_what_is_invented(stage):
    shown = queries.words.preview("applications.ask", *texts.source("applications.ask"), None)
    assert "applicant" in shown.invented and "Ada Example" in shown.text
    assert "About your data" in shown.text, "the notice is the real one"


def test_every_kind_can_be_previewed(stage):
    for kind in texts.kinds():
        assert queries.words.preview(kind, *texts.source(kind), stage.applications[0]).text.strip(), kind


def test_two_hands_see_both_texts(stage):
    browser = client(stage.ida)
    browser.post(url("write_words", KIND), WORDS)
    answer = browser.post(url("write_words", KIND), WORDS | {"subject": "Mine"})
    page = answer.content.decode()
    assert answer.status_code == 409 and "Not yet:" in page and 'value="Mine"' in page
    assert (
        browser.post(url("write_words", KIND), WORDS | {"subject": "Mine", "version": "1"}).status_code == 302
    )


def test_words_are_given_up_and_an_old_version_is_used_again(stage):
    browser = client(stage.ida)
    browser.post(url("write_words", KIND), WORDS)
    browser.get(url("give_up_words", KIND))
    browser.post(url("give_up_words", KIND), {"version": "1"})
    assert not Template.objects.exists()
    page = browser.get(url("edition", KIND, 1)).content.decode()
    assert "Use this version again" in page
    browser.post(url("write_words", KIND), WORDS)
    assert Template.objects.get().version == 3


def test_an_officer_lets_a_kind_wait_but_not_results(stage):
    browser = client(stage.ida)
    kind = "applications.hold"
    browser.post(url("hold", kind), {"held": "yes"})
    assert texts.held(kind, "esxr") and not texts.held(kind, "esyr")
    assert browser.post(url("hold", "selection.selected"), {"held": "yes"}).status_code == 403
    browser.post(url("hold", kind), {"held": "no"})
    assert not texts.held(kind, "esxr")


def test_the_list_costs_the_same_at_any_size(stage, django_assert_num_queries):
    with django_assert_num_queries(2):
        queries.words.lines("esxr", "de")
    for kind in texts.kinds():
        Template.objects.create(kind=kind, subject="x", text="x", changed_at="2024-01-01T00:00Z")
    with django_assert_num_queries(2):
        queries.words.lines("esxr", "de")
