"""What changes, which journal line, which letter."""

import pytest

from sojourn.journal import queries as journal
from sojourn.people import actions as people
from sojourn.post import actions as post
from sojourn.post.models import Invitation, Letter
from sojourn.societies import actions, queries
from sojourn.societies.models import Awaited, Seat
from sojourn.societies.tests.conftest import person
from sojourn.ui import gates


def told(user) -> list[str]:
    return list(Letter.objects.filter(to_user=user).order_by("pk").values_list("kind", flat=True))


def test_found_founds_once(cast, at):
    again = actions.found({"name": "Other", "acronym": "OTH"}, at=at)
    assert again.acronym == "INFED" and queries.federation() == again
    assert [payer.name for payer in queries.payers(None)] == ["INFED"]


def test_add_brings_a_payer(cast, at):
    assert [payer.name for payer in queries.payers(cast.alpha)] == ["ALPHA"]
    assert cast.alpha.slug == "alpha"


def test_appoint_twice_changes_only_the_leave_to_sign(cast, at):
    actions.appoint(cast.alpha, cast.ida, may_sign=False, by=cast.finn, at=at)
    assert [officer.may_sign for officer in queries.officers(cast.alpha)] == [False]
    assert told(cast.ida) == ["societies.appoint"]


def test_appoint_by_a_stranger_is_refused(cast, at):
    with pytest.raises(gates.Refused):
        actions.appoint(cast.alpha, cast.mia, by=cast.mia, at=at)


def test_dismiss_tells_the_person(cast, at):
    actions.dismiss(queries.officers(cast.alpha).get(), by=cast.finn, at=at)
    assert not queries.is_officer(cast.ida, cast.alpha)
    assert told(cast.ida)[-1] == "societies.dismiss"


def test_seat_again_changes_the_role(cast, at):
    actions.seat(cast.alpha, cast.cleo, role="substitute", by=cast.ida, at=at)
    assert queries.seat_of(cast.cleo, cast.alpha).role == "substitute"
    assert told(cast.cleo) == ["societies.seat"]


def test_unseat_gives_the_seat_up(cast, at):
    actions.unseat(queries.seat_of(cast.cleo, cast.alpha), by=cast.ida, at=at)
    assert queries.seat_of(cast.cleo, cast.alpha) is None
    assert journal.about(cast.alpha).first().verb == "societies.unseat"


def test_seat_by_email_of_a_known_person_seats_at_once(cast, at):
    made = actions.seat_by_email(cast.alpha, "ADA@sojourn.example", role="substitute", by=cast.ida, at=at)
    assert made == queries.seat_of(cast.ada, cast.alpha)


def test_seat_by_email_of_a_stranger_waits_until_the_account_is_there(cast, at):
    made = actions.seat_by_email(
        cast.alpha,
        "Dov@sojourn.example",
        name="Dov Doubt",
        role="member",
        institution="West",
        by=cast.ida,
        at=at,
    )
    assert isinstance(made, Awaited)
    letter = Letter.objects.get(kind="societies.await")
    assert (letter.to_address, letter.invitation.door) == ("dov@sojourn.example", "people:join")
    assert actions.tick(at=at) == 0
    dov = people.join(
        letter.invitation,
        {"given_name": "Dov", "family_name": "Doubt", "title": "", "password": "a-long-word-of-dov"},
        by=letter.invitation,
        at=at,
    )
    assert [actions.tick(at=at), actions.tick(at=at)] == [1, 0]
    seat = queries.seat_of(dov, cast.alpha)
    assert (seat.role, seat.institution) == ("member", "West")
    assert not Awaited.objects.exists()


def test_seat_by_email_twice_writes_one_letter(cast, at):
    for role in ("member", "member"):
        actions.seat_by_email(cast.alpha, "dov@sojourn.example", role=role, by=cast.ida, at=at)
    assert Letter.objects.filter(kind="societies.await").count() == 1


def test_tick_does_not_trust_an_unconfirmed_address(cast, at, client):
    actions.appoint_by_email(cast.alpha, "nia@sojourn.example", by=cast.ida, at=at)
    values = {"given_name": "N", "family_name": "N", "email": "nia@sojourn.example"}
    client.post(
        "/account/register/", values | {"password1": "not-hers-at-all", "password2": "not-hers-at-all"}
    )
    assert actions.tick(at=at) == 0
    assert queries.officers(cast.alpha).count() == 1


def test_tick_leaves_an_awaited_chair_where_the_chair_was_taken(cast, at):
    actions.seat_by_email(cast.beta, "dov@sojourn.example", role="chair", by=cast.mia, at=at)
    actions.seat(cast.beta, cast.cleo, role="chair", by=cast.mia, at=at)
    person("Dov")
    assert actions.tick(at=at) == 0
    assert Awaited.objects.get().office == "chair"
    assert Seat.objects.filter(society=cast.beta).count() == 1


def test_drop_awaited_closes_the_link(cast, at):
    made = actions.appoint_by_email(cast.alpha, "dov@sojourn.example", by=cast.ida, at=at)
    post.send_due(at=at)
    actions.drop_awaited(made, by=cast.ida, at=at)
    assert Invitation.objects.get().closed_at == at


def test_declare_counts_until_cleared_with_a_reason(cast, at):
    conflict = actions.declare(
        cast.alpha, cast.cleo, against=cast.ada, ground="family", by=cast.cleo, at=at, explanation="Cousin"
    )
    assert queries.barred_people(cast.cleo, cast.alpha) == {cast.ada.pk}
    actions.clear(conflict, reason="Not related after all", by=cast.eva, at=at)
    assert queries.barred_people(cast.cleo, cast.alpha) == set()
    entry = journal.about(conflict).first()
    assert (entry.verb, entry.state_to, entry.reason) == ("societies.clear", "cleared", "")
    again = actions.declare(cast.alpha, cast.cleo, against=cast.ada, ground="family", by=cast.cleo, at=at)
    assert (again, again.state) == (conflict, "declared")


def test_declare_never_weakens_what_bars(cast, at):
    actions.declare(cast.alpha, cast.cleo, against=cast.ada, ground="other", by=cast.cleo, at=at)
    again = actions.declare(
        cast.alpha, cast.cleo, against=cast.ada, ground="other", grade="disclosed", by=cast.cleo, at=at
    )
    assert again.grade == "bars"


def test_find_does_not_bring_back_what_the_chair_cleared(cast, at):
    found = actions.find(
        cast.alpha, cast.cleo, against=cast.ada, institution="East", ground="same_institution", by=None, at=at
    )
    actions.clear(found, reason="Another house of the same name", by=cast.eva, at=at)
    again = actions.find(
        cast.alpha, cast.cleo, against=cast.ada, institution="East", ground="same_institution", by=None, at=at
    )
    assert (again.pk, again.state) == (found.pk, "cleared")


def test_confirm_keeps_it_in_force(cast, at):
    found = actions.find(cast.alpha, cast.cleo, institution="East", ground="ranked_centre", by=None, at=at)
    actions.confirm(found, reason="", by=cast.eva, at=at)
    assert queries.conflicts_of(cast.cleo, cast.alpha).get().state == "confirmed"
    assert queries.barred_institutions(cast.cleo, cast.alpha) == {"east"}


def test_note_membership_keeps_one_row_a_body(cast, at):
    for number in ("1", "2"):
        actions.note_membership(
            cast.alpha, cast.ada, number=number, since_on=None, until_on=None, by=cast.ida, at=at
        )
    actions.note_membership(None, cast.ada, number="F7", since_on=None, until_on=None, by=cast.finn, at=at)
    bodies = queries.bodies_of(cast.ada)
    assert {name: row.number for name, row in bodies.items()} == {"ALPHA": "2", "INFED": "F7"}


def test_forget_leaves_no_row_of_a_person(cast, at):
    actions.declare(cast.alpha, cast.cleo, against=cast.ada, ground="other", by=cast.cleo, at=at)
    actions.forget(cast.cleo, at=at)
    assert not queries.sits_in(cast.cleo) and not queries.conflicts(cast.alpha)
