"""Every page that takes a file, found by the table of doors, is given bad files as a browser sends them.

The applicant's slot and the referee's page meet the whole corpus. Every other page meets one file of each
way to end and, by turns, a part of the rest.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from urllib.parse import urljoin, urlsplit

import pytest
from django.urls import reverse

from sojourn.documents import queries as documents
from sojourn.documents.models import File
from tests.hostile import files
from tests.hostile.reading import Form, Page
from tests.hostile.test_files import ACTIVE, laid_open
from tests.hostile.test_files import made as bad_file
from tests.hostile.test_forms import _quiet, read
from tests.house import doors, things
from tests.house.plan import none
from tests.house.test_doors import ROLES, ROWS, made, rolled_back

__all__ = ("_quiet",)
STAGES = ("draft", "submitted", "certified")
WHOLE = ("applications:add_document", "applications:write_letter")
MET = {
    "draft": {"applications:answer_file", "applications:import_orcid"},
    "submitted": {
        *WHOLE,
        "applications:upload_letter",
        "calls:add_case",
        "calls:attach_sample",
        "calls:edit_case",
    },
    "certified": {"certificates:verify_code"},
}  # a page that takes files and is not here is news to whoever adds it
ANSWERS = (200, 302, 422)
UNREADABLE = "name of nine hundred accents"  # no disk can hold such a name: the request ends as unreadable
TYPED = "What was typed beside the file"
PARTS = 12


def pages(stage: str) -> Iterator[tuple[doors.Row, str]]:
    """Pages that open first at this stage, each once, with the first role that may open it."""
    known = set()
    for row in ROWS:
        who = next((role for role in ROLES if row.answers[role] == "200"), None)
        fits = row.stage == stage and row.method == "GET" and not row.name.startswith("ui:")
        if fits and who and row.name not in known:
            known.add(row.name)
            yield row, who


def chosen(name: str, number: int) -> list[str]:
    """Which of the corpus a page meets."""
    every = list(files.MAKERS)
    if name in WHOLE:
        return every
    ways = {bad_file(one).ends: one for one in reversed(every)}
    return list(dict.fromkeys([*ways.values(), *every[number % PARTS :: PARTS]]))


@pytest.mark.timeout(900)
@pytest.mark.parametrize("walked_to", STAGES, indirect=True)
def test_every_upload_refuses_with_a_reason_or_keeps_what_is_clean(walked):
    world = walked
    people = things.people(world)
    met, wrong = set(), []
    for number, (row, who) in enumerate(pages(world.stage)):
        client = doors.someone(people.get(who))
        with rolled_back():
            now = world.now
            args, link = made(row.about, world)
            if link is not None:
                doors.hold(client, link)
            here = reverse(row.name, args=args)
            page = client.get(here)
            if page.get("Content-Type", "").startswith("text/html") and not page.streaming:
                for form in Page(page.content.decode()).forms:
                    if form.method == "post" and form.uploads:
                        met.add(row.name)
                        for bad in chosen(row.name, number):
                            wrong += [
                                f"{row.name}, {bad}: {fault}" for fault in sent(client, here, form, bad)
                            ]
        world.now = now
    assert met == MET[world.stage]
    none(wrong)


def sent(client, here: str, form: Form, name: str) -> Iterator[str]:
    """What is wrong after sending this file with some text beside it."""
    bad = bad_file(name)
    filled = form.filled(TYPED)
    with rolled_back():
        before = set(File.objects.values_list("pk", flat=True))
        given = {one: Sent(bad) for one in form.uploads}
        response = client.post(urljoin(here, form.action), filled | given)
        if name == UNREADABLE and response.status_code == 400:
            return
        if response.status_code not in ANSWERS:
            yield f"answered {response.status_code}"
            return
        yield from read(response)
        if response.status_code == 422:
            yield from told(response, form)
        elif response.status_code == 302 and urlsplit(response["Location"]).netloc in ("", "localhost"):
            yield from read(client.get(response["Location"]))
        for file in File.objects.exclude(pk__in=before):
            if file.media_type == "application/pdf":
                yield from alive(documents.content(file))


class Sent(io.BytesIO):
    """A file as the client of the tests sends it: its name goes out as it is, dots and slashes and all."""

    def __init__(self, bad: files.Bad) -> None:
        super().__init__(bad.content)
        self.name, self.content_type = bad.filename, bad.mime


def told(response, form: Form) -> Iterator[str]:
    """A reason stands on the page, and the text beside the file is still there."""
    page = Page(response.content.decode())
    text = " ".join(" ".join(page.seen).split())
    if not re.search(r"aria-invalid|error-summary|role=.alert", response.content.decode()):
        yield "refused without a reason on the page"
    for secret in (files.CANARY, "Traceback"):
        if secret in text:
            yield f"shows {secret}"
    shown = [value for other in page.forms for values in other.values.values() for value in values]
    if form.texts() and TYPED not in shown:
        yield "has lost what was typed"


def alive(content: bytes) -> Iterator[str]:
    kept = laid_open(content)
    if files.CANARY.encode() in kept or ACTIVE.search(re.sub(rb"\((?:[^()\\]|\\.)*\)", b"()", kept)):
        yield "kept something active"


def test_a_page_that_says_nothing_and_forgets_is_seen():
    form = Page('<form method="post"><input name="a"><input type="file" name="f"></form>').forms[0]
    answer = doors.HttpResponse('<form method="post"><input name="a" value=""></form>')
    assert list(told(answer, form)) == ["refused without a reason on the page", "has lost what was typed"]
