"""An officer makes the programme's questions in the browser, until the call opens."""

import pytest

from sojourn.calls import actions, queries, rules
from sojourn.calls.models import Question
from sojourn.calls.tests import here

pytestmark = pytest.mark.django_db
BASE = "/office/calls/2024/esgar/questions/"
PLAIN = {"label": "Have you worked abroad?", "kind": "choice", "choices": "Yes\nNo\n\nYes", "required": "on"}


@pytest.fixture
def house():
    made = here.draft(demonstration=True)
    here.live_at(here.BEFORE)
    return made


@pytest.fixture
def finn(house):
    return here.browser_of(house.finn)


@pytest.fixture
def programme(house):
    return house.programmes["ESGAR"]


def add(finn, **values):
    return finn.post(f"{BASE}add-question/", PLAIN | values)


def codes(programme):
    return [question.code for question in queries.own_questions(programme)]


def test_a_question_is_added_and_edited_and_its_code_stays(finn, programme):
    assert add(finn).status_code == 302
    (question,) = queries.own_questions(programme)
    assert question.choices == ["Yes", "No"] and question.code == "have-you-worked-abroad"
    changed = PLAIN | {"label": "Abroad?", "version": "1"}
    assert finn.post(f"{BASE}{question.code}/edit-question/", changed).status_code == 302
    question.refresh_from_db()
    assert (question.label, question.code, question.version) == ("Abroad?", "have-you-worked-abroad", 2)
    assert "Abroad?" in finn.get(BASE).text


def test_two_officers_on_one_question_see_both_texts(finn, programme):
    add(finn)
    page = f"{BASE}have-you-worked-abroad/edit-question/"
    finn.post(page, PLAIN | {"label": "First", "version": "1"})
    answer = finn.post(page, PLAIN | {"label": "Second", "version": "1"})
    assert answer.status_code == 409 and "First" in answer.text and "Second" in answer.text
    assert Question.objects.get(programme=programme).label == "First"


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"choices": "Only one"}, "at least two choices"),
        ({"kind": "number", "lowest": "5", "highest": "2"}, "below the lowest"),
        ({"depends_on": "have-you-worked-abroad"}, "Choose the condition"),
        ({"depends_how": "is"}, "Choose the question"),
        (
            {"depends_on": "have-you-worked-abroad", "depends_how": "is", "depends_value": "Perhaps"},
            "one of its choices: Yes; No",
        ),
        (
            {"depends_on": "have-you-worked-abroad", "depends_how": "at_least", "depends_value": "2"},
            "Only a number",
        ),
        ({"kind": "nonsense"}, "One thing to mend"),
    ],
)
def test_what_could_never_be_answered_is_refused_with_what_to_do(finn, programme, values, words):
    add(finn)
    answer = add(finn, **values)
    assert answer.status_code == 422 and words in answer.text
    assert len(codes(programme)) == 1


def test_a_condition_keeps_its_question_before_it_and_alive(finn, programme):
    add(finn)
    add(
        finn,
        label="Where?",
        kind="line",
        depends_on=codes(programme)[0],
        depends_how="is",
        depends_value="yes",
    )
    where = Question.objects.get(code="where")
    assert where.depends_value == "Yes"  # as the choice is written
    assert "Only if “Have you worked abroad?” is “Yes”." in finn.get(BASE).text
    assert finn.post(f"{BASE}where/move-question/", {"direction": "up"}).status_code == 403
    assert finn.post(f"{BASE}have-you-worked-abroad/remove-question/").status_code == 403
    gone = PLAIN | {"choices": "Never\nOnce", "version": "1"}
    refused = finn.post(f"{BASE}have-you-worked-abroad/edit-question/", gone)
    assert refused.status_code == 422 and "Change that condition first" in refused.text
    assert finn.post(f"{BASE}where/remove-question/").status_code == 302
    assert finn.post(f"{BASE}have-you-worked-abroad/remove-question/").status_code == 302
    assert codes(programme) == []


def test_questions_move(finn, programme):
    for label in ("A", "B", "C"):
        add(finn, label=label)
    finn.post(f"{BASE}c/move-question/", {"direction": "up"})
    assert codes(programme) == ["a", "c", "b"]
    finn.post(f"{BASE}a/move-question/", {"direction": "up"})
    assert codes(programme) == ["a", "c", "b"]


def test_after_opening_questions_stand(house, programme):
    call = actions.announce(house.call, by=house.finn, at=here.BEFORE)
    programme.call = call
    assert rules.may_add_question(programme, by=house.finn, at=here.OPEN).code == "frozen"


def test_strangers_and_other_societies_make_no_questions(house, programme):
    verdict = rules.may_add_question(programme, by=here.person("Zoe Frei"), at=here.BEFORE)
    assert verdict.code == "not-officer"


def test_a_new_call_takes_the_questions_with_it(house, finn, programme):
    add(finn)
    add(
        finn,
        label="Where?",
        kind="line",
        depends_on=codes(programme)[0],
        depends_how="is",
        depends_value="Yes",
    )
    values = {"name": "Next", "slug": "2025", "year": 2025}
    new = actions.clone(house.call, values, by=house.finn, at=here.BEFORE)
    copied = queries.own_questions(new.programmes.get(society=programme.society))
    assert [(q.code, q.depends_on) for q in copied] == [
        ("have-you-worked-abroad", ""),
        ("where", "have-you-worked-abroad"),
    ]
