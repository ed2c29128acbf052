"""Keep a file, serve a file, discard a file."""

import hashlib
import os
import re
import uuid
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import FileResponse, HttpResponse

from sojourn.core import writings
from sojourn.documents import queries
from sojourn.documents.models import File, Text
from sojourn.documents.rules import MAX_PAGES, Checked, Refused, check_pdf, check_writing, too_large


class NotStored(OSError):
    """The bytes on disk are not those that were sent: nothing may be called received."""


def look(upload: Any, *, max_mb: float = 8, max_pages: int = MAX_PAGES, words: bool = False) -> Checked:
    """Check an uploaded PDF and clean it; nothing is stored. `upload` is Django's uploaded file.

    Raises rules.Refused: show it beside the field. Do this before a transaction: it may take seconds.
    """
    if upload.size > max_mb * 1_000_000:  # never read more into memory than can be taken
        raise Refused(too_large(upload.size, max_mb), code="size")
    return check_pdf(upload.read(), max_mb=max_mb, max_pages=max_pages, words=words)


def look_template(upload: Any, *, max_mb: float = 8) -> tuple[Checked, str]:
    """A document for others to take, and its name: a PDF, cleaned, or a DOCX or ODT in which nothing acts."""
    head = upload.read(4)
    upload.seek(0)
    if head != b"PK\x03\x04":
        return look(upload, max_mb=max_mb), upload.name
    if upload.size > max_mb * 1_000_000:
        raise Refused(too_large(upload.size, max_mb), code="size")
    checked = check_writing(upload.read(), max_mb=max_mb)
    return checked, f"{upload.name.rpartition('.')[0] or 'template'}.{writings.ENDINGS[checked.media_type]}"


def keep(
    upload: Any, *, owner: Any, kind: str, at: datetime, max_mb: float = 8, max_pages: int = MAX_PAGES
) -> File:
    """Check an uploaded PDF, store it and read it back. Raises rules.Refused or NotStored."""
    checked = look(upload, max_mb=max_mb, max_pages=max_pages)
    return keep_made(checked.content, name=upload.name, kind=kind, at=at, owner=owner, pages=checked.pages)


def keep_made(
    content: bytes,
    *,
    name: str,
    kind: str,
    at: datetime,
    owner: Any = None,
    pages: int = 0,
    media_type: str = "application/pdf",
    words: str | None = None,
) -> File:
    """Store bytes that we made or checked ourselves; the row exists only once the disk was read back.

    `words` is the text that the check has read.
    """
    key = uuid.uuid4()
    file = File(
        id=key,
        kind=kind,
        name=plain_name(name),
        media_type=media_type,
        size=len(content),
        pages=pages,
        sha256=hashlib.sha256(content).hexdigest(),
        path=f"{key.hex[:2]}/{key.hex}",
        owner=owner,
        received_at=at,
    )
    place = queries.place(file)
    write_durably(place, content)
    if hashlib.sha256(place.read_bytes()).hexdigest() != file.sha256:
        place.unlink(missing_ok=True)
        raise NotStored(f"{place} does not hold what was sent")
    file.save(force_insert=True)
    if words is not None:
        Text.objects.create(file=file, words=words)
    return file


def read(file: File) -> None:
    """Keep the text of a file that was checked before texts were kept; empty where it has none."""
    Text.objects.get_or_create(file=file, defaults={"words": queries.words(file)})


def write_durably(place: Path, content: bytes) -> None:
    """Write beside, sync, then rename: a crash leaves the whole file or none."""
    place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    beside = place.with_suffix(".part")
    with open(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as out:
        out.write(content)
        out.flush()
        if not getattr(settings, "UNSYNCED_FILES", False):
            os.fsync(out.fileno())
    beside.rename(place)


def plain_name(name: str) -> str:
    """A file name that is safe in a header and on every disk."""
    name = re.sub(r"[^\w. ()-]+", "_", Path(name).name, flags=re.UNICODE).strip(" .") or "document.pdf"
    stem, dot, end = name.rpartition(".")
    return f"{stem[:150]}{dot}{end[:10]}" if dot else name[:150]


def serve(file: File, *, as_name: str = "") -> HttpResponse:
    """The file as an attachment; the calling view has already decided that this person may have it."""
    response = FileResponse(
        queries.place(file).open("rb"),
        as_attachment=True,
        filename=plain_name(as_name or file.name),
        content_type=file.media_type,
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["Cache-Control"] = "private, no-store"
    return response


def discard(file: File) -> None:
    """Remove the bytes and the row."""
    queries.place(file).unlink(missing_ok=True)
    file.delete()
