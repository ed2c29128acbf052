"""The office issues, the fellow downloads, a stranger checks, the office revokes; a story is told."""

from datetime import date

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from sojourn.awards.tests import stage as stages
from sojourn.awards.tests.stage import at
from sojourn.certificates.models import Certificate


@pytest.fixture
def stage(transactional_db):
    stage = stages.make()
    stage.placement("completed")
    stages.live_at(at(date(2024, 12, 10)))
    return stage


def test_certificate_is_issued_checked_and_revoked(page, phone, new_page, axe, sign_in, stage, tmp_path):
    sign_in(page, stage.ida)
    page.goto(reverse("certificates:office"))
    axe(page)
    page.get_by_role("link", name="Issue the certificate").click()
    axe(page)
    page.get_by_role("button", name="Issue the certificate").click()
    code = Certificate.objects.get().code
    expect(page.get_by_role("heading", level=1)).to_have_text(f"Certificate {code}")
    axe(page)

    fellow = new_page()
    sign_in(fellow, stage.ada)
    fellow.goto(reverse("certificates:mine"))
    axe(fellow)
    fellow.get_by_role("link", name=f"Certificate {code}").click()
    with fellow.expect_download() as download:
        fellow.get_by_role("link", name="Download the PDF").click()
    paper = tmp_path / "certificate.pdf"
    download.value.save_as(paper)

    # a stranger with a telephone: a slip of the hand, then the number, then the paper itself
    phone.goto(reverse("certificates:verify"))
    axe(phone)
    wrong = code[:-1] + ("A" if code[-1] != "A" else "B")
    phone.get_by_label("Certificate number").fill(wrong)
    phone.get_by_role("button", name="Check the certificate").click()
    expect(phone.get_by_role("alert")).to_contain_text("its last character does not fit")
    axe(phone)
    phone.get_by_label("Certificate number").fill(code.lower().replace("-", ""))
    phone.get_by_role("button", name="Check the certificate").click()
    expect(phone.get_by_text("This certificate is valid")).to_be_visible()
    expect(phone.get_by_text("DEMONSTRATION").first).to_be_visible()
    expect(phone.get_by_text("Ada Lind")).to_be_visible()
    axe(phone)
    phone.get_by_label("The PDF that you were given").set_input_files(paper)
    phone.get_by_role("button", name="Compare the file").click()
    expect(phone.get_by_text("The file is exactly the one that was issued")).to_be_visible()

    page.get_by_role("link", name="Revoke this certificate").click()
    axe(page)
    page.get_by_label("Reason").fill("Wrong dates.")
    page.get_by_role("button", name="Revoke the certificate").click()
    expect(page.get_by_text("is revoked")).to_be_visible()
    phone.goto(reverse("certificates:verify_code", args=[code]))
    expect(phone.get_by_text("This certificate was revoked")).to_be_visible()
    expect(phone.get_by_text("Ada Lind")).to_have_count(0)
    axe(phone)


def test_alumni_join_with_the_exact_wording_and_leave(page, axe, sign_in, stage):
    sign_in(page, stage.ada)
    page.goto(reverse("alumni:mine"))
    page.get_by_role("link", name="Join the alumni").click()
    page.get_by_label("Title of your story").fill("Three months in Oslo")
    page.get_by_role("textbox", name="Your story (optional)", exact=True).fill("It was good.")
    page.get_by_role("button", name="Join the alumni").click()
    expect(page.get_by_role("alert")).to_contain_text("Without your agreement")
    axe(page)
    page.get_by_label("I agree to the text above").check()
    page.get_by_role("button", name="Join the alumni").click()
    expect(page.get_by_text("It was good.")).to_be_visible()
    axe(page)
    page.get_by_role("link", name="Leave the alumni").click()
    axe(page)
    page.get_by_role("button", name="Leave the alumni").click()
    expect(page.get_by_text("You have left the alumni")).to_be_visible()
