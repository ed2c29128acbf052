"""What a PDF must be before it is kept."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

import filetype
from django.core.exceptions import ValidationError

from sojourn.core import writings
from sojourn.documents.queries import reader

MAX_PAGES = 200
SMALL = 100_000
ENOUGH = 40  # letters: below it a page is taken for a scan
BEFORE = b"\xef\xbb\xbf\0 \t\r\n"  # what may stand before a PDF: nothing that another program would run
WHAT_TO_DO = {
    "image": "This is a picture, not a PDF. Open it, choose Print, and save it as PDF.",
    "word": "This is a text document, not a PDF. Open it and save or export it as PDF.",
    "web": "This is a web page or a drawing, not a PDF. Open it, choose Print, and save it as PDF.",
    "packed": "This is a text document or a packed folder, not a PDF. Open it and export it as PDF.",
    "program": "This is a program or an archive, not a PDF. Choose the PDF itself.",
    "other": "This is not a PDF. Save the document as PDF and choose that file.",
}
WHY = {
    "encrypted": "This PDF is protected by a password. Save a copy without it and choose that file.",
    "cut": "This PDF ends in the middle; it seems to be cut off. Save or download it again and retry.",
    "broken": "This PDF cannot be opened; it seems to be damaged. Save it again and retry.",
    "bomb": "This PDF takes far too much memory or time to open. Print it into a new PDF and choose that.",
    "size-of-page": "A page of this PDF has no paper's size. Print it to A4 into a new PDF and choose that.",
}
CODES = {"cut": "broken"}


class Refused(ValidationError):
    """The file was not kept; the message says why and what to do, and is shown beside the field."""


@dataclass(frozen=True)
class Checked:
    """The clean bytes of a PDF, its pages, how much was disarmed, and the text of its first pages."""

    content: bytes
    pages: int
    removed: int = 0
    text: str = ""
    media_type: str = "application/pdf"


UNFIT = {
    "broken": "This file cannot be opened as a text document. Save it again as DOCX or ODT, or as a PDF.",
    "type": "This is no DOCX and no ODT, whatever its name says. Save it as one of these, or as a PDF.",
    "large": "Unpacked, this file is far too large. Make its pictures smaller and save it again.",
    "acts": "This file holds macros, embedded objects, or something that is fetched from elsewhere. "
    "Save it without these as a plain DOCX or ODT, or as a PDF.",
    "locked": "This file is protected by a password. Save a copy without it and choose that file.",
}


def check_writing(content: bytes, *, max_mb: float = 8) -> Checked:
    """A DOCX or ODT in which nothing acts, as it is. Raises Refused with a sentence of what to do."""
    if len(content) > max_mb * 1_000_000:
        raise Refused(too_large(len(content), max_mb), code="size")
    try:
        kind = writings.kind_of(content)
        return Checked(content, 0, text=writings.words_of(content), media_type=kind)
    except writings.Unfit as unfit:
        raise Refused(UNFIT[unfit.code], code=unfit.code) from None


def check_pdf(
    content: bytes, *, max_mb: float = 8, max_pages: int = MAX_PAGES, words: bool = False
) -> Checked:
    """Open the PDF, refuse what cannot be kept, and strip what would act when it is opened.

    Raises Refused with a sentence that says what to do. The file is opened in a process of its own.
    """
    if not content:
        raise Refused("This file is empty. Choose the file again.", code="empty")
    if len(content) > max_mb * 1_000_000:
        raise Refused(too_large(len(content), max_mb), code="size")
    if not content[:1024].lstrip(BEFORE).startswith(b"%PDF-"):
        raise Refused(WHAT_TO_DO[_looks_like(content)], code="type")
    try:
        look = _looked_at_small if len(content) < SMALL else _looked_at
        answer, clean = look(content, max_pages, words)
    except reader.Unreadable as unreadable:
        if unreadable.code == "pages":
            raise Refused(_pages(unreadable.facts["pages"], max_pages), code="pages") from None
        why = WHY.get(unreadable.code, WHY["broken"])
        raise Refused(why, code=CODES.get(unreadable.code, unreadable.code)) from None
    if len(clean) > max_mb * 1_000_000:  # a stream that was packed in a rare way grew while it was cleaned
        raise Refused(too_large(len(clean), max_mb), code="size")
    return Checked(clean, answer["pages"], answer["removed"], answer.get("text", ""))


def _looked_at(content: bytes, max_pages: int, words: bool) -> tuple[dict[str, Any], bytes]:
    return reader.ask("check", content, max_pages=max_pages, words=words)


# one and the same small form comes from many hands, and demonstrations know no other
_looked_at_small = lru_cache(maxsize=16)(_looked_at)


def too_large(size: int, max_mb: float) -> str:
    """The sentence for a file of too many bytes."""
    return (
        f"This file has {size / 1_000_000:.1f} MB; at most {max_mb:g} MB can be taken. "
        "Scan at a lower resolution (150 dots per inch are enough) or export it with smaller images."
    )


def _pages(pages: int, most: int) -> str:
    if not pages:
        return "This PDF has no pages. Save it again and retry."
    allowed = "one" if most == 1 else str(most)
    return f"This PDF has {pages} pages; at most {allowed} can be taken here. Shorten it and save it again."


def names_somebody(text: str, name: str) -> bool | None:
    """Whether a text holds a name, however it is accented; None where there is too little text to tell.

    >>> names_somebody("Dr. LÓPEZ-Muñoz, radiologist, born and trained in Vigo", "Lopez Munoz")
    True
    >>> names_somebody("", "Lopez") is None
    True
    """
    plain = _plain(text)
    if sum(letter.isalpha() for letter in plain) < ENOUGH or not _plain(name).strip():
        return None
    words = _plain(name).split()
    return any(f" {word} " in f" {plain} " for word in words if len(word) > 1) or "".join(
        words
    ) in plain.replace(" ", "")


def tells_day(text: str, day: date) -> bool | None:
    """Whether a text holds a day in any usual spelling; None where there is too little text to tell.

    A month's name may be of any language: a day, any word and the year are enough.

    >>> tells_day("The board of examples certifies, on the 1st of June 2021, that Ada Able", date(2021, 6, 1))
    True
    >>> tells_day("Wien, am 01.06.21: das Diplom der Ärztekammer wird Frau Able verliehen.", date(2021, 6, 1))
    True
    >>> tells_day("Certificate number 2021/611 of the board of examples for Ada Able", date(2021, 6, 1))
    False
    """
    if sum(letter.isalpha() for letter in text) < ENOUGH:
        return None
    word, gap = r"[^\W\d_]{3,}\.?", r"[\s.,/\-–年月]{1,3}"
    number = rf"0?{day.day}(?:st|nd|rd|th|er|º|ª|°)?"
    of, month, year = r"(?:(?:of|de|di)\s)?", rf"(?:0?{day.month}|{word})", f"(?:{day.year}|{day:%y})"
    spelt = (
        rf"{number}{gap}{of}{month}{gap}{of}{year}",
        rf"{month}{gap}{number}{gap}{year}",
        rf"{day.year}{gap}{month}{gap}{number}",
    )
    return bool(re.search(rf"(?<!\d)(?:{'|'.join(spelt)})(?!\d)", text, re.IGNORECASE))


def _plain(text: str) -> str:
    """Letters without accents and case, everything else a space."""
    bare = "".join(one for one in unicodedata.normalize("NFKD", text) if not unicodedata.combining(one))
    for letter, written in (("ł", "l"), ("ø", "o"), ("đ", "d"), ("ß", "ss"), ("æ", "ae"), ("ı", "i")):
        bare = bare.casefold().replace(letter, written)
    return " ".join("".join(one if one.isalpha() else " " for one in bare).split())


def _looks_like(content: bytes) -> str:
    kind = filetype.guess(content)
    mime = kind.mime if kind else ""
    start = content[:1024].lstrip(BEFORE).lower()
    if mime.startswith("image/"):
        return "image"
    if start.startswith((b"<!doctype", b"<html", b"<?xml", b"<svg", b"<script")):
        return "web"
    if "word" in mime or "officedocument" in mime or "opendocument" in mime or mime.endswith("rtf"):
        return "word"
    if start.startswith((b"mz", b"\x7felf", b"rar!", b"7z\xbc", b"\x1f\x8b", b"#!")):
        return "program"
    if start.startswith(b"pk\x03\x04"):
        # an office's file is a packed folder too; the names of its parts tell
        inner = content[:4096] + content[-4096:]
        words = (b"word/", b"xl/", b"ppt/", b"[Content_Types]", b"mimetype", b"content.xml")
        return "word" if any(word in inner for word in words) else "packed"
    return "word" if start.startswith((b"\xd0\xcf\x11\xe0", b"{\\rtf")) else "other"
