"""The fellow alone decides, word for word, both ways."""

from datetime import date

import pytest

from sojourn.alumni import actions, queries, rules
from sojourn.alumni.models import Alumnus
from sojourn.awards.tests import stage as stages
from sojourn.awards.tests.stage import at
from sojourn.people.models import Consent
from sojourn.ui.gates import Refused

LATER = at(date(2024, 12, 10))
WORDS = {"shown_name": "Ada Lind", "works_at": "Home", "story_title": "Three months", "story": "It was good."}


@pytest.fixture
def stage(db):
    return stages.make()


def test_join_keeps_the_wording_that_was_agreed_to(stage):
    entry = actions.join(stage.placement("completed"), WORDS, by=stage.ada, at=LATER)
    assert (entry.consent.wording, entry.consent.given_at) == (rules.WORDING, LATER)
    assert [each.shown_name for each in queries.listed()] == ["Ada Lind"]
    assert queries.story(entry.pk) == entry


@pytest.mark.parametrize(
    ("state", "who", "code"), [("reported", "ada", "not-completed"), ("completed", "mia", "not-yours")]
)
def test_join_is_for_the_fellow_of_a_completed_stay(stage, state, who, code):
    with pytest.raises(Refused) as refused:
        actions.join(stage.placement(state), WORDS, by=getattr(stage, who), at=LATER)
    assert refused.value.verdict.code == code


def test_leave_wipes_the_words_and_ends_the_consent(stage):
    placement = stage.placement("completed")
    entry = actions.join(placement, WORDS, by=stage.ada, at=LATER)
    actions.leave(entry, by=stage.ada, at=LATER)
    assert not queries.listed().exists()
    assert queries.story(entry.pk) is None
    assert Alumnus.objects.values_list("shown_name", "works_at", "story_title", "story").get() == ("",) * 4
    assert Consent.objects.get().withdrawn_at == LATER
    with pytest.raises(Refused):
        actions.edit_story(entry, WORDS, by=stage.ada, at=LATER)
    actions.join(placement, WORDS, by=stage.ada, at=LATER)
    assert queries.listed().count() == 1
    assert Consent.objects.filter(withdrawn_at=None).count() == 1


def test_edit_story_is_the_persons_own(stage):
    entry = actions.join(stage.placement("completed"), WORDS, by=stage.ada, at=LATER)
    with pytest.raises(Refused):
        actions.edit_story(entry, {"story": "No."}, by=stage.ida, at=LATER)
    actions.edit_story(entry, {"story": ""}, by=stage.ada, at=LATER)
    assert queries.listed().exists()
    assert not queries.stories().exists()


def test_forget_removes_the_entry(stage):
    actions.join(stage.placement("completed"), WORDS, by=stage.ada, at=LATER)
    actions.forget(stage.ada, at=LATER)
    assert not Alumnus.objects.exists()
