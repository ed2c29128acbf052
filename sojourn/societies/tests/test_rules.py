"""Who may change the people of a society, when, and who judges a conflict."""

from datetime import timedelta

import pytest

from sojourn.societies import actions, queries, rules

WHO = ("finn", "ida", "eva", "cleo", "mia", "ada", None)


def allowed(cast, rule) -> set:
    return {who for who in WHO if rule(getattr(cast, who) if who else None)}


def test_may_appoint_and_seat_is_for_own_officers_and_the_federation(cast, at):
    office = {"finn", "ida", None}
    assert allowed(cast, lambda by: rules.may_appoint(cast.alpha, by=by, at=at)) == office
    assert allowed(cast, lambda by: rules.may_edit(cast.alpha, by=by, at=at)) == office
    assert allowed(cast, lambda by: rules.may_seat(cast.alpha, role="member", by=by, at=at)) == office
    assert allowed(cast, lambda by: rules.may_add_payer(cast.alpha, by=by, at=at)) == office


def test_may_edit_federation_and_add_is_for_the_federation(cast, at):
    assert allowed(cast, lambda by: rules.may_edit_federation(by=by, at=at)) == {"finn", None}
    assert allowed(cast, lambda by: rules.may_add(by=by, at=at)) == {"finn", None}
    assert allowed(cast, lambda by: rules.may_add_payer(None, by=by, at=at)) == {"finn", None}
    assert allowed(cast, lambda by: rules.may_note_membership(None, by=by, at=at)) == {"finn", None}


@pytest.mark.parametrize(
    ("days", "role", "yes"),
    [(-1, "member", True), (0, "member", False), (20, "chair", False), (0, "substitute", True),
     (90, "member", True)],
)  # fmt: skip
def test_may_seat_stands_still_while_the_call_runs(cast, at, days, role, yes):
    opens = at + timedelta(days=10)
    actions.fix_people(cast.beta, fixed_from=opens, fixed_until=opens + timedelta(days=90), at=at)
    verdict = rules.may_seat(cast.beta, role=role, by=cast.mia, at=opens + timedelta(days=days))
    assert (bool(verdict), verdict.code) == (yes, "" if yes else "call-open")


def test_may_unseat_and_payers_stand_still_too_but_not_for_the_clock(cast, at):
    actions.fix_people(cast.alpha, fixed_from=at, fixed_until=None, at=at)
    seat = queries.seat_of(cast.cleo, cast.alpha)
    assert rules.may_unseat(seat, by=cast.finn, at=at).code == "call-open"
    assert rules.may_add_payer(cast.alpha, by=cast.ida, at=at).code == "call-open"
    assert rules.may_unseat(seat, by=None, at=at)
    assert rules.may_appoint(cast.alpha, by=cast.ida, at=at)


def test_may_seat_one_chair(cast, at):
    assert rules.may_seat(cast.alpha, role="chair", by=cast.ida, at=at).code == "chair-taken"
    assert rules.may_seat(cast.alpha, role="chair", user=cast.eva, by=cast.ida, at=at)


def test_may_dismiss_never_oneself(cast, at):
    own = queries.officers(cast.alpha).get()
    assert rules.may_dismiss(own, by=cast.ida, at=at).code == "own-office"
    assert rules.may_dismiss(own, by=cast.finn, at=at)
    assert rules.may_dismiss(own, by=cast.mia, at=at).code == "not-officer"


def test_may_declare_for_oneself_or_as_chair(cast, at):
    assert allowed(cast, lambda by: rules.may_declare(cast.alpha, cast.cleo, by=by, at=at)) == {
        "cleo",
        "eva",
        None,
    }


def test_may_clear_is_the_chairs_and_of_the_chair_the_federations(cast, at):
    of_cleo = actions.declare(cast.alpha, cast.cleo, against=cast.ada, ground="other", by=cast.cleo, at=at)
    for rule in (rules.may_clear, rules.may_confirm):
        assert allowed(cast, lambda by, rule=rule: rule(of_cleo, by=by, at=at)) == {"eva"}
    of_eva = actions.declare(cast.alpha, cast.eva, against=cast.ada, ground="other", by=cast.eva, at=at)
    for rule in (rules.may_clear, rules.may_confirm):
        # the chair may learn nothing of Ada now, not even whom else a conflict keeps away
        assert allowed(cast, lambda by, rule=rule: rule(of_cleo, by=by, at=at)) == {"finn"}
        assert allowed(cast, lambda by, rule=rule: rule(of_eva, by=by, at=at)) == {"finn"}
    assert rules.may_clear(of_eva, by=cast.eva, at=at).code == "own-conflict"
