"""Letters to many."""

from django.conf import settings
from django.db import models

from sojourn.letters import states


class Mailing(models.Model):
    """One letter to everybody in an audience: prepared by one officer, confirmed by another."""

    programme = models.ForeignKey("calls.Programme", on_delete=models.CASCADE, related_name="+")
    audience = models.CharField(max_length=20)
    subject = models.CharField(max_length=200)
    text = models.TextField()
    state = models.CharField(max_length=10, default=states.START)
    prepared_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    prepared_at = models.DateTimeField()
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    confirmed_at = models.DateTimeField(null=True)
    number = models.PositiveIntegerField(default=0)  # of letters that were written

    class Meta:
        ordering = ("-prepared_at", "-pk")

    def __str__(self) -> str:
        return f"mailing {self.pk}"


class Reminded(models.Model):
    """A person was reminded on a day; the constraint keeps it to one letter a day."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    on = models.DateField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("user", "on"), name="letters_reminded_once"),)

    def __str__(self) -> str:
        return f"reminder {self.pk}"


class Round(models.Model):
    """The day on which the clock last looked at everybody's desk: once a day is enough."""

    on = models.DateField(unique=True)

    def __str__(self) -> str:
        return f"{self.on}"
