"""Awards, quotas, rounds of the waiting list, grants, shares and instalments. Money is in minor units."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from sojourn.awards import states

PERSON = settings.AUTH_USER_MODEL


class Quota(models.Model):
    """A guarded counter: of a programme ("programme:<id>"), a centre offer ("offer:<id>") or a shared
    institution ("institution:<call>:<id>"). Written only under its lock."""

    key = models.CharField(max_length=60, unique=True)
    places = models.PositiveIntegerField()
    taken = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(taken__lte=F("places")), name="awards_taken_within_places"),
        )

    def __str__(self) -> str:
        return self.key


class Round(models.Model):
    """A round of the waiting list after declines: exact input and output of the engine."""

    call = models.ForeignKey("calls.Call", on_delete=models.CASCADE, related_name="+")
    number = models.PositiveSmallIntegerField()
    instance = models.JSONField()
    result = models.JSONField()
    run_at = models.DateTimeField()

    class Meta:
        ordering = ("-number",)
        constraints = (models.UniqueConstraint(fields=("call", "number"), name="awards_round_once"),)

    def __str__(self) -> str:
        return f"round {self.number}"


class Award(models.Model):
    """An offer of a place at a centre to one applicant, and what became of it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    application = models.ForeignKey("applications.Application", on_delete=models.CASCADE, related_name="+")
    offer = models.ForeignKey("calls.CentreOffer", on_delete=models.PROTECT, related_name="+")
    tutor = models.ForeignKey("centres.Tutor", null=True, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, default=states.START)
    round = models.PositiveSmallIntegerField(default=0)  # 0 = the release itself
    offered_at = models.DateTimeField()
    accept_by = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ("offered_at", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("application",),
                condition=Q(state__in=("offered", "accepted")),
                name="awards_one_live_award",
            ),
            models.UniqueConstraint(fields=("application", "offer"), name="awards_offered_once"),
        )

    def __str__(self) -> str:
        return f"award {self.pk}"


class Grant(models.Model):
    """The grant of an accepted award. `allotted` (sum of instalments) and `paid` never exceed `total`."""

    award = models.OneToOneField(Award, on_delete=models.CASCADE, related_name="grant")
    currency = models.CharField(max_length=3)
    total = models.PositiveIntegerField()
    allotted = models.PositiveIntegerField(default=0)
    paid = models.PositiveIntegerField(default=0)
    demonstration = models.BooleanField(default=False)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(allotted__lte=F("total")), name="awards_allotted_within_total"
            ),
            models.CheckConstraint(condition=Q(paid__lte=F("allotted")), name="awards_paid_within_allotted"),
        )

    def __str__(self) -> str:
        return f"grant {self.pk}"


class Share(models.Model):
    """What one payer gives to a grant."""

    grant = models.ForeignKey(Grant, on_delete=models.CASCADE, related_name="shares")
    payer = models.ForeignKey("societies.Payer", on_delete=models.PROTECT, related_name="+")
    amount = models.PositiveIntegerField()

    class Meta:
        ordering = ("pk",)
        constraints = (models.UniqueConstraint(fields=("grant", "payer"), name="awards_share_once"),)

    def __str__(self) -> str:
        return f"share {self.pk}"


class Instalment(models.Model):
    """A part of a grant: what makes it due, by when it leaves, and whether it left."""

    grant = models.ForeignKey(Grant, on_delete=models.CASCADE, related_name="instalments")
    order = models.PositiveSmallIntegerField()
    trigger = models.CharField(max_length=10)
    days = models.PositiveSmallIntegerField()
    amount = models.PositiveIntegerField()
    state = models.CharField(max_length=10, default=states.INSTALMENT_START)
    triggered_at = models.DateTimeField(null=True)
    due_on = models.DateField(null=True)
    paid_on = models.DateField(null=True)
    paid_by = models.ForeignKey(PERSON, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        ordering = ("order",)
        constraints = (models.UniqueConstraint(fields=("grant", "order"), name="awards_instalment_once"),)

    def __str__(self) -> str:
        return f"instalment {self.order}"


class Part(models.Model):
    """What one payer gives to one instalment; parts sum to instalments by payer and by instalment."""

    instalment = models.ForeignKey(Instalment, on_delete=models.CASCADE, related_name="parts")
    payer = models.ForeignKey("societies.Payer", on_delete=models.PROTECT, related_name="+")
    amount = models.PositiveIntegerField()

    class Meta:
        ordering = ("pk",)
        constraints = (models.UniqueConstraint(fields=("instalment", "payer"), name="awards_part_once"),)

    def __str__(self) -> str:
        return f"part {self.pk}"
