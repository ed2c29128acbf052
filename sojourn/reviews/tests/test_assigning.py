"""The plan of a larger committee: shown, confirmed as shown, limited, handed back, taken over."""

from collections import Counter
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from sojourn.post.models import Letter
from sojourn.reviews import actions, queries
from sojourn.reviews.models import Assignment
from sojourn.reviews.tests.cast import AT
from sojourn.societies import actions as societies
from sojourn.societies.models import Conflict
from sojourn.ui.gates import Refused
from sojourn.upkeep import clock

PROGRAMME = ["2024", "aaa"]


@pytest.fixture(autouse=True)
def _now(monkeypatch):
    monkeypatch.setattr(clock, "read", lambda: clock.Reading(at=AT, real=AT, demonstration=False))


@pytest.fixture
def eight(cast):
    """A committee of eight and twelve applications."""
    cast.more = [cast.seat(cast.a.society, "member", f"M{n}", f"House {n}") for n in range(5)]
    cast.apps = [cast.application(interests="Cardiac imaging" if n < 3 else "Bones") for n in range(12)]
    return cast


def loads(cast):
    return Counter(
        Assignment.objects.filter(state__in=("assigned", "final")).values_list("reviewer_id", flat=True)
    )


def client(user):
    browser = Client(headers={"host": "localhost"})
    browser.force_login(user)
    return browser


def page(user, method="get", data=None):
    return getattr(client(user), method)(reverse("reviews:assign_all", args=PROGRAMME), data or {})


def test_the_plan_says_loads_the_worst_served_and_whether_scores_compare(eight):
    plan = queries.plan(eight.a.programme, eight.ida)
    numbers = [number for _, number, _ in plan.loads]
    assert sum(numbers) == 24 and max(numbers) - min(numbers) <= 1
    assert plan.worst[1:] == (2, 0) and plan.groups == 1 and not plan.short


def test_the_confirmed_plan_is_the_shown_plan(eight):
    plan = queries.plan(eight.a.programme, eight.ida)
    shown = {(application.pk, seat.user_id) for application, seat in plan.pairs}
    actions.assign_all(eight.a.programme, shown=plan.digest, by=eight.ida, at=AT)
    assert set(Assignment.objects.values_list("application_id", "reviewer_id")) == shown


@pytest.mark.parametrize("change", ["application", "conflict", "limit", "by_hand", "seat"])
def test_a_plan_whose_facts_changed_is_refused_whole(eight, change):
    plan = queries.plan(eight.a.programme, eight.ida)
    app, seat = plan.pairs[0]
    if change == "application":
        eight.application()
    elif change == "conflict":
        societies.declare(
            eight.a.society, seat.user, against=app.applicant, ground="family", by=seat.user, at=AT
        )
    elif change == "limit":
        actions.limit(eight.a.programme, seat.user, most=1, topics=[], by=seat.user, at=AT)
    elif change == "seat":
        eight.seat(eight.a.society, "member", "New")
    else:
        actions.assign(app, seat.user, by=eight.ida, at=AT)
    before = Assignment.objects.count()
    with pytest.raises(Refused, match="changed"):
        actions.assign_all(eight.a.programme, shown=plan.digest, by=eight.ida, at=AT)
    assert Assignment.objects.count() == before


def test_the_page_shows_the_plan_and_a_stale_one_again(eight):
    body = page(eight.ida).content.decode()
    assert "Served worst" in body and "Files of each member then" in body
    stale = page(eight.ida, "post", {"shown": "0" * 32})
    assert stale.status_code == 409 and "has changed" in stale.content.decode()
    assert not Assignment.objects.exists()
    digest = queries.plan(eight.a.programme, eight.ida).digest
    assert page(eight.ida, "post", {"shown": digest}).status_code == 302
    assert Assignment.objects.count() == 24


def test_limits_hold_and_topics_are_followed(eight):
    dov, first = eight.dov, eight.more[0]
    actions.limit(eight.a.programme, dov, most=1, topics=[], by=dov, at=AT)
    actions.limit(eight.a.programme, first, most=None, topics=["CARDIAC"], by=eight.ida, at=AT)
    actions.assign_all(eight.a.programme, by=eight.ida, at=AT)
    assert loads(eight)[dov.pk] <= 1
    theirs = Assignment.objects.filter(reviewer=first).values_list("application_id", flat=True)
    assert {app.pk for app in eight.apps[:3]} <= set(theirs)


def test_by_rule_everybody_of_the_topic_reads_the_file(eight):
    for user in eight.more[:3]:
        actions.limit(eight.a.programme, user, most=None, topics=["cardiac"], by=eight.ida, at=AT)
    actions.assign_all(eight.a.programme, way="rule", by=eight.ida, at=AT)
    cardiac = {user.pk for user in eight.more[:3]}
    for app in eight.apps:
        users = set(Assignment.objects.filter(application=app).values_list("reviewer_id", flat=True))
        assert users == cardiac if app in eight.apps[:3] else len(users) == 2


def test_at_random_no_topic_counts_and_the_loads_are_equal(eight):
    programme = eight.a.programme
    shown = queries.plan(programme, eight.ida, way="random")
    actions.limit(programme, eight.more[0], most=None, topics=["cardiac"], by=eight.ida, at=AT)
    assert queries.plan(programme, eight.ida, way="random").digest == shown.digest
    assert shown.groups == 1 and not shown.short
    actions.assign_all(programme, way="random", shown=shown.digest, by=eight.ida, at=AT)
    assert sum(loads(eight).values()) == 24 and max(loads(eight).values()) - min(loads(eight).values()) <= 1


def test_a_limit_is_ones_own_or_the_offices(eight):
    with pytest.raises(Refused):
        actions.limit(eight.a.programme, eight.dov, most=1, topics=[], by=eight.cleo, at=AT)
    with pytest.raises(Refused):
        actions.limit(eight.a.programme, eight.mia, most=1, topics=[], by=eight.mia, at=AT)


def test_what_is_handed_back_goes_to_another_and_not_back(eight):
    actions.assign_all(eight.a.programme, by=eight.ida, at=AT)
    row = Assignment.objects.filter(reviewer=eight.cleo).first()
    actions.decline(row, reason="I am on call all week.", by=eight.cleo, at=AT)
    assert row not in queries.mine(eight.cleo, AT)
    made = actions.assign_all(eight.a.programme, by=eight.ida, at=AT)
    assert [one.application_id for one in made] == [row.application_id]
    assert made[0].reviewer != eight.cleo


def test_by_hand_the_same_person_may_be_asked_again_and_finds_what_was_begun(eight):
    app = eight.apps[0]
    row = eight.assigned(app, eight.cleo)
    actions.score(row, {"comment": "So far good."}, by=eight.cleo, at=AT)
    actions.decline(row, reason="No time.", by=eight.cleo, at=AT)
    again = actions.assign(app, eight.cleo, by=eight.ida, at=AT)
    assert (again.pk, again.state, again.comment, again.reason) == (row.pk, "assigned", "So far good.", "")


def test_final_reviews_are_not_handed_back_and_strangers_hand_back_nothing(eight):
    row = eight.reviewed(eight.apps[0], eight.cleo)
    with pytest.raises(Refused):
        actions.decline(row, reason="Changed my mind.", by=eight.cleo, at=AT)
    other = eight.assigned(eight.apps[1], eight.dov)
    with pytest.raises(Refused):
        actions.decline(other, reason="Not mine.", by=eight.cleo, at=AT)


def test_late_reviewers_hand_over_what_is_open_and_keep_what_is_done(eight):
    actions.assign_all(eight.a.programme, by=eight.ida, at=AT)
    rows = list(Assignment.objects.filter(reviewer=eight.cleo))
    actions.declare_none(rows[0], by=eight.cleo, at=AT)
    eight.finished(rows[0])
    with pytest.raises(Refused, match="due"):
        actions.assign_all(eight.a.programme, late=[eight.cleo.pk], by=eight.ida, at=AT)
    late = eight.call.reviews_by + timedelta(hours=1)
    made = actions.assign_all(eight.a.programme, late=[eight.cleo.pk], by=eight.ida, at=late)
    assert len(made) == len(rows) - 1 and eight.cleo not in {row.reviewer for row in made}
    states = sorted(Assignment.objects.filter(reviewer=eight.cleo).values_list("state", flat=True))
    assert states == ["final", *["released"] * (len(rows) - 1)]
    told = Letter.objects.get(kind="reviews.release", to_user=eight.cleo)
    assert told.subject == f"{len(rows) - 1} files of AAA were given to somebody else"


def test_late_reviewers_are_ticked_on_the_page_and_hand_over(eight, monkeypatch):
    """The way a browser says who is late: as text, in the address and then in the confirmed form."""
    actions.assign_all(eight.a.programme, by=eight.ida, at=AT)
    due = eight.call.reviews_by + timedelta(hours=1)
    monkeypatch.setattr(clock, "read", lambda: clock.Reading(at=due, real=due, demonstration=False))
    asked = {"way": "balanced", "late": str(eight.cleo.pk)}
    shown = page(eight.ida, data=asked)
    number = Assignment.objects.filter(reviewer=eight.cleo).count()
    assert f"{number} open reviews" in shown.content.decode()
    sent = page(eight.ida, "post", asked | {"shown": shown.context["plan"].digest})
    assert sent.status_code == 302
    assert set(Assignment.objects.filter(reviewer=eight.cleo).values_list("state", flat=True)) == {"released"}
    assert Assignment.objects.filter(state="assigned").count() == 24


def test_an_officer_in_conflict_plans_without_that_applicant(eight):
    app = eight.apps[0]
    societies.declare(eight.a.society, eight.ida, against=app.applicant, ground="family", by=eight.ida, at=AT)
    plan = queries.plan(eight.a.programme, eight.ida)
    assert app not in {one for one, _ in plan.pairs} and sum(n for _, n, _ in plan.loads) == 22
    actions.assign_all(eight.a.programme, by=eight.ida, at=AT)
    assert not Assignment.objects.filter(application=app).exists()
    actions.assign_all(eight.a.programme, by=eight.finn, at=AT)
    assert Assignment.objects.filter(application=app).count() == 2


def test_numbers_leave_out_what_bars_the_reader(eight):
    actions.assign_all(eight.a.programme, by=eight.ida, at=AT)
    societies.declare(
        eight.a.society, eight.eva, against=eight.apps[0].applicant, ground="family", by=eight.eva, at=AT
    )
    mine = {row[0].society.acronym: row[1:] for row in queries.counts(eight.call, eight.eva)}
    all_of = {row[0].society.acronym: row[1:] for row in queries.counts(eight.call, eight.ida)}
    assert (mine["AAA"][0], all_of["AAA"][0]) == (11, 12)
    assert sum(line["asked"] for line in queries.loads_of(eight.a.programme, eight.eva)) == mine["AAA"][1]


def test_a_cleared_conflict_lets_the_next_plan_ask_again(cast):
    app = cast.application(institution="Cleo Clinic")
    actions.assign_all(cast.a.programme, by=cast.ida, at=AT)
    assert not Assignment.objects.filter(application=app, reviewer=cast.cleo).exists()
    societies.clear(Conflict.objects.get(), reason="Another site.", by=cast.eva, at=AT)
    actions.assign_all(cast.a.programme, by=cast.ida, at=AT)
    assert Assignment.objects.filter(application=app, reviewer=cast.cleo).exists()
