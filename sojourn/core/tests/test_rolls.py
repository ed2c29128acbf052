"""A pasted list is read however messy, and nobody is taken for somebody else."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sojourn.core import names, rolls

PEOPLE = [
    rolls.Member("ada", "Ada Able", ("ada@x.example",), ("FED-0123",)),
    rolls.Member("jm", "Jürgen Müller", ("jm@x.example",), ("77",)),
    rolls.Member("ma", "Maria Ana Costa", ("ma@x.example",)),
    rolls.Member("eva1", "Eva Berg", ("eva@x.example",)),
    rolls.Member("eva2", "Eva Berg", ("berg@x.example",)),
]


@pytest.mark.parametrize(
    ("text", "read"),
    [
        (
            "Ada Able; ada@x.example; 0123; 2019-06-01",
            ("ada@x.example", "Ada Able", "0123", date(2019, 6, 1)),
        ),
        ("ada@x.example\t0123\t01.06.2019", ("ada@x.example", "", "0123", date(2019, 6, 1))),
        ("Able, Ada, 0123, 1/6/2019", ("", "Able Ada", "0123", date(2019, 6, 1))),
        ("Dr Ada Able <ada@x.example>, since 2019", ("ada@x.example", "Dr Ada Able", "", date(2019, 1, 1))),
        ("FED-0123", ("", "", "FED-0123", None)),
        ("0123 Ada Able", ("", "Ada Able", "0123", None)),
        ("2019", ("", "", "2019", None)),
        ("Ada Able\t2019", ("", "Ada Able", "", date(2019, 1, 1))),
        ("  ;Ada Able|ada@x.example| 1 June 2019;;", ("ada@x.example", "Ada Able", "", date(2019, 6, 1))),
        ("ADA@X.EXAMPLE", ("ADA@X.EXAMPLE", "", "", None)),
    ],
)
def test_read_whatever_stands_between(text, read):
    (line,) = rolls.read(text)
    assert (line.email, line.name, line.number, line.since_on) == read


def test_read_leaves_headings_and_empty_lines_out_and_counts_the_lines():
    found = rolls.read("Name; E-mail; Number; Since\n\n \nAda Able\n")
    assert [(line.at, line.name) for line in found] == [(4, "Ada Able")]


def test_a_date_that_is_none_is_trouble_and_not_guessed():
    (line,) = rolls.read("Ada Able; 12/31/2019")
    assert (line.since_on, line.trouble) == (None, "“12/31/2019” is no date; days come before months.")


@pytest.mark.parametrize(
    ("text", "outcome", "keys"),
    [
        ("ADA@x.example", "matched", ["ada"]),
        ("fed 123", "matched", ["ada"]),
        ("MUELLER Juergen", "matched", ["jm"]),
        ("Prof. Jurgen Muller", "matched", ["jm"]),
        ("Maria Costa", "ambiguous", ["ma"]),
        ("Eva Berg", "ambiguous", ["eva1", "eva2"]),
        ("Eva Berg; berg@x.example", "matched", ["eva2"]),
        ("Ada Able; other@y.example", "ambiguous", ["ada"]),
        ("ada@x.example; 77", "ambiguous", ["ada", "jm"]),
        ("Otto Other; ada@x.example", "ambiguous", ["ada"]),
        ("Ada Able; 31.31.2019", "ambiguous", ["ada"]),
        ("Otto Other", "unknown", []),
        ("999", "unknown", []),
    ],
)
def test_match_by_address_number_and_name(text, outcome, keys):
    (found,) = rolls.match(rolls.read(text), PEOPLE)
    assert (found.outcome, found.keys) == (outcome, keys)


def test_somebody_who_stands_twice_is_looked_at():
    found = rolls.match(rolls.read("ada@x.example; 2019-01-01\nAda Able; 2020-01-01"), PEOPLE)
    assert [one.outcome for one in found] == ["ambiguous", "ambiguous"]


@given(st.text(max_size=200))
def test_any_text_is_read_without_a_fault_and_matches_only_with_a_key(text):
    for one in rolls.match(rolls.read(text), PEOPLE):
        assert (one.outcome == "unknown") == (not one.keys)
        assert one.outcome != "matched" or len(one.keys) == 1


@given(st.permutations(["Ada", "Maria", "Able"]))
def test_a_name_is_the_same_in_any_order(words):
    assert names.same(" ".join(words), "Dr. ABLE, Ada-Maria")
