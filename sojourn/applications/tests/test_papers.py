"""Documents: who is asked for what, limits, hints, preview, versions, smaller pictures; and the receipt."""

from __future__ import annotations

import hashlib
import io
import random
import time
from datetime import date, timedelta

import pikepdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image
from pypdf import PdfReader

from sojourn.applications import actions, queries, rules
from sojourn.applications.models import Document
from sojourn.applications.queries import papers
from sojourn.applications.tests.stage import AFTER, AT, CLOSES, pdf
from sojourn.calls.models import DocumentSlot
from sojourn.documents import queries as files
from sojourn.documents.rules import Refused as RefusedFile
from sojourn.documents.rules import tells_day
from sojourn.post.models import Letter as Mail
from sojourn.ui import gates
from sojourn.upkeep import clock


@pytest.fixture
def browse(stage, monkeypatch):
    """A browser of one of the cast at AT, or at the moment it is told."""

    def of(who: str = "", at=AT) -> Client:
        monkeypatch.setattr(clock, "read", lambda: clock.Reading(at=at, real=at, demonstration=True))
        browser = Client(headers={"host": "localhost"})
        if who:
            browser.force_login(getattr(stage, who))
        return browser

    return of


def url(name: str, *args) -> str:
    return reverse(f"applications:{name}", args=args)


def words(text: str, name: str = "cv.pdf") -> SimpleUploadedFile:
    """A PDF with a text that can be searched."""
    made = papers.typeset(
        "letter.typ",
        AT,
        title="A paper",
        name="",
        position="",
        institution="",
        received="",
        answers=[],
        paragraphs=[[text]],
    )
    return SimpleUploadedFile(name, made)


def photograph(
    seed: int, *, side: int = 1800, quality: int = 70, name: str = "scan.pdf"
) -> SimpleUploadedFile:
    """A page that is one picture, as scanners make it: large, and much smaller at fewer dots."""
    dice = random.Random(seed)
    small = Image.frombytes("RGB", (side // 6, side // 6), dice.randbytes((side // 6) ** 2 * 3))
    out = io.BytesIO()
    small.resize((side, side), Image.Resampling.BICUBIC).save(out, "PDF", quality=quality, resolution=300)
    return SimpleUploadedFile("scan.pdf", out.getvalue())


def extra(stage, code: str, when: dict, **more) -> DocumentSlot:
    return DocumentSlot.objects.create(
        programme=stage.programme, order=9, code=code, title=f"Extra {code}", when=when, **more
    )


def codes(app) -> list[str]:
    return [gap.code for gap in rules.missing(rules.gaps(queries.parts(app)))]


# Asked of some.


@pytest.mark.parametrize("where", ["residence_country", "work_country"])
def test_a_document_is_asked_by_country_of_residence_or_work(stage, where):
    extra(stage, "translation", {"countries": ["IL"]})
    app = stage.complete()
    assert "document-translation" not in codes(app)

    setattr(app, where, "IL")
    app.save()

    parts = queries.parts(app)
    assert codes(app) == ["document-translation"]
    assert "in Israel" in queries.because(parts.slots[-1], app, parts.choices)


def test_a_document_is_asked_by_a_centre_that_was_ranked(stage):
    slot = extra(stage, "vaccination", {"centres": ["lyon"], "countries": ["IL"]})
    app = stage.complete()
    assert codes(app) == ["document-vaccination"]
    assert "Lyon University Hospital" in queries.because(slot, app, queries.parts(app).choices)

    actions.rank(app, stage.offers[2:3], by=stage.ada, at=AT)

    assert codes(app) == []


def test_a_document_that_is_no_longer_asked_is_kept_and_comes_back(stage):
    slot = extra(stage, "vaccination", {"centres": ["lyon"]})
    app = stage.complete()
    actions.add_document(app, slot, upload=words("vaccinated"), by=stage.ada, at=AT)
    actions.rank(app, stage.offers[2:3], by=stage.ada, at=AT)
    parts = queries.parts(app)
    assert [line["title"] for line in papers.contents(parts, confidential=False)][-1] != slot.title
    assert parts.spare[slot.pk].file.name == "cv.pdf"

    actions.rank(app, stage.offers[:2], by=stage.ada, at=AT)

    assert slot.pk in queries.parts(app).documents


def test_a_submitted_applicant_can_upload_before_the_choice_that_asks(stage, browse):
    slot = extra(stage, "vaccination", {"centres": ["graz"]})
    app = stage.submitted()
    with pytest.raises(gates.Refused, match="Extra vaccination"):
        actions.rank(app, stage.offers[2:3], by=stage.ada, at=AT)
    page = browse("ada").get(url("documents", app.pk)).text
    assert "Asked of some applicants only" in page and "rank Graz University Hospital" in page

    browse("ada").post(url("add_document", app.pk, slot.code), {"file": words("vaccinated")})
    actions.rank(app, stage.offers[2:3], by=stage.ada, at=AT)

    assert slot.pk in queries.parts(app).documents


# Limits and hints.


def test_a_slot_has_its_own_limit_of_pages_and_bytes(stage, browse):
    stage.slots["cv"].max_pages, stage.slots["cv"].max_mb = 2, 1
    stage.slots["cv"].save()
    app = stage.draft()
    page = url("add_document", app.pk, "cv")
    assert "at most 1 MB and 2 pages" in browse("ada").get(page).text

    long = browse("ada").post(page, {"file": pdf(3)})
    large = browse("ada").post(page, {"file": pdf(bulk=1_010_000)})

    assert (long.status_code, large.status_code) == (422, 422)
    assert "has 3 pages; at most 2 can be taken here" in long.text
    assert "at most 1 MB" in large.text
    assert not Document.objects.filter(application=app).exists()


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("This certifies that Dr ADA ABLÉ has passed the examination of the board.", []),
        ("This certifies that Dr Someone Else has passed the examination of the board.", ["family name"]),
        (None, ["picture of paper"]),
    ],
)
def test_a_file_is_looked_through_for_the_name(stage, text, told):
    app = stage.draft()
    document = actions.add_document(
        app, stage.slots["cv"], upload=words(text) if text else pdf(), by=stage.ada, at=AT
    )
    hints = rules.hints(document, app)
    assert len(hints) == len(told)
    assert all(word in hint for word, hint in zip(told, hints, strict=True))


def test_an_old_certificate_and_another_date_are_hints_and_no_bar(stage):
    slot = stage.slots["certification"]
    slot.max_age_years = 3
    slot.save()
    app = stage.complete()
    closes_on = date(2024, 3, 18)
    for dated, told in (
        (date(2021, 6, 1), 0),  # the day of certification itself
        (closes_on.replace(year=2021), 1),  # not older than three years, but another date
        (closes_on.replace(year=2021, day=17), 2),
    ):
        document = actions.add_document(
            app, slot, upload=words("Able " * 20 + f"{dated:%d.%m.%Y}"), dated_on=dated, by=stage.ada, at=AT
        )
        assert len(rules.hints(document, app)) == told
        assert rules.may_submit(app, by=stage.ada, at=AT, found=rules.gaps(queries.parts(app)))


@pytest.mark.parametrize(
    "spelling",
    [
        *("1 June 2021", "June 1st, 2021", "1. Juni 2021", "1 de junio de 2021", "le 1er juin 2021"),
        *("01.06.2021", "1/6/21", "2021-06-01", "06/01/2021"),
    ],
)
def test_a_day_is_found_however_it_is_spelt(spelling):
    text = f"The board of examples certifies that Ada Able passed on {spelling}, and nothing else."
    assert tells_day(text, date(2021, 6, 1)) is True
    assert tells_day(text, date(2021, 7, 12)) is False
    assert tells_day(text, date(2020, 6, 1)) is False
    assert tells_day("", date(2021, 6, 1)) is None


def test_the_office_is_told_what_a_machine_noticed_and_no_verdict(stage, browse):
    app = stage.complete()
    plain = "The board of examples certifies that Dr Ada Able passed, on 1 June 2021."
    other = "The board of examples certifies that Somebody Else passed, on 3 May 2019."
    for code, text in (("certification", other), ("motivation", plain)):
        dated = date(2021, 6, 1) if code == "certification" else None
        actions.add_document(app, stage.slots[code], upload=words(text), dated_on=dated, by=stage.ada, at=AT)
    actions.submit(app, by=stage.ada, at=AT)
    lines = {document.slot.code: rules.office_hints(document, app) for document in queries.documents(app)}
    assert lines == {
        "motivation": [],
        "cv": ["No text could be read in it: a scan?"],
        "certification": [
            "The family name, Able, does not occur in its text.",
            "The date beside it, 1 June 2021, does not occur in its text.",
        ],
    }
    page = browse("ida", AFTER).get(url("office_page", app.pk)).text
    assert all(hint in page for hints in lines.values() for hint in hints)
    assert "It can be wrong: look yourself." in page
    assert browse("mia", AFTER).get(url("office_page", app.pk)).status_code == 404


def test_removing_what_acts_is_told(stage, browse):
    with pikepdf.new() as made:
        made.add_blank_page()
        made.Root.OpenAction = pikepdf.Dictionary(
            S=pikepdf.Name.JavaScript, JS=pikepdf.String("app.alert(1)")
        )
        out = io.BytesIO()
        made.save(out)
    app = stage.draft()
    upload = SimpleUploadedFile("cv.pdf", out.getvalue())
    page = browse("ada").post(url("add_document", app.pk, "cv"), {"file": upload}, follow=True).text
    assert "could act when opened was removed" in page


# Preview, template, example, versions.


def test_preview_shows_pictures_of_the_pages_to_the_owner_only(stage, browse):
    app = stage.draft()
    document = actions.add_document(app, stage.slots["cv"], upload=pdf(12), by=stage.ada, at=AT)
    page = browse("ada").get(url("preview_document", app.pk, document.pk))
    assert page.text.count("<img") == 10
    assert url("draw_page", app.pk, document.pk, 10) in page.text
    rest = browse("ada").get(url("preview_document", app.pk, document.pk), {"from": "11"})
    assert rest.text.count("<img") == 2

    drawn = browse("ada").get(url("draw_page", app.pk, document.pk, 12))

    picture = Image.open(io.BytesIO(drawn.content))
    assert (picture.format, max(picture.size)) == ("WEBP", 1100)
    assert drawn["Content-Type"] == "image/webp" and drawn["X-Content-Type-Options"] == "nosniff"
    for page_number in (0, 13):
        assert browse("ada").get(url("draw_page", app.pk, document.pk, page_number)).status_code == 404
    for who, at in (("zoe", AT), ("ida", AT), ("ida", AFTER), ("finn", AFTER)):
        for name, args in (("preview_document", ()), ("draw_page", (1,))):
            assert browse(who, at).get(url(name, app.pk, document.pk, *args)).status_code == 404


@pytest.mark.parametrize("asked", ["", "0", "-5", "99999", "x", "１", "1e9", "11"])
def test_preview_forgives_any_page_number(stage, browse, asked):
    app = stage.draft()
    document = actions.add_document(app, stage.slots["cv"], upload=pdf(12), by=stage.ada, at=AT)
    page = browse("ada").get(url("preview_document", app.pk, document.pk), {"from": asked})
    assert page.status_code == 200 and "<img" in page.text


def test_every_slot_has_a_template_and_the_usual_ones_an_example(stage, browse):
    app, ada = stage.draft(), browse("ada")
    for code in stage.slots:
        answer = ada.get(url("open_template", app.pk, code))
        assert answer["Content-Disposition"].startswith("attachment")
        told = PdfReader(io.BytesIO(answer.content)).pages[0].extract_text()
        assert stage.slots[code].title in told and "at most 8 MB" in told
    invented = ada.get(url("open_example", app.pk, "motivation"))
    assert "Example, invented" in PdfReader(io.BytesIO(invented.content)).pages[0].extract_text()
    assert ada.get(url("open_example", app.pk, "certification")).status_code == 404
    assert browse("zoe").get(url("open_template", app.pk, "cv")).status_code == 404


def test_every_version_stays_readable_with_its_mark_and_one_counts(stage, browse):
    app = stage.draft()
    for number in (1, 2, 3):
        at = AT + timedelta(hours=number)
        actions.add_document(
            app, stage.slots["cv"], upload=pdf(number, f"cv-{number}.pdf"), by=stage.ada, at=at
        )
    page = browse("ada").get(url("documents", app.pk)).text
    old = list(queries.documents(app, history=True).exclude(replaced_at=None))
    assert [one.file.name for one in old] == ["cv-2.pdf", "cv-1.pdf"]
    assert page.index("Earlier versions") < page.index("cv-2.pdf") < page.index("cv-1.pdf")
    for one in old:
        assert one.file.sha256 in page
        assert hashlib.sha256(files.content(one.file)).hexdigest() == one.file.sha256
        assert browse("ada").get(url("open_document", app.pk, one.pk)).status_code == 200
        assert browse("ida", AFTER).get(url("open_document", app.pk, one.pk)).status_code == 404


# Smaller pictures.


def test_a_dossier_beyond_the_limit_gets_smaller_pictures_and_says_so(stage, browse):
    stage.programme.max_mb = 1
    stage.programme.save()
    app = stage.complete()
    originals = {}
    for number, code in enumerate(("motivation", "cv")):
        upload = photograph(number)
        page = url("add_document", app.pk, code)
        told = browse("ada").post(page, {"file": upload}, follow=True).text
        originals[code] = files.content(queries.documents(app).get(slot=stage.slots[code]).file)
    assert sum(map(len, originals.values())) > 1_000_000
    assert "Pictures are made smaller in your dossier" in told

    made = queries.dossier(app, confidential=False, at=AT)

    assert len(made) <= 1_000_000
    reader = PdfReader(io.BytesIO(made))
    front = " ".join(reader.pages[0].extract_text().split())
    assert "their resolution was lowered so that the dossier stays within 1 MB" in front
    assert len(reader.pages) == 1 + 1 + 1 + 2
    picture = max((image.image.size for page in reader.pages for image in page.images), default=None)
    assert picture is not None and max(picture) < 1800
    for code, content in originals.items():  # the files themselves stay as they came
        assert files.content(queries.documents(app).get(slot=stage.slots[code]).file) == content
    actions.add_document(app, stage.slots["cv"], upload=words("small"), by=stage.ada, at=AT)
    assert (
        "smaller pictures"
        not in PdfReader(io.BytesIO(queries.dossier(app, confidential=False, at=AT))).pages[0].extract_text()
    )


def test_a_dossier_that_no_smaller_picture_saves_is_refused_on_arrival(stage):
    stage.programme.max_mb = 1
    stage.programme.save()
    app = stage.complete()
    actions.add_document(app, stage.slots["cv"], upload=pdf(bulk=600_000), by=stage.ada, at=AT)
    kept = stage.files()
    with pytest.raises(RefusedFile, match="even with smaller pictures") as refused:
        actions.add_document(app, stage.slots["motivation"], upload=pdf(bulk=600_000), by=stage.ada, at=AT)
    assert refused.value.code == "dossier-size"
    assert stage.files() == kept


def test_the_committee_copy_stays_within_the_limit_too(stage):
    stage.programme.max_mb = 1
    stage.programme.save()
    app = stage.submitted()
    letter = app.letters.get()
    letter.application = app
    actions.write_letter(
        letter, upload=photograph(7, side=2400, quality=90), by=stage.invitation(letter), at=AT
    )
    made = queries.dossier_for_committee(app, at=AFTER)
    assert len(made) <= 1_000_000
    assert "smaller pictures" in PdfReader(io.BytesIO(made)).pages[0].extract_text()


def test_a_usual_dossier_is_made_in_less_than_three_seconds(stage):
    app = stage.complete()
    for code in ("motivation", "cv"):
        actions.add_document(app, stage.slots[code], upload=pdf(4, bulk=900_000), by=stage.ada, at=AT)
    queries.dossier(app, confidential=False, at=AT)
    began = time.perf_counter()
    queries.dossier(app, confidential=False, at=AT)
    assert time.perf_counter() - began < 3


def test_forgetting_takes_the_smaller_copies_along(stage, settings):
    stage.programme.max_mb = 1
    stage.programme.save()
    app = stage.draft()
    for number, code in enumerate(("motivation", "cv")):
        actions.add_document(app, stage.slots[code], upload=photograph(number), by=stage.ada, at=AT)
    assert Document.objects.filter(slim__isnull=False).exists()
    actions.forget(stage.ada, at=AT)
    assert stage.files() == 0
    assert not [path for path in settings.MEDIA_ROOT.rglob("*") if path.is_file()]


# The receipt.


def test_receipt_on_screen_by_mail_and_on_paper_is_the_same(stage, browse):
    app = stage.submitted()
    receipt = queries.receipts(app).get()
    page = browse("ada").get(url("receipt", app.pk)).text
    mail = Mail.objects.get(kind="applications.submit").text
    stage.send_all()
    copy = browse("ada").get(url("receipt_copy", app.pk, receipt.pk))
    paper = " ".join(PdfReader(io.BytesIO(copy.content)).pages[0].extract_text().split())
    for one in (page, mail, paper):
        assert receipt.number in one
        assert receipt.sha256[:32] in one and receipt.sha256[32:] in one
        assert "cv.pdf, 1 page" in one and "Oslo University Hospital" in one
    assert "2024-03-04T10:00:00Z" in paper
    assert url("receipt_copy", app.pk, receipt.pk) in mail and "check-receipt" in mail
    again = browse("ada").get(url("receipt_copy", app.pk, receipt.pk))
    assert again.content == copy.content
    assert browse("zoe").get(url("receipt_copy", app.pk, receipt.pk)).status_code == 404


def test_check_receipt_says_genuine_without_a_name(stage, browse):
    app = stage.submitted()
    receipt = queries.receipts(app).get()
    asked = {
        "number": receipt.number.lower(),
        "mark": f" {receipt.sha256[:32].upper()} {receipt.sha256[32:]}",
    }
    answer = browse().get(url("check_receipt"), asked)
    assert answer.status_code == 200
    assert "This receipt is genuine" in answer.text
    assert "it is the same, and every file is whole" in answer.text
    assert "Able" not in answer.text and "cv.pdf" not in answer.text


@pytest.mark.parametrize(
    ("number", "mark", "status", "told"),
    [
        ("S24-SAR-0000", "a" * 64, 200, "No receipt has this number and this mark"),
        ("own", "a" * 64, 200, "No receipt has this number and this mark"),
        ("S24-SAR-0000", "own", 200, "No receipt has this number and this mark"),
        ("own", "short", 422, "A mark has 64 characters"),
        ("", "", 422, "2 things to mend"),
        ("<script>alert(1)</script>", "own", 200, "No receipt has"),
    ],
)
def test_check_receipt_of_anything_else(stage, browse, number, mark, status, told):
    receipt = queries.receipts(stage.submitted()).get()
    number = receipt.number if number == "own" else number
    mark = receipt.sha256 if mark == "own" else mark
    answer = browse().get(url("check_receipt"), {"number": number, "mark": mark})
    assert answer.status_code == status
    assert told in answer.text
    assert "<script>alert" not in answer.text


def test_check_receipt_after_a_change_and_with_a_damaged_file(stage, browse):
    app = stage.submitted()
    first = queries.receipts(app).get()
    later = AT + timedelta(hours=1)
    document = actions.add_document(app, stage.slots["cv"], upload=pdf(2), by=stage.ada, at=later)
    second = queries.receipts(app)[0]
    assert first.sha256 != second.sha256 and first.number == second.number

    old = browse().get(url("check_receipt"), {"number": first.number, "mark": first.sha256}).text
    assert "1 newer receipt stands under the same number" in old
    files.place(document.file).write_bytes(b"%PDF-1.7 other")
    new = browse().get(url("check_receipt"), {"number": second.number, "mark": second.sha256}).text
    assert "Files are damaged" in new and "every file is whole" not in new


def test_check_receipt_after_closing_and_after_erasure(stage, browse):
    app = stage.submitted()
    receipt = queries.receipts(app).get()
    asked = {"number": receipt.number, "mark": receipt.sha256}
    assert "it is the same" in browse("", CLOSES + timedelta(days=90)).get(url("check_receipt"), asked).text
    actions.forget(stage.ada, at=AFTER)
    told = browse().get(url("check_receipt"), asked).text
    assert "This receipt is genuine" in told and "has been erased" in told
