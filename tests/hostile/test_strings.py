"""One application whose every word is hostile: its pages, sheets, mails and PDFs stay what they are."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from typing import Any

import pytest
from django.core import mail
from django.db import transaction
from django.test import Client, override_settings
from django.urls import reverse
from openpyxl import load_workbook
from pypdf import PdfReader

from sojourn.applications import actions, forms, queries
from sojourn.applications.models import Application
from sojourn.applications.tests.stage import ABOUT, AFTER, AT, LETTER, REFEREE, TRAINING, Stage
from sojourn.post import actions as post
from sojourn.post.models import Letter as Mail
from sojourn.upkeep import clock
from tests.hostile import strings
from tests.hostile.reading import Page

LIMIT = {"title": 30, "given_name": 100, "family_name": 100, "city": 100, "phone": 40}


def clean(form: type, data: dict, **more) -> dict:
    """What the form makes of it; what it refuses stays as a usual answer."""
    tried = form(data, **more)
    tried.is_valid()
    return tried.cleaned_data


@pytest.fixture(scope="module")
def _ready(django_db_setup, django_db_blocker, tmp_path_factory) -> Iterator[tuple[Any, ...]]:
    """An application with all its papers, made once: each string takes its words, and is undone."""
    places = {"DATA": tmp_path_factory.mktemp("hostile")}
    places["MEDIA_ROOT"] = places["DATA"] / "files"
    with django_db_blocker.unblock(), override_settings(**places), transaction.atomic():
        stage = Stage()
        app = stage.complete(referee=False)
        yield stage, app.pk, places
        transaction.set_rollback(True)


@pytest.fixture
def ready(_ready, db, settings) -> tuple[Stage, Any]:
    stage, pk, places = _ready
    settings.DATA, settings.MEDIA_ROOT = places["DATA"], places["MEDIA_ROOT"]
    return stage, queries.get(pk)


def hostile(text: str, stage: Stage, app: Application) -> Application:
    """Every free word of it is `text`, as far as the forms let it in."""
    typed = {name: text[: LIMIT.get(name, 200)] for name in ABOUT if not name.endswith("_country")}
    actions.edit_about(app, ABOUT | clean(forms.EditAbout, ABOUT | typed), by=stage.ada, at=AT)
    typed = {"certified_by": text[:200], "training": text[:4000], "interests": text[:3000]}
    values = clean(forms.EditTraining, TRAINING | {"certified_on": "2021-06-01"} | typed, today=AT.date())
    actions.edit_training(app, TRAINING | values, by=stage.ada, at=AT)
    note = clean(forms.NoteChoices, {"choices_note": text[:1500]})
    actions.note_choices(app, note, by=stage.ada, at=AT)
    typed = {"name": text[:200], "position": text[:200], "institution": text[:200], "message": text[:2000]}
    values = clean(forms.NameReferee, REFEREE | typed | {"ask_now": "now"}, taken=set())
    actions.name_referee(app, REFEREE | values | {"ask_now": True}, by=stage.ada, at=AT)
    actions.submit(app, by=stage.ada, at=AT)
    letter = app.letters.get()
    letter.application = app
    asked = {"kept": False, "questions": [], "applicant": app.formal_name}
    written = {"text": f"{LETTER}\n\n{text[:15000]}", "signed_as": text[:200], "right": "on"}
    typed = clean(forms.WriteLetter, written, **asked)
    actions.write_letter(
        letter,
        text=typed.get("text", LETTER),
        signed_as=typed.get("signed_as", "Ben"),
        by=stage.invitation(letter),
        at=AT,
    )
    app.refresh_from_db()
    return app


def page(stage, who: str, name: str, *args, at=AT):
    browser = Client(headers={"host": "localhost"})
    browser.force_login(getattr(stage, who))
    return browser.get(reverse(f"applications:{name}", args=args))


@pytest.mark.parametrize("name", strings.ALL)
def test_a_hostile_application_stays_text_everywhere(name, ready, monkeypatch):
    text = strings.ALL[name].encode("utf-8", "replace").decode()
    moment = [AT]
    monkeypatch.setattr(
        clock, "read", lambda: clock.Reading(at=moment[0], real=moment[0], demonstration=True)
    )
    stage = ready[0]
    app = hostile(text, *ready)

    for address in ("application", "answers", "edit_about", "edit_training", "rank", "referees", "receipt"):
        answer = page(stage, "ada", address, app.pk)
        assert answer.status_code == 200
        assert Page(answer.content.decode()).alive == []

    moment[0] = AFTER
    programme = (stage.call.slug, stage.programme.society.slug)
    for address, args in (("office_list", programme), ("office_page", (app.pk,))):
        answer = page(stage, "ida", address, *args)
        assert answer.status_code == 200
        assert Page(answer.content.decode()).alive == []

    sheet = page(stage, "ida", "export_list", *programme)
    neutral(sheet.content)

    for made in (
        queries.dossier(app, confidential=False, at=AFTER),
        queries.dossier_for_committee(app, at=AFTER),
        queries.receipt_copy(queries.receipts(app)[0]),
    ):
        assert len(PdfReader(io.BytesIO(made)).pages) >= 1
        assert b"/JavaScript" not in made

    assert Mail.objects.exists()
    post.send_due(at=AFTER, keep_text=True)
    for letter in mail.outbox:
        message = letter.message()
        for head in ("Subject", "To", "From"):
            assert len(str(message[head]).splitlines()) == 1
        assert len(letter.recipients()) == 1 and message["Bcc"] is None and message["Cc"] is None


def neutral(content: bytes) -> None:
    """No cell of a sheet is a formula or a link."""
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        inside = b"".join(packed.read(one) for one in packed.namelist() if one.startswith("xl/worksheets"))
    assert b"<f>" not in inside and b"<f " not in inside and b"<hyperlink" not in inside
    for row in load_workbook(io.BytesIO(content)).active.iter_rows():
        assert all(cell.data_type != "f" and cell.hyperlink is None for cell in row)


def test_a_formula_would_be_seen():
    from openpyxl import Workbook  # noqa: PLC0415 (the control writes the sheet that ours never writes)

    book, out = Workbook(), io.BytesIO()
    book.active["A1"] = "=1+1"
    book.save(out)
    with pytest.raises(AssertionError):
        neutral(out.getvalue())


def test_there_are_strings_of_every_kind():
    assert len(strings.ALL) >= 70
    assert all(text for text in strings.ALL.values())
