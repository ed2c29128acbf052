"""./run.py bench applying: what the applicant's pages cost, beside the least that Django needs.

A scratch SQLite database with N applications, the production settings, the WSGI application called directly:
processor milliseconds of whole requests, medians. Every write is read back: an answer of 200 proves nothing.
`bare page` is a view with one query and no middleware, `bare save` one query and one committed update;
the ratio is to the first for pages and to the second for saves. It fails only when it cannot measure.
"""

from __future__ import annotations

import argparse
import io
import json
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

Check = Callable[[], bool]
SECRET = "b" * 32  # a token is only compared with its cookie
GOALS = {"autosave": 20.0, "save": 20.0, "save the CV": 20.0}  # times the least that a save needs


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
        self, path: str, data: dict[str, str] | None = None, *, auto: bool = False
    ) -> tuple[int, bytes, float]:
        """Status, body, processor milliseconds."""
        body = urlencode(data | {"csrfmiddlewaretoken": SECRET}).encode() if data is not None else b""
        environ: dict[str, Any] = {
            "REQUEST_METHOD": "GET" if data is None else "POST",
            "PATH_INFO": path,
            "QUERY_STRING": "",
            "SERVER_NAME": "localhost",
            "SERVER_PORT": "8000",
            "HTTP_HOST": "localhost:8000",
            "HTTP_COOKIE": self.cookies,
            "CONTENT_TYPE": "application/x-www-form-urlencoded",
            "CONTENT_LENGTH": str(len(body)),
            "REMOTE_ADDR": "127.0.0.1",
            "wsgi.input": io.BytesIO(body),
            "wsgi.errors": sys.stderr,
            "wsgi.url_scheme": "http",
        }
        if auto:
            environ["HTTP_X_SOJOURN_AUTOSAVE"] = "1"
        status: list[str] = []
        began = time.process_time()
        answer = self.application(environ, lambda line, headers, error=None: status.append(line))
        content = b"".join(answer)
        getattr(answer, "close", lambda: None)()
        return int(status[0][:3]), content, 1000 * (time.process_time() - began)


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


def jobs(stage: Any, application: Any) -> dict[str, tuple[Callable[[int], float], str]]:
    """Name -> (one round that raises where nothing happened, its reference)."""
    from django.db import connection, transaction  # noqa: PLC0415
    from django.http import HttpResponse  # noqa: PLC0415

    from sojourn.applications import rules  # noqa: PLC0415
    from sojourn.applications.models import Application  # noqa: PLC0415

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
        "bare save": (bare_save, ""),
        "task list": (fetched(home, b"sections done"), "bare page"),
        "open a section": (fetched(f"{home}edit-training/", b"data-autosave"), "bare page"),
        "autosave": (lambda n: saved(n, auto=True), "bare save"),
        "save": (lambda n: saved(n, auto=False), "bare save"),
        "save the CV": (cv_saved, "bare save"),
    }


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
        os.environ |= {
            "SOJOURN_DATA": scratch,
            "SOJOURN_DATABASE": "",
            "DJANGO_SETTINGS_MODULE": "sojourn.config.settings",
        }
        import django  # noqa: PLC0415

        django.setup()
        from django.core.management import call_command  # noqa: PLC0415
        from django.core.wsgi import get_wsgi_application  # noqa: PLC0415

        call_command("migrate", verbosity=0)
        call_command("collectstatic", verbosity=0, interactive=False)
        stage = load(wanted.number)
        todo = jobs(stage, get_wsgi_application())
        spent: dict[str, list[float]] = {name: [] for name in todo}
        for n in range(wanted.rounds + 5):  # the first five warm up; jobs take turns, so that noise is shared
            for name, (job, _) in todo.items():
                milliseconds = job(n)
                if n >= 5:
                    spent[name].append(milliseconds)
    medians = {name: statistics.median(listed) for name, listed in spent.items()}
    print(f"{wanted.number} applications, medians of {wanted.rounds} rounds, processor milliseconds\n")
    for name, (_, reference) in todo.items():
        ratio = medians[name] / medians[reference] if reference else 1.0
        goal = GOALS.get(name)
        told = f"{ratio:6.1f} x {reference}" if reference else ""
        met = "" if goal is None else f"   goal {goal:.0f} x: {'met' if ratio <= goal else 'MISSED'}"
        print(f"{name:<16}{medians[name]:8.2f} ms  {told:<22}{met}")
        if wanted.json:
            line = {
                "job": name,
                "n": wanted.number,
                "cpu_ms": round(medians[name], 3),
                "ratio": round(ratio, 2),
            }
            with wanted.json.open("a") as file:
                file.write(json.dumps(line) + "\n")
    return 0
