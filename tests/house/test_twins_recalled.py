"""Twin worlds after a recall: only a letter that has left still tells what was taken back."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from sojourn.awards import actions as awards
from sojourn.post.models import Letter
from sojourn.selection import actions as selection
from sojourn.selection import queries as read
from tests.house.plan import none
from tests.house.test_twins import differences, first, seen_by_ada, unranked


def first_recalled(world: Any, sent: bool = False) -> None:
    first(world)
    _recalled(world, sent)


def unranked_recalled(world: Any, sent: bool = False) -> None:
    unranked(world)
    _recalled(world, sent)


def _recalled(world: Any, sent: bool) -> None:
    """Out, offers made, letters written; taken back before one of them left, or after all have."""
    release = selection.hold(read.live_release(world.call), by=world.finn, at=world.now - selection.HOLD)
    selection.publish(release, at=world.now)
    awards.offer_released(world.call, at=world.now)
    if sent:
        Letter.objects.filter(state="due").update(state="sent", sent_at=world.now)
    selection.recall(release, reason="A mistake.", by=world.finn, at=world.now)
    awards.follow_recalled(at=world.now)
    if sent:
        Letter.objects.filter(state="due").update(state="sent", sent_at=world.now)


@pytest.mark.timeout(600)
@pytest.mark.parametrize("walked_to", ["scored"], indirect=True)
@pytest.mark.parametrize("sent", [False, True], ids=["no-letter-has-left", "letters-have-left"])
def test_after_a_recall_only_a_letter_that_has_left_still_tells(walked, sent):
    one = seen_by_ada(walked, lambda world: first_recalled(world, sent))
    two = seen_by_ada(walked, lambda world: unranked_recalled(world, sent))
    for seen in (one, two):
        seen.pop("letters")  # the rows; what she can read of them is the inbox
        assert b"Results were taken back" in seen[result_page(walked)]["body"]
        if sent:
            assert seen.pop(reverse("people:inbox"))["body"].count(b"Taken back: your result") >= 1
            for address in [one for one in seen if one.startswith(reverse("people:inbox"))]:
                del seen[address]
    none(differences(one, two))


def result_page(world: Any) -> str:
    return reverse("selection:result", args=[world.scene.applications["ada"].pk])
