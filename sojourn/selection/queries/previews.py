"""Letters as they will go out, for those who sign: real words of real recipients."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.conf import settings

from sojourn.post import queries as post
from sojourn.selection.models import Result
from sojourn.selection.queries import inspection, releases

EACH = 3
KINDS = (("selected", "Selected"), ("waiting", "Waiting list"), ("not_selected", "Not selected"))


@dataclass(frozen=True)
class Sample:
    """One rendered letter."""

    to: str
    society: str
    subject: str
    text: str


def samples(made: list, viewer: Any) -> list[dict[str, Any]]:
    """Per kind the first, the middle and the last recipient whom this reader may know, rendered."""
    readable = inspection.readable_lines(made, viewer)
    return [
        {"kind": kind, "title": title, "number": len(rows), "letters": [_letter(row) for row in _three(rows)]}
        for kind, title in KINDS
        for rows in [[line for line in readable if line.outcome == kind]]
    ]


def _three(rows: list) -> list:
    if len(rows) <= EACH:
        return rows
    return [rows[0], rows[len(rows) // 2], rows[-1]]


def _letter(line: Any) -> Sample:
    application = line.application
    result = Result(
        application=application,
        outcome=line.outcome,
        offer=line.offer,
        tutor=line.tutor,
        reason=line.reason,
        explanation=line.explanation,
    )
    person = application.applicant
    values = {
        **releases.letter_context(result),
        "name": person.get_full_name(),
        "site": settings.SITE_URL,
        "thing": result,
    }
    scope = post.texts.scope(values)
    language = getattr(person, "language", "")
    subject, text = post.texts.words(f"selection.{line.outcome}", values, scope=scope, language=language)
    return Sample(application.formal_name, application.programme.society.acronym, subject, text)
