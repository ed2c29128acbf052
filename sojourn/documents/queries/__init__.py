"""Reading stored files back."""

from pathlib import Path

from django.conf import settings

from sojourn.documents.models import File


def place(file: File) -> Path:
    """Where the bytes lie."""
    return Path(settings.MEDIA_ROOT) / file.path


def content(file: File) -> bytes:
    """The stored bytes; raises FileNotFoundError when the storage lost them."""
    return place(file).read_bytes()
