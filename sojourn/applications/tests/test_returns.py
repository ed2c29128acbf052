"""What is missing goes back with a day, is answered inside the application, and is decided after the day."""

from datetime import timedelta

import pytest
from django.urls import reverse

from sojourn.applications import actions, queries, rules
from sojourn.applications.models import Return
from sojourn.applications.tests.stage import ABOUT, AFTER, CLOSES, TRAINING, pdf
from sojourn.core.verdict import YES
from sojourn.journal.models import Entry
from sojourn.post.models import Letter as Mail
from sojourn.ui.gates import Refused

DUE = AFTER + timedelta(days=7)
GRACE = timedelta(minutes=5)
LATE = DUE + GRACE
NOTE = "The certificate is not readable."


@pytest.fixture
def sent(stage):
    """Ada's application, sent back for the certificate and what she said about herself."""
    app = stage.submitted()
    actions.send_back(
        app, parts=["document-certification", "about"], note=NOTE, until=DUE, by=stage.ida, at=AFTER
    )
    return app


def refused(function, *args, **more) -> str:
    with pytest.raises(Refused) as caught:
        function(*args, **more)
    return caught.value.verdict.code


def test_send_back_opens_only_the_parts_that_were_asked_for(stage, sent):
    soon = AFTER + timedelta(days=1)
    actions.edit_about(sent, ABOUT | {"phone": "+351 1"}, by=stage.ada, at=soon)
    slot = stage.slots["certification"]
    actions.add_document(sent, slot, upload=pdf(3), dated_on=TRAINING["certified_on"], by=stage.ada, at=soon)
    assert {
        "training": refused(actions.edit_training, sent, TRAINING, by=stage.ada, at=soon),
        "choices": refused(actions.rank, sent, stage.offers[:1], by=stage.ada, at=soon),
        "cv": refused(actions.add_document, sent, stage.slots["cv"], upload=pdf(), by=stage.ada, at=soon),
        "referee": rules.may_name_referee(sent, by=stage.ada, at=CLOSES + timedelta(days=30)).code,
        "withdraw": refused(actions.withdraw, sent, by=stage.ada, at=soon),
        "stranger": refused(actions.edit_about, sent, ABOUT, by=stage.zoe, at=soon),
    } == {
        "training": "not-asked", "choices": "not-asked", "cv": "not-asked", "referee": "letters-closed",
        "withdraw": "state", "stranger": "not-yours",
    }  # fmt: skip
    sent.refresh_from_db()
    assert (sent.state, sent.phone) == ("returned", "+351 1")


@pytest.mark.parametrize(
    ("when", "code"),
    [(DUE - timedelta(seconds=1), ""), (DUE, ""), (LATE - timedelta(seconds=1), ""), (LATE, "answer-closed")],
)
def test_answer_is_refused_only_from_the_end_of_the_silent_grace(stage, sent, when, code):
    assert rules.may_edit(sent, by=stage.ada, at=when, part="about").code == code
    assert rules.may_answer(sent, by=stage.ada, at=when).code == code


def test_answer_seals_anew_and_comes_to_the_office_again(stage, sent):
    first = queries.receipts(sent).first().sha256
    soon = AFTER + timedelta(days=1)
    actions.edit_about(sent, ABOUT | {"phone": "+351 1"}, by=stage.ada, at=soon)
    assert queries.receipts(sent).first().sha256 == first  # only the answer seals
    receipt = actions.answer(sent, words="  Here it is. ", by=stage.ada, at=soon)
    assert sent.state == "submitted" and receipt.sha256 != first
    row = Return.objects.get()
    assert (row.answer, row.answered_at, row.ended_at) == ("Here it is.", soon, soon)
    assert refused(actions.edit_about, sent, ABOUT, by=stage.ada, at=soon) == "closed"
    acts = [entry.verb for entry in Entry.objects.filter(thing_id=str(sent.pk)).order_by("pk")]
    assert acts[-3:] == ["applications.send_back", "applications.answer", "applications.seal"]
    actions.admit(sent, by=stage.ida, at=soon)


def test_answer_without_what_was_asked_for_needs_a_word(stage, sent):
    soon = AFTER + timedelta(days=1)
    document = sent.documents.get(slot__code="certification", replaced_at=None)
    actions.remove_document(document, by=stage.ada, at=soon)
    assert refused(actions.answer, sent, by=stage.ada, at=soon) == "still-missing"
    actions.answer(sent, words="The college answers in June.", by=stage.ada, at=soon)
    assert sent.state == "submitted"


def test_nobody_is_turned_down_before_the_day_has_passed(stage, sent):
    soon = AFTER + timedelta(days=1)
    codes = {
        (verb, when): getattr(rules, f"may_{verb}")(sent, by=stage.ida, at=when).code
        for verb in ("admit", "refer", "hold", "bar", "send_back")
        for when in (soon, LATE)
    }
    assert codes == {
        ("admit", soon): "", ("admit", LATE): "", ("refer", soon): "", ("refer", LATE): "",
        ("hold", soon): "waits", ("hold", LATE): "", ("bar", soon): "waits", ("bar", LATE): "",
        ("send_back", soon): "", ("send_back", LATE): "",
    }  # fmt: skip
    actions.hold(sent, note="Nothing came.", by=stage.ida, at=LATE)
    assert (sent.state, queries.returned(sent)) == ("incomplete", None)


def test_send_back_needs_words_a_day_ahead_and_the_own_society(stage):
    app = stage.submitted()
    stage.call.decisions_by = AFTER + timedelta(days=20)
    stage.call.save()
    app.programme.call.refresh_from_db()

    def code(**changes):
        asked = {"parts": ["about"], "note": NOTE, "until": DUE, "by": stage.ida, "at": AFTER} | changes
        return refused(actions.send_back, app, **asked)

    assert code(note=" ") == "note"
    assert code(until=AFTER) == "past"
    assert code(until=AFTER + timedelta(days=20)) == "too-late"
    assert code(by=stage.mia) == "not-officer"
    assert code(at=CLOSES) == "still-open"
    assert rules.may_send_back(app, by=stage.finn, at=AFTER) == YES


def test_asking_again_replaces_what_was_asked(stage, sent):
    later = DUE + timedelta(days=3)
    actions.send_back(sent, parts=["training"], note="The year.", until=later, by=stage.ida, at=LATE)
    assert queries.returned(sent).parts == ["training"]
    assert rules.may_edit(sent, by=stage.ada, at=LATE, part="about").code == "not-asked"
    assert Return.objects.filter(ended_at=None).count() == 1


def test_letters_leave_after_ten_minutes_once_and_only_while_asked(stage, sent):
    stage.send_all(AFTER + timedelta(minutes=9))
    mails = Mail.objects.filter(kind="applications.send_back")
    assert mails.get().state == "due"
    assert NOTE in mails.get().text and "Monday 25" not in mails.get().subject
    assert queries.recipient(mails.get()) == stage.ada.email
    actions.answer(sent, by=stage.ada, at=AFTER + timedelta(minutes=9))
    assert queries.recipient(mails.get()) == ""


def test_tick_reminds_once_a_day_before(stage, sent):
    reminders = Mail.objects.filter(kind="applications.chase_answer")
    actions.tick(at=DUE - timedelta(days=2))
    assert not reminders.exists()
    actions.tick(at=DUE - timedelta(hours=20))
    actions.tick(at=DUE - timedelta(hours=19))
    mail = reminders.get()
    assert queries.recipient(mail) == stage.ada.email


def test_waiting_for_the_applicant_until_the_day_then_for_the_officer(stage, sent):
    (line,) = queries.waiting_for(stage.ada, at=AFTER)
    assert (line.verb, line.title, line.due_at) == ("Answer", "the office of SAR", DUE)
    assert queries.waiting_for(stage.ida, at=AFTER) == []
    assert queries.waiting_for(stage.ada, at=LATE) == []
    (line,) = queries.waiting_for(stage.ida, at=LATE)
    assert (line.verb, line.count) == ("Check", 1)


def test_a_letter_sent_back_is_taken_until_the_new_day(stage):
    app = stage.submitted()
    closed = CLOSES + timedelta(days=8)  # letters were taken for seven days
    letter = app.letters.get()
    assert rules.may_replace_referee(letter, by=stage.ada, at=closed).code == "letters-closed"
    until = closed + timedelta(days=5)
    actions.send_back(app, parts=["referees"], note="No letter.", until=until, by=stage.ida, at=closed)
    letter = app.letters.get()
    values = {"name": "Prof Bo", "email": "bo@x.example", "position": "Head", "agreed": True}
    values["ask_now"] = True
    made = actions.replace_referee(letter, values, by=stage.ada, at=closed)
    actions.answer(app, by=stage.ada, at=closed)
    text = "She has worked with us for five years, with care and joy. " * 5
    invitation = stage.invitation(made)
    made.application = app
    assert rules.may_write_letter(made, by=invitation, at=until + GRACE).code == "letters-closed"
    actions.write_letter(made, text=text, by=invitation, at=until)


def test_a_letter_that_never_came_makes_it_incomplete_and_a_person_decides_with_words(stage):
    app = stage.submitted()
    parts = queries.parts(app)
    over = CLOSES + timedelta(days=7, minutes=5)
    assert [gap.code for gap in rules.lacking(parts, at=AFTER)] == []
    assert [gap.code for gap in rules.lacking(parts, at=over)] == ["awaited"]
    assert refused(actions.admit, app, by=stage.ida, at=over) == "note"
    actions.admit(app, note="The head of department telephoned.", by=stage.ida, at=over)
    assert (app.state, app.office_note) == ("eligible", "The head of department telephoned.")


# Pages.


def test_the_office_sends_back_and_the_applicant_sees_exactly_that(stage, visit):
    app = stage.submitted()
    here = reverse("applications:send_back", args=[app.pk])
    ida = visit("ida", AFTER)
    assert ida.get(here).status_code == 200
    bad = ida.post(here, {"note": NOTE, "until": "2024-03-27"})
    assert bad.status_code == 422 and "at least one part" in bad.content.decode()
    bad = ida.post(here, {"parts": ["about"], "note": NOTE, "until": "2024-03-01"})
    assert bad.status_code == 422 and "lie ahead" in bad.content.decode()
    sent = {"parts": ["document-cv"], "note": NOTE, "until": "2024-03-27"}
    assert ida.post(here, sent).status_code == 302
    assert queries.returned(app).due_at.isoformat() == "2024-03-27T22:59:00+00:00"
    listed = ida.get(reverse("applications:office_list", args=["2024", "sar"])).content.decode()
    assert "until 27 Mar 2024" in listed
    ada = visit("ada", AFTER)
    page = ada.get(reverse("applications:application", args=[app.pk])).content.decode()
    assert NOTE in page and "Curriculum vitae" in page and "Training and certification" not in page
    assert ada.get(reverse("applications:edit_about", args=[app.pk])).status_code == 403
    assert ada.get(reverse("applications:add_document", args=[app.pk, "cv"])).status_code == 200
    assert ada.get(reverse("applications:add_document", args=[app.pk, "motivation"])).status_code == 403
    documents = ada.get(reverse("applications:documents", args=[app.pk])).content.decode()
    assert documents.count("add-document") == 1
    answer = reverse("applications:answer", args=[app.pk])
    assert ada.get(answer).status_code == 200
    assert ada.post(answer, {"words": ""}).status_code == 302
    assert ada.get(answer).status_code == 403


def test_mia_cannot_send_back_nor_zoe_answer(stage, visit, sent):
    assert visit("mia", AFTER).post(reverse("applications:send_back", args=[sent.pk])).status_code == 404
    assert visit("zoe", AFTER).post(reverse("applications:answer", args=[sent.pk])).status_code == 404


def test_the_officers_are_told_that_an_answer_came(stage, sent):
    soon = AFTER + timedelta(days=1)
    slot = stage.slots["certification"]
    actions.add_document(sent, slot, upload=pdf(3), dated_on=TRAINING["certified_on"], by=stage.ada, at=soon)
    actions.answer(sent, words="A better scan.", by=stage.ada, at=soon)
    (mail,) = Mail.objects.filter(kind="applications.check")
    assert mail.to_address == stage.ida.email  # and not Mia, of another society
    assert sent.number in mail.subject and reverse("applications:office_page", args=[sent.pk]) in mail.text
    assert "A better scan" not in mail.text and "Able" not in mail.text
    assert queries.recipient(mail) == stage.ida.email
    actions.admit(sent, by=stage.ida, at=soon)
    assert queries.recipient(mail) == ""  # checked meanwhile
