"""One entry per fellow who consented; whom it names, who writes to it, what is asked years later, what
fellows hand over to the next at their centre."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q

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
    contactable = models.BooleanField(default=False)
    consent = models.ForeignKey("people.Consent", null=True, on_delete=models.PROTECT, related_name="+")
    joined_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ("-joined_at",)
        verbose_name_plural = "alumni"

    def __str__(self) -> str:
        return self.shown_name


class Named(models.Model):
    """Somebody whom a story names. `seal` is the SHA-256 of the title and text that were agreed to."""

    alumnus = models.ForeignKey(Alumnus, on_delete=models.CASCADE, related_name="named")
    name = models.CharField(max_length=200)
    address = models.EmailField()
    state = models.CharField(max_length=10, default=states.NAMED_START)
    seal = models.CharField(max_length=64)
    asked_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(fields=("alumnus", "address"), name="alumni_named_once_in_a_story"),
        )

    def __str__(self) -> str:
        return self.name


class Message(models.Model):
    """Words to an alumnus, handed on without either address, and the answer that went back."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    alumnus = models.ForeignKey(Alumnus, on_delete=models.CASCADE, related_name="messages")
    sender = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    state = models.CharField(max_length=10, default=states.MESSAGE_START)
    text = models.TextField()
    answer = models.TextField(blank=True)
    sent_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-sent_at",)

    def __str__(self) -> str:
        return f"message of {self.sent_at:%Y-%m-%d}"


class Question(models.Model):
    """What former fellows are asked; `years` after the end, `choices` only where the kind is choice."""

    KINDS = (("choice", "one of several"), ("number", "a number"), ("text", "a few words"))

    order = models.PositiveSmallIntegerField()
    text = models.CharField(max_length=200)
    kind = models.CharField(max_length=10, choices=KINDS)
    choices = models.JSONField(default=list, blank=True)
    years = models.JSONField(default=list)
    retired_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("order", "pk")

    def __str__(self) -> str:
        return self.text


class FollowUp(models.Model):
    """The questions to one former fellow, `years` after the last day of the stay."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    placement = models.ForeignKey("placements.Placement", on_delete=models.PROTECT, related_name="+")
    years = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=10, default=states.FOLLOW_UP_START)
    asked_at = models.DateTimeField()
    chased_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-asked_at",)
        constraints = (
            models.UniqueConstraint(fields=("placement", "years"), name="alumni_asked_once_a_year"),
        )

    def __str__(self) -> str:
        return f"follow-up after {self.years}"


class Answer(models.Model):
    """One answer, as a choice, a whole number or words, by the kind of its question."""

    follow_up = models.ForeignKey(FollowUp, on_delete=models.CASCADE, related_name="answers")
    question = models.ForeignKey(Question, on_delete=models.PROTECT, related_name="+")
    value = models.TextField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("follow_up", "question"), name="alumni_one_answer_a_question"),
            models.CheckConstraint(condition=~Q(value=""), name="alumni_no_empty_answer"),
        )

    def __str__(self) -> str:
        return self.value[:80]


class Hint(models.Model):
    """A line that fellows of a centre hand over to the next. `checked_at`: when it last was true."""

    TOPICS = (
        ("housing", "Housing"),
        ("badge", "Badge, keys, computer"),
        ("commute", "The way to work"),
        ("monday", "The first Monday"),
        ("work", "How the day goes"),
        ("money", "What things cost"),
        ("language", "Language"),
        ("other", "Anything else"),
    )

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    centre = models.ForeignKey("centres.Centre", on_delete=models.CASCADE, related_name="+")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    year = models.PositiveSmallIntegerField()  # of the author's stay
    topic = models.CharField(max_length=10, choices=TOPICS)
    text = models.TextField()
    for_staff = models.BooleanField(default=False)
    state = models.CharField(max_length=10, default=states.HINT_START)
    doubt = models.CharField(max_length=300, blank=True)
    reason = models.CharField(max_length=300, blank=True)  # why the office hid it
    checked_at = models.DateTimeField()

    class Meta:
        ordering = ("-checked_at", "pk")
        indexes = (models.Index(fields=("centre", "state"), name="alumni_hint_centre"),)

    def __str__(self) -> str:
        return f"{self.topic} at {self.centre_id}"
