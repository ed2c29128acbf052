"""What is read, by whom, and that lists cost the same for one row and for three."""

import pytest

from sojourn.societies import actions, queries
from sojourn.societies.tests.conftest import person


def acronyms(societies) -> list[str]:
    return sorted(society.acronym for society in societies)


@pytest.mark.parametrize(
    ("who", "office", "chairs", "sits", "sees"),
    [
        ("finn", ["ALPHA", "BETA"], [], [], ["ALPHA", "BETA"]),
        ("ida", ["ALPHA"], [], [], ["ALPHA"]),
        ("eva", [], ["ALPHA"], ["ALPHA"], ["ALPHA"]),
        ("cleo", [], [], ["ALPHA"], ["ALPHA"]),
        ("mia", ["BETA"], [], [], ["BETA"]),
        ("ada", [], [], [], []),
        (None, [], [], [], []),
    ],
)
def test_each_person_has_her_societies(cast, who, office, chairs, sits, sees):
    user = who and getattr(cast, who)
    assert acronyms(queries.officer_of(user)) == office
    assert acronyms(queries.chaired_by(user)) == chairs
    assert acronyms(queries.sits_in(user)) == sits
    assert acronyms(queries.visible_to(user)) == sees


def test_signers_are_those_with_leave_and_the_federation(cast):
    assert {user.given_name for user in queries.signers()} == {"Finn", "Ida"}
    assert {user.given_name for user in queries.signers(cast.beta)} == {"Finn"}
    assert queries.may_sign(cast.ida) and not queries.may_sign(cast.mia)


def test_federation_is_never_none(db):
    assert queries.federation().pk is None and queries.federation().zone == "UTC"


def test_a_disclosed_conflict_bars_nobody(cast, at):
    actions.declare(
        cast.alpha, cast.cleo, against=cast.ada, ground="other", grade="disclosed", by=cast.cleo, at=at
    )
    assert queries.barred_people(cast.cleo, cast.alpha) == set()
    assert queries.conflicts_of(cast.cleo, cast.alpha).count() == 1
    assert queries.conflicts_of(cast.cleo, cast.beta).count() == 0


@pytest.mark.parametrize(
    ("who", "grounds"),
    [("eva", {"other", "ranked_centre"}), ("ida", {"other"}), ("finn", {"other"}), ("cleo", set()),
     ("mia", set()), ("ada", set())],
)  # fmt: skip
def test_what_betrays_a_ranking_is_the_chairs_alone(cast, at, who, grounds):
    for ground in ("other", "ranked_centre"):
        actions.find(cast.alpha, cast.cleo, against=cast.ada, ground=ground, by=None, at=at)
    seen = queries.conflicts_visible_to(getattr(cast, who), cast.alpha)
    assert {conflict.ground for conflict in seen} == grounds


def test_nobody_reads_the_conflict_against_herself(cast, at):
    actions.declare(cast.alpha, cast.cleo, against=cast.ida, ground="family", by=cast.cleo, at=at)
    assert not queries.conflicts_visible_to(cast.ida, cast.alpha)


def test_waiting_for_the_chair_are_unjudged_conflicts(cast, at):
    assert queries.waiting_for(cast.eva, at=at) == []
    actions.find(cast.alpha, cast.cleo, against=cast.ada, ground="other", by=None, at=at)
    (line,) = queries.waiting_for(cast.eva, at=at)
    assert (line.verb, line.count, line.title) == ("Look at", 1, "conflict of interest in ALPHA")


def test_waiting_for_the_officer_is_a_missing_chair(cast, at):
    assert [line.verb for line in queries.waiting_for(cast.mia, at=at)] == ["Name"]
    assert queries.waiting_for(cast.ida, at=at) == queries.waiting_for(cast.ada, at=at) == []


@pytest.mark.parametrize("page", ["/societies/", "/societies/alpha/", "/societies/alpha/conflicts/"])
def test_lists_cost_the_same_for_one_and_three(
    cast, at, client, page, django_assert_num_queries, django_assert_max_num_queries
):
    client.force_login(cast.finn)

    def grow(number: int) -> None:
        new = person(f"New{number}")
        actions.seat(cast.alpha, new, role="member", by=None, at=at)
        actions.appoint(cast.alpha, new, by=None, at=at)
        actions.find(cast.alpha, new, against=cast.ada, ground="other", by=None, at=at)
        actions.add({"acronym": f"S{number}", "name": "S", "field": "x"}, by=None, at=at)

    grow(0)
    client.get(page)  # what the header keeps for a while is kept now
    with django_assert_max_num_queries(90) as first:
        client.get(page)
    grow(1), grow(2)
    with django_assert_num_queries(len(first.captured_queries)):
        client.get(page)
