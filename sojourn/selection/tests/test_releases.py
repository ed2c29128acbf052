"""Held, cancelled, out at one instant, recalled as one unit with its letters; appeals and the list."""

from datetime import timedelta

import pytest

from sojourn.journal.models import Entry
from sojourn.post import actions as post
from sojourn.post.models import Letter
from sojourn.selection import actions, queries
from sojourn.selection.models import Release, Result
from sojourn.selection.tests.releasing import out
from sojourn.selection.tests.test_actions import LATER, prepared, refusal

pytestmark = pytest.mark.django_db
SECOND = timedelta(seconds=1)
KINDS = list(actions.releases.LETTERS.values())


@pytest.fixture
def held(cast):
    release, (first, second), _ = prepared(cast)
    actions.hold(release, by=cast.fay, at=LATER)
    return cast, release, first, second


def test_nothing_is_out_until_the_instant_and_everything_at_it_without_a_worker(held):
    _, release, first, _ = held
    before, instant = release.published_at - SECOND, release.published_at
    assert (queries.result_for(first, at=before), queries.released(release.call, before)) == (None, None)
    assert not queries.results(release.call, before).exists()
    assert queries.result_for(first, at=instant).outcome == "selected"
    assert queries.results(release.call, instant).count() == 3
    assert not Letter.objects.filter(kind__in=KINDS).exists()


@pytest.mark.parametrize("who", ["finn", "fay"])
def test_either_signer_cancels_and_it_is_signed_again(held, who):
    cast, release, first, _ = held
    actions.cancel(release, reason="Wait.", by=getattr(cast, who), at=release.published_at - SECOND)
    actions.tick(at=LATER + timedelta(hours=1))
    release.refresh_from_db()
    assert (release.state, release.published_by, release.published_at) == ("prepared", None, None)
    assert queries.result_for(first, at=LATER + timedelta(hours=1)) is None
    assert not Letter.objects.filter(kind__in=KINDS).exists()
    assert out(release, by=cast.fay, at=LATER + timedelta(hours=2)).state == "published"


def test_cancel_is_refused_to_others_and_once_it_is_out(held):
    cast, release, _, _ = held
    assert refusal(actions.cancel, release, reason="x", by=cast.eva, at=LATER) == "not_signer"
    assert refusal(actions.cancel, release, reason="x", by=cast.fay, at=release.published_at) == "out"
    assert refusal(actions.recall, release, reason="x", by=cast.fay, at=LATER) == "held"


def test_a_worker_killed_between_letters_goes_on_and_writes_none_twice(held, monkeypatch):
    _, release, _, _ = held
    monkeypatch.setattr(actions.releases, "BATCH", 1)
    at = release.published_at
    Release.objects.update(state="published")
    release.refresh_from_db()
    actions.tell(release, at=at)
    assert Letter.objects.filter(kind__in=KINDS).count() == 1
    for _ in range(2):
        actions.tick(at=at + timedelta(hours=1))
    assert Letter.objects.filter(kind__in=KINDS).count() == Result.objects.count() == 3


def test_recall_in_the_middle_of_sending(held):
    """One letter has left, one is being handed over, one waits."""
    cast, release, first, _ = held
    at = release.published_at
    actions.tick(at=at)
    left, under_way, waits = Letter.objects.filter(kind__in=KINDS).order_by("pk")
    post.send(left, at=at, allowed=lambda letter: True, connection=None, keep_text=False)
    Letter.objects.filter(pk=under_way.pk).update(claimed_at=at, due_at=at + post.CLAIM)
    release.refresh_from_db()

    actions.recall(release, reason="A wrong letter.", by=cast.fay, at=at + SECOND)

    states = dict(Letter.objects.filter(kind__in=KINDS).values_list("pk", "state"))
    assert states == {left.pk: "recalled", under_way.pk: "stopped", waits.pk: "stopped"}
    honest = Letter.objects.filter(kind="selection.recall")
    assert {letter.to_user_id for letter in honest} == {left.to_user_id, under_way.to_user_id}
    assert all(queries.recipient(letter) == letter.to_address for letter in honest)
    assert queries.result_for(first, at=at + SECOND) is None
    assert not queries.results(release.call, at + SECOND).exists()
    entry = Entry.objects.get(verb="selection.recall")
    assert (entry.actor, entry.reason) == (cast.fay, "A wrong letter.")

    again = actions.prepare(release.match, by=cast.finn, at=at + timedelta(hours=1))
    out(again, by=cast.fay, at=at + timedelta(hours=2))
    assert queries.result_for(first, at=at + timedelta(hours=2)).outcome == "selected"
    assert Letter.objects.filter(kind__in=KINDS, state="due").count() == 3


def test_recall_ends_after_seven_days(held):
    cast, release, _, _ = held
    late = release.published_at + timedelta(days=7)
    assert refusal(actions.recall, release, reason="x", by=cast.fay, at=late) == "late"


def test_an_appeal_is_filed_once_within_its_days_and_answered(held):
    cast, release, first, _ = held
    at = release.published_at
    result = queries.result_for(first, at=at)
    assert refusal(actions.appeal, result, text="t", by=first.applicant, at=at) == "no_appeals"
    result.application.programme.appeal_days = 2
    last = at + timedelta(days=2)
    assert refusal(actions.appeal, result, text="t", by=cast.finn, at=at) == "not_yours"
    assert refusal(actions.appeal, result, text="t", by=first.applicant, at=last) == "late"
    row = actions.appeal(result, text="A certificate.", by=first.applicant, at=last - SECOND)
    assert refusal(actions.appeal, result, text="t", by=first.applicant, at=at) == "appealed"
    assert refusal(actions.answer_appeal, row, outcome="upheld", answer="x", by=cast.eva, at=at) == (
        "not_office"
    )
    actions.answer_appeal(row, outcome="upheld", answer="We look again.", by=cast.ida, at=last)
    letter = Letter.objects.get(kind="selection.answer_appeal")
    assert "We look again." in letter.text and "upheld" in letter.text


def test_a_name_is_listed_by_consent_after_the_release_only(held):
    _, release, first, _ = held
    at, programme = release.published_at, first.programme
    programme.public_list = True
    programme.save(update_fields=["public_list"])
    result = queries.result_for(first, at=at)
    assert queries.listed(programme, at=at) == []
    actions.list_name(result, agreed=True, by=first.applicant, at=at)
    assert [row.application for row in queries.listed(programme, at=at)] == [first]
    assert queries.listed(programme, at=at - SECOND) == []
    actions.list_name(result, agreed=False, by=first.applicant, at=at)
    assert queries.listed(programme, at=at) == []
