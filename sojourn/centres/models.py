"""Institutions, centres (institution x society), coordinators, tutors, and what is known of earlier years."""

from django.conf import settings
from django.db import models

from sojourn.centres import states

PERSON = settings.AUTH_USER_MODEL


class Institution(models.Model):
    """A hospital or university; it may offer a centre to several societies and share its places."""

    name = models.CharField(max_length=200)
    slug = models.SlugField(max_length=80, unique=True)
    city = models.CharField(max_length=100)
    country = models.CharField(max_length=2)
    latitude = models.DecimalField(max_digits=8, decimal_places=5, null=True)
    longitude = models.DecimalField(max_digits=8, decimal_places=5, null=True)
    about = models.TextField(blank=True)
    web = models.URLField(blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ("country", "city", "name")

    def __str__(self) -> str:
        return f"{self.name}, {self.city}"


class Centre(models.Model):
    """What one institution offers to one society."""

    MODES = (("hands_on", "Hands-on"), ("observer", "Observer"))

    institution = models.ForeignKey(Institution, on_delete=models.CASCADE, related_name="centres")
    society = models.ForeignKey("societies.Society", on_delete=models.CASCADE, related_name="+")
    topics = models.TextField(blank=True)
    mode = models.CharField(max_length=10, choices=MODES, default="observer")
    languages = models.JSONField(default=list)
    asks_for = models.TextField(blank=True)
    capacity = models.CharField(max_length=200, blank=True)  # in the centre's own words; places are of a call
    state = models.CharField(max_length=10, default=states.START)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ("institution__country", "institution__city")
        constraints = (
            models.UniqueConstraint(fields=("institution", "society"), name="centres_centre_once"),
        )

    def __str__(self) -> str:
        return str(self.institution)


class Coordinator(models.Model):
    """Who answers for an institution."""

    institution = models.ForeignKey(Institution, on_delete=models.CASCADE, related_name="coordinators")
    user = models.ForeignKey(PERSON, on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("institution", "user"), name="centres_coordinator_once"),
        )

    def __str__(self) -> str:
        return f"coordinator of {self.institution_id}"


class Tutor(models.Model):
    """A tutor at a centre; acts by mailed link, without an account."""

    centre = models.ForeignKey(Centre, on_delete=models.CASCADE, related_name="tutors")
    name = models.CharField(max_length=200)
    email = models.EmailField(max_length=254)
    membership = models.CharField(max_length=60, blank=True)
    active = models.BooleanField(default=True)

    class Meta:
        ordering = ("pk",)

    def __str__(self) -> str:
        return self.name


class History(models.Model):
    """An institution that public pages name for an earlier year: history, not an offer."""

    KINDS = (("placement", "hosted a fellow"), ("offer", "was on the list"))

    society = models.ForeignKey("societies.Society", on_delete=models.CASCADE, related_name="+")
    year = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=200)
    city = models.CharField(max_length=100)
    country = models.CharField(max_length=2)
    kind = models.CharField(max_length=10, choices=KINDS)
    tutors = models.PositiveSmallIntegerField(null=True)
    fellows = models.PositiveSmallIntegerField(null=True)
    source = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ("-year", "name")

    def __str__(self) -> str:
        return f"{self.name} {self.year}"
