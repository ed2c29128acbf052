"""The same truth table as `test_visibility`, as the answers have it: one world a phase, everybody a browser.

A dossier takes a second to typeset, so that it opens is tried with one row; that it does not, with every row.
"""

from __future__ import annotations

from io import BytesIO

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from sojourn.applications.models import Application
from sojourn.calls.models import Programme
from sojourn.reviews.models import Assignment
from sojourn.reviews.tests.test_visibility import PHASES, ROWS, change, rolled_back, scene
from sojourn.upkeep import clock

NAME = "Unmistakable"
OPENED = ("draft", "eva", "no")  # the row whose dossier is really opened


def answered(cast, app, who, *, opens: bool) -> str:
    """A row of the table as its pages tell it."""
    client = Client(headers={"host": "localhost"})
    client.force_login(getattr(cast, who))

    def get(name, *args):
        return client.get(reverse(f"reviews:{name}", args=args))

    file = "?" if opens is None else "yes" if get("dossier", app.pk).status_code == 200 else "-"
    told = [get("queue").content.decode()]
    page, words = "-", ""
    row = Assignment.objects.filter(application=app, reviewer=getattr(cast, who)).first()
    if row is not None:
        answer = get("score", row.pk)
        if answer.status_code == 200:
            words = answer.content.decode()
            page = "name" if NAME in words else "code"
    covered, number = "-", "-"
    cover = get("coverage", "2024", "aaa")
    if cover.status_code == 200:
        body = cover.content.decode()
        told.append(body)
        line = next((one for one in body.split("<tr>") if app.number in one), "")
        if line:
            covered = "n" if "Dov" in line else "#"
        overview = get("overview", "2024").content.decode()
        told.append(overview)
        number = overview.split(">AAA<")[-1].split('data-label="Applications">')[1].split("<")[0]
    taken = get("export_scores", "2024", "aaa")
    if taken.status_code == 200:
        body = taken.content.decode()
        told.append(body)
        lines = [one for one in body.splitlines() if app.number in one]
        words += "".join(f"Words of {name}." for name in ("Cleo", "Dov") if any(name in one for one in lines))
    scores = "".join(key for key, name in (("c", "Cleo"), ("d", "Dov")) if f"Words of {name}." in words)
    if covered == page == "-":
        assert NAME not in "".join(told) and app.number not in "".join(told)
    return f"{file} {scores or '-'} {page} {covered} {number}"


@pytest.mark.parametrize("phase", PHASES)
def test_answers_keep_to_the_table(cast, monkeypatch, phase):
    at = scene(cast, phase)
    monkeypatch.setattr(clock, "read", lambda: clock.Reading(at=at, real=at, demonstration=False))
    wrong = []
    for _, who, conflict, *expected in (row for row in ROWS if row[0] == phase):
        if who == "vic":
            expected[1] = "-"  # reads the scores where she decides, on no page of this room
        with rolled_back():
            cache.clear()
            change(cast, getattr(cast, who), conflict, "named")
            app = Application.objects.get(pk=cast.app.pk)
            opens = True if (phase, who, conflict) == OPENED or expected[0] == "-" else None
            row = answered(cast, app, who, opens=opens)
        if row.replace("?", expected[0]) != " ".join(expected):
            wrong.append(f"{phase} {who} {conflict}: {row}, and not {' '.join(expected)}")
    assert wrong == []


@pytest.mark.parametrize("phase", ["draft", "final"])
def test_blind_takes_the_name_from_every_page_of_a_reviewer(cast, monkeypatch, phase):
    at = scene(cast, phase)
    monkeypatch.setattr(clock, "read", lambda: clock.Reading(at=at, real=at, demonstration=False))
    Programme.objects.filter(pk=cast.a.programme.pk).update(blind=True)
    row = answered(cast, Application.objects.get(pk=cast.app.pk), "cleo", opens=None)
    assert row.split()[2] == "code"
    browser = Client(headers={"host": "localhost"})
    browser.force_login(cast.cleo)
    pages = [reverse("reviews:queue"), reverse("reviews:declare_many"), reverse("desks:home")]
    own = Assignment.objects.get(application=cast.app, reviewer=cast.cleo)
    pages += [reverse(f"reviews:{name}", args=[own.pk]) for name in ("declare", "decline", "abstain")]
    pages.append(reverse("reviews:discuss", args=[cast.app.pk]))
    assert [one for one in pages if NAME in browser.get(one).content.decode()] == []
    found = browser.get(reverse("reviews:queue"), {"q": NAME}).content.decode()
    assert "Nothing found" in found and "<tbody>" not in found  # what is hidden is not searched either


def test_blind_takes_the_name_from_the_chairs_lists_and_leaves_it_to_the_office(cast, monkeypatch):
    at = scene(cast, "draft")
    monkeypatch.setattr(clock, "read", lambda: clock.Reading(at=at, real=at, demonstration=False))
    Programme.objects.filter(pk=cast.a.programme.pk).update(blind=True)
    reads = {}
    for who in ("eva", "ida"):
        browser = Client(headers={"host": "localhost"})
        browser.force_login(getattr(cast, who))
        told = [browser.get(reverse("reviews:coverage", args=["2024", "aaa"])).content.decode()]
        sheet = browser.get(reverse("reviews:export_coverage", args=["2024", "aaa"])).content
        told.append(str([*load_workbook(BytesIO(sheet)).active.values]))
        reads[who] = [NAME in one for one in told]
        assert all(cast.app.number in one for one in told)
    assert reads == {"eva": [False, False], "ida": [True, True]}
