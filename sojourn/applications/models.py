"""Applications and everything an applicant or a referee gives."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q

from sojourn.applications import states

PERSON = settings.AUTH_USER_MODEL


class Application(models.Model):
    """One person's application to one programme; the sections are its own fields, each saved by a small form.

    `scope_key` is "call:<id>" where a call allows one application a person, else "programme:<id>".
    `content_sha256` seals what was submitted last; `version` rises with every save.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    applicant = models.ForeignKey(PERSON, on_delete=models.CASCADE, related_name="+")
    programme = models.ForeignKey("calls.Programme", on_delete=models.PROTECT, related_name="+")
    scope_key = models.CharField(max_length=40)
    state = models.CharField(max_length=12, default=states.START)
    number = models.CharField(max_length=24, blank=True)  # on the receipt
    begun_at = models.DateTimeField()
    saved_at = models.DateTimeField()
    submitted_at = models.DateTimeField(null=True)
    content_sha256 = models.CharField(max_length=64, blank=True)
    chased_at = models.DateTimeField(null=True)  # the draft's one reminder before closing
    office_note = models.TextField(blank=True)  # the reason of the last decision about eligibility
    withdrawn_because = models.CharField(max_length=500, blank=True)
    version = models.PositiveIntegerField(default=1)
    # about you
    title = models.CharField(max_length=30, blank=True)
    given_name = models.CharField(max_length=100, blank=True)
    family_name = models.CharField(max_length=100, blank=True)
    institution = models.CharField(max_length=200, blank=True)
    department = models.CharField(max_length=200, blank=True)
    city = models.CharField(max_length=100, blank=True)
    residence_country = models.CharField(max_length=2, blank=True)
    work_country = models.CharField(max_length=2, blank=True)
    phone = models.CharField(max_length=40, blank=True)
    # training and certification
    certified_on = models.DateField(null=True)
    certified_by = models.CharField(max_length=200, blank=True)
    profession = models.CharField(max_length=60, blank=True)
    training = models.TextField(blank=True)
    interests = models.TextField(blank=True)
    memberships = models.JSONField(default=dict)  # body code -> membership number as claimed
    statements = models.JSONField(default=list)  # codes of the printed statements that were confirmed
    cv = models.JSONField(default=dict)  # kind -> lines, as core.cvs describes them; "orcid" -> the iD
    carried = models.JSONField(default=dict)  # "from" -> an earlier application, "look" -> section -> reasons
    facts = models.JSONField(default=dict)  # what else the programme's rules need: question -> answer
    # choices
    choices_note = models.TextField(blank=True)
    available = models.JSONField(default=list)  # months such as "2024-09" in which she can go; empty: any

    class Meta:
        ordering = ("begun_at",)
        indexes = (models.Index(fields=("programme", "state"), name="applications_by_programme"),)
        constraints = (
            models.UniqueConstraint(
                fields=("applicant", "scope_key"),
                condition=~Q(state="withdrawn"),
                name="applications_one_per_scope",
            ),
            models.UniqueConstraint(
                fields=("number",), condition=~Q(number=""), name="applications_number_once"
            ),
        )

    def __str__(self) -> str:
        return self.number or f"draft {self.pk}"

    @property
    def formal_name(self) -> str:
        """The applicant as lists and letters print it."""
        return " ".join(filter(None, (self.title, self.given_name, self.family_name)))


class Draft(models.Model):
    """What was typed into a section and is no answer yet, so that no device loses it.

    `typed` maps a field to its raw text. `tab` and `turn` say which open page wrote last: its own save is
    never news to it, and a save that was overtaken on the way changes nothing.
    """

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="drafts")
    section = models.CharField(max_length=40)
    typed = models.JSONField(default=dict)
    tab = models.CharField(max_length=40, blank=True)
    turn = models.PositiveIntegerField(default=0)
    at = models.DateTimeField()

    class Meta:
        ordering = ("section",)
        constraints = (
            models.UniqueConstraint(fields=("application", "section"), name="applications_draft_once"),
        )

    def __str__(self) -> str:
        return f"draft of {self.section}"


class Answer(models.Model):
    """What an applicant answers to a question of the programme: a text, a list of choices, or a file."""

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="answers")
    question = models.ForeignKey("calls.Question", on_delete=models.PROTECT, related_name="+")
    value = models.JSONField(default=str)
    file = models.ForeignKey("documents.File", null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("question__order",)
        constraints = (
            models.UniqueConstraint(fields=("application", "question"), name="applications_answer_once"),
        )

    def __str__(self) -> str:
        return f"answer {self.pk}"


class Choice(models.Model):
    """A ranked centre, 1 being the first."""

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="choices")
    rank = models.PositiveSmallIntegerField()
    offer = models.ForeignKey("calls.CentreOffer", on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("rank",)
        constraints = (
            models.UniqueConstraint(fields=("application", "rank"), name="applications_rank_once"),
            models.UniqueConstraint(fields=("application", "offer"), name="applications_choice_once"),
            models.CheckConstraint(condition=Q(rank__gte=1), name="applications_rank_from_one"),
        )

    def __str__(self) -> str:
        return f"choice {self.rank}"


class Unwanted(models.Model):
    """A centre that the applicant never wants: it reaches the match as not acceptable.

    A table of its own, so that nothing that reads choices can take one for a wish.
    """

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="unwanted")
    offer = models.ForeignKey("calls.CentreOffer", on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(fields=("application", "offer"), name="applications_unwanted_once"),
        )

    def __str__(self) -> str:
        return f"not wanted {self.pk}"


class RankingChange(models.Model):
    """Both lists as they were after a change, by the names that the centres had then."""

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="ranking_changes")
    at = models.DateTimeField()
    ranked = models.JSONField(default=list)
    unwanted = models.JSONField(default=list)

    class Meta:
        ordering = ("pk",)

    def __str__(self) -> str:
        return f"ranking at {self.at}"


class Document(models.Model):
    """The file in a slot; replaced ones stay as history.

    `hints` are codes of what looked odd on arrival: a person's to weigh, never a bar. `slim` is the same with
    smaller pictures, made where all originals together pass the programme's limit; the dossier then takes it.
    """

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="documents")
    slot = models.ForeignKey("calls.DocumentSlot", on_delete=models.PROTECT, related_name="+")
    file = models.ForeignKey("documents.File", on_delete=models.PROTECT, related_name="+")
    slim = models.ForeignKey("documents.File", null=True, on_delete=models.SET_NULL, related_name="+")
    # the same without names; a committee that reviews blindly reads this copy or none
    redacted = models.ForeignKey("documents.File", null=True, on_delete=models.SET_NULL, related_name="+")
    dated_on = models.DateField(null=True)
    hints = models.JSONField(default=list)
    added_at = models.DateTimeField()
    replaced_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("slot__order", "-added_at")
        constraints = (
            models.UniqueConstraint(
                fields=("application", "slot"),
                condition=Q(replaced_at__isnull=True),
                name="applications_document_once",
            ),
        )

    def __str__(self) -> str:
        return f"document {self.pk}"


class Letter(models.Model):
    """A letter of recommendation asked from a referee. Its content is never shown to the applicant."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="letters")
    name = models.CharField(max_length=200)
    email = models.EmailField(max_length=254)
    position = models.CharField(max_length=200)
    institution = models.CharField(max_length=200, blank=True)
    message = models.TextField(blank=True)
    state = models.CharField(max_length=12, default=states.LETTER_START)
    agreed_at = models.DateTimeField(null=True)  # the applicant, to confidentiality, before anybody is asked
    asked_at = models.DateTimeField(null=True)
    reminded_at = models.DateTimeField(null=True)  # by the applicant, once
    received_at = models.DateTimeField(null=True)
    # what only the referee sees until it is sent; `tab` and `turn` say which open page saved last
    draft = models.TextField(blank=True)
    draft_answers = models.JSONField(default=dict)  # code of a question -> answer
    draft_file = models.ForeignKey("documents.File", null=True, on_delete=models.PROTECT, related_name="+")
    draft_doubts = models.JSONField(default=list)  # codes of what looks wrong with the file
    draft_tab = models.CharField(max_length=40, blank=True)
    draft_turn = models.PositiveIntegerField(default=0)
    # somebody who uploads for the referee, who still confirms
    helper_name = models.CharField(max_length=200, blank=True)
    helper_email = models.EmailField(max_length=254, blank=True)
    uploaded_at = models.DateTimeField(null=True)  # by that helper
    # what was sent
    text = models.TextField(blank=True)
    file = models.ForeignKey("documents.File", null=True, on_delete=models.PROTECT, related_name="+")
    answers = models.JSONField(default=list)  # [{code, title, words}], as they were asked
    signed_as = models.CharField(max_length=200, blank=True)
    reused = models.ForeignKey("self", null=True, on_delete=models.SET_NULL, related_name="+")
    reason = models.CharField(max_length=300, blank=True)  # of a decline

    class Meta:
        ordering = ("pk",)

    def __str__(self) -> str:
        return f"letter {self.pk}"


class Chaser(models.Model):
    """A reminder by the clock: `days` before the letter was due, to the referee or the applicant."""

    letter = models.ForeignKey(Letter, on_delete=models.CASCADE, related_name="chasers")
    to = models.CharField(max_length=10)
    days = models.SmallIntegerField()
    at = models.DateTimeField()

    class Meta:
        ordering = ("at", "pk")
        constraints = (
            models.UniqueConstraint(fields=("letter", "to", "days"), name="applications_chaser_once"),
        )

    def __str__(self) -> str:
        return f"chaser {self.pk}"


class Receipt(models.Model):
    """What was acknowledged and when: `contents` lists the parts, `sha256` seals the canonical JSON."""

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="receipts")
    number = models.CharField(max_length=24)
    at = models.DateTimeField()
    real_at = models.DateTimeField()
    contents = models.JSONField()
    sha256 = models.CharField(max_length=64)

    class Meta:
        ordering = ("-at", "-pk")

    def __str__(self) -> str:
        return self.number


class Return(models.Model):
    """What the office asks for once more: the parts that are open again, and until when.

    `parts` are sections of the task list, and `document-<code>` for a slot. One is open until the applicant
    answers, the office decides, or asks again.
    """

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="returns")
    parts = models.JSONField(default=list)
    note = models.TextField()  # what is missing, in the office's words
    due_at = models.DateTimeField()
    refused_from = models.DateTimeField()  # the silent grace included
    returned_by = models.ForeignKey(PERSON, null=True, on_delete=models.SET_NULL, related_name="+")
    returned_at = models.DateTimeField()
    chased_at = models.DateTimeField(null=True)
    answer = models.TextField(blank=True)
    answered_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-returned_at", "-pk")
        constraints = (
            models.UniqueConstraint(
                fields=("application",), condition=Q(ended_at=None), name="applications_one_return"
            ),
        )

    def __str__(self) -> str:
        return f"return {self.pk}"


class Pair(models.Model):
    """What an officer found of two accounts that may be one person's. None is merged."""

    one = models.ForeignKey(PERSON, on_delete=models.CASCADE, related_name="+")
    other = models.ForeignKey(PERSON, on_delete=models.CASCADE, related_name="+")
    same = models.BooleanField()
    reason = models.CharField(max_length=500)
    judged_by = models.ForeignKey(PERSON, null=True, on_delete=models.SET_NULL, related_name="+")
    judged_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("one", "other"), name="applications_pair_once"),
            models.CheckConstraint(condition=Q(one__lt=models.F("other")), name="applications_pair_in_order"),
        )

    def __str__(self) -> str:
        return f"pair {self.pk}"


class Wording(models.Model):
    """One text of an application as the worker has read it for comparing: a document, or what was typed.

    `version` is the application's when its typed text was read. The text itself lies where it always lay.
    """

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="wordings")
    document = models.OneToOneField(Document, null=True, on_delete=models.CASCADE, related_name="wording")
    version = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("application",), condition=Q(document=None), name="applications_typed_once"
            ),
        )

    def __str__(self) -> str:
        return f"wording {self.pk}"


class Print(models.Model):
    """One remembered run of words (`core.likeness.prints`): the same number in two texts is a passage."""

    wording = models.ForeignKey(Wording, on_delete=models.CASCADE, related_name="prints")
    run = models.BigIntegerField()

    class Meta:
        indexes = (models.Index(fields=("run", "wording"), name="applications_by_run"),)

    def __str__(self) -> str:
        return f"print {self.pk}"


class AllowedDays(models.Model):
    """Days that the office allows for an extension (leave, illness, service), in place of those claimed."""

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="allowed_days")
    fact = models.CharField(max_length=60)  # of the extension in the programme's rule
    days = models.PositiveIntegerField()
    reason = models.TextField()
    by = models.ForeignKey(PERSON, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ("pk",)
        verbose_name_plural = "allowed days"
        constraints = (
            models.UniqueConstraint(fields=("application", "fact"), name="applications_days_once"),
        )

    def __str__(self) -> str:
        return f"{self.days} days"


class HeldAward(models.Model):
    """An award that came of this application: accepted when, and its last day as far as it is known.

    The rooms of awards and stays lie above this one; `upkeep` hands down what a rule on earlier awards needs.
    """

    application = models.OneToOneField(Application, on_delete=models.CASCADE, related_name="held_award")
    accepted_at = models.DateTimeField()
    ended_on = models.DateField(null=True)

    class Meta:
        ordering = ("accepted_at", "pk")

    def __str__(self) -> str:
        return f"held award {self.pk}"


class Finding(models.Model):
    """What the office found of one eligibility rule: the machine's answer, and a person's note."""

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="findings")
    code = models.SlugField(max_length=40)
    outcome = models.CharField(max_length=12)  # yes, borderline, no, unknown
    reason = models.TextField()
    facts = models.JSONField(default=dict)
    note = models.TextField(blank=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(fields=("application", "code"), name="applications_finding_once"),
        )

    def __str__(self) -> str:
        return self.code
