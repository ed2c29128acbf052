"""Reading alumni. The public sees those who are listed, and of them what they consented to."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse

from sojourn.alumni.models import Alumnus
from sojourn.placements import queries as placements
from sojourn.placements.models import Placement
from sojourn.ui.waiting import Waiting

PURPOSE = "alumni"
RELATED = (
    "placement__award__application__programme__call",
    "placement__award__application__programme__society",
    "placement__award__offer__centre__institution",
)


def listed() -> QuerySet[Alumnus]:
    """Public, newest first. To be shown: name, works_at, story; of the stay: centre, programme, year."""
    return Alumnus.objects.filter(state="listed").select_related(*RELATED)


def stories() -> QuerySet[Alumnus]:
    """Public: those of the listed who tell a story."""
    return listed().exclude(story="")


def story(id: Any) -> Alumnus | None:
    """One public story, or None."""
    return stories().filter(pk=id).first()


def mine(user: Any) -> QuerySet[Alumnus]:
    return Alumnus.objects.filter(user=user).select_related(*RELATED)


def stays(user: Any) -> QuerySet[Placement]:
    """This person's completed stays."""
    return placements.mine(user).filter(state="completed")


def entry_of(placement: Placement) -> Alumnus | None:
    return Alumnus.objects.filter(placement=placement).first()


def at_institution(institution: Any) -> QuerySet[Alumnus]:
    """Public: listed former fellows of one institution."""
    return listed().filter(placement__award__offer__centre__institution=institution)


def waiting_for(user: Any, *, at: datetime) -> list[Waiting]:
    """An invitation, without a date: nobody has to."""
    asked = stays(user).filter(~Exists(Alumnus.objects.filter(placement=OuterRef("pk"))))
    return [
        Waiting("Consider", "joining the alumni", reverse("alumni:join", args=[placement.pk]))
        for placement in asked
    ]


def statistics() -> dict[str, int]:
    """How many are listed, and how many of them tell a story."""
    return {"listed": listed().count(), "stories": stories().count()}
