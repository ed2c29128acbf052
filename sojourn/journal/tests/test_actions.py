"""Turning a state keeps to the table, writes one entry, and holds under two hands."""

from datetime import UTC, datetime

import pytest

from sojourn.journal import actions, queries
from sojourn.people.models import User
from sojourn.post import states
from sojourn.post.models import Invitation, Letter

AT = datetime(2024, 2, 5, 9, tzinfo=UTC)
pytestmark = pytest.mark.django_db


@pytest.fixture
def letter() -> Letter:
    return Letter.objects.create(
        kind="post.mail_code",
        thing_label="x",
        thing_id="1",
        to_address="ben@hospital.example",
        subject="s",
        text="t",
        written_at=AT,
        due_at=AT,
    )


def test_turn_changes_the_state_and_the_fields_named(letter):
    ada = User.objects.create_user("ada@people.example")

    actions.turn(letter, "send", moves=states.MOVES, by=ada, at=AT, also={"sent_at": AT}, facts={"n": 1})

    assert letter.state == "sent"
    stored = Letter.objects.get()
    assert (stored.state, stored.sent_at) == ("sent", AT)
    entry = queries.about(letter).get()
    assert (entry.verb, entry.state_from, entry.state_to) == ("post.send", "due", "sent")
    assert (entry.actor, entry.actor_kind, entry.at, entry.facts) == (ada, "person", AT, {"n": 1})


def test_turn_refuses_what_the_table_does_not_allow(letter):
    actions.turn(letter, "stop", moves=states.MOVES, by=None, at=AT)

    with pytest.raises(actions.IllegalMove) as refusal:
        actions.turn(letter, "send", moves=states.MOVES, by=None, at=AT)

    assert refusal.value.verdict.code == "state"
    assert Letter.objects.get().state == "stopped"
    assert queries.about(letter).count() == 1


def test_turn_looks_at_the_row_and_not_at_the_copy_in_hand(letter):
    copy = Letter.objects.get()
    actions.turn(letter, "stop", moves=states.MOVES, by=None, at=AT)

    with pytest.raises(actions.IllegalMove):
        actions.turn(copy, "send", moves=states.MOVES, by=None, at=AT)


def test_note_names_a_link_by_its_id_and_the_clock_by_nobody(letter):
    invitation = Invitation.objects.create(
        door="x:y", thing_label="x", thing_id="1", address="ben@hospital.example", made_at=AT
    )

    actions.note("post.read", thing=letter, by=invitation, at=AT)
    actions.note("post.read", thing=letter, by=None, at=AT)

    by_clock, by_link = queries.about(letter)
    assert (by_link.actor, by_link.actor_kind, by_link.actor_link) == (None, "link", invitation.pk)
    assert (by_clock.actor, by_clock.actor_kind, by_clock.actor_link) == (None, "clock", None)
