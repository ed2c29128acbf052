"""What may not stand in templates, letters, locks and tracked files: functions of one text."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

from tests.house.plan import ROOT

Complaints = Iterator[tuple[int, str]]
INLINE = {
    r"<style\b": "a style element",
    r"<script\b(?![^>]*\bsrc=)": "a script without src",
    r"<[a-z][^>]*?\sstyle\s*=": "a style attribute",
    r"<[a-z][^>]*?\son[a-z]+\s*=": "an event attribute",
    r"javascript:": "a script in an address",
    r"\|\s*safe\b|autoescape\s+off|safeseq": "text that is not escaped",
}
LETTER_COLUMNS = 72
ADDRESSES = {
    r"--(extra-)?index-url|--find-links": "names an index",
    r"https?://[^\s\"'`)]*/simple\b": "names an index",
    r"https?://(?:[\w.-]+\.)?(?:pypi|pythonhosted|npmjs)\.org": "names a registry",
    r"https?://(?:[\w.-]+\.)?(?:jsdelivr\.net|unpkg\.com)": "names a registry",
    r"(?<![\w.])/(?:(?:home|Users)/[a-z]|root/)": "names a person's folder",
    r"file://": "names a place on a machine",
}


def lines(text: str, patterns: dict[str, str]) -> Complaints:
    for pattern, what in patterns.items():
        for found in re.finditer(pattern, text, re.IGNORECASE):
            yield text.count("\n", 0, found.start()) + 1, what


def inline(text: str) -> Complaints:
    """The content policy forbids inline style and script; escaping is never switched off in a page."""
    yield from lines(re.sub(r"\{#.*?#\}", "", text), INLINE)


def forms_without_token(text: str) -> Complaints:
    """A form that posts carries its token."""
    for found in re.finditer(r"<form\b([^>]*)>(.*?)</form>", text, re.DOTALL | re.IGNORECASE):
        posts = re.search(r"method\s*=\s*[\"']?post", found[1], re.IGNORECASE)
        if posts and not re.search(r"csrf_token|csrf_input|ui/_form\.html", found[2]):
            yield text.count("\n", 0, found.start()) + 1, "a form that posts without csrf_token"


def letter(text: str) -> Complaints:
    """A subject, an empty line, then lines that fit; what a tag makes of a line is not known here."""
    head, _, rest = text.lstrip().partition("\n")
    if not re.match(r"Subject: \S", head):
        yield 1, "the first line is not `Subject: ...`"
    if rest and rest.partition("\n")[0].strip():
        yield 2, "no empty line below the subject"
    for number, line in enumerate(text.splitlines(), 1):
        if len(line) > LETTER_COLUMNS and "{" not in line and not line.startswith("Subject:"):
            yield number, f"{len(line)} columns"
        if "|escape" in line or "<a " in line:
            yield number, "a letter is plain text"


def lock(text: str) -> Complaints:
    """A lock holds names, versions and hashes; an address would tie it to one place."""
    for number, line in enumerate(text.splitlines(), 1):
        if "://" in line:
            yield number, "an address"
    for pin in re.split(r"\n(?=\S)", text):
        named = re.match(r"[a-z0-9][\w.\[\],-]*", pin)
        if named and "--hash=sha256:" not in pin:
            yield text.count("\n", 0, text.index(pin)) + 1, f"{named[0]} has no hash"


def places(text: str) -> Complaints:
    """No registry, no index, no folder of the machine that a file was written on."""
    yield from lines(text, ADDRESSES)
    here = {str(ROOT), str(Path.home())} - {"/", "/root", str(Path(os.sep, "home"))}
    yield from lines(
        text, {re.escape(place) + r"(?![\w.-])": "names this machine's folder" for place in here}
    )


def pins(text: str) -> dict[str, str]:
    """Name -> version of a lock."""
    return dict(re.findall(r"^([a-z0-9][\w.-]*)(?:\[[\w,-]+\])?==([\w.!+]+)", text, re.MULTILINE))


def wanted(text: str) -> set[str]:
    """The names in an `.in` file, as locks write them."""
    found = re.findall(r"^([A-Za-z0-9][\w.-]*)", text, re.MULTILINE)
    return {re.sub(r"[-_.]+", "-", name).lower() for name in found}
