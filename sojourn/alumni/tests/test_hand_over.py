"""Fellow to fellow: written by those who were there, read by the fellows of that centre and nobody else."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from sojourn.alumni import actions, queries, rules
from sojourn.alumni.models import Hint
from sojourn.awards.tests import stage as stages
from sojourn.awards.tests.stage import at, client, person
from sojourn.calls.models import Tip
from sojourn.placements.models import Placement
from sojourn.post.models import Letter

NOW = at(date(2024, 9, 20))
SAID = "Ask for the badge at the gate, before eight."
VALUES = {"topic": "badge", "text": SAID, "for_staff": False}
EVERYBODY = ("ada", "zoe", "ida", "mia", "finn", "hana")


@pytest.fixture
def stage(db):
    made = stages.make()
    made.stay = made.placement("arrived")
    made.centre = made.stay.offer.centre
    stages.live_at(NOW)
    return made


@pytest.fixture
def hint(stage):
    return actions.add_hint(stage.centre, VALUES, by=stage.ada, at=NOW)


def readers(stage):
    return {
        who
        for who in EVERYBODY
        if SAID in client(getattr(stage, who)).get(page(stage), follow=True).content.decode()
    }


def page(stage):
    return reverse("alumni:hand_over", args=[stage.centre.pk])


def test_it_is_read_by_the_fellows_of_that_centre_and_nobody_else(stage, hint):
    assert readers(stage) == {"ada"}
    assert client().get(page(stage)).status_code == 302
    Placement.objects.update(fellow=stage.zoe, arrived_on=None, state="agreed")  # the next one, not there yet
    assert readers(stage) == {"zoe"}
    assert rules.may_add_hint(stage.centre, by=stage.zoe, at=NOW).code == "not-there"
    Placement.objects.update(offer=stage.offers[1])  # a fellow of another centre
    assert readers(stage) == set()


def test_the_staff_reads_what_its_writer_left_open(stage, hint):
    assert "badge at the gate" not in client(stage.hana).get(page(stage)).content.decode()
    actions.edit_hint(hint, {**VALUES, "for_staff": True}, by=stage.ada, at=NOW)
    assert readers(stage) == {"ada", "hana"}


def test_the_office_reads_what_was_doubted_and_hides_it(stage, hint):
    office = reverse("alumni:doubted_hints")
    assert SAID not in client(stage.ida).get(office).content.decode()
    actions.doubt_hint(hint, doubt="The gate has moved.", by=stage.ada, at=NOW)
    assert SAID in client(stage.ida).get(office).content.decode()
    assert SAID not in client(stage.mia).get(office).content.decode()
    assert "doubted line of a hand-over" in client(stage.ida).get(reverse("desks:home")).content.decode()
    sent = client(stage.ida).post(reverse("alumni:hide_hint", args=[hint.pk]), {"reason": "Out of date."})
    assert sent.status_code == 302
    assert Hint.objects.get().state == "hidden"
    assert "Out of date." in client(stage.ada).get(page(stage)).content.decode()  # its writer reads why
    Placement.objects.update(fellow=stage.zoe)
    assert readers(stage) == set()


def test_what_is_old_says_so_and_is_confirmed_by_whoever_is_there(stage, hint):
    later = NOW + timedelta(days=740)
    ((_, [(_, old)]),) = queries.grouped([hint], at=later)
    assert old
    assert not queries.grouped([hint], at=NOW)[0][1][0][1]
    actions.confirm_hint(hint, by=stage.ada, at=later)
    assert not queries.grouped([Hint.objects.get()], at=later)[0][1][0][1]


def test_only_its_writer_changes_or_takes_away(stage, hint):
    others = [getattr(stage, who) for who in EVERYBODY if who != "ada"] + [person("Nora Nobody")]
    for by in others:
        assert rules.may_edit_hint(hint, by=by, at=NOW).code == "not-yours"
        assert rules.may_remove_hint(hint, by=by, at=NOW).code == "not-yours"
        assert rules.may_doubt_hint(hint, by=by, at=NOW).code == "not-fellow"
    client(stage.ada).post(reverse("alumni:remove_hint", args=[hint.pk]))
    assert not Hint.objects.exists()


def test_new_words_settle_a_doubt(stage, hint):
    actions.doubt_hint(hint, doubt="It is nine.", by=stage.ada, at=NOW)
    browser = client(stage.ada)
    sent = {"topic": "badge", "text": "Before nine."}
    assert browser.post(reverse("alumni:edit_hint", args=[hint.pk]), sent).status_code == 302
    row = Hint.objects.get()
    assert (row.state, row.doubt, row.text) == ("shown", "", "Before nine.")


def test_its_writer_is_told_of_a_doubt_and_what_became_of_it_and_never_who_doubted(stage, hint):
    def letters():
        rows = Letter.objects.filter(kind__endswith="_hint").order_by("written_at", "kind")
        return [(row.kind, row.to_user, queries.recipient(row)) for row in rows]

    actions.doubt_hint(hint, doubt="It is nine.", by=stage.ada, at=NOW)  # her own: she knows
    actions.confirm_hint(hint, by=stage.ada, at=NOW)
    assert letters() == []
    Placement.objects.update(fellow=stage.zoe)
    actions.doubt_hint(hint, doubt="It is nine.", by=stage.zoe, at=NOW)
    assert letters() == [("alumni.doubt_hint", stage.ada, stage.ada)]
    told = Letter.objects.get(kind="alumni.doubt_hint")
    assert "It is nine." in told.text and SAID in told.text
    assert "Zoe" not in told.text + told.subject
    actions.hide_hint(hint, reason="Out of date.", by=stage.ida, at=NOW + timedelta(1))
    assert letters() == [("alumni.doubt_hint", stage.ada, None), ("alumni.hide_hint", stage.ada, stage.ada)]
    assert "Out of date." in Letter.objects.get(kind="alumni.hide_hint").text
    actions.show_hint(hint, by=stage.ida, at=NOW + timedelta(2))
    assert letters()[-1] == ("alumni.show_hint", stage.ada, stage.ada)


def test_films_about_the_centre_stand_on_its_page_until_their_speaker_withdraws(stage, hint):
    centre = stage.centre
    film = Tip.objects.create(
        title="The first week there", kind="Film", order=900, state="shown", institution=centre.institution
    )
    Tip.objects.create(title="Elsewhere", kind="Film", order=901, state="shown")
    shown = client(stage.ada).get(page(stage)).content.decode()
    assert "The first week there" in shown and "Elsewhere" not in shown
    film.state = "refused"
    film.save()
    assert "The first week there" not in client(stage.ada).get(page(stage)).content.decode()


def test_forgetting_takes_what_somebody_wrote(stage, hint):
    actions.forget(stage.ada, at=NOW)
    assert not Hint.objects.exists()
