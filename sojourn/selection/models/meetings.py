"""A committee's meeting: its agenda, ballots, notes and papers, and what it rules on eligibility."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q

from sojourn.selection import states

PERSON = settings.AUTH_USER_MODEL


class Meeting(models.Model):
    """One call of the committee. Everybody's page follows `Item.state == "current"`."""

    WAYS = (("consensus", "By consensus"), ("votes", "By secret vote"))

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    programme = models.ForeignKey("calls.Programme", on_delete=models.CASCADE, related_name="+")
    state = models.CharField(max_length=10, default=states.MEETING_START)
    way = models.CharField(max_length=10, choices=WAYS, default="consensus")
    held_at = models.DateTimeField()
    scribe = models.ForeignKey(PERSON, null=True, on_delete=models.SET_NULL, related_name="+")
    packs_at = models.DateTimeField()  # when each member's papers are made
    packs_until = models.DateTimeField()  # when they are removed
    planned_by = models.ForeignKey(PERSON, null=True, on_delete=models.SET_NULL, related_name="+")
    opened_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-held_at", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("programme",),
                condition=Q(state__in=("planned", "open")),
                name="selection_one_meeting",
            ),
            models.CheckConstraint(
                condition=Q(packs_at__lt=models.F("packs_until")), name="selection_packs_in_order"
            ),
        )

    def __str__(self) -> str:
        return f"meeting {self.pk}"


class Item(models.Model):
    """One application on the agenda; `seconds` adds up while it is before the committee."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="items")
    application = models.ForeignKey("applications.Application", on_delete=models.CASCADE, related_name="+")
    order = models.PositiveIntegerField()
    state = models.CharField(max_length=10, default=states.ITEM_START)
    called_at = models.DateTimeField(null=True)
    seconds = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ("order", "pk")
        constraints = (
            models.UniqueConstraint(fields=("meeting", "application"), name="selection_item_once"),
            models.UniqueConstraint(
                fields=("meeting",), condition=Q(state="current"), name="selection_one_current"
            ),
        )

    def __str__(self) -> str:
        return f"item {self.pk}"


class Ballot(models.Model):
    """One secret vote on one application; a second one on the same is a new row."""

    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="ballots")
    state = models.CharField(max_length=10, default=states.BALLOT_START)
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(
                fields=("item",), condition=Q(state="open"), name="selection_one_open_ballot"
            ),
        )

    def __str__(self) -> str:
        return f"ballot {self.pk}"


class Vote(models.Model):
    """One member's vote. Nobody reads `choice` of an open ballot, and never beside a name."""

    CHOICES = (("yes", "Yes"), ("no", "No"), ("abstain", "Abstain"))

    ballot = models.ForeignKey(Ballot, on_delete=models.CASCADE, related_name="votes")
    member = models.ForeignKey(PERSON, on_delete=models.CASCADE, related_name="+")
    choice = models.CharField(max_length=7, choices=CHOICES)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("ballot", "member"), name="selection_vote_once"),
            models.CheckConstraint(
                condition=Q(choice__in=("yes", "no", "abstain")), name="selection_vote_known"
            ),
        )

    def __str__(self) -> str:
        return f"vote {self.pk}"


class Note(models.Model):
    """One version of the scribe's notes on an application; the highest number is what stands.

    `edition` rises with every save, also with those that go on in the same version.
    """

    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="notes")
    number = models.PositiveIntegerField()
    edition = models.PositiveIntegerField(default=1)
    text = models.TextField(blank=True)
    written_by = models.ForeignKey(PERSON, null=True, on_delete=models.SET_NULL, related_name="+")
    begun_at = models.DateTimeField()
    written_at = models.DateTimeField()

    class Meta:
        ordering = ("number",)
        constraints = (models.UniqueConstraint(fields=("item", "number"), name="selection_note_once"),)

    def __str__(self) -> str:
        return f"note {self.pk}"


class Ruling(models.Model):
    """The committee on an application whose eligibility the rules leave to it, with the reason."""

    application = models.OneToOneField("applications.Application", on_delete=models.CASCADE, related_name="+")
    eligible = models.BooleanField()
    reason = models.TextField()
    ruled_by = models.ForeignKey(PERSON, null=True, on_delete=models.SET_NULL, related_name="+")
    ruled_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"ruling {self.pk}"


class Pack(models.Model):
    """One member's papers of a meeting, as a PDF of their own."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="packs")
    member = models.ForeignKey(PERSON, on_delete=models.CASCADE, related_name="+")
    state = models.CharField(max_length=10, default=states.PACK_START)
    file = models.ForeignKey("documents.File", null=True, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    made_at = models.DateTimeField(null=True)
    holds = models.JSONField(default=list)  # ids of the items in it, so that a later conflict is seen

    class Meta:
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(fields=("meeting", "member"), name="selection_pack_once"),
            models.CheckConstraint(
                condition=~Q(state="ready") | Q(file__isnull=False), name="selection_ready_pack_has_file"
            ),
        )

    def __str__(self) -> str:
        return f"pack {self.pk}"
