"""Many hands at one instant: one application, one receipt, one letter; a connection for each thread."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from sojourn.applications import actions, queries
from sojourn.applications.models import Application, Receipt
from sojourn.applications.tests.stage import AT, Stage
from sojourn.post.models import Letter as Mail
from sojourn.ui.gates import Refused

HANDS = 6


@pytest.fixture
def stage(transactional_db):
    return Stage()


def together(act) -> list:
    """What each hand got, the refusals as their codes."""
    start = Barrier(HANDS)

    def hand(number: int):
        start.wait()
        try:
            return act(number)
        except Refused as refused:
            return refused.verdict.code
        finally:
            connection.close()

    with ThreadPoolExecutor(HANDS) as pool:
        return list(pool.map(hand, range(HANDS)))


def test_begin_by_many_hands_in_two_programmes_makes_one(stage):
    got = together(
        lambda number: actions.begin((stage.programme, stage.other)[number % 2], by=stage.ada, at=AT).state
    )
    assert got.count("draft") == 1
    assert set(got) <= {"draft", "begun", "one-per-call"}
    assert Application.objects.count() == 1


def test_submit_by_many_hands_gives_one_number_one_receipt_one_letter(stage):
    pk = stage.complete().pk
    got = together(lambda number: actions.submit(queries.get(pk), by=stage.ada, at=AT).number)
    assert len(set(got)) == 1 and got[0].startswith("S24-SAR-")
    assert Receipt.objects.count() == 1
    assert Mail.objects.filter(kind="applications.submit").count() == 1
