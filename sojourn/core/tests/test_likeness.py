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


@given(words, words, words, words)
def test_two_texts_that_share_enough_words_share_a_print(a, b, c, d):
    run = f"{RUN} and patience"
    assert len(run.split()) == likeness.SURE + 1
    one, other = " ".join([*a, run, *b]), " ".join([*c, run.upper(), *d])
    assert likeness.prints(one) & likeness.prints(other)
    assert likeness.prints(one) <= likeness.runs(one)


@given(words, words, words, words)
def test_what_is_everybodys_is_cut_out_of_every_passage(a, b, c, d):
    own = "a notebook of every missed fracture read aloud on fridays"
    one, other = " ".join([*a, RUN, own, *b]), " ".join([*c, RUN, own, *d])
    found = likeness.passages(one, other, common=likeness.runs(RUN))
    shown = [one[slice(*passage.first)] for passage in found]
    assert any(own in text for text in shown) and not any(RUN in text for text in shown)
    for passage in found:
        assert one[slice(*passage.first)] == other[slice(*passage.second)]
        assert passage.words >= likeness.LEAST


def test_the_same_word_ten_thousand_times_costs_no_square():
    began = time.process_time()
    assert likeness.passages("ab " * 10_000, "ab " * 9_000)
    assert time.process_time() - began < 3


@given(words, st.integers(0, 200), st.integers(0, 40))
def test_an_excerpt_holds_the_passage_whole(text, start, length):
    whole = " ".join(text)
    before, said, after = likeness.excerpt(whole, (start, start + length), around=10)
    assert said == whole[start : start + length]
    assert before.removeprefix("… ") in whole and after.removesuffix(" …") in whole


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
