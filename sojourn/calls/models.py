"""Call > programme > rules, documents, criteria, centre offers, grant, objectives; tips & tricks.

`marks` tells of a field where its value comes from: {"places": {"kind": "demonstration", "note": "..."}},
kind being printed, ours (our reading), demonstration, or unknown (not yet published).
"""

from django.conf import settings
from django.db import models
from django.db.models import Q

from sojourn.calls import states


def _week_and_day() -> list[int]:
    return [7, 1]


def _five_days() -> list[int]:
    return [5]


def _around() -> list[int]:
    return [7, 1, 0, -2]


def _two_days() -> list[int]:
    return [2]


class Call(models.Model):
    """One yearly call of the federation. Instants are UTC; people read them in `zone`."""

    slug = models.SlugField(max_length=40, unique=True)
    name = models.CharField(max_length=200)
    year = models.PositiveSmallIntegerField()
    introduction = models.TextField(blank=True)
    state = models.CharField(max_length=10, default=states.START)
    zone = models.CharField(max_length=60, default="UTC")
    opens_at = models.DateTimeField()
    closes_at = models.DateTimeField()
    grace_minutes = models.PositiveSmallIntegerField(default=5)
    extension_days = models.PositiveSmallIntegerField(default=7)  # the most that one person may be given
    letters_by = models.DateTimeField(null=True)  # referees' own deadline
    # days before a letter is due on which we remind who owes it, and who asked for it; -1: the day after
    referee_chasers = models.JSONField(default=_week_and_day)
    applicant_chasers = models.JSONField(default=_five_days)
    reviews_by = models.DateTimeField(null=True)
    reviewer_chasers = models.JSONField(default=_around)  # days before scores are due; 0: that day; -2: after
    decisions_by = models.DateTimeField(null=True)
    results_on = models.DateField(null=True)
    accept_days = models.PositiveSmallIntegerField(default=14)
    nomination_days = models.PositiveSmallIntegerField(default=7)
    second_contact_days = models.PositiveSmallIntegerField(default=4)  # a silent centre's other contact
    centre_chasers = models.JSONField(default=_two_days)  # days before a centre's answer is due; -1: after
    rounds_until = models.DateField(null=True)  # the last day on which places given back move on
    rounds_by_hand = models.BooleanField(default=False)  # the office starts each round; else the clock
    starts_from = models.DateField(null=True)
    ends_until = models.DateField(null=True)
    months = models.PositiveSmallIntegerField(default=3)
    one_per_person = models.BooleanField(default=True)
    federation_grants = models.PositiveSmallIntegerField(null=True)  # a total over all societies, if any
    lottery_seed = models.CharField(max_length=64, blank=True)
    lottery_source = models.CharField(max_length=200, blank=True)
    marks = models.JSONField(default=dict)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ("-year",)
        constraints = (
            models.CheckConstraint(
                condition=Q(closes_at__gt=models.F("opens_at")), name="calls_closes_after_opening"
            ),
        )

    def __str__(self) -> str:
        return self.name


class Programme(models.Model):
    """One society's programme in a call."""

    LETTER_BY = (
        ("applicant", "The applicant brings it"),
        ("referee", "The referee gives it by link"),
        ("either", "The applicant or the referee"),
    )

    HANDSHAKE = (
        ("before", "Before the results are published"),
        ("after", "After the results are published"),
        ("none", "No centre is asked"),
    )
    PLAN_THIRD = (
        ("", "Nobody: fellow and tutor"),
        ("centre", "The centre's coordinator"),
        ("office", "The programme office"),
    )

    call = models.ForeignKey(Call, on_delete=models.CASCADE, related_name="programmes")
    society = models.ForeignKey("societies.Society", on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=200)
    field = models.CharField(max_length=120)
    aim = models.TextField(blank=True)
    modules = models.JSONField(default=list)
    activities = models.JSONField(default=list)
    places = models.PositiveSmallIntegerField(null=True)
    places_wording = models.CharField(max_length=120, blank=True)
    committee_size = models.PositiveSmallIntegerField(null=True)
    committee_note = models.CharField(max_length=200, blank=True)
    mentor_requirement = models.CharField(max_length=200, blank=True)
    eligibility_wording = models.CharField(max_length=300, blank=True)
    own_country_barred = models.BooleanField(default=True)
    own_country_basis = models.JSONField(default=list)  # of residence, work
    min_choices = models.PositiveSmallIntegerField(default=1)
    max_choices = models.PositiveSmallIntegerField(default=3)
    max_mb = models.PositiveSmallIntegerField(default=8)
    letter_by = models.CharField(max_length=10, choices=LETTER_BY, default="either")
    letters_by = models.DateTimeField(null=True)  # where it is not the call's
    letter_grace_days = models.PositiveSmallIntegerField(default=0)  # a late letter is still taken
    min_letters = models.PositiveSmallIntegerField(default=1)
    max_letters = models.PositiveSmallIntegerField(default=2)
    min_reviews = models.PositiveSmallIntegerField(default=2)
    blind = models.BooleanField(default=False)
    conflict_grades = models.JSONField(default=dict)  # ground -> bars, disclosed or off, where not the usual
    conflict_years = models.PositiveSmallIntegerField(default=3)  # how long the past counts as a conflict
    training_first = models.BooleanField(default=False)  # shared cases are scored before a real file opens
    show_rank = models.BooleanField(default=False)  # whether an applicant is told the own rank
    handshake = models.CharField(max_length=6, choices=HANDSHAKE, default="before")
    may_float = models.BooleanField(default=False)  # accept, and wait for a choice ranked higher
    appeal_days = models.PositiveSmallIntegerField(default=0)  # after the release; 0 = no appeal
    duties = models.JSONField(default=dict)  # by name, where not the usual of queries.duties
    plan_third = models.CharField(max_length=6, blank=True, choices=PLAN_THIRD)  # who signs the plan too
    public_list = models.BooleanField(default=False)  # of those selected, by consent
    currency = models.CharField(max_length=3, default="EUR")
    sources = models.JSONField(default=list)
    marks = models.JSONField(default=dict)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ("society__acronym",)
        constraints = (
            models.UniqueConstraint(fields=("call", "society"), name="calls_programme_once"),
            models.CheckConstraint(
                condition=Q(min_choices__lte=models.F("max_choices")), name="calls_choices_in_order"
            ),
        )

    def __str__(self) -> str:
        return self.name


class Reminder(models.Model):
    """On which days before (negative: after) something is due one role of a programme is reminded of it."""

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="reminders")
    rule = models.CharField(max_length=12)  # one of queries.reminders.RULES
    days = models.JSONField(default=list)
    on = models.BooleanField(default=True)
    since = models.DateTimeField(null=True)  # moments before it are nobody's any more

    class Meta:
        constraints = (models.UniqueConstraint(fields=("programme", "rule"), name="calls_reminder_once"),)

    def __str__(self) -> str:
        return f"{self.rule} of {self.programme_id}"


class EligibilityRule(models.Model):
    """One rule as plain facts for core.eligibility; `hard` rules alone may refuse without the committee."""

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="eligibility_rules")
    order = models.PositiveSmallIntegerField()
    code = models.SlugField(max_length=40)
    kind = models.CharField(max_length=30)
    params = models.JSONField(default=dict)
    wording = models.CharField(max_length=400)
    hard = models.BooleanField(default=False)
    mark = models.JSONField(default=dict)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ("order",)
        constraints = (models.UniqueConstraint(fields=("programme", "code"), name="calls_rule_once"),)

    def __str__(self) -> str:
        return self.code


class DocumentSlot(models.Model):
    """One document, in the order of the dossier. Code `recommendation`: the letter an applicant may bring.

    `when` asks for it only of some: {"countries": [codes], "centres": [slugs of institutions]}, either
    being enough; empty asks everybody. `max_mb` and `max_pages` may be less than the programme's.
    """

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="slots")
    order = models.PositiveSmallIntegerField()
    code = models.SlugField(max_length=40)
    title = models.CharField(max_length=200)
    guidance = models.TextField(blank=True)
    addressee = models.CharField(max_length=120, blank=True)
    required = models.BooleanField(default=True)
    asks_date = models.CharField(max_length=120, blank=True)  # label of the date asked beside the file
    max_age_years = models.PositiveSmallIntegerField(null=True)  # of that date at closing; a hint, no bar
    max_mb = models.PositiveSmallIntegerField(null=True)
    max_pages = models.PositiveSmallIntegerField(null=True)
    when = models.JSONField(default=dict)
    template = models.ForeignKey("documents.File", null=True, on_delete=models.PROTECT, related_name="+")
    example = models.ForeignKey("documents.File", null=True, on_delete=models.PROTECT, related_name="+")
    mark = models.JSONField(default=dict)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ("order",)
        constraints = (models.UniqueConstraint(fields=("programme", "code"), name="calls_slot_once"),)

    def __str__(self) -> str:
        return self.title


class Question(models.Model):
    """What a programme asks beside the usual sections.

    It is asked always, or where the answer to an earlier question (`depends_on`) meets `depends_how` and
    `depends_value`; core.conditions decides.
    """

    KINDS = (
        ("line", "A short text"),
        ("text", "A long text"),
        ("number", "A number"),
        ("choice", "One of several choices"),
        ("choices", "Any of several choices"),
        ("day", "A date"),
        ("file", "A PDF"),
    )
    HOWS = (
        ("answered", "is answered"),
        ("is", "is"),
        ("is_not", "is not"),
        ("at_least", "is at least"),
        ("at_most", "is at most"),
    )

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="questions")
    order = models.PositiveSmallIntegerField()
    code = models.SlugField(max_length=40)
    label = models.CharField(max_length=300)
    kind = models.CharField(max_length=10, choices=KINDS)
    help = models.CharField(max_length=500, blank=True)
    required = models.BooleanField(default=True)
    choices = models.JSONField(default=list)
    words = models.PositiveSmallIntegerField(null=True)  # of a long text, as a guide
    lowest = models.DecimalField(max_digits=12, decimal_places=2, null=True)  # of a number
    highest = models.DecimalField(max_digits=12, decimal_places=2, null=True)
    depends_on = models.SlugField(max_length=40, blank=True)  # the code of an earlier question
    depends_how = models.CharField(max_length=10, choices=HOWS, blank=True)
    depends_value = models.CharField(max_length=200, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ("order", "pk")
        constraints = (
            models.UniqueConstraint(fields=("programme", "code"), name="calls_question_once"),
            models.CheckConstraint(
                condition=Q(depends_on="", depends_how="") | (~Q(depends_on="") & ~Q(depends_how="")),
                name="calls_question_condition_whole",
            ),
        )

    def __str__(self) -> str:
        return self.label


class Criterion(models.Model):
    """One anchored criterion: `anchors` maps each level from `lowest` to `highest` to its description."""

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="criteria")
    order = models.PositiveSmallIntegerField()
    code = models.SlugField(max_length=40)
    title = models.CharField(max_length=120)
    guidance = models.TextField(blank=True)
    weight = models.PositiveSmallIntegerField(default=1)
    lowest = models.PositiveSmallIntegerField(default=1)
    highest = models.PositiveSmallIntegerField(default=5)
    anchors = models.JSONField(default=dict)
    mark = models.JSONField(default=dict)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ("order",)
        constraints = (models.UniqueConstraint(fields=("programme", "code"), name="calls_criterion_once"),)

    def __str__(self) -> str:
        return self.title


class ReviewPhase(models.Model):
    """A time of reviewing and what is allowed in it; a programme without phases goes by the reviews' end.

    Phases of a programme do not overlap; between them nothing is allowed but reading.
    """

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="phases")
    title = models.CharField(max_length=80)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    may_score = models.BooleanField(default=True)
    sees_colleagues = models.BooleanField(default=True)  # their final scores, once one's own is final
    may_discuss = models.BooleanField(default=True)
    may_change = models.BooleanField(default=True)  # reopen one's own final review
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ("starts_at", "pk")
        constraints = (
            models.CheckConstraint(
                condition=Q(ends_at__gt=models.F("starts_at")), name="calls_phase_ends_after_start"
            ),
        )

    def __str__(self) -> str:
        return self.title


class TrainingCase(models.Model):
    """An invented application that everybody scores first, so that a level means the same to all.

    `reference` maps criteria's codes to the levels that those who wrote the case would give.
    """

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="training_cases")
    order = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=120)
    text = models.TextField(blank=True)
    file = models.ForeignKey("documents.File", null=True, on_delete=models.PROTECT, related_name="+")
    reference = models.JSONField(default=dict)
    reference_note = models.TextField(blank=True)  # why these levels; read after one's own answer
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ("order", "pk")

    def __str__(self) -> str:
        return self.title


class DecisionReason(models.Model):
    """One reason that the committee may give, and the words with which the applicant reads it."""

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="decision_reasons")
    order = models.PositiveSmallIntegerField()
    code = models.SlugField(max_length=20)
    label = models.CharField(max_length=120)
    text = models.TextField()

    class Meta:
        ordering = ("order", "pk")
        constraints = (models.UniqueConstraint(fields=("programme", "code"), name="calls_reason_once"),)

    def __str__(self) -> str:
        return self.label


class MinimumScore(models.Model):
    """Whose mean lies below `least` is not placed; `criterion` is a code, empty for the whole."""

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="minimum_scores")
    criterion = models.SlugField(max_length=40, blank=True)
    least = models.DecimalField(max_digits=5, decimal_places=2)

    class Meta:
        ordering = ("pk",)
        constraints = (models.UniqueConstraint(fields=("programme", "criterion"), name="calls_minimum_once"),)

    def __str__(self) -> str:
        return f"at least {self.least}"


class LetterQuestion(models.Model):
    """What a referee is asked beside the letter: in words, on an anchored scale, or one of some options."""

    KINDS = (("text", "In words"), ("scale", "On a scale"), ("choice", "One of several"))

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="letter_questions")
    order = models.PositiveSmallIntegerField()
    code = models.SlugField(max_length=40)
    kind = models.CharField(max_length=10, choices=KINDS)
    title = models.CharField(max_length=200)
    guidance = models.CharField(max_length=300, blank=True)
    required = models.BooleanField(default=True)
    lowest = models.PositiveSmallIntegerField(default=1)
    highest = models.PositiveSmallIntegerField(default=5)
    anchors = models.JSONField(default=dict)  # level -> what it means
    options = models.JSONField(default=list)
    mark = models.JSONField(default=dict)

    class Meta:
        ordering = ("order", "pk")
        constraints = (
            models.UniqueConstraint(fields=("programme", "code"), name="calls_letter_question_once"),
            models.CheckConstraint(
                condition=Q(lowest__lt=models.F("highest")), name="calls_letter_scale_in_order"
            ),
        )

    def __str__(self) -> str:
        return self.title


class CentreOffer(models.Model):
    """Places that a centre offers to a programme this year."""

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="offers")
    centre = models.ForeignKey("centres.Centre", on_delete=models.PROTECT, related_name="+")
    places = models.PositiveSmallIntegerField(default=1)
    note = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ("centre__institution__country", "centre__institution__city")
        constraints = (models.UniqueConstraint(fields=("programme", "centre"), name="calls_offer_once"),)

    def __str__(self) -> str:
        return f"offer {self.pk}"


class SharedPlaces(models.Model):
    """An institution's total over all societies in a call, where it is less than the sum of its offers."""

    call = models.ForeignKey(Call, on_delete=models.CASCADE, related_name="shared_places")
    institution = models.ForeignKey("centres.Institution", on_delete=models.PROTECT, related_name="+")
    places = models.PositiveSmallIntegerField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("call", "institution"), name="calls_shared_places_once"),
        )

    def __str__(self) -> str:
        return f"shared places {self.pk}"


class GrantShare(models.Model):
    """What one payer gives to each grant of a programme, in minor units of the programme's currency.

    `amount` is for one unit: the whole stay, a month or a week of it; `cap` bounds what comes of it.
    """

    PURPOSES = (("stay", "The stay"), ("travel", "Travel"), ("host", "Costs of the centre"))
    UNITS = (("lump", "lump sum"), ("month", "for each month"), ("week", "for each week"))

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="shares")
    payer = models.ForeignKey("societies.Payer", on_delete=models.PROTECT, related_name="+")
    purpose = models.CharField(
        max_length=8, choices=PURPOSES, default="stay"
    )  # what is for the host, it gets
    unit = models.CharField(max_length=6, choices=UNITS, default="lump")
    amount = models.PositiveIntegerField(null=True)  # minor units; null = not published
    cap = models.PositiveIntegerField(null=True)
    mark = models.JSONField(default=dict)

    class Meta:
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(fields=("programme", "payer", "purpose"), name="calls_share_once"),
        )

    def __str__(self) -> str:
        return f"share {self.pk}"


class InstalmentRule(models.Model):
    """A part of one purpose of the grant (hundredths of a per cent of it) and what makes it due."""

    TRIGGERS = (
        ("agreed", "start and end are agreed"),
        ("date", "the day named has come and the dates are agreed"),
        ("arrived", "the tutor confirmed the arrival"),
        ("midterm", "the mid-term evaluation is in"),
        ("report", "the report is accepted"),
        ("statement", "the report is accepted and the tutor's final evaluation is in"),
        ("reported", "the report and both final evaluations are in"),
    )

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="instalment_rules")
    order = models.PositiveSmallIntegerField()
    purpose = models.CharField(max_length=8, choices=GrantShare.PURPOSES, default="stay")
    share = models.PositiveSmallIntegerField()  # of 10,000 within its purpose
    trigger = models.CharField(max_length=10, choices=TRIGGERS)
    on = models.DateField(null=True)  # of the trigger "date"
    days = models.PositiveSmallIntegerField(default=14)  # after the trigger
    mark = models.JSONField(default=dict)

    class Meta:
        ordering = ("order",)
        constraints = (
            models.UniqueConstraint(fields=("programme", "order"), name="calls_instalment_once"),
            models.CheckConstraint(
                condition=~Q(trigger="date") | Q(on__isnull=False), name="calls_instalment_has_its_date"
            ),
        )

    def __str__(self) -> str:
        return f"instalment {self.order}"


class GrantTerms(models.Model):
    """What money does when a stay changes, who pays it out, and what an overdue duty holds back."""

    LENGTHS = (("pro_rata", "day by day, in proportion"), ("none", "nothing changes"))
    NO_SHOW = (("repay", "everything is paid back"), ("keep", "what was paid stays"))
    REFUSED_VISA = (
        ("travel", "travel costs stay, the rest is paid back"),
        ("keep", "what was paid stays"),
        ("repay", "everything is paid back"),
    )
    programme = models.OneToOneField(Programme, on_delete=models.CASCADE, related_name="terms")
    lead = models.ForeignKey("societies.Payer", null=True, on_delete=models.PROTECT, related_name="+")
    shortened = models.CharField(max_length=8, choices=LENGTHS, default="pro_rata")
    extended = models.CharField(max_length=8, choices=LENGTHS, default="none")
    no_show = models.CharField(max_length=8, choices=NO_SHOW, default="repay")
    refused_visa = models.CharField(max_length=8, choices=REFUSED_VISA, default="travel")
    no_double_funding = models.BooleanField(default=True)  # declared before the first payment
    by_receipt = models.BooleanField(default=False)  # travel is paid against receipts, up to its sum
    claim_days = models.PositiveSmallIntegerField(default=60)  # after the end of the stay
    near_days = models.PositiveSmallIntegerField(default=30)  # bank data is asked so long before a payment
    hold_hours = models.PositiveSmallIntegerField(default=72)  # after a change of bank data
    claims_block = models.JSONField(default=list)  # what receipts that are owed hold back

    def __str__(self) -> str:
        return f"terms of {self.programme_id}"


class Objective(models.Model):
    """A learning objective from which each training plan starts."""

    KINDS = (("knowledge", "Knowledge"), ("skill", "Skill"), ("competence", "Competence"))

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="objectives")
    order = models.PositiveSmallIntegerField()
    module = models.CharField(max_length=120, blank=True)
    kind = models.CharField(max_length=10, choices=KINDS)
    text = models.CharField(max_length=300)
    planned = models.PositiveSmallIntegerField(default=10)  # activities
    # the chapter of the curriculum that it belongs to, by its name and its address; never its text
    chapter = models.CharField(max_length=160, blank=True)
    curriculum_url = models.URLField(max_length=300, blank=True)
    mark = models.JSONField(default=dict)

    class Meta:
        ordering = ("order",)

    def __str__(self) -> str:
        return self.text


class Extension(models.Model):
    """A later closing for one person, by address: who asks need not have an account, nor is that told.

    `person` is filled in when the address is known at signing: a later change of address then loses nothing.
    `refused_from` ends the silent grace.
    """

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="extensions")
    email = models.EmailField(max_length=254)  # lower case
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.CASCADE, related_name="+"
    )
    until_at = models.DateTimeField()
    refused_from = models.DateTimeField()
    reason = models.CharField(max_length=500)
    state = models.CharField(max_length=10, default=states.EXTENSION_START)
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    proposed_at = models.DateTimeField()
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    answered_at = models.DateTimeField(null=True)
    refusal = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ("-proposed_at", "-pk")
        constraints = (
            models.UniqueConstraint(
                fields=("programme", "email"), condition=Q(state="proposed"), name="calls_one_proposal"
            ),
            models.CheckConstraint(
                condition=Q(refused_from__gte=models.F("until_at")), name="calls_grace_after_extension"
            ),
        )

    def __str__(self) -> str:
        return f"extension {self.pk}"


class Tip(models.Model):
    """A tips & tricks entry: a session or a film. `address` is empty where not known; none is invented.

    What names a speaker is shown once the speaker agreed to these words; `seal` is the SHA-256 of them.
    """

    CAPTIONS = (
        ("", "Not known"),
        ("none", "No captions"),
        ("inside", "Captions in the film"),
        ("file", "Captions as a file below"),
    )

    order = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=200)
    kind = models.CharField(max_length=40)
    event = models.CharField(max_length=120, blank=True)
    about = models.TextField(blank=True)
    address = models.URLField(blank=True)
    state = models.CharField(max_length=8, default=states.TIP_START)
    society = models.ForeignKey("societies.Society", null=True, on_delete=models.SET_NULL, related_name="+")
    institution = models.ForeignKey(
        "centres.Institution", null=True, on_delete=models.SET_NULL, related_name="+"
    )
    topic = models.CharField(max_length=120, blank=True)
    speaker = models.CharField(max_length=200, blank=True)
    speaker_email = models.EmailField(max_length=254, blank=True)
    captions = models.CharField(max_length=8, choices=CAPTIONS, blank=True)
    caption_text = models.TextField(blank=True)  # WebVTT
    transcript = models.TextField(blank=True)
    demonstration = models.BooleanField(default=False)
    seal = models.CharField(max_length=64, blank=True)
    asked_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ("order", "pk")

    def __str__(self) -> str:
        return self.title
