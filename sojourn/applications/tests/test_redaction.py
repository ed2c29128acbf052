"""The dossier of a committee that reviews blindly is another document: no name is anywhere in its bytes."""

from __future__ import annotations

import io

import pikepdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from pypdf import PdfReader

from sojourn.applications import actions, queries, rules
from sojourn.applications.models import Application, Document
from sojourn.applications.queries import redaction
from sojourn.applications.tests.stage import AFTER, AT, pdf, written
from sojourn.documents import actions as documents
from sojourn.documents.rules import Refused
from sojourn.societies.models import Officer

CANARIES = ("Quillfeather", "Zephyrine", "Marrowgate", "q.f@quillfeather.example", "+47 555 0199")


@pytest.fixture
def app(stage):
    """Submitted, with canaries wherever a name can stand; the free texts hold them too."""
    app = stage.submitted()
    family, given, place, address, phone = CANARIES
    app.family_name, app.given_name, app.institution, app.phone = family, given, f"{place} Hospital", phone
    app.department = f"Radiology of {place} Hospital"
    app.training = f"Trained at {place.upper()}  HOSPITAL as Dr {given} {family}. Write to {address}."
    app.interests = f"{family}'s work on the liver; see https://{family.lower()}.example/cv"
    app.cv = {
        "orcid": "0000-0002-1825-0097",
        "post": [{"from": "2020-01", "to": "", "title": "Resident", "place": f"{place} Hospital"}],
    }
    app.save()
    stage.received(app)
    letter = app.letters.filter(state="received").first()
    letter.name = letter.signed_as = f"Prof. Benedict {family}son"
    letter.institution, letter.position = f"{place} Hospital", f"Head of Radiology, {place} Hospital"
    letter.text = f"{given} {family} came to {place} Hospital in 2019. Signed: Benedict {family}son."
    letter.save()
    return app


def everything(made: bytes) -> str:
    """Text, metadata, bookmarks, labels, attachments and every string and stream that the file holds."""
    read = PdfReader(io.BytesIO(made))
    found = [page.extract_text() for page in read.pages]
    found += [str(read.metadata), str(read.xmp_metadata and read.xmp_metadata.rdf_root.toxml())]
    found += [str(name) for name in read.attachments]

    def outline(items):
        for item in items:
            if isinstance(item, list):
                outline(item)
            else:
                found.append(item.title)

    outline(read.outline)
    with pikepdf.open(io.BytesIO(made)) as pdf_file:
        for thing in pdf_file.objects:
            found.append(repr(thing) if not isinstance(thing, pikepdf.Stream) else repr(thing.read_bytes()))
    return " ".join(" ".join(found).split()).casefold()


def test_the_blind_dossier_holds_no_name_anywhere(stage, app):
    app.programme.blind = True
    app.programme.save()
    told = everything(queries.dossier_for_committee(app, at=AFTER))
    assert [one for one in (*CANARIES, "Benedict", "0000-0002-1825") if one.casefold() in told] == []
    assert app.number.casefold() in told and "left out" in told


def test_the_same_dossier_names_everybody_where_the_programme_is_not_blind(stage, app):
    told = everything(queries.dossier_for_committee(app, at=AFTER))
    assert [one for one in ("Quillfeather", "Zephyrine", "Marrowgate") if one.casefold() not in told] == []


def test_uploaded_documents_stay_out_unless_a_copy_without_names_was_given(stage, app):
    app.programme.blind = True
    app.programme.save()
    before = queries.contents(app, confidential=True)
    assert [line["title"] for line in before if line["file"]] == []
    document = app.documents.filter(replaced_at=None).first()
    document.redacted = documents.keep(pdf(2), owner=app.applicant, kind="redacted", at=AT)
    document.save()
    after = queries.contents(app, confidential=True)
    assert [line["note"] for line in after if line["file"]] == [redaction.REDACTED]
    queries.dossier_for_committee(app, at=AFTER)


def test_titles_of_the_contents_name_no_referee(stage, app):
    app.programme.blind = True
    app.programme.save()
    told = str([line["title"] for line in queries.contents(app, confidential=True)])
    assert "Letter of recommendation 1" in told and "Quillfeather" not in told


@pytest.fixture
def blind(stage, app):
    """The programme reviews blindly."""
    app.programme.blind = True
    app.programme.save()
    return app


def first(app) -> Document:
    document = app.documents.filter(replaced_at=None).first()
    document.application = app
    return document


def officer(stage, app):
    return Officer.objects.filter(society=app.programme.society).first().user


def test_the_office_uploads_a_copy_and_reviewers_read_it(stage, blind):
    document, by = first(blind), officer(stage, blind)
    mine = Application.objects.filter(pk=blind.pk)
    number = queries.uncopied(mine, at=AFTER).count()
    assert number == blind.documents.filter(replaced_at=None).count()
    asked = {"by": by, "at": AFTER}
    kept = actions.redact(document, written("A plan of twelve words, and nobody in it."), **asked).redacted
    assert blind.family_name not in kept.name
    lines = [line for line in queries.contents(blind, confidential=True) if line["file"]]
    assert [line["file"] for line in lines] == [kept]
    assert queries.uncopied(mine, at=AFTER).count() == number - 1
    actions.unredact(document, **asked)
    assert not [line for line in queries.contents(blind, confidential=True) if line["file"]]


def test_a_copy_in_which_a_name_can_still_be_read_is_refused_until_somebody_has_looked(stage, blind):
    document, asked = first(blind), {"by": officer(stage, blind), "at": AFTER}
    upload = written("Signed: Zephyrine QUILLFEATHER.")
    with pytest.raises(actions.NamesLeft, match="QUILLFEATHER"):
        actions.redact(document, upload, **asked)
    document.refresh_from_db()
    assert document.redacted is None
    upload.seek(0)
    assert actions.redact(document, upload, looked=True, **asked).redacted
    with pytest.raises(Refused):
        actions.redact(document, SimpleUploadedFile("x.pdf", b"no pdf"), **asked)


def test_may_redact_is_for_the_office_of_a_blind_programme_after_the_closing(stage, blind):
    document, by = first(blind), officer(stage, blind)
    programme = blind.programme
    said = {
        "before": rules.may_redact(document, by=by, at=AT).code,
        "applicant": rules.may_redact(document, by=blind.applicant, at=AFTER).code,
        "office": rules.may_redact(document, by=by, at=AFTER).code,
    }
    programme.blind = False
    said["names shown"] = rules.may_redact(document, by=by, at=AFTER).code
    programme.blind, document.replaced_at = True, AT
    said["replaced"] = rules.may_redact(document, by=by, at=AFTER).code
    assert said == {
        "before": "still-open",
        "applicant": "not-officer",
        "office": "",
        "names shown": "not-blind",
        "replaced": "replaced",
    }


def test_the_desk_of_the_office_says_whose_documents_nobody_will_see(stage, blind):
    by = officer(stage, blind)
    lines = [one for one in queries.waiting_for(by, at=AFTER) if one.verb == "Redact"]
    assert [(one.count, one.url) for one in lines] == [
        (
            blind.documents.filter(replaced_at=None).count(),
            reverse("applications:copies", args=[blind.programme.call.slug, blind.programme.society.slug]),
        )
    ]
    assert not [one for one in queries.waiting_for(blind.applicant, at=AFTER) if one.verb == "Redact"]


def test_what_is_forgotten_takes_the_copy_along(stage, blind):
    document, by = first(blind), officer(stage, blind)
    kept = actions.redact(document, written("Nobody in it."), by=by, at=AFTER).redacted
    actions.forget(blind.applicant, at=AFTER)
    assert not type(kept).objects.filter(pk=kept.pk).exists()
