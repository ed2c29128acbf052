"""The dossier of a committee that reviews blindly: made without names, never with names painted over."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sojourn.applications.models import Document, Letter
    from sojourn.applications.queries import Parts
    from sojourn.calls.models import DocumentSlot

GAP = "[left out]"
WITHHELD = "left out, because it may carry a name"
REDACTED = "copy without names"
ADDRESS = re.compile(r"[\w.+%-]+@[\w-]+(?:\.[\w-]+)+|(?:https?://|www\.)\S+|\b\d{4}-\d{4}-\d{4}-\d{3}[\dX]\b")
SHORT = 2  # a name of one letter would take every such letter out of the text


def nothing(text: Any) -> Any:
    """The text as it is."""
    return text


def pattern(parts: Parts) -> re.Pattern[str] | None:
    """Names, institutions and addresses of the applicant and the referees, wherever they stand in a text."""
    application = parts.application
    person = application.applicant
    names = [
        application.given_name,
        application.family_name,
        person.given_name,
        person.family_name,
        application.institution,
        application.department,
        application.phone,
        person.email,
        person.email.partition("@")[0],
    ]
    for letter in parts.letters:
        names += [letter.name, letter.signed_as, letter.institution, letter.email, *_family(letter.name)]
    # the longest first: a family name inside an institution's must not break the institution's
    wanted = sorted({" ".join(name.split()) for name in names if name and len(name) >= SHORT}, key=len)[::-1]
    found = [r"\s+".join(map(re.escape, name.split(" "))) for name in wanted]
    return re.compile(rf"(?<!\w)(?:{'|'.join(found)})(?!\w)", re.IGNORECASE) if found else None


def of(parts: Parts) -> Callable[[str], str]:
    """Takes what `pattern` finds out of a text."""
    names = pattern(parts)

    def without(text: str) -> str:
        text = ADDRESS.sub(GAP, text)
        return names.sub(GAP, text) if names else text

    return without


def _family(name: str) -> list[str]:
    """The words of a referee's name that are not titles or initials."""
    return [word for word in re.findall(r"[^\W\d_][\w'’-]{3,}", name) if word.casefold() not in TITLES]


TITLES = ("prof", "professor", "doctor")


def slot(given: DocumentSlot, document: Document, line: Callable[..., dict[str, Any]]) -> dict[str, Any]:
    """The copy without names where there is one; else a line that says that the document is left out."""
    if document.redacted:
        return line(given.title, file=document.redacted, note=REDACTED)
    return left_out(given.title, line)


def left_out(title: str, line: Callable[..., dict[str, Any]]) -> dict[str, Any]:
    return line(title, withheld=True, note=WITHHELD)


def letter(given: Letter, number: int, line: Callable[..., dict[str, Any]]) -> list[dict[str, Any]]:
    """What was typed goes in without names; an uploaded letter carries its writer and stays out."""
    title = f"Letter of recommendation {number}"
    lines = []
    if given.text:
        lines.append(line(title, letter=given, note="typed by the referee"))
    elif given.answers:
        lines.append(line(f"Answers of referee {number}", letter=given))
    if given.file:
        lines.append(left_out(title, line))
    return lines
