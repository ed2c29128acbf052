"""An officer writes the documents of a programme in the browser, with templates and examples."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from sojourn.calls import actions, queries
from sojourn.calls.models import DocumentSlot
from sojourn.calls.tests import here
from sojourn.core.tests import test_writings as writings
from sojourn.core.writings import DOCX
from sojourn.documents.models import File
from tests.hostile import files as samples

pytestmark = pytest.mark.django_db
BASE = "/office/calls/2024/esgar/documents/"
PLAIN = {"title": "Licence to practise", "guidance": "A scan.", "required": "on"}


@pytest.fixture
def house():
    made = here.draft(demonstration=True)
    here.live_at(here.BEFORE)
    return made


@pytest.fixture
def programme(house):
    return house.programmes["ESGAR"]


@pytest.fixture
def finn(house):
    return here.browser_of(house.finn)


def codes(programme):
    return [slot.code for slot in queries.slots(programme)]


def pdf(name="confirmation.pdf"):
    content = samples.pdf()
    return SimpleUploadedFile(name, content, "application/pdf")


def test_a_document_is_added_seen_edited_and_its_code_stays(finn, programme):
    values = PLAIN | {
        "asks_date": "Date of the licence", "max_age_years": "2", "max_mb": "2", "max_pages": "3",
        "countries": "Brazil\npt", "addressee": "The committee",
    }  # fmt: skip
    preview = finn.post(f"{BASE}add-slot/", values | {"then": "preview"})
    told = "Asked of those who live or work in Brazil or Portugal. A scan. Addressed to: The committee."
    assert preview.status_code == 200 and told in preview.text
    assert "PDF, at most 2 MB, 3 pages" in preview.text and "Date of the licence" in preview.text
    assert "licence-to-practise" not in codes(programme)
    assert finn.post(f"{BASE}add-slot/", values).status_code == 302
    slot = DocumentSlot.objects.get(programme=programme, code="licence-to-practise")
    assert codes(programme)[-1] == slot.code
    assert slot.when == {"countries": ["BR", "PT"]} and (slot.max_age_years, slot.max_pages) == (2, 3)
    assert told in finn.get(BASE).text
    page = f"{BASE}{slot.code}/edit-slot/"
    assert finn.get(page).context["form"]["countries"].value() == "Brazil\nPortugal"
    centre = queries.institutions(programme)[0][0]
    changed = PLAIN | {"title": "Licence", "centres": [centre], "version": "1"}
    assert finn.post(page, changed).status_code == 302
    slot.refresh_from_db()
    assert (slot.title, slot.when, slot.max_mb, slot.version) == ("Licence", {"centres": [centre]}, None, 2)


def test_a_fault_of_a_document_ends_beside_its_field(finn, programme):
    before = codes(programme)
    for values, field, words in (
        ({"title": " "}, "title", "needed"),
        ({"max_mb": "99"}, "max_mb", "8 MB at most"),
        ({"max_pages": "0"}, "max_pages", "1"),
        ({"max_age_years": "2"}, "asks_date", "which date"),
        ({"countries": "Narnia"}, "countries", "Narnia"),
        ({"centres": ["nowhere"]}, "centres", "Choose"),
    ):
        sent = PLAIN | {"guidance": "My own words"} | values
        answer = finn.post(f"{BASE}add-slot/", sent)
        form = answer.context["form"]
        assert answer.status_code == 422 and set(form.errors) == {field}
        assert words in " ".join(form.errors[field]), field
        assert "My own words" in answer.text
    assert codes(programme) == before


def test_two_officers_on_one_document_see_both_texts(finn, programme):
    page = f"{BASE}cv/edit-slot/"
    finn.post(page, PLAIN | {"title": "First", "version": "1"})
    answer = finn.post(page, PLAIN | {"title": "Second", "version": "1"})
    assert answer.status_code == 409
    differ = {row["label"]: row["values"] for row in answer.context["conflict"]}
    assert differ == {"Document": ["First", "Second"]}
    assert DocumentSlot.objects.get(programme=programme, code="cv").title == "First"


def test_documents_move_and_go_unless_a_rule_needs_them(finn, programme):
    order = codes(programme)
    finn.post(f"{BASE}{order[1]}/move-slot/", {"direction": "up"})
    assert codes(programme) == [order[1], order[0], *order[2:]]
    assert finn.post(f"{BASE}{order[0]}/remove-slot/").status_code == 302
    assert order[0] not in codes(programme)
    row = programme.eligibility_rules.first()
    row.kind, row.params = "document", {"slot": order[1]}
    row.save()
    refused = finn.post(f"{BASE}{order[1]}/remove-slot/")
    assert refused.status_code == 403 and "Change that rule first" in refused.text
    programme.letter_by = "applicant"
    programme.save()
    assert finn.post(f"{BASE}recommendation/remove-slot/").status_code == 403
    programme.letter_by = "referee"
    programme.save()
    assert finn.post(f"{BASE}recommendation/remove-slot/").status_code == 302
    known = finn.get(f"{BASE}add-slot/").context["form"]["code"]
    assert [value for value, _ in known.field.choices if value == "recommendation"]
    finn.post(f"{BASE}add-slot/", PLAIN | {"title": "The letter", "code": "recommendation"})
    assert codes(programme)[-1] == "recommendation"


def test_a_template_is_checked_kept_served_replaced_and_let_go(
    house, finn, programme, django_capture_on_commit_callbacks
):
    page = f"{BASE}cv/template/"
    assert finn.get(f"{page}open-sample/").status_code == 404
    for bad, words in (
        (
            SimpleUploadedFile("t.docx", b"PK\x03\x04 word/document.xml [Content_Types]"),
            "Save it again as DOCX",
        ),
        (SimpleUploadedFile("t.pdf", b"%PDF-1.7 cut"), "."),
    ):
        refused = finn.post(f"{page}attach-sample/", {"file": bad})
        assert refused.status_code == 422 and words in refused.context["form"].errors["file"][0]
    assert finn.post(f"{page}attach-sample/", {"file": pdf()}).status_code == 302
    slot = DocumentSlot.objects.get(programme=programme, code="cv")
    first = slot.template
    answer = finn.get(f"{page}open-sample/")
    assert answer["Content-Disposition"].startswith("attachment") and b"".join(answer).startswith(b"%PDF-")
    assert "confirmation.pdf" in finn.get(BASE).text
    # next year's call shows the same file, so it stays while one of the two does
    new = actions.clone(
        house.call, {"name": "Next", "slug": "2025", "year": 2025}, by=house.finn, at=here.BEFORE
    )
    with django_capture_on_commit_callbacks(execute=True):
        assert finn.post(f"{page}attach-sample/", {"file": pdf("second.pdf")}).status_code == 302
    assert File.objects.filter(pk=first.pk).exists()
    with django_capture_on_commit_callbacks(execute=True):
        finn.post(f"{page.replace('/2024/', '/2025/')}detach-sample/")
    assert not File.objects.filter(pk=first.pk).exists()
    finn.post(f"{page}detach-sample/")
    assert not DocumentSlot.objects.filter(
        template__isnull=False, programme__call__in=(house.call, new)
    ).exists()


def test_after_opening_the_documents_stand(house, programme, finn):
    actions.announce(house.call, by=house.finn, at=here.BEFORE)
    here.live_at(here.OPEN)
    before = codes(programme)
    for page in ("add-slot", "cv/edit-slot", "cv/move-slot", "cv/remove-slot", "cv/template/detach-sample"):
        assert finn.post(f"{BASE}{page}/", PLAIN).status_code == 403
    assert finn.post(f"{BASE}cv/template/attach-sample/", {"file": pdf()}).status_code == 403
    assert codes(programme) == before and "Add a document" not in finn.get(BASE).text


def writing(parts, name):
    return SimpleUploadedFile(name, writings.packed(parts), "application/octet-stream")


def test_a_template_may_be_a_text_document_to_fill_in(finn, programme):
    slot = queries.slots(programme).first()
    page = f"{BASE}{slot.code}/template/attach-sample/"
    assert 'accept=".pdf,.docx,.odt"' in finn.get(page).text
    assert finn.post(page, {"file": writing(writings.WORD, "Form to fill in.doc")}).status_code == 302
    slot.refresh_from_db()
    assert (slot.template.media_type, slot.template.name) == (DOCX, "Form to fill in.docx")
    assert slot.template.text.words == "I declare & sign"  # so that nobody is found to have copied it
    taken = finn.get(f"{BASE}{slot.code}/template/open-sample/")
    assert taken["Content-Type"] == DOCX and taken["X-Content-Type-Options"] == "nosniff"
    assert taken["Content-Disposition"] == 'attachment; filename="Form to fill in.docx"'
    assert b"".join(taken.streaming_content) == writings.packed(writings.WORD)


def test_a_template_with_macros_is_refused_and_the_one_before_stays(finn, programme):
    slot = queries.slots(programme).first()
    page = f"{BASE}{slot.code}/template/attach-sample/"
    finn.post(page, {"file": writing(writings.OPEN, "form.odt")})
    before = DocumentSlot.objects.get(pk=slot.pk).template_id
    refused = finn.post(page, {"file": writing(writings.WORD | {"word/vbaProject.bin": b"x"}, "form.docx")})
    assert refused.status_code == 422 and "holds macros" in refused.text
    assert DocumentSlot.objects.get(pk=slot.pk).template_id == before


def test_an_example_and_every_applicants_paper_stay_pdf(finn, programme):
    slot = queries.slots(programme).first()
    page = f"{BASE}{slot.code}/example/attach-sample/"
    assert 'accept=".pdf"' in finn.get(page).text
    assert finn.post(page, {"file": writing(writings.WORD, "form.docx")}).status_code == 422
