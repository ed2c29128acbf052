"""What surrounds the one match: scenarios that change nothing, and the commitment before the lottery."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q

PERSON = settings.AUTH_USER_MODEL


class Scenario(models.Model):
    """A named "what if": the input with some changes, and what the engine made of it. Nothing real changes.

    `before` are the awards without the changes at that moment, so that the comparison stays what it was.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    call = models.ForeignKey("calls.Call", on_delete=models.CASCADE, related_name="+")
    society = models.ForeignKey(  # a chair's own; empty: the office's, for everybody in the room
        "societies.Society", null=True, on_delete=models.CASCADE, related_name="+"
    )
    name = models.CharField(max_length=80)
    changes = models.JSONField()
    basis_sha256 = models.CharField(max_length=64)
    before = models.JSONField()
    instance = models.JSONField()
    result = models.JSONField()
    made_by = models.ForeignKey(PERSON, null=True, on_delete=models.SET_NULL, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        ordering = ("made_at", "pk")

    def __str__(self) -> str:
        return self.name


class Commitment(models.Model):
    """The root over everybody's salted leaf, published before the seed of the lottery is known.

    `salts` open the leaves: each applicant gets the own one after the release, nobody another's.
    """

    call = models.ForeignKey("calls.Call", on_delete=models.CASCADE, related_name="+")
    root = models.CharField(max_length=64)
    terms = models.JSONField()
    salts = models.JSONField()
    basis_sha256 = models.CharField(max_length=64)
    event = models.CharField(max_length=200)  # the public event that will give the seed
    made_by = models.ForeignKey(PERSON, null=True, on_delete=models.SET_NULL, related_name="+")
    made_at = models.DateTimeField()
    outcome = models.CharField(max_length=200, blank=True)
    seed = models.CharField(max_length=64, blank=True)
    drawn_by = models.ForeignKey(PERSON, null=True, on_delete=models.SET_NULL, related_name="+")
    drawn_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-made_at", "-pk")
        constraints = (
            models.CheckConstraint(
                condition=Q(seed="", outcome="", drawn_at=None)
                | (~Q(seed="") & ~Q(outcome="") & Q(drawn_at__isnull=False)),
                name="selection_seed_iff_drawn",
            ),
        )

    def __str__(self) -> str:
        return f"commitment {self.root[:12]}"
