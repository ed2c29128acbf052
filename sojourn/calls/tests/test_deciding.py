"""Reasons and minimum scores of a programme: edited before the call opens, cloned with it."""

import pytest
from django.urls import reverse

from sojourn.calls.models import Call, Programme
from sojourn.calls.queries import deciding
from tests.house.things import _draft

pytestmark = pytest.mark.django_db


def draft(world) -> Programme:
    return Programme.objects.get(call=_draft(world), society=world.society)


def address(programme) -> str:
    return reverse("calls:edit_deciding", args=[programme.call.slug, programme.society.slug])


def filled(client, programme, **more) -> dict:
    page = client.get(address(programme))
    form = page.context["form"]
    values = {name: form[name].value() for name in form.fields}
    return {name: "" if value is None else value for name, value in values.items()} | more


def test_edit_deciding_keeps_reasons_and_minimum_scores(client, world):
    world.walk("submitted")
    programme = draft(world)
    client.force_login(world.ida)
    new = len(deciding.STANDARD)
    code = programme.criteria.first().code
    values = filled(
        client,
        programme,
        **{"label-0": "", "text-0": "", f"label-{new}": "Own words", f"text-{new}": "As we say it."},
        **{"least": "2.5", f"least-{code}": "2"},
    )
    assert client.post(address(programme), values).status_code == 302
    kept = deciding.decision_reasons(programme)
    assert [one.code for one in kept] == [code for code, *_ in deciding.STANDARD[1:]] + ["own-words"]
    assert {(one.criterion, str(one.least)) for one in deciding.minimum_scores(programme)} == {
        ("", "2.50"),
        (code, "2.00"),
    }
    assert client.post(address(programme), values).status_code == 409  # from an old tab


def test_edit_deciding_wants_both_name_and_words(client, world):
    world.walk("submitted")
    programme = draft(world)
    client.force_login(world.ida)
    values = filled(client, programme, **{"text-0": "", "least": "9"})
    page = client.post(address(programme), values)
    assert page.status_code == 422
    assert set(page.context["form"].errors) == {"text-0", "least"}


def test_edit_deciding_is_over_once_the_call_is_open(client, world):
    world.walk("submitted")
    client.force_login(world.ida)
    assert client.get(address(world.programme)).status_code == 403


def test_a_clone_takes_them_along(world):
    world.walk("submitted")
    world.programme.decision_reasons.create(order=1, code="own", label="Own", text="Words.")
    world.programme.minimum_scores.create(least="3")
    programme = draft(world)
    assert [one.code for one in deciding.decision_reasons(programme)] == ["own"]
    assert [str(one.least) for one in deciding.minimum_scores(programme)] == ["3.00"]
    assert Call.objects.count() == 2
