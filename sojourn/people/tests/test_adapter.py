"""Registering, confirming, signing in and forgotten passwords, as allauth does them through our adapter."""

import re

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from sojourn.journal.models import Entry
from sojourn.people import actions, queries
from sojourn.people.tests.conftest import PASSWORD
from sojourn.post.models import Letter

pytestmark = pytest.mark.django_db
NEW = {
    "title": "Dr",
    "given_name": "Nia",
    "family_name": "New",
    "email": "nia@sojourn.example",
    "password1": PASSWORD,
    "password2": PASSWORD,
}


def register(client, **changes):
    return client.post(reverse("account_signup"), NEW | changes)


def link(letter) -> str:
    (found,) = re.findall(rf"{settings.SITE_URL}\S*", letter.text)
    return found.removeprefix(settings.SITE_URL)


def verbs() -> list[str]:
    return list(Entry.objects.order_by("pk").values_list("verb", flat=True))


def sign_in(client, email=NEW["email"], password=PASSWORD):
    return client.post(reverse("account_login"), {"login": email, "password": password})


def test_register_makes_an_account_and_writes_one_secret_letter(client):
    assert register(client).url == reverse("account_email_verification_sent")
    nia = queries.by_email("NIA@sojourn.example")
    assert nia.formal_name == "Dr Nia New" and nia.joined_at is not None
    letter = Letter.objects.get()
    assert (letter.kind, letter.secret, letter.to_user) == ("people.confirm", True, nia)
    assert verbs() == ["people.sign_up"]


def test_register_confirms_by_button_and_never_by_get(client):
    register(client)
    address = link(Letter.objects.get())
    for _ in range(2):
        assert client.get(address).status_code == 200
    assert not queries.is_confirmed(queries.by_email(NEW["email"]))
    assert client.post(address).url == reverse("account_login")
    assert queries.is_confirmed(queries.by_email(NEW["email"]))
    assert verbs() == ["people.sign_up", "people.confirm"]


def test_who_began_on_a_programmes_page_comes_back_to_it_also_on_another_device(client):
    page = "/applications/begin/exchange-2024/esxr/"
    login = client.get(reverse("account_login"), {"next": page})
    signing_up = login.context["signup_url"]
    assert f'name="next" value="{page}"' in client.get(signing_up).content.decode()
    register(client, next=page)
    phone, address = Client(), link(Letter.objects.get())
    assert f'name="next" value="{page}"' in phone.get(address).content.decode()
    assert phone.post(address.partition("?")[0], {"next": page}).url == page
    signed_in = phone.post(
        reverse("account_login"), {"login": NEW["email"], "password": PASSWORD, "next": page}
    )
    assert signed_in.url == page


@pytest.mark.parametrize(
    "page",
    ["https://evil.example/", "//evil.example/", "/\\evil.example/", "javascript:alert(1)", "/" + "x" * 400],
)
def test_a_letter_never_leads_to_another_site(client, page):
    register(client, next=page)
    address = link(Letter.objects.get())
    assert "next=" not in address
    assert client.post(address, {"next": page}).url in (reverse("account_login"), page[:1] + "x" * 400)


def test_sign_in_asks_for_no_second_confirmation(client):
    register(client)
    client.post(link(Letter.objects.get()))
    assert sign_in(client).url == reverse("desks:home")
    assert Letter.objects.count() == 1
    assert verbs()[-1] == "people.sign_in"


def test_sign_in_before_confirming_mails_the_link_again(client):
    register(client)
    client.post(reverse("account_logout"))
    assert sign_in(client).url == reverse("account_email_verification_sent")
    assert [letter.kind for letter in Letter.objects.all()] == ["people.confirm"] * 2


def test_link_in_a_letter_never_follows_the_host_header(client, settings):
    settings.ALLOWED_HOSTS = ["*"]
    client.post(reverse("account_signup"), NEW, headers={"host": "evil.example"})
    client.post(reverse("account_reset_password"), {"email": NEW["email"]}, headers={"host": "evil.example"})
    assert Letter.objects.count() == 2
    assert not any("evil" in letter.text for letter in Letter.objects.all())


def seen(response, client) -> tuple:
    """All that an onlooker has: status, headers but for random tokens, body but for the CSRF token."""
    body = re.sub(rb'value="[^"]{64}"', b"", client.get(response.url).content)
    return response.status_code, dict(response.headers), sorted(response.cookies), body


def test_register_does_not_tell_who_has_an_account(client, ada):
    assert seen(register(client), client) == seen(register(client, email=ada.email), client)


def test_register_of_a_known_address_changes_nothing_and_says_so_by_letter(client, ada):
    register(client, email=ada.email, given_name="Eve")
    ada.refresh_from_db()
    assert (ada.given_name, ada.check_password(PASSWORD)) == ("Ada", True)
    assert Letter.objects.get().kind == "people.known"


def test_register_again_before_confirming_mails_the_same_link(client):
    register(client)
    register(client)
    assert [letter.kind for letter in Letter.objects.all()] == ["people.confirm"] * 2


def test_reset_does_not_tell_who_has_an_account(client, ada):
    answers = [
        seen(client.post(reverse("account_reset_password"), {"email": email}), client)
        for email in (ada.email, "stranger@sojourn.example")
    ]
    assert answers[0] == answers[1]
    assert {letter.kind for letter in Letter.objects.all()} == {"people.reset", "people.unknown"}


def test_reset_sets_the_password_once_and_is_journalled(client, ada):
    client.post(reverse("account_reset_password"), {"email": ada.email})
    address = link(Letter.objects.get())
    form = client.get(address, follow=True)
    done = client.post(
        form.request["PATH_INFO"], {"password1": "a-new-long-word", "password2": "a-new-long-word"}
    )
    assert done.url == reverse("account_reset_password_from_key_done")
    ada.refresh_from_db()
    assert ada.check_password("a-new-long-word")
    assert "people.set_password" in verbs()
    assert "not valid any more" in client.get(address, follow=True).content.decode()


def test_wrong_password_and_unknown_address_are_answered_alike(client, ada):
    pages = []
    for email in (ada.email, "ann@sojourn.example"):
        page = sign_in(client, email, "wrong-wrong-wrong")
        text = page.content.decode().replace(email, "")
        pages.append((page.status_code, re.sub(r'value="[^"]{64}"', "", text)))
    assert pages[0] == pages[1]


def test_sign_out_only_by_post(client, ada):
    client.force_login(ada)
    assert client.get(reverse("account_logout")).status_code == 200
    assert client.get(reverse("people:profile")).status_code == 200
    client.post(reverse("account_logout"))
    assert client.get(reverse("people:profile")).status_code == 302
    assert verbs()[-1] == "people.sign_out"


def test_closed_account_cannot_sign_in(client, ada, at):
    actions.forget(ada, at=at)
    assert sign_in(client, ada.email).status_code == 200
    assert client.get(reverse("people:profile")).status_code == 302


@pytest.mark.parametrize(
    "name",
    ["account_login", "account_signup", "account_reset_password", "account_reset_password_done",
     "account_email_verification_sent", "account_inactive", "account_reset_password_from_key_done"],
)  # fmt: skip
def test_pages_are_in_the_look_of_the_house(client, name):
    page = client.get(reverse(name))
    assert page.status_code == 200
    assert b'id="main"' in page.content and b"placeholder" not in page.content
