"""A conflict bars the chair: the vice chair reads, judges and decides that file; the chair learns nothing."""

import pytest
from django.test import Client
from django.urls import reverse

from sojourn.reviews import actions, queries
from sojourn.reviews.models import Sweep
from sojourn.reviews.tests.cast import AT
from sojourn.selection import actions as selection
from sojourn.selection import queries as ranked
from sojourn.selection.models import Decision
from sojourn.societies import actions as societies
from sojourn.societies import queries as committees
from sojourn.societies import rules
from sojourn.societies.models import Conflict, Seat
from sojourn.ui.gates import Refused
from sojourn.upkeep import clock


@pytest.fixture(autouse=True)
def _now(monkeypatch):
    monkeypatch.setattr(clock, "read", lambda: clock.Reading(at=AT, real=AT, demonstration=False))


@pytest.fixture
def two(cast):
    """Dov is vice chair; of two files a conflict bars Eva, the chair, from the first."""
    Seat.objects.filter(user=cast.dov).update(role="vice")
    cast.hidden, cast.open = cast.application(institution="Chair Hospital"), cast.application()
    actions.sweep(cast.a.programme, at=AT)
    return cast


def seen(user, application) -> int:
    browser = Client(headers={"host": "localhost"})
    browser.force_login(user)
    return browser.get(reverse("reviews:dossier", args=[application.pk])).status_code


def test_the_vice_chair_opens_the_file_that_the_chair_may_not(two):
    table = {
        (who, name): seen(getattr(two, who), getattr(two, name))
        for who in ("eva", "dov", "cleo")
        for name in ("hidden", "open")
    }
    assert table == {
        ("eva", "hidden"): 404, ("eva", "open"): 200,
        ("dov", "hidden"): 200, ("dov", "open"): 404,
        ("cleo", "hidden"): 404, ("cleo", "open"): 404,
    }  # fmt: skip


def test_a_conflict_of_the_vice_chair_closes_it_to_both(two):
    societies.declare(
        two.a.society, two.dov, against=two.hidden.applicant, ground="family", by=two.dov, at=AT
    )
    assert seen(two.dov, two.hidden) == seen(two.eva, two.hidden) == 404


def test_nobody_leads_through_a_file_before_conflicts_were_looked_for(two):
    Sweep.objects.all().delete()
    assert seen(two.eva, two.open) == seen(two.dov, two.hidden) == 404
    actions.sweep(two.a.programme, at=AT)
    assert seen(two.eva, two.open) == 200


def test_scores_and_remarks_of_that_file_go_to_the_vice_chair(two):
    two.reviewed(two.hidden, two.cleo)
    asked = {"text": "For the chair.", "audience": "chair", "by": two.cleo, "at": AT}
    actions.remark(two.hidden, **asked)
    told = {
        user: (
            queries.visible(user, at=AT).filter(application=two.hidden).count(),
            len(queries.remarks(two.hidden, user, at=AT)),
        )
        for user in (two.eva, two.dov)
    }
    assert told == {two.eva: (0, 0), two.dov: (1, 1)}


def test_the_vice_chair_judges_what_concerns_the_chair_and_the_chair_the_rest(two):
    societies.declare(
        two.a.society, two.cleo, against=two.hidden.applicant, ground="collaboration", by=two.cleo, at=AT
    )
    societies.declare(
        two.a.society, two.cleo, against=two.open.applicant, ground="collaboration", by=two.cleo, at=AT
    )
    rows = {(row.member, row.against_id == two.hidden.applicant_id): row for row in Conflict.objects.all()}
    who = {"eva": two.eva, "dov": two.dov, "finn": two.finn, "cleo": two.cleo}
    said = {
        name: [
            rules.may_clear(rows[key], by=user, at=AT).code
            for key in ((two.eva, True), (two.cleo, True), (two.cleo, False))
        ]
        for name, user in who.items()
    }
    assert said == {
        "eva": ["own-conflict", "vice-chair", ""],
        "dov": ["", "", "not-chair"],
        "finn": ["vice-chair", "vice-chair", "not-chair"],
        "cleo": ["vice-chair", "own-conflict", "own-conflict"],
    }
    listed = {
        name: committees.conflicts_visible_to(user, two.a.society).count() for name, user in who.items()
    }
    assert (listed["eva"], listed["dov"]) == (1, 2)


def test_the_vice_chair_decides_that_row_and_no_other(two):
    two.reviewed(two.hidden, two.cleo)
    two.reviewed(two.open, two.cleo)
    panel = selection.open_panel(two.a.programme, by=two.eva, at=AT)
    rows = [two.hidden, two.open]
    mine = {user: ranked.mine_of(user, two.a.programme, rows) for user in (two.eva, two.dov, two.ida)}
    assert mine == {two.eva: {two.open.pk}, two.dov: {two.hidden.pk}, two.ida: set()}
    given = {"outcome": "ranked", "position": 1, "reason_code": "", "reason": "Strong."}
    selection.decide(panel, [{"application": two.hidden, **given}], by=two.dov, at=AT)
    with pytest.raises(Refused):
        selection.decide(panel, [{"application": two.open, **given}], by=two.dov, at=AT)
    assert Decision.objects.get().application == two.hidden


def test_a_vice_chair_without_such_a_file_leads_nothing(cast):
    Seat.objects.filter(user=cast.dov).update(role="vice")
    cast.application()
    actions.sweep(cast.a.programme, at=AT)
    assert not ranked.panels_shared(cast.dov, at=AT).exists()
    with pytest.raises(Refused):
        selection.open_panel(cast.a.programme, by=cast.dov, at=AT)


def test_a_member_is_made_vice_chair_even_while_the_committee_stands_still(cast):
    society = cast.a.society
    society.fixed_from = AT
    society.save()
    asked = {"by": cast.ida, "at": AT}
    assert rules.may_seat(society, role="member", user=cast.finn, **asked).code == "call-open"
    assert rules.may_seat(society, role="vice", user=cast.finn, **asked).code == "call-open"
    societies.seat(society, cast.dov, role="vice", **asked)
    assert committees.vice_chair(society) == cast.dov
    assert rules.may_seat(society, role="vice", user=cast.cleo, **asked).code == "vice-taken"
