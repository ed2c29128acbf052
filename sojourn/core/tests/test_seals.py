import pytest
from hypothesis import given
from hypothesis import strategies as st

from sojourn.core import seals

RANDOM = st.binary(min_size=6, max_size=16)


def test_canonical_json_has_sorted_keys_no_spaces_and_utf_8() -> None:
    assert seals.canonical({"b": [1, None], "a": "ö"}) == '{"a":"ö","b":[1,null]}'.encode()
    with pytest.raises(ValueError):
        seals.canonical(float("nan"))


def test_the_seal_is_the_digest_of_the_canonical_json() -> None:
    assert seals.seal({}) == "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a"
    assert seals.seal({"a": 1, "b": 2}) == seals.seal({"b": 2, "a": 1})


@given(RANDOM)
def test_a_code_survives_typing(random: bytes) -> None:
    code = seals.code(random)
    assert len(code) == 12 and code[4] == code[9] == "-"
    sloppy = code.lower().replace("-", " ").replace("0", "o").replace("1", "l")
    assert seals.parse(sloppy) == code


@given(RANDOM, st.integers(0, 9), st.sampled_from(seals.ALPHABET))
def test_one_wrong_character_is_noticed(random: bytes, place: int, wrong: str) -> None:
    right = seals.code(random).replace("-", "")
    typed = right[:place] + wrong + right[place + 1 :]
    assert (seals.parse(typed) is None) == (typed != right)


@given(RANDOM, st.integers(0, 8))
def test_swapped_neighbours_are_noticed(random: bytes, place: int) -> None:
    right = seals.code(random).replace("-", "")
    typed = right[:place] + right[place + 1] + right[place] + right[place + 2 :]
    assert (seals.parse(typed) is None) == (typed != right)


@pytest.mark.parametrize("typed", ["", "7Q4K", "U" * 10, "ß" * 10, "7Q4K-9M2T-X8-7Q4K"])
def test_what_is_no_code_is_none(typed: str) -> None:
    assert seals.parse(typed) is None


def test_too_little_randomness_is_refused() -> None:
    with pytest.raises(ValueError):
        seals.code(b"12345")
    assert len(seals.code(bytes(8), length=12)) == 14
