"""Text documents to be filled in (DOCX, ODT): whether a file is one, without anything that acts or fetches.

Nothing is unpacked to disk and no XML is parsed: parts are read up to a limit and searched, because all
that is asked of them is the absence of a few things.
"""

from __future__ import annotations

import html
import io
import re
import zipfile
import zlib

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
ODT = "application/vnd.oasis.opendocument.text"
ENDINGS = {DOCX: "docx", ODT: "odt"}
MOST_PARTS, MOST_BYTES = 1000, 40_000_000  # unpacked, all parts together
MAIN = b'ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"'
ACTING = re.compile(
    r"(^|/)(vbaproject|vbadata|basic|scripts|activex|embeddings|altchunk|oleobject)[^/]*(/|$)"
    r"|\.(bin|exe|js|html?)$",
    re.IGNORECASE,
)
# what no part may say: macros, events, fields that fetch or run, other documents pulled in
SAYS = re.compile(
    rb"<!DOCTYPE|<!ENTITY|macroEnabled|vbaProject|<w:altChunk|<o:OLEObject|<w:object\b|<w:control\b|"
    rb"<script:event-listener|<office:scripts>\s*<|<text:script|<draw:plugin|<draw:applet|<form:form\b[^>]*href|"
    rb"<text:section-source|<office:dde|<text:dde|manifest:encryption-data|"
    rb"\b(?:DDEAUTO|DDE|INCLUDETEXT|INCLUDEPICTURE|MACROBUTTON)\s",
    re.IGNORECASE,
)
FETCHES = re.compile(rb"<Relationship\b[^>]*TargetMode\s*=\s*[\"']External[\"'][^>]*>", re.IGNORECASE)
LINK = re.compile(rb"Type\s*=\s*[\"'][^\"']*/relationships/hyperlink[\"']", re.IGNORECASE)
HARMLESS = re.compile(rb"Target\s*=\s*[\"'](?:https?://|mailto:)", re.IGNORECASE)
PULLED = re.compile(
    rb"<(?:draw:image|draw:object|draw:object-ole|draw:floating-frame)\b[^>]*xlink:href\s*=\s*[\"'](?!Pictures/)",
    re.IGNORECASE,
)


class Unfit(ValueError):
    """`code`: broken, type, large, acts or locked."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def kind_of(content: bytes) -> str:
    """The media type of a harmless DOCX or ODT; Unfit for anything else."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            return _kind(packed)
    except (
        zipfile.BadZipFile,
        zlib.error,
        EOFError,
        NotImplementedError,
        UnicodeDecodeError,
        OSError,
    ) as error:
        raise Unfit("broken") from error
    except RuntimeError as error:  # a part behind a password
        raise Unfit("locked") from error


def words_of(content: bytes) -> str:
    """The text of a document that `kind_of` has taken."""
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        names = packed.namelist()
        part = "word/document.xml" if "word/document.xml" in names else "content.xml"
        text = re.sub(r"<[^>]*>", " ", packed.read(part).decode("utf-8", "replace"))
    return " ".join(html.unescape(text).split())


def _kind(packed: zipfile.ZipFile) -> str:
    parts = packed.infolist()
    names = [part.filename for part in parts]
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_BYTES:
        raise Unfit("large")
    if len(set(names)) < len(names) or any(name.startswith("/") or ".." in name.split("/") for name in names):
        raise Unfit("broken")
    found = _named(packed, names)
    left = MOST_BYTES
    for part in parts:
        if ACTING.search(part.filename):
            raise Unfit("acts")
        with packed.open(part) as opened:
            read = opened.read(left + 1)
        left -= len(read)
        if left < 0:  # the table of contents had lied about the size
            raise Unfit("large")
        if part.filename.lower().endswith((".xml", ".rels", ".rdf")):
            _look(read)
    return found


def _named(packed: zipfile.ZipFile, names: list[str]) -> str:
    if names[:1] == ["mimetype"] and "content.xml" in names:
        with packed.open("mimetype") as opened:
            if opened.read(100).strip() == ODT.encode():
                return ODT
    if {"[Content_Types].xml", "word/document.xml"} <= set(names):
        with packed.open("[Content_Types].xml") as opened:
            if MAIN in opened.read(1_000_000):
                return DOCX
    raise Unfit("type")


def _look(read: bytes) -> None:
    if read.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\x00" in read[:200]:
        raise Unfit("broken")  # in another encoding nothing below would be found
    if b"encryption-data" in read:
        raise Unfit("locked")
    if SAYS.search(read) or PULLED.search(read):
        raise Unfit("acts")
    for found in FETCHES.findall(read):
        if not (LINK.search(found) and HARMLESS.search(found)):
            raise Unfit("acts")
