"""Every role is reminded by one kind of rule: on its days, once each, whenever the worker looks."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse

from sojourn.agreements import actions as agreements
from sojourn.agreements.models import Paper
from sojourn.alumni import actions as alumni
from sojourn.alumni.models import FollowUp
from sojourn.applications import actions as applications
from sojourn.applications.models import Application, Letter, Return
from sojourn.awards import actions as awards
from sojourn.awards.tests import stage as stages
from sojourn.awards.tests.stage import PUBLISHED, client
from sojourn.calls import queries as calls
from sojourn.calls.models import Extension, Reminder
from sojourn.core.reminding import Owed, Plan, moment
from sojourn.journal.models import Entry
from sojourn.letters import actions, queries
from sojourn.placements import actions as placements
from sojourn.placements.models import Errand
from sojourn.post.models import Letter as Mail
from sojourn.reviews import actions as reviews
from sojourn.reviews.models import Assignment
from sojourn.selection import actions as selection
from sojourn.selection.models import Match, Nomination

DAY = timedelta(days=1)
VIENNA = ZoneInfo("Europe/Vienna")
LONG_AGO = datetime(2024, 2, 2, 9, tzinfo=UTC)


def _application(stage, state):
    row = stage.applications[0]
    row.state, row.begun_at = state, LONG_AGO
    row.save()
    return row


def draft(stage):
    _application(stage, "draft")
    return stage.call.closes_at, applications.tick


def asked_back(stage):
    row, due = _application(stage, "returned"), stage.call.closes_at + 20 * DAY
    Return.objects.create(
        application=row, note="One page.", due_at=due, refused_from=due, returned_at=due - 18 * DAY
    )
    return due, applications.tick


def referees_letter(stage):
    stage.programme.letter_grace_days = 20
    stage.programme.save()
    Letter.objects.create(
        application=_application(stage, "submitted"), name="Ben Referee", email="ben@clinic.example",
        state="asked", asked_at=LONG_AGO,
    )  # fmt: skip
    return stage.call.closes_at, applications.tick


def scores(stage):
    due = stage.call.reviews_by = stage.call.closes_at + 25 * DAY
    stage.call.save()
    Assignment.objects.create(
        application=stage.applications[0], reviewer=stages.person("Cleo Reviewer"),
        assigned_at=stage.call.closes_at, declared_at=stage.call.closes_at, state="assigned",
    )  # fmt: skip
    return due, reviews.remind


def centres_answer(stage):
    due = PUBLISHED - 5 * DAY
    match = Match.objects.create(
        call=stage.call,
        state="asking",
        instance={},
        result={},
        instance_sha256="0" * 64,
        run_at=due - 20 * DAY,
    )
    Nomination.objects.create(
        match=match, application=stage.applications[0], offer=stage.offers[0], state="asked",
        asked_at=due - 18 * DAY, due_at=due,
    )  # fmt: skip
    stage.call.second_contact_days = 90
    stage.call.save()
    return due, selection.tick


def offer(stage):
    stages.publish(stage)
    return stage.award().accept_by, awards.tick


def errand(stage):
    stages.publish(stage)
    placement = stage.placement("agreed")
    Errand.objects.all().delete()
    Errand.objects.create(placement=placement, title="Badge", owner="fellow", days_before=30, order=1)
    return _end(stages.STARTS - 30 * DAY), placements.tick


def tutors_evaluation(stage):
    stages.publish(stage)
    placement = stage.placement("arrived")
    placements.evaluate(
        placement, moment="midterm", side="tutor", answers=stages.answers("tutor"), by=stage.link(placement),
        at=stages.at(date(2024, 10, 18)),
    )  # fmt: skip
    days = calls.duties(stage.programme)["final_tutor"]["days"]
    return _end(stages.ENDS + timedelta(days)), placements.tick


def paper(stage):
    stages.publish(stage)
    placement = stage.placement("agreed")
    Paper.objects.all().delete()
    made = agreements.draw_up(placement, "agreement", by=stage.ida, at=PUBLISHED + 5 * DAY)
    Mail.objects.all().delete()
    return made.drawn_at, agreements.tick


def followed_up(stage):
    stages.publish(stage)
    row = FollowUp.objects.create(
        placement=stage.placement("completed"), years=1, asked_at=stages.at(date(2025, 12, 2))
    )
    return row.asked_at, alumni.tick


def _end(day):
    return datetime(day.year, day.month, day.day, 23, 59, tzinfo=VIENNA)


WALKS = {
    "draft": (draft, [5, 2, 0]),
    "return": (asked_back, [4, 1]),
    "referee": (referees_letter, [7, 1, 0, -2]),
    "applicant": (referees_letter, [5, -1]),
    "reviewer": (scores, [7, 1, 0, -2]),
    "centre": (centres_answer, [3, 0, -1]),
    "offer": (offer, [6, 1]),
    "errand": (errand, [10, 0]),
    "tutor": (tutors_evaluation, [3, 0, -4]),
    "paper": (paper, [-5, -9]),
    "alumnus": (followed_up, [-30, -40]),
}


def walk(stage, name, days, *, on=True):
    """The days of letters, where two workers look at the day before, the day, and the day after each."""
    due, tick = WALKS[name][0](stage)
    Reminder.objects.create(programme=stage.programme, rule=name, days=days, on=on)
    day_due, sent = due.astimezone(VIENNA).date(), []
    mails = Mail.objects.filter(kind=calls.reminders.RULES[name].kind)
    for left in sorted({day + near for day in days for near in (1, 0, -1)}, reverse=True):
        day, had = day_due - timedelta(left), mails.count()
        for hour in (6, 6, 17):  # from seven o'clock in Vienna on, in summer an hour later
            tick(at=datetime(day.year, day.month, day.day, hour, 5, tzinfo=UTC))
        new = list(mails.order_by("pk").values_list("to_address", flat=True)[had:])
        assert len(set(new)) == len(new), "somebody got two"
        sent += [left] if new else []
    return sent


@pytest.mark.parametrize("name", WALKS)
def test_a_role_gets_one_letter_on_each_day_of_its_rule(db, name):
    stage = stages.make(release=False)
    assert walk(stage, name, WALKS[name][1]) == WALKS[name][1]


@pytest.mark.parametrize("name", ["draft", "referee"])
def test_a_rule_that_is_off_reaches_nobody_and_keeps_its_days(db, name):
    stage = stages.make(release=False)
    assert walk(stage, name, WALKS[name][1], on=False) == []
    assert Reminder.objects.get(rule=name).days == WALKS[name][1]


def test_every_rule_is_walked_or_a_desk():
    assert set(WALKS) | set(queries.reminders.DESKS) == set(calls.reminders.RULES)


def test_a_worker_that_slept_sends_one_letter_and_after_a_week_none():
    due = datetime(2024, 3, 18, 22, 59, tzinfo=UTC)
    one, plan = Owed("draft", None, None, "", due, "Europe/Vienna", since=LONG_AGO), Plan((9, 5, 3))
    assert one.now(plan, due - 3 * DAY) == moment(due, 3, "Europe/Vienna")
    assert one.now(plan, due + 5 * DAY) is None


def test_a_changed_rule_reaches_nobody_for_a_day_that_has_passed(db):
    stage = stages.make(release=False)
    due, tick = draft(stage)
    now = due - 4 * DAY
    actions.set_days(stage.programme, "draft", days=[10, 2], on=True, by=stage.ida, at=now)
    tick(at=now + timedelta(minutes=1))
    assert not Mail.objects.filter(kind="applications.chase_draft").exists()
    tick(at=due - 2 * DAY)
    assert Mail.objects.filter(kind="applications.chase_draft").count() == 1
    assert Entry.objects.filter(verb="calls.keep_reminder").count() == 1


def test_a_later_closing_of_one_person_moves_her_reminder_with_it(db):
    stage = stages.make(release=False)
    due, tick = draft(stage)
    until = due + 6 * DAY
    Extension.objects.create(
        programme=stage.programme, person=stage.ada, email=stage.ada.email, until_at=until,
        refused_from=until, reason="ill", proposed_at=LONG_AGO, state="signed",
    )  # fmt: skip
    tick(at=due - 2 * DAY)
    assert not Mail.objects.filter(kind="applications.chase_draft").exists()
    tick(at=until - 2 * DAY)
    assert "Sunday 24 March 2024" in Mail.objects.get(kind="applications.chase_draft").text


def test_two_programmes_keep_to_days_of_their_own(db):
    """A line of one programme is not told on the days of another."""
    stage = stages.make()
    stage.placement("arrived")
    lines = queries.reminders.Desks(_end(stages.ENDS) - 2 * DAY).lines(stage.ada, "fellow", stage.programme)
    assert lines and {line.programme for line in lines} == {stage.programme.pk}
    other = stage.programme.__class__(pk=stage.programme.pk + 1, call=stage.call, society=stage.society)
    assert queries.reminders.Desks(_end(stages.ENDS) - 2 * DAY).lines(stage.ada, "fellow", other) == []


def test_what_has_a_rule_of_its_own_is_not_told_by_the_desk_too(db):
    stage = stages.make()
    stage.award()
    at = stage.award_of().accept_by - 3 * DAY
    assert [line.rule for line in queries.reminders.awards.waiting_for(stage.ada, at=at)] == ["offer"]
    assert queries.reminders.Desks(at).lines(stage.ada, "fellow", stage.programme) == []


# --- the page ---


def page(stage, who, at):
    stages.live_at(at)
    address = f"{reverse('letters:reminders')}?programme={stage.programme.pk}"
    return client(getattr(stage, who)).get(address)


def line(answer, name):
    return next(found for kept, found in answer.context["lines"] if kept.name == name)


def test_the_page_shows_every_rule_with_whom_it_reaches_next(db):
    stage = stages.make(release=False)
    due, _ = referees_letter(stage)
    Application.objects.filter(pk=stage.applications[1].pk).update(state="draft", begun_at=LONG_AGO)
    answer = page(stage, "ida", due - 10 * DAY)
    assert {kept.name for kept, _ in answer.context["lines"]} == set(calls.reminders.RULES)
    text = answer.content.decode()
    assert "names once the call is closed" in text and "Ben Referee" not in text
    assert line(answer, "draft").more == 1 and line(answer, "referee").at == moment(due, 7, "Europe/Vienna")
    later = page(stage, "ida", due + DAY)
    assert line(later, "draft").at is None
    stage.call.referee_chasers = [7, -3]
    stage.call.save()
    assert line(page(stage, "ida", due + DAY), "referee").names == ("Ben Referee",)


def test_a_nomination_stays_in_confidence(db):
    stage = stages.make(release=False)
    due, _ = centres_answer(stage)
    assert line(page(stage, "ida", due - 4 * DAY), "centre").note
    assert line(page(stage, "finn", due - 4 * DAY), "centre").names == (
        str(stage.offers[0].centre.institution),
    )
    assert page(stage, "mia", due).status_code == 404


def test_nobody_reads_there_of_whom_a_conflict_bars(db):
    stage = stages.make(release=False)
    due, _ = referees_letter(stage)
    stage.call.referee_chasers = [-3]
    stage.call.save()
    Application.objects.filter(pk=stage.applications[0].pk).update(applicant=stage.ida)
    assert line(page(stage, "ida", due + DAY), "referee").at is None
