"""Placements with everything that happens in them."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from sojourn.placements import states

PERSON = settings.AUTH_USER_MODEL


class Placement(models.Model):
    """One fellow at one centre; opened from an accepted award."""

    CAUSES = (
        ("no_show", "The fellow did not come"),
        ("visa", "The visa was refused"),
        ("other", "Another reason"),
    )

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    award = models.OneToOneField("awards.Award", on_delete=models.PROTECT, related_name="+")
    fellow = models.ForeignKey(PERSON, null=True, on_delete=models.SET_NULL, related_name="+")
    offer = models.ForeignKey("calls.CentreOffer", null=True, on_delete=models.PROTECT, related_name="+")
    tutor = models.ForeignKey("centres.Tutor", null=True, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=12, default=states.START)
    starts_on = models.DateField(null=True)
    ends_on = models.DateField(null=True)
    opened_at = models.DateTimeField()
    agreed_at = models.DateTimeField(null=True)
    arrived_on = models.DateField(null=True)
    completed_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=300, blank=True)
    dated_at = models.DateTimeField(null=True)  # when the present dates were agreed
    pauses = models.JSONField(default=list)  # [[first day, last day]] of interruptions, in order
    cause = models.CharField(max_length=12, blank=True)  # of an early end: one of states.CAUSES
    left_on = models.DateField(null=True)  # the last day really spent there, of an early end
    monitoring = models.TextField(blank=True)  # of the plan: how progress is followed
    evaluating = models.TextField(blank=True)  # of the plan: how it is told at the end whether it was reached
    plan_version = models.PositiveSmallIntegerField(default=1)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ("starts_on", "pk")
        constraints = (
            models.CheckConstraint(
                condition=Q(starts_on=None) | Q(ends_on__gt=F("starts_on")),
                name="placements_ends_after_start",
            ),
        )

    def __str__(self) -> str:
        return f"placement {self.pk}"


class Amendment(models.Model):
    """A change of a stay whose dates are agreed: done once every party that its kind names has said yes.

    `before` keeps what stood until then. Another window or place before the arrival is a change of the award.
    """

    KINDS = (
        ("redate", "Other days"),
        ("extend", "A longer stay"),
        ("interrupt", "An interruption"),
        ("move", "Another centre for the rest"),
        ("end", "An early end"),
        ("tutor", "Another tutor"),
    )

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    placement = models.ForeignKey(Placement, on_delete=models.CASCADE, related_name="amendments")
    kind = models.CharField(max_length=10, choices=KINDS)
    state = models.CharField(max_length=10, default=states.AMENDMENT_START)
    starts_on = models.DateField(null=True)
    ends_on = models.DateField(null=True)
    pause_from = models.DateField(null=True)
    pause_until = models.DateField(null=True)
    from_on = models.DateField(null=True)  # the first day at the other centre
    offer = models.ForeignKey("calls.CentreOffer", null=True, on_delete=models.PROTECT, related_name="+")
    tutor = models.ForeignKey("centres.Tutor", null=True, on_delete=models.PROTECT, related_name="+")
    left_on = models.DateField(null=True)
    cause = models.CharField(max_length=12, blank=True)
    reason = models.CharField(max_length=500)
    before = models.JSONField(default=dict)
    asked_by = models.ForeignKey(PERSON, null=True, on_delete=models.SET_NULL, related_name="+")
    asked_as = models.CharField(max_length=10)
    asked_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)
    refusal = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ("-asked_at", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("placement",), condition=Q(state="asked"), name="placements_one_open_amendment"
            ),
            models.CheckConstraint(
                condition=Q(kind="redate", starts_on__isnull=False, ends_on__gt=F("starts_on"))
                | Q(kind="extend", ends_on__isnull=False)
                | Q(kind="interrupt", pause_until__gte=F("pause_from"), ends_on__isnull=False)
                | Q(kind="move", offer__isnull=False, from_on__isnull=False)
                | (Q(kind="end") & ~Q(cause=""))
                | Q(kind="tutor", tutor__isnull=False),
                name="placements_amendment_is_whole",
            ),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"


class Consent(models.Model):
    """One party's yes to an amendment, once it is given; a no ends the amendment."""

    PARTIES = (
        ("fellow", "The fellow"),
        ("office", "The office"),
        ("centre", "The centre"),
        ("new_centre", "The new centre"),
    )

    amendment = models.ForeignKey(Amendment, on_delete=models.CASCADE, related_name="consents")
    party = models.CharField(max_length=10, choices=PARTIES)
    given_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(fields=("amendment", "party"), name="placements_consent_once"),
        )

    def __str__(self) -> str:
        return f"{self.party} of {self.amendment_id}"


class PlanObjective(models.Model):
    """One line of the training plan; levels 1 (none) to 5 (independent) at start and end."""

    placement = models.ForeignKey(Placement, on_delete=models.CASCADE, related_name="objectives")
    order = models.PositiveSmallIntegerField()
    module = models.CharField(max_length=120, blank=True)
    kind = models.CharField(max_length=10)
    text = models.CharField(max_length=300)
    planned = models.PositiveSmallIntegerField(default=10)
    chapter = models.CharField(max_length=160, blank=True)
    curriculum_url = models.URLField(max_length=300, blank=True)
    own = models.BooleanField(default=False)  # added by the fellow
    level_start = models.PositiveSmallIntegerField(null=True)
    level_end = models.PositiveSmallIntegerField(null=True)

    class Meta:
        ordering = ("order",)
        constraints = (
            models.CheckConstraint(
                condition=(Q(level_start=None) | Q(level_start__range=(1, 5)))
                & (Q(level_end=None) | Q(level_end__range=(1, 5))),
                name="placements_levels_one_to_five",
            ),
        )

    def __str__(self) -> str:
        return self.text


class PlanWeek(models.Model):
    """What is planned for seven days of the stay, counted from the first; those left open have no row."""

    placement = models.ForeignKey(Placement, on_delete=models.CASCADE, related_name="weeks")
    number = models.PositiveSmallIntegerField()
    activities = models.CharField(max_length=400)

    class Meta:
        ordering = ("number",)
        constraints = (models.UniqueConstraint(fields=("placement", "number"), name="placements_week_once"),)

    def __str__(self) -> str:
        return f"week {self.number} of {self.placement_id}"


class PlanVersion(models.Model):
    """A version of the plan as it was signed first; later edits make a new one, the original stays."""

    placement = models.ForeignKey(Placement, on_delete=models.CASCADE, related_name="plan_versions")
    number = models.PositiveSmallIntegerField()
    content = models.JSONField()
    sha256 = models.CharField(max_length=64)
    sealed_at = models.DateTimeField()

    class Meta:
        ordering = ("-number",)
        constraints = (
            models.UniqueConstraint(fields=("placement", "number"), name="placements_plan_version_once"),
        )

    def __str__(self) -> str:
        return f"plan {self.number} of {self.placement_id}"


class Signature(models.Model):
    """A signature under a version of the plan: who, as what, when, and the hash of what was signed."""

    placement = models.ForeignKey(Placement, on_delete=models.CASCADE, related_name="signatures")
    plan_version = models.PositiveSmallIntegerField()
    role = models.CharField(max_length=10)  # fellow, tutor, or the third of the programme
    name = models.CharField(max_length=200)
    signed_at = models.DateTimeField()
    sha256 = models.CharField(max_length=64)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("placement", "plan_version", "role"), name="placements_signature_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.role} {self.signed_at}"


class LogEntry(models.Model):
    """What the fellow did on a day; never patient data."""

    ROLES = (("observed", "Observed"), ("assisted", "Assisted"), ("performed", "Performed"))
    ACTIVITIES = (
        ("reporting", "Reporting session"),
        ("procedure", "Procedure or intervention"),
        ("meeting", "Multidisciplinary meeting"),
        ("teaching", "Teaching"),
        ("research", "Research"),
    )

    placement = models.ForeignKey(Placement, on_delete=models.CASCADE, related_name="entries")
    objective = models.ForeignKey(PlanObjective, null=True, on_delete=models.SET_NULL, related_name="entries")
    done_on = models.DateField()
    activity = models.CharField(max_length=12, choices=ACTIVITIES)
    modality = models.CharField(max_length=60, blank=True)
    role = models.CharField(max_length=10, choices=ROLES)
    count = models.PositiveSmallIntegerField(default=1)
    note = models.CharField(max_length=300, blank=True)
    state = models.CharField(max_length=14, default=states.ENTRY_START)
    query = models.CharField(max_length=300, blank=True)
    logged_at = models.DateTimeField()
    countersigned_at = models.DateTimeField(null=True)
    key = models.UUIDField(null=True)  # of the form it came from: sent twice, it is kept once

    class Meta:
        ordering = ("-done_on", "-pk")
        indexes = (models.Index(fields=("placement", "state"), name="placements_entry_state"),)
        constraints = (
            models.CheckConstraint(condition=Q(count__range=(1, 200)), name="placements_count_sane"),
            models.UniqueConstraint(fields=("placement", "key"), name="placements_entry_once"),
        )

    def __str__(self) -> str:
        return f"{self.activity} {self.done_on}"


class CheckIn(models.Model):
    """How a week went, in a line by the fellow, and the tutor's line to it."""

    placement = models.ForeignKey(Placement, on_delete=models.CASCADE, related_name="check_ins")
    number = models.PositiveSmallIntegerField()  # of the week
    note = models.CharField(max_length=300)
    written_at = models.DateTimeField()
    answer = models.CharField(max_length=300, blank=True)
    answered_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-number",)
        constraints = (
            models.UniqueConstraint(fields=("placement", "number"), name="placements_check_in_once"),
        )

    def __str__(self) -> str:
        return f"week {self.number} of {self.placement_id}"


class Evaluation(models.Model):
    """Mid-term or final, by the tutor of the fellow or by the fellow of the centre; answers map question
    codes to levels 1 to 5. A pair is revealed to the other side when both are in; what was said under another
    tutor, or of another centre, is no pair."""

    MOMENTS = (("midterm", "Mid-term"), ("final", "Final"))
    SIDES = (("tutor", "Tutor of the fellow"), ("fellow", "Fellow of the centre"))

    placement = models.ForeignKey(Placement, on_delete=models.CASCADE, related_name="evaluations")
    moment = models.CharField(max_length=10, choices=MOMENTS)
    side = models.CharField(max_length=10, choices=SIDES)
    # where: the answers of a fellow who moved stay with the centre that they are about
    offer = models.ForeignKey("calls.CentreOffer", null=True, on_delete=models.PROTECT, related_name="+")
    tutor = models.ForeignKey("centres.Tutor", null=True, on_delete=models.PROTECT, related_name="+")
    answers = models.JSONField(default=dict)
    comment = models.TextField(blank=True)
    given_at = models.DateTimeField()

    class Meta:
        ordering = ("given_at",)
        constraints = (
            models.UniqueConstraint(
                fields=("placement", "moment", "side"), name="placements_evaluation_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.moment} by {self.side}"


class Report(models.Model):
    """The fellow's report."""

    placement = models.OneToOneField(Placement, on_delete=models.CASCADE, related_name="report")
    state = models.CharField(max_length=10, default=states.REPORT_START)
    learned = models.TextField(blank=True)
    changes = models.TextField(blank=True)  # what will change at home
    advice = models.TextField(blank=True)  # to the next fellow
    filed_at = models.DateTimeField(null=True)
    returned_reason = models.TextField(blank=True)
    version = models.PositiveIntegerField(default=1)

    def __str__(self) -> str:
        return f"report of {self.placement_id}"


class Errand(models.Model):
    """What must be seen to before the arrival: by whom, and its latest day, counted back from the start."""

    OWNERS = (("fellow", "The fellow"), ("centre", "The centre"), ("office", "The programme office"))

    placement = models.ForeignKey(Placement, on_delete=models.CASCADE, related_name="errands")
    order = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=160)
    owner = models.CharField(max_length=10, choices=OWNERS)
    days_before = models.PositiveSmallIntegerField()
    counted_from = models.DateField(null=True)  # where it is not the start: the move to another centre
    of_whom = models.CharField(max_length=10, default="all")
    state = models.CharField(max_length=10, default=states.ERRAND_START)
    settled_at = models.DateTimeField(null=True)
    settled_by = models.CharField(max_length=200, blank=True)
    reminded_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-days_before", "order", "pk")

    def __str__(self) -> str:
        return self.title


class Alarm(models.Model):
    """Something is badly wrong at a centre. Read by the fellow and by the officer whom the fellow chose."""

    KINDS = (
        ("absent", "My tutor is not there"),
        ("safety", "I am, or patients are, not safe"),
        ("harassment", "I am harassed, bullied or discriminated against"),
        ("other", "Something else is badly wrong"),
    )

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    placement = models.ForeignKey(Placement, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=12, choices=KINDS)
    officer = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, default=states.ALARM_START)
    raised_at = models.DateTimeField()
    reminded_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-raised_at",)

    def __str__(self) -> str:
        return f"alarm {self.pk}"


class AlarmWord(models.Model):
    """What was written in an alarm, locked (`ui.lockbox`): a copy of the database tells nobody."""

    alarm = models.ForeignKey(Alarm, on_delete=models.CASCADE, related_name="words")
    by_fellow = models.BooleanField()
    locked = models.TextField()
    written_at = models.DateTimeField()

    class Meta:
        ordering = ("written_at", "pk")

    def __str__(self) -> str:
        return f"word of {self.alarm_id}"
