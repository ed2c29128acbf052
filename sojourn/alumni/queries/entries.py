"""Reading alumni. The public sees those who are listed, and of them what they consented to."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse

from sojourn.alumni.models import Alumnus, Named
from sojourn.certificates import queries as certificates
from sojourn.core import seals
from sojourn.placements import queries as placements
from sojourn.placements.models import Placement
from sojourn.ui.waiting import Waiting

PURPOSE = "alumni"
RELATED = (
    "placement__award__application__programme__call",
    "placement__award__application__programme__society",
    "placement__offer__centre__institution",
)


def listed() -> QuerySet[Alumnus]:
    """Public, newest first. To be shown: name, works_at; of the stay: centre, programme, year."""
    return _holding(Alumnus.objects.filter(state="listed")).select_related(*RELATED)


def _holding(rows: QuerySet[Alumnus]) -> QuerySet[Alumnus]:
    """Nothing of a stay whose certificate was revoked, until another one is issued."""
    return rows.exclude(placement__in=certificates.held_back().values("placement"))


def is_held_back(entry: Alumnus) -> bool:
    return certificates.held_back().filter(placement=entry.placement_id).exists()


def shown() -> list[Alumnus]:
    """`listed`, with `told`: whether the story may be read."""
    told = set(stories().values_list("pk", flat=True))
    rows = list(listed())
    for row in rows:
        row.told = row.pk in told  # type: ignore[attr-defined]
    return rows


def stories() -> QuerySet[Alumnus]:
    """Public: those of the listed who tell a story to which everybody named in it has agreed."""
    return listed().exclude(story="").filter(~Exists(not_agreed(OuterRef("pk"))))


def not_agreed(entry: Any) -> QuerySet[Named]:
    """Whom a story still waits for, or who does not want it."""
    return Named.objects.filter(alumnus=entry).exclude(state="agreed")


def named(entry: Alumnus) -> list[Named]:
    return list(entry.named.all())


def naming(invitation: Any) -> QuerySet[Named]:
    """The story behind a mailed link; nothing once the entry has left."""
    return Named.objects.filter(
        pk=invitation.thing_id, address=invitation.address, alumnus__state="listed"
    ).select_related("alumnus__user", *(f"alumnus__{path}" for path in RELATED))


def seal(values: dict[str, Any]) -> str:
    """What somebody agrees to: the title and the text, nothing else."""
    return seals.seal({name: values.get(name, "") for name in ("story_title", "story")})


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


def at_institution(institution: Any) -> list[Alumnus]:
    """Public: listed former fellows of one institution."""
    return [row for row in shown() if row.placement.offer.centre.institution_id == institution.pk]


def joining(user: Any) -> list[Waiting]:
    """An invitation, without a date: nobody has to."""
    asked = stays(user).filter(~Exists(Alumnus.objects.filter(placement=OuterRef("pk"))))
    return [
        Waiting("Consider", "joining the alumni", reverse("alumni:join", args=[placement.pk]))
        for placement in asked
    ]


def statistics() -> dict[str, int]:
    """How many are listed, and how many of them tell a story."""
    return {"listed": listed().count(), "stories": stories().count()}
