"""One letter a day: what can wait comes together in the reader's morning; what is urgent at once."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail

from sojourn.people.models import User
from sojourn.post import actions, queries
from sojourn.post.models import Letter

NIGHT = datetime(2024, 2, 5, 3, tzinfo=UTC)
MORNING = NIGHT.replace(hour=8)
pytestmark = pytest.mark.django_db


@pytest.fixture
def ben():
    return User.objects.create(email="ben@hospital.example", given_name="Ben", daily=True)


def write(to, kind="societies.unseat", at=NIGHT):
    society = {"acronym": "ESXR", "name": "Invented"}
    return actions.write(kind, to=to, thing=to, at=at, context={"society": society, "office": "officer"})


def send(at, **more):
    return actions.send_due(at=at, connection=mail.get_connection(), **more)


def states():
    return list(Letter.objects.order_by("pk").values_list("kind", "state"))


def test_two_letters_come_as_one_in_the_morning(ben):
    write(ben), write(ben)
    assert send(NIGHT) == 0 and mail.outbox == []
    assert send(MORNING) == 1
    (sent,) = mail.outbox
    assert sent.subject == "2 letters for you today" and sent.body.count("You no longer have a seat") == 2
    assert states() == [("societies.unseat", "folded")] * 2 + [("post.day", "sent")]
    assert queries.inbox(ben).count() == 3


def test_one_letter_a_day_and_what_comes_later_waits_for_tomorrow(ben):
    write(ben)
    send(MORNING)
    write(ben, at=MORNING)
    assert send(MORNING + timedelta(hours=8)) == 0
    assert send(MORNING + timedelta(days=1)) == 1


def test_the_morning_is_the_readers_own(ben):
    ben.zone = "America/New_York"
    ben.save()
    write(ben)
    assert send(MORNING) == 0
    assert send(MORNING + timedelta(hours=5)) == 1


def test_what_is_urgent_comes_at_once(ben):
    write(ben, kind="people.dismiss")
    assert send(NIGHT) == 1 and mail.outbox[0].subject == "You are no longer officer"


def test_who_chose_nothing_gets_each_letter(ben):
    ben.daily = False
    write(ben), write(ben)
    assert send(NIGHT) == 2


def test_a_letter_whose_reader_is_no_longer_right_is_not_folded(ben):
    write(ben)
    assert send(MORNING, allowed=lambda letter: letter.kind == "post.day") == 0
    assert states() == [("societies.unseat", "stopped")]


def test_two_workers_fold_once(ben):
    write(ben)
    rows = list(queries.to_fold(MORNING))
    told = [actions.fold(ben, rows, at=MORNING, allowed=lambda letter: True) for _ in range(2)]
    Letter.objects.filter(kind="post.day").update(written_at=NIGHT - timedelta(days=2))
    again = actions.fold(ben, rows, at=MORNING, allowed=lambda letter: True)
    assert (told, again) == ([True, False], False) and Letter.objects.filter(kind="post.day").count() == 1
