"""The outbox and the links: sent once, tried again, never to the wrong person, no token kept."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail

from sojourn.people.models import User
from sojourn.post import actions, queries
from sojourn.post.models import Invitation, Key, Letter

AT = datetime(2024, 2, 5, 9, tzinfo=UTC)
pytestmark = pytest.mark.django_db


@pytest.fixture
def thing() -> Invitation:
    """Something that a letter can be about."""
    return Invitation.objects.create(
        door="post:open_link", thing_label="x.y", thing_id="1", address="ben@hospital.example", made_at=AT
    )


def write(thing, **options) -> Letter:
    return actions.write(
        "post.mail_code", to="ben@hospital.example", thing=thing, at=AT, context={"code": "123456"}, **options
    )


class Refusing:
    """A connection whose server says no."""

    def send_messages(self, messages):
        raise ConnectionRefusedError("no mail server")

    def close(self):
        pass


def test_write_renders_and_waits(thing):
    letter = write(thing, name="Ben O'Neil & Sons <x>")

    assert letter.state == "due"
    assert letter.subject == "Your code: 123456"
    assert letter.text.startswith("Your code is 123456.")
    assert letter.to_name == "Ben O'Neil & Sons <x>"


def test_write_keeps_a_header_on_one_line(thing):
    letter = write(thing, name="Ben\r\nBcc: eve@evil.example")

    assert "\n" not in letter.to_name + letter.subject


def test_send_due_sends_each_letter_once(thing):
    write(thing)

    assert actions.send_due(at=AT, connection=mail.get_connection()) == 1
    assert actions.send_due(at=AT, connection=mail.get_connection()) == 0

    (sent,) = mail.outbox
    assert sent.to == ["ben@hospital.example"]
    assert Letter.objects.get().state == "sent"


def test_send_due_leaves_what_is_not_due(thing):
    write(thing, due_at=AT + timedelta(days=1))

    assert actions.send_due(at=AT) == 0
    assert actions.send_due(at=AT + timedelta(days=1)) == 1


def test_send_due_stops_a_letter_whose_recipient_is_no_longer_right(thing):
    write(thing)

    assert actions.send_due(at=AT, allowed=lambda letter: False, connection=mail.get_connection()) == 0

    assert mail.outbox == []
    assert Letter.objects.get().state == "stopped"


def test_a_failed_letter_waits_longer_each_time_and_then_is_given_up(thing):
    write(thing)
    at, waits = AT, []
    for _ in range(actions.ATTEMPTS):
        actions.send_due(at=at, connection=Refusing())
        letter = Letter.objects.get()
        waits.append(letter.due_at - at)
        at = letter.due_at
        actions.tick(at=at)

    assert [wait.total_seconds() / 60 for wait in waits] == [
        *(2, 4, 8, 16, 32, 64, 128, 256),
        *(360, 360, 360, 360),
    ]
    assert (letter.state, letter.attempts) == ("given_up", actions.ATTEMPTS)
    assert letter.trouble == "ConnectionRefusedError: no mail server"


def test_retry_sends_a_letter_that_was_given_up(thing):
    letter = write(thing)
    for minutes in range(0, 3000, 50):
        actions.tick(at=AT + timedelta(minutes=minutes))
        actions.send_due(at=AT + timedelta(minutes=minutes), connection=Refusing())
    letter.refresh_from_db()
    assert letter.state == "given_up"

    actions.retry(letter, by=None, at=AT)

    assert actions.send_due(at=AT, connection=mail.get_connection()) == 1


def test_a_link_is_made_when_it_is_sent_and_only_its_hash_is_kept(thing):
    letter = write(thing, door="post:open_link")
    letter.text = f"Open {actions.LINK}\n"
    letter.save(update_fields=["text"])
    assert not Key.objects.exists()

    actions.send_due(at=AT, connection=mail.get_connection())

    token = re.search(r"/link/([^/]+)/", mail.outbox[0].body)[1]
    assert len(token) >= 43  # 256 random bits
    key = Key.objects.get()
    assert key.digest == queries.digest(token)
    assert token not in Letter.objects.get().text + key.digest
    assert queries.by_token(token) == key
    assert queries.by_token(token[:-1]) is None


def test_box_all_delivers_each_letter_at_its_own_time_with_live_links(thing):
    letter = write(thing, door="post:open_link", due_at=AT + timedelta(days=1))
    Letter.objects.filter(pk=letter.pk).update(text=f"Open {actions.LINK}\n")
    write(thing, due_at=AT + timedelta(days=9))

    assert actions.box_all(at=AT + timedelta(days=5)) == 1

    letter.refresh_from_db()
    assert (letter.state, letter.sent_at) == ("sent", AT + timedelta(days=1))
    token = re.search(r"/link/([^/]+)/", letter.text)[1]
    assert queries.by_token(token).invitation == letter.invitation


def test_a_secret_letter_keeps_no_text_but_in_a_letter_box(thing):
    write(thing, secret=True)
    actions.send_due(at=AT, connection=mail.get_connection())
    assert Letter.objects.get().text == ""

    write(thing, secret=True)
    actions.send_due(at=AT, keep_text=True)
    assert "123456" in Letter.objects.first().text


def code(thing) -> str:
    actions.mail_code(thing, at=AT)
    return re.search(r"\d{6}", Letter.objects.filter(kind="post.mail_code").first().text)[0]


def test_a_code_lets_in_once(thing):
    right = code(thing)

    assert actions.try_code(thing, right, at=AT) is True
    assert actions.try_code(thing, right, at=AT) is False


def test_a_code_ends_after_five_wrong_tries(thing):
    right = code(thing)
    wrong = "000000" if right != "000000" else "111111"
    for _ in range(5):
        assert actions.try_code(thing, wrong, at=AT) is False

    assert actions.try_code(thing, right, at=AT) is False


def test_a_code_ends_with_the_next_one_and_with_its_time(thing):
    first, second = code(thing), code(thing)
    if first != second:
        assert actions.try_code(thing, first, at=AT) is False
    thing.keys.update(expires_at=AT)

    assert actions.try_code(thing, second, at=AT) is False


def test_forget_removes_letters_to_a_person(thing):
    write(thing)
    other = actions.write(
        "post.mail_code", to="dov@hospital.example", thing=thing, at=AT, context={"code": "1"}
    )

    actions.forget(User.objects.create_user("ben@hospital.example"), at=AT)

    assert list(Letter.objects.all()) == [other]
