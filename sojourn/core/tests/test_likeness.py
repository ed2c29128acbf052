"""Shared passages: found wherever they stand, whole, and never where there are none."""

import random
import time

from hypothesis import given
from hypothesis import strategies as st

from sojourn.core import likeness

words = st.lists(st.sampled_from(["ab", "cd", "ef", "gh", "ij", "kl", "mn", "op"]), max_size=40)
RUN = "the rarer cases of the field in a centre with volume"


@given(words, words)
def test_a_passage_is_the_same_words_in_both_and_long_enough(one, other):
    left, right = " ".join(one), ", ".join(other).upper()
    for found in likeness.passages(left, right, least=3):
        said = left[slice(*found.first)].split()
        assert said == right[slice(*found.second)].lower().split(", ")
        assert len(said) == found.words >= 3


@given(words, words, words, words)
def test_a_run_put_into_both_is_always_found(a, b, c, d):
    one, other = " ".join([*a, RUN, *b]), " ".join([*c, RUN.upper(), *d])
    assert any(RUN in one[slice(*found.first)] for found in likeness.passages(one, other))
    assert likeness.among({"x": one, "y": other}) == {("x", "y")}


@given(words, words)
def test_among_and_passages_agree(one, other):
    texts = {"x": " ".join(one), "y": " ".join(other)}
    assert bool(likeness.passages(texts["x"], texts["y"])) == bool(likeness.among(texts))


@given(words, st.lists(st.tuples(st.integers(0, 90), st.integers(0, 90)), max_size=5))
def test_marking_loses_no_letter(text, spans):
    whole = " ".join(text)
    assert "".join(piece for piece, _ in likeness.marked(whole, spans)) == whole


def test_what_stands_everywhere_is_nobodys():
    assert likeness.among({str(n): RUN for n in range(31)}) == set()
    assert len(likeness.among({str(n): RUN for n in range(3)})) == 3


def test_a_text_of_its_own_shares_nothing():
    assert likeness.passages(RUN, "seven words of it: cases of the field in a centre") == []


def test_five_thousand_applications_in_one_pass():
    chance = random.Random(7)
    vocabulary = [f"word{n}" for n in range(4000)]
    texts = {str(n): " ".join(chance.choices(vocabulary, k=350)) for n in range(5000)}
    texts["17"] += f" {RUN}"
    texts["4711"] += f" {RUN}"
    began = time.process_time()
    assert likeness.among(texts) == {("17", "4711")}
    assert time.process_time() - began < 20
