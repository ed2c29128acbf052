"""Reminders: by the days of a rule, one letter a person and day, only of what still stands on the desk."""

from datetime import timedelta

import pytest
from django.urls import reverse

from sojourn.awards.tests import stage as stages
from sojourn.awards.tests.stage import client
from sojourn.calls import queries as calls
from sojourn.calls.models import Reminder
from sojourn.letters import actions, queries, rules
from sojourn.letters.models import Round
from sojourn.placements import queries as stays
from sojourn.post.models import Letter
from sojourn.ui.waiting import Waiting

END = stages.at(stages.ENDS, 9)
KIND = "letters.remind"


def letters(person):
    return Letter.objects.filter(kind=KIND, to_user=person)


def due_days(stage, at):
    """Days until each dated line of Ada's desk is due, by the room itself."""
    lines = stays.waiting_for(stage.ada, at=at)
    return {queries.reminders.distance(line, stage.call, at) for line in lines} - {None}


def walk(stage, days):
    """Day by day around the end of the stay: the days that desk and rule name, and those of letters."""
    expected, told = [], []
    for day in range(-15, 5):
        at, had = END + timedelta(days=day), letters(stage.ada).count()
        if due_days(stage, at) & set(days):
            expected.append(day)
        actions.remind(at=at)
        actions.remind(at=at)
        told += [day] * (letters(stage.ada).count() - had)
    return expected, told


def test_a_fellow_is_told_on_the_days_of_the_rule_once_a_day(stage):
    stage.placement("arrived")
    expected, told = walk(stage, calls.reminders.RULES["fellow"].days)
    assert told == expected and told
    letter = letters(stage.ada).order_by("pk").first()
    assert letter.subject.startswith("Due: ") or letter.subject.endswith("things are due")
    assert "/placements/" in letter.text and letter.scope == "esxr"


def test_a_programme_sets_its_days_and_none_is_never(stage, at):
    stage.placement("arrived")
    actions.set_days(stage.programme, "fellow", days=[14, 3, 0], on=True, by=stage.ida, at=at)
    expected, told = walk(stage, [14, 3, 0])
    assert told == expected and told
    Round.objects.all().delete()
    Letter.objects.all().delete()
    actions.set_days(stage.programme, "fellow", days=[2], on=False, by=stage.ida, at=at)
    assert walk(stage, []) == ([], [])


@pytest.mark.parametrize(
    ("who", "code"), [("ida", ""), ("finn", ""), ("mia", "not-officer"), ("ada", "not-officer")]
)
def test_may_set_days(stage, at, who, code):
    assert rules.may_set_days(stage.programme, by=getattr(stage, who), at=at).code == code


def test_days_are_counted_on_the_calendar_of_the_call(stage):
    """Half past midnight in Vienna is still the day before in UTC."""
    line = Waiting("File", "the report", "/x/", END.replace(hour=23, minute=30))
    assert queries.reminders.distance(line, stage.call, END) == 1
    assert queries.reminders.distance(Waiting("Look", "at it", "/y/"), stage.call, END) is None


def test_the_page_takes_days_and_switches_a_rule_off(stage):
    browser = client(stage.ida)
    address = reverse("letters:set_days", args=[stage.programme.pk, "fellow"])
    assert client(stage.mia).get(address).status_code == 404
    assert browser.get(reverse("letters:set_days", args=[stage.programme.pk, "nobody"])).status_code == 404
    for wrong in ("a week", "7,-,x", "999", "1,2,3,4,5,6,7,8,9", "--1", "\u0661"):
        assert browser.post(address, {"days": wrong}).status_code == 422
    assert browser.post(address, {"days": "0, 3, -2,3", "on": "on"}).status_code == 302
    assert browser.post(address, {"days": "3, 0, -2"}).status_code == 302
    row = Reminder.objects.get()
    assert (row.rule, row.days, row.on) == ("fellow", [3, 0, -2], False)
    page = browser.get(reverse("letters:reminders")).content.decode()
    assert "set for this programme" in page and ">off<" in page


@pytest.mark.parametrize(("rule", "wrong"), [("draft", "3, -1"), ("offer", "-2"), ("paper", "7")])
def test_a_day_on_the_wrong_side_is_refused(stage, rule, wrong):
    address = reverse("letters:set_days", args=[stage.programme.pk, rule])
    assert client(stage.ida).post(address, {"days": wrong, "on": "on"}).status_code == 422


def test_days_on_which_the_clock_stood_still_are_made_good_for(stage):
    stage.placement("arrived")
    first = next(day for day in range(-15, 30) if 3 in due_days(stage, END + timedelta(days=day)))
    Round.objects.create(on=(END + timedelta(days=first - 2)).date())
    for day in (first + 1, first + 2):
        actions.remind(at=END + timedelta(days=day))
    assert letters(stage.ada).count() == 1
