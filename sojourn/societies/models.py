"""Federation, societies, payers, officers, committees, memberships, conflicts."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from sojourn.societies import states

PERSON = settings.AUTH_USER_MODEL


class Federation(models.Model):
    """The one federation of this installation; `demonstration` marks a database in which nothing is real."""

    name = models.CharField(max_length=200)
    acronym = models.CharField(max_length=20)
    school = models.CharField(max_length=200, blank=True)
    office_email = models.EmailField(max_length=254, blank=True)
    zone = models.CharField(max_length=60, default="UTC")
    demonstration = models.BooleanField(default=False)

    def __str__(self) -> str:
        return self.acronym


class Society(models.Model):
    """A learned society that has a programme. `accent` names one of the hues in the theme."""

    acronym = models.CharField(max_length=20, unique=True)
    slug = models.SlugField(max_length=20, unique=True)
    name = models.CharField(max_length=200)
    field = models.CharField(max_length=120)
    accent = models.CharField(max_length=20, blank=True)
    email = models.EmailField(max_length=254, blank=True)
    web = models.URLField(blank=True)
    # while a call runs its committee stands still; upkeep copies the two instants from the call's dates
    fixed_from = models.DateTimeField(null=True)
    fixed_until = models.DateTimeField(null=True)

    class Meta:
        ordering = ("acronym",)
        verbose_name_plural = "societies"

    def __str__(self) -> str:
        return self.acronym


class Payer(models.Model):
    """Who pays a part of a grant: the federation (no society) or a society."""

    name = models.CharField(max_length=120, unique=True)
    society = models.ForeignKey(Society, null=True, on_delete=models.PROTECT, related_name="payers")

    def __str__(self) -> str:
        return self.name


class Officer(models.Model):
    """A society officer. `may_sign`: may be the second person who signs a release."""

    society = models.ForeignKey(Society, on_delete=models.CASCADE, related_name="officers")
    user = models.ForeignKey(PERSON, on_delete=models.CASCADE, related_name="+")
    may_sign = models.BooleanField(default=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("society", "user"), name="societies_officer_once"),)

    def __str__(self) -> str:
        return f"officer of {self.society_id}"


class Seat(models.Model):
    """A seat in a society's committee; a substitute scores only where a conflict leaves too few.

    The vice chair is a member who leads where a conflict of interest bars the chair.
    """

    ROLES = (("chair", "Chair"), ("vice", "Vice chair"), ("member", "Member"), ("substitute", "Substitute"))

    society = models.ForeignKey(Society, on_delete=models.CASCADE, related_name="seats")
    user = models.ForeignKey(PERSON, on_delete=models.CASCADE, related_name="+")
    role = models.CharField(max_length=12, choices=ROLES)
    institution = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ("role", "pk")
        constraints = (
            models.UniqueConstraint(fields=("society", "user"), name="societies_seat_once"),
            models.UniqueConstraint(
                fields=("society",), condition=Q(role="chair"), name="societies_one_chair"
            ),
            models.UniqueConstraint(
                fields=("society",), condition=Q(role="vice"), name="societies_one_vice_chair"
            ),
        )

    def __str__(self) -> str:
        return f"{self.role} of {self.society_id}"


class Awaited(models.Model):
    """Somebody named for an office or a seat whose address has no confirmed account yet.

    The letter's link lets the person make one; the next tick turns this row into the office or the seat.
    """

    OFFICES = (("officer", "Officer"), *Seat.ROLES)

    society = models.ForeignKey(Society, on_delete=models.CASCADE, related_name="awaited")
    email = models.EmailField(max_length=254)  # lower case
    name = models.CharField(max_length=200, blank=True)
    office = models.CharField(max_length=12, choices=OFFICES)
    may_sign = models.BooleanField(default=True)
    institution = models.CharField(max_length=200, blank=True)
    named_by = models.ForeignKey(PERSON, null=True, on_delete=models.SET_NULL, related_name="+")
    named_at = models.DateTimeField()

    class Meta:
        ordering = ("named_at", "pk")
        verbose_name_plural = "awaited"
        constraints = (
            models.UniqueConstraint(fields=("society", "email", "office"), name="societies_awaited_once"),
        )

    def __str__(self) -> str:
        return f"{self.office} of {self.society_id} awaited"


class Membership(models.Model):
    """A membership that a body confirmed: the federation's own (no society) or a society's."""

    society = models.ForeignKey(Society, null=True, on_delete=models.CASCADE, related_name="memberships")
    user = models.ForeignKey(PERSON, on_delete=models.CASCADE, related_name="+")
    number = models.CharField(max_length=40, blank=True)
    since_on = models.DateField(null=True)
    until_on = models.DateField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("society", "user"), name="societies_membership_once"),
            models.UniqueConstraint(
                fields=("user",), condition=Q(society=None), name="societies_federation_membership_once"
            ),
        )

    def __str__(self) -> str:
        return f"membership {self.pk}"


class Conflict(models.Model):
    """One conflict of interest of `member` against a person, or an institution by name.

    `grade` bars (the person learns nothing) or is disclosed to the chair only.
    """

    GROUNDS = (
        ("same_institution", "Same institution"),
        ("past_institution", "Same institution in the past years"),
        ("same_department", "Same city and department"),
        ("letter_writer", "Wrote a letter for the applicant"),
        ("past_tutor", "Was the applicant's tutor"),
        ("ranked_centre", "Works at a centre that the applicant ranked"),
        ("co_author", "Published together"),
        ("family", "Family or close relationship"),
        ("collaboration", "Close collaboration in the past three years"),
        ("other", "Another reason"),
    )
    # these the system looks for; the others only a person can know
    FOUND = (
        "same_institution", "past_institution", "same_department", "letter_writer", "past_tutor",
        "ranked_centre", "co_author",
    )  # fmt: skip
    GRADES = (("bars", "Bars"), ("disclosed", "Disclosed to the chair"))

    society = models.ForeignKey(Society, on_delete=models.CASCADE, related_name="conflicts")
    member = models.ForeignKey(PERSON, on_delete=models.CASCADE, related_name="+")
    against = models.ForeignKey(PERSON, null=True, on_delete=models.CASCADE, related_name="+")
    institution = models.CharField(max_length=200, blank=True)
    ground = models.CharField(max_length=20, choices=GROUNDS)
    grade = models.CharField(max_length=10, choices=GRADES, default="bars")
    explanation = models.CharField(max_length=500, blank=True)
    state = models.CharField(max_length=12, default=states.START)
    reason = models.CharField(max_length=500, blank=True)
    noted_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(against__isnull=False) | ~Q(institution=""), name="societies_conflict_against"
            ),
            models.UniqueConstraint(
                fields=("society", "member", "against", "ground"),
                condition=Q(against__isnull=False),
                name="societies_conflict_once",
            ),
        )

    def __str__(self) -> str:
        return f"conflict {self.pk}"


class Affiliation(models.Model):
    """Where a person who judges works (no end) or worked; what conflicts of interest are found by."""

    user = models.ForeignKey(PERSON, on_delete=models.CASCADE, related_name="+")
    institution = models.CharField(max_length=200)
    department = models.CharField(max_length=200, blank=True)
    city = models.CharField(max_length=100, blank=True)
    since_on = models.DateField(null=True)
    until_on = models.DateField(null=True)

    class Meta:
        ordering = ("-until_on", "institution", "pk")
        constraints = (
            models.CheckConstraint(
                condition=Q(since_on=None) | Q(until_on=None) | Q(until_on__gte=models.F("since_on")),
                name="societies_affiliation_in_order",
            ),
        )

    def __str__(self) -> str:
        return f"affiliation {self.pk}"


class Tie(models.Model):
    """A bond of two people that a later room knows of: `member` was the tutor of `person`."""

    member = models.ForeignKey(PERSON, on_delete=models.CASCADE, related_name="+")
    person = models.ForeignKey(PERSON, on_delete=models.CASCADE, related_name="+")
    ground = models.CharField(max_length=20, choices=Conflict.GROUNDS)
    ended_on = models.DateField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("member", "person", "ground"), name="societies_tie_once"),
        )

    def __str__(self) -> str:
        return f"tie {self.pk}"
