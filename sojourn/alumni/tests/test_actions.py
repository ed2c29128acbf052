"""The fellow alone decides, word for word, both ways."""

from datetime import date

import pytest

from sojourn.alumni import actions, queries, rules
from sojourn.alumni.models import Alumnus, Named
from sojourn.awards.tests import stage as stages
from sojourn.awards.tests.stage import at
from sojourn.people.models import Consent
from sojourn.post import queries as post
from sojourn.post.models import Invitation, Letter
from sojourn.ui.gates import Refused

LATER = at(date(2024, 12, 10))
WORDS = {"shown_name": "Ada Lind", "works_at": "Home", "story_title": "Three months", "story": "It was good."}
GUS = ("Prof. Gus Gander", "gus@clinic.example")


@pytest.fixture
def stage(db):
    return stages.make()


def test_join_keeps_the_wording_that_was_agreed_to(stage):
    entry = actions.join(stage.placement("completed"), WORDS, by=stage.ada, at=LATER)
    assert (entry.consent.wording, entry.consent.given_at) == (rules.WORDING, LATER)
    assert [each.shown_name for each in queries.listed()] == ["Ada Lind"]
    assert queries.story(entry.pk) == entry


@pytest.mark.parametrize(
    ("state", "who", "code"), [("reported", "ada", "not-completed"), ("completed", "mia", "not-yours")]
)
def test_join_is_for_the_fellow_of_a_completed_stay(stage, state, who, code):
    with pytest.raises(Refused) as refused:
        actions.join(stage.placement(state), WORDS, by=getattr(stage, who), at=LATER)
    assert refused.value.verdict.code == code


def test_leave_wipes_the_words_and_ends_the_consent(stage):
    placement = stage.placement("completed")
    entry = actions.join(placement, WORDS, by=stage.ada, at=LATER)
    actions.leave(entry, by=stage.ada, at=LATER)
    assert not queries.listed().exists()
    assert queries.story(entry.pk) is None
    assert Alumnus.objects.values_list("shown_name", "works_at", "story_title", "story").get() == ("",) * 4
    assert Consent.objects.get().withdrawn_at == LATER
    with pytest.raises(Refused):
        actions.edit_story(entry, WORDS, by=stage.ada, at=LATER)
    actions.join(placement, WORDS, by=stage.ada, at=LATER)
    assert queries.listed().count() == 1
    assert Consent.objects.filter(withdrawn_at=None).count() == 1


def test_edit_story_is_the_persons_own(stage):
    entry = actions.join(stage.placement("completed"), WORDS, by=stage.ada, at=LATER)
    with pytest.raises(Refused):
        actions.edit_story(entry, {"story": "No."}, by=stage.ida, at=LATER)
    actions.edit_story(entry, {"story": ""}, by=stage.ada, at=LATER)
    assert queries.listed().exists()
    assert not queries.stories().exists()


def naming(stage, *people):
    entry = actions.join(stage.placement("completed"), WORDS | {"named": people}, by=stage.ada, at=LATER)
    return entry, {
        row.address: (row, post.invitation_of(row, queries.NAMED_DOOR)) for row in entry.named.all()
    }


def test_a_story_is_shown_when_everybody_named_in_it_has_agreed(stage):
    entry, asked = naming(stage, GUS, ("Eva", "eva@clinic.example"))
    assert [row.told for row in queries.shown()] == [False]
    assert queries.story(entry.pk) is None
    for number, (row, link) in enumerate(asked.values()):
        assert queries.naming(link).get() == row
        actions.agree_story(row, seal=row.seal, by=link, at=LATER)
        assert queries.stories().count() == number
    assert queries.story(entry.pk) == entry


def test_who_takes_an_agreement_back_hides_the_story_at_once(stage):
    entry, asked = naming(stage, GUS)
    row, link = asked["gus@clinic.example"]
    actions.agree_story(row, seal=row.seal, by=link, at=LATER)
    actions.refuse_story(row, by=link, at=LATER)
    assert queries.story(entry.pk) is None
    letter = Letter.objects.get(kind="alumni.refuse_story")
    assert (letter.to_user, "Gus Gander" in letter.text) == (stage.ada, True)
    actions.agree_story(row, seal=row.seal, by=link, at=LATER)
    assert queries.story(entry.pk) == entry


def test_other_words_are_asked_about_anew_and_the_same_words_are_not(stage):
    entry, asked = naming(stage, GUS)
    row, link = asked["gus@clinic.example"]
    actions.agree_story(row, seal=row.seal, by=link, at=LATER)
    actions.edit_story(entry, WORDS | {"works_at": "Elsewhere", "named": [GUS]}, by=stage.ada, at=LATER)
    assert queries.stories().exists()
    assert Letter.objects.filter(kind="alumni.name").count() == 1
    actions.edit_story(entry, WORDS | {"story": "Gus was late.", "named": [GUS]}, by=stage.ada, at=LATER)
    assert not queries.stories().exists()
    assert Letter.objects.filter(kind="alumni.name").count() == 2


def test_nobody_agrees_to_words_that_changed_while_they_were_read(stage):
    entry, asked = naming(stage, GUS)
    row, link = asked["gus@clinic.example"]
    read = row.seal
    actions.edit_story(entry, WORDS | {"story": "Gus was late.", "named": [GUS]}, by=stage.ada, at=LATER)
    for seal in (read, ""):
        with pytest.raises(Refused, match="changed while"):
            actions.agree_story(row, seal=seal, by=link, at=LATER)
    assert not queries.stories().exists()


@pytest.mark.parametrize("how", ["unnamed", "left", "forgotten", "no story"])
def test_an_address_given_for_a_story_goes_with_it(stage, how):
    entry, _ = naming(stage, GUS)
    if how == "unnamed":
        actions.edit_story(entry, WORDS | {"named": []}, by=stage.ada, at=LATER)
        assert queries.story(entry.pk) == entry
    elif how == "no story":
        actions.edit_story(entry, WORDS | {"story": "", "named": [GUS]}, by=stage.ada, at=LATER)
    elif how == "left":
        actions.leave(entry, by=stage.ada, at=LATER)
    else:
        actions.forget(stage.ada, at=LATER)
    assert not Named.objects.exists()
    assert not Letter.objects.filter(to_address=GUS[1]).exists()
    assert not Invitation.objects.filter(address=GUS[1]).exists()


def test_only_the_link_of_the_person_named_answers(stage):
    _, asked = naming(stage, GUS, ("Eva", "eva@clinic.example"))
    (gus, _), (_, of_eva) = asked.values()
    for stranger in (of_eva, stage.ada, None):
        with pytest.raises(Refused):
            actions.agree_story(gus, seal=gus.seal, by=stranger, at=LATER)


def test_forget_removes_the_entry(stage):
    actions.join(stage.placement("completed"), WORDS, by=stage.ada, at=LATER)
    actions.forget(stage.ada, at=LATER)
    assert not Alumnus.objects.exists()
