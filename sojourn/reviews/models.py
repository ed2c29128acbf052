"""Assignments, scores, and the closing of a programme's reviews."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from sojourn.reviews import states

PERSON = settings.AUTH_USER_MODEL


class Assignment(models.Model):
    """One reviewer, one application."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    application = models.ForeignKey("applications.Application", on_delete=models.CASCADE, related_name="+")
    reviewer = models.ForeignKey(PERSON, on_delete=models.CASCADE, related_name="+")
    substitute = models.BooleanField(default=False)
    state = models.CharField(max_length=10, default=states.START)
    comment = models.TextField(blank=True)  # for the committee
    feedback = models.TextField(blank=True)  # what would have helped; may reach the applicant
    assigned_at = models.DateTimeField()
    declared_at = models.DateTimeField(null=True)  # declared that there is no conflict; the file opens
    finished_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=300, blank=True)  # why it was declined
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ("assigned_at", "pk")
        indexes = (models.Index(fields=("reviewer", "state"), name="reviews_by_reviewer"),)
        constraints = (
            models.UniqueConstraint(fields=("application", "reviewer"), name="reviews_assignment_once"),
        )

    def __str__(self) -> str:
        return f"assignment {self.pk}"


class Score(models.Model):
    """A level on one criterion; the row carries its scale, so that the database can hold the bounds."""

    assignment = models.ForeignKey(Assignment, on_delete=models.CASCADE, related_name="scores")
    criterion = models.ForeignKey("calls.Criterion", on_delete=models.PROTECT, related_name="+")
    value = models.SmallIntegerField()
    lowest = models.SmallIntegerField()
    highest = models.SmallIntegerField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("assignment", "criterion"), name="reviews_score_once"),
            models.CheckConstraint(
                condition=Q(value__gte=F("lowest")) & Q(value__lte=F("highest")),
                name="reviews_score_in_scale",
            ),
        )

    def __str__(self) -> str:
        return f"score {self.pk}"


class Closing(models.Model):
    """The reviews of a programme are closed: no score changes under the chair's ranking any more."""

    programme = models.OneToOneField("calls.Programme", on_delete=models.CASCADE, related_name="+")
    closed_by = models.ForeignKey(PERSON, null=True, on_delete=models.SET_NULL, related_name="+")
    closed_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"closing of {self.programme_id}"


class Load(models.Model):
    """What a reviewer takes on in a programme: at most so many files, and of which topics."""

    programme = models.ForeignKey("calls.Programme", on_delete=models.CASCADE, related_name="+")
    reviewer = models.ForeignKey(PERSON, on_delete=models.CASCADE, related_name="+")
    most = models.PositiveSmallIntegerField(null=True)  # none: no limit
    topics = models.JSONField(default=list)  # words that a file of the topic holds
    stated_at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("programme", "reviewer"), name="reviews_load_once"),)

    def __str__(self) -> str:
        return f"load {self.pk}"


class Sweep(models.Model):
    """When conflicts of interest were last looked for in a programme, and over which facts (a digest)."""

    programme = models.OneToOneField("calls.Programme", on_delete=models.CASCADE, related_name="+")
    facts = models.CharField(max_length=64)
    swept_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"sweep of {self.programme_id}"
