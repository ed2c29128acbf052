"""Pairs of accounts with their reasons: what is not known is compared with nothing."""

from datetime import date

import pytest

from sojourn.core import persons
from sojourn.core.persons import REASONS, Facts

DAY = date(1990, 5, 4)
CASES = [
    ("born", {"born_on": DAY}, {"born_on": DAY}),
    ("certified", {"certified_on": DAY}, {"certified_on": DAY}),
    ("orcid", {"orcid": "0000-0002-1825-0097"}, {"orcid": "https://orcid.org/0000000218250097"}),
    ("file", {"files": ("abc",)}, {"files": ("x", "abc")}),
    ("phone", {"phones": ("+43 1 234567-89",)}, {"phones": ("0043 1 23456789",)}),
    ("email", {"emails": ("Ada.Able@x.example",)}, {"emails": ("adaable+new@X.example",)}),
]


@pytest.mark.parametrize(("kind", "one", "other"), CASES)
def test_each_reason_alone(kind, one, other):
    found = persons.pairs([Facts("a", "Dr Ada Müller", **one), Facts("b", "MUELLER Ada", **other)])
    assert [(pair.one, pair.other, pair.reasons) for pair in found] == [("a", "b", [REASONS[kind]])]


def test_a_name_alone_or_a_day_alone_is_no_reason():
    assert persons.pairs([Facts("a", "Ada Able"), Facts("b", "Ada Able")]) == []
    assert persons.pairs([Facts("a", "Ada Able", born_on=DAY), Facts("b", "Zoe Zed", born_on=DAY)]) == []
    assert persons.pairs([Facts("a", "", born_on=DAY), Facts("b", "", born_on=DAY)]) == []


@pytest.mark.parametrize("empty", [{"emails": ("",)}, {"phones": ("12",)}, {"orcid": "0000"}, {"files": ()}])
def test_what_is_empty_joins_nobody(empty):
    assert persons.pairs([Facts("a", "Ada", **empty), Facts("b", "Ada", **empty)]) == []


def test_several_reasons_stand_together_and_three_people_make_three_pairs():
    three = [Facts(key, "Ada Able", born_on=DAY, phones=("+43 1 2345678",)) for key in "cab"]
    found = persons.pairs(three)
    assert [(pair.one, pair.other) for pair in found] == [("a", "b"), ("a", "c"), ("b", "c")]
    assert found[0].reasons == [REASONS["born"], REASONS["phone"]]


def test_what_many_share_is_nobodys_mark():
    def sharing(number: int) -> list:
        return persons.pairs(
            Facts(str(each), f"N {each}", phones=("+43 1 2345678",)) for each in range(number)
        )

    assert (len(sharing(persons.FEW)), sharing(persons.FEW + 1)) == (15, [])
