"""Messages that are handed on: each side sees its own, the office what was reported."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db.models import QuerySet

from sojourn.alumni.models import Alumnus, Message
from sojourn.alumni.queries import entries
from sojourn.people import queries as people

A_DAY = timedelta(days=1)
MOST_A_DAY = 5


def reachable() -> QuerySet[Alumnus]:
    """Listed alumni who take messages; read by whoever is signed in."""
    return entries.listed().filter(contactable=True).select_related("user")


def received(user: Any) -> QuerySet[Message]:
    return Message.objects.filter(alumnus__user=user).select_related("alumnus", "sender")


def sent(user: Any) -> QuerySet[Message]:
    return Message.objects.filter(sender=user).select_related("alumnus")


def reported(user: Any) -> QuerySet[Message]:
    """What alumni reported, for the federation's officers."""
    if not people.is_federation_officer(user):
        return Message.objects.none()
    return Message.objects.filter(state="reported").select_related("alumnus", "sender")


def open_between(sender: Any, entry: Alumnus) -> bool:
    """Whether a message still waits for its answer."""
    return Message.objects.filter(sender=sender, alumnus=entry, state="sent").exists()


def shut_between(sender: Any, entry: Alumnus) -> bool:
    """Whether this alumnus, for whatever stay, reported this sender."""
    return Message.objects.filter(sender=sender, alumnus__user=entry.user_id, state="reported").exists()


def lately(sender: Any, at: datetime) -> int:
    """How many messages a person sent within a day."""
    return Message.objects.filter(sender=sender, sent_at__gt=at - A_DAY).count()
