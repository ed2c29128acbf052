"""One table of stored files; the bytes lie under DATA/files, named by id alone."""

import uuid

from django.conf import settings
from django.db import models


class File(models.Model):
    """One stored, checked file. `sha256` is that of the stored bytes, `pages` is 0 for what has none."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=60)
    name = models.CharField(max_length=200)
    media_type = models.CharField(max_length=80)
    size = models.PositiveIntegerField()
    pages = models.PositiveIntegerField(default=0)
    sha256 = models.CharField(max_length=64)
    path = models.CharField(max_length=120)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    received_at = models.DateTimeField()

    class Meta:
        ordering = ("received_at",)

    def __str__(self) -> str:
        return self.name


class Text(models.Model):
    """The beginning of what a PDF says, kept so that no page ever opens one; it goes with its file."""

    file = models.OneToOneField(File, primary_key=True, on_delete=models.CASCADE, related_name="text")
    words = models.TextField()

    def __str__(self) -> str:
        return f"text of {self.file_id}"
