"""The centres' handshake: who is asked and when, who is chased, what a refusal moves, what nobody learns."""

from datetime import timedelta

import pytest

from sojourn.centres.models import Coordinator
from sojourn.journal.models import Entry
from sojourn.post.models import Letter
from sojourn.selection import actions, queries
from sojourn.selection.models import Nomination
from sojourn.selection.tests.releasing import out
from sojourn.selection.tests.test_actions import refusal
from tests import crowds

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def crowd(db):
    return crowds.make(applications=12, places=3)


def asking(crowd):
    match = actions.run(crowd.call, by=crowd.finn, at=crowd.now)
    return actions.ask_centres(match, by=crowd.finn, at=crowd.now)


def addresses(kind):
    return sorted(Letter.objects.filter(kind=f"selection.{kind}").values_list("to_address", flat=True))


def say_yes(crowd, at):
    for row in queries.nominations_of(queries.live_match(crowd.call)):
        if row.state == "asked":
            actions.accept_nomination(row, tutor=row.offer.centre.tutors.get(), by=crowd.hana, at=at)


def released(crowd):
    match = queries.live_match(crowd.call)
    for programme in crowd.programmes:
        actions.read(match, programme, by=crowd.chair(programme), at=crowd.now)
    release = actions.prepare(match, by=crowd.finn, at=crowd.now)
    return out(release, by=crowd.jon, at=crowd.now)


def test_the_first_contact_is_asked_and_the_second_only_after_silence(crowd):
    second = crowds.User.objects.create(email="second@centre.example", given_name="Sue", family_name="Cond")
    for row in Coordinator.objects.filter(user=crowd.hana):
        Coordinator.objects.create(institution=row.institution, user=second)
    asking(crowd)
    assert set(addresses("ask_centres")) == {crowd.hana.email}
    actions.tick(at=crowd.now + 4 * DAY - timedelta(minutes=1))
    assert addresses("ask_second") == []
    for _ in range(2):
        actions.tick(at=crowd.now + 4 * DAY)
    assert addresses("ask_second") == [second.email] * 3
    assert Entry.objects.filter(verb="selection.ask_second").count() == 3
    # either may answer, by an own link
    row = Nomination.objects.first()
    actions.accept_nomination(row, tutor=row.offer.centre.tutors.get(), by=second, at=crowd.now + 5 * DAY)
    assert row.state == "accepted"


def test_where_one_person_answers_the_tutor_is_the_second_contact(crowd):
    asking(crowd)
    actions.tick(at=crowd.now + 4 * DAY)
    tutors = {row.offer.centre.tutors.get().email for row in Nomination.objects.all()}
    assert set(addresses("ask_second")) == tutors
    row = Nomination.objects.first()
    link = Letter.objects.filter(kind="selection.ask_second", thing_id=str(row.pk)).get().invitation
    actions.accept_nomination(row, tutor=row.offer.centre.tutors.get(), by=link, at=crowd.now + 5 * DAY)
    assert row.state == "accepted"


def test_reminders_follow_the_due_date_each_once_and_never_late_after_a_later_one(crowd):
    crowd.call.centre_chasers, crowd.call.second_contact_days = [5, 2, -1], 90
    crowd.call.save()
    match = asking(crowd)
    sent = []
    for day in range(12):
        for _ in range(2):
            actions.tick(at=crowd.now + day * DAY)
        sent.append(len(addresses("remind")) // len(match.result["awards"]))
    assert sent == [0, 0, 1, 1, 1, 2, 2, 2, 3, 3, 3, 3]
    # a worker that slept sends one letter and not three
    row = Nomination.objects.first()
    row.chasers.all().delete()
    before = len(addresses("remind"))
    actions.tick(at=crowd.now + 14 * DAY)
    assert len(addresses("remind")) == before + 1


def test_more_time_is_given_by_the_office_alone_and_starts_the_reminders_anew(crowd):
    asking(crowd)
    row = Nomination.objects.first()
    later = row.due_at + 7 * DAY
    for who, until, code in (
        (crowd.hana, later, "not_office"),
        (crowd.officer(crowd.programmes[0]), later, "not_office"),
        (crowd.finn, row.due_at, "earlier"),
    ):
        assert refusal(actions.give_time, row, until=until, reason="x", by=who, at=crowd.now) == code
    actions.give_time(row, until=later, reason="Holidays.", by=crowd.finn, at=crowd.now)
    assert Nomination.objects.get(pk=row.pk).due_at == later
    assert Entry.objects.get(verb="selection.give_time").reason == "Holidays."


def test_a_refusal_moves_on_by_merit_and_the_applicants_learn_nothing(crowd):
    asking(crowd)
    row = Nomination.objects.order_by("pk").first()
    letters = Letter.objects.filter(to_user__in=[one.applicant for one in crowd.everybody()])
    before = letters.count()
    actions.decline_nomination(row, reason_code="tutor", by=crowd.hana, at=crowd.now)
    match = queries.live_match(crowd.call)
    given = {application.pk: offer.pk for application, offer in queries.awards_of(match)}
    assert len(given) == 3 and given.get(row.application_id) != row.offer_id
    assert letters.count() == before
    declined = Nomination.objects.get(pk=row.pk)
    assert (declined.reason_code, declined.state) == ("tutor", "declined")
    # the best-ranked still comes first: nobody below has what the refused one wished for more
    for application in crowd.applications[crowd.programmes[0].pk]:
        if application.pk == row.application_id:
            break
        assert application.pk in given


def test_a_programme_may_ask_its_centres_after_the_release(crowd):
    programme = crowd.programmes[0]
    programme.handshake = "after"
    programme.save()
    match = asking(crowd)
    assert match.state == "settled"
    assert addresses("ask_centres") == []
    assert list(queries.nominations(crowd.hana)) == []
    actions.tick(at=crowd.now)
    assert addresses("ask_centres") == []
    released(crowd)
    for _ in range(2):
        actions.tick(at=crowd.now + DAY)
    assert addresses("ask_centres") == [crowd.hana.email] * 3
    assert "In confidence" not in Letter.objects.filter(kind="selection.ask_centres").first().subject
    row = queries.nominations(crowd.hana).first()
    assert row.due_at == crowd.now + 8 * DAY
    actions.decline_nomination(row, reason_code="closed", by=crowd.hana, at=crowd.now + 2 * DAY)
    assert queries.live_match(crowd.call).pk == match.pk  # published results are never matched anew


def test_a_programme_may_ask_no_centre(crowd):
    programme = crowd.programmes[0]
    programme.handshake = "none"
    programme.save()
    Coordinator.objects.all().delete()
    assert asking(crowd).state == "settled"
    release = released(crowd)
    actions.tick(at=crowd.now + DAY)
    assert addresses("ask_centres") == []
    assert {result.tutor is not None for result in release.results.filter(outcome="selected")} == {True}


def test_a_round_after_the_release_asks_each_new_centre_once(crowd):
    asking(crowd)
    say_yes(crowd, crowd.now)
    released(crowd)
    waiting = queries.results(crowd.call, crowd.now).filter(outcome="waiting").first()
    offer = crowd.offers[crowd.programmes[0].pk][0]
    pair = (waiting.application, offer)
    assert actions.confirm(crowd.call, [pair], at=crowd.now + DAY) == 1
    assert actions.confirm(crowd.call, [pair], at=crowd.now + DAY) == 0
    row = Nomination.objects.get(application=waiting.application)
    assert (row.state, row.offer) == ("asked", offer)


@pytest.mark.parametrize("places", [1, 5])
def test_the_clock_asks_the_same_of_the_database_where_nothing_is_due(places, django_assert_num_queries):
    crowd = crowds.make(applications=4 * places, places=places)
    asking(crowd)
    with django_assert_num_queries(6):
        actions.tick(at=crowd.now + DAY)
