"""The office looks at a round before it is run, and supposes declines without making any."""

from datetime import timedelta

import pytest
from django.urls import reverse

from sojourn.awards import actions
from sojourn.awards.models import Award, Round
from sojourn.awards.tests import stage as stages
from sojourn.awards.tests.stage import PUBLISHED, client
from sojourn.awards.tests.test_rounds import made


@pytest.fixture
def stage(db):
    stage = made()
    stage.call.rounds_by_hand = True
    stage.call.save()
    stages.live_at(PUBLISHED + timedelta(days=1))
    return stage


def test_the_page_of_the_next_round_supposes_and_runs(stage):
    address = reverse("awards:next_round", args=[stage.call.slug])
    finn = client(stage.finn)
    assert "Nobody would move" in finn.get(address).content.decode()
    ada = stage.award_of(0)
    supposed = finn.get(address, {"without": str(ada.pk)}).content.decode()
    assert (
        "Zoe Park" in supposed and "moved to a better choice" in supposed and "Run the round" not in supposed
    )
    assert Award.objects.filter(state="offered").count() == 2
    assert finn.get(address, {"without": "nobody"}).status_code == 422
    actions.decline(ada, by=stage.ada, at=PUBLISHED)
    assert "Run the round" in finn.get(address).content.decode()
    assert client(stage.ida).get(address).status_code == 404
    assert finn.post(address).status_code == 302
    assert Round.objects.get().run_by == stage.finn


def test_the_pages_of_waiting_and_keeping(stage):
    zoe, award = client(stage.zoe), stage.award_of(1)
    for name in ("offer", "wait", "accept", "decline"):
        assert zoe.get(reverse(f"awards:{name}", args=[award.pk])).status_code == 200
    answer = zoe.post(reverse("awards:wait", args=[award.pk]), {"place": award.offer_id}, follow=True)
    text = answer.content.decode()
    assert "wait for a better one" in text and "What must still happen" in text
    assert zoe.get(reverse("awards:letter", args=[award.pk])).status_code == 403
    assert zoe.get(reverse("awards:freeze", args=[award.pk])).status_code == 200
    zoe.post(reverse("awards:freeze", args=[award.pk]))
    assert not stage.award_of(1).floats
    assert zoe.get(reverse("awards:changes", args=[award.pk])).status_code == 200
