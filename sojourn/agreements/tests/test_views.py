"""Pages: who opens which, one page for reading and signing, texts with a preview, the check for anybody."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from sojourn.agreements import actions, queries
from sojourn.agreements.models import Mark, Paper, Wording
from sojourn.agreements.tests.test_papers import NOW, agreed, link, paper, sign, sign_all  # noqa: F401
from sojourn.awards.tests import stage as stages
from sojourn.awards.tests.stage import client
from sojourn.documents import queries as documents

EVERYBODY = ("ada", "zoe", "ida", "mia", "finn", "hana")


@pytest.fixture(autouse=True)
def now(db):
    stages.live_at(NOW)


def url(name, *args):
    return reverse(f"agreements:{name}", args=args)


def text(response):
    return re.sub(r"\s+", " ", response.content.decode())


def test_a_paper_opens_to_its_people_only_and_shows_its_values_to_nobody_else(agreed, paper):  # noqa: F811
    for address in (url("paper", paper.pk), url("download", paper.pk, "sheet")):
        given = {who: client(getattr(agreed, who)).get(address).status_code for who in EVERYBODY}
        assert given == {"ada": 200, "zoe": 404, "ida": 200, "mia": 404, "finn": 200, "hana": 404}
        assert client().get(address).status_code == 302
    assert "Ada Lind" in text(client(agreed.ida).get(url("office")))
    for who in ("mia",):
        page = client(getattr(agreed, who)).get(url("office"))
        assert page.status_code == 200 and "Ada Lind" not in text(page) and paper.code not in text(page)
    sheet = client(agreed.mia).get(url("export_list"))
    assert b"Ada" not in sheet.content


def test_read_and_sign_on_one_page(agreed, paper):  # noqa: F811
    browser = client(agreed.ada)
    page = text(browser.get(url("paper", paper.pk)))
    assert paper.sha256 in page and "Sign as the fellow" in page and "EUR 3,000.01" in page
    sent = {"name": "Ada Lind", "role": "fellow", "sha256": paper.sha256}
    unread = browser.post(url("sign", paper.pk), sent)
    assert unread.status_code == 422 and "Tick this" in text(unread) and not Mark.objects.exists()
    done = browser.post(url("sign", paper.pk), {**sent, "read": "on"}, follow=True)
    assert "You have signed." in text(done)
    mark = Mark.objects.get()
    assert (mark.role, mark.way, mark.sha256) == ("fellow", "account", paper.sha256)
    again = browser.post(url("sign", paper.pk), {**sent, "read": "on"})
    assert again.status_code == 403


def test_the_tutor_signs_by_the_link_and_a_former_one_sees_nothing(agreed, paper):  # noqa: F811
    held = link(agreed, paper)
    browser = client(link=held)
    page = text(browser.get(url("link_page", held.pk)))
    assert "Sign as the tutor" in page and "Ada Lind" in page
    sent = {"name": "Gus Oslo", "role": "tutor", "sha256": paper.sha256, "read": "on"}
    assert browser.post(url("link_sign", held.pk), sent).status_code == 302
    assert Mark.objects.get().way == "link"
    assert client().get(url("link_page", held.pk)).status_code == 404
    stay = Paper.objects.get().placement
    stay.tutor.email = "somebody@else.example"
    stay.tutor.save()
    for address in (url("link_page", held.pk), url("link_download", held.pk, "sheet")):
        assert browser.get(address).status_code == 404


def test_a_file_is_told_from_another_by_whoever_holds_it(agreed, paper):  # noqa: F811
    whole = sign_all(agreed, paper)
    content, sheet = documents.content(whole.sealed), documents.content(whole.sheet)

    def ask(body, address):
        return client().post(address, {"file": SimpleUploadedFile("x.pdf", body, "application/pdf")})

    for address in (url("verify"), url("verify_code", whole.code)):
        assert "sealed here, unchanged, and it holds" in text(ask(content, address))
        assert "without the signatures" in text(ask(sheet, address))
    assert "was not made here" in text(ask(content[:-1] + b"x", url("verify")))
    assert "not the one with this number" in text(ask(content[:-1] + b"x", url("verify_code", whole.code)))
    actions.withdraw(whole, reason="A mistake.", by=agreed.ida, at=NOW)
    assert "but the paper was withdrawn" in text(ask(content, url("verify")))
    assert "This paper was withdrawn" in text(client().get(url("verify_code", whole.code)))


def test_the_check_of_a_number_names_nobody(agreed, paper):  # noqa: F811
    page = text(client().get(url("verify_code", paper.code)))
    assert "Not all parties have signed yet" in page
    for name in ("Ada", "Gus", "Oslo", "3,000"):
        assert name not in page
    assert client().get(url("verify_code", "0000-0000-00")).status_code == 404


def test_a_text_is_looked_at_before_it_is_saved(agreed):  # noqa: F811
    browser, address = client(agreed.ida), url("edit_wording", "agreement", "esxr")
    assert "Dr Ada Example" in text(browser.get(address))
    sent = {
        "title": "Ours",
        "text": "For {{ fellow }} alone.",
        "parties": ["fellow", "society"],
        "version": "0",
    }
    shown = browser.post(address, {**sent, "then": "preview"})
    assert "For Dr Ada Example alone." in text(shown) and not Wording.objects.exists()
    wrong = browser.post(address, {**sent, "text": "For {{ password }}"})
    assert wrong.status_code == 422 and "Unknown placeholder" in text(wrong)
    assert browser.post(address, sent).status_code == 302
    late = browser.post(address, {**sent, "title": "Theirs"})
    assert late.status_code == 409 and "Saved meanwhile" in text(late)
    made = browser.get(url("preview_wording", "agreement", "esxr"))
    assert made.content.startswith(b"%PDF")
    for who, scope, status in (("mia", "esxr", 404), ("ida", "federation", 404), ("finn", "federation", 200)):
        assert client(getattr(agreed, who)).get(url("edit_wording", "agreement", scope)).status_code == status


def test_the_fellow_asks_and_the_office_draws_up(agreed):  # noqa: F811
    browser = client(agreed.ada)
    stay = agreed.stay.pk
    sent = {
        "passport_name": "LIND, Ada",
        "nationality": "AT",
        "born_on": "1990-04-01",
        "passport": "P7654321",
    }
    browser.post(url("ask_letter", stay), sent)
    asked = Paper.objects.get()
    assert queries.wanted(asked)["born_on"] == "1 April 1990"
    desk = text(client(agreed.ida).get(reverse("desks:home")))
    assert "letter of invitation of Ada Lind" in desk
    client(agreed.ida).post(url("draw_up", stay, "invitation"))
    page = text(client(agreed.finn).get(url("paper", asked.pk)))
    assert (
        "P7654321" in page
        and "born on 1 April 1990" in page
        and "Sign as an officer of the federation" in page
    )
    assert "P7654321" not in text(client(agreed.mia).get(url("office")))


def test_a_desk_says_what_is_to_be_signed_until_it_is(agreed, paper):  # noqa: F811
    line = "the agreement of Ada Lind"
    assert line in text(client(agreed.ada).get(reverse("desks:home")))
    sign(agreed, paper, "fellow")
    assert line not in text(client(agreed.ada).get(reverse("desks:home")))
