"""Each member's papers of a meeting: asked the evening before, ready, over."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet

from sojourn.selection.models import Meeting, Pack
from sojourn.selection.queries import panels
from sojourn.selection.queries.meetings import all_meetings, items
from sojourn.societies.models import Seat


def own_pack(meeting: Meeting, user: Any) -> Pack | None:
    return Pack.objects.filter(meeting=meeting, member=user).select_related("file", "meeting").first()


def packs(meeting: Meeting) -> list[Pack]:
    return list(Pack.objects.filter(meeting=meeting).select_related("member"))


def seats_of(meeting: Meeting) -> QuerySet[Seat]:
    return panels.reviewers(meeting.programme)


def spoilt(pack: Pack) -> bool:
    """Whether the papers hold a file that has come into conflict since they were made."""
    held = set(pack.holds)
    shown = {str(key) for key in items(pack.meeting, pack.member).values_list("pk", flat=True)}
    return bool(held - shown)


def packs_due(at: datetime) -> QuerySet[Pack]:
    return Pack.objects.filter(state="asked", meeting__state__in=("planned", "open")).select_related(
        "meeting__programme__call", "meeting__programme__society", "member"
    )


def packs_over(at: datetime) -> QuerySet[Pack]:
    """Papers whose meeting is past its due date, or was cancelled."""
    over = Q(meeting__packs_until__lte=at) | Q(meeting__state="cancelled")
    return Pack.objects.filter(over, state__in=("asked", "ready", "failed")).select_related("file", "meeting")


def meetings_without_packs(at: datetime) -> QuerySet[Meeting]:
    """The night before has come, and nobody's papers were asked yet."""
    return all_meetings().filter(
        state__in=("planned", "open"), packs_at__lte=at, packs_until__gt=at, packs__isnull=True
    )


def packs_about(person: Any) -> QuerySet[Pack]:
    own = Q(member=person) | Q(meeting__items__application__applicant=person)
    return Pack.objects.filter(own, state__in=("asked", "ready", "failed")).select_related("file").distinct()


def ready_packs() -> QuerySet[Pack]:
    return Pack.objects.filter(state="ready").select_related("meeting__programme", "member", "file")
