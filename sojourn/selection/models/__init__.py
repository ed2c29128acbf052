"""Panels, decisions, match runs, nominations, readings, the release and its results."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q

from sojourn.selection import states
from sojourn.selection.models.matching import Commitment, Scenario
from sojourn.selection.models.meetings import Ballot, Item, Meeting, Note, Pack, Ruling, Vote
from sojourn.selection.models.releases import Appeal, Listing, Release, Result
from sojourn.selection.models.tallies import Tally, TallyRow

__all__ = (
    "Appeal",
    "Ballot",
    "Commitment",
    "Decision",
    "Item",
    "Listing",
    "Match",
    "Meeting",
    "Nomination",
    "NominationChaser",
    "Note",
    "Pack",
    "Panel",
    "Reading",
    "Release",
    "Result",
    "Ruling",
    "Scenario",
    "Tally",
    "TallyRow",
    "Vote",
)

PERSON = settings.AUTH_USER_MODEL


class Panel(models.Model):
    """One committee's work on one programme, from the first decision to the chair's signature."""

    programme = models.OneToOneField("calls.Programme", on_delete=models.CASCADE, related_name="+")
    state = models.CharField(max_length=10, default=states.PANEL_START)
    signed_by = models.ForeignKey(PERSON, null=True, on_delete=models.SET_NULL, related_name="+")
    signed_at = models.DateTimeField(null=True)
    basis = models.JSONField(default=dict)  # application id -> mean and number of reviews when it was signed
    version = models.PositiveIntegerField(default=1)

    def __str__(self) -> str:
        return f"panel of {self.programme_id}"


class Decision(models.Model):
    """The committee's decision on one application: a position in the ranking or none, with a reason."""

    OUTCOMES = (("ranked", "In the ranking"), ("unranked", "Not to be placed"))

    panel = models.ForeignKey(Panel, on_delete=models.CASCADE, related_name="decisions")
    application = models.OneToOneField("applications.Application", on_delete=models.CASCADE, related_name="+")
    outcome = models.CharField(max_length=10, choices=OUTCOMES)
    position = models.PositiveIntegerField(null=True)  # equal positions are a tie
    reason_code = models.CharField(max_length=20)  # of the programme's list
    reason_label = models.CharField(max_length=120, blank=True)  # as the list called it then
    reason = models.TextField()  # as the applicant will read it
    advice = models.TextField(blank=True)  # what would have helped, as far as the applicant is told
    advised_at = models.DateTimeField(null=True)  # somebody chose what is told, if only to tell nothing
    decided_by = models.ForeignKey(PERSON, null=True, on_delete=models.SET_NULL, related_name="+")
    decided_at = models.DateTimeField()

    class Meta:
        ordering = ("position", "pk")
        constraints = (
            models.CheckConstraint(
                condition=Q(outcome="ranked", position__gte=1) | Q(outcome="unranked", position=None),
                name="selection_position_iff_ranked",
            ),
        )

    def __str__(self) -> str:
        return f"decision {self.pk}"


class Match(models.Model):
    """One run of the engine for a whole call: the exact input and output, so that anyone can replay it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    call = models.ForeignKey("calls.Call", on_delete=models.CASCADE, related_name="+")
    state = models.CharField(max_length=10, default=states.MATCH_START)
    instance = models.JSONField()
    result = models.JSONField()
    instance_sha256 = models.CharField(max_length=64)
    run_by = models.ForeignKey(PERSON, null=True, on_delete=models.SET_NULL, related_name="+")
    run_at = models.DateTimeField()

    class Meta:
        ordering = ("-run_at",)
        verbose_name_plural = "matches"
        constraints = (
            models.UniqueConstraint(
                fields=("call",), condition=~Q(state="discarded"), name="selection_one_live_match"
            ),
        )

    def __str__(self) -> str:
        return f"match {self.pk}"


class Nomination(models.Model):
    """A centre asked in confidence whether it can take the chosen fellow, and with which tutor."""

    REASONS = (
        ("full", "No place is free in that time"),
        ("tutor", "No tutor is available"),
        ("scope", "We cannot teach what this fellow wants to learn"),
        ("permit", "Licence, visa or contract cannot be arranged in time"),
        ("closed", "The department is closed or being rebuilt"),
        ("silent", "The centre did not answer in time"),
        ("other", "Another reason"),
    )

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    match = models.ForeignKey(Match, on_delete=models.CASCADE, related_name="nominations")
    application = models.ForeignKey("applications.Application", on_delete=models.CASCADE, related_name="+")
    offer = models.ForeignKey("calls.CentreOffer", on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, default=states.NOMINATION_START)
    tutor = models.ForeignKey("centres.Tutor", null=True, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField()
    second_at = models.DateTimeField(null=True)  # the other contact was asked
    answered_at = models.DateTimeField(null=True)
    reason_code = models.CharField(max_length=10, choices=REASONS, blank=True)
    reason = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ("due_at", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("match", "application", "offer"), name="selection_nomination_once"
            ),
            models.CheckConstraint(
                condition=~Q(state="accepted") | Q(tutor__isnull=False), name="selection_accepted_has_tutor"
            ),
        )

    def __str__(self) -> str:
        return f"nomination {self.pk}"


class NominationChaser(models.Model):
    """A reminder by the clock: `days` before the answer was due."""

    nomination = models.ForeignKey(Nomination, on_delete=models.CASCADE, related_name="chasers")
    days = models.SmallIntegerField()
    at = models.DateTimeField()

    class Meta:
        ordering = ("at", "pk")
        constraints = (models.UniqueConstraint(fields=("nomination", "days"), name="selection_chaser_once"),)

    def __str__(self) -> str:
        return f"chaser {self.pk}"


class Reading(models.Model):
    """A chair has read the part of the own society."""

    match = models.ForeignKey(Match, on_delete=models.CASCADE, related_name="readings")
    programme = models.ForeignKey("calls.Programme", on_delete=models.CASCADE, related_name="+")
    read_by = models.ForeignKey(PERSON, null=True, on_delete=models.SET_NULL, related_name="+")
    read_at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("match", "programme"), name="selection_reading_once"),)

    def __str__(self) -> str:
        return f"reading {self.pk}"
