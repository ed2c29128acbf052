"""One move in two lists; whatever a browser sends, they stay distinct, allowed and apart."""

import pytest
from hypothesis import given
from hypothesis import strategies as some

from sojourn.ui import choices

ALLOWED = {"oslo", "porto", "lyon", "gent"}
KNOWN = {*ALLOWED, "graz"}
THREE = ["oslo", "porto", "lyon"]


def after(move, ranked=THREE, unwanted=()):
    return choices.rearrange(ranked, unwanted, move, allowed=ALLOWED, known=KNOWN, limit=3)


@pytest.mark.parametrize(
    ("move", "ranked"),
    [
        ("up:porto", ["porto", "oslo", "lyon"]),
        ("up:oslo", THREE),
        ("down:oslo", ["porto", "oslo", "lyon"]),
        ("down:lyon", THREE),
        ("remove:porto", ["oslo", "lyon"]),
        ("add:gent", THREE),
        ("replace:gent", ["oslo", "porto", "gent"]),
        ("add:paris", THREE),
        ("replace:graz", THREE),
        ("order", THREE),
        ("", THREE),
    ],
)
def test_one_move_in_the_ranking(move, ranked):
    assert after(move) == (ranked, [])


@pytest.mark.parametrize(
    ("move", "ranked", "unwanted"),
    [
        ("refuse:oslo", [], ["gent", "oslo"]),
        ("refuse:graz", ["oslo"], ["gent", "graz"]),
        ("refuse:gent", ["oslo"], ["gent"]),
        ("refuse:paris", ["oslo"], ["gent"]),
        ("allow:gent", ["oslo"], []),
        ("allow:oslo", ["oslo"], ["gent"]),
        ("add:gent", ["oslo", "gent"], []),
        ("remove:oslo", [], ["gent"]),
    ],
)
def test_one_move_between_the_lists(move, ranked, unwanted):
    assert after(move, ["oslo"], ["gent"]) == (ranked, unwanted)


@given(
    some.lists(some.sampled_from([*KNOWN, "paris"])),
    some.lists(some.sampled_from([*KNOWN, "paris"])),
    some.text(max_size=12)
    | some.sampled_from(["up:oslo", "add:lyon", "refuse:oslo", "replace:gent", "allow:lyon"]),
)
def test_both_lists_stay_distinct_allowed_short_and_apart(ranked, unwanted, move):
    first, last = after(move, ranked, unwanted)
    assert len(first) == len(set(first)) <= 3
    assert len(last) == len(set(last))
    assert set(first) <= ALLOWED
    assert set(last) <= KNOWN
    assert not set(first) & set(last)
