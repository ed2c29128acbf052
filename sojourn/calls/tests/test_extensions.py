"""One person's later closing: two people, a reason, a most, and the silent grace at its end."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from sojourn.calls import actions, queries, rules
from sojourn.calls.models import Extension
from sojourn.calls.tests import here
from sojourn.journal.models import Entry
from sojourn.people import actions as people
from sojourn.post.models import Letter
from sojourn.societies import actions as societies
from sojourn.ui.gates import Refused

OPEN = here.OPEN
UNTIL = datetime(2024, 3, 22, 22, 59, tzinfo=UTC)
LATEST = datetime(2024, 3, 25, 22, 59, tzinfo=UTC)  # seven days on, 23:59 in Vienna


@pytest.fixture
def house(db):
    house = here.announced(demonstration=True)
    house.jon, house.ida, house.ivo, house.mia, house.ada = (
        here.person(name) for name in ("Jon Zeich", "Ida Büro", "Ivo Büro", "Mia Fremd", "Ada Able")
    )
    people.appoint(house.jon, "federation_officer", by=None, at=here.BEFORE)
    esgar, other = house.societies["ESGAR"], house.societies["ESUR"]
    for society, user, may_sign in (
        (esgar, house.ida, True),
        (esgar, house.ivo, False),
        (other, house.mia, True),
    ):
        societies.appoint(society, user, may_sign=may_sign, by=house.finn, at=here.BEFORE)
    house.programme = house.programmes["ESGAR"]
    here.live_at(OPEN)
    return house


def extend(house, *, by=None, at=OPEN, **more) -> Extension:
    asked = {"email": " Ada@cast.example ", "until_at": UNTIL, "reason": "Illness."} | more
    return actions.extend(house.programme, by=by or house.ida, at=at, **asked)


def code(function, *args, **more) -> str:
    with pytest.raises(Refused) as caught:
        function(*args, **more)
    return caught.value.verdict.code


def test_extend_counts_only_when_a_second_person_has_signed(house):
    row = extend(house)
    assert (row.state, row.email, row.refused_from) == (
        "proposed", "ada@cast.example", UNTIL + timedelta(minutes=5),
    )  # fmt: skip
    assert queries.extended(house.programme, house.ada) is None
    assert code(actions.sign_extension, row, by=house.ida, at=OPEN) == "own-proposal"
    assert code(actions.sign_extension, row, by=house.ivo, at=OPEN) == "may-not-sign"
    assert code(actions.sign_extension, row, by=house.mia, at=OPEN) == "not-officer"
    actions.sign_extension(row, by=house.jon, at=OPEN)
    assert queries.extended(house.programme, house.ada) == row
    assert queries.extended(house.programmes["ESUR"], house.ada) is None
    assert queries.extended(house.programme, house.mia) is None
    verbs = Entry.objects.filter(thing_label="calls.extension").order_by("pk").values_list("verb", flat=True)
    assert list(verbs) == ["calls.extend", "calls.sign_extension"]
    letter = Letter.objects.get(kind="calls.sign_extension")
    assert letter.to_address == "ada@cast.example" and "Friday 22 March 2024, 23:59 Vienna" in letter.text
    assert "Illness" not in letter.text


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"until_at": LATEST + timedelta(minutes=1)}, "too-long"),
        ({"until_at": datetime(2024, 3, 18, 22, 59, tzinfo=UTC)}, "not-later"),
        ({"until_at": UNTIL, "at": UNTIL}, "past"),
        ({"at": here.BEFORE}, "not-open"),
        ({"at": LATEST}, "too-late"),
        ({"reason": "  "}, "reason"),
    ],
)
def test_extend_keeps_to_its_most_and_needs_a_reason(house, changes, expected):
    assert code(extend, house, **changes) == expected


def test_the_most_keeps_the_clock_of_the_zone_over_the_change_to_summer_time(house):
    house.call.extension_days = 14
    assert rules.latest(house.call) == datetime(2024, 4, 1, 21, 59, tzinfo=UTC)  # 23:59 summer time
    house.call.reviews_by = datetime(2024, 3, 28, 12, tzinfo=UTC)
    assert rules.latest(house.call) == house.call.reviews_by
    house.call.extension_days = 0
    assert rules.may_extend(house.programme, by=house.ida, at=OPEN).code == "never"


def test_one_proposal_at_a_time_for_an_address(house):
    extend(house)
    assert code(extend, house, email="ADA@cast.example") == "waiting"
    with pytest.raises(IntegrityError), transaction.atomic():
        Extension.objects.create(
            programme=house.programme, email="ada@cast.example", until_at=UNTIL, refused_from=UNTIL,
            reason="x", proposed_at=OPEN,
        )  # fmt: skip


def test_refuse_extension_says_why_and_the_proposer_may_take_it_back(house):
    row = extend(house)
    assert code(actions.refuse_extension, row, reason=" ", by=house.jon, at=OPEN) == "reason"
    assert code(actions.refuse_extension, row, reason="No.", by=house.mia, at=OPEN) == "not-officer"
    actions.refuse_extension(row, reason="Not illness.", by=house.ida, at=OPEN)
    assert (row.state, row.refusal) == ("refused", "Not illness.")
    assert queries.extended(house.programme, house.ada) is None
    extend(house)


def test_the_latest_of_several_counts_and_running_ends_with_the_grace(house):
    first = extend(house)
    actions.sign_extension(first, by=house.jon, at=OPEN)
    second = extend(house, until_at=LATEST)
    actions.sign_extension(second, by=house.finn, at=OPEN)
    assert queries.extended(house.programme, house.ada) == second
    assert queries.last_refused_from(house.call) == LATEST + timedelta(minutes=5)


def test_an_address_without_an_account_is_taken_the_same(house, client):
    client.force_login(house.ida)
    here_ = reverse("calls:extend", args=["2024", "esgar"])
    said = {
        client.post(here_, {"email": who, "until_at": "2024-03-22T23:59", "reason": "Illness."}).status_code
        for who in ("ada@cast.example", "nobody@early.example")
    }
    assert said == {302}
    row = Extension.objects.get(email="nobody@early.example")
    actions.sign_extension(row, by=house.jon, at=OPEN)
    new = people.register(
        email="nobody@early.example", password="", password_hash="!", given_name="N", family_name="B", at=OPEN
    )
    assert queries.extended(house.programme, new) == row


def test_pages_for_officers_of_the_society_only(house, client):
    row = extend(house)
    pages = [
        reverse("calls:extensions", args=["2024", "esgar"]),
        reverse("calls:extend", args=["2024", "esgar"]),
        reverse("calls:refuse_extension", args=["2024", "esgar", row.pk]),
        reverse("calls:sign_extension", args=["2024", "esgar", row.pk]),
    ]
    answers = {}
    for name in ("ida", "jon", "mia", "ada"):
        client.force_login(getattr(house, name))
        answers[name] = [client.get(page).status_code for page in pages]
    assert answers == {
        "ida": [200, 200, 200, 403], "jon": [200] * 4, "mia": [404] * 4, "ada": [404] * 4,
    }  # fmt: skip
    client.force_login(house.jon)
    assert client.post(pages[3]).status_code == 302
    assert client.get(pages[3]).status_code == 403
    assert "Signed" in client.get(pages[0]).content.decode()


def test_a_date_too_late_is_said_beside_the_field(house, client):
    client.force_login(house.ida)
    here_ = reverse("calls:extend", args=["2024", "esgar"])
    late = client.post(here_, {"email": "a@x.example", "until_at": "2024-03-29T23:59", "reason": "Illness."})
    assert late.status_code == 422 and "At most 7 days are given" in late.content.decode()


def test_waiting_for_the_one_who_may_sign(house):
    extend(house)
    assert [line.verb for line in queries.waiting_for(house.ida, at=OPEN)] == []
    (line,) = queries.waiting_for(house.jon, at=OPEN)
    assert (line.verb, line.title, line.count) == (
        "Sign or refuse", "a later closing in ESGAR", None,
    )  # fmt: skip
    assert line.due_at == UNTIL and queries.waiting_for(house.jon, at=UNTIL) == []


def test_the_list_asks_the_same_at_one_and_at_three(house, client):
    client.force_login(house.jon)
    page = reverse("calls:extensions", args=["2024", "esgar"])
    extend(house)
    client.get(page)
    with CaptureQueriesContext(connection) as one:
        client.get(page)
    for name in ("b", "c"):
        extend(house, email=f"{name}@x.example")
    with CaptureQueriesContext(connection) as three:
        client.get(page)
    assert len(one) == len(three)


def test_forget_takes_the_reason_away(house):
    row = extend(house)
    actions.sign_extension(row, by=house.jon, at=OPEN)
    actions.forget(house.ada, at=OPEN)
    assert not Extension.objects.exists()
