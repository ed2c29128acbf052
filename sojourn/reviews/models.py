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
    abstained_because = models.CharField(max_length=300, blank=True)  # read by the chair
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


class Advice(models.Model):
    """What would have helped on one criterion; reaches the applicant with the results, if at all."""

    assignment = models.ForeignKey(Assignment, on_delete=models.CASCADE, related_name="advice")
    criterion = models.ForeignKey("calls.Criterion", on_delete=models.PROTECT, related_name="+")
    text = models.TextField()

    class Meta:
        ordering = ("criterion__order",)
        constraints = (
            models.UniqueConstraint(fields=("assignment", "criterion"), name="reviews_advice_once"),
        )

    def __str__(self) -> str:
        return f"advice {self.pk}"


class Remark(models.Model):
    """One contribution to the discussion of an application, and who may read it."""

    AUDIENCES = (
        ("committee", "The reviewers of this application and the chair"),
        ("chair", "The chair only"),
        ("applicant", "The chair, to be told to the applicant"),
    )

    application = models.ForeignKey("applications.Application", on_delete=models.CASCADE, related_name="+")
    author = models.ForeignKey(PERSON, null=True, on_delete=models.SET_NULL, related_name="+")
    audience = models.CharField(max_length=10, choices=AUDIENCES)
    text = models.TextField()
    written_at = models.DateTimeField()

    class Meta:
        ordering = ("written_at", "pk")
        indexes = (models.Index(fields=("application", "written_at"), name="reviews_remarks"),)

    def __str__(self) -> str:
        return f"remark {self.pk}"


class Training(models.Model):
    """One person's answer to a shared training case; compared once it is finished."""

    case = models.ForeignKey("calls.TrainingCase", on_delete=models.CASCADE, related_name="+")
    reviewer = models.ForeignKey(PERSON, on_delete=models.CASCADE, related_name="+")
    finished_at = models.DateTimeField()

    class Meta:
        ordering = ("case__order", "finished_at", "pk")
        constraints = (models.UniqueConstraint(fields=("case", "reviewer"), name="reviews_training_once"),)

    def __str__(self) -> str:
        return f"training {self.pk}"


class TrainingScore(models.Model):
    """A level given to a training case; never mixed with scores of people."""

    training = models.ForeignKey(Training, on_delete=models.CASCADE, related_name="scores")
    criterion = models.ForeignKey("calls.Criterion", on_delete=models.PROTECT, related_name="+")
    value = models.SmallIntegerField()
    lowest = models.SmallIntegerField()
    highest = models.SmallIntegerField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("training", "criterion"), name="reviews_training_score_once"),
            models.CheckConstraint(
                condition=Q(value__gte=F("lowest")) & Q(value__lte=F("highest")),
                name="reviews_training_score_in_scale",
            ),
        )

    def __str__(self) -> str:
        return f"training score {self.pk}"


class Habit(models.Model):
    """How one person likes to review: whether single keys act (WCAG 2.1.4)."""

    person = models.OneToOneField(PERSON, on_delete=models.CASCADE, related_name="+")
    keys = models.BooleanField(default=True)

    def __str__(self) -> str:
        return f"habit {self.pk}"


class Reminder(models.Model):
    """A day on which a reviewer was reminded; the constraint keeps it to one letter a day."""

    reviewer = models.ForeignKey(PERSON, on_delete=models.CASCADE, related_name="+")
    on = models.DateField()
    call = models.ForeignKey("calls.Call", on_delete=models.CASCADE, related_name="+")
    days = models.SmallIntegerField()  # before the date on which the scores were due; negative after

    class Meta:
        ordering = ("on", "pk")
        constraints = (models.UniqueConstraint(fields=("reviewer", "on"), name="reviews_one_reminder_a_day"),)

    def __str__(self) -> str:
        return f"reminder {self.pk}"


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
