"""A later stay, a swap, another centre: nothing changes until everybody agreed, and all are told."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from sojourn.awards import actions, queries
from sojourn.awards.models import Award, Change, Move, Quota
from sojourn.awards.tests import stage as stages
from sojourn.awards.tests.stage import PUBLISHED
from sojourn.awards.tests.test_rounds import made
from sojourn.journal.models import Entry
from sojourn.placements import actions as placements
from sojourn.placements import queries as stays
from sojourn.post.models import Letter
from sojourn.ui.gates import Refused

DAY = timedelta(days=1)
LATER = {"starts_from": date(2025, 1, 7), "ends_until": date(2025, 9, 30)}


@pytest.fixture
def stage(db):
    """Ada has accepted Oslo and Zoe Porto, and a third place is free."""
    stage = made(floats=False, cities=("lyon",))
    actions.accept(stage.award_of(0), by=stage.ada, at=PUBLISHED)
    actions.accept(stage.award_of(1), by=stage.zoe, at=PUBLISHED)
    placements.open_accepted(at=PUBLISHED)
    return stage


def propose(award, kind, by, **given):
    at = PUBLISHED + DAY
    return actions.propose_change(award, kind=kind, reason="A child is born.", by=by, at=at, **given)


def code_of(action, *given, **more):
    with pytest.raises(Refused) as refused:
        action(*given, **more)
    return refused.value.verdict.code


def agree(change, party, by):
    change = Change.objects.select_related(*queries.changes.FULL).get(pk=change.pk)
    return actions.agree(change, party=party, by=by, at=PUBLISHED + 2 * DAY)


def kinds(user):
    return sorted(
        Letter.objects.filter(to_user=user, thing_label="awards.change").values_list("kind", flat=True)
    )


def test_a_later_stay_is_asked_of_the_office_first_and_then_of_the_centre(stage):
    change = propose(stage.award_of(0), "defer", stage.ada, **LATER)
    assert kinds(stage.ida) == ["awards.ask_change"]
    assert kinds(stage.hana) == []
    assert code_of(agree, change, "centre", stage.hana) == "not-asked"
    agree(change, "office", stage.ida)
    assert kinds(stage.hana) == ["awards.ask_change_centre"]
    assert stage.award_of(0).starts_from is None
    agree(change, "centre", stage.hana)
    award = stage.award_of(0)
    assert (award.starts_from, award.ends_until) == tuple(LATER.values())
    assert Change.objects.get().state == "done"
    letter = Letter.objects.get(kind="awards.changed")
    assert "€3,000" in letter.text and "stays as it is" in letter.text and "7 January 2025" in letter.text
    assert Entry.objects.get(verb="awards.carry_out").facts["kind"] == "defer"


def test_the_dates_of_a_stay_put_off_are_agreed_anew_inside_the_new_window(stage):
    placement = stays.mine(stage.ada).get()
    first, last = date(2024, 9, 2), date(2024, 12, 1)
    placements.propose_dates(placement, starts_on=first, ends_on=last, by=stage.ada, at=PUBLISHED)
    placements.agree_dates(placement, by=stage.hana, at=PUBLISHED)
    change = propose(stage.award_of(0), "defer", stage.ada, **LATER)
    agree(change, "office", stage.ida)
    agree(change, "centre", stage.hana)
    for _ in range(2):
        placements.tick(at=PUBLISHED + 3 * DAY)
    placement = stays.mine(stage.ada).get()
    assert (placement.state, placement.starts_on) == ("agreeing", None)
    assert Letter.objects.filter(kind="placements.start_over").count() == 1
    old = Letter.objects.get(kind="placements.confirm_arrival")
    assert stays.recipient(old) == ""
    with pytest.raises(Refused):
        placements.propose_dates(placement, starts_on=first, ends_on=last, by=stage.ada, at=PUBLISHED)
    placements.propose_dates(
        placement, starts_on=date(2025, 5, 5), ends_on=date(2025, 8, 4), by=stage.ada, at=PUBLISHED
    )


def test_a_swap_needs_both_fellows_both_centres_and_the_office(stage):
    one, two = stage.award_of(0), stage.award_of(1)
    assert code_of(propose, one, "swap", stage.ada, other=two) == "office-only"
    change = propose(one, "swap", stage.ida, other=two)
    for party, by in (
        ("fellow", stage.ada),
        ("other_fellow", stage.zoe),
        ("centre", stage.hana),
        ("other_centre", stage.hana),
    ):
        assert stage.award_of(0).offer == stage.offers[0]
        assert code_of(agree, change, party, stage.mia) == "not-yours"
        agree(change, party, by)
    one, two = stage.award_of(0), stage.award_of(1)
    assert (one.offer, one.tutor) == (stage.offers[1], stage.tutors[1])
    assert (two.offer, two.tutor) == (stage.offers[0], stage.tutors[0])
    assert set(Move.objects.values_list("kind", flat=True)) == {"swap"}
    assert set(Quota.objects.filter(key__startswith="offer").values_list("taken", flat=True)) == {1}
    placements.tick(at=PUBLISHED + 3 * DAY)
    assert stays.mine(stage.ada).get().tutor == stage.tutors[1]
    # a later round leaves both where everybody agreed that they are
    assert queries.plan(stage.call).moves == []


def test_another_centre_takes_its_free_place_and_gives_the_old_one_to_who_waits(stage):
    stage.programme.places = 3
    stage.programme.save()
    award = stage.award_of(0)
    change = propose(award, "move", stage.ida, offer=stage.offers[2])
    agree(change, "fellow", stage.ada)
    agree(change, "centre", stage.hana)
    assert (stage.award_of(0).offer, stage.award_of(0).tutor) == (stage.offers[2], stage.tutors[2])
    taken = dict(Quota.objects.values_list("key", "taken"))
    assert (taken[f"offer:{stage.offers[0].pk}"], taken[f"offer:{stage.offers[2].pk}"]) == (0, 1)
    actions.tick(at=PUBLISHED + 3 * DAY)  # both grants are held, so that the place is nobody's
    assert Award.objects.count() == 2
    assert stage.award_of(0).offer == stage.offers[2]


def test_what_was_asked_reads_the_same_before_and_after_it_is_done(stage):
    """The award names the new place then: from Lyon to Lyon would be nonsense, in letters as on pages."""
    stage.programme.places = 3
    stage.programme.save()
    left, _, new = (offer.centre.institution for offer in stage.offers)
    asked = f"The stay moves from {left} to {new}."
    change = propose(stage.award_of(0), "move", stage.ida, offer=stage.offers[2])
    assert queries.change_words(change) == asked
    agree(change, "fellow", stage.ada)
    agree(change, "centre", stage.hana)
    done = Change.objects.select_related(*queries.changes.FULL).get()
    assert (done.state, queries.change_words(done)) == ("done", asked)
    told = Letter.objects.filter(kind__in=("awards.changed", "awards.changed_centre"))
    assert told and all(asked in " ".join(letter.text.split()) for letter in told)
    stages.live_at(PUBLISHED + 3 * DAY)
    page = stages.client(stage.ada).get(reverse("awards:change", args=[change.pk])).content.decode()
    assert asked in page and f"The centre, {new}" in page and stage.applications[0].formal_name in page


def test_a_full_centre_and_the_own_country_are_refused(stage):
    award = stage.award_of(0)
    assert code_of(propose, award, "move", stage.ada, offer=stage.offers[1]) == "full"
    application = stage.applications[0]
    application.residence_country = "PT"
    application.save()
    assert code_of(propose, stage.award_of(0), "swap", stage.ida, other=stage.award_of(1)) == "own-country"


def test_one_no_ends_it_and_nothing_changes(stage):
    change = propose(stage.award_of(0), "swap", stage.ida, other=stage.award_of(1))
    change = Change.objects.select_related(*queries.changes.FULL).get(pk=change.pk)
    actions.refuse(change, party="other_fellow", reason="I like Porto.", by=stage.zoe, at=PUBLISHED + DAY)
    assert Change.objects.get().state == "refused"
    assert stage.award_of(0).offer == stage.offers[0]
    assert code_of(agree, change, "fellow", stage.ada) == "settled"
    assert "I like Porto" not in "".join(Letter.objects.values_list("text", flat=True))


def test_only_one_change_of_a_place_is_open_and_none_once_the_stay_began(stage):
    propose(stage.award_of(0), "defer", stage.ada, **LATER)
    assert code_of(propose, stage.award_of(0), "defer", stage.ada, **LATER) == "open"
    assert code_of(propose, stage.award_of(1), "swap", stage.ida, other=stage.award_of(0)) == "other-open"
    actions.follow_arrived([stage.award_of(1).pk], at=PUBLISHED + DAY)
    assert code_of(propose, stage.award_of(1), "defer", stage.zoe, **LATER) == "arrived"


def test_a_centre_sees_a_change_only_once_it_is_asked(stage):
    change = propose(stage.award_of(0), "defer", stage.ada, **LATER)
    assert not queries.changes_for(stage.hana).exists()
    agree(change, "office", stage.ida)
    assert queries.changes_for(stage.hana).exists()
    assert not queries.changes_for(stage.zoe).exists()
    assert not queries.changes_for(stage.mia).exists()


def test_a_receipt_is_genuine_or_it_is_not(stage):
    answer = stage.award_of(0).answers.get()
    assert queries.answered(answer.number.lower(), answer.sha256) == answer
    assert queries.answered(answer.number, "0" * 64) is None
    assert queries.is_whole(answer)
    address = reverse("awards:check_answer")
    page = stages.client().get(address, {"number": answer.number, "mark": answer.sha256}).content.decode()
    assert "This receipt is genuine" in page and "Ada" not in page and "Oslo" not in page
    again = queries.answer_copy(answer)
    assert again == queries.answer_copy(answer) and again.startswith(b"%PDF")
    text = Letter.objects.get(kind="awards.accept", to_user=stage.ada).text
    assert answer.number in text and answer.sha256 in text
    assert "Ada" not in str(answer.contents)
    answer.contents = {**answer.contents, "answer": "Declined"}
    answer.save()
    assert not queries.is_whole(answer)
