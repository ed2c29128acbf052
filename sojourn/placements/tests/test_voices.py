"""What is told of a centre is told of five or more, and two tellings never differ by one person."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sojourn.placements.queries import QUESTIONS, voices

CODES = [code for code, *_ in QUESTIONS["fellow"]]


def told(rows):
    """As the page tells it: question -> mean of those counted; empty while there are too few."""
    answers = {code: [row[code] for row in rows if code in row] for code in CODES}
    found = voices._means(answers)
    return dict(found["answers"]) if found else {}


def test_four_voices_are_too_few_and_the_fifth_opens_all():
    rows = [dict.fromkeys(CODES, 5)] * 4
    assert told(rows) == {}
    assert set(told([*rows, dict.fromkeys(CODES, 5)]).values()) == {5.0}


@pytest.mark.parametrize("before", range(21))
def test_one_more_voice_changes_nothing_until_four_others_have_come_with_it(before):
    """The attack of four known and one new, and of any number known and one new."""
    rows = [dict.fromkeys(CODES, 1 + number % 5) for number in range(before)]
    low, high = dict.fromkeys(CODES, 1), dict.fromkeys(CODES, 5)
    if (before + 1) % voices.STEP:
        assert told([*rows, low]) == told([*rows, high]) == told(rows)
    else:
        assert told([*rows, low]) != told(rows)


@given(st.lists(st.dictionaries(st.sampled_from(CODES), st.integers(1, 5)), max_size=23), st.data())
def test_whatever_was_left_open_no_question_moves_by_fewer_than_five(rows, data):
    """Questions that some leave open are counted by themselves: each stands still between its fives."""
    more = data.draw(st.dictionaries(st.sampled_from(CODES), st.integers(1, 5)))
    before, after = told(rows), told([*rows, more])
    for code, question, _ in QUESTIONS["fellow"]:
        answered = sum(code in row for row in [*rows, more])
        if code in more and answered % voices.STEP == 0:
            continue
        assert before.get(question) == after.get(question)
