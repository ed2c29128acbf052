"""A recall while letters leave: a worker hands them over in one thread, the recall comes in another.

The room of the worker tries it in the middle of a letter, against a real mail server; here it comes while a
worker holds a letter's row, between batches, and among two workers. Nothing depends on which thread is
faster, and no test looks at a clock.
"""

import threading
from datetime import timedelta

import pytest
from django.db import connection, connections

from sojourn.awards.tests.racing import race
from sojourn.post import actions as post
from sojourn.post.models import Letter
from sojourn.selection import actions, queries
from sojourn.selection.models import Release, Result
from sojourn.selection.tests.test_actions import LATER, prepared

pytestmark = pytest.mark.django_db(transaction=True)
KINDS = list(actions.releases.LETTERS.values())
LONG = 60  # seconds after which a thread that should have come is given up
SECOND = timedelta(seconds=1)


class Server:
    """Django's mail connection: takes letters; halts at the one with this number until told to go on."""

    def __init__(self, halts_at: int = 0) -> None:
        self.taken: list[str] = []
        self.halts_at, self.halted, self.go = halts_at, threading.Event(), threading.Event()

    def send_messages(self, messages) -> int:
        for message in messages:
            self.taken += [address.rpartition("<")[2].strip(">") for address in message.to]
            if len(self.taken) == self.halts_at:
                self.halted.set()
                assert self.go.wait(LONG)
        return len(messages)


def truly(letter) -> bool:
    return queries.recipient(letter) == letter.to_address


def sending(server, at, allowed=truly):
    """A worker in a thread of its own; its faults are told when it is joined."""
    faults = []

    def work() -> None:
        try:
            post.send_due(at=at, allowed=allowed, connection=server)
        except Exception as error:  # a thread's own failure would be lost
            faults.append(repr(error))
        finally:
            connection.close()

    thread = threading.Thread(target=work)
    thread.start()
    return thread, faults


def fresh(release):
    return Release.objects.select_related("call", "match__call").get(pk=release.pk)


@pytest.fixture
def told(cast):
    """Published, and every letter written; none has left."""
    release, _, _ = prepared(cast)
    actions.hold(release, by=cast.fay, at=LATER)
    at = fresh(release).published_at
    actions.tick(at=at)
    return cast, fresh(release), at


def of_results():
    return list(Letter.objects.filter(kind__in=KINDS).order_by("pk"))


def whole(release, at, server) -> None:
    """What must hold whoever came first: a result that was handed over is followed by an honest letter, the
    others by none; nobody gets either twice; nothing about the release can be read or leave any more."""
    handed = sorted(server.taken)
    honest = sorted(Letter.objects.filter(kind="selection.recall").values_list("to_address", flat=True))
    assert handed == honest == sorted(set(handed))
    assert {letter.state for letter in of_results()} <= {"recalled", "stopped"}
    assert {one.to_address for one in of_results() if one.state == "recalled"} == set(handed)
    assert not queries.results(release.call, at).exists()
    again = Server()
    post.send_due(at=at + post.CLAIM + SECOND, allowed=truly, connection=again)
    assert sorted(again.taken) == honest


def test_recall_while_a_worker_has_found_that_the_second_letter_may_leave(told):
    """The worker has asked whether the result still stands, and not said yet that it takes the letter: the
    recall waits for its lock (on SQLite for the one writer), and then sees that the letter is under way."""
    cast, release, at = told
    first, second, third = of_results()
    server, asked, answer = Server(halts_at=2), threading.Event(), threading.Event()

    def allowed(letter) -> bool:
        found = truly(letter)
        if letter.pk == second.pk:
            asked.set()
            assert answer.wait(LONG)
        return found

    worker, faults = sending(server, at, allowed)
    assert asked.wait(LONG)
    recalling, refused = recall_beside(cast, release, at)
    if connection.vendor == "postgresql":
        waits_for_a_lock(recalling)
    answer.set()
    assert server.halted.wait(LONG)
    recalling.join(LONG)
    assert not recalling.is_alive() and refused == []
    server.go.set()
    worker.join(LONG)
    assert faults == [] and not worker.is_alive()
    states = {first.pk: "recalled", second.pk: "recalled", third.pk: "stopped"}
    assert {one.pk: one.state for one in of_results()} == states
    whole(release, at + SECOND, server)


def recall_beside(cast, release, at):
    """The recall in a thread of its own, on a connection that the database knows by this name."""
    refused = []

    def work() -> None:
        try:
            if connection.vendor == "postgresql":
                with connection.cursor() as cursor:
                    cursor.execute("SET application_name = 'recall'")
            actions.recall(fresh(release), reason="A wrong letter.", by=cast.fay, at=at + SECOND)
        except Exception as error:  # a thread's own failure would be lost
            refused.append(repr(error))
        finally:
            connection.close()

    thread = threading.Thread(target=work)
    thread.start()
    return thread, refused


def waits_for_a_lock(thread) -> None:
    """Until the database itself says so: else the test would prove nothing about two at once."""
    asks = (
        "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'recall' AND wait_event_type = 'Lock'"
    )
    breath = threading.Event()
    for _ in range(LONG * 100):
        with connections["default"].cursor() as cursor:
            cursor.execute(asks)
            if cursor.fetchone()[0]:
                return
        assert thread.is_alive(), "the recall did not wait for the letter that a worker holds"
        breath.wait(0.01)
    raise AssertionError("the recall was never seen waiting")


def test_recall_while_the_letters_are_being_written(cast, monkeypatch):
    """Between two batches: no letter is written after the recall, and none of those before it leaves."""
    monkeypatch.setattr(actions.releases, "BATCH", 1)
    release, _, _ = prepared(cast)
    actions.hold(release, by=cast.fay, at=LATER)
    at = fresh(release).published_at
    race(
        lambda: actions.tick(at=at),
        lambda: actions.recall(fresh(release), reason="Wrong.", by=cast.fay, at=at + SECOND),
    )
    actions.tick(at=at + timedelta(hours=1))
    assert fresh(release).state == "recalled"
    assert Result.objects.filter(told_at=None).count() == 3 - len(of_results())
    whole(release, at + SECOND, Server())


def test_two_workers_and_a_recall_at_once_leave_nobody_without_an_honest_letter(cast):
    release, _, _ = prepared(cast, apps_a=8, apps_b=4)
    actions.hold(release, by=cast.fay, at=LATER)
    at = fresh(release).published_at
    actions.tick(at=at)
    server = Server()
    codes = race(
        lambda: post.send_due(at=at, allowed=truly, connection=server),
        lambda: post.send_due(at=at, allowed=truly, connection=server),
        lambda: actions.recall(fresh(release), reason="Wrong.", by=cast.fay, at=at + SECOND),
    )
    assert codes == [] and len(of_results()) == 12
    whole(release, at + SECOND, server)
