"""ORCID's public record, as the public API writes it (JSON or XML, 2.x and 3.0), as lines of a CV.

A stranger's file: nothing outside it is ever fetched, entities are refused, and what is not understood is
left out. Unreadable says what to do.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from xml.parsers import expat

from sojourn.core import cvs

MOST_BYTES = 5_000_000
MOST_LINES = 1000
DEEPEST = 60
HOW = (
    "Sign in at orcid.org, set what you wish to take over to “Everyone”, then save the page "
    "pub.orcid.org/v3.0/YOUR-iD/record as a file and choose that file here."
)
BLOCKS = (  # of the record, its summaries, the part of the CV
    ("employments", "employment-summary", "post"),
    ("educations", "education-summary", "training"),
    ("qualifications", "qualification-summary", "certification"),
    ("memberships", "membership-summary", "membership"),
)


class Unreadable(ValueError):
    """The file is no ORCID record; the message says what it seems to be and what to do."""


@dataclass(frozen=True)
class Record:
    """Who, and what stands in it: (part of the CV, line); `country` of a line is a code of two letters."""

    orcid: str
    name: str
    lines: list[tuple[str, cvs.Line]] = field(default_factory=list)


def read(content: bytes) -> Record:
    """The record in a file. Raises Unreadable."""
    root = _tree(content)
    record = root.get("record", root)
    if not isinstance(record, dict):
        raise Unreadable(f"This is not an ORCID record. {HOW}")
    if "response-code" in record or "error-code" in record:
        raise Unreadable(f"This is an error page of ORCID, not a record: check the iD in the address. {HOW}")
    activities = record.get("activities-summary")
    if not isinstance(activities, dict):
        activities = record if any(block in record for block in ("employments", "works")) else None
    identifier = _one(record.get("orcid-identifier"))
    orcid = _text(identifier.get("path")) if isinstance(identifier, dict) else ""
    if activities is None or (not orcid and "orcid-identifier" in record):
        raise Unreadable(f"This is not an ORCID record. {HOW}")
    if orcid and not valid(orcid):
        raise Unreadable(f"The iD in this file, {orcid[:40]}, is not valid: the file was changed. {HOW}")
    person = _one(record.get("person"))
    named = _one(person.get("name")) if isinstance(person, dict) else {}
    name = " ".join(_text(named.get(part)) for part in ("given-names", "family-name")) if named else ""
    lines = [*_affiliations(activities), *_works(activities)][:MOST_LINES]
    if not lines:
        raise Unreadable(
            "Nothing in this record is public: no employment, education or work. Set them to “Everyone” at "
            "orcid.org, save the record again and choose the new file."
        )
    return Record(orcid, name.strip(), lines)


def valid(orcid: str) -> bool:
    """The check character of ISO 7064, 11-2.

    >>> valid("0000-0002-1825-0097"), valid("0000-0002-1825-0098")
    (True, False)
    """
    if not re.fullmatch(r"\d{4}-\d{4}-\d{4}-\d{3}[\dX]", orcid):
        return False
    digits, total = orcid.replace("-", ""), 0
    for digit in digits[:-1]:
        total = (total + int(digit)) * 2
    return "0123456789X"[(12 - total % 11) % 11] == digits[-1]


# --- the file as a tree of dicts, lists and texts: the same for JSON and XML --------------------------------


def _tree(content: bytes) -> dict[str, Any]:
    if not content.strip():
        raise Unreadable("This file is empty.")
    if len(content) > MOST_BYTES:
        raise Unreadable(
            f"This file is larger than {MOST_BYTES // 1_000_000} MB; a record is much smaller. {HOW}"
        )
    start = content.lstrip(b"\xef\xbb\xbf \t\r\n")[:200]
    if start.startswith(b"PK"):
        raise Unreadable(f"This is a ZIP file or a text document, not an ORCID record. {HOW}")
    if start.startswith(b"%PDF"):
        raise Unreadable(f"This is a PDF, not an ORCID record. {HOW}")
    if re.match(rb"<(!doctype html|html)", start, re.IGNORECASE):
        raise Unreadable(f"This is a web page, not an ORCID record. {HOW}")
    try:
        found = _xml(content) if start.startswith(b"<") else json.loads(content.decode("utf-8-sig"))
    except (ValueError, RecursionError, expat.ExpatError) as wrong:
        if isinstance(wrong, Unreadable):
            raise
        raise Unreadable(f"This file cannot be read as JSON or XML; it may be cut off. {HOW}") from None
    if not isinstance(found, dict):
        raise Unreadable(f"This is not an ORCID record. {HOW}")
    return found


def _xml(content: bytes) -> dict[str, Any]:
    """Elements by their local names; attributes beside the children; entities and doctypes are refused."""
    parser = expat.ParserCreate(namespace_separator=" ")
    stack: list[tuple[str, dict[str, Any], list[str]]] = [("", {}, [])]

    def local(name: str) -> str:
        return name.rpartition(" ")[2]

    def doctype(*_: Any) -> None:
        raise Unreadable(f"This file declares entities, which no ORCID record does. {HOW}")

    def begin(name: str, attributes: dict[str, str]) -> None:
        if len(stack) > DEEPEST:
            raise Unreadable(f"This is not an ORCID record. {HOW}")
        stack.append((local(name), {local(key): value for key, value in attributes.items()}, []))

    def end(_: str) -> None:
        name, children, texts = stack.pop()
        text = "".join(texts).strip()
        # a leaf is its text; an element with an attribute and a text is what JSON writes as {"value": ...}
        value: Any = children | ({"value": text} if text else {}) if children else text
        above = stack[-1][1]
        if name in above:
            before = above[name]
            above[name] = [*before, value] if isinstance(before, list) else [before, value]
        else:
            above[name] = value

    parser.StartDoctypeDeclHandler = doctype
    parser.StartElementHandler = begin
    parser.EndElementHandler = end
    parser.CharacterDataHandler = lambda text: stack[-1][2].append(text)
    parser.Parse(content, True)
    return stack[0][1]


def _one(value: Any) -> Any:
    return value[0] if isinstance(value, list) and value else value


def _many(value: Any) -> list[dict[str, Any]]:
    """Dicts, whether one or a list of them was written."""
    listed = value if isinstance(value, list) else [value]
    return [one for one in listed if isinstance(one, dict)]


def _text(value: Any, longest: int = 300) -> str:
    value = _one(value)
    if isinstance(value, dict):
        value = value.get("value", value.get("content"))
    if isinstance(value, int):
        value = str(value)
    if not isinstance(value, str):
        return ""
    text = html.unescape(re.sub(r"</?(i|b|em|strong|sub|sup|scp|italic|bold|p)\s*/?>", "", value))
    return re.sub(r"\s+", " ", "".join(one for one in text if one.isprintable() or one.isspace())).strip()[
        :longest
    ]


def _moment(value: Any) -> str:
    """A partial date; empty where it makes no sense."""
    value = _one(value)
    if not isinstance(value, dict):
        return ""
    pieces = [_text(value.get(name)) for name in ("year", "month", "day")]
    while pieces and not pieces[-1]:
        pieces.pop()
    try:
        return cvs.moment("-".join(pieces))
    except ValueError:
        return ""


# --- what stands in it -------------------------------------------------------------------------------------


def _groups(block: Any, name: str) -> list[dict[str, Any]]:
    """Since 3.0 the same thing told by several sources is one group."""
    block = _one(block)
    if not isinstance(block, dict):
        return []
    return _many(block[name]) if name in block else [block]


def _summaries(group: dict[str, Any], name: str) -> list[dict[str, Any]]:
    listed = _many(group.get(name))
    for inner in _many(group.get("summaries")):
        listed += _many(inner.get(name))
    return listed


def _preferred(listed: list[dict[str, Any]]) -> dict[str, Any]:
    def index(one: dict[str, Any]) -> int:
        text = _text(one.get("display-index"))
        return int(text) if text.isdigit() else 0

    return max(listed, key=index)


def _affiliations(activities: dict[str, Any]) -> Iterator[tuple[str, cvs.Line]]:
    for block, name, kind in BLOCKS:
        for group in _groups(activities.get(block), "affiliation-group"):
            listed = _summaries(group, name)
            grouped = "affiliation-group" in (_one(activities[block]) or {})
            for summary in [_preferred(listed)] if grouped and listed else listed:
                line = _affiliation(kind, summary)
                if line:
                    yield kind, line


def _affiliation(kind: str, summary: dict[str, Any]) -> cvs.Line:
    organisation = _one(summary.get("organization"))
    organisation = organisation if isinstance(organisation, dict) else {}
    address = _one(organisation.get("address"))
    address = address if isinstance(address, dict) else {}
    began, ended = _moment(summary.get("start-date")), _moment(summary.get("end-date"))
    line = {
        "title": _text(summary.get("role-title")),
        "body": _text(organisation.get("name")),
        "department": _text(summary.get("department-name")),
        "place": _text(address.get("city")),
        "country": _text(address.get("country"), 2),
        "began": began,
        "ended": ended,
        "on": ended or began,
    }
    if not line["title"] and not line["body"]:
        return {}
    allowed = (*cvs.PARTS[kind].names, "country")
    return {name: text for name, text in line.items() if text and name in allowed}


def _works(activities: dict[str, Any]) -> Iterator[tuple[str, cvs.Line]]:
    for group in _groups(activities.get("works"), "group"):
        listed = _summaries(group, "work-summary")
        if not listed:
            continue
        summary = _preferred(listed)
        title = _one(summary.get("title"))
        line = {
            "title": _text(title.get("title") if isinstance(title, dict) else title, 500),
            "body": _text(summary.get("journal-title")),
            "on": _moment(summary.get("publication-date")),
            "doi": _doi(summary) or _doi(group),
        }
        if line["title"]:
            yield "publication", {name: text for name, text in line.items() if text}


def _doi(holder: dict[str, Any]) -> str:
    for ids in _many(holder.get("external-ids")):
        for one in _many(ids.get("external-id")):
            if _text(one.get("external-id-type")).casefold() == "doi":
                found = re.search(r"10\.\d{4,9}/\S+", _text(one.get("external-id-value"), 200))
                if found:
                    return found[0]
    return ""
