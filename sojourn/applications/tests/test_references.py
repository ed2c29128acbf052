"""Referees: confidentiality, bounces, helpers, questions, doubts, grace, chasers, the same letter again."""

import io
import re
from datetime import timedelta

import pikepdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from sojourn.applications import actions, queries, rules
from sojourn.applications.models import Chaser, Letter
from sojourn.applications.tests.stage import AFTER, AT, CLOSES, LETTER, REFEREE, pdf, written
from sojourn.calls.models import LetterQuestion
from sojourn.documents.models import File
from sojourn.documents.rules import Refused as RefusedFile
from sojourn.post import actions as post
from sojourn.post.models import Invitation
from sojourn.post.models import Letter as Mail
from sojourn.ui.gates import Refused

DAY = timedelta(days=1)
HELPER = {"name": "Mr Sec Retary", "email": "sec@clinic.example"}


@pytest.fixture
def letter(stage) -> Letter:
    """Ben's, asked for Ada's submitted application."""
    return full(stage.submitted().letters.get())


def full(letter: Letter) -> Letter:
    return queries.references.full(Letter.objects.filter(pk=letter.pk)).get()


def ben(letter: Letter) -> Invitation:
    rows = Invitation.objects.filter(thing_id=str(letter.pk), door=queries.DOOR, closed_at=None)
    return rows.latest("made_at")


def helper(letter: Letter) -> Invitation:
    rows = Invitation.objects.filter(thing_id=str(letter.pk), door=queries.references.HELPER_DOOR)
    return rows.filter(closed_at=None).latest("made_at")


def mails(verb: str) -> list[Mail]:
    return list(Mail.objects.filter(kind=f"applications.{verb}").order_by("pk"))


def code(refused) -> str:
    return refused.value.verdict.code


def lose(mail: Mail, state: str = "bounced") -> None:
    Mail.objects.filter(pk=mail.pk).update(state=state)


def ask_questions(programme) -> None:
    rows = (
        {"code": "known", "kind": "choice", "title": "How known?", "options": ["As head", "As tutor"]},
        {"code": "level", "kind": "scale", "title": "Level", "anchors": {"5": "Among the best"}},
        {"code": "gain", "kind": "text", "title": "Gain?", "required": False},
    )
    for order, row in enumerate(rows, 1):
        LetterQuestion.objects.create(programme=programme, order=order, **row)


# --- naming and asking ---


def test_name_referee_only_after_agreeing_that_the_letter_is_confidential(stage):
    app = stage.complete(referee=False)
    with pytest.raises(Refused) as refused:
        actions.name_referee(app, REFEREE | {"agreed": False, "ask_now": True}, by=stage.ada, at=AT)
    assert code(refused) == "not-agreed"
    assert not app.letters.exists()
    letter = actions.name_referee(app, REFEREE, by=stage.ada, at=AT)
    assert (letter.state, letter.agreed_at) == ("named", AT)


def test_ask_tells_the_referee_where_the_address_came_from_and_what_for(letter):
    (mail,) = mails("ask")
    text = mail.text
    assert text.startswith("Dr Ada Able asks you for a letter of recommendation, by\n")
    told = " ".join(text.split())
    assert "Dr Ada Able gave us your name and address." in told
    assert "deleted with the application" in told
    assert "/privacy/" in text and text.count("[[link]]") == 1


def test_name_referee_ends_somewhere(stage):
    app = stage.complete(referee=False)
    letter = actions.name_referee(app, REFEREE, by=stage.ada, at=AT)
    for number in range(rules.MOST_ASKED - 1):
        values = REFEREE | {"email": f"r{number}@clinic.example"}
        letter = actions.replace_referee(letter, values, by=stage.ada, at=AT)
    with pytest.raises(Refused) as refused:
        actions.replace_referee(letter, REFEREE, by=stage.ada, at=AT)
    assert code(refused) == "too-many"


# --- bounces and addresses ---


@pytest.mark.parametrize("state", ["bounced", "given_up"])
def test_a_request_that_came_back_is_told_once_and_the_address_can_be_corrected(stage, letter, state):
    old = ben(letter)
    lose(mails("ask")[0], state)

    assert [actions.tick(at=AT), actions.tick(at=AT)] == [1, 0]

    letter = full(letter)
    assert letter.state == "bounced"
    (told,) = mails("bounce_letter")
    assert told.to_address == stage.ada.email and "ben@clinic.example came back" in told.text
    gaps = rules.gaps(queries.parts(letter.application))
    assert [(gap.code, gap.blocks) for gap in gaps if gap.section == "referees"] == [("bounced", False)]
    assert [line.verb for line in queries.waiting_for(stage.ada, at=AT)] == ["Correct"]

    actions.change_address(letter, "ben@home.example", by=stage.ada, at=AT + DAY)

    assert (letter.state, letter.email, letter.asked_at) == ("asked", "ben@home.example", AT + DAY)
    assert mails("ask")[-1].to_address == "ben@home.example"
    old.refresh_from_db()
    assert "went to another address" in old.closed_because
    assert actions.tick(at=AT + DAY) == 0, "the old mail is not about the new address"
    assert queries.recipient(mails("ask")[0]) == "ben@home.example"


def test_a_lost_reminder_is_no_bounce_once_the_link_was_opened(letter):
    Invitation.objects.filter(thing_id=str(letter.pk)).update(opened_at=AT)
    lose(mails("ask")[0])
    assert actions.tick(at=AT) == 0
    assert full(letter).state == "asked"


def test_change_address_of_a_request_that_went_astray_but_not_of_one_that_was_opened(stage, letter):
    assert rules.may_change_address(letter, by=stage.zoe, at=AT).code == "not-yours"
    assert rules.may_change_address(letter, by=stage.ada, at=AT)
    Invitation.objects.filter(thing_id=str(letter.pk)).update(opened_at=AT)
    assert rules.may_change_address(letter, by=stage.ada, at=AT).code == "opened"


def test_change_address_ends_what_the_old_mailbox_may(stage, letter):
    old = ben(letter)
    actions.change_address(letter, "ben@home.example", by=stage.ada, at=AT)
    for verb in ("write_letter", "save_letter", "decline_letter", "hand_over", "add_letter_file"):
        assert getattr(rules, f"may_{verb}")(letter, by=old, at=AT).code == "not-invited", verb
        assert getattr(rules, f"may_{verb}")(letter, by=ben(letter), at=AT), verb


# --- deadline, grace, chasers ---


def test_the_programme_may_have_its_own_deadline_and_grace(stage, letter):
    programme = letter.application.programme
    programme.letters_by, programme.letter_grace_days = CLOSES + 2 * DAY, 3
    programme.save()
    letter = full(letter)
    due, last = CLOSES + 2 * DAY, CLOSES + 5 * DAY + timedelta(minutes=5)
    assert queries.letters_due(programme) == due
    assert rules.may_write_letter(letter, by=ben(letter), at=due + DAY)
    assert rules.may_write_letter(letter, by=ben(letter), at=last - timedelta(seconds=1))
    late = rules.may_write_letter(letter, by=ben(letter), at=last)
    assert late.code == "letters-closed" and "Saturday 23 March 2024, 23:59 Vienna" in late.reason


def test_tick_chases_by_the_days_of_the_call_each_once_and_never_a_heap(stage, letter):
    call = stage.call
    call.referee_chasers, call.applicant_chasers = [7, 1, -1], [2]
    call.save()
    stage.programme.letter_grace_days = 2
    stage.programme.save()
    due = call.letters_by

    def chased(at):
        actions.tick(at=at)
        actions.tick(at=at)
        return [(one.to, one.days) for one in Chaser.objects.all()]

    assert chased(due - 8 * DAY) == []
    # the clock stood still for a week: one reminder of the last moment, none of those before
    assert chased(due - DAY) == [("referee", 1), ("applicant", 2)]
    assert chased(due + timedelta(hours=2))[2:] == []
    assert chased(due + DAY)[2:] == [("referee", -1)]
    last = mails("chase")[-1]
    assert last.subject.startswith("Still taken") and "It is still taken until" in last.text
    assert mails("chase_applicant")[0].to_address == stage.ada.email
    assert chased(due + 9 * DAY)[3:] == []


def test_tick_leaves_alone_who_was_asked_or_reminded_the_day_before_and_who_answered(stage, letter):
    due = stage.call.letters_by
    Letter.objects.filter(pk=letter.pk).update(reminded_at=due - 7 * DAY - timedelta(hours=3))
    assert actions.tick(at=due - 7 * DAY) == 0
    actions.decline_letter(letter, by=ben(letter), at=AT)
    assert actions.tick(at=due - DAY) == 0


def test_letters_never_hold_a_submission_back(stage):
    app = stage.complete()
    lose(mails("ask")[0])
    actions.tick(at=AT)
    assert actions.submit(app, by=stage.ada, at=AT).number
    letter = full(app.letters.get())
    actions.replace_referee(
        letter, REFEREE | {"email": "x@clinic.example", "ask_now": True}, by=stage.ada, at=AT
    )
    new = full(app.letters.get(email="x@clinic.example"))
    actions.decline_letter(new, by=ben(new), at=AT)
    # what was submitted can still be changed although the one referee declined
    app.refresh_from_db()
    assert not rules.missing(rules.gaps(queries.parts(app)))


# --- the referee's draft, file and questions ---


def test_save_letter_keeps_two_pages_from_overwriting_each_other(letter):
    shown = queries.references.seen(letter)
    actions.save_letter(
        letter, "From the phone", {"level": "4"}, by=ben(letter), at=AT, seen=shown, tab="phone"
    )
    with pytest.raises(actions.StaleDraft) as stale:
        actions.save_letter(letter, "From the desk", by=ben(letter), at=AT, seen=shown, tab="desk")
    assert stale.value.saved.draft == "From the phone"
    actions.save_letter(letter, "More", by=ben(letter), at=AT, seen=shown, tab="phone", turn=7)
    actions.save_letter(letter, "Overtaken", by=ben(letter), at=AT, seen=shown, tab="phone", turn=6)
    kept = full(letter)
    assert (kept.draft, kept.draft_answers) == ("More", {"level": "4"})
    # whoever goes on from the saved text overwrites nothing
    longer = {"level": "4", "gain": "Much"}
    desk = {"seen": shown, "tab": "desk", "by": ben(letter), "at": AT}
    actions.save_letter(letter, "More, and more", longer, **desk)
    assert full(letter).draft == "More, and more"


@pytest.mark.parametrize(
    ("file", "words"),
    [
        (lambda: SimpleUploadedFile("a.pdf", b""), "empty"),
        (lambda: SimpleUploadedFile("a.pdf", b"PK\x03\x04" + b"0" * 99), "not a PDF"),
        (lambda: SimpleUploadedFile("a.pdf", b"\xff\xd8\xff\xe0" + b"0" * 99), "picture"),
        (lambda: SimpleUploadedFile("a.pdf", b"MZ" + b"0" * 99), "not a PDF"),
        (lambda: pdf(2), "Nothing is to be seen"),
        (lambda: written(pages=11), "at most 10"),
        (lambda: SimpleUploadedFile("a.pdf", b"%PDF-1.7\n" + b"0" * 4_100_000), "at most 4 MB"),
    ],
)
def test_an_empty_or_foreign_file_is_refused_and_nothing_is_kept(letter, file, words):
    before = File.objects.count()
    with pytest.raises(RefusedFile, match=words):
        actions.add_letter_file(letter, file(), by=ben(letter), at=AT)
    assert File.objects.count() == before
    assert full(letter).state == "asked"


def test_a_scan_is_not_empty(letter):
    with pikepdf.new() as made:
        page = made.add_blank_page(page_size=(595, 842))
        scan = pikepdf.Stream(made, bytes(range(256)))
        scan.stream_dict = pikepdf.Dictionary(
            Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Image, Width=16, Height=16,
            ColorSpace=pikepdf.Name.DeviceGray, BitsPerComponent=8,
        )  # fmt: skip
        page.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(S=scan))
        page.Contents = pikepdf.Stream(made, b"q 500 0 0 700 40 60 cm /S Do Q")
        out = io.BytesIO()
        made.save(out)
    upload = SimpleUploadedFile("scan.pdf", out.getvalue())
    actions.add_letter_file(letter, upload, by=ben(letter), at=AT)
    assert (letter.draft_file.pages, letter.draft_doubts) == (1, [])


def test_a_file_that_names_somebody_else_is_doubted_not_refused(letter):
    other = "Zacharias Zander has worked with us for years, carefully and with joy."
    actions.add_letter_file(letter, written(other), by=ben(letter), at=AT)
    assert letter.draft_doubts == ["unnamed"]
    assert rules.references.told(letter, ["unnamed"]) == ["It does not name Dr Ada Able."]
    actions.add_letter_file(letter, written(), by=ben(letter), at=AT)
    assert (letter.draft_doubts, File.objects.filter(kind="application.letter").count()) == ([], 1)
    assert rules.references.doubts_of_text(letter, LETTER) == []
    assert rules.references.doubts_of_text(letter, other * 8) == ["unnamed"]
    assert rules.references.doubts_of_text(letter, "Ada is very good. " * 9) == ["short"]  # 36 words


def test_the_same_file_for_two_applicants_is_doubted(stage, letter):
    both = "Ada Able and Zoe Able have both worked with us for several years, and with joy."
    file = written(both).read()  # two that are made one after the other may differ in their second
    actions.write_letter(letter, upload=SimpleUploadedFile("a.pdf", file), by=ben(letter), at=AT)
    other = full(stage.complete(stage.zoe).letters.get())
    actions.add_letter_file(other, SimpleUploadedFile("b.pdf", file), by=ben(other), at=AT)
    assert other.draft_doubts == ["another"]


def test_write_letter_wants_the_required_answers_and_keeps_them_as_they_were_asked(stage, letter):
    ask_questions(stage.programme)
    letter = full(letter)
    for answers, lacking in (
        ({}, "How known?"),
        ({"known": "As a friend", "level": "3"}, "How known?"),
        ({"known": "As head", "level": "9"}, "Level"),
    ):
        with pytest.raises(Refused) as refused:
            actions.write_letter(letter, text=LETTER, answers=answers, by=ben(letter), at=AT)
        assert (code(refused), lacking in str(refused.value)) == ("unanswered", True)
    given = {"known": "As head", "level": "5", "gain": "  Much. "}
    actions.write_letter(letter, text=LETTER, answers=given, signed_as="Prof B.", by=ben(letter), at=AT)
    LetterQuestion.objects.update(title="Reworded")
    words = [(one["title"], one["words"]) for one in full(letter).answers]
    assert words == [("How known?", "As head"), ("Level", "5 of 5: Among the best"), ("Gain?", "Much.")]
    assert letter.signed_as == "Prof B."


def test_write_letter_sends_the_file_kept_before_and_leaves_no_draft(letter):
    actions.save_letter(letter, "Half a", {"x": "1"}, by=ben(letter), at=AT)
    actions.add_letter_file(letter, written(pages=2), by=ben(letter), at=AT)
    actions.write_letter(full(letter), by=ben(letter), at=AT)
    sent = full(letter)
    assert (sent.state, sent.file.pages, sent.draft, sent.draft_answers) == ("received", 2, "", {})
    assert sent.draft_file is None


def test_decline_and_replace_leave_nothing_of_the_draft(stage, letter):
    actions.save_letter(letter, "Half a", by=ben(letter), at=AT)
    actions.add_letter_file(letter, written(), by=ben(letter), at=AT)
    actions.decline_letter(full(letter), reason="On leave", by=ben(letter), at=AT)
    left = full(letter)
    assert (left.draft, left.draft_file, left.reason) == ("", None, "On leave")
    assert not File.objects.filter(kind="application.letter").exists()


def test_the_committee_reads_the_answers_and_the_applicant_never(stage, letter):
    ask_questions(stage.programme)
    letter = full(letter)
    given = {"known": "As head", "level": "5"}
    actions.write_letter(letter, upload=written(), answers=given, by=ben(letter), at=AT)
    app = letter.application
    titles = lambda secret: [one["title"] for one in queries.contents(app, confidential=secret)]  # noqa: E731
    assert "Answers of the referee: Prof Ben Benson" in titles(True)
    assert not any("referee" in title or "recommendation: " in title for title in titles(False))
    whole = queries.dossier_for_committee(app, at=AFTER)
    own = queries.dossier(app, confidential=False, at=AFTER)
    with pikepdf.open(io.BytesIO(whole)) as one, pikepdf.open(io.BytesIO(own)) as other:
        assert len(one.pages) == len(other.pages) + 2


# --- the helper ---


def test_hand_over_lets_a_helper_upload_and_the_referee_confirm(stage, letter):
    actions.hand_over(letter, **HELPER, by=ben(letter), at=AT)
    (asked,) = mails("hand_over")
    assert asked.to_address == HELPER["email"] and asked.text.startswith("Prof Ben Benson asks you to upload")
    assert "Prof Ben Benson gave us your name and" in asked.text
    sec = helper(letter)
    for verb in ("write_letter", "save_letter", "decline_letter", "hand_over", "add_letter_file"):
        assert getattr(rules, f"may_{verb}")(letter, by=sec, at=AT).code == "not-invited", verb
    assert rules.may_upload_letter(letter, by=ben(letter), at=AT).code == "not-invited"

    actions.upload_letter(letter, written(), by=sec, at=AT)

    assert (letter.state, letter.uploaded_at) == ("opened", AT)
    assert mails("upload_letter")[0].to_address == letter.email
    assert mails("write_letter") == []
    actions.write_letter(full(letter), by=ben(letter), at=AT)
    sec.refresh_from_db()
    assert sec.closed_because.startswith("The letter was received on")
    assert rules.may_upload_letter(full(letter), by=sec, at=AT).code == "sent"


def test_a_helper_is_asked_again_where_the_application_is_brought_back(stage, letter):
    actions.hand_over(letter, **HELPER, by=ben(letter), at=AT)
    app, before = letter.application, helper(letter)
    actions.withdraw(app, by=stage.ada, at=AT)
    before.refresh_from_db()
    assert before.closed_at is not None
    actions.reinstate(app, by=stage.ada, at=AT)
    first, again = mails("hand_over")
    assert first.to_address == again.to_address == HELPER["email"]
    assert again.invitation.closed_at is None
    assert rules.may_upload_letter(full(letter), by=again.invitation, at=AT)


def test_a_helper_who_has_uploaded_is_not_asked_again(stage, letter):
    actions.hand_over(letter, **HELPER, by=ben(letter), at=AT)
    actions.upload_letter(letter, written(), by=helper(letter), at=AT)
    app = letter.application
    actions.withdraw(app, by=stage.ada, at=AT)
    actions.reinstate(app, by=stage.ada, at=AT)
    assert len(mails("hand_over")) == 1 and len(mails("ask_again")) == 1


def test_hand_over_to_somebody_else_ends_the_first_helpers_link(letter):
    actions.hand_over(letter, **HELPER, by=ben(letter), at=AT)
    first = helper(letter)
    actions.hand_over(letter, name="Ms Other", email="other@clinic.example", by=ben(letter), at=AT)
    first.refresh_from_db()
    assert "Somebody else" in first.closed_because
    assert rules.may_upload_letter(letter, by=first, at=AT).code == "not-invited"
    assert queries.recipient(mails("hand_over")[0]) == "other@clinic.example"


def test_brief_and_calendar_say_what_and_when(letter):
    made = queries.brief(letter, at=AT)
    with pikepdf.open(io.BytesIO(made)) as brief:
        assert len(brief.pages) == 1
    text = queries.briefs.calendar(letter, at=AT)
    assert text.startswith("BEGIN:VCALENDAR\r\n") and text.endswith("END:VCALENDAR\r\n")
    assert f"DTEND:{queries.letters_due(letter.application.programme):%Y%m%dT%H%M%SZ}\r\n" in text
    assert "SUMMARY:Letter of recommendation for Dr Ada Able" in text
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))


def test_calendar_folds_and_escapes(letter):
    letter.application.family_name = "Ünäble; " * 12
    text = queries.briefs.calendar(letter, at=AT)
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    unfolded = text.replace("\r\n ", "")
    assert "Ünäble\\; Ünäble\\;" in unfolded and not re.search(r"[^\r]\n", text)


# --- one letter for several programmes ---


def again(stage, user, programme) -> Letter:
    """The same referee, asked for another application."""
    app = actions.begin(programme, by=user, at=AT)
    app.given_name, app.family_name = user.given_name, user.family_name
    app.save()
    return full(actions.name_referee(app, REFEREE | {"ask_now": True}, by=user, at=AT))


@pytest.fixture
def two(stage):
    """A call in which one person may apply twice."""
    stage.call.one_per_person = False
    stage.call.save()
    stage.programme.refresh_from_db()
    stage.other.refresh_from_db()
    return stage


def test_reuse_letter_sends_an_earlier_one_again_for_the_same_applicant(two):
    first = full(two.submitted().letters.get())
    actions.write_letter(first, text=LETTER, upload=written(pages=2), by=ben(first), at=AT)
    second = again(two, two.ada, two.other)
    ask_questions(two.other)
    assert list(queries.references.earlier(second)) == [first]
    with pytest.raises(Refused) as refused:
        actions.reuse_letter(second, first, by=ben(second), at=AT)
    assert code(refused) == "unanswered"

    given = {"known": "As tutor", "level": "4"}
    actions.reuse_letter(second, first, answers=given, by=ben(second), at=AT)

    sent = full(second)
    assert (sent.state, sent.text, sent.reused) == ("received", LETTER.strip(), first)
    assert sent.file.sha256 == first.file.sha256 and sent.file != first.file
    assert len(sent.answers) == 2


def test_reuse_letter_never_across_applicants_mailboxes_or_unsent_ones(two):
    first = full(two.submitted().letters.get())
    second = again(two, two.ada, two.other)
    assert list(queries.references.earlier(second)) == []
    actions.write_letter(first, text=LETTER, by=ben(first), at=AT)
    zoes = again(two, two.zoe, two.other)
    assert list(queries.references.earlier(zoes)) == []
    assert rules.may_reuse_letter(zoes, first, by=ben(zoes), at=AT).code == "not-yours"
    Letter.objects.filter(pk=second.pk).update(email="somebody@clinic.example")
    assert list(queries.references.earlier(full(second))) == []
    assert rules.may_reuse_letter(first, first, by=ben(second), at=AT).code == "sent"


# --- the end ---


def test_forget_removes_the_referee_and_the_helper_too(stage, letter):
    actions.hand_over(letter, **HELPER, by=ben(letter), at=AT)
    actions.upload_letter(letter, written(), by=helper(letter), at=AT)
    post.mail_code(ben(letter), at=AT)
    actions.forget(stage.ada, at=AFTER)
    told = " ".join(f"{mail.to_address} {mail.text}" for mail in Mail.objects.all())
    assert "ben@clinic.example" not in told and "sec@clinic.example" not in told
    assert not Invitation.objects.filter(thing_id=str(letter.pk)).exists()
    assert not File.objects.filter(kind="application.letter").exists()
