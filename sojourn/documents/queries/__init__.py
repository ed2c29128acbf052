"""Reading stored files back: as they are, as pictures of their pages, smaller, and put together."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db.models import QuerySet

from sojourn.documents.models import File, Text
from sojourn.documents.queries import reader

Unreadable = reader.Unreadable


def place(file: File) -> Path:
    """Where the bytes lie."""
    return Path(settings.MEDIA_ROOT) / file.path


def content(file: File) -> bytes:
    """The stored bytes; raises FileNotFoundError when the storage lost them."""
    return place(file).read_bytes()


def picture(file: File, page: int, *, side: int = 1100) -> bytes:
    """One page (from 1) as a WebP picture that a browser may show; Unreadable where it cannot be drawn."""
    return reader.ask("picture", content(file), page=page - 1, side=side)[1]


def words(file: File) -> str:
    """The text of a PDF, read anew; empty where there is none. Takes long: not for a page."""
    try:
        return reader.ask("words", content(file))[0]["text"]
    except (Unreadable, FileNotFoundError):
        return ""


def texts(files: Iterable[Any]) -> dict[Any, str]:
    """File id -> the text that was kept when it was checked; a file that nobody has read yet is absent."""
    return dict(Text.objects.filter(file__in=list(files)).values_list("file", "words"))


def unread(files: QuerySet[File]) -> QuerySet[File]:
    """Those whose text was never kept."""
    return files.filter(media_type="application/pdf", text=None)


def smaller(pdf: bytes, *, dots: int, quality: int) -> bytes:
    """The same PDF with pictures of fewer dots; unchanged where that does not help."""
    try:
        made = reader.ask("squeeze", pdf, dots=dots, quality=quality)[1]
    except Unreadable:
        return pdf
    return made if len(made) < len(pdf) else pdf


def merged(pieces: list[tuple[str, bytes]]) -> tuple[bytes, list[int]]:
    """One PDF of titled pieces, the first being the front with roman page labels; and the pages of each."""
    whole = b"".join(content for _, content in pieces)
    answer, made = reader.ask(
        "merge",
        whole,
        titles=[title for title, _ in pieces],
        sizes=[len(content) for _, content in pieces],
    )
    return made, answer["pages"]
