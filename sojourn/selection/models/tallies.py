"""What the scores of a large programme come to for one viewer: a page then reads the rows it shows."""

from django.conf import settings
from django.db import models


class Tally(models.Model):
    """One reckoning; `stamp` says of which scores and conflicts.

    `habits` are reviewer's id -> [habit, number of scores, their mean, their spread].
    """

    programme = models.ForeignKey("calls.Programme", on_delete=models.CASCADE, related_name="+")
    viewer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    stamp = models.CharField(max_length=64)
    made_at = models.DateTimeField()
    refusal = models.CharField(max_length=300, blank=True)  # why nothing could be calibrated
    noise = models.FloatField(null=True)
    moved = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    habits = models.JSONField(default=dict)

    class Meta:
        verbose_name_plural = "tallies"
        constraints = (models.UniqueConstraint(fields=("programme", "viewer"), name="selection_tally_once"),)

    def __str__(self) -> str:
        return f"tally {self.pk}"


class TallyRow(models.Model):
    """One application in it.

    `change` is places gained by calibration; `below` names minimum scores missed.
    """

    tally = models.ForeignKey(Tally, on_delete=models.CASCADE, related_name="rows")
    application = models.ForeignKey("applications.Application", on_delete=models.CASCADE, related_name="+")
    mean = models.FloatField(null=True)
    calibrated = models.FloatField(null=True)
    error = models.FloatField(null=True)
    spread = models.FloatField(null=True)
    number = models.PositiveIntegerField(default=0)
    rank = models.PositiveIntegerField(null=True)
    rank_calibrated = models.PositiveIntegerField(null=True)
    change = models.IntegerField(default=0)
    below = models.JSONField(default=list)
    scores = models.JSONField(default=list)  # [reviewer's id, score], where the viewer may see them

    class Meta:
        ordering = ("rank", "pk")
        constraints = (
            models.UniqueConstraint(fields=("tally", "application"), name="selection_tally_row_once"),
        )

    def __str__(self) -> str:
        return f"tally row {self.pk}"
