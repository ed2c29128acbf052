"""A grant: what each payer gives for which purpose, in which instalments; claims against receipts."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from sojourn.payments import states

PERSON = settings.AUTH_USER_MODEL
PURPOSES = (("stay", "the stay"), ("travel", "travel"), ("host", "the centre's costs"))


class Grant(models.Model):
    """The grant of an accepted award. `first` and `last`: the stay as it was agreed first, which it was
    reckoned for. `followed`: what of the stay was booked last, so that the clock finds what changed."""

    award = models.OneToOneField("awards.Award", on_delete=models.PROTECT, related_name="+")
    currency = models.CharField(max_length=3)
    demonstration = models.BooleanField(default=False)
    drawn_up_at = models.DateTimeField()
    first = models.DateField(null=True)
    last = models.DateField(null=True)
    followed = models.JSONField(default=dict)
    declared_at = models.DateTimeField(null=True)  # that nobody else pays for it
    closed_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"grant {self.pk}"


class Share(models.Model):
    """What one payer gives for one purpose: as it was promised, and as it stands after changes."""

    grant = models.ForeignKey(Grant, on_delete=models.CASCADE, related_name="shares")
    payer = models.ForeignKey("societies.Payer", on_delete=models.PROTECT, related_name="+")
    purpose = models.CharField(max_length=8, choices=PURPOSES, default="stay")
    rate = models.PositiveIntegerField()  # for one unit
    unit = models.CharField(max_length=6, default="lump")
    cap = models.PositiveIntegerField(null=True)
    promised = models.PositiveIntegerField()
    amount = models.PositiveIntegerField()

    class Meta:
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(fields=("grant", "payer", "purpose"), name="payments_share_once"),
        )

    def __str__(self) -> str:
        return f"share {self.pk}"


class Instalment(models.Model):
    """A part of a grant for one purpose: what makes it due, by when it leaves, and whether it left."""

    grant = models.ForeignKey(Grant, on_delete=models.CASCADE, related_name="instalments")
    order = models.PositiveSmallIntegerField()
    purpose = models.CharField(max_length=8, choices=PURPOSES, default="stay")
    trigger = models.CharField(max_length=10)
    on = models.DateField(null=True)
    days = models.PositiveSmallIntegerField()
    amount = models.PositiveIntegerField()
    state = models.CharField(max_length=10, default=states.INSTALMENT_START)
    triggered_at = models.DateTimeField(null=True)
    due_on = models.DateField(null=True)
    paid_on = models.DateField(null=True)

    class Meta:
        ordering = ("order",)
        constraints = (models.UniqueConstraint(fields=("grant", "order"), name="payments_instalment_once"),)

    def __str__(self) -> str:
        return f"instalment {self.order}"


class Part(models.Model):
    """What one payer gives to one instalment."""

    instalment = models.ForeignKey(Instalment, on_delete=models.CASCADE, related_name="parts")
    payer = models.ForeignKey("societies.Payer", on_delete=models.PROTECT, related_name="+")
    amount = models.PositiveIntegerField()

    class Meta:
        ordering = ("pk",)
        constraints = (models.UniqueConstraint(fields=("instalment", "payer"), name="payments_part_once"),)

    def __str__(self) -> str:
        return f"part {self.pk}"


class Claim(models.Model):
    """Costs of travel with their receipt; accepted in whole or in part, or refused with a reason."""

    grant = models.ForeignKey(Grant, on_delete=models.PROTECT, related_name="claims")
    what = models.CharField(max_length=120)
    spent_on = models.DateField()
    amount = models.PositiveIntegerField()
    accepted = models.PositiveIntegerField(default=0)
    receipt = models.ForeignKey("documents.File", null=True, on_delete=models.SET_NULL, related_name="+")
    state = models.CharField(max_length=10, default=states.CLAIM_START)
    reason = models.CharField(max_length=300, blank=True)
    filed_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(PERSON, null=True, on_delete=models.SET_NULL, related_name="+")
    instalment = models.OneToOneField(Instalment, null=True, on_delete=models.SET_NULL, related_name="claim")

    class Meta:
        ordering = ("filed_at", "pk")
        constraints = (
            models.CheckConstraint(
                condition=Q(accepted__lte=models.F("amount")), name="payments_accepted_within_claim"
            ),
        )

    def __str__(self) -> str:
        return self.what
