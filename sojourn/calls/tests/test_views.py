"""The officers' pages: who gets in, what stays typed, what is frozen."""

import io

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from sojourn.calls.models import Call
from sojourn.calls.tests import here
from sojourn.societies.models import Officer

pytestmark = pytest.mark.django_db
DATES = {
    "name": "N", "introduction": "", "zone": "Europe/Vienna", "opens_at": "2024-02-01T00:00",
    "closes_at": "2024-03-18T23:59", "letters_by": "", "reviews_by": "", "decisions_by": "", "results_on": "",
    "accept_days": "14", "extension_days": "7", "nomination_days": "7", "starts_from": "2024-09-02",
    "ends_until": "2025-06-30", "months": "3", "version": "1",
}  # fmt: skip


@pytest.fixture
def house():
    made = here.draft(demonstration=True)
    here.live_at(here.BEFORE)
    return made


@pytest.fixture
def finn(house):
    return here.browser_of(house.finn)


def test_a_stranger_finds_no_call(house):
    zoe = here.browser_of(here.person("Zoe Frei"))
    assert zoe.get("/office/calls/").status_code == 403
    for path in (
        "",
        "edit-dates/",
        "announce/",
        "clone/",
        "esgar/",
        "esgar/edit-programme/",
        "programmes.xlsx",
    ):
        assert zoe.get(f"/office/calls/2024/{path}").status_code == 404


def test_a_visitor_is_sent_to_sign_in(house):
    response = Client().get("/office/calls/2024/")
    assert response.status_code == 302
    assert response["Location"].endswith("?next=/office/calls/2024/")


def test_a_society_officer_reads_all_and_edits_the_own(house):
    ida = here.person("Ida Gast")
    Officer.objects.create(society=house.societies["ESGAR"], user=ida)
    ida = here.browser_of(ida)
    assert ida.get("/office/calls/2024/esti/").status_code == 200
    assert ida.get("/office/calls/2024/esti/edit-programme/").status_code == 403
    assert ida.get("/office/calls/2024/esgar/edit-programme/").status_code == 200
    assert ida.get("/office/calls/2024/edit-dates/").status_code == 403


def test_edit_dates_saves_what_was_typed_in_the_calls_zone(house, finn):
    response = finn.post("/office/calls/2024/edit-dates/", DATES | {"closes_at": "2024-03-18T20:00"})
    assert response.status_code == 302
    house.call.refresh_from_db()
    assert house.call.closes_at.isoformat() == "2024-03-18T19:00:00+00:00"


def test_edit_dates_takes_the_zone_typed_beside(house, finn):
    finn.post("/office/calls/2024/edit-dates/", DATES | {"zone": "Europe/Lisbon"})
    house.call.refresh_from_db()
    assert house.call.closes_at.isoformat() == "2024-03-18T23:59:00+00:00"


def test_edit_dates_refuses_an_hour_that_the_clocks_skip(house, finn):
    response = finn.post("/office/calls/2024/edit-dates/", DATES | {"closes_at": "2024-03-31T02:30"})
    assert response.status_code == 422
    assert "does not exist in Vienna" in response.content.decode()
    house.call.refresh_from_db()
    assert house.call.version == 1


def test_edit_dates_shows_both_texts_when_somebody_was_quicker(house, finn):
    finn.post("/office/calls/2024/edit-dates/", DATES | {"name": "Theirs"})
    response = finn.post("/office/calls/2024/edit-dates/", DATES | {"name": "Mine"})
    text = response.content.decode()
    assert response.status_code == 409
    assert "Theirs" in text
    assert "Mine" in text
    house.call.refresh_from_db()
    assert house.call.name == "Theirs"
    assert 'name="version" value="2"' in text
    assert (
        finn.post("/office/calls/2024/edit-dates/", DATES | {"name": "Mine", "version": "2"}).status_code
        == 302
    )


def test_edit_offers_with_a_wrong_number_keeps_what_was_typed(house, finn):
    offer = house.programmes["ESHI-MT"].offers.first()
    response = finn.post("/office/calls/2024/eshi-mt/edit-offers/", {f"centre-{offer.centre_id}": "-3"})
    assert response.status_code == 422
    assert 'value="-3"' in response.content.decode()


def test_announce_in_two_steps(house, finn):
    assert finn.get("/office/calls/2024/announce/").status_code == 200
    house.call.refresh_from_db()
    assert house.call.state == "draft"
    assert finn.post("/office/calls/2024/announce/").status_code == 302
    house.call.refresh_from_db()
    assert house.call.state == "announced"
    assert finn.post("/office/calls/2024/announce/").status_code == 403


def test_an_open_call_says_that_it_is_frozen_and_since_when(house, finn):
    finn.post("/office/calls/2024/announce/")
    here.live_at(here.OPEN)
    response = finn.post("/office/calls/2024/edit-dates/", DATES)
    assert response.status_code == 403
    assert "Thursday 1 February 2024" in response.content.decode()


def test_begin_in_an_empty_installation():
    house = here.empty_house(demonstration=True)
    here.live_at(here.BEFORE)
    finn = here.browser_of(house.finn)
    assert "The first call will be here" in finn.get("/office/calls/").content.decode()
    typed = {
        "year": "2025", "name": "First", "zone": "Europe/Vienna", "opens_at": "2025-02-01T00:00",
        "closes_at": "2025-03-17T23:59",
    }  # fmt: skip
    wrong = finn.post("/office/calls/begin/", typed | {"closes_at": "2025-01-01T00:00"})
    assert wrong.status_code == 422
    assert finn.post("/office/calls/begin/", typed).status_code == 302
    assert Call.objects.get().slug == "2025"
    assert finn.post("/office/calls/begin/", typed).status_code == 422
    assert "There is no society yet" in finn.get("/office/calls/2025/").content.decode()


def test_clone_proposes_the_next_year(house, finn):
    assert (
        "Exchange Programmes for Fellowships 2025" in finn.get("/office/calls/2024/clone/").content.decode()
    )
    assert finn.post("/office/calls/2024/clone/", {"year": "2025", "name": "N"}).status_code == 302
    assert Call.objects.get(slug="2025").programmes.count() == 11


def test_sheets_hold_every_row(house, finn):
    sheet = load_workbook(io.BytesIO(finn.get("/office/calls/2024/programmes.xlsx").content)).active
    assert sheet.max_row == 12
    assert [cell.value for cell in sheet[2]][:3] == [
        "ESCR", "Exchange Programme for Cardiovascular Radiology Fellowships", 2,
    ]  # fmt: skip
    calls = load_workbook(io.BytesIO(finn.get("/office/calls/calls.xlsx").content)).active
    assert calls.max_row == 2


def test_lists_ask_the_same_at_one_call_and_at_three(house, finn):
    finn.get("/office/calls/")  # what is asked once, is asked now
    with CaptureQueriesContext(connection) as one:
        finn.get("/office/calls/")
    for year in ("2025", "2026"):
        finn.post("/office/calls/2024/clone/", {"year": year, "name": year})
    finn.get("/office/calls/")  # takes the messages out
    with CaptureQueriesContext(connection) as three:
        finn.get("/office/calls/")
    assert len(three) == len(one)


def questions_page(house) -> str:
    return f"/office/calls/{house.call.slug}/esgar/edit-letter-questions/"


def filled(page) -> dict:
    """What the form holds, as a browser would send it unchanged."""
    form = page.context["form"]
    given = {name: form.get_initial_for_field(form.fields[name], name) for name in form.fields}
    words = {name: "\n".join(one) if isinstance(one, list) else one for name, one in given.items()}
    return {name: value for name, value in words.items() if value not in (None, False)}


def test_edit_letter_questions_changes_adds_orders_and_removes(house, finn):
    programme = house.programmes["ESGAR"]
    page = finn.get(questions_page(house))
    assert page.status_code == 200
    sent = filled(page)
    assert finn.post(questions_page(house), sent).status_code == 302  # nothing changed, nothing lost
    before = list(programme.letter_questions.values_list("code", "kind", "mark"))
    assert [code for code, _, _ in before] == ["known", "level", "gain"] and all(mark for *_, mark in before)

    sent = filled(finn.get(questions_page(house)))
    sent |= {
        "title-1": "",  # goes
        "title-2": "What would change?", "order-2": "1",
        "title-3": "How good?", "kind-3": "scale", "anchors-3": "1 Weak\n4: Strong", "order-3": "9",
    }  # fmt: skip
    assert finn.post(questions_page(house), sent).status_code == 302
    rows = list(programme.letter_questions.values_list("code", "title", "highest", "anchors"))
    assert [row[0] for row in rows] == ["known", "gain", "how-good"]
    assert rows[-1] == ("how-good", "How good?", 4, {"1": "Weak", "4": "Strong"})
    assert programme.letter_questions.get(code="gain").mark == {}


def test_edit_letter_questions_explains_what_is_not_right(house, finn):
    sent = filled(finn.get(questions_page(house)))
    wrong = {"options-0": "Only one", "anchors-1": "good\nbad", "title-3": "New", "kind-3": ""}
    answer = finn.post(questions_page(house), sent | wrong)
    assert answer.status_code == 422
    text = answer.content.decode()
    for said in (
        "Write at least two, one a line.",
        "Begin each line with its number",
        "Choose how it is answered",
    ):
        assert said in text


def test_edit_letter_questions_overtaken_loses_nobodys_work(house, finn):
    sent = filled(finn.get(questions_page(house)))
    assert finn.post(questions_page(house), sent | {"title-0": "Mine"}).status_code == 302
    late = finn.post(questions_page(house), sent | {"title-0": "Theirs"})
    assert (late.status_code, "Theirs" in late.content.decode()) == (409, True)
    assert house.programmes["ESGAR"].letter_questions.first().title == "Mine"


def test_an_officer_reads_each_rule_as_it_is_checked(house, finn):
    page = finn.get("/office/calls/2024/esti/").content.decode()
    assert "As it is checked: Certified not more than 3 years before closing; up to 4 years" in page
    assert "As it is checked: At most one application of a person in this call." in page
