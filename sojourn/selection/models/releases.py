"""All results of a call as one unit, and what may follow: an appeal, a name in the public list."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from sojourn.selection import states

PERSON = settings.AUTH_USER_MODEL


class Release(models.Model):
    """Prepared by one person, signed by a second, then held: it appears at `published_at`, a later instant.

    Pages go by that instant, not by the state: a late worker delays letters and nothing else.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    call = models.ForeignKey("calls.Call", on_delete=models.CASCADE, related_name="+")
    match = models.ForeignKey("selection.Match", on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, default=states.RELEASE_START)
    prepared_by = models.ForeignKey(PERSON, null=True, on_delete=models.SET_NULL, related_name="+")
    prepared_at = models.DateTimeField()
    published_by = models.ForeignKey(PERSON, null=True, on_delete=models.SET_NULL, related_name="+")
    signed_at = models.DateTimeField(null=True)
    published_at = models.DateTimeField(null=True)
    recalled_by = models.ForeignKey(PERSON, null=True, on_delete=models.SET_NULL, related_name="+")
    recalled_at = models.DateTimeField(null=True)
    reason = models.TextField(blank=True)  # why it was recalled, for the office alone

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("call",),
                condition=Q(state__in=("prepared", "held", "published")),
                name="selection_one_live_release",
            ),
            models.CheckConstraint(
                condition=Q(published_by__isnull=True) | ~Q(published_by=F("prepared_by")),
                name="selection_two_people_sign",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=("held", "published")) | Q(published_at__isnull=False),
                name="selection_held_has_instant",
            ),
        )

    def __str__(self) -> str:
        return f"release {self.pk}"


class Result(models.Model):
    """What one applicant will read, and nobody outside the decision before the release is published."""

    OUTCOMES = (
        ("selected", "Selected"),
        ("waiting", "On the waiting list"),
        ("not_selected", "Not selected"),
    )

    release = models.ForeignKey(Release, on_delete=models.CASCADE, related_name="results")
    application = models.ForeignKey("applications.Application", on_delete=models.CASCADE, related_name="+")
    outcome = models.CharField(max_length=12, choices=OUTCOMES)
    offer = models.ForeignKey("calls.CentreOffer", null=True, on_delete=models.PROTECT, related_name="+")
    tutor = models.ForeignKey("centres.Tutor", null=True, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField()
    explanation = models.JSONField(default=list)  # one sentence per choice, about nobody else
    advice = models.TextField(blank=True)
    told_at = models.DateTimeField(null=True)  # the letter is in the outbox

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("release", "application"), name="selection_result_once"),
            models.CheckConstraint(
                condition=Q(outcome="selected", offer__isnull=False) | ~Q(outcome="selected"),
                name="selection_selected_has_centre",
            ),
        )

    def __str__(self) -> str:
        return f"result {self.pk}"


class Appeal(models.Model):
    """An applicant asks once, with reasons, that the result be looked at again; the office answers."""

    ANSWERS = (
        ("upheld", "Upheld: the result will be looked at again"),
        ("rejected", "Rejected: the result stands"),
    )

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    result = models.OneToOneField(Result, on_delete=models.CASCADE, related_name="appeal")
    state = models.CharField(max_length=10, default=states.APPEAL_START)
    text = models.TextField()
    filed_at = models.DateTimeField()
    answer = models.TextField(blank=True)
    answered_by = models.ForeignKey(PERSON, null=True, on_delete=models.SET_NULL, related_name="+")
    answered_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("filed_at", "pk")
        constraints = (
            models.CheckConstraint(
                condition=Q(state="filed") | ~Q(answer=""), name="selection_answered_appeal_has_words"
            ),
        )

    def __str__(self) -> str:
        return f"appeal {self.pk}"


class Listing(models.Model):
    """Somebody selected agrees that the own name stands in the public list; the row goes with the consent."""

    application = models.OneToOneField("applications.Application", on_delete=models.CASCADE, related_name="+")
    wording = models.TextField()  # what was agreed to
    given_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"listing {self.pk}"
