"""./run.py bench applying: what the applicant's pages cost, beside the least that Django needs.

A scratch SQLite database with N applications, the production settings, the WSGI application called directly:
processor milliseconds of whole requests, medians. Every write is read back: an answer of 200 proves nothing.
`bare page` is a view with one query and no middleware, `bare rows` a plain read of what the task list shows,
`bare save` one query and one committed update, `bare submit` the two requests of a submission with
nothing but their rows and bytes: who it is, the file checked, written, read back and digested, a row for each
that ours keeps, in two transactions. `bare merge` is the same files put behind each other. The ratio of a job
is to the one that is like it. A dossier is measured by the clock on the wall, since people wait for it and
other processes help. It fails only when it cannot measure.
"""

from __future__ import annotations

import argparse
import hashlib
import io
import json
import os
import random
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from bench import _runs

Check = Callable[[], bool]
SECRET = "b" * 32  # a token is only compared with its cookie
SUBMIT = "submit, 1 MB PDF"
# times the least that it needs
GOALS = {"task list": 6.0, "autosave": 20.0, "save": 20.0, "save the CV": 20.0, SUBMIT: 8.0}
WALL = {"dossier": 3_000.0}  # milliseconds


class Browser:
    """One signed-in person who calls the application without a network."""

    def __init__(self, application: Any, user: Any) -> None:
        from django.conf import settings  # noqa: PLC0415 (Django is set up by main)
        from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY  # noqa: PLC0415
        from django.contrib.sessions.backends.db import SessionStore  # noqa: PLC0415

        session = SessionStore()
        session[SESSION_KEY] = str(user.pk)
        session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
        session[HASH_SESSION_KEY] = user.get_session_auth_hash()
        session.save()
        self.application = application
        self.cookies = f"sessionid={session.session_key}; csrftoken={SECRET}"

    def ask(
        self, path: str, data: dict[str, str] | None = None, *, auto: bool = False, file: Any = None
    ) -> tuple[int, bytes, float]:
        """Status, body, processor milliseconds."""
        environ = self.environ(path, data, file=file)
        if auto:
            environ["HTTP_X_SOJOURN_AUTOSAVE"] = "1"
        status: list[str] = []
        began = time.process_time()
        answer = self.application(environ, lambda line, headers, error=None: status.append(line))
        content = b"".join(answer)
        getattr(answer, "close", lambda: None)()
        return int(status[0][:3]), content, 1000 * (time.process_time() - began)

    def environ(self, path: str, data: dict[str, str] | None, *, file: Any = None) -> dict[str, Any]:
        """What a server would hand over."""
        from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart  # noqa: PLC0415

        body, kind = b"", "application/x-www-form-urlencoded"
        if data is not None:
            sent = data | {"csrfmiddlewaretoken": SECRET}
            body = urlencode(sent).encode()
            if file is not None:
                body, kind = encode_multipart(BOUNDARY, sent | {"file": file}), MULTIPART_CONTENT
        return {
            "REQUEST_METHOD": "GET" if data is None else "POST",
            "PATH_INFO": path.partition("?")[0],
            "QUERY_STRING": path.partition("?")[2],
            "SERVER_NAME": "localhost",
            "SERVER_PORT": "8000",
            "HTTP_HOST": "localhost:8000",
            "HTTP_COOKIE": self.cookies,
            "CONTENT_TYPE": kind,
            "CONTENT_LENGTH": str(len(body)),
            "REMOTE_ADDR": "127.0.0.1",
            "wsgi.input": io.BytesIO(body),
            "wsgi.errors": sys.stderr,
            "wsgi.url_scheme": "http",
        }


def load(number: int) -> Any:
    """A call that is open now, its cast, and `number` applications of others."""
    from django.utils import timezone  # noqa: PLC0415

    from sojourn.applications.models import Application  # noqa: PLC0415
    from sojourn.applications.tests.stage import Stage  # noqa: PLC0415
    from sojourn.people.models import User  # noqa: PLC0415

    stage = Stage()
    now = timezone.now()
    stage.call.opens_at, stage.call.closes_at = now - timedelta(days=5), now + timedelta(days=5)
    stage.call.letters_by = now + timedelta(days=9)
    stage.call.save()
    users = [
        User(email=f"a{n}@many.example", password="!", given_name="A", family_name=f"N{n}")
        for n in range(number)
    ]
    User.objects.bulk_create(users, batch_size=500)
    Application.objects.bulk_create(
        (
            Application(
                applicant=user, programme=stage.programme, scope_key=f"call:{stage.call.pk}",
                begun_at=now, saved_at=now, city="Porto", training="Five years. " * 40,
            )
            for user in users
        ),
        batch_size=500,
    )  # fmt: skip
    stage.now = now
    return stage


def jobs(stage: Any, application: Any) -> dict[str, _runs.Job]:
    """Name -> (one round that raises where nothing happened, its reference)."""
    from django.db import connection, transaction  # noqa: PLC0415
    from django.http import HttpResponse  # noqa: PLC0415

    from sojourn.applications import rules  # noqa: PLC0415
    from sojourn.applications.models import (  # noqa: PLC0415
        Answer,
        Application,
        Choice,
        Document,
        Draft,
        Letter,
        Return,
        Unwanted,
    )
    from sojourn.calls.models import DocumentSlot, EligibilityRule, Extension, Question  # noqa: PLC0415
    from sojourn.societies.models import Membership  # noqa: PLC0415

    row = stage.complete(at=stage.now)
    home = f"/applications/{row.pk}/"
    ada = Browser(application, stage.ada)

    def fetched(path: str, words: bytes) -> Callable[[int], float]:
        def round_(_: int) -> float:
            status, content, spent = ada.ask(path)
            demand(status == 200 and words in content, f"{path} answered {status}")
            return spent

        return round_

    def saved(n: int, *, auto: bool) -> float:
        row.refresh_from_db()
        text = f"Round {n} {auto}: five years of training. " + "x" * 900
        data = {
            "seen": rules.section_digest(row, "training"), "certified_on": "2021-06-01",
            "certified_by": "College", "profession": "radiologist", "training": text, "interests": "",
        }  # fmt: skip
        status, content, spent = ada.ask(f"{home}edit-training/", data, auto=auto)
        row.refresh_from_db()
        demand(
            status == (200 if auto else 302) and row.training == text,
            f"not saved: {status} {content[:200]!r}",
        )
        return spent

    def cv_saved(n: int) -> float:
        row.refresh_from_db()
        data = {"seen": rules.section_digest(row, "cv-post"), "lines": "5"}
        for line in range(5):
            data |= {
                f"{line}-title": f"Post {line} of round {n}",
                f"{line}-body": "Clinic",
                f"{line}-began": "2019",
            }
        status, content, spent = ada.ask(f"{home}cv/post/edit-cv/", data, auto=True)
        row.refresh_from_db()
        kept = row.cv.get("post", [{}])[-1].get("title")
        demand(status == 200 and kept == f"Post 4 of round {n}", f"CV not saved: {status} {content[:200]!r}")
        return spent

    def bare_page(_: int) -> float:
        began = time.process_time()
        found = Application.objects.values_list("city", "training").get(pk=row.pk)
        HttpResponse(f"<p>{found}</p>".encode())
        return 1000 * (time.process_time() - began)

    def bare_rows(_: int) -> float:
        began = time.process_time()
        shown = person(ada)
        one = Application.objects.select_related("programme__call", "programme__society").get(pk=row.pk)
        tables = [
            list(model.objects.filter(**{field: one.pk if field == "application_id" else one.programme_id}))
            for model, field in (
                (DocumentSlot, "programme_id"), (EligibilityRule, "programme_id"), (Question, "programme_id"),
                (Extension, "programme_id"), (Document, "application_id"), (Letter, "application_id"),
                (Choice, "application_id"), (Unwanted, "application_id"), (Answer, "application_id"),
                (Return, "application_id"), (Draft, "application_id"),
            )
        ]  # fmt: skip
        held = list(Membership.objects.filter(user=shown))
        HttpResponse(f"<p>{one.pk} {[len(rows) for rows in [*tables, held]]}</p>".encode())
        spent = 1000 * (time.process_time() - began)
        demand(shown == stage.ada and len(tables[0]) > 1, "bare rows")
        return spent

    def bare_save(n: int) -> float:
        began = time.process_time()
        with transaction.atomic():
            found = Application.objects.get(pk=row.pk)
            found.interests = f"bare {n}"
            found.save(update_fields=["interests"])
        spent = 1000 * (time.process_time() - began)
        demand(Application.objects.filter(pk=row.pk, interests=f"bare {n}").exists(), "bare save")
        return spent

    assert connection.vendor == "sqlite"
    return {
        "bare page": (bare_page, ""),
        "bare rows": (bare_rows, ""),
        "bare save": (bare_save, ""),
        "task list": (fetched(home, b"sections done"), "bare rows"),
        "open a section": (fetched(f"{home}edit-training/", b"data-autosave"), "bare page"),
        "autosave": (lambda n: saved(n, auto=True), "bare save"),
        "save": (lambda n: saved(n, auto=False), "bare save"),
        "save the CV": (cv_saved, "bare save"),
    }


def scan() -> bytes:
    """A page of grey noise as a scanner makes it: a little more than a megabyte."""
    from PIL import Image  # noqa: PLC0415

    out, side = io.BytesIO(), 1_150
    Image.frombytes("L", (side, side), random.Random(1).randbytes(side * side)).save(out, "PDF", quality=90)
    return out.getvalue()


def jobs_of_files(stage: Any, application: Any) -> dict[str, _runs.Job]:
    """The same for what has files: a 1 MB PDF is uploaded and submitted; its dossier is read."""
    import pikepdf  # noqa: PLC0415
    from django.core.files.uploadedfile import SimpleUploadedFile  # noqa: PLC0415
    from django.core.handlers.wsgi import WSGIRequest  # noqa: PLC0415
    from django.db import transaction  # noqa: PLC0415
    from django.http import HttpResponse  # noqa: PLC0415

    from sojourn.applications import queries  # noqa: PLC0415
    from sojourn.applications.models import Application, Document, Receipt  # noqa: PLC0415
    from sojourn.documents import queries as files  # noqa: PLC0415
    from sojourn.documents.models import File  # noqa: PLC0415
    from sojourn.documents.queries import inside  # noqa: PLC0415
    from sojourn.journal.models import Entry  # noqa: PLC0415
    from sojourn.post.models import Letter  # noqa: PLC0415

    row = stage.complete(user=stage.zoe, at=stage.now)
    zoe = Browser(application, stage.zoe)
    home = f"/applications/{row.pk}/"
    content = scan()
    megabyte = SimpleUploadedFile("motivation.pdf", content, content_type="application/pdf")
    scratch = Path(os.environ["SOJOURN_DATA"])

    def submitted(_: int) -> float:
        # the state is put back from outside, so that each round submits a draft as a person does
        Application.objects.filter(pk=row.pk).update(state="draft")
        row.refresh_from_db()
        before = Receipt.objects.filter(application=row).count()
        newest = queries.documents(row).get(slot__code="motivation").pk
        megabyte.seek(0)
        status, body, spent = zoe.ask(f"{home}documents/motivation/add-document/", {}, file=megabyte)
        demand(status == 302, f"not uploaded: {status} {body[:200]!r}")
        status, body, more = zoe.ask(f"{home}submit/", {})
        row.refresh_from_db()
        kept = queries.documents(row).get(slot__code="motivation")
        demand(
            status == 302
            and row.state == "submitted"
            and Receipt.objects.filter(application=row).count() == before + 1
            and kept.pk != newest
            and len(files.content(kept.file)) == kept.file.size >= 1_000_000,
            f"not submitted: {status} {body[:200]!r}",
        )
        # the check runs in a process whose time nobody counts for us: the same work again, here
        began = time.process_time()
        inside.JOBS["check"](content, max_pages=200, words=True)
        return spent + more + 1000 * (time.process_time() - began)

    def bare_submit(n: int) -> float:
        megabyte.seek(0)
        environ = zoe.environ("/", {}, file=megabyte)
        place = scratch / f"bare-{n}.pdf"
        began = time.process_time()
        who = person(zoe)
        sent = WSGIRequest(environ).FILES["file"]
        with place.open("wb") as out:
            for piece in sent.chunks():
                out.write(piece)
            out.flush()
            os.fsync(out.fileno())
        digest = hashlib.sha256(place.read_bytes()).hexdigest()
        inside.JOBS["check"](content, max_pages=200, words=True)
        with transaction.atomic():
            made = File.objects.create(
                kind="bare", name=sent.name, media_type="application/pdf", size=sent.size, pages=1,
                sha256=digest, path=place.name, owner=who, received_at=stage.now,
            )  # fmt: skip
            kept = Document.objects.filter(application=row, slot__code="cv").update(dated_on=None)
            entries = [Entry.objects.create(verb="bare.add", at=stage.now, real_at=stage.now)]
        HttpResponse(b"", status=302)
        again = person(zoe)
        with transaction.atomic():
            one = Application.objects.select_related("programme__call", "programme__society").get(pk=row.pk)
            contents = {
                "documents": list(Document.objects.filter(application=one).values_list("file__sha256"))
            }
            Application.objects.filter(pk=one.pk).update(submitted_at=stage.now)
            sealed = Receipt.objects.create(
                application=one, number=one.number, at=stage.now, real_at=stage.now, contents=contents,
                sha256=hashlib.sha256(json.dumps(contents).encode()).hexdigest(),
            )  # fmt: skip
            letter = Letter.objects.create(
                kind="bare", to_address="zoe@many.example", subject="Received", text="Received. " * 60,
                written_at=stage.now, due_at=stage.now,
            )  # fmt: skip
            entries += [
                Entry.objects.create(verb=f"bare.{verb}", at=stage.now, real_at=stage.now)
                for verb in ("submit", "seal")
            ]
        HttpResponse(b"", status=302)
        spent = 1000 * (time.process_time() - began)
        demand(
            who == again == stage.zoe and kept == 1 and place.stat().st_size == made.size >= 1_000_000,
            "bare submit",
        )
        place.unlink()
        for thing in (made, sealed, letter):
            thing.delete()
        Entry.objects.filter(pk__in=[entry.pk for entry in entries]).delete()
        return spent

    def dossier(_: int) -> float:
        began = time.perf_counter()
        status, body, _spent = zoe.ask(f"{home}dossier/")
        spent = 1000 * (time.perf_counter() - began)
        demand(status == 200 and body.startswith(b"%PDF-"), f"no dossier: {status} {body[:200]!r}")
        with pikepdf.open(io.BytesIO(body)) as made:
            demand(len(made.pages) >= 1 + pages() and len(body) >= 1_000_000, "the dossier is not whole")
        return spent

    def pages() -> int:
        return sum(document.file.pages for document in queries.documents(row))

    def bare_merge(_: int) -> float:
        began = time.perf_counter()
        out = io.BytesIO()
        with pikepdf.new() as whole:
            for document in queries.documents(row):
                with pikepdf.open(files.place(document.file)) as part:
                    whole.pages.extend(part.pages)
            whole.save(out)
            number = len(whole.pages)
        spent = 1000 * (time.perf_counter() - began)
        demand(number == pages(), "bare merge")
        return spent

    return {
        "bare submit": (bare_submit, ""),
        SUBMIT: (submitted, "bare submit"),
        "bare merge": (bare_merge, ""),
        "dossier": (dossier, "bare merge"),
    }


def person(browser: Browser) -> Any:
    """Who asks, by Django's own session: what every request must read first."""
    from django.contrib.auth import SESSION_KEY  # noqa: PLC0415
    from django.contrib.sessions.backends.db import SessionStore  # noqa: PLC0415

    from sojourn.people.models import User  # noqa: PLC0415

    key = browser.cookies.partition(";")[0].partition("=")[2]
    return User.objects.get(pk=SessionStore(key)[SESSION_KEY])


def demand(happened: bool, what: str) -> None:
    if not happened:
        raise SystemExit(f"cannot measure: {what}")


def main(words: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="run.py bench applying")
    parser.add_argument("--number", type=int, default=5_000, help="applications in the database")
    parser.add_argument("--rounds", type=int, default=60)
    parser.add_argument("--json", type=Path, help="append a line for each job to this file")
    wanted = parser.parse_args(words)
    with tempfile.TemporaryDirectory() as scratch:
        application = _runs.set_up(scratch)
        stage = load(wanted.number)
        todo = jobs(stage, application) | jobs_of_files(stage, application)
        found = _runs.medians(todo, rounds=wanted.rounds)
    _runs.tell(found, todo, GOALS, n=wanted.number, rounds=wanted.rounds, to=wanted.json, most=WALL)
    return 0
