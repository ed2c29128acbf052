"""The pages behind a referee's link: what is shown, kept, sent, and to whom nothing is shown."""

import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from sojourn.applications import actions
from sojourn.applications.models import Letter
from sojourn.applications.tests.stage import AT, LETTER, REFEREE, written
from sojourn.applications.tests.test_references import HELPER, ask_questions, full, two  # noqa: F401
from sojourn.documents.models import File
from sojourn.post.models import Invitation
from sojourn.post.models import Letter as Mail
from sojourn.upkeep import clock

SIGNED = {"signed_as": "Prof Ben Benson", "right": "on"}
SECRET = "care and joy"


@pytest.fixture
def now(monkeypatch):
    """The instant that requests live in; a list, so that a test can move it."""
    at = [AT]
    monkeypatch.setattr(clock, "read", lambda: clock.Reading(at=at[0], real=at[0], demonstration=True))
    return at


@pytest.fixture
def letter(stage, now) -> Letter:
    found = stage.submitted().letters.get()
    stage.send_all()
    return full(found)


def link(kind: str = "ask", to: str = "") -> str:
    sent = Mail.objects.filter(kind=f"applications.{kind}", state="sent")
    text = (sent.filter(to_address=to) if to else sent).latest("pk").text
    return re.search(r"/link/\S+", text)[0]


def entered(address: str, browser: Client | None = None) -> tuple[Client, str]:
    """A browser that pressed the button, and the clean address it was sent to."""
    browser = browser or Client()
    answer = browser.post(address)
    assert answer.status_code == 302
    return browser, answer.url


def beside(page: str, name: str) -> str:
    """Another page of the same invitation."""
    return reverse(f"applications:{name}", args=[page.split("/")[3]])


# --- the link ---


def test_a_scanner_that_opens_the_link_changes_nothing_the_button_tells_the_applicant(stage, letter):
    ada = Client()
    ada.force_login(stage.ada)
    status = lambda: ada.get(reverse("applications:referees", args=[letter.application_id])).text  # noqa: E731
    for ask in (Client().get, Client().head):
        answer = ask(link())
        assert answer.status_code == 200
        assert answer.headers["Referrer-Policy"] == "strict-origin"
        assert "no-store" in answer.headers["Cache-Control"]
    assert "Opened the link" not in status()
    _, page = entered(link())
    assert link().strip("/").split("/")[-1] not in page
    assert "Opened the link" in status()


def test_two_referees_in_one_browser_see_each_only_their_own(stage, letter):
    values = REFEREE | {"name": "Dr Carla Second", "email": "carla@clinic.example", "ask_now": True}
    actions.name_referee(letter.application, values, by=stage.ada, at=AT)
    stage.send_all()
    browser, bens = entered(link(to="ben@clinic.example"))
    browser, carlas = entered(link(to="carla@clinic.example"), browser)
    assert bens != carlas
    browser.post(beside(bens, "save_letter"), {"text": "Ben's own words"})
    browser.post(beside(carlas, "save_letter"), {"text": "Carla's own words"})
    for page, own, other in ((bens, "Ben's", "Carla"), (carlas, "Carla's", "Ben")):
        text = browser.get(page).text.replace("&#x27;", "'")
        assert f"{own} own words" in text
        assert f"{other}'s own words" not in text
    # who else was asked is told to nobody
    assert "Carla" not in browser.get(bens).text
    assert "Benson" not in browser.get(carlas).text


def test_a_link_after_sending_says_only_received_on(stage, letter):
    browser, page = entered(link())
    browser.post(page, {"text": LETTER, **SIGNED})
    for who in (browser, Client()):
        answer = who.get(link())
        assert answer.status_code == 410
        assert "The letter was received on Monday 4 March 2024, 11:00 Vienna" in answer.text
        assert SECRET not in answer.text and "Able" not in answer.text
    done = browser.get(page)
    assert "Received on" in done.text and SECRET not in done.text
    for name in ("open_letter_file", "letter_brief", "letter_calendar"):
        assert browser.get(beside(page, name)).status_code == 404
    for name in ("save_letter", "remove_letter_file", "hand_over", "decline_letter"):
        answer = browser.post(beside(page, name), {"text": "x", "name": "x", "email": "x@y.example"})
        assert "Received on" in answer.text, name
    assert full(letter).text == LETTER.strip()


def test_a_link_of_a_withdrawn_application_says_that_no_letter_is_needed(stage, letter):
    browser, page = entered(link())
    browser.post(beside(page, "save_letter"), {"text": "Half a letter"})
    actions.withdraw(letter.application, by=stage.ada, at=AT)
    answer = Client().get(link())
    assert (answer.status_code, "no longer needed" in answer.text) == (410, True)
    held = browser.get(page)
    assert (held.status_code, "no letter is needed any more" in held.text) == (403, True)
    assert browser.post(page, {"text": LETTER, **SIGNED}).status_code == 403
    # what was begun waits, should the application be brought back; the link is a new one then
    actions.reinstate(letter.application, by=stage.ada, at=AT)
    stage.send_all()
    assert browser.get(page).status_code == 403, "an old link stays closed"
    browser, page = entered(link("ask_again"))
    assert "Half a letter" in browser.get(page).text


def test_a_link_of_a_replaced_referee_says_that_no_letter_is_needed(stage, letter):
    browser, page = entered(link())
    actions.replace_referee(letter, REFEREE | {"email": "new@clinic.example"}, by=stage.ada, at=AT)
    answer = Client().get(link())
    assert (answer.status_code, "no longer needed" in answer.text) == (410, True)
    assert "Thank you for your readiness" in browser.get(page).text


def test_a_late_link_within_grace_and_after(stage, letter, now):
    stage.programme.letter_grace_days = 2
    stage.programme.save()
    browser, page = entered(link())
    now[0] = stage.call.letters_by + timedelta(days=1)
    assert "it is still taken" in browser.get(page).text
    now[0] = stage.call.letters_by + timedelta(days=3)
    late = browser.get(page)
    assert late.status_code == 403 and "Letters were taken until" in late.text
    assert browser.post(page, {"text": LETTER, **SIGNED}).status_code == 403
    assert Client().get(link()).status_code == 200, "the link says so itself, behind its button"


def test_a_forwarded_link_needs_the_mailbox(stage, letter):
    entered(link())
    stranger = Client()
    assert "Confirm that it is you" in stranger.get(link()).text
    assert stranger.post(link()).status_code == 200
    (mail,) = Mail.objects.filter(kind="post.mail_code")
    assert mail.to_address == "ben@clinic.example"
    for _ in range(5):
        assert stranger.post(link(), {"code": "000000"}).status_code == 422
    code = re.search(r"\d{6}", mail.text)[0]
    assert stranger.post(link(), {"code": code}).status_code == 422, "five wrong tries end a code"


# --- writing ---


def test_write_letter_with_questions_a_file_and_a_second_look(stage, letter):
    ask_questions(stage.programme)
    browser, page = entered(link())
    strange = written("Zacharias Zander has worked with us for years, carefully and with joy.", name="z.pdf")
    answers = {"question-known": "As head", "question-level": "5", "question-gain": ""}

    first = browser.post(page, {"file": strange, **answers})
    assert first.status_code == 422
    for said in ("Write your name", "confirm that it is the right one", "It does not name Dr Ada Able"):
        assert said in first.text, said
    # the file was kept in spite of what is missing, and so were the answers
    assert "z.pdf" in first.text and full(letter).draft_answers["level"] == "5"
    assert (
        browser.get(beside(page, "open_letter_file")).headers["Content-Disposition"].startswith("attachment")
    )
    again = browser.get(page).text
    assert re.search(r'value="5"[^>]*checked', again)

    doubted = browser.post(page, {**answers, **SIGNED})
    assert doubted.status_code == 422 and "I have looked again" in doubted.text
    assert browser.post(page, {**answers, **SIGNED, "looked": "on"}).status_code == 302
    sent = full(letter)
    assert (sent.state, sent.file.name, sent.signed_as) == ("received", "z.pdf", "Prof Ben Benson")


def test_write_letter_says_which_question_is_not_answered(stage, letter):
    ask_questions(stage.programme)
    browser, page = entered(link())
    answer = browser.post(page, {"text": LETTER, **SIGNED, "question-level": "7"})
    assert answer.status_code == 422
    assert "How known?: Choose one." in answer.text and "Level: Choose one of these." in answer.text
    assert full(letter).draft == LETTER.strip() or full(letter).draft == LETTER


def test_remove_letter_file_before_sending(stage, letter):
    browser, page = entered(link())
    browser.post(beside(page, "save_letter"), {"text": "", "file": written(name="first.pdf")})
    assert "first.pdf" in browser.get(page).text
    browser.post(beside(page, "remove_letter_file"))
    assert "first.pdf" not in browser.get(page).text
    assert not File.objects.filter(kind="application.letter").exists()


def test_save_letter_by_script_answers_shortly_and_shows_both_texts_on_a_conflict(stage, letter):
    browser, page = entered(link())
    save, script = beside(page, "save_letter"), {"X-Sojourn-Autosave": "1"}
    shown = re.search(r'name="seen" value="(\w+)"', browser.get(page).text)[1]
    told = browser.post(save, {"text": "One", "seen": shown, "tab": "a", "turn": "1"}, headers=script)
    assert told.status_code == 200 and told.json()["seen"] != shown
    stale = browser.post(save, {"text": "Two", "seen": shown, "tab": "b", "turn": "1"}, headers=script)
    assert (stale.status_code, "another page" in stale.json()["reason"]) == (409, True)
    both = browser.post(page, {"text": "Two", "seen": shown, "tab": "b", "turn": "2", **SIGNED})
    assert both.status_code == 409
    assert "One" in both.text and ">\nTwo</textarea>" in both.text
    assert (full(letter).draft, full(letter).state) == ("One", "opened")
    # the page of the conflict holds the newest digest: its own save is taken
    fresh = re.search(r'name="seen" value="(\w+)"', both.text)[1]
    assert browser.post(save, {"text": "Two", "seen": fresh}).status_code == 302
    actions.withdraw(letter.application, by=stage.ada, at=AT)
    ended = browser.post(save, {"text": "Three", "seen": fresh}, headers=script)
    assert (ended.status_code, "no letter" in ended.json()["reason"]) == (403, True)


def test_a_foreign_file_is_explained_beside_the_field_and_the_text_stays(stage, letter):
    browser, page = entered(link())
    for bad, words in (
        (b"GIF89a" + b"0" * 99, "picture"),
        (b"", "empty"),
        (b"MZ\x90" + b"0" * 99, "not a PDF"),
    ):
        upload = SimpleUploadedFile("letter.pdf", bad)
        answer = browser.post(page, {"text": LETTER, "file": upload, **SIGNED})
        assert answer.status_code == 422 and words in answer.text and SECRET in answer.text
        saved = browser.post(
            beside(page, "save_letter"), {"text": LETTER, "file": SimpleUploadedFile("letter.pdf", bad)}
        )
        assert saved.status_code in (422, 302)
    assert full(letter).state == "opened" and full(letter).draft_file is None


# --- the helper ---


def test_a_helper_uploads_sees_no_draft_and_the_referee_sends(stage, letter):
    browser, page = entered(link())
    browser.post(beside(page, "save_letter"), {"text": "My first, private words"})
    over = beside(page, "hand_over")
    assert browser.post(over, HELPER).status_code == 302
    assert HELPER["email"] in browser.get(over).text
    assert browser.get(beside(page, "letter_brief")).content.startswith(b"%PDF")
    assert browser.get(beside(page, "letter_calendar")).headers["Content-Type"].startswith("text/calendar")

    stage.send_all()
    sec, desk = entered(link("hand_over"))
    shown = sec.get(desk).text
    assert "Upload the letter of Prof Ben Benson" in shown and "private words" not in shown
    assert sec.get(beside(desk, "open_letter_file")).status_code == 404
    for name in ("write_letter", "hand_over", "decline_letter"):
        assert sec.get(beside(desk, name)).status_code == 404
    assert sec.post(desk, {"file": SimpleUploadedFile("x.pdf", b"no")}).status_code == 422
    assert sec.post(desk, {"file": written(name="scan.pdf")}).status_code == 302
    assert "waiting for Prof Ben Benson" in sec.get(desk).text
    assert sec.get(beside(desk, "open_letter_file")).status_code == 200
    assert full(letter).state == "opened"

    stage.send_all()
    browser, page = entered(link("upload_letter"))
    assert "Uploaded by Mr Sec Retary, for you to confirm" in browser.get(page).text
    browser.post(page, {"text": "", **SIGNED})
    assert full(letter).state == "received"
    assert "Nothing more to upload" in sec.get(desk).text
    assert Client().get(link("hand_over")).status_code == 410


# --- one letter for several programmes ---


def test_reuse_letter_by_one_press_after_reading(two, now):  # noqa: F811
    first = full(two.submitted().letters.get())
    two.send_all()
    browser, page = entered(link())
    browser.post(page, {"text": LETTER, **SIGNED})
    app = actions.begin(two.other, by=two.ada, at=AT)
    app.given_name, app.family_name = "Ada", "Able"
    app.save()
    actions.name_referee(app, REFEREE | {"ask_now": True}, by=two.ada, at=AT)
    two.send_all()

    browser, page = entered(link())
    shown = browser.get(page).text
    assert "You have written for Ada Able before" in shown and SECRET not in shown
    reuse = re.search(r'href="(/\S+reuse-letter/)"', shown)[1]
    assert SECRET in browser.get(reuse).text
    assert browser.post(reuse, {"signed_as": "Ben"}).status_code == 422
    assert browser.post(reuse, SIGNED).status_code == 302
    second = app.letters.get()
    assert (second.state, second.text) == ("received", first.__class__.objects.get(pk=first.pk).text)
    assert browser.get(reuse).status_code == 200 and SECRET not in browser.get(reuse).text


def test_reuse_letter_of_another_applicant_is_not_there(two, now):  # noqa: F811
    first = full(two.submitted().letters.get())
    actions.write_letter(
        first, text=LETTER, upload=written(), by=Invitation.objects.get(thing_id=str(first.pk)), at=AT
    )
    zoes = actions.begin(two.other, by=two.zoe, at=AT)
    actions.name_referee(zoes, REFEREE | {"ask_now": True}, by=two.zoe, at=AT)
    two.send_all()
    browser, page = entered(link())
    assert "before" not in browser.get(page).text.split("<main")[1].split("</main")[0]
    invitation = page.split("/")[3]
    for name in ("reuse_letter", "open_earlier"):
        assert browser.get(reverse(f"applications:{name}", args=[invitation, first.pk])).status_code == 404


# --- the applicant ---


def test_referees_page_shows_states_and_never_a_word(stage, letter):
    ada = Client()
    ada.force_login(stage.ada)
    referees = reverse("applications:referees", args=[letter.application_id])
    assert "Correct the address" in ada.get(referees).text
    Letter.objects.filter(pk=letter.pk).update(state="bounced")
    assert "The mail came back" in ada.get(referees).text
    change = reverse("applications:change_address", args=[letter.pk])
    assert ada.get(change).status_code == 200
    assert ada.post(change, {"email": stage.ada.email}).status_code == 422
    assert ada.post(change, {"email": "ben@home.example"}).status_code == 302
    stage.send_all()
    assert Client().get(link()).status_code == 200
    browser, page = entered(link())
    ask_questions(stage.programme)
    browser.post(page, {"text": LETTER, "question-known": "As head", "question-level": "2", **SIGNED})
    assert full(letter).state == "received"
    for name in ("referees", "application", "answers", "receipt"):
        text = ada.get(reverse(f"applications:{name}", args=[letter.application_id])).text
        assert SECRET not in text and "As head" not in text
    stranger = Client()
    stranger.force_login(stage.zoe)
    assert stranger.get(change).status_code == 404
