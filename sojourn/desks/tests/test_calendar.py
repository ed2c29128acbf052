"""The calendar of one's due dates: by a secret address that can be ended, and without a name in it."""

from datetime import UTC, datetime

import pytest
from django.urls import reverse
from icalendar import Calendar

from sojourn.desks import calendars
from sojourn.journal.models import Entry
from sojourn.people import actions as people
from sojourn.people.models import Feed
from sojourn.ui.waiting import Waiting

AT = datetime(2024, 3, 12, 9, tzinfo=UTC)
DUE = datetime(2024, 3, 18, 22, 59, tzinfo=UTC)


def address(token):
    return reverse("desks:calendar", args=[token])


def test_a_line_says_what_and_when_and_no_name():
    lines = [
        Waiting("Score", "the file of Ada Lind", "/reviews/1/", DUE),
        Waiting("Look at", "something without a date", "/x/"),
    ]
    text = calendars.of(lines, at=AT)
    (event,) = Calendar.from_ical(text).walk("VEVENT")
    assert event.decoded("dtstart") == DUE and str(event["summary"]) == "Due in Sojourn: score"
    assert b"Ada" not in text and b"something" not in text


def test_the_same_line_keeps_its_mark_and_moves_with_its_date():
    marks = {
        str(event["uid"])
        for due in (DUE, AT)
        for event in Calendar.from_ical(
            calendars.of([Waiting("Score", "a", "/reviews/1/", due)], at=AT)
        ).walk("VEVENT")
    }
    assert len(marks) == 1


@pytest.mark.django_db
def test_the_address_is_secret_shown_once_and_ends(client, world):
    world.walk("draft")
    client.force_login(world.ada)
    page = client.post(reverse("people:make_feed"))
    made = page.context["address"]
    token = made.rpartition("/")[2].removesuffix(".ics")
    assert (
        made in page.content.decode() and made not in client.get(reverse("people:make_feed")).content.decode()
    )
    assert (
        token not in Feed.objects.get().digest and not Entry.objects.filter(facts__icontains=token).exists()
    )
    client.logout()
    answer = client.get(address(token))
    assert answer.status_code == 200 and answer["Content-Type"].startswith("text/calendar")
    assert answer.content.startswith(b"BEGIN:VCALENDAR") and not answer.cookies
    assert "no-store" in answer["Cache-Control"]
    again = people.make_feed(world.ada, by=world.ada, at=world.now)
    assert client.get(address(token)).status_code == 404
    assert client.get(address(again)).status_code == 200
    people.drop_feed(world.ada, by=world.ada, at=world.now)
    assert client.get(address(again)).status_code == 404


@pytest.mark.django_db
def test_a_closed_account_has_no_calendar(client, world):
    token = people.make_feed(world.cleo, by=world.cleo, at=world.now)
    world.cleo.is_active = False
    world.cleo.save()
    assert client.get(address(token)).status_code == 404
