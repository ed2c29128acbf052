"""Letters, invitations and the keys of invitations."""

import uuid

from django.conf import settings
from django.db import models

from sojourn.post import states


class Invitation(models.Model):
    """A capability for one person without an account: one door, one thing, one address."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    door = models.CharField(max_length=80)  # URL name that takes the invitation's id
    thing_label = models.CharField(max_length=80)
    thing_id = models.CharField(max_length=40)
    address = models.EmailField(max_length=254)
    name = models.CharField(max_length=200, blank=True)
    made_at = models.DateTimeField()
    opened_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    closed_because = models.CharField(max_length=300, blank=True)  # what whoever opens a closed link reads

    class Meta:
        indexes = (models.Index(fields=("thing_label", "thing_id", "door"), name="post_invitation_thing"),)

    def __str__(self) -> str:
        return f"{self.door} for {self.thing_label} {self.thing_id}"


class Key(models.Model):
    """One secret of an invitation, as SHA-256 only: a mailed link, or a six-digit code with an expiry."""

    invitation = models.ForeignKey(Invitation, on_delete=models.CASCADE, related_name="keys")
    digest = models.CharField(max_length=64, unique=True)
    is_code = models.BooleanField(default=False)
    made_at = models.DateTimeField(null=True)  # of a code; real time, not the rehearsal's
    expires_at = models.DateTimeField(null=True)  # real time, not the rehearsal's
    tries_left = models.PositiveSmallIntegerField(default=5)

    class Meta:
        constraints = (
            models.CheckConstraint(condition=models.Q(tries_left__gte=0), name="post_key_tries_not_negative"),
        )

    def __str__(self) -> str:
        return f"key of {self.invitation_id}"


class Letter(models.Model):
    """One letter to one person. The text holds `[[link]]` until it is sent."""

    kind = models.CharField(max_length=80)
    thing_label = models.CharField(max_length=80)
    thing_id = models.CharField(max_length=40)
    to_user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    to_address = models.EmailField(max_length=254)
    to_name = models.CharField(max_length=200, blank=True)
    subject = models.CharField(max_length=200)
    text = models.TextField()
    invitation = models.ForeignKey(Invitation, null=True, on_delete=models.SET_NULL, related_name="letters")
    secret = models.BooleanField(default=False)  # the text holds a token: wiped once sent
    daily = models.BooleanField(default=False)  # waits for the one letter a day that its reader chose
    scope = models.CharField(max_length=20, blank=True)  # slug of the society that it is about
    dossier = models.UUIDField(null=True)  # of the application that it is about, as a scope of its readers
    batch = models.CharField(max_length=40, blank=True)  # what was written together
    edited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    version = models.PositiveIntegerField(default=1)  # of the text
    state = models.CharField(max_length=10, default=states.START)
    written_at = models.DateTimeField()
    due_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    claimed_at = models.DateTimeField(null=True)  # a mail server is being talked to, or its worker was killed
    attempts = models.PositiveSmallIntegerField(default=0)
    trouble = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ("-pk",)
        indexes = (
            models.Index(fields=("state", "due_at"), name="post_letter_due"),
            models.Index(fields=("thing_label", "thing_id", "kind"), name="post_letter_thing"),
            models.Index(fields=("batch",), name="post_letter_batch"),
            models.Index(fields=("dossier",), name="post_letter_dossier"),
            models.Index(fields=("scope", "state"), name="post_letter_scope"),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"


class Template(models.Model):
    """The words of one kind of letter, where an office chose its own: for a society, a language, or all."""

    kind = models.CharField(max_length=80)
    scope = models.CharField(max_length=20, blank=True)  # a society's slug; empty for the federation
    language = models.CharField(max_length=10, blank=True)  # empty for every language
    subject = models.CharField(max_length=200)
    text = models.TextField()
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    changed_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ("kind", "scope", "language")
        constraints = (
            models.UniqueConstraint(fields=("kind", "scope", "language"), name="post_template_once"),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.scope or 'all'} {self.language or 'any'}"


class Edition(models.Model):
    """One state of the words of one place, kept for good: who wrote what, when, or gave them up."""

    kind = models.CharField(max_length=80)
    scope = models.CharField(max_length=20, blank=True)
    language = models.CharField(max_length=10, blank=True)
    version = models.PositiveIntegerField()
    subject = models.CharField(max_length=200, blank=True)
    text = models.TextField(blank=True)
    shipped = models.BooleanField(default=False)  # the words of this place were given up
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    changed_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("kind", "scope", "language", "version"), name="post_edition_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.scope or 'all'} {self.language or 'any'} {self.version}"


class Hold(models.Model):
    """Letters of this kind wait in the outbox until somebody has looked at them; no scope: everywhere."""

    kind = models.CharField(max_length=80)
    scope = models.CharField(max_length=20, blank=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("kind", "scope"), name="post_hold_once"),)

    def __str__(self) -> str:
        return f"{self.kind} {self.scope or 'all'}"


class Attempt(models.Model):
    """What became of one try to deliver a letter, or of its address."""

    WHAT = (
        ("sent", "Taken by the mail server"),
        ("deferred", "Put off by the mail server"),
        ("failed", "Not reached"),
        ("refused", "Refused for good"),
        ("interrupted", "The worker ended while handing it over: it may have arrived"),
        ("returned", "Returned as undeliverable"),
        ("retried", "Put back into the queue by hand"),
        ("readdressed", "Address corrected"),
        ("stopped", "Stopped: no longer the right recipient"),
    )

    letter = models.ForeignKey(Letter, on_delete=models.CASCADE, related_name="tries")
    what = models.CharField(max_length=12, choices=WHAT)
    detail = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        ordering = ("pk",)

    def __str__(self) -> str:
        return f"{self.what} {self.letter_id}"
