"""One entry per fellow who consented."""

import uuid

from django.conf import settings
from django.db import models

from sojourn.alumni import states


class Alumnus(models.Model):
    """What the public sees of a fellow, in the words that she consented to."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    placement = models.OneToOneField("placements.Placement", on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, default=states.START)
    shown_name = models.CharField(max_length=200)
    works_at = models.CharField(max_length=200, blank=True)
    story_title = models.CharField(max_length=120, blank=True)
    story = models.TextField(blank=True)
    consent = models.ForeignKey("people.Consent", null=True, on_delete=models.PROTECT, related_name="+")
    joined_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ("-joined_at",)
        verbose_name_plural = "alumni"

    def __str__(self) -> str:
        return self.shown_name
