"""A real conversation with a mail server: sent, refused, and no server at all."""

import re
import socket
import threading
import time
from datetime import timedelta

import pytest
from aiosmtpd.controller import Controller
from django.core.mail import get_connection
from django.db import connection

from sojourn.post import actions as post
from sojourn.post.models import Letter
from sojourn.upkeep import queries, worker

pytestmark = pytest.mark.django_db(transaction=True)


class Server:
    """Takes letters, unless its address is refused."""

    def __init__(self):
        self.taken, self.refused, self.greylisted, self.hangs_up = [], set(), set(), set()

    async def handle_RCPT(self, server, session, envelope, address, options):
        if address in self.refused:
            return "550 5.1.1 no such user here"
        if address in self.greylisted:
            return "450 4.2.0 come back later"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        if self.hangs_up & set(envelope.rcpt_tos):
            self.hangs_up -= set(envelope.rcpt_tos)
            server.transport.close()
            return "451 never heard"
        self.taken.append((envelope.rcpt_tos, envelope.content.decode()))
        return "250 taken"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture
def port(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", free_port(), 5
    return settings.EMAIL_PORT


@pytest.fixture
def server(port):
    server = Server()
    controller = Controller(server, hostname="127.0.0.1", port=port)
    controller.start()
    yield server
    controller.stop()


@pytest.fixture
def letter(transactional_db, request, at):
    real = request.getfixturevalue("real")
    Letter.objects.all().delete()
    return post.write("people.unknown", to=real.ada, thing=real.ada, at=at, secret=True)


def tries(letter):
    return [(one.what, one.detail.partition(":")[0]) for one in letter.tries.all()]


def test_sent_once_to_one_person(server, letter, at):
    assert [worker.tick(at), worker.tick(at)] == [[], []]
    ((recipients, content),) = server.taken
    assert recipients == ["ada@sojourn.example"]
    assert "To: Ada Person <ada@sojourn.example>" in content and "Auto-Submitted: auto-generated" in content
    letter.refresh_from_db()
    assert (letter.state, letter.text, letter.attempts) == ("sent", "", 1)
    assert tries(letter) == [("sent", "")]


def test_refused_for_good_bounces_at_once_and_is_shown(server, letter, at):
    server.refused.add("ada@sojourn.example")
    assert worker.tick(at) == []
    letter.refresh_from_db()
    assert (letter.state, letter.attempts) == ("bounced", 1)
    assert "no such user here" in letter.trouble and list(queries.troubles()) == [letter]
    assert queries.outbox(at)["bounced"] == 1
    assert tries(letter) == [("refused", "SMTPRecipientsRefused")]
    server.refused.clear()
    worker.tick(at + timedelta(hours=1))
    assert server.taken == [], "nobody corrected the address"

    post.retry(letter, by=None, at=at)
    worker.tick(at + timedelta(hours=1))
    assert len(server.taken) == 1
    assert [what for what, _ in tries(letter)] == ["refused", "retried", "sent"]


def test_put_off_is_shown_tried_again_and_given_up(server, letter, at):
    server.greylisted.add("ada@sojourn.example")
    assert worker.tick(at) == []
    letter.refresh_from_db()
    assert (letter.state, letter.attempts) == ("failed", 1)
    assert "come back later" in letter.trouble and list(queries.troubles()) == [letter]
    worker.tick(at + timedelta(minutes=1))
    letter.refresh_from_db()
    assert letter.attempts == 1, "it waits two minutes before the second try"
    now = at
    for _ in range(16):
        now += timedelta(hours=6)
        worker.tick(now)
    letter.refresh_from_db()
    assert (letter.state, letter.attempts) == ("given_up", post.ATTEMPTS)
    assert tries(letter) == [("deferred", "SMTPRecipientsRefused")] * post.ATTEMPTS


def test_put_off_once_and_taken_later(server, letter, at):
    server.greylisted.add("ada@sojourn.example")
    worker.tick(at)
    server.greylisted.clear()
    worker.tick(at + timedelta(minutes=3))
    letter.refresh_from_db()
    assert (letter.state, len(server.taken)) == ("sent", 1)
    assert [(one.what, one.at) for one in letter.tries.all()] == [
        ("deferred", at), ("sent", at + timedelta(minutes=3)),
    ]  # fmt: skip


def test_a_line_that_breaks_costs_the_others_of_the_round_nothing(server, letter, at, real):
    server.hangs_up.add("ada@sojourn.example")
    other = post.write("people.unknown", to="ben@sojourn.example", thing=real.ada, at=at, secret=True)
    assert worker.tick(at) == []
    letter.refresh_from_db(), other.refresh_from_db()
    assert (letter.state, letter.attempts, other.state, other.attempts) == ("failed", 1, "sent", 1)
    assert tries(letter) == [("failed", "SMTPServerDisconnected")] and tries(other) == [("sent", "")]
    worker.tick(at + timedelta(minutes=3))
    assert [recipients for recipients, _ in server.taken] == [
        ["ben@sojourn.example"], ["ada@sojourn.example"],
    ]  # fmt: skip
    assert [what for what, _ in tries(letter)] == ["failed", "sent"]


def test_words_that_the_server_refuses_for_good_are_not_tried_for_days(server, letter, at):
    async def handle(smtp, session, envelope):
        return "554 5.7.1 not wanted here"

    server.handle_DATA = handle
    worker.tick(at)
    letter.refresh_from_db()
    assert (letter.state, tries(letter)) == ("given_up", [("refused", "SMTPDataError")])
    assert "not wanted here" in letter.trouble and list(queries.troubles()) == [letter]


def test_server_down_costs_no_attempt_and_is_told(port, letter, at):
    for minutes in range(10):
        assert worker.tick(at + timedelta(minutes=minutes)) == ["letters: ConnectionRefusedError"]
    letter.refresh_from_db()
    assert (letter.state, letter.attempts) == ("due", 0)
    assert queries.outbox(at + timedelta(minutes=10))["late"] == 1
    server = Server()
    controller = Controller(server, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        assert worker.tick(at + timedelta(minutes=11)) == []
    finally:
        controller.stop()
    assert len(server.taken) == 1


def test_nobody_waits_while_the_mail_server_talks(server, letter, at):
    """A write from another connection in the middle of the conversation: no transaction may be open then."""
    done = []
    handle = server.handle_DATA

    async def slow(smtp, session, envelope):
        thread = threading.Thread(target=lambda: done.append(write_elsewhere()))
        thread.start()
        thread.join(timeout=3)
        return await handle(smtp, session, envelope)

    server.handle_DATA = slow
    worker.tick(at)
    assert done == [1] and len(server.taken) == 1


def write_elsewhere() -> int:
    try:
        return Letter.objects.update(to_name="Ada")
    finally:
        connection.close()


def test_a_worker_killed_in_the_conversation_loses_no_letter(server, letter, at):
    class Killed(BaseException):
        pass

    class Connection:
        def send_messages(self, messages):
            raise Killed

    with pytest.raises(Killed):
        post.send_due(at=at, connection=Connection())
    letter.refresh_from_db()
    assert (letter.state, letter.due_at) == ("due", at + post.CLAIM)
    worker.tick(at + timedelta(minutes=1))
    assert server.taken == []
    worker.tick(at + post.CLAIM)
    assert len(server.taken) == 1
    assert tries(letter) == [("interrupted", ""), ("sent", "")]


def test_a_worker_killed_after_the_server_took_it_sends_a_copy_that_says_so(server, letter, at):
    """Nobody can know: the letter goes again, with the same Message-ID, and the log tells it."""

    class Killed(BaseException):
        pass

    class Dying:
        def __init__(self):
            self.real = get_connection()

        def send_messages(self, messages):
            self.real.send_messages(messages)
            raise Killed

    with pytest.raises(Killed):
        post.send_due(at=at, connection=Dying())
    worker.tick(at + timedelta(minutes=1))
    assert len(server.taken) == 1, "not again while the claim lasts"
    worker.tick(at + post.CLAIM)
    worker.tick(at + 2 * post.CLAIM)
    ids = [re.search(r"(?im)^message-id: (.+)$", content)[1].strip() for _, content in server.taken]
    assert len(ids) == 2 and len(set(ids)) == 1
    assert tries(letter) == [("interrupted", ""), ("sent", "")]


def test_a_request_never_waits_for_mail(port, letter, client):
    began = time.monotonic()
    client.post("/account/password/forgotten/", {"email": "ada@sojourn.example"})
    assert time.monotonic() - began < 2
    assert Letter.objects.filter(kind="people.reset", state="due").exists()
