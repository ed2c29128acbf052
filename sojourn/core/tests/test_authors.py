"""Authors as people type them."""

import pytest

from sojourn.core.authors import signed


@pytest.mark.parametrize(
    "authors",
    [
        "Łukasz Żółć, A. Able",
        "Zolc L, Able A",
        "ZOLC L., ABLE A.",
        "Able A; Żółć, Łukasz",
        "Żółć, Ł., Able, A.",
        "A. Able and L. Zolc",
        "Able A & Zolc LM",
        "Prof. Łukasz Żółć",
    ],
)
def test_a_name_is_found_however_it_is_typed(authors):
    assert signed("Łukasz", "Żółć", authors)


@pytest.mark.parametrize(
    "authors", ["Able A", "Zolc A", "Zolc", "Zolc et al.", "Anna Zolc", "", "L. Able, A. Zolc"]
)
def test_another_is_not(authors):
    assert not signed("Łukasz", "Żółć", authors)


def test_particles_double_names_and_a_middle_initial():
    assert signed("Anna Maria", "van der Berg", "van der Berg A")
    assert signed("Anna Maria", "van der Berg", "A. M. van der Berg")
    assert signed("Jean-Paul", "O’Neil", "ONeil JP")
    assert not signed("Jean-Paul", "O'Neil", "O'Neil JM")
    assert signed("Ana", "García Márquez", "García-Márquez A, Li N")
    assert signed("Na", "Li", "Li N, Able A") and not signed("Na", "Li", "Li Xia")


def test_nothing_is_found_for_a_half_known_name():
    assert not signed("", "Li", "Li N") and not signed("Na", "", "Li N")
