"""The doors: own pages, joining by a letter, the officers of the federation."""

import re
import uuid

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from sojourn.people import actions, queries
from sojourn.people.tests.conftest import PASSWORD
from sojourn.post import actions as post
from sojourn.post.models import Letter

OWN = ("profile", "edit_profile", "inbox")
OFFICE = ("officers", "appoint")


@pytest.mark.parametrize("name", [*OWN, *OFFICE])
def test_pages_ask_a_visitor_to_sign_in(client, db, name):
    url = reverse(f"people:{name}")
    assert client.get(url).url == f"{reverse('account_login')}?next={url}"


@pytest.mark.parametrize("name", OWN)
def test_own_pages(client, ada, name):
    client.force_login(ada)
    assert client.get(reverse(f"people:{name}")).status_code == 200


@pytest.mark.parametrize("name", OFFICE)
def test_officers_pages_are_theirs(client, ada, finn, name):
    for user, status in ((ada, 404), (finn, 200)):
        client.force_login(user)
        assert client.get(reverse(f"people:{name}")).status_code == status


def form(**changes):
    values = {"given_name": "Ada", "family_name": "Applicant", "city": "Graz", "version": 1}
    return values | changes


def test_edit_profile_saves(client, ada):
    client.force_login(ada)
    assert client.post(reverse("people:edit_profile"), form()).url == reverse("people:profile")
    assert queries.profile_of(ada).city == "Graz"
    assert client.post(reverse("people:edit_profile"), form(given_name="", version=2)).status_code == 422


def test_edit_profile_in_two_tabs_shows_both_texts_and_loses_none(client, ada):
    client.force_login(ada)
    client.post(reverse("people:edit_profile"), form())
    page = client.post(reverse("people:edit_profile"), form(city="Brno"))
    text = page.content.decode()
    assert page.status_code == 409 and "Graz" in text and "Brno" in text
    again = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', text))
    assert (again["version"], again["city"]) == ("2", "Brno")
    client.post(reverse("people:edit_profile"), again)
    assert queries.profile_of(ada).city == "Brno"


def write(to, at, **values):
    letter = post.write("people.unknown", to=to, thing=to, at=at)
    Letter.objects.filter(pk=letter.pk).update(**{"state": "sent", "sent_at": at} | values)
    return letter


def test_inbox_holds_own_sent_letters_without_secrets(client, ada, finn, at):
    mine = write(ada, at, subject="For Ada")
    hidden = [
        write(finn, at, subject="For Finn"),
        write(ada, at, subject="A secret", secret=True),
        write(ada, at, subject="Not yet", state="due"),
    ]
    client.force_login(ada)
    page = client.get(reverse("people:inbox")).content.decode()
    assert "For Ada" in page and not any(word in page for word in ("For Finn", "A secret", "Not yet"))
    assert client.get(reverse("people:letter", args=[mine.pk])).status_code == 200
    for letter in hidden:
        assert client.get(reverse("people:letter", args=[letter.pk])).status_code == 404


def test_inbox_costs_the_same_for_one_and_three(client, ada, at, django_assert_num_queries):
    client.force_login(ada)
    write(ada, at)
    client.get(reverse("people:inbox"))

    with CaptureQueriesContext(connection) as one:
        client.get(reverse("people:inbox"))
    write(ada, at), write(ada, at)
    with django_assert_num_queries(len(one)):
        client.get(reverse("people:inbox"))


def test_withdraw_consent_is_ones_own(client, ada, finn, at):
    given = actions.consent(ada, purpose="story", wording="Show my story.", by=ada, at=at)
    url = reverse("people:withdraw_consent", args=[given.pk])
    client.force_login(finn)
    assert client.post(url).status_code == 404
    client.force_login(ada)
    assert client.get(url).status_code == 405
    assert client.post(url).status_code == 302
    assert not queries.consented(ada, "story")


def test_appoint_and_dismiss(client, ada, finn):
    client.force_login(finn)
    values = {"email": "ada@sojourn.example", "kind": "federation_officer"}
    assert client.post(reverse("people:appoint"), values | {"email": "x@y.example"}).status_code == 422
    assert client.post(reverse("people:appoint"), values).url == reverse("people:officers")
    assert queries.in_role("federation_officer").count() == 2
    role = queries.roles("federation_officer").get(user=ada)
    url = reverse("people:dismiss", args=[role.pk])
    assert client.get(url).status_code == 200
    assert queries.in_role("federation_officer").count() == 2
    client.post(url)
    assert list(queries.in_role("federation_officer")) == [finn]
    own = queries.roles("federation_officer").get()
    refused = client.post(reverse("people:dismiss", args=[own.pk]))
    assert refused.status_code == 403 and "last federation officer" in refused.content.decode()


@pytest.fixture
def invited(finn, at):
    """A browser that opened the link of a letter to Dov, and the address of the page behind it."""
    letter = post.write("people.unknown", to="dov@sojourn.example", thing=finn, at=at, door="people:join")
    browser = Client()
    path = post.mint(letter.invitation).partition("/link/")[2]
    browser.post(f"/link/{path}")
    return browser, reverse("people:join", args=[letter.invitation_id])


NAMES = {"given_name": "Dov", "family_name": "Doubt", "password": "a-long-word-of-dov"}


def test_join_makes_a_confirmed_account_for_the_address_of_the_letter(invited):
    browser, url = invited
    assert browser.get(url).status_code == 200
    assert browser.post(url, NAMES | {"email": "eve@sojourn.example"}).url == reverse("account_login")
    dov = queries.by_email("dov@sojourn.example")
    assert queries.is_confirmed(dov) and dov.check_password(NAMES["password"])
    assert queries.by_email("eve@sojourn.example") is None
    assert browser.get(url).status_code == 403  # the link has done its work


def test_join_is_behind_the_link(invited, client, ada):
    _, url = invited
    assert client.get(url).status_code == 404
    client.force_login(ada)
    assert client.get(url).status_code == 404
    assert client.get(reverse("people:join", args=[uuid.uuid4()])).status_code == 404


def test_join_with_a_known_address_says_to_sign_in(invited, at):
    browser, url = invited
    actions.register(email="dov@sojourn.example", password=PASSWORD, given_name="D", family_name="D", at=at)
    page = browser.post(url, NAMES)
    assert page.status_code == 200 and "an account for this address already" in page.content.decode()


def test_join_refuses_a_weak_password(invited):
    browser, url = invited
    assert browser.post(url, NAMES | {"password": "password1234"}).status_code == 422


def test_the_profile_saves_itself_and_tells_of_another_tab(client, ada):
    client.force_login(ada)
    path, script = reverse("people:edit_profile"), {"HTTP_X_SOJOURN_AUTOSAVE": "1"}
    told = client.post(path, form(city="Brno", version=1), **script).json()
    assert told == {"seen": 2, "word": "Saved", "but": ""}
    told = client.post(path, form(city="Graz", given_name="", version=2), **script).json()
    assert told["seen"] == 3 and told["but"].startswith("Given name: ")
    ada.refresh_from_db()
    assert ada.given_name and queries.profile_of(ada).city == "Graz"
    other = client.post(path, form(city="Oslo", version=2), **script)
    assert other.status_code == 409 and "another tab" in other.json()["reason"]
    # the answer was lost on the way, and the same is sent once more: that is no conflict
    again = form(city="Graz", version=2) | {"given_name": ada.given_name}
    assert client.post(path, again, **script).json()["seen"] == 3
    assert client.post(path, again).url == reverse("people:profile")
