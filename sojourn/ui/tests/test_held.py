"""What was sent after the session had ended comes back to its account in its browser, to nobody else."""

import base64
import contextlib
import re
import zlib
from datetime import UTC, datetime

import pytest
from django.core import signing
from django.test import Client, RequestFactory
from django.urls import reverse

from sojourn.people import actions as people
from sojourn.people.models import Profile
from sojourn.ui import held

pytestmark = pytest.mark.django_db
PAGE, HELD = "/account/profile/edit-profile/", "/held/"
PASSWORD = "a-long-test-password"
AUTO = {"X-Sojourn-Autosave": "1"}


def person(name: str):
    return people.register(
        email=f"{name}@held.example", password=PASSWORD, given_name=name, family_name="Held",
        at=datetime(2024, 3, 1, tzinfo=UTC),
    )  # fmt: skip


@pytest.fixture
def ada():
    return person("ada")


def form_of(client: Client, page: str = PAGE) -> dict[str, str]:
    """The hidden fields of the page's own form, as a browser would send them."""
    text = client.get(page).text
    own = text[text.index('<form method="post"', text.index("<main")) :]
    found = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', own[: own.index("</form>")])
    return dict(found)


def typed(hidden: dict[str, str], city: str = "Porto") -> dict[str, str]:
    names = {"title": "", "given_name": "Ada", "family_name": "Held", "city": city, "phone": ""}
    more = {"institution": "I", "department": "", "residence_country": "PT", "work_country": "PT"}
    return hidden | names | more | {"version": "1"}


def sign_in(client: Client, user) -> None:
    data = {"login": user.email, "password": PASSWORD, "next": HELD}
    assert client.post(reverse("account_login"), data).status_code == 302


def end(client: Client) -> None:
    """The session ends behind the reader's back; the browser keeps its cookies."""
    client.session.flush()


def test_what_was_sent_signed_out_is_offered_after_signing_in(ada):
    client = Client()
    client.force_login(ada)
    sent = typed(form_of(client))
    end(client)
    answer = client.post(PAGE, sent)
    assert answer.status_code == 302 and answer["Location"].startswith(reverse("account_login"))
    assert HELD in answer["Location"]
    sign_in(client, ada)
    page = client.get(HELD)
    assert "Porto" in page.text and "What you sent is still here" in page.text
    again = client.post(PAGE, dict(page.context["pairs"]) | {held.FIELD: held.mark(ada)})
    assert again.status_code == 302
    assert Profile.objects.get(user=ada).city == "Porto"
    assert client.get(HELD).status_code == 302  # taken: nothing waits any more


def test_what_waits_tells_nothing_to_who_reads_the_table(ada):
    client = Client()
    client.force_login(ada)
    sent = typed(form_of(client), city="Peniche da Saudade")
    end(client)
    client.post(PAGE, sent)
    kept = client.session[held.KEY]
    plain = b"".join(part for part in _readings(kept))
    for told in (b"Peniche", b"city", b"pairs", PAGE.encode()):
        assert told not in plain
    assert b"Peniche" in b"".join(_readings(signing.dumps({"city": "Peniche"}, compress=True)))  # it can fail
    tampered = kept[:-8] + ("A" if kept[-8] != "A" else "B") + kept[-7:]
    assert _waits(client, ada, kept) and not _waits(client, ada, tampered)


def _readings(text):
    """The text as it is, and each of its parts as base64, inflated where that works."""
    yield text.encode()
    for part in re.split("[:.]", text):
        try:
            raw = base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))
        except ValueError:
            continue
        yield raw
        for start in range(min(64, len(raw))):
            with contextlib.suppress(zlib.error):
                yield zlib.decompress(raw[start:])


def _waits(client, user, kept):
    request = RequestFactory().get(HELD)
    request.session, request.user = {held.KEY: kept}, user
    return held.waiting(request)


def test_another_account_in_the_same_browser_never_sees_it(ada):
    client, zoe = Client(), person("zoe")
    client.force_login(ada)
    sent = typed(form_of(client))
    end(client)
    client.post(PAGE, sent)
    sign_in(client, zoe)
    assert "Porto" not in client.get(HELD, follow=True).text
    assert Profile.objects.get(user=zoe).city == ""


def test_another_browser_never_sees_it(ada):
    client, other = Client(), Client()
    client.force_login(ada)
    sent = typed(form_of(client))
    end(client)
    client.post(PAGE, sent)
    sign_in(other, ada)
    assert other.get(HELD).status_code == 302


def test_it_waits_for_an_hour(ada, monkeypatch):
    client = Client()
    client.force_login(ada)
    sent = typed(form_of(client))
    end(client)
    client.post(PAGE, sent)
    sign_in(client, ada)
    monkeypatch.setattr(held, "HOUR", -1)
    assert client.get(HELD).status_code == 302


def test_a_token_from_before_signing_in_again_eats_nothing(ada):
    client = Client(enforce_csrf_checks=True)
    client.force_login(ada)
    sent = typed(form_of(client)) | {"csrfmiddlewaretoken": "x" * 64}
    answer = client.post(PAGE, sent)
    assert answer["Location"] == HELD
    page = client.get(HELD)
    assert "Porto" in page.text
    assert Profile.objects.get(user=ada).city == ""  # offered, not taken
    token = form_of(client, HELD)["csrfmiddlewaretoken"]
    assert client.post(PAGE, sent | {"csrfmiddlewaretoken": token}).status_code == 302
    assert Profile.objects.get(user=ada).city == "Porto"


def test_another_site_can_plant_nothing(ada):
    client = Client(enforce_csrf_checks=True)
    client.force_login(ada)
    answer = client.post(PAGE, typed({}))
    assert answer.status_code == 403
    forged = client.post(PAGE, typed({held.FIELD: f"{ada.pk}:forged"}))
    assert forged.status_code == 403
    assert client.get(HELD).status_code == 302


def test_a_form_of_another_account_is_not_taken(ada):
    client, zoe = Client(), person("zoe")
    client.force_login(ada)
    sent = typed(form_of(client))
    client.force_login(zoe)
    answer = client.post(PAGE, sent)
    assert answer.status_code == 409 and "belongs to another account" in answer.text
    assert "Porto" not in answer.text
    assert Profile.objects.get(user=zoe).city == ""
    assert client.post(PAGE, sent, headers=AUTO).status_code == 401


def test_autosave_is_told_and_nothing_is_held(ada):
    client = Client()
    client.force_login(ada)
    sent = typed(form_of(client))
    end(client)
    answer = client.post(PAGE, sent, headers=AUTO)
    assert (answer.status_code, answer.json()["reason"]) == (401, "you are signed out.")
    sign_in(client, ada)
    assert client.get(HELD).status_code == 302


@pytest.mark.parametrize("more", [{"city": "x" * (held.MOST_BYTES + 1)}, {"password": "secret"}])
def test_too_much_and_passwords_are_never_held(ada, more):
    client = Client()
    client.force_login(ada)
    sent = typed(form_of(client)) | more
    end(client)
    assert HELD not in client.post(PAGE, sent)["Location"].partition("?next=")[2].replace("%2F", "/")
    sign_in(client, ada)
    assert client.get(HELD).status_code == 302


def test_it_can_be_thrown_away(ada):
    client = Client()
    client.force_login(ada)
    sent = typed(form_of(client))
    end(client)
    client.post(PAGE, sent)
    sign_in(client, ada)
    assert client.post(HELD).url == PAGE
    assert client.get(HELD).status_code == 302
    assert Profile.objects.get(user=ada).city == ""
