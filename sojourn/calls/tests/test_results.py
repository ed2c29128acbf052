"""Handshake, own rank, waiting for better, appeals and the public list are set in the browser."""

import pytest
from django.urls import reverse

from sojourn.calls.models import Programme
from sojourn.calls.tests.test_deciding import draft

pytestmark = pytest.mark.django_db
VALUES = {
    "handshake": "after",
    "show_rank": "on",
    "may_float": "on",
    "appeal_days": "14",
    "public_list": "on",
}


def address(programme):
    return reverse("calls:edit_results", args=[programme.call.slug, programme.society.slug])


def test_edit_results_keeps_each_choice_once(client, world):
    world.walk("submitted")
    programme = draft(world)
    client.force_login(world.ida)
    values = VALUES | {"version": programme.version}
    assert client.post(address(programme), values).status_code == 302
    kept = Programme.objects.get(pk=programme.pk)
    assert (kept.handshake, kept.show_rank, kept.may_float, kept.appeal_days, kept.public_list) == (
        "after", True, True, 14, True,
    )  # fmt: skip
    assert client.post(address(programme), values).status_code == 409  # from an old tab


def test_edit_results_is_over_once_the_call_is_open(client, world):
    world.walk("submitted")
    client.force_login(world.ida)
    assert client.get(address(world.programme)).status_code == 403
