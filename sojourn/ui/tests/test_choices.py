"""One move in a ranked list; whatever a browser sends, the list stays a list of distinct, allowed choices."""

import pytest
from hypothesis import given
from hypothesis import strategies as some

from sojourn.ui import choices

ALLOWED = {"oslo", "porto", "lyon", "gent"}


@pytest.mark.parametrize(
    ("move", "after"),
    [
        ("up:porto", ["porto", "oslo", "lyon"]),
        ("up:oslo", ["oslo", "porto", "lyon"]),
        ("down:oslo", ["porto", "oslo", "lyon"]),
        ("down:lyon", ["oslo", "porto", "lyon"]),
        ("remove:porto", ["oslo", "lyon"]),
        ("add:gent", ["oslo", "porto", "lyon"]),
        ("add:paris", ["oslo", "porto", "lyon"]),
        ("order", ["oslo", "porto", "lyon"]),
        ("", ["oslo", "porto", "lyon"]),
    ],
)
def test_one_move(move, after):
    assert choices.reorder(["oslo", "porto", "lyon"], move, allowed=ALLOWED, limit=3) == after


def test_add_puts_the_new_one_last():
    assert choices.reorder(["oslo"], "add:gent", allowed=ALLOWED, limit=3) == ["oslo", "gent"]


@given(
    some.lists(some.sampled_from([*ALLOWED, "paris"])),
    some.text(max_size=12) | some.sampled_from(["up:oslo", "add:lyon"]),
)
def test_the_list_stays_distinct_allowed_and_short(order, move):
    after = choices.reorder(order, move, allowed=ALLOWED, limit=3)
    assert len(after) == len(set(after)) <= 3
    assert set(after) <= ALLOWED
