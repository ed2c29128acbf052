"""Neither side meets a word of the other's evaluation before both are in: pages, desk, inbox, letters."""

from datetime import date

import pytest
from django.urls import reverse

from sojourn.awards.tests import stage as stages
from sojourn.awards.tests.stage import answers, at, client
from sojourn.placements import actions
from sojourn.post.models import Letter

THEN = at(date(2024, 11, 25))
WORD = "Kingfisher"


@pytest.fixture
def stage(db):
    return stages.make()


def pages(placement, names, moment):
    given = {name: reverse(f"placements:{name}", args=[placement.pk]) for name in names}
    given["evaluation"] = reverse("placements:evaluation", args=[placement.pk, moment])
    return [*given.values(), "/", "/inbox/", "/desk/"]


def met(browser, addresses):
    return [address for address in addresses if WORD in browser.get(address).content.decode()]


@pytest.mark.parametrize("moment", ["midterm", "final"])
@pytest.mark.parametrize("first", ["tutor", "fellow"])
def test_what_one_side_says_waits_for_the_other(stage, first, moment):
    placement = stage.placement("arrived")
    link = stage.link(placement)
    hands = {"tutor": link, "fellow": stage.ada}
    second = "fellow" if first == "tutor" else "tutor"

    def give(side, comment):
        given = {"moment": moment, "side": side, "answers": answers(side), "comment": comment}
        actions.evaluate(placement, **given, by=hands[side], at=THEN)

    give(first, WORD)
    stages.live_at(THEN)
    mine = pages(placement, ["stay", "plan", "logbook", "file_report"], moment)
    tutors = [
        reverse("placements:tutor_page", args=[link.pk]),
        reverse("placements:tutor_evaluate", args=[link.pk, moment]),
        reverse("placements:countersign", args=[link.pk]),
    ]
    readers = {"fellow": (client(stage.ada), mine), "tutor": (client(link=link), tutors)}
    assert met(*readers[second]) == []
    assert len(met(*readers[first])) == 1  # its own
    assert met(client(stage.hana), [mine[0], "/", "/desk/"]) == []
    assert not Letter.objects.filter(text__contains=WORD).exists()
    assert len(met(client(stage.ida), mine)) == 1  # the office reads what is in

    give(second, "Heron")
    assert len(met(*readers[second])) == 1
    assert met(client(stage.hana), [mine[0], "/", "/desk/"]) == []
    assert not Letter.objects.filter(text__contains=WORD).exists()
