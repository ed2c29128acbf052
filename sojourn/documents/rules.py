"""What a PDF must be before it is kept."""

from __future__ import annotations

import io
from dataclasses import dataclass

import filetype
import pikepdf
from django.core.exceptions import ValidationError

MAX_PAGES = 200
# keys of a PDF that make it do something when it is opened or clicked
ACTIVE = ("/OpenAction", "/AA", "/JavaScript", "/JS", "/Launch", "/EmbeddedFiles", "/XFA", "/RichMedia")
WHAT_TO_DO = {
    "image": "This is a picture, not a PDF. Open it, choose Print, and save it as PDF.",
    "word": "This is a text document, not a PDF. Open it and save or export it as PDF.",
    "other": "This is not a PDF. Save the document as PDF and choose that file.",
}


class Refused(ValidationError):
    """The file was not kept; the message says why and what to do, and is shown beside the field."""


@dataclass(frozen=True)
class Checked:
    """The clean bytes of a PDF and its number of pages."""

    content: bytes
    pages: int


def check_pdf(content: bytes, *, max_mb: float = 8, max_pages: int = MAX_PAGES) -> Checked:
    """Open the PDF, refuse what cannot be kept, and strip what would act when it is opened.

    Raises Refused with a sentence that says what to do.
    """
    if not content:
        raise Refused("This file is empty. Choose the file again.", code="empty")
    if len(content) > max_mb * 1_000_000:
        size = f"{len(content) / 1_000_000:.1f}"
        raise Refused(
            f"This file has {size} MB; at most {max_mb:g} MB can be taken. "
            "Scan at a lower resolution (150 dots per inch are enough) or export it with smaller images.",
            code="size",
        )
    if not content[:1024].lstrip().startswith(b"%PDF-"):
        raise Refused(WHAT_TO_DO[_looks_like(content)], code="type")
    try:
        pdf = pikepdf.open(io.BytesIO(content))
    except pikepdf.PasswordError:
        raise Refused(
            "This PDF is protected by a password. Save a copy without it and choose that file.",
            code="encrypted",
        ) from None
    except Exception:
        raise Refused(
            "This PDF cannot be opened; it seems to be damaged or cut off. Save it again and retry.",
            code="broken",
        ) from None
    with pdf:
        return _clean(pdf, max_pages)


def _clean(pdf: pikepdf.Pdf, max_pages: int) -> Checked:
    try:
        if pdf.is_encrypted:
            raise Refused(
                "This PDF is protected. Save a copy without protection and choose that file.",
                code="encrypted",
            )
        pages = len(pdf.pages)
        if not 1 <= pages <= max_pages:
            raise Refused(
                f"This PDF has {pages} pages; it may have 1 to {max_pages}.",
                code="pages",
            )
        for part in (pdf.Root, pdf.Root.get("/Names"), pdf.Root.get("/AcroForm")):
            _remove(part, *ACTIVE)
        for page in pdf.pages:
            _remove(page.obj, "/AA")
            for annotation in page.obj.get("/Annots", []):
                _disarm(annotation)
        pdf.remove_unreferenced_resources()
        out = io.BytesIO()
        pdf.save(out, deterministic_id=True)
    except Refused:
        raise
    except Exception:
        raise Refused(
            "This PDF cannot be read through; it seems to be damaged. Save it again and retry.",
            code="broken",
        ) from None
    return Checked(out.getvalue(), pages)


def _disarm(annotation: pikepdf.Object) -> None:
    """Remove scripts and launches; a plain link to a web page stays."""
    if not isinstance(annotation, pikepdf.Dictionary):
        return
    _remove(annotation, "/AA")
    action = annotation.get("/A")
    if isinstance(action, pikepdf.Dictionary) and action.get("/S") not in ("/URI", "/GoTo"):
        _remove(annotation, "/A")


def _remove(part: pikepdf.Object | None, *keys: str) -> None:
    for key in keys:
        if isinstance(part, pikepdf.Dictionary) and key in part:
            del part[key]


def _looks_like(content: bytes) -> str:
    kind = filetype.guess(content)
    mime = kind.mime if kind else ""
    if mime.startswith("image/"):
        return "image"
    if "word" in mime or "officedocument" in mime or mime in {"application/rtf", "application/msword"}:
        return "word"
    return "word" if content.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"{\\rtf")) else "other"
