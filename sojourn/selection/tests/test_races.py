"""Signatures, recalls and centres' answers at one instant: one of them wins, and what is left is whole."""

from datetime import timedelta

import pytest

from sojourn.awards.tests.racing import race
from sojourn.journal.models import Entry
from sojourn.people.models import Role
from sojourn.post.models import Letter
from sojourn.reviews.tests.cast import AT, Cast
from sojourn.selection import actions, queries
from sojourn.selection.models import Match, Nomination, Release, Result
from sojourn.selection.tests.releasing import out
from sojourn.selection.tests.test_actions import LATER, decision, panel_of, prepared, settled

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def cast(transactional_db):
    return Cast()


def fresh(release):
    return Release.objects.select_related("call", "match__call").get(pk=release.pk)


def test_two_second_signatures_at_once_hold_it_once(cast):
    release, _, _ = prepared(cast)
    third = cast.person("Gil", "Office")
    Role.objects.create(user=third, kind="federation_officer", given_at=AT)
    copies = [fresh(release) for _ in range(4)]
    signers = (cast.fay, third, cast.fay, third)
    codes = race(
        *[
            lambda one=one, by=by: actions.hold(one, by=by, at=LATER)
            for one, by in zip(copies, signers, strict=True)
        ]
    )
    assert len(codes) == 3
    assert Entry.objects.filter(verb="selection.hold").count() == 1
    assert Result.objects.count() == 3
    assert fresh(release).state == "held"


def test_two_officers_run_at_once_and_there_is_one_match(cast):
    panel_of(cast.a, decision(cast.application(), 1))
    codes = race(*[lambda by=by: actions.run(cast.call, by=by, at=AT) for by in (cast.finn, cast.fay)])
    assert codes == ["already"] and Match.objects.count() == 1


def test_two_officers_prepare_at_once_and_there_is_one_release(cast):
    match, _, _ = settled(cast)
    for side in (cast.a, cast.b):
        actions.read(match, side.programme, by=side.chair, at=AT)
    codes = race(
        *[
            lambda by=by: actions.prepare(Match.objects.select_related("call").get(pk=match.pk), by=by, at=AT)
            for by in (cast.finn, cast.fay)
        ]
    )
    assert codes == ["already"]
    assert (Release.objects.count(), Result.objects.count()) == (1, 3)


def test_cancel_races_with_the_clock_and_either_nothing_or_everything_is_out(cast):
    release, _, _ = prepared(cast)
    actions.hold(release, by=cast.fay, at=LATER)
    instant = fresh(release).published_at
    codes = race(
        lambda: actions.cancel(
            fresh(release), reason="Wait.", by=cast.finn, at=instant - timedelta(seconds=1)
        ),
        lambda: actions.publish(fresh(release), at=instant),
    )
    now = fresh(release)
    letters = Letter.objects.filter(kind__in=list(actions.releases.LETTERS.values())).count()
    assert len(codes) == 1
    assert (now.state, letters) in {("prepared", 0), ("published", 3)}


def test_two_recalls_at_once_send_one_honest_letter_each(cast):
    release, _, _ = prepared(cast)
    out(release, by=cast.fay, at=LATER)
    Letter.objects.filter(kind__startswith="selection.").update(state="sent", sent_at=LATER)
    codes = race(
        *[
            lambda by=by: actions.recall(fresh(release), reason="x", by=by, at=LATER)
            for by in (cast.finn, cast.fay)
        ]
    )
    assert len(codes) == 1
    assert Letter.objects.filter(kind="selection.recall").count() == 3


def test_one_centre_says_yes_while_another_says_no_and_the_new_run_is_settled_or_waits(cast):
    """The yes must reach the run that counts: else everybody has answered and nothing goes on."""
    one, two = cast.application(), cast.application(cast.b)
    panel_of(cast.a, decision(one, 1))
    panel_of(cast.b, decision(two, 1))
    match = actions.run(cast.call, by=cast.finn, at=AT)
    actions.ask_centres(match, by=cast.finn, at=AT)
    yes, no = (Nomination.objects.select_related("match__call").get(application=app) for app in (one, two))
    codes = race(
        lambda: actions.accept_nomination(yes, tutor=yes.offer.centre.tutors.get(), by=cast.hana, at=AT),
        lambda: actions.decline_nomination(no, reason="No bed", by=cast.hana, at=AT),
    )
    assert codes == []
    live = queries.live_match(cast.call)
    rows = queries.nominations_of(live)
    assert {row.application_id: row.state for row in rows} == {one.pk: "accepted", two.pk: "asked"}
    (last,) = [row for row in rows if row.state == "asked"]
    actions.accept_nomination(last, tutor=last.offer.centre.tutors.get(), by=cast.hana, at=AT)
    assert queries.live_match(cast.call).state == "settled"


def test_two_centres_refuse_at_once_and_one_run_counts(cast):
    one, two = cast.application(), cast.application(cast.b)
    panel_of(cast.a, decision(one, 1))
    panel_of(cast.b, decision(two, 1))
    actions.ask_centres(actions.run(cast.call, by=cast.finn, at=AT), by=cast.finn, at=AT)
    rows = list(Nomination.objects.select_related("match__call").order_by("pk"))
    codes = race(
        *[
            lambda row=row: actions.decline_nomination(row, reason="No bed", by=cast.hana, at=AT)
            for row in rows
        ]
    )
    assert codes == []
    live = queries.live_match(cast.call)
    assert len(live.instance["barred"]) == 2 and Match.objects.count() == 3
    assert {row.offer.centre.institution.slug for row in queries.nominations_of(live)} == {
        "centre-aaa2",
        "centre-bbb2",
    }


def test_a_match_is_discarded_while_a_centre_answers(cast):
    app = cast.application()
    panel_of(cast.a, decision(app, 1))
    match = actions.ask_centres(actions.run(cast.call, by=cast.finn, at=AT), by=cast.finn, at=AT)
    row = Nomination.objects.select_related("match__call").get()
    codes = race(
        lambda: actions.accept_nomination(row, tutor=row.offer.centre.tutors.get(), by=cast.hana, at=AT),
        lambda: actions.discard(Match.objects.get(pk=match.pk), reason="Wrong.", by=cast.finn, at=AT),
    )
    assert len(codes) <= 1
    assert (Match.objects.get().state, Nomination.objects.get().state) == ("discarded", "cancelled")
    assert Letter.objects.filter(kind="selection.discard").count() == 1
