"""What papers say, the papers of each stay in every version, and who signed which."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q

from sojourn.agreements import states

PERSON = settings.AUTH_USER_MODEL


class Wording(models.Model):
    """The text of one kind of paper, as an office chose it. `scope`: a programme ("<call>/<society>"), a
    society's slug, or nothing for the federation; `parties` are roles with commas."""

    kind = models.CharField(max_length=12, choices=list(states.KINDS.items()))
    scope = models.CharField(max_length=80, blank=True)
    title = models.CharField(max_length=120)
    text = models.TextField()
    parties = models.CharField(max_length=80)
    keep_years = models.PositiveSmallIntegerField(default=10)  # after the end of the stay
    version = models.PositiveIntegerField(default=1)
    changed_by = models.ForeignKey(PERSON, null=True, on_delete=models.SET_NULL, related_name="+")
    changed_at = models.DateTimeField()

    class Meta:
        ordering = ("kind", "scope")
        constraints = (models.UniqueConstraint(fields=("kind", "scope"), name="agreements_wording_once"),)

    def __str__(self) -> str:
        return f"{self.kind} {self.scope or 'federation'}"


class Paper(models.Model):
    """One version of a paper. What is signed is the file `sheet`: `sha256` is the digest of its bytes.

    `wanted` is what the fellow told for an embassy, locked (`ui.lockbox`); `sealed` the file with all
    signatures; `facts` what the text was filled with, so that a change can be seen.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    placement = models.ForeignKey("placements.Placement", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=12, choices=list(states.KINDS.items()))
    number = models.PositiveSmallIntegerField()
    code = models.CharField(max_length=20, unique=True)
    state = models.CharField(max_length=10, default=states.START)
    parties = models.CharField(max_length=80, blank=True)
    title = models.CharField(max_length=120, blank=True)
    text = models.TextField(blank=True)
    facts = models.JSONField(default=dict)
    wanted = models.TextField(blank=True)
    changes = models.JSONField(default=list)  # against the version before, in sentences
    sha256 = models.CharField(max_length=64, blank=True)
    sheet = models.ForeignKey("documents.File", null=True, on_delete=models.PROTECT, related_name="+")
    sealed = models.ForeignKey("documents.File", null=True, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=300, blank=True)  # of an objection or a withdrawal
    asked_at = models.DateTimeField()
    drawn_at = models.DateTimeField(null=True)
    sealed_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    chased_at = models.DateTimeField(null=True)
    chases = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ("kind", "-number")
        constraints = (
            models.UniqueConstraint(fields=("placement", "kind", "number"), name="agreements_version_once"),
            models.UniqueConstraint(
                fields=("placement", "kind"),
                condition=Q(state__in=states.LIVE),
                name="agreements_one_live_version",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=states.DRAWN) | ~Q(sha256=""), name="agreements_drawn_has_digest"
            ),
        )

    def __str__(self) -> str:
        return self.code

    @property
    def roles(self) -> list[str]:
        return [role for role in self.parties.split(",") if role]


class Mark(models.Model):
    """A signature: who, as what, when, by which way in, and the digest of the very file that was signed."""

    WAYS = (("account", "signed in"), ("link", "by a mailed link"))

    paper = models.ForeignKey(Paper, on_delete=models.CASCADE, related_name="marks")
    role = models.CharField(max_length=12, choices=list(states.ROLES.items()))
    name = models.CharField(max_length=200)
    way = models.CharField(max_length=8, choices=WAYS)
    sha256 = models.CharField(max_length=64)
    signed_at = models.DateTimeField()

    class Meta:
        ordering = ("signed_at", "pk")
        constraints = (models.UniqueConstraint(fields=("paper", "role"), name="agreements_role_signs_once"),)

    def __str__(self) -> str:
        return f"{self.role} of {self.paper_id}"
