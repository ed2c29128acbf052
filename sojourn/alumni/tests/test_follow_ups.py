"""Asked one, three and five years after the last day; answered by link; published in steps of five."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as some

from sojourn.alumni import actions, queries
from sojourn.alumni.models import Answer, FollowUp
from sojourn.alumni.queries import follow_ups
from sojourn.awards.tests import stage as stages
from sojourn.awards.tests.stage import ENDS, at
from sojourn.post import queries as post
from sojourn.post.models import Letter
from sojourn.ui.gates import Refused

A_YEAR_ON = at(date(ENDS.year + 1, ENDS.month, ENDS.day))


@pytest.fixture
def stage(db):
    made = stages.make()
    actions.begin_questions(by=made.finn, at=stages.PUBLISHED)
    made.placement("completed")
    return made


def asked(kind="follow_up"):
    return Letter.objects.filter(kind=f"alumni.{kind}").count()


@pytest.mark.parametrize(
    ("days", "rows"), [(-1, 0), (0, 1), (179, 1), (180, 0), (2 * 365 + 1, 1), (4 * 365 + 1, 1), (3 * 365, 0)]
)
def test_a_stay_is_asked_about_on_its_day_and_for_half_a_year(stage, days, rows):
    """One year on, three, five; a clock that leaps past a term asks about no old one."""
    actions.tick(at=A_YEAR_ON + timedelta(days=days))
    assert asked() == rows


def test_tick_asks_once_and_reminds_once(stage):
    for days in range(0, 120, 5):
        actions.tick(at=A_YEAR_ON + timedelta(days=days))
    assert (asked(), asked("chase_follow_up"), FollowUp.objects.count()) == (1, 1, 1)


def test_without_questions_nobody_is_asked(stage):
    for row in queries.questions():
        actions.retire_question(row, by=stage.finn, at=A_YEAR_ON)
    actions.tick(at=A_YEAR_ON)
    assert not FollowUp.objects.exists()


def the_row(stage):
    actions.tick(at=A_YEAR_ON)
    row = queries.own(stage.ada).get()
    return row, post.invitation_of(row, queries.FOLLOW_UP_DOOR)


def test_answer_by_link_keeps_what_was_answered_and_closes_the_link(stage):
    row, link = the_row(stage)
    first, second, *_ = queries.questions(1)
    actions.answer_follow_up(row, {first.pk: "No", second.pk: ""}, by=link, at=A_YEAR_ON)
    assert list(Answer.objects.values_list("question", "value")) == [(first.pk, "No")]
    link.refresh_from_db()
    assert link.closed_at == A_YEAR_ON
    with pytest.raises(Refused):
        actions.answer_follow_up(row, {}, by=link, at=A_YEAR_ON)


def test_stop_ends_every_later_question(stage):
    row, link = the_row(stage)
    actions.stop_follow_ups(row, by=link, at=A_YEAR_ON)
    actions.tick(at=A_YEAR_ON + timedelta(days=2 * 365 + 1))
    assert FollowUp.objects.count() == 1


def test_stop_ends_questions_about_another_stay_that_were_asked_already(stage):
    row, link = the_row(stage)
    other = FollowUp.objects.create(placement=row.placement, years=3, asked_at=A_YEAR_ON)
    actions.stop_follow_ups(row, by=link, at=A_YEAR_ON)
    assert not queries.open_for(stage.ada, A_YEAR_ON).exists()
    actions.tick(at=A_YEAR_ON + timedelta(days=40))
    other.refresh_from_db()
    assert (other.chased_at, asked("chase_follow_up")) == (None, 0)


@pytest.mark.parametrize("who", ["zoe", "ida", "finn", "hana"])
def test_nobody_else_answers(stage, who):
    row, _ = the_row(stage)
    with pytest.raises(Refused):
        actions.answer_follow_up(row, {}, by=getattr(stage, who), at=A_YEAR_ON)
    assert not queries.own(getattr(stage, who)).exists()


@pytest.mark.parametrize("who", ["ada", "ida", "mia", "hana"])
def test_only_the_federation_keeps_the_questions(stage, who):
    with pytest.raises(Refused):
        actions.begin_questions(by=getattr(stage, who), at=A_YEAR_ON)
    with pytest.raises(Refused):
        actions.retire_question(queries.questions()[0], by=getattr(stage, who), at=A_YEAR_ON)


def test_forget_keeps_choices_without_words(stage):
    row, link = the_row(stage)
    values = {one.pk: one.choices[0] if one.choices else "7" for one in queries.questions(1)}
    actions.answer_follow_up(row, values, by=link, at=A_YEAR_ON)
    actions.forget(stage.ada, at=A_YEAR_ON)
    assert set(Answer.objects.values_list("question__kind", flat=True)) == {"choice", "number"}


CHOICES = ["Yes", "Now and then", "No"]


@given(some.lists(some.sampled_from(CHOICES)), some.sampled_from(CHOICES))
def test_published_answers_are_whole_steps_and_one_more_answer_moves_one_of_them(values, one_more):
    before, after = (dict(follow_ups.divided(given, CHOICES)) for given in (values, [*values, one_more]))
    assert all(number and number % follow_ups.STEP == 0 for number in before.values())
    if before and after:
        moved = {choice: after[choice] - before.get(choice, 0) for choice in after}
        assert {one for one in moved.values() if one} <= {follow_ups.STEP}
        assert [choice for choice, one in moved.items() if one] in ([], [one_more])
