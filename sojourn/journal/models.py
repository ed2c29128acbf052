"""One append-only table."""

from django.conf import settings
from django.db import models


class Entry(models.Model):
    """One act. `at` is the instant the system lived in (a rehearsal may be shifted), `real_at` the wall's."""

    verb = models.CharField(max_length=80)
    thing_label = models.CharField(max_length=80)
    thing_id = models.CharField(max_length=40)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    actor_kind = models.CharField(max_length=12)  # person, link, clock
    actor_link = models.UUIDField(null=True)
    state_from = models.CharField(max_length=32, blank=True)
    state_to = models.CharField(max_length=32, blank=True)
    reason = models.TextField(blank=True)
    facts = models.JSONField(default=dict)
    at = models.DateTimeField()
    real_at = models.DateTimeField()

    class Meta:
        ordering = ("-pk",)
        indexes = (
            models.Index(fields=("thing_label", "thing_id"), name="journal_thing"),
            models.Index(fields=("verb", "at"), name="journal_verb"),
        )

    def __str__(self) -> str:
        return f"{self.verb} {self.thing_label} {self.thing_id}"

    @property
    def act(self) -> str:
        """The verb as an officer reads it: “Applications: send back”."""
        room, _, verb = self.verb.partition(".")
        return f"{room.capitalize()}: {verb.replace('_', ' ')}"


class Milestone(models.Model):
    """A point that a thing has reached, told by a later room to the earlier ones, which cannot ask it.

    The room that reaches it marks it, in the same transaction; undone, it is taken away.
    """

    name = models.CharField(max_length=40)
    thing_label = models.CharField(max_length=80)
    thing_id = models.CharField(max_length=40)
    at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("name", "thing_label", "thing_id"), name="journal_milestone_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.name} {self.thing_label} {self.thing_id}"
