"""Documents: a wrong file is explained, a right one received, replaced and looked at; the old one is kept."""

import io
import re

import pikepdf
import pytest
from django.urls import reverse
from playwright.sync_api import expect

from sojourn.applications import actions, queries
from sojourn.people import actions as people
from tests.journeys.conftest import PHONE
from tests.world import PASSWORD, World

PICTURE = {"name": "motivation.png", "mimeType": "image/png", "buffer": b"\x89PNG\r\n\x1a\n" + b"\0" * 64}


@pytest.fixture
def nia(transactional_db):
    world = World()
    nia = people.register(
        email="nia@newcome.example", password=PASSWORD, given_name="Nia", family_name="Newcome", title="Dr",
        at=world.now,
    )  # fmt: skip
    nia.begun = actions.begin(world.programme, by=nia, at=world.now)
    return nia


def letter(name: str, words: str, pages: int = 1) -> dict:
    out = io.BytesIO()
    with pikepdf.new() as made:
        font = pikepdf.Dictionary(
            Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica
        )
        for _ in range(pages):
            page = made.add_blank_page(page_size=(595, 842))
            page.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=font))
            page.Contents = pikepdf.Stream(made, f"BT /F1 12 Tf 50 700 Td ({words}) Tj ET".encode())
        made.save(out)
    return {"name": name, "mimeType": "application/pdf", "buffer": out.getvalue()}


def motivation(page):
    return page.get_by_role("region", name="Letter of motivation")


def choose(page, file: dict) -> None:
    page.get_by_label("Letter of motivation").set_input_files(file)
    page.get_by_role("main").get_by_role("button", name="Upload", exact=True).click()


def test_a_document_on_a_phone_without_scripts(new_page, nia, sign_in):
    page = new_page(**PHONE, java_script_enabled=False)
    sign_in(page, nia, PASSWORD)
    page.goto(reverse("applications:documents", args=[nia.begun.pk]))
    motivation(page).get_by_role("link", name="Upload letter of motivation").click()

    choose(page, PICTURE)
    expect(page.get_by_role("main")).to_contain_text("This is a picture, not a PDF.")
    assert not queries.documents(nia.begun).exists()

    choose(page, letter("first.pdf", "I, somebody else, should like to learn much more about livers there."))
    expect(page.get_by_text("Received: Letter of motivation, 1 page.")).to_be_visible()
    expect(motivation(page)).to_contain_text("We did not find your family name in its text.")

    motivation(page).get_by_role("link", name="Replace Letter of motivation").click()
    choose(
        page, letter("second.pdf", "I, Nia Newcome, should like to learn much more about livers there.", 2)
    )
    expect(page.get_by_text("Received: Letter of motivation, 2 pages.")).to_be_visible()
    expect(motivation(page)).to_contain_text("second.pdf")
    expect(motivation(page)).not_to_contain_text("family name")

    motivation(page).get_by_role("link", name="Preview of Letter of motivation").click()
    expect(page.get_by_role("img", name="Page 2 of 2")).to_be_visible()
    drawn = page.request.get(page.get_by_role("img", name="Page 2 of 2").get_attribute("src"))
    assert (drawn.status, drawn.headers["content-type"]) == (200, "image/webp")

    page.get_by_role("link", name="Back to the documents").click()
    expect(page.get_by_role("heading", name="Earlier versions")).to_be_visible()
    page.get_by_role("link", name=re.compile("Preview of first.pdf")).click()
    expect(page.get_by_text("It is not in your dossier; only you can read it.")).to_be_visible()


def test_a_document_by_keyboard(page, nia, axe, sign_in):
    sign_in(page, nia, PASSWORD)
    page.goto(reverse("applications:documents", args=[nia.begun.pk]))
    axe(page)
    motivation(page).get_by_role("link", name="Upload letter of motivation").focus()
    page.keyboard.press("Enter")
    field = page.get_by_label("Letter of motivation")
    field.focus()
    with page.expect_file_chooser() as chooser:
        page.keyboard.press("Space")
    chooser.value.set_files(PICTURE)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("This is a picture, not a PDF.")
    axe(page)
    field.set_input_files(
        letter("first.pdf", "I, Nia Newcome, should like to learn more about livers there.")
    )
    field.focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Received: Letter of motivation, 1 page.")).to_be_visible()
    axe(page)
    motivation(page).get_by_role("link", name="Preview of Letter of motivation").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("img", name="Page 1 of 1")).to_be_visible()
    axe(page)
    page.get_by_role("link", name="Back to the documents").focus()
    page.keyboard.press("Enter")
    motivation(page).get_by_role("link", name="Remove Letter of motivation").focus()
    page.keyboard.press("Enter")
    axe(page)
    page.get_by_role("button", name="Remove the file").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("Removed: Letter of motivation.")).to_be_visible()
    expect(page.get_by_role("heading", name="Earlier versions")).to_be_visible()
    axe(page)
