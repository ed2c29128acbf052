"""An officer writes what a programme asks for: rules by keyboard, documents on a phone without script."""

import re

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from sojourn.calls import actions as calls
from sojourn.calls.models import DocumentSlot, EligibilityRule
from tests.hostile import files
from tests.world import World


@pytest.fixture
def world(transactional_db):
    return World().walk("submitted")


@pytest.fixture
def programme(world):
    """One that is still being prepared."""
    new = calls.clone(
        world.call, {"name": "Call of 2031", "slug": "2031", "year": 2031}, by=world.finn, at=world.now
    )
    return new.programmes.get(society=world.society)


def address(name: str, programme) -> str:
    return reverse(f"calls:{name}", args=[programme.call.slug, programme.society.slug])


def press(page, locator, key: str = "Enter") -> None:
    locator.focus()
    expect(locator).to_be_focused()
    page.keyboard.press(key)


def test_a_rule_is_written_by_keyboard(page, world, programme, axe, sign_in):
    sign_in(page, world.ida)
    page.goto(address("eligibility", programme))
    axe(page)
    press(page, page.get_by_role("link", name="Add a rule"))
    expect(page.get_by_role("link", name="Years since an event")).to_be_visible()
    axe(page)
    press(page, page.get_by_role("link", name="Years since an event"))
    expect(page.get_by_label("Event", exact=True)).to_have_value("Certified")
    axe(page)
    page.get_by_label("The programme prints").focus()
    page.keyboard.type("Within five years of the certificate")
    page.get_by_label("The committee decides up to years").focus()
    page.keyboard.type("6")
    press(page, page.get_by_role("button", name="Add rule"))
    expect(page.get_by_role("alert")).to_be_visible()
    expect(page.get_by_label("The programme prints")).to_have_value("Within five years of the certificate")
    axe(page)
    page.get_by_label("Years, at most").focus()
    page.keyboard.type("5")
    press(page, page.get_by_role("button", name="Preview"))
    read = page.get_by_role("region", name="As applicants read it")
    expect(read).to_contain_text(
        "Certified not more than 5 years before closing; up to 6 years, the committee"
    )
    axe(page)
    press(page, page.get_by_role("button", name="Add rule"))
    expect(page.get_by_text("Rule added.")).to_be_visible()
    first = EligibilityRule.objects.filter(programme=programme).order_by("order").first()
    last = page.get_by_role("listitem").filter(has_text="Within five years of the certificate").last
    press(page, last.get_by_role("button", name="Up"))
    expect(page.get_by_role("heading", level=1)).to_contain_text("Eligibility")
    row = EligibilityRule.objects.get(programme=programme, wording__startswith="Within five")
    assert row.params["at_most"] == 5 and row.order < programme.eligibility_rules.count()
    press(page, page.get_by_role("link", name=re.compile(f"Remove.*{re.escape(first.wording)}")))
    axe(page)
    press(page, page.get_by_role("button", name="Remove rule"))
    expect(page.get_by_text("Rule removed.")).to_be_visible()
    assert not EligibilityRule.objects.filter(pk=first.pk).exists()


def test_a_document_is_written_on_a_phone_without_a_script(new_page, world, programme, axe, sign_in):
    phone = new_page(viewport={"width": 360, "height": 740}, is_mobile=True, java_script_enabled=False)
    sign_in(phone, world.ida)
    phone.goto(address("documents", programme))
    phone.get_by_role("link", name="Add a document").click()
    phone.get_by_label("Document", exact=True).fill("Licence to practise")
    phone.get_by_label("Help below it").fill("A scan of both sides.")
    phone.get_by_label("Only of those who live or work in").fill("Freedonia")
    phone.get_by_role("button", name="Preview").click()
    expect(phone.get_by_role("alert")).to_contain_text("Freedonia")
    expect(phone.get_by_label("Help below it")).to_have_value("A scan of both sides.")
    phone.get_by_label("Only of those who live or work in").fill("Brazil")
    phone.get_by_label("Pages, at most").fill("2")
    phone.get_by_role("button", name="Preview").click()
    seen = phone.get_by_role("region", name="As applicants see it")
    expect(seen).to_contain_text("Asked of those who live or work in Brazil. A scan of both sides.")
    expect(seen).to_contain_text("2 pages")
    phone.get_by_role("button", name="Add document").click()
    expect(phone.get_by_text("Document added.")).to_be_visible()

    phone.get_by_role("link", name="Upload the template of Licence to practise").click()
    word = {"name": "t.docx", "mimeType": "application/msword", "buffer": b"\xd0\xcf\x11\xe0 an old document"}
    phone.get_by_label("PDF").set_input_files(word)
    phone.get_by_role("button", name="Upload").click()
    expect(phone.get_by_role("alert")).to_contain_text("not a PDF")
    good = {"name": "licence.pdf", "mimeType": "application/pdf", "buffer": files.pdf()}
    phone.get_by_label("PDF").set_input_files(good)
    phone.get_by_role("button", name="Upload").click()
    expect(phone.get_by_role("link", name="licence.pdf")).to_be_visible()
    slot = DocumentSlot.objects.get(programme=programme, code="licence-to-practise")
    assert slot.when == {"countries": ["BR"]} and slot.template is not None

    shown = new_page(viewport={"width": 360, "height": 740})
    sign_in(shown, world.ida)
    for name in ("documents", "add_slot", "eligibility", "add_rule"):
        shown.goto(address(name, programme))
        axe(shown)
    shown.goto(reverse("calls:edit_slot", args=[programme.call.slug, programme.society.slug, slot.code]))
    axe(shown)
    page = "calls:attach_sample"
    shown.goto(reverse(page, args=[programme.call.slug, programme.society.slug, slot.code, "example"]))
    axe(shown)
