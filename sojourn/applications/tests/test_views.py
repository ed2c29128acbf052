"""Thin: every page answers, strangers find nothing, trouble has its clear message."""

import io
from datetime import timedelta

import pikepdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from sojourn.applications import actions, queries, rules
from sojourn.applications.models import Application, Document
from sojourn.applications.tests.stage import ABOUT, AFTER, AT, CLOSES, LETTER, TRAINING, pdf, person
from sojourn.journal.models import Entry
from sojourn.post.models import Letter as Mail
from sojourn.upkeep import clock


@pytest.fixture
def now(monkeypatch):
    """The instant that requests live in; a list, so that a test can move it."""
    at = [AT]
    monkeypatch.setattr(clock, "read", lambda: clock.Reading(at=at[0], real=at[0], demonstration=True))
    return at


@pytest.fixture
def browse(stage, now):
    """A browser of one person."""

    def signed_in(name: str) -> Client:
        client = Client()
        client.force_login(getattr(stage, name))
        return client

    return signed_in


def url(name: str, *args) -> str:
    return reverse(f"applications:{name}", args=args)


def seen(row: Application, section: str) -> dict[str, str]:
    return {"seen": rules.section_digest(row, section)}


OWN = (
    "application", "confirm_eligibility", "edit_about", "edit_training", "documents", "rank", "note_choices",
    "referees", "name_referee", "answers", "dossier", "withdraw",
)  # fmt: skip


def test_own_pages_answer_and_are_404_for_everybody_else(stage, browse):
    app, ada = stage.complete(), browse("ada")
    others = [browse(name) for name in ("zoe", "ida", "mia", "finn")]
    for name in (*OWN, "submit"):
        page = url(name, app.pk)
        assert ada.get(page).status_code == 200, name
        assert [other.get(page).status_code for other in others] == [404] * 4, name
        assert Client().get(page).status_code == 302, name


def test_own_pages_to_read_after_closing(stage, browse, now):
    app, ada = stage.submitted(), browse("ada")
    now[0] = AFTER
    for name in ("application", "answers", "dossier", "documents", "referees", "receipt"):
        assert ada.get(url(name, app.pk)).status_code == 200, name


def test_after_closing_a_change_is_refused_with_the_reason(stage, browse, now):
    app, ada = stage.complete(), browse("ada")
    now[0] = CLOSES + timedelta(minutes=5)
    for name in ("edit_about", "edit_training", "rank", "submit", "withdraw"):
        for answer in (ada.get(url(name, app.pk)), ada.post(url(name, app.pk), ABOUT)):
            assert answer.status_code == 403, name
            assert "Applications closed on Monday 18 March 2024, 23:59 Vienna (22:59 UTC)" in answer.text
    app.refresh_from_db()
    assert app.state == "draft"


def test_mine_lists_own_ones_only(stage, browse):
    stage.draft()
    assert "Abdominal programme" in browse("ada").get(url("mine")).text
    empty = browse("zoe").get(url("mine")).text
    assert "Your applications will be here" in empty and "Abdominal" not in empty


def test_begin_by_a_button_and_not_by_a_link(stage, browse):
    page = url("begin", "2024", "sar")
    ada = browse("ada")
    assert ada.get(page).status_code == 200
    assert Application.objects.count() == 0
    answer = ada.post(page)
    row = Application.objects.get()
    assert answer.url == url("application", row.pk)
    assert ada.post(page).url == answer.url  # a double click, or a second visit
    refused = ada.get(url("begin", "2024", "sbi"))
    assert refused.status_code == 403
    assert "one application a person is allowed" in refused.text
    assert url("application", row.pk) in refused.text
    assert ada.get(url("begin", "2024", "nothing")).status_code == 404
    assert Application.objects.count() == 1


def test_edit_about_saves_and_shows_what_to_mend(stage, browse):
    app, ada = stage.draft(), browse("ada")
    wrong = ada.post(url("edit_about", app.pk), ABOUT | {"city": ""} | seen(app, "about"))
    assert wrong.status_code == 422
    assert "One thing to mend" in wrong.text and "Teaching Hospital Example" in wrong.text
    shown = {"seen": wrong.context["form"]["seen"].value()}  # what is right of a refused form is kept
    right = ada.post(url("edit_about", app.pk), ABOUT | shown)
    assert right.url == url("application", app.pk)
    app.refresh_from_db()
    assert app.city == "Porto"


def test_a_second_tab_shows_both_texts_and_can_then_be_saved(stage, browse):
    app, ada = stage.draft(), browse("ada")
    before = seen(app, "training")
    values = TRAINING | {"certified_on": "2021-06-01"}
    ada.post(url("edit_training", app.pk), values | {"training": "From tab one"} | before)
    answer = ada.post(url("edit_training", app.pk), values | {"training": "From tab two"} | before)
    assert answer.status_code == 409
    assert "From tab one" in answer.text and "From tab two" in answer.text
    app.refresh_from_db()
    assert app.training == "From tab one"
    chosen = dict(answer.context["same"]) | {
        "pick:training": "ours",
        "theirs:training": "From tab one",
        "ours:training": "From tab two",
    }
    ada.post(url("edit_training", app.pk), chosen)
    app.refresh_from_db()
    assert app.training == "From tab two"


def test_confirm_eligibility_asks_the_statements_and_memberships(stage, browse):
    app, ada = stage.draft(), browse("ada")
    page = ada.get(url("confirm_eligibility", app.pk)).text
    assert "I read and speak English fluently" in page and "FED membership number" in page
    values = {"statement-english": "on", "membership-FED": "77"} | seen(app, "eligibility")
    ada.post(url("confirm_eligibility", app.pk), values)
    app.refresh_from_db()
    assert (app.statements, app.memberships) == (["english"], {"FED": "77"})


def encrypted() -> SimpleUploadedFile:
    out = io.BytesIO()
    with pikepdf.new() as made:
        made.add_blank_page()
        made.save(out, encryption=pikepdf.Encryption(owner="a", user="b"))
    return SimpleUploadedFile("locked.pdf", out.getvalue())


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: SimpleUploadedFile("cv.pdf", b"\x89PNG\r\n\x1a\n" + b"0" * 99), "This is a picture"),
        (lambda: SimpleUploadedFile("cv.pdf", b"PK\x03\x04" + b"0" * 99), "text document"),
        (lambda: SimpleUploadedFile("cv.pdf", b"%PDF-1.7\n" + b"0" * 99), "cut off"),
        (lambda: SimpleUploadedFile("cv.pdf", b""), "empty"),
        (encrypted, "password"),
        (lambda: SimpleUploadedFile("cv.pdf", b"%PDF-1.7\n" + b"0" * 8_500_000), "at most 8 MB"),
    ],
)
def test_add_document_explains_a_wrong_file_beside_the_field(stage, browse, make, words):
    app = stage.draft()
    answer = browse("ada").post(url("add_document", app.pk, "cv"), {"file": make()})
    assert answer.status_code == 422
    assert words in answer.text
    assert Document.objects.count() == 0 and stage.files() == 0


def test_add_document_asks_the_date_beside_the_certificate(stage, browse):
    app, ada = stage.draft(), browse("ada")
    page = url("add_document", app.pk, "certification")
    assert ada.post(page, {"file": pdf()}).status_code == 422
    assert ada.post(page, {"file": pdf(), "dated_on": "2030-01-01"}).status_code == 422
    assert ada.post(page, {"file": pdf(), "dated_on": "2021-06-01"}).status_code == 302
    assert str(Document.objects.get().dated_on) == "2021-06-01"
    assert ada.get(url("add_document", app.pk, "unknown")).status_code == 404


def test_open_and_remove_document(stage, browse, now):
    app, ada = stage.complete(), browse("ada")
    document = queries.documents(app)[0]
    page = url("open_document", app.pk, document.pk)
    answer = ada.get(page)
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["X-Content-Type-Options"] == "nosniff"
    for other in ("zoe", "ida", "mia"):
        assert browse(other).get(page).status_code == 404
    remove = url("remove_document", app.pk, document.pk)
    assert ada.get(remove).status_code == 200
    assert ada.post(remove).status_code == 302
    assert ada.get(page).status_code == 200  # history stays the owner's
    assert Entry.objects.filter(verb="applications.open_file").count() == 0


def test_rank_by_buttons_and_from_a_stale_tab(stage, browse):
    app, ada = stage.draft(), browse("ada")
    oslo, lyon, graz, braga = (str(offer.pk) for offer in stage.offers)
    Application.objects.filter(pk=app.pk).update(work_country="PT")
    page = ada.get(url("rank", app.pk))
    assert "This centre is in the country where you live and work." in page.text
    action = page.context["action"]
    ada.post(action, {"order": [], "move": f"add:{oslo}"})
    action = ada.get(url("rank", app.pk)).context["action"]
    ada.post(action, {"order": [oslo], "move": f"add:{lyon}"})
    ada.post(action, {"order": [oslo], "move": f"add:{graz}"})  # the tab is stale now
    assert [str(choice.offer_id) for choice in queries.choices(app)] == [oslo, lyon]
    action = ada.get(url("rank", app.pk)).context["action"]
    ada.post(action, {"order": [oslo, lyon], "move": f"up:{lyon}"})
    ada.post(url("rank", app.pk), {"order": [lyon, oslo], "move": f"add:{braga}"})
    ada.post(url("rank", app.pk), {"order": [lyon, oslo], "move": "add:nonsense"})
    assert [str(choice.offer_id) for choice in queries.choices(app)] == [lyon, oslo]


def test_submit_twice_gives_one_receipt(stage, browse):
    app, ada = stage.complete(), browse("ada")
    page = ada.get(url("submit", app.pk)).text
    assert "Submit application</button>" in page and "is not here yet. You can submit without it" in page
    first, second = ada.post(url("submit", app.pk)), ada.post(url("submit", app.pk))
    assert first.url == second.url == url("receipt", app.pk)
    assert app.receipts.count() == 1
    receipt = ada.get(first.url).text
    app.refresh_from_db()
    assert app.number in receipt and app.content_sha256 in receipt
    assert Mail.objects.filter(kind="applications.submit").count() == 1


def test_submit_of_an_incomplete_one_says_what_is_missing(stage, browse):
    app = stage.draft()
    answer = browse("ada").post(url("submit", app.pk))
    assert answer.status_code == 422
    assert "Not uploaded: Letter of motivation." in answer.text
    assert "Submit application</button>" not in answer.text


def test_withdraw_in_two_steps(stage, browse):
    app, ada = stage.submitted(), browse("ada")
    assert ada.get(url("withdraw", app.pk)).status_code == 200
    app.refresh_from_db()
    assert app.state == "submitted"
    ada.post(url("withdraw", app.pk), {"reason": "A new post"})
    app.refresh_from_db()
    assert (app.state, app.withdrawn_because) == ("withdrawn", "A new post")
    assert ada.get(url("application", app.pk)).status_code == 200


# Referees.


def link(kind: str = "ask") -> str:
    text = Mail.objects.filter(kind=f"applications.{kind}", state="sent").latest("pk").text
    return next(word for word in text.split() if "/link/" in word)


def test_name_ask_remind_and_replace_a_referee(stage, browse, now):
    app, ada = stage.complete(referee=False), browse("ada")
    values = {"name": "Prof Ben", "email": "ben@clinic.example", "position": "Head", "ask_now": "later",
              "agreed": "on"}  # fmt: skip
    assert ada.post(url("name_referee", app.pk), values | {"email": stage.ada.email}).status_code == 422
    ada.post(url("name_referee", app.pk), values)
    letter = app.letters.get()
    assert letter.state == "named"
    ada.post(url("ask", letter.pk))
    now[0] = AT + timedelta(days=2)
    ada.post(url("remind", letter.pk))
    assert ada.post(url("remind", letter.pk)).status_code == 403
    page = ada.get(url("referees", app.pk)).text
    assert "you reminded on" in page
    assert ada.get(url("replace_referee", letter.pk)).status_code == 200
    ada.post(url("replace_referee", letter.pk), values | {"email": "new@clinic.example", "ask_now": "now"})
    assert [one.state for one in queries.letters(app)] == ["asked"]
    for name in ("ask", "remind", "replace_referee"):
        assert browse("zoe").post(url(name, letter.pk), values).status_code == 404


def test_write_letter_by_link_draft_send_and_closed_afterwards(stage, browse):
    app = stage.submitted()
    stage.send_all()
    ben = Client()
    address = link()
    assert ben.get(address).status_code == 200
    page = ben.post(address).url
    assert "Dr Ada Able" in ben.get(page).text
    ben.post(page.replace("write-letter", "save-letter"), {"text": "A beginning"})
    assert "A beginning" in ben.get(page).text
    signed = {"signed_as": "Prof Ben", "right": "on"}
    short = ben.post(page, {"text": "Good.", **signed})
    assert short.status_code == 422 and "at least 30" in short.text
    assert ben.post(page, {"text": "", **signed}).status_code == 422
    assert ben.post(page, {"text": LETTER, "signed_as": "Prof Ben"}).status_code == 422
    ben.post(page, {"text": LETTER, **signed})
    done = ben.get(page).text
    assert "Your letter has been received" in done and "care and joy" not in done
    letter = app.letters.get()
    assert letter.state == "received"
    assert ben.get(address).status_code == 410
    assert ben.post(page, {"text": "Another", **signed}).status_code == 200
    letter.refresh_from_db()
    assert letter.text == LETTER.strip()
    for anybody in (Client(), browse("ada"), browse("ida")):
        assert anybody.get(page).status_code == 404
    ada = browse("ada")
    for name in ("referees", "application", "answers"):
        assert "care and joy" not in ada.get(url(name, app.pk)).text


def test_write_letter_on_a_second_device_asks_for_a_code(stage, now):
    stage.submitted()
    stage.send_all()
    Client().post(link())
    second = Client()
    answer = second.get(link())
    assert "Confirm that it is you" in answer.text
    assert second.post(link()).status_code == 200
    assert Mail.objects.filter(kind="post.mail_code").count() == 1


def test_write_letter_explains_a_wrong_file_and_keeps_the_text(stage, now):
    stage.submitted()
    stage.send_all()
    ben = Client()
    page = ben.post(link()).url
    answer = ben.post(page, {"text": LETTER, "file": SimpleUploadedFile("a.pdf", b"no pdf")})
    assert answer.status_code == 422
    assert "not a PDF" in answer.text and "care and joy" in answer.text


def test_decline_letter_by_link(stage, browse):
    app = stage.submitted()
    stage.send_all()
    ben = Client()
    page = ben.post(link()).url
    decline = page.replace("write-letter", "decline-letter")
    assert Client().get(decline).status_code == 404
    assert ben.get(decline).status_code == 200
    ben.post(decline, {"reason": "On leave"})
    assert "You declined" in ben.get(page).text
    assert "On leave" in browse("ada").get(url("referees", app.pk)).text


# The office.


def test_office_counts_before_closing_and_names_after(stage, browse, now):
    stage.submitted()
    ida = browse("ida")
    assert ida.get(url("office")).status_code == 200
    before = ida.get(url("office_list", "2024", "sar")).text
    assert "Able" not in before.replace("Ida Able", "") and "Until the call has closed" in before
    now[0] = AFTER
    assert "Able, Ada" in ida.get(url("office_list", "2024", "sar")).text
    assert browse("mia").get(url("office_list", "2024", "sar")).status_code == 404
    assert browse("zoe").get(url("office")).status_code == 403
    assert browse("finn").get(url("office_list", "2024", "sar")).status_code == 200


def test_office_pages_after_closing_for_the_own_society_only(stage, browse, now):
    app = stage.submitted()
    pages = [url(name, app.pk) for name in ("office_page", "admit", "refer", "bar", "hold")]
    before = browse("ida")
    assert [before.get(page).status_code for page in pages] == [404] * 5
    now[0] = AFTER
    for who, expected in (("ida", 200), ("finn", 200), ("ada", 404), ("mia", 404), ("zoe", 404)):
        client = browse(who)
        assert [client.get(page).status_code for page in pages] == [expected] * 5, who


def test_office_page_shows_rules_and_no_letter_and_is_remembered(stage, browse, now):
    app = stage.submitted()
    stage.received(app)
    now[0] = AFTER
    page = browse("ida").get(url("office_page", app.pk)).text
    assert "within three-four years" in page and "Prof Ben Benson" in page
    assert "care and joy" not in page
    browse("ida").get(url("dossier", app.pk))
    opened = Entry.objects.filter(verb="applications.open_file").order_by("pk")
    assert [(entry.actor, entry.facts["what"]) for entry in opened] == [
        (stage.ida, "page"),
        (stage.ida, "dossier"),
    ]


def test_bar_needs_the_reason_and_a_person_who_looked(stage, browse, now):
    app = stage.submitted()
    now[0] = AFTER
    ida = browse("ida")
    for values in ({}, {"note": "Too early"}, {"looked": "on"}):
        assert ida.post(url("bar", app.pk), values).status_code == 422
    ida.post(url("bar", app.pk), {"note": "Certified in 2010", "looked": "on"})
    app.refresh_from_db()
    assert (app.state, app.office_note) == ("barred", "Certified in 2010")
    own = browse("ada").get(url("application", app.pk)).text
    assert "Certified in 2010" in own


@pytest.mark.parametrize(
    ("verb", "state"), [("admit", "eligible"), ("refer", "borderline"), ("hold", "incomplete")]
)
def test_admit_refer_and_hold(stage, browse, now, verb, state):
    app = stage.submitted()
    now[0] = AFTER
    browse("ida").post(url(verb, app.pk), {"note": "Looked at"})
    app.refresh_from_db()
    assert app.state == state
    assert browse("ada").get(url("application", app.pk)).status_code == 200


def test_check_clear_shows_first_and_then_does(stage, browse, now):
    app = stage.submitted()
    stage.received(app)
    now[0] = AFTER
    ida, page = browse("ida"), url("check_clear", "2024", "sar")
    dry = ida.get(page).text
    assert "Nothing has happened yet" in dry and "Able, Ada" in dry
    assert ida.post(page, {"ids": ["no"]}).status_code == 422
    ida.post(page, {"ids": [str(app.pk)]})
    app.refresh_from_db()
    assert app.state == "eligible"
    assert "No clear case is left" in ida.get(page).text
    assert browse("mia").get(page).status_code == 404


def test_office_list_filters_and_exports_plain_text(stage, browse, now):
    app = stage.submitted()
    actions.edit_about(app, ABOUT | {"institution": "=1+1"}, by=stage.ada, at=AT)
    now[0] = AFTER
    ida, page = browse("ida"), url("office_list", "2024", "sar")
    for query, shown in (
        ("", True), ("?state=submitted", True), ("?state=barred", False), ("?problem=letters", True),
        ("?problem=no", False), ("?q=able+porto", True), ("?q=nobody", False),
    ):  # fmt: skip
        assert ("Able, Ada" in ida.get(page + query).text) == shown, query
    sheet = load_workbook(io.BytesIO(ida.get(url("export_list", "2024", "sar")).content)).active
    cell = sheet["E2"]
    assert (cell.value, cell.data_type) == ("=1+1", "s")
    assert Entry.objects.filter(verb="applications.open_list").count() == 1
    assert browse("mia").get(url("export_list", "2024", "sar")).status_code == 404


@pytest.mark.parametrize(
    ("who", "page"),
    [
        ("ida", lambda: url("office_list", "2024", "sar")),
        ("ida", lambda: url("office")),
        ("ada", lambda: url("mine")),
    ],
)
def test_lists_take_the_same_queries_at_one_and_three(stage, browse, now, page, who):
    stage.submitted()
    now[0] = AFTER
    client = browse(who)
    client.get(page())  # what the header needs is kept for a minute
    with CaptureQueriesContext(connection) as one:
        client.get(page())
    for name in ("nora", "olga"):
        stage.submitted(person(name), at=AT)
    with CaptureQueriesContext(connection) as three:
        client.get(page())
    assert len(three) == len(one)
