"""Somebody begins, fills every section, ranks centres, reads the dossier, submits, changes, withdraws."""

import io
from datetime import timedelta

import pikepdf
import pytest
from django.urls import reverse
from playwright.sync_api import expect

from sojourn.applications import queries
from sojourn.people import actions as people
from tests.world import PASSWORD, World


@pytest.fixture
def world(transactional_db):
    return World()


@pytest.fixture
def nia(world):
    return people.register(
        email="nia@newcome.example",
        password=PASSWORD,
        given_name="Nia",
        family_name="Newcome",
        title="Dr",
        at=world.now,
    )


def pdf(name: str, pages: int = 1) -> dict:
    out = io.BytesIO()
    with pikepdf.new() as made:
        for _ in range(pages):
            made.add_blank_page()
        made.save(out)
    return {"name": name, "mimeType": "application/pdf", "buffer": out.getvalue()}


def begin(page, world, nia, sign_in) -> str:
    """Signed in, begun; the address of the task list."""
    sign_in(page, nia, PASSWORD)
    page.goto(reverse("applications:begin", args=[world.call.slug, world.society.slug]))
    page.get_by_role("button", name="Begin application").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Application to ESGAR")
    return page.url


def fill_about(page) -> None:
    page.get_by_label("Institution where you work").fill("Newcome Clinic (invented)")
    page.get_by_label("City").fill("Reykjavik")
    page.get_by_label("Country where you live").select_option("IS")
    page.get_by_label("Country where you work").select_option("IS")


def fill_training(page) -> None:
    page.get_by_label("Date of your board certification").fill("2022-05-12")
    page.get_by_label("Certified by").fill("National Board (invented)")
    page.get_by_label("Radiologist", exact=True).check()


def upload(page, slot: str, file: dict, dated: str = "") -> None:
    page.get_by_role("link", name=slot).first.click()
    page.locator("input[type=file]").set_input_files(file)
    if dated:
        page.locator("input[type=date]").fill(dated)
    page.get_by_role("main").get_by_role("button", name="Upload").click()


def test_apply_from_the_first_button_to_the_receipt(page, world, nia, axe, sign_in):
    home = begin(page, world, nia, sign_in)
    axe(page)
    main = page.get_by_role("main")

    # an error is explained beside its field, and nothing typed is lost
    main.get_by_role("link", name="About you").click()
    page.get_by_label("Institution where you work").fill("Newcome Clinic (invented)")
    main.get_by_role("button", name="Save").click()
    expect(page.get_by_role("alert")).to_contain_text("City")
    expect(page.get_by_label("Institution where you work")).to_have_value("Newcome Clinic (invented)")
    axe(page)
    fill_about(page)
    main.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Saved.", exact=True)).to_be_visible()

    main.get_by_role("link", name="Training and certification").click()
    fill_training(page)
    main.get_by_role("button", name="Save").click()

    main.get_by_role("link", name="Check you can apply").click()
    axe(page)
    for box in page.get_by_role("checkbox").all():
        box.check()
    page.get_by_label("ESR membership number").fill("12345")
    main.get_by_role("button", name="Save").click()

    # a picture that calls itself a PDF is refused with what to do
    main.get_by_role("link", name="Documents").click()
    axe(page)
    picture = {"name": "cv.pdf", "mimeType": "application/pdf", "buffer": b"\x89PNG\r\n\x1a\n" + b"0" * 80}
    upload(page, "Upload letter of motivation", picture)
    expect(main).to_contain_text("This is a picture, not a PDF")
    page.goto(f"{home}documents/")
    upload(page, "Upload letter of motivation", pdf("motivation.pdf"))
    expect(page.get_by_text("Received: Letter of motivation")).to_be_visible()
    upload(page, "Upload curriculum vitae", pdf("cv.pdf", 3))
    upload(page, "Upload certificate", pdf("certificate.pdf"), dated="2022-05-12")
    with page.expect_download() as got:
        page.get_by_role("link", name="Read the assembled dossier").click()
    with pikepdf.open(got.value.path()) as dossier:
        assert len(dossier.pages) == 1 + 5

    # three centres, moved without a mouse held down
    page.goto(home)
    main.get_by_role("link", name="Centres you wish for").click()
    axe(page)
    for _ in range(2):
        page.locator(".ranked-others button:enabled").first.click()
        page.wait_for_load_state()
    before = page.locator(".ranked [data-id]").nth(1).get_attribute("data-id")
    page.locator(".ranked [data-id]").nth(1).get_by_role("button", name="up").click()
    page.wait_for_load_state()
    expect(page.locator(".ranked [data-id]").first).to_have_attribute("data-id", before)

    page.goto(home)
    main.get_by_role("link", name="Check your answers").click()
    axe(page)
    expect(main.get_by_role("button", name="Submit application")).to_have_count(0)
    expect(main).to_contain_text("Name a referee")
    main.get_by_role("link", name="Change Referees").click()
    page.get_by_role("link", name="Name a referee").click()
    axe(page)
    page.get_by_label("Name with title").fill("Prof Ben Bramblewood")
    page.get_by_label("E-mail address").fill("ben@bramblewood.example")
    page.get_by_label("Position").fill("Head of department")
    page.get_by_label("I agree that the letter is confidential").check()
    page.get_by_role("button", name="Name this referee").click()
    axe(page)

    page.goto(f"{home}submit/")
    page.get_by_role("button", name="Submit application").dblclick()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your application is received")
    axe(page)
    row = queries.mine(nia).get()
    assert row.state == "submitted"
    assert row.receipts.count() == 1
    expect(main).to_contain_text(row.number)
    expect(main).to_contain_text(row.content_sha256)

    # it stays editable until closing: sealed again, then withdrawn in two steps
    page.goto(f"{home}edit-about/")
    page.get_by_label("Department").fill("Radiology")
    main.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Saved, and sealed again")).to_be_visible()
    assert row.receipts.count() == 2
    page.get_by_role("link", name="Withdraw this application").click()
    axe(page)
    page.get_by_role("button", name="Withdraw application").click()
    expect(page.get_by_text("Your application is withdrawn.")).to_be_visible()
    axe(page)


def test_a_second_programme_is_refused_with_the_reason(page, world, nia, axe, sign_in):
    begin(page, world, nia, sign_in)
    page.goto(reverse("applications:begin", args=[world.call.slug, world.other_society.slug]))
    expect(page.get_by_role("main")).to_contain_text("You have an application to ESGAR in this call")
    axe(page)
    page.get_by_role("link", name="Open your application").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Application to ESGAR")


def test_two_tabs_lose_nothing(page, world, nia, axe, sign_in):
    home = begin(page, world, nia, sign_in)
    other = page.context.new_page()
    for tab, words in ((page, "From the first tab"), (other, "From the second tab")):
        tab.goto(f"{home}edit-training/")
        fill_training(tab)
        tab.get_by_label("Your training so far").fill(words)
    page.get_by_role("main").get_by_role("button", name="Save").click()
    expect(page.get_by_text("Saved.", exact=True)).to_be_visible()
    other.get_by_role("main").get_by_role("button", name="Save").click()
    expect(other.get_by_role("heading", level=1)).to_have_text("This was saved elsewhere meanwhile")
    expect(other.get_by_text("From the first tab", exact=True)).to_be_visible()
    expect(other.get_by_text("From the second tab", exact=True)).to_be_visible()
    axe(other)
    other.get_by_role("button", name="Save what is chosen").click()
    expect(other.get_by_text("Saved.", exact=True)).to_be_visible()
    assert queries.mine(nia).get().training == "From the second tab"


def test_the_task_list_works_on_a_phone_without_scripts(new_page, world, nia, sign_in):
    page = new_page(viewport={"width": 360, "height": 740}, java_script_enabled=False)
    home = begin(page, world, nia, sign_in)
    page.goto(f"{home}edit-about/")
    fill_about(page)
    page.get_by_role("main").get_by_role("button", name="Save").click()
    page.goto(f"{home}rank/")
    page.locator(".ranked-others button:enabled").first.click()
    expect(page.locator(".ranked [data-id]")).to_have_count(1)


def test_after_closing_the_reason_stands_where_the_button_was(page, world, nia, axe, sign_in):
    home = begin(page, world, nia, sign_in)
    world.set(queries.calls.refused_from(world.call) + timedelta(seconds=1))
    page.goto(home)
    expect(page.get_by_role("main")).to_contain_text(
        "Applications closed on Monday 18 March 2024, 23:59 Vienna"
    )
    axe(page)
    page.goto(f"{home}submit/")
    expect(page.get_by_role("heading", level=1)).to_have_text("This cannot be done now")
