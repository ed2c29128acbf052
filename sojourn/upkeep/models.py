"""The rehearsal clock, the one-time set-up, and the worker's sign of life."""

from django.db import models


class Clock(models.Model):
    """One row: by how many seconds the time of a demonstration is shifted; 0 in a real installation."""

    shift_seconds = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return f"shift {self.shift_seconds}"


class SetUp(models.Model):
    """One row: the hash of the set-up code, until the first officer was made with it."""

    digest = models.CharField(max_length=64)
    used_at = models.DateTimeField(null=True)
    tries_left = models.PositiveSmallIntegerField(default=20)

    def __str__(self) -> str:
        return "used" if self.used_at else "open"


class Heartbeat(models.Model):
    """One row: when the worker was last alive, in real time, and what it could not do then."""

    real_at = models.DateTimeField()
    trouble = models.TextField(blank=True)

    def __str__(self) -> str:
        return f"alive {self.real_at:%Y-%m-%d %H:%M}"
