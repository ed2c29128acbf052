"""Reads a page of HTML for what every page must have and what none may show."""

from __future__ import annotations

import io
import re
import zipfile
from html.parser import HTMLParser

import pypdf
from django.http import HttpResponse

VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
LEFTOVERS = ("{{", "}}", "{%", "%}", "[[link]]", "<django.", "object at 0x")
BARE_NONE = re.compile(r"\bNone\b(?! [a-z])")  # "None yet" is English, a bare None is Python's
READABLE = ("text/html", "text/plain", "application/json")


class Page(HTMLParser):
    """What the walk asks about one document."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.headings = 0
        self.title = ""
        self.lang = ""
        self.ids: list[str] = []
        self.links: list[str] = []  # what a click opens
        self.faults: list[str] = []
        self._open: list[str] = []
        self._dialogs = 0
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self._attributes(tag, given)
        if tag not in VOID:
            self._open.append(tag)
        if tag == "html":
            self.lang = given.get("lang", "")
        elif tag == "h1":
            self.headings += 1
        elif tag == "style":
            self.faults.append("an inline style sheet")
        elif tag == "script" and "src" not in given and given.get("type") != "application/json":
            self.faults.append("an inline script")
        elif tag == "a" and "href" in given:
            self.links.append(given["href"])

    def _attributes(self, tag: str, given: dict[str, str]) -> None:
        if "style" in given:
            self.faults.append(f"an inline style at {tag}")
        self.faults += [f"{name} at {tag}" for name in given if name.startswith("on")]
        if "id" in given:
            self.ids.append(given["id"])
        for name in ("href", "action", "src"):
            if name in given and given[name] in ("#", "None"):
                self.faults.append(f'{name}="{given[name]}" at {tag}')
            if given.get(name, "").startswith("javascript:"):
                self.faults.append(f"a script in {name} at {tag}")
        self.faults += [f'{name}="None" at {tag}' for name in ("value", "alt") if given.get(name) == "None"]

    def handle_endtag(self, tag: str) -> None:
        if tag in self._open:
            while self._open.pop() != tag:
                pass

    def handle_data(self, data: str) -> None:
        inside = self._open[-1] if self._open else ""
        if inside == "title" and "svg" not in self._open:
            self.title += data
        if inside in ("script", "pre", "code", "textarea"):
            return
        self.faults += [f"“{left}” in {data.strip()[:60]!r}" for left in LEFTOVERS if left in data]
        if BARE_NONE.search(data):
            self.faults.append(f"None in {' '.join(data.split())[:60]!r}")


def faults(response: HttpResponse, *, signed_in: bool) -> list[str]:
    """What is wrong with an answer that came with status 200."""
    found = []
    if response.get("X-Content-Type-Options") != "nosniff":
        found.append("without nosniff")
    if not response.get("Referrer-Policy"):
        found.append("without a referrer policy")
    if "default-src" not in response.get("Content-Security-Policy", ""):
        found.append("without a content policy")
    if signed_in and "private" not in response.get("Cache-Control", ""):
        found.append(f"Cache-Control is {response.get('Cache-Control', 'missing')}")
    if not response.get("Content-Type", "").startswith("text/html"):
        return found
    page = Page(response.content.decode())
    if page.headings != 1:
        found.append(f"{page.headings} h1")
    if not page.title.strip():
        found.append("no title")
    if not page.lang:
        found.append("no language")
    twice = sorted({one for one in page.ids if page.ids.count(one) > 1})
    if twice:
        found.append(f"ids twice: {', '.join(twice[:3])}")
    return found + page.faults


def words(response: HttpResponse) -> str:
    """All text of an answer that a reader can get at: a page, a sheet, JSON, the letters of a PDF."""
    content = b"".join(response.streaming_content) if response.streaming else response.content
    kind = response.get("Content-Type", "")
    if kind.startswith(READABLE):
        return content.decode(errors="replace")
    if content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as sheet:
            return "\n".join(sheet.read(name).decode(errors="replace") for name in sheet.namelist())
    if content.startswith(b"%PDF"):
        return "\n".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(content)).pages)
    return ""
