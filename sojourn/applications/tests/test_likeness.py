"""Passages inside uploaded PDFs: found by the worker's index, shown to officers, and to nobody else."""

import random
import time
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from sojourn.applications import actions, queries
from sojourn.applications.models import Application, Document, Print, Wording
from sojourn.applications.queries import likeness
from sojourn.applications.tests.stage import AFTER, AT, person, written
from sojourn.calls.models import Call, Programme
from sojourn.core import likeness as core
from sojourn.documents.models import File, Text
from sojourn.documents.queries import inside

CANARY = (
    "In my second year I kept a notebook of every missed fracture",
    "and read it aloud on Fridays to whoever would listen quietly",
)
FORM = (
    "The applicant declares that all of the statements made above are",
    "true and complete and that nothing of importance was left out here",
)


def paper(*lines: str, name: str = "motivation.pdf"):
    """A real PDF, a line of text for each argument."""
    return written(") Tj 0 -16 Td (".join(lines), name=name)


def with_letter(stage, user, *lines: str, code: str = "motivation") -> Application:
    """A submitted application whose letter has these lines."""
    row = stage.complete(user)
    actions.add_document(row, stage.slots[code], upload=paper(*lines), by=user, at=AT)
    actions.submit(row, by=user, at=AT)
    return queries.get(row.pk)


def address(row: Application) -> str:
    return reverse("applications:likeness", args=[row.pk])


def found(user, row: Application) -> likeness.Found:
    actions.tick(at=AFTER)
    return likeness.found(queries.for_office(user, at=AFTER), row)


@pytest.fixture
def two(stage):
    """Ada and Nora brought the same lines, one in the letter and one in the CV."""
    ada = with_letter(stage, stage.ada, "Dear committee, Ada Able writes.", *CANARY)
    stage.nora = person("nora")
    nora = with_letter(stage, stage.nora, *CANARY, "With regards, Nora Able.", code="cv")
    return ada, nora


def test_a_passage_in_two_pdfs_stands_side_by_side(two, visit):
    ada, nora = two
    actions.tick(at=AFTER)
    text = visit("ida", AFTER).get(address(ada)).content.decode()
    assert text.count("<mark>") == text.count("</mark>") == 2
    assert "Ada Able: Letter of motivation" in text and "Ada Able: Curriculum vitae" in text
    assert text.count("missed fracture<br>and read it aloud") == 2 and nora.number in text


def test_a_passage_in_a_pdf_and_in_the_form_is_found(stage, two):
    ada, nora = two
    nora.documents.filter(slot__code="cv").update(replaced_at=AT)
    Application.objects.filter(pk=nora.pk).update(training=" ".join(CANARY), version=nora.version + 1)
    (one,) = found(stage.ida, ada).shared
    assert [(passage["here"], passage["there"]) for passage in one.passages] == [
        ("Letter of motivation", "Written in the form")
    ]


def test_what_one_brought_in_an_earlier_call_is_found_inside_the_pdfs(stage, visit):
    """Last year's letter of the same person, and not last year's of somebody else."""
    before = with_letter(stage, stage.ada, *CANARY)
    strange = with_letter(stage, person("nora"), *CANARY)
    last = Call.objects.create(
        slug="2023", name="Exchange programmes 2023", year=2023, state="announced", zone="Europe/Vienna",
        opens_at=AT - timedelta(days=400), closes_at=AT - timedelta(days=350),
    )  # fmt: skip
    earlier = Programme.objects.create(
        call=last, society=stage.programme.society, name="Abdominal 2023", field="Abdominal"
    )
    Application.objects.filter(pk__in=[before.pk, strange.pk]).update(
        programme=earlier, scope_key="call:2023"
    )
    now = with_letter(stage, stage.ada, "Dear committee,", *CANARY)
    (one,) = found(stage.ida, now).shared
    assert one.other.pk == before.pk
    assert [(passage["here"], passage["there"]) for passage in one.passages] == [
        ("Letter of motivation", "Letter of motivation")
    ]
    text = " ".join(visit("ida", AFTER).get(address(now)).content.decode().split())
    assert (
        "The same person's earlier application, Exchange programmes 2023: own text may be carried over."
        in text
    )
    assert "1 passage stands in both" in text and strange.number not in text


def test_a_replaced_document_is_compared_no_more(stage, two):
    ada, nora = two
    assert len(found(stage.ida, ada).shared) == 1
    nora.documents.filter(slot__code="cv").update(replaced_at=AT)
    assert found(stage.ida, ada).shared == []


def test_nobody_but_officers_of_both_sees_a_passage(stage, two, visit):
    """The canary stands in Olga's letter to another society: her own officer and the federation see it."""
    ada, nora = two
    olga = with_letter(stage, person("olga"), *CANARY)
    Application.objects.filter(pk=olga.pk).update(programme=stage.other)
    actions.tick(at=AFTER)
    canary = "missed fracture"

    def seen(name: str, row: Application, at=AFTER) -> tuple[int, bool, bool]:
        page = visit(name, at).get(address(row))
        text = page.content.decode()
        return page.status_code, canary in text, olga.number in text

    assert seen("finn", ada) == (200, True, True)
    assert seen("ida", ada) == (200, True, False)  # Nora's, of her own society
    assert seen("mia", olga) == (200, False, True)  # its own number, and nothing of what Ada wrote
    for name, row in (("mia", ada), ("ida", olga), ("ada", ada), ("nora", nora), ("nora", ada), ("zoe", ada)):
        assert seen(name, row) == (404, False, False), (name, row)
    assert seen("ida", ada, AT)[0] == 404  # before closing
    Application.objects.filter(pk=nora.pk).update(state="withdrawn")
    assert seen("ida", ada) == (200, False, False)


def test_words_of_the_template_are_nobodys(stage, visit):
    slot = stage.slots["motivation"]
    ada = with_letter(stage, stage.ada, *FORM, "and of herself nothing at all.")
    with_letter(stage, person("nora"), "A longer text of her own, and then", *FORM)
    assert len(found(stage.ida, ada).shared) == 1
    slot.template = actions.papers.documents.keep(paper(*FORM), owner=None, kind="template", at=AT)
    slot.save(update_fields=["template"])
    assert found(stage.ida, ada).shared == []


def test_what_many_of_the_call_share_is_nobodys(stage):
    rows = [with_letter(stage, person(f"n{number}"), *FORM, *CANARY[:1]) for number in range(6)]
    last = with_letter(stage, person("last"), *FORM, *CANARY)
    also = with_letter(stage, stage.ada, *CANARY, *FORM)
    told = found(stage.ida, last)
    assert [one.other.pk for one in told.shared] == [also.pk]
    words = told.shared[0].passages[0]["left"][1]
    assert "read it aloud on Fridays" in words and "applicant declares" not in words
    assert found(stage.ida, rows[0]).shared == []


def test_a_document_checked_before_texts_were_kept_is_read_by_the_worker(stage, two, visit):
    ada, _ = two
    Text.objects.all().delete()
    told = likeness.found(queries.for_office(stage.ida, at=AFTER), ada)
    assert told.waiting and told.shared == []
    assert "Not everything is read yet" in visit("ida", AFTER).get(address(ada)).content.decode()
    told = found(stage.ida, ada)
    assert len(told.shared) == 1 and not told.waiting
    assert not likeness.unread_files().exists()
    before = Print.objects.count()
    actions.tick(at=AFTER)
    assert Print.objects.count() == before  # nothing is done twice


def test_a_text_goes_with_its_document(stage, two):
    ada, _ = two
    actions.tick(at=AFTER)
    files = set(ada.documents.values_list("file", flat=True))
    assert Text.objects.filter(file__in=files).exists()
    actions.forget(stage.ada, at=AFTER)
    assert not Text.objects.filter(file__in=files).exists() and not File.objects.filter(pk__in=files).exists()
    assert not Wording.objects.filter(application=ada).exists()
    actions.tick(at=AFTER)
    assert not Print.objects.filter(wording__application=ada).exists()


def test_drafts_are_not_read(stage):
    row = stage.complete()
    actions.add_document(row, stage.slots["cv"], upload=paper(*CANARY), by=stage.ada, at=AT)
    actions.tick(at=AFTER)
    assert not Wording.objects.exists()


def test_no_page_opens_a_pdf(two, visit, settings):
    """With the files gone the page is the same: it knows the texts alone."""
    actions.tick(at=AFTER)
    before = visit("ida", AFTER).get(address(two[0])).content
    for file in File.objects.all():
        (settings.MEDIA_ROOT / file.path).unlink()
    assert before.count(b"<mark>") == visit("ida", AFTER).get(address(two[0])).content.count(b"<mark>") == 2


def test_a_long_text_is_kept_in_bounds():
    upload = written(") Tj 0 -1 Td (".join(f"line {number} of many" for number in range(800)), pages=12)
    text = inside.words(upload.read())[0]["text"]
    assert inside.TEXT - 100 < len(text) <= inside.TEXT == 60_000


def test_eight_hundred_applications_cost_no_square(stage):
    """Rows put there directly: eight hundred texts of 400 words; the page's work and queries stay small."""
    ada = with_letter(stage, stage.ada, *CANARY)
    actions.tick(at=AFTER)
    chance = random.Random(5)
    vocabulary = [f"word{number}" for number in range(3000)]
    users = [person(f"u{number}") for number in range(3)]
    slot, file = stage.slots["motivation"], ada.documents.get(slot__code="motivation", replaced_at=None).file
    for number in range(800):
        row = Application.objects.create(
            applicant=users[number % 3], programme=stage.programme, scope_key=f"x:{number}",
            state="submitted", begun_at=AT, saved_at=AT, submitted_at=AT, number=f"S-{number}",
        )  # fmt: skip
        document = Document.objects.create(application=row, slot=slot, file=file, added_at=AT)
        text = " ".join(chance.choices(vocabulary, k=400)) + (" ".join(CANARY) if number in (7, 400) else "")
        Wording.objects.create(application=row, version=row.version)
        wording = Wording.objects.create(application=row, document=document)
        Print.objects.bulk_create(Print(wording=wording, run=run) for run in core.prints(text))
    began = time.process_time()
    with CaptureQueriesContext(connection) as caught:
        told = likeness.found(queries.for_office(stage.ida, at=AFTER), ada)
    assert {one.other.number for one in told.shared} == {"S-7", "S-400"}
    assert told.compared == 800 and len(caught) < 12
    assert time.process_time() - began < 1
