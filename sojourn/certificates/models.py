"""A certificate says what was sealed, and whether it still holds; a key is what it was signed with."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q

from sojourn.certificates import states


class Certificate(models.Model):
    """`statement` is the content (name, programme, centre, dates); `seal` its SHA-256; `file` the PDF."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    placement = models.ForeignKey("placements.Placement", on_delete=models.PROTECT, related_name="+")
    code = models.CharField(max_length=20, unique=True)
    state = models.CharField(max_length=10, default=states.START)
    statement = models.JSONField()
    seal = models.CharField(max_length=64)
    file = models.ForeignKey("documents.File", on_delete=models.PROTECT, related_name="+")
    issued_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    issued_at = models.DateTimeField()
    number = models.PositiveIntegerField(
        unique=True, null=True
    )  # its place in the published list of what was revoked
    revoked_at = models.DateTimeField(null=True)  # or superseded
    reason = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ("-issued_at",)
        constraints = (
            models.UniqueConstraint(
                fields=("placement",), condition=Q(state="issued"), name="certificates_one_valid"
            ),
        )

    def __str__(self) -> str:
        return self.code

    @property
    def centres(self) -> str:
        """Every centre of the stay, for a line of a list."""
        legs = self.statement.get("legs") or [self.statement]
        return "; ".join(f"{leg['institution']}, {leg['city']}" for leg in legs)


class SigningKey(models.Model):
    """An RSA key with its own X.509 certificate; retired ones stay published, so that old papers hold.

    `private` is the PEM of the private key, locked (`ui.lockbox`); `public` and `certificate` are PEM.
    """

    kid = models.CharField(max_length=64, unique=True)
    public = models.TextField()
    certificate = models.TextField()
    private = models.TextField(blank=True)
    made_at = models.DateTimeField()
    in_use = models.BooleanField(default=True)
    retired_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("made_at",)
        constraints = (
            models.UniqueConstraint(
                fields=("in_use",), condition=Q(in_use=True), name="certificates_one_key_in_use"
            ),
        )

    def __str__(self) -> str:
        return self.kid
