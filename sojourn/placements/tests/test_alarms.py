"""An alarm goes past the tutor to one officer; nobody else can know that there is one."""

import re
from datetime import date, timedelta

import pytest
from django.urls import reverse

from sojourn.awards.tests import stage as stages
from sojourn.awards.tests.stage import ENDS, STARTS, at, client, person
from sojourn.journal.models import Entry
from sojourn.people.models import Role
from sojourn.placements import actions, queries, rules
from sojourn.placements.models import Alarm, AlarmWord
from sojourn.post.models import Letter
from sojourn.societies.models import Officer
from sojourn.ui.gates import Refused

NOW = at(date(2024, 10, 1))
CANARY = "He shouts at me in front of patients"


@pytest.fixture
def stage(db):
    made = stages.make()
    made.ike = person("Ike Officer")
    Officer.objects.create(society=made.society, user=made.ike)
    made.stay = made.placement("arrived")
    stages.live_at(NOW)
    return made


def raised(stage, *, officer=None, when=NOW):
    officer = officer or stage.ida
    return actions.raise_alarm(
        stage.stay, kind="harassment", officer=officer, text=CANARY, by=stage.ada, at=when
    )


def test_the_words_reach_the_officer_and_lie_locked(stage):
    alarm = raised(stage)
    assert [text for _, text in queries.words(alarm)] == [CANARY]
    assert CANARY not in AlarmWord.objects.get().locked
    (letter,) = Letter.objects.filter(kind="placements.raise_alarm")
    assert letter.to_user == stage.ida
    for secret in (CANARY, "Ada", "Lind", "Oslo", "harass"):
        assert secret not in letter.subject + letter.text
    assert CANARY not in str(list(Entry.objects.values()))


@pytest.mark.parametrize("who", ["ike", "finn", "mia", "hana", "zoe"])
def test_nobody_else_learns_that_there_is_one(stage, who):
    before = {name: page(stage, who, name) for name in ("placements:stay", "placements:before_arrival")}
    lines = queries.waiting_for(getattr(stage, who), at=NOW)
    alarm = raised(stage)
    browser = client(getattr(stage, who))
    for name in ("alarm", "answer_alarm", "add_to_alarm", "close_alarm"):
        assert browser.get(reverse(f"placements:{name}", args=[alarm.pk])).status_code == 404
    assert {name: page(stage, who, name) for name in before} == before
    assert queries.waiting_for(getattr(stage, who), at=NOW) == lines


def page(stage, who, name):
    answer = client(getattr(stage, who)).get(reverse(name, args=[stage.stay.pk]))
    # the form's token is new each time, and the rehearsal's clock goes on
    text = re.sub(r'<section class="rehearsal".*?</section>', "", answer.content.decode(), flags=re.DOTALL)
    return answer.status_code, re.sub(r'name="csrfmiddlewaretoken" value="\w+"|data-left="\d+"', "", text)


def test_officers_of_the_centre_are_not_offered(stage):
    Officer.objects.create(society=stage.society, user=stage.hana)
    assert queries.officers_for(stage.stay) == [stage.ida, stage.ike, stage.finn]


def test_answer_add_and_close(stage):
    alarm = raised(stage)
    with pytest.raises(Refused):
        actions.answer_alarm(alarm, text="No.", by=stage.ike, at=NOW)
    actions.answer_alarm(alarm, text="May I call you?", by=stage.ida, at=NOW)
    assert Letter.objects.get(kind="placements.answer_alarm").to_user == stage.ada
    actions.add_to_alarm(alarm, text="Yes.", by=stage.ada, at=NOW)
    assert alarm.state == "raised"
    with pytest.raises(Refused):
        actions.close_alarm(alarm, by=stage.ida, at=NOW)
    actions.close_alarm(alarm, by=stage.ada, at=NOW)
    assert [row.by_fellow for row, _ in queries.words(alarm)] == [True, False, True]
    with pytest.raises(Refused):
        actions.add_to_alarm(alarm, text="Still.", by=stage.ada, at=NOW)
    assert raised(stage).pk != alarm.pk


def test_a_second_word_to_the_same_officer_joins_the_first(stage):
    assert raised(stage).pk == raised(stage).pk
    assert raised(stage, officer=stage.finn).officer == stage.finn
    assert Alarm.objects.count() == 2


def test_an_officer_who_is_silent_is_reminded_once(stage):
    raised(stage)
    for days in range(8):
        actions.tick(at=NOW + timedelta(days))
    assert Letter.objects.filter(kind="placements.remind_of_alarm").count() == 1


@pytest.mark.parametrize(
    ("state", "day", "code"),
    [
        ("agreeing", STARTS, "not-agreed"),
        ("agreed", STARTS, ""),
        ("completed", ENDS + timedelta(365), ""),
        ("completed", ENDS + timedelta(366), "long-ago"),
    ],
)
def test_when_an_alarm_can_be_raised(db, state, day, code):
    made = stages.make()
    verdict = rules.may_raise_alarm(made.placement(state), by=made.ada, at=at(day))
    assert verdict.code == code


def test_the_pages(stage):
    address = reverse("placements:raise_alarm", args=[stage.stay.pk])
    refused = client(stage.ada).post(address, {"text": CANARY})
    assert refused.status_code == 422
    assert CANARY in refused.content.decode()
    given = {"kind": "absent", "officer": str(stage.ike.pk), "text": CANARY}
    answer = client(stage.ada).post(address, given)
    assert CANARY in client(stage.ike).get(answer.url).content.decode()
    assert answer.url == reverse("placements:alarm", args=[Alarm.objects.get().pk])


def test_forget_removes_it(stage):
    raised(stage)
    actions.forget(stage.ada, at=NOW)
    assert not Alarm.objects.exists()
    assert not AlarmWord.objects.exists()


def test_who_is_a_tutor_or_had_to_do_with_a_former_centre_is_not_offered(stage):
    """An officer may be a tutor, and a stay may have moved away from the centre that is complained of."""
    stage.ike.email = stage.tutors[0].email.upper()
    stage.ike.save(update_fields=["email"])
    assert stage.ike not in queries.officers_for(stage.stay)
    stage.stay.amendments.create(
        kind="move", state="done", offer=stage.offers[1], from_on=date(2024, 9, 20), reason="-",
        asked_as="office", asked_at=NOW,
    )  # fmt: skip
    stage.stay.offer = stage.offers[1]
    Officer.objects.create(society=stage.society, user=stage.hana)
    assert stage.hana not in queries.officers_for(stage.stay)
    assert stage.ida in queries.officers_for(stage.stay)


def test_who_left_the_office_reads_no_more_and_the_fellow_is_told(stage):
    alarm = raised(stage, officer=stage.ike)
    Officer.objects.filter(user=stage.ike).delete()
    address = reverse("placements:alarm", args=[alarm.pk])
    assert client(stage.ike).get(address).status_code == 404
    assert queries.recipient(Letter.objects.get(kind="placements.raise_alarm")) == ""
    page = client(stage.ada).get(address).content.decode()
    assert "This officer cannot read it any more" in page
    assert raised(stage, officer=stage.ida).pk != alarm.pk


def test_a_complaint_of_every_officer_says_where_else_to_turn(stage):
    Officer.objects.all().delete()
    Role.objects.all().delete()
    page = client(stage.ada).get(reverse("placements:raise_alarm", args=[stage.stay.pk])).content.decode()
    assert "Nobody can be told here" in page
    assert "Send this to the officer" not in page
