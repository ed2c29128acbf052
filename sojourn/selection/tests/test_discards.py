"""A match is taken back: when, by whom, what the centres are told, and what supersedes it."""

from datetime import timedelta

import pytest
from django.urls import reverse

from sojourn.post.models import Invitation, Letter
from sojourn.selection import actions, queries, rules
from sojourn.selection.models import Decision, Match, Nomination, Release
from sojourn.selection.tests.releasing import out
from sojourn.selection.tests.test_actions import (
    LATER,
    accept_all,
    decision,
    panel_of,
    prepared,
    refusal,
    settled,
)
from sojourn.selection.tests.test_views import signed_in
from sojourn.societies.models import Officer
from sojourn.ui.gates import Refused

AT = LATER - timedelta(days=1)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]


# match's state, release's state or none -> what the federation's officer is told
DISCARD = {
    ("run", None): "",
    ("asking", None): "",
    ("settled", None): "",
    ("settled", "dropped"): "",
    ("settled", "recalled"): "",
    ("settled", "prepared"): "prepared",
    ("settled", "held"): "held",
    ("settled", "published"): "out",
    ("discarded", None): "not_from_here",
}


def test_may_discard_until_results_rest_on_it_and_after_their_recall(cast):
    match, _, _ = settled(cast)
    found, roles = {}, set()
    for state, release in DISCARD:
        Release.objects.all().delete()
        match.state = state
        if release:
            Release.objects.create(
                call=cast.call,
                match=match,
                state=release,
                prepared_by=cast.finn,
                prepared_at=AT,
                published_at=AT,
            )
        verdict = rules.may_discard(match, by=cast.finn, at=AT)
        found[state, release] = "" if verdict else verdict.code
        for who in ("eva", "ida", "cleo", "mia", "hana"):
            roles.add(rules.may_discard(match, by=getattr(cast, who), at=AT).code)
    illegal = found.pop(("discarded", None))
    assert illegal and found == {key: code for key, code in DISCARD.items() if key[0] != "discarded"}
    assert roles == {"not_office"}


def test_discard_tells_every_centre_that_was_asked_and_closes_its_link(cast):
    match, _, _ = settled(cast)
    row = queries.nominations_of(match)[0]
    actions.discard(match, reason="A wrong ranking.", by=cast.finn, at=LATER)
    assert set(Nomination.objects.values_list("state", flat=True)) == {"cancelled"}
    assert not Invitation.objects.filter(closed_at=None, door=actions.nominations.DOOR).exists()
    letters = Letter.objects.filter(kind="selection.discard")
    assert letters.count() == Nomination.objects.count() == 2
    text = letters.order_by("pk").first().text
    assert row.application.formal_name in text and "taken back" in text and "another centre" not in text
    assert "who had read their results" not in text
    assert letters.filter(invitation=None).count() == 2
    assert refusal(
        actions.accept_nomination, row, tutor=row.offer.centre.tutors.get(), by=cast.hana, at=LATER
    )


def test_after_a_recall_the_wrong_match_is_superseded_by_a_right_one(cast):
    """The ranking was the wrong way round: found once everybody had read it."""
    release, (first, second), _ = prepared(cast)
    out(release, by=cast.fay, at=LATER)
    assert queries.result_for(first, at=LATER).outcome == "selected"
    assert refusal(actions.discard, release.match, reason="x", by=cast.finn, at=LATER) == "out"
    at = LATER + timedelta(hours=1)
    actions.recall(release, reason="The wrong way round.", by=cast.fay, at=at)
    actions.discard(queries.live_match(cast.call), reason="Wrong.", by=cast.finn, at=at)
    assert "who had read their results" in Letter.objects.filter(kind="selection.discard").first().text

    panel = queries.panel_of(cast.a.programme)
    actions.reopen(panel, reason="Wrong.", by=cast.eva, at=at)
    panel.refresh_from_db()
    actions.decide(panel, [decision(first, 2), decision(second, 1)], by=cast.eva, at=at)
    actions.sign(panel, by=cast.eva, at=at)
    assert Decision.objects.get(application=second).position == 1
    match = actions.run(cast.call, by=cast.finn, at=at)
    actions.ask_centres(match, by=cast.finn, at=at)
    accept_all(cast)
    match = Match.objects.get(pk=match.pk)
    for side in (cast.a, cast.b):
        actions.read(match, side.programme, by=side.chair, at=at)
    again = actions.prepare(match, by=cast.finn, at=at)
    out(again, by=cast.fay, at=at + timedelta(hours=1))
    after = at + timedelta(hours=1)
    assert (queries.result_for(first, at=after).outcome, queries.result_for(second, at=after).outcome) == (
        "waiting",
        "selected",
    )


def test_a_refusal_given_before_stays_true_in_the_next_run(cast):
    app = cast.application()
    panel_of(cast.a, decision(app, 1))
    match = actions.run(cast.call, by=cast.finn, at=AT)
    actions.ask_centres(match, by=cast.finn, at=AT)
    actions.decline_nomination(Nomination.objects.get(), reason="No bed", by=cast.hana, at=AT)
    actions.discard(queries.live_match(cast.call), reason="Again", by=cast.finn, at=AT)
    again = actions.run(cast.call, by=cast.finn, at=AT)
    assert [row["centre"] for row in again.result["awards"]] == ["centre-aaa2"]


def test_a_release_cannot_be_prepared_from_a_match_that_was_discarded_meanwhile(cast):
    match, _, _ = settled(cast)
    for side in (cast.a, cast.b):
        actions.read(match, side.programme, by=side.chair, at=AT)
    stale = Match.objects.get(pk=match.pk)
    actions.discard(match, reason="x", by=cast.finn, at=AT)
    with pytest.raises(Refused):
        actions.prepare(stale, by=cast.finn, at=AT)
    assert not Release.objects.exists()


@pytest.mark.parametrize("who", ["fay", "ida"])
def test_each_check_leads_only_to_pages_that_its_reader_may_open(cast, who):
    """Ida signs for one society; the federation's pages are not hers."""
    Officer.objects.filter(user=cast.ida).update(may_sign=True)
    low, high = cast.application(), cast.application()
    mine, theirs = cast.application(cast.b), cast.application(cast.b)
    for one, level in ((low, 1), (high, 5)):
        cast.reviewed(one, cast.cleo, level)
    for one, level in ((mine, 1), (theirs, 5)):
        cast.reviewed(one, cast.b.members[0], level)
    panel_of(cast.a, decision(low, 1), decision(high, 2))
    panel_of(cast.b, decision(mine, 1), decision(theirs, 2))
    match = actions.run(cast.call, by=cast.finn, at=AT)
    actions.ask_centres(match, by=cast.finn, at=AT)
    cast.application(cast.b, state="submitted")
    user = getattr(cast, who)
    made = queries.checks(match, viewer=user)
    browser = signed_in(user)
    opened = {check.url: browser.get(check.url).status_code for check in made if check.url}
    assert set(opened.values()) == {200}
    wrong = [check for check in made if not check.ok]
    assert len(wrong) >= 3
    assert all(check.url or "federation's office" in check.text for check in wrong) or who == "fay"
    assert (reverse("selection:match", args=["2024"]) in opened) == (who == "fay")
