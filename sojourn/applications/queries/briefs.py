"""What a referee hands to whoever uploads the letter: one page on paper, and the day in a calendar."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import typst

from sojourn.applications.models import Letter
from sojourn.applications.queries.papers import FONTS, HERE
from sojourn.calls import queries as calls
from sojourn.ui import times

LINE = 75  # bytes of a line in a calendar file


def brief(letter: Letter, *, demonstration: bool, at: datetime) -> bytes:
    """One page as PDF; no link stands on it, because paper lies about."""
    application = letter.application
    programme = application.programme
    call, society = programme.call, programme.society
    data: dict[str, Any] = {
        "title": "To upload a letter of recommendation",
        "lines": [
            ["For", application.formal_name],
            ["Written by", f"{letter.name}, {letter.position}"],
            ["Programme", f"{programme.name} ({society.acronym}, {call.name})"],
            ["By", times.instant(calls.letters_due(programme), call.zone)],
            ["Format", "One PDF, at most 4 MB and 10 pages, signed"],
        ],
        "steps": [
            "Let the referee sign the letter; save or scan it as a PDF.",
            f"Open the link that was mailed to {letter.helper_email}."
            if letter.helper_email
            else "Open the link in the referee's mail, on a computer where that mail is at hand.",
            "Choose the PDF and press “Upload the letter”. Nothing is sent to the committee yet.",
            f"{letter.name} gets a mail, looks at the file and confirms it. Only then is it sent.",
        ],
        "note": "The letter is confidential: the evaluation committee reads it, the applicant does not. "
        "Questions: answer the mail that brought the link.",
        "questions": [one.title for one in calls.letter_questions(programme)],
        "demonstration": demonstration,
    }
    return typst.compile(
        str(HERE / "brief.typ"),
        root=str(HERE),
        font_paths=[str(FONTS)],
        ignore_system_fonts=True,
        sys_inputs={"data": json.dumps(data)},
        timestamp=at.replace(microsecond=0),
    )


def calendar(letter: Letter, *, at: datetime) -> str:
    """The hour before the letter is due, with a reminder two days before it (RFC 5545)."""
    application = letter.application
    programme = application.programme
    due = calls.letters_due(programme)
    what = f"Letter of recommendation for {application.formal_name}"
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Sojourn//Letters//EN",
        "METHOD:PUBLISH",
        "BEGIN:VEVENT",
        f"UID:letter-{letter.pk}@sojourn",
        f"DTSTAMP:{_utc(at)}",
        f"DTSTART:{_utc(due - timedelta(hours=1))}",
        f"DTEND:{_utc(due)}",
        f"SUMMARY:{_escaped(what)}",
        f"DESCRIPTION:{_escaped(f'{programme.name}. The link is in the mail that asked for it.')}",
        "TRANSP:TRANSPARENT",
        "BEGIN:VALARM",
        "ACTION:DISPLAY",
        f"DESCRIPTION:{_escaped(what)}",
        "TRIGGER:-P2D",
        "END:VALARM",
        "END:VEVENT",
        "END:VCALENDAR",
    ]
    return "".join(f"{folded}\r\n" for line in lines for folded in _folded(line))


def _utc(instant: datetime) -> str:
    return f"{instant.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _escaped(text: str) -> str:
    """
    >>> _escaped("Able; Ada, Dr")
    'Able\\\\; Ada\\\\, Dr'
    """
    plain = " ".join(text.split())
    for mark in ("\\", ";", ","):
        plain = plain.replace(mark, f"\\{mark}")
    return plain


def _folded(line: str) -> list[str]:
    """A line goes on after a line break and a space; no letter is cut in two."""
    parts, part = [], ""
    for letter in line:
        if len((part + letter).encode()) > LINE:
            parts.append(part)
            part = " "
        part += letter
    return [*parts, part]
