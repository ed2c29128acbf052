"""A mailed link: nothing by a GET, a clean address after, a code on a second device."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.core import signing
from django.http import Http404
from django.test import Client, RequestFactory
from django.utils import timezone

from sojourn.post import actions, queries
from sojourn.post.models import Invitation, Key, Letter

AT = datetime(2024, 2, 5, 9, tzinfo=UTC)
pytestmark = pytest.mark.django_db
DOOR = "applications:write_letter"


@pytest.fixture
def invitation() -> Invitation:
    return Invitation.objects.create(
        door=DOOR, thing_label="x.y", thing_id="1", address="ben@hospital.example", made_at=AT, name="Ben"
    )


@pytest.fixture
def link(invitation) -> str:
    return re.search(r"/link/.*", actions.mint(invitation))[0]


def test_open_link_changes_nothing_by_a_get(client, invitation, link):
    for ask in (client.get, client.head):
        response = ask(link)
        assert response.status_code == 200
        assert response["Referrer-Policy"] == "strict-origin"
        assert "no-store" in response["Cache-Control"]
        assert queries.COOKIE not in response.cookies
    invitation.refresh_from_db()
    assert invitation.opened_at is None


def test_open_link_lets_in_by_the_button_and_leaves_the_secret_behind(client, invitation, link):
    response = client.post(link)

    assert response.status_code == 302
    assert str(invitation.pk) in response["Location"]
    assert link.split("/")[2] not in response["Location"]
    cookie = response.cookies[queries.COOKIE]
    assert (cookie["max-age"], cookie["httponly"], cookie["samesite"]) == (7200, True, "Lax")


def test_open_link_works_again_in_the_same_browser(client, link):
    client.post(link)

    assert client.get(link).status_code == 200
    assert client.post(link).status_code == 302


def test_open_link_asks_a_second_device_for_a_code(client, invitation, link):
    client.post(link)
    other = Client()
    assert b"Mail me a code" in other.get(link).content
    assert other.post(link).status_code == 200  # mails the code, lets nobody in
    code = re.search(r"\d{6}", Letter.objects.get(kind="post.mail_code").text)[0]

    wrong = other.post(link, {"code": "000000" if code != "000000" else "111111"})
    assert (wrong.status_code, queries.COOKIE in wrong.cookies) == (422, False)
    right = other.post(link, {"code": code})
    assert right.status_code == 302
    assert str(invitation.pk) in right["Location"]


def test_open_link_tells_of_an_unknown_and_of_a_closed_link(client, invitation, link):
    unknown = client.get("/link/unknown-token/")
    assert (unknown.status_code, b"not known here" in unknown.content) == (404, True)

    actions.close(invitation, at=AT)
    closed = client.post(link)
    assert (closed.status_code, b"has done its work" in closed.content) == (410, True)
    assert Key.objects.count() == 1


def cookies_of(client) -> dict:
    return {name: morsel.value for name, morsel in client.cookies.items()}


def test_open_link_says_why_it_was_closed(client, invitation, link):
    actions.close(invitation, at=AT, because="The letter is no longer needed.")

    closed = client.get(link)

    assert closed.status_code == 410
    assert "The letter is no longer needed." in closed.content.decode()


def test_mail_code_goes_out_five_times_an_hour_and_no_more(client, invitation, link):
    client.post(link)
    other = Client()
    for _ in range(7):
        answer = other.post(link)

    assert Letter.objects.filter(kind="post.mail_code").count() == 5
    assert "Several codes were mailed within the hour" in answer.content.decode()
    # the last one still lets in, the earlier ones do not
    codes = [re.search(r"\d{6}", one.text)[0] for one in Letter.objects.filter(kind="post.mail_code")]
    assert other.post(link, {"code": codes[-1]}).status_code == (302 if codes[-1] == codes[0] else 422)
    assert other.post(link, {"code": codes[0]}).status_code == 302

    invitation.keys.filter(is_code=True).update(made_at=timezone.now() - timedelta(hours=2))
    Client().post(link)
    assert Letter.objects.filter(kind="post.mail_code").count() == 6


def test_two_links_in_one_browser_each_keep_their_own_two_hours(client, invitation, link, monkeypatch):
    other = Invitation.objects.create(
        door=DOOR, thing_label="x.y", thing_id="2", address="carla@hospital.example", made_at=AT
    )
    client.post(link)
    started = timezone.now()
    monkeypatch.setattr(timezone, "now", lambda: started + timedelta(minutes=90))
    client.post(re.search(r"/link/.*", actions.mint(other))[0])
    request = RequestFactory().get("/")
    request.COOKIES = cookies_of(client)

    assert queries.held(request) == [str(invitation.pk), str(other.pk)]
    monkeypatch.setattr(timezone, "now", lambda: started + timedelta(minutes=125))
    assert queries.held(request) == [str(other.pk)]


def ask_for(invitation, cookies, door=DOOR):
    request = RequestFactory().get("/")
    request.COOKIES = cookies
    return queries.invited(request, door, invitation.pk)


def test_invited_is_for_the_browser_that_holds_the_cookie_and_for_its_door_only(client, invitation, link):
    client.post(link)
    cookies = cookies_of(client)

    assert ask_for(invitation, cookies) == invitation
    for held, door in (({}, DOOR), (cookies, "selection:answer_nomination"), ({queries.COOKIE: "x"}, DOOR)):
        with pytest.raises(Http404):
            ask_for(invitation, held, door)


@pytest.mark.parametrize("value", ["{pk}", "{pk}.", "{pk}.soon", "{pk}.-9", "", ". .", "x.99999999999"])
def test_a_signed_cookie_of_another_shape_opens_nothing(invitation, value):
    signer = signing.get_cookie_signer(salt=queries.COOKIE + queries.SALT)
    with pytest.raises(Http404):
        ask_for(invitation, {queries.COOKIE: signer.sign(value.format(pk=invitation.pk))})


def test_a_later_letter_opens_without_a_code_and_all_links_close_together(invitation):
    def invite() -> tuple[Invitation, str]:
        made = actions.invite(DOOR, to="ben@hospital.example", thing=invitation, at=AT)
        return made, re.search(r"/link/.*", actions.mint(made))[0]

    first, address = invite()
    assert invite()[0] == first
    Client().post(address)

    second, later = invite()
    assert second != first
    assert Client().post(later).status_code == 302

    actions.close(second, at=AT)
    assert [Client().get(one).status_code for one in (address, later)] == [410, 410]
