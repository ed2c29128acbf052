"""Small real PDF documents, one of each kind, made once a load; those of the cast bear name and date."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from functools import cache
from typing import Any

import typst
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile

from sojourn.applications.models import Document
from sojourn.core import periods
from sojourn.upkeep.demo.people import CAST, Person, email

NAMED = {one["key"] for one in CAST}
FONTS = settings.ROOT / "sojourn" / "ui" / "fonts"
TEXTS = {
    "motivation": (
        "Letter of motivation",
        "To the Evaluation Committee.",
        "I trained in general radiology and have worked in a subspecialty team since my certification. "
        "Three months with an experienced centre would let me learn how a larger service is run, see rarer "
        "cases than at home, and bring back protocols that my department can use from the first week.",
        "At home I shall report in the multidisciplinary meeting, teach the residents what I learned, and "
        "keep a list of cases for a yearly audit.",
    ),
    "cv": (
        "Curriculum vitae",
        "Education, posts, training, publications, languages, memberships.",
        "Medical school, then five years of residency with rotations in all sections. Since then attending "
        "radiologist. Two posters, one review article. Languages: English C1 and two others.",
        "Memberships: European Society of Radiology.",
    ),
    "certification": (
        "Certificate of board certification",
        "The board certifies that the bearer has completed the training in radiology and passed the "
        "examination.",
        "This document is part of a demonstration. The board, its seal and the bearer are invented.",
        "",
    ),
    "recommendation": (
        "Letter of recommendation",
        "To the Evaluation Committee, from the head of department.",
        "I have known the applicant since residency and support the application without reservation: "
        "careful reporting, a calm manner with patients and colleagues, and real curiosity.",
        "The department will hold the post open during the three months and looks forward to the report.",
    ),
}
SOURCE = """
#set document(title: sys.inputs.title, date: datetime(year: 2024, month: 1, day: 15))
#set page(paper: "a4", margin: 28mm, footer: align(center, text(8pt, fill: gray)[DEMONSTRATION - invented]))
#set text(font: "Source Serif 4", size: 11pt)
#set par(leading: 0.75em)
= #sys.inputs.title
#v(6mm)
#sys.inputs.a
#v(3mm)
#sys.inputs.b
#v(3mm)
#sys.inputs.c
#v(6mm)
#sys.inputs.signed
"""


@cache
def content(kind: str, signed: str = "") -> bytes:
    """The bytes of one kind of document; `signed` stands below."""
    title, a, b, c = TEXTS.get(kind, TEXTS["motivation"])
    words = {"title": title, "a": a, "b": b, "c": c, "signed": signed}
    return typst.compile(SOURCE.encode(), font_paths=[str(FONTS)], sys_inputs=words)


def upload(kind: str, person: Person, dated_on: date | None) -> SimpleUploadedFile:
    """A file as a browser would send it. The crowd shares one of each kind: a load has some seconds only."""
    signed = f"{person.title} {person.given_name} {person.family_name}" if person.key in NAMED else ""
    signed += f", {periods.spoken(dated_on)}" if signed and dated_on else ""
    return SimpleUploadedFile(f"{kind}.pdf", content(kind, signed), content_type="application/pdf")


def drop_hints() -> None:
    """Nothing is hinted of the papers that the crowd shares: without a name they would all be doubted."""
    cast = [email(key) for key in NAMED]
    Document.objects.exclude(application__applicant__email__in=cast).update(hints=[])


def cv(person: Person, field: str, *, whole: bool) -> dict[str, list[dict[str, str]]]:
    """The parts of a CV that is filled in; some fill in no more than what is asked."""
    year = person.certified_on.year
    hospital = {"body": person.institution, "place": person.city}
    parts = {
        "post": [{"title": "Attending radiologist", **hospital, "began": f"{year}-10"}],
        "training": [
            {"title": "Residency in radiology", **hospital, "began": f"{year - 5}", "ended": f"{year}"}
        ],
    }
    if whole:
        on = f"{person.certified_on:%Y-%m-%d}"
        board = "National Board of Radiology (invented)"
        paper = f"Five pitfalls of {field.lower()} (invented)"
        parts |= {
            "certification": [{"title": "Board certification in radiology", "body": board, "on": on}],
            "publication": [{"title": paper, "body": "Journal of Examples", "on": f"{year}"}],
            "language": [{"title": "English", "level": "C1"}, {"title": "French", "level": "B1"}],
            "membership": [{"body": "European Society of Radiology", "began": f"{year - 3}"}],
        }
    return parts


def own_answers(questions: Iterable[Any], person: Person) -> dict[str, Any]:
    """Answers to a programme's own questions; what hangs on another answer, only where it does."""
    given: dict[str, Any] = {}
    for one in questions:
        if one.depends_on and given.get(one.depends_on) != one.depends_value:
            continue
        if one.kind == "choice":
            given[one.code] = one.choices[person.seed % len(one.choices)]
        elif one.kind == "number":
            given[one.code] = str(person.seed % 90)
        elif one.kind == "text":
            given[one.code] = "One list of protocols for the whole department, agreed with orthopaedics."
    return given
