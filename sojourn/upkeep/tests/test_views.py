"""The doors of upkeep: what exists in a real installation, and what in a demonstration only."""

import json
import uuid

import pytest
from django.urls import reverse

from sojourn.journal.models import Entry
from sojourn.people import queries as people
from sojourn.post import actions as post
from sojourn.post.models import Letter
from sojourn.societies import queries as societies
from sojourn.upkeep import actions, clock
from sojourn.upkeep.models import SetUp
from sojourn.upkeep.tests.conftest import person

WHO = ("finn", "ola", "ida", "ada", None)
FORM = {
    "name": "New Federation",
    "acronym": "NEW",
    "zone": "Europe/Vienna",
    "given_name": "Finn",
    "family_name": "First",
    "email": "first@sojourn.example",
    "password": "walking-in-the-park",
}


def statuses(client, cast, url, method="get") -> dict:
    found = {}
    for who in WHO:
        client.logout()
        if who:
            client.force_login(getattr(cast, who))
        found[who] = getattr(client, method)(url).status_code
    return found


def letter(cast, at, **values):
    made = post.write("people.unknown", to=cast.ada, thing=cast.ada, at=at)
    Letter.objects.filter(pk=made.pk).update(**values)
    return made


# --- set-up --------------------------------------------------------------------------------------


def test_set_up_is_where_an_empty_installation_lands(client, db):
    assert client.get("/").url == reverse("upkeep:set_up")
    page = client.get(reverse("upkeep:set_up"))
    assert page.status_code == 200 and "set-up code" in page.content.decode()


def test_set_up_makes_federation_and_officer_once(client, db):
    code = actions.make_setup_code()
    done = client.post(reverse("upkeep:set_up"), FORM | {"code": code.lower().replace("-", " ")})
    assert done.url == reverse("societies:mine")
    first = people.by_email("first@sojourn.example")
    assert people.is_federation_officer(first) and people.is_confirmed(first)
    assert (societies.federation().acronym, societies.federation().demonstration) == ("NEW", False)
    assert client.get(done.url).status_code == 200
    for method in (client.get, client.post):
        assert method(reverse("upkeep:set_up")).status_code == 404


def test_set_up_counts_wrong_codes_and_closes_after_the_last(client, db):
    code = actions.make_setup_code()
    SetUp.objects.update(tries_left=2)
    for left in (1, 0):
        page = client.post(reverse("upkeep:set_up"), FORM | {"code": "AAAAA-AAAAA"})
        assert page.status_code == 422 and "walking" not in page.content.decode()
        assert SetUp.objects.get().tries_left == left
    page = client.post(reverse("upkeep:set_up"), FORM | {"code": code})
    assert "Too many wrong codes" in page.content.decode()
    assert not people.by_email("first@sojourn.example")


def test_set_up_with_a_weak_password_uses_no_code(client, db):
    code = actions.make_setup_code()
    page = client.post(reverse("upkeep:set_up"), FORM | {"code": code, "password": "password1234"})
    assert page.status_code == 422
    assert SetUp.objects.get().used_at is None


@pytest.mark.parametrize("world", ["real", "demo"])
def test_set_up_is_gone_where_somebody_runs_it(client, request, world):
    request.getfixturevalue(world)
    assert client.get(reverse("upkeep:set_up")).status_code == 404


# --- operators and officers ----------------------------------------------------------------------


def test_troubles_are_for_operator_and_federation(client, real):
    assert statuses(client, real, reverse("upkeep:troubles")) == {
        "finn": 200, "ola": 200, "ida": 404, "ada": 404, None: 302,
    }  # fmt: skip


def test_journal_is_for_officers(client, real):
    for name in ("journal", "journal_sheet"):
        assert statuses(client, real, reverse(f"upkeep:{name}")) == {
            "finn": 200, "ola": 404, "ida": 200, "ada": 404, None: 302,
        }  # fmt: skip


def test_journal_of_a_society_officer_holds_her_society_only(client, real, at):
    actions.journal.note("people.secret_act", thing=real.ada, by=real.ada, at=at)
    seen = {}
    for who in ("finn", "ida"):
        client.force_login(getattr(real, who))
        seen[who] = client.get(reverse("upkeep:journal")).content.decode()
    assert "People: secret act" in seen["finn"] and "People: secret act" not in seen["ida"]
    assert "Societies: appoint" in seen["ida"]


def test_journal_shows_no_reason_and_no_facts(client, real, at):
    actions.journal.note(
        "people.act", thing=real.ada, by=None, at=at, reason="WHY-CONTENT", facts={"x": "FACT"}
    )
    client.force_login(real.finn)
    page = client.get(reverse("upkeep:journal")).content.decode()
    assert "People: act" in page and "WHY-CONTENT" not in page and "FACT" not in page


def test_troubles_show_heads_and_never_a_text(client, real, at):
    letter(real, at, state="failed", text="CANARY-TEXT", subject="CANARY-SUBJECT", trouble="550 no such user")
    client.force_login(real.ola)
    page = client.get(reverse("upkeep:troubles")).content.decode()
    assert "550 no such user" in page and "ada@sojourn.example" in page and "CANARY" not in page


def test_retry_letter_puts_it_back(client, real, at):
    made = letter(real, at, state="given_up", attempts=6)
    url = reverse("upkeep:retry_letter", args=[made.pk])
    client.force_login(real.ida)
    assert client.post(url).status_code == 404
    client.force_login(real.ola)
    assert client.get(url).status_code == 405
    assert client.post(url).status_code == 302
    made.refresh_from_db()
    assert (made.state, made.attempts) == ("due", 0)
    assert client.post(url).status_code == 403
    assert client.post(reverse("upkeep:retry_letter", args=[0])).status_code == 404


def test_health_says_one_word_to_strangers(client, real):
    answer = client.get(reverse("upkeep:health"))
    assert (answer.status_code, answer.json()) == (503, {"well": False})
    actions.beat(real=clock.read().real)
    answer = client.get(reverse("upkeep:health"))
    assert (answer.status_code, answer.json()) == (200, {"well": True})
    actions.beat(real=clock.read().real, trouble="letters: ConnectionRefusedError")
    assert client.get(reverse("upkeep:health")).status_code == 503


def test_health_tells_operators_the_whole(client, real, at):
    actions.beat(real=clock.read().real)
    letter(real, at)
    client.force_login(real.ola)
    told = json.loads(client.get(reverse("upkeep:health") + "?format=json").content)
    assert told["database"]["engine"] in ("SQLite", "PostgreSQL")
    assert told["letters"]["due"] >= 1 and told["worker"]["trouble"] == ""
    assert client.get(reverse("upkeep:health")).status_code == 200


# --- a demonstration, and never a real installation ----------------------------------------------


def addresses(cast) -> list[tuple[str, str]]:
    return [
        ("get", reverse("upkeep:letters")),
        ("get", reverse("upkeep:letter", args=[Letter.objects.first().pk])),
        ("get", reverse("upkeep:cast")),
        ("post", reverse("upkeep:sign_in_as", args=[cast.finn.pk])),
        ("get", reverse("upkeep:move_clock")),
        ("post", reverse("upkeep:move_clock")),
    ]


def test_pages_of_a_demonstration_answer_404_in_a_real_installation(client, real):
    for method, url in addresses(real):
        assert set(statuses(client, real, url, method).values()) == {404}, url
    client.force_login(real.finn)
    assert b"rehearsal" not in client.get(reverse("people:profile")).content


def test_pages_of_a_demonstration_are_there_in_one(client, demo):
    client.force_login(demo.finn)
    told = [getattr(client, method)(url).status_code for method, url in addresses(demo)]
    assert told == [200, 200, 200, 302, 200, 422]


def test_sign_in_as_becomes_the_person_without_password(client, demo):
    client.post(reverse("upkeep:sign_in_as", args=[demo.ida.pk]))
    assert client.get(reverse("people:profile")).context["user"] == demo.ida
    assert Entry.objects.first().verb == "upkeep.sign_in_as"
    assert client.post(reverse("upkeep:sign_in_as", args=[uuid.uuid4()])).status_code == 404
    assert client.get(reverse("upkeep:sign_in_as", args=[demo.ida.pk])).status_code == 405


def test_letters_are_found_by_word_and_kind(client, demo, at):
    letter(demo, at, subject="Very special")
    get = lambda **query: client.get(reverse("upkeep:letters"), query).content.decode()  # noqa: E731
    assert "Very special" in get(q="special ada") and "Very special" in get(kind="people.unknown")
    assert "No such letter" in get(q="special finn") and "Very special" not in get(kind="people.confirm")


def test_letter_shows_live_links(client, demo, at, settings):
    made = letter(demo, at, text=f"Go to {settings.SITE_URL}/account/join/ now", state="sent", sent_at=at)
    page = client.get(reverse("upkeep:letter", args=[made.pk])).content.decode()
    assert f'href="{settings.SITE_URL}/account/join/"' in page


def test_move_clock_goes_forward_for_a_federation_officer(client, demo):
    now = clock.read()
    client.force_login(demo.finn)
    for moved, status in (("1999-01-01T10:00", 422), ("2031-05-06T10:00", 302)):
        assert client.post(reverse("upkeep:move_clock"), {"to": moved}).status_code == status
    then = clock.read()
    assert f"{then.at:%Y-%m-%d %H:%M}" == "2031-05-06 08:00" and then.real >= now.real
    client.force_login(demo.ida)
    assert client.post(reverse("upkeep:move_clock"), {"to": "2032-01-01T10:00"}).status_code == 403
    assert clock.read().at.year == 2031


def test_clock_of_a_real_installation_cannot_be_shifted(real, at):
    actions.Clock.objects.create(shift_seconds=10_000_000)
    reading = clock.read()
    assert reading.at == reading.real and not reading.shifted


def test_banner_leads_to_cast_letters_and_clock(client, demo):
    page = client.get(reverse("account_login")).content.decode()
    for name in ("cast", "letters", "move_clock"):
        assert f'href="{reverse(f"upkeep:{name}")}"' in page
    assert "the federation officer announces a call" in page


@pytest.mark.parametrize("name", ["letters", "cast", "journal", "troubles"])
def test_lists_cost_the_same_for_one_and_three(
    client, demo, at, name, django_assert_num_queries, django_assert_max_num_queries
):
    client.force_login(demo.finn)
    url = reverse(f"upkeep:{name}")

    def grow(number: int) -> None:
        person(f"New{number}")
        letter(demo, at, state="failed")

    grow(0)
    client.get(url)  # what the header keeps for a while is kept now
    with django_assert_max_num_queries(90) as first:
        client.get(url)
    grow(1), grow(2)
    with django_assert_num_queries(len(first.captured_queries)):
        client.get(url)
