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
    housing = models.TextField(blank=True)
    room_cost = models.PositiveIntegerField(null=True)  # a month, in minor units of `currency`
    currency = models.CharField(max_length=3, default="EUR")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ("country", "city", "name")

    def __str__(self) -> str:
        return f"{self.name}, {self.city}"


class Centre(models.Model):
    """What one institution offers to one society."""

    MODES = (("hands_on", "Hands-on"), ("observer", "Observer"))
    LICENCES = (
        ("", "Not yet told"),
        ("none", "No licence needed"),
        ("temporary", "A temporary licence"),
        ("recognition", "Recognition of the diploma"),
    )

    institution = models.ForeignKey(Institution, on_delete=models.CASCADE, related_name="centres")
    society = models.ForeignKey("societies.Society", on_delete=models.CASCADE, related_name="+")
    topics = models.TextField(blank=True)
    subjects = models.JSONField(default=list)  # the same in single words, to be found by
    mode = models.CharField(max_length=10, choices=MODES, default="observer")
    scope = models.TextField(blank=True)  # what a fellow may do by this mode
    languages = models.JSONField(default=list)
    licence = models.CharField(max_length=12, choices=LICENCES, blank=True)
    licence_note = models.CharField(max_length=300, blank=True)
    visa_route = models.TextField(blank=True)
    fee = models.PositiveIntegerField(null=True)  # minor units of the institution's currency; 0 = none
    costs = models.CharField(max_length=300, blank=True)
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


class Period(models.Model):
    """When a centre takes fellows and how many at once; `topic` where the places are of one topic only."""

    centre = models.ForeignKey(Centre, on_delete=models.CASCADE, related_name="periods")
    starts_on = models.DateField()
    ends_on = models.DateField()
    places = models.PositiveSmallIntegerField(default=1)
    topic = models.CharField(max_length=120, blank=True)

    class Meta:
        ordering = ("starts_on", "ends_on", "pk")
        constraints = (
            models.CheckConstraint(
                condition=models.Q(ends_on__gt=models.F("starts_on")), name="centres_period_ends_later"
            ),
        )

    def __str__(self) -> str:
        return f"{self.starts_on} to {self.ends_on}"


class Closure(models.Model):
    """When the whole institution, or one centre of it, takes nobody."""

    institution = models.ForeignKey(Institution, on_delete=models.CASCADE, related_name="closures")
    centre = models.ForeignKey(Centre, null=True, on_delete=models.CASCADE, related_name="closures")
    starts_on = models.DateField()
    ends_on = models.DateField()
    reason = models.CharField(max_length=120, blank=True)

    class Meta:
        ordering = ("starts_on", "pk")
        constraints = (
            models.CheckConstraint(
                condition=models.Q(ends_on__gte=models.F("starts_on")), name="centres_closure_ends_later"
            ),
        )

    def __str__(self) -> str:
        return f"closed {self.starts_on} to {self.ends_on}"


class Requirement(models.Model):
    """What is asked for before arrival: who sees to it, and its latest day, counted back from the start."""

    OWNERS = (("fellow", "The fellow"), ("centre", "The centre"), ("office", "The programme office"))
    PEOPLE = (("all", "Everybody"), ("visa", "Whoever needs a visa"), ("hands_on", "Hands-on fellows"))

    centre = models.ForeignKey(Centre, on_delete=models.CASCADE, related_name="requirements")
    order = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=160)
    owner = models.CharField(max_length=10, choices=OWNERS, default="fellow")
    days_before = models.PositiveSmallIntegerField()
    of_whom = models.CharField(max_length=10, choices=PEOPLE, default="all")

    class Meta:
        ordering = ("order", "pk")

    def __str__(self) -> str:
        return self.title


class Country(models.Model):
    """What a country asks of everybody who comes to work there, whichever the centre; of the federation."""

    code = models.CharField(max_length=2, unique=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ("code",)
        verbose_name_plural = "countries"

    def __str__(self) -> str:
        return self.code


class CountryRequirement(models.Model):
    """One line of it, as a centre's own."""

    country = models.ForeignKey(Country, on_delete=models.CASCADE, related_name="requirements")
    order = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=160)
    owner = models.CharField(max_length=10, choices=Requirement.OWNERS, default="fellow")
    days_before = models.PositiveSmallIntegerField()
    of_whom = models.CharField(max_length=10, choices=Requirement.PEOPLE, default="all")

    class Meta:
        ordering = ("order", "pk")

    def __str__(self) -> str:
        return self.title


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
