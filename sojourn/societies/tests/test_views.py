"""The doors: who gets in, and what each form does."""

import pytest
from django.urls import reverse

from sojourn.societies import actions, queries
from sojourn.societies.models import Awaited


def statuses(client, cast, url) -> dict:
    found = {}
    for who in ("finn", "ida", "eva", "cleo", "mia", "ada"):
        client.force_login(getattr(cast, who))
        found[who] = client.get(url).status_code
    client.logout()
    found[None] = client.get(url).status_code
    return found


OFFICE = {"finn": 200, "ida": 200, "eva": 404, "cleo": 404, "mia": 404, "ada": 404, None: 302}
FEDERATION = OFFICE | {"ida": 404}


@pytest.mark.parametrize("name", ["society", "edit", "appoint", "seat", "add_payer", "people_sheet"])
def test_pages_of_a_society_are_its_officers(client, cast, name):
    assert statuses(client, cast, reverse(f"societies:{name}", args=["alpha"])) == OFFICE


@pytest.mark.parametrize("name", ["edit_federation", "add"])
def test_pages_of_the_federation_are_its_officers(client, cast, name):
    assert statuses(client, cast, reverse(f"societies:{name}")) == FEDERATION


def test_conflicts_are_for_chair_and_officers(client, cast):
    url = reverse("societies:conflicts", args=["alpha"])
    assert statuses(client, cast, url) == OFFICE | {"eva": 200}


def test_mine_is_for_everybody_with_an_account(client, cast):
    seen = statuses(client, cast, reverse("societies:mine"))
    assert set(seen.values()) == {200, 302} and seen[None] == 302


def test_an_unknown_society_is_not_there(client, cast):
    client.force_login(cast.finn)
    assert client.get(reverse("societies:society", args=["nowhere"])).status_code == 404


def test_seat_a_person_by_address(client, cast):
    client.force_login(cast.ida)
    url = reverse("societies:seat", args=["alpha"])
    values = {"email": "ada@sojourn.example", "role": "member", "institution": "West"}
    assert client.post(url, values).url == reverse("societies:society", args=["alpha"])
    assert queries.seat_of(cast.ada, cast.alpha).institution == "West"


def test_seat_of_a_second_chair_is_told_beside_the_field(client, cast):
    client.force_login(cast.ida)
    page = client.post(reverse("societies:seat", args=["alpha"]), {"email": "x@y.example", "role": "chair"})
    assert page.status_code == 422 and "Eva Person is the chair" in page.content.decode()


def test_appoint_a_stranger_makes_her_awaited(client, cast):
    client.force_login(cast.ida)
    client.post(reverse("societies:appoint", args=["alpha"]), {"email": "dov@sojourn.example", "name": "Dov"})
    assert Awaited.objects.get().may_sign is False
    page = client.get(reverse("societies:society", args=["alpha"])).content.decode()
    assert "dov@sojourn.example" in page


@pytest.mark.parametrize("verb", ["dismiss", "unseat", "drop_awaited", "remove_payer"])
def test_second_step_changes_nothing_by_get_and_all_by_post(client, cast, at, verb):
    actions.appoint_by_email(cast.alpha, "dov@sojourn.example", by=cast.ida, at=at)
    lists = {
        "dismiss": queries.officers,
        "unseat": queries.seats,
        "drop_awaited": queries.awaited,
        "remove_payer": queries.payers,
    }
    rows = lists[verb](cast.alpha)
    url = reverse(f"societies:{verb}", args=["alpha", rows.first().pk])
    before = rows.count()
    for user, status in ((cast.mia, 404), (cast.finn, 200)):
        client.force_login(user)
        assert client.get(url).status_code == status
    assert rows.all().count() == before
    assert client.post(url).status_code == 302
    assert rows.all().count() == before - 1


def test_unseat_refuses_with_the_reason_while_the_call_runs(client, cast, at):
    actions.fix_people(cast.alpha, fixed_from=at, fixed_until=None, at=at)
    client.force_login(cast.ida)
    seat = queries.seat_of(cast.cleo, cast.alpha)
    page = client.post(reverse("societies:unseat", args=["alpha", seat.pk]))
    assert page.status_code == 403 and "The call is open" in page.content.decode()
    assert queries.seat_of(cast.cleo, cast.alpha) is not None


def test_clear_needs_a_reason(client, cast, at):
    conflict = actions.find(cast.alpha, cast.cleo, against=cast.ada, ground="other", by=None, at=at)
    url = reverse("societies:clear", args=["alpha", conflict.pk])
    client.force_login(cast.eva)
    assert client.post(url, {"reason": ""}).status_code == 422
    assert client.post(url, {"reason": "They never met"}).status_code == 302
    conflict.refresh_from_db()
    assert (conflict.state, conflict.reason) == ("cleared", "They never met")
    client.force_login(cast.ida)
    assert client.get(url).status_code == 403


def test_confirm_by_the_chair(client, cast, at):
    conflict = actions.find(cast.alpha, cast.cleo, against=cast.ada, ground="other", by=None, at=at)
    client.force_login(cast.eva)
    client.post(reverse("societies:confirm", args=["alpha", conflict.pk]), {})
    conflict.refresh_from_db()
    assert conflict.state == "confirmed"


def test_edit_federation_knows_zones(client, cast):
    client.force_login(cast.finn)
    url, values = reverse("societies:edit_federation"), {"name": "New", "acronym": "NEW", "zone": "Nowhere"}
    assert client.post(url, values).status_code == 422
    assert client.post(url, values | {"zone": "Europe/Oslo"}).status_code == 302
    assert queries.federation().zone == "Europe/Oslo"


def test_add_a_society_once(client, cast):
    client.force_login(cast.finn)
    values = {"acronym": "GAMMA", "name": "Society Gamma", "field": "x"}
    assert client.post(reverse("societies:add"), values).url == reverse("societies:society", args=["gamma"])
    assert client.post(reverse("societies:add"), values).status_code == 422


def test_add_payer_not_of_another_body(client, cast):
    client.force_login(cast.ida)
    url = reverse("societies:add_payer", args=["alpha"])
    assert client.post(url, {"name": "INFED"}).status_code == 422
    client.post(url, {"name": "Invented Foundation"})
    assert {payer.name for payer in queries.payers(cast.alpha)} == {"ALPHA", "Invented Foundation"}
