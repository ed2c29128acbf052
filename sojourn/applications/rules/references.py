"""What a letter must be before it is taken: something on it, about this person, answered."""

from __future__ import annotations

import io
from collections.abc import Mapping
from typing import Any

from PIL import Image

from sojourn.applications import queries
from sojourn.applications.models import Letter
from sojourn.calls.models import LetterQuestion
from sojourn.documents.queries import reader
from sojourn.documents.rules import Checked, names_somebody

FEWEST_WORDS = 30  # fewer are no letter; less than twice as many are looked at again
MAX_MB = 4
MAX_PAGES = 10
LOOKED_AT = 4  # pages, for something on them
DOUBTS = {
    "unnamed": "It does not name {applicant}.",
    "another": "You have given the very same file for another applicant.",
    "short": "It is shorter than most letters.",
}


def blank(checked: Checked) -> bool:
    """Whether nothing is to be seen on the first pages."""
    if checked.text.strip():
        return False
    for page in range(min(checked.pages, LOOKED_AT)):
        try:
            _, png = reader.ask("picture", checked.content, page=page, side=240)
        except reader.Unreadable:
            return False  # it was opened before: what cannot be drawn here is not called empty
        darkest, brightest = Image.open(io.BytesIO(png)).convert("L").getextrema()
        if darkest != brightest:
            return False
    return True


def doubts_of_file(letter: Letter, checked: Checked, sha256: str) -> list[str]:
    """Codes of what looks wrong with a file; a scan has no text to tell by."""
    found = []
    if _names(letter, checked.text) is False:
        found.append("unnamed")
    if queries.references.same_file(letter, sha256):
        found.append("another")
    return found


def doubts_of_text(letter: Letter, text: str) -> list[str]:
    """Codes of what looks wrong with a typed letter."""
    found = []
    if text.strip() and _names(letter, text) is False:
        found.append("unnamed")
    if FEWEST_WORDS <= len(text.split()) < 2 * FEWEST_WORDS:
        found.append("short")
    return found


def _names(letter: Letter, text: str) -> bool | None:
    """Whether a text names the applicant by the family name, or by the given name alone."""
    application = letter.application
    found = [names_somebody(text, name) for name in (application.family_name, application.given_name)]
    known = [one for one in found if one is not None]
    return any(known) if known else None


def told(letter: Letter, codes: list[str]) -> list[str]:
    """The sentences of doubts."""
    return [DOUBTS[code].format(applicant=letter.application.formal_name) for code in codes]


def unanswered(questions: list[LetterQuestion], answers: Mapping[str, Any]) -> list[LetterQuestion]:
    """Required questions without an answer that is one of theirs."""
    return [one for one in questions if one.required and not words(one, answers.get(one.code))]


def as_asked(questions: list[LetterQuestion], answers: Mapping[str, Any]) -> list[dict[str, Any]]:
    """What is kept of the answers: the question as it was worded, and the answer in words."""
    return [
        {"code": one.code, "title": one.title, "value": answers[one.code], "words": said}
        for one in questions
        if (said := words(one, answers.get(one.code)))
    ]


def words(question: LetterQuestion, value: Any) -> str:
    """An answer as people read it; empty for one that the question does not know."""
    if question.kind == "text":
        return str(value or "").strip()
    if question.kind == "choice":
        return value if value in question.options else ""
    try:
        level = int(value)
    except (TypeError, ValueError):
        return ""
    if not question.lowest <= level <= question.highest:
        return ""
    anchor = question.anchors.get(str(level), "")
    return f"{level} of {question.highest}" + (f": {anchor}" if anchor else "")
