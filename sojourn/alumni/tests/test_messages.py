"""Words are handed on, addresses are not; a few a day, and none from whom one reported."""

from datetime import date, timedelta

import pytest

from sojourn.alumni import actions, queries, rules
from sojourn.alumni.models import Message
from sojourn.awards.tests import stage as stages
from sojourn.awards.tests.stage import at, person
from sojourn.people.models import User
from sojourn.post.models import Letter
from sojourn.ui.gates import Refused

LATER = at(date(2024, 12, 10))
WORDS = {"shown_name": "Ada Lind", "works_at": "Home", "story_title": "", "story": "", "contactable": True}


@pytest.fixture
def stage(db):
    return stages.make()


@pytest.fixture
def entry(stage):
    return actions.join(stage.placement("completed"), WORDS, by=stage.ada, at=LATER)


def write(entry, by, text="How was it?", when=LATER):
    return actions.write(entry, text=text, by=by, at=when)


def test_write_and_answer_hand_on_the_words_without_an_address(stage, entry):
    message = write(entry, stage.zoe)
    actions.answer_message(message, answer="Long and good.", by=stage.ada, at=LATER)
    to_ada, to_zoe = (Letter.objects.get(kind=f"alumni.{verb}") for verb in ("write", "answer_message"))
    assert (to_ada.to_user, to_zoe.to_user) == (stage.ada, stage.zoe)
    assert "How was it?" in to_ada.text and "Long and good." in to_zoe.text
    assert stage.zoe.email not in to_ada.text + to_ada.subject
    assert stage.ada.email not in to_zoe.text + to_zoe.subject


def test_text_of_a_sender_is_never_a_header_or_a_template(stage, entry):
    write(entry, stage.zoe, "Subject: x\r\nBcc: all@x.example\n\n{{ site }} {% url 'x' %}")
    letter = Letter.objects.get(kind="alumni.write")
    assert "\n" not in letter.subject and letter.subject.startswith("Zoe")
    assert "{{ site }} {% url 'x' %}" in letter.text


TABLE = [
    # contactable, who, before, code
    (True, "zoe", "", "yes"),
    (True, "mia", "", "yes"),
    (False, "zoe", "", "unreachable"),
    (True, "ada", "", "yourself"),
    (True, "zoe", "open", "open"),
    (True, "zoe", "answered", "yes"),
    (True, "zoe", "reported", "unreachable"),
    (True, "mia", "reported", "yes"),
]


@pytest.mark.parametrize(("contactable", "who", "before", "code"), TABLE)
def test_who_may_write(stage, entry, contactable, who, before, code):
    if before:
        message = write(entry, stage.zoe)
        if before == "answered":
            actions.answer_message(message, answer="Good.", by=stage.ada, at=LATER)
        elif before == "reported":
            actions.report_message(message, by=stage.ada, at=LATER)
    entry.contactable = contactable
    verdict = rules.may_write(entry, by=getattr(stage, who), at=LATER)
    assert (verdict.code or "yes") == code


def test_nobody_writes_more_than_a_few_a_day(stage, entry):
    for number in range(queries.MOST_A_DAY):
        sent = write(entry, stage.zoe, when=LATER + timedelta(minutes=number))
        actions.answer_message(sent, answer="Yes.", by=stage.ada, at=LATER + timedelta(minutes=number))
    with pytest.raises(Refused) as refused:
        write(entry, stage.zoe, when=LATER + timedelta(hours=1))
    assert refused.value.verdict.code == "often"
    write(entry, stage.zoe, when=LATER + timedelta(hours=25))


def test_report_tells_every_federation_officer_and_nobody_else(stage, entry):
    message = write(entry, stage.zoe, "Canary of malice")
    actions.report_message(message, by=stage.ada, at=LATER)
    told = Letter.objects.filter(kind="alumni.report_message")
    assert [letter.to_user for letter in told] == [stage.finn]
    assert "Canary" not in told.get().text
    assert list(queries.reported(stage.finn)) == [message]
    assert not queries.reported(stage.ida).exists()


def test_forget_removes_what_a_person_sent_and_got(stage, entry):
    write(entry, stage.zoe)
    actions.forget(stage.zoe, at=LATER)
    assert not Message.objects.exists()
    write(entry, person("Nils Nobody"))
    actions.forget(stage.ada, at=LATER)
    assert not Message.objects.exists()
    assert User.objects.filter(pk=stage.ada.pk).exists()
