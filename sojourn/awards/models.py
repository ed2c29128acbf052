"""Awards, answers, moves and changes, quotas, rounds."""

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
    freed = models.JSONField(default=list)  # what had given a place back when it was run
    run_by = models.ForeignKey(PERSON, null=True, on_delete=models.SET_NULL, related_name="+")
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
    floats = models.BooleanField(default=False)  # accepted, and waits for a choice ranked higher
    placed_by_office = models.BooleanField(default=False)  # by a swap or a change: no round moves it
    # another window for the stay than the call's, where the stay was put off
    starts_from = models.DateField(null=True)
    ends_until = models.DateField(null=True)
    arrived_at = models.DateTimeField(null=True)  # as the stay told: from then on the place is fixed
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
            models.UniqueConstraint(
                fields=("application", "offer"), condition=~Q(state="recalled"), name="awards_offered_once"
            ),
            models.CheckConstraint(
                condition=Q(floats=False) | Q(state="accepted"), name="awards_only_accepted_float"
            ),
        )

    def __str__(self) -> str:
        return f"award {self.pk}"


class Answer(models.Model):
    """The receipt of an answer: `contents` says what was answered, `sha256` seals its canonical JSON."""

    KINDS = (
        ("accept", "Accepted"),
        ("float", "Accepted, waiting for a better choice"),
        ("freeze", "Kept; no longer waiting for a better choice"),
        ("decline", "Declined"),
    )

    award = models.ForeignKey(Award, on_delete=models.CASCADE, related_name="answers")
    kind = models.CharField(max_length=8, choices=KINDS)
    number = models.CharField(max_length=32, unique=True)
    contents = models.JSONField()
    sha256 = models.CharField(max_length=64)
    at = models.DateTimeField()
    real_at = models.DateTimeField()

    class Meta:
        ordering = ("-at", "-pk")

    def __str__(self) -> str:
        return self.number


class Move(models.Model):
    """An award went from one place to another."""

    KINDS = (("upgrade", "A better choice"), ("swap", "A swap"), ("change", "A change of centre"))

    award = models.ForeignKey(Award, on_delete=models.CASCADE, related_name="moves")
    kind = models.CharField(max_length=8, choices=KINDS)
    from_offer = models.ForeignKey("calls.CentreOffer", on_delete=models.PROTECT, related_name="+")
    to_offer = models.ForeignKey("calls.CentreOffer", on_delete=models.PROTECT, related_name="+")
    round = models.PositiveSmallIntegerField(null=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ("at", "pk")

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"


class Change(models.Model):
    """A deferral, a swap or another centre, asked for after the award; done once everybody agreed."""

    KINDS = (
        ("defer", "A later stay"),
        ("swap", "A swap with another fellow"),
        ("move", "Another centre"),
    )

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=8, choices=KINDS)
    award = models.ForeignKey(Award, on_delete=models.CASCADE, related_name="changes")
    other = models.ForeignKey(Award, null=True, on_delete=models.CASCADE, related_name="+")
    offer = models.ForeignKey("calls.CentreOffer", null=True, on_delete=models.PROTECT, related_name="+")
    starts_from = models.DateField(null=True)
    ends_until = models.DateField(null=True)
    reason = models.CharField(max_length=500)
    state = models.CharField(max_length=10, default=states.CHANGE_START)
    asked_by = models.ForeignKey(PERSON, null=True, on_delete=models.SET_NULL, related_name="+")
    asked_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)
    refusal = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ("-asked_at", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("award",), condition=Q(state="proposed"), name="awards_one_open_change"
            ),
            models.CheckConstraint(
                condition=Q(kind="defer", starts_from__isnull=False, ends_until__isnull=False)
                | Q(kind="swap", other__isnull=False)
                | Q(kind="move", offer__isnull=False),
                name="awards_change_is_whole",
            ),
        )

    def __str__(self) -> str:
        return f"change {self.pk}"


class Assent(models.Model):
    """One party's yes to a change, once it is given; a no ends the change."""

    PARTIES = (
        ("fellow", "The fellow"),
        ("other_fellow", "The other fellow"),
        ("centre", "The centre"),
        ("other_centre", "The other centre"),
        ("office", "The office"),
    )

    change = models.ForeignKey(Change, on_delete=models.CASCADE, related_name="assents")
    party = models.CharField(max_length=12, choices=PARTIES)
    given_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("pk",)
        constraints = (models.UniqueConstraint(fields=("change", "party"), name="awards_assent_once"),)

    def __str__(self) -> str:
        return f"{self.party} of {self.change_id}"
