"""A recall in the middle of sending, against a real mail server: what waits never leaves, and whoever was
reached, or was being reached at that moment, gets the honest letter once."""

import email
import email.policy
import threading
from collections import Counter
from datetime import timedelta

import pytest
from aiosmtpd.controller import Controller
from django.db import connection

from sojourn.awards.models import Award
from sojourn.post.models import Letter
from sojourn.reviews.tests.cast import Cast
from sojourn.selection import actions, queries
from sojourn.selection.models import Release
from sojourn.selection.tests.test_actions import LATER, prepared
from sojourn.upkeep import worker
from sojourn.upkeep.tests.test_smtp import Server, free_port

pytestmark = pytest.mark.django_db(transaction=True)
RESULTS = ("You have been selected", "Waiting list", "Not selected")


class Interrupted(Server):
    """While it takes the `nth` result, the office recalls; the server answers only when that is done."""

    def __init__(self, nth: int, recall) -> None:
        super().__init__()
        self.nth, self.recall, self.results, self.faults = nth, recall, 0, []

    async def handle_DATA(self, server, session, envelope):
        self.results += subject(envelope.content.decode()).startswith(RESULTS)
        if self.results == self.nth and self.recall is not None:
            recall, self.recall = self.recall, None
            thread = threading.Thread(target=self.elsewhere, args=[recall])
            thread.start()
            thread.join(timeout=20)
        return await super().handle_DATA(server, session, envelope)

    def elsewhere(self, recall) -> None:
        try:
            recall()
        except Exception as error:  # a thread's own failure would be lost
            self.faults.append(repr(error))
        finally:
            connection.close()


def subject(content: str) -> str:
    return str(email.message_from_string(content, policy=email.policy.default)["Subject"])


@pytest.fixture
def held(transactional_db):
    cast = Cast()
    release, people, others = prepared(cast, apps_a=4, apps_b=2)
    actions.hold(release, by=cast.fay, at=LATER)
    Letter.objects.all().delete()  # of the way there: only the results are sent below
    return cast, Release.objects.get(pk=release.pk), [*people, *others]


@pytest.mark.parametrize("nth", [1, 4])
def test_recall_in_the_middle_of_sending(held, settings, nth):
    cast, release, applications = held
    at = release.published_at
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", free_port(), 30

    def recall() -> None:
        row = Release.objects.select_related("call").get(pk=release.pk)
        actions.recall(row, reason="A wrong letter.", by=cast.fay, at=at + timedelta(seconds=1))

    server = Interrupted(nth, recall)
    controller = Controller(server, hostname="127.0.0.1", port=settings.EMAIL_PORT)
    controller.start()
    try:
        for minutes in (0, 1, 6, 90, 24 * 60):
            assert worker.tick(at + timedelta(minutes=minutes)) == []
    finally:
        controller.stop()

    assert server.faults == []
    told, honest = Counter(), Counter()
    for (address,), content in server.taken:
        told[address] += subject(content).startswith(RESULTS)
        honest[address] += subject(content).startswith("Taken back")
    assert sum(told.values()) == nth and set(told.values()) <= {0, 1}
    assert +honest == +told, "whoever had a result has one honest letter, and nobody else"
    everybody = {one.applicant.email for one in applications}
    assert {address for address, number in told.items() if number} <= everybody
    states = Counter(
        Letter.objects.filter(kind__in=list(actions.releases.LETTERS.values())).values_list(
            "state", flat=True
        )
    )
    assert states == Counter(recalled=nth, stopped=6 - nth) - Counter()
    assert all(queries.result_for(one, at=at + timedelta(minutes=90)) is None for one in applications)
    assert not Award.objects.exclude(state="recalled").exists()
