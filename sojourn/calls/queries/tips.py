"""Tips & tricks: what officers keep, what the public finds, what a speaker was asked."""

from __future__ import annotations

from typing import Any

from django.db.models import Max, Q, QuerySet

from sojourn.calls.models import Tip
from sojourn.core import seals
from sojourn.people import queries as people
from sojourn.societies import queries as societies

SPEAKER_DOOR = "calls:speaker"


def tips_kept_by(user: Any) -> QuerySet[Tip]:
    """A federation officer keeps all, a society officer those of the own society."""
    rows = Tip.objects.select_related("society", "institution")
    return rows if people.is_federation_officer(user) else rows.filter(society__in=societies.officer_of(user))


def tips_about(*, society: Any = None, institution: Any = None) -> list[Tip]:
    """For the page of a programme, or of an institution."""
    shown = Tip.objects.filter(state="shown").select_related("society", "institution")
    return list(shown.filter(institution=institution) if institution else shown.filter(society=society))


def tips_found(rows: list[Tip], wanted: str) -> list[Tip]:
    """Those in whose words, the transcript included, every word looked for stands."""
    words = wanted.casefold().split()
    return [tip for tip in rows if all(word in _text(tip) for word in words)]


def _text(tip: Tip) -> str:
    place = str(tip.institution) if tip.institution else ""
    parts = (tip.title, tip.kind, tip.event, tip.about, tip.topic, tip.speaker, tip.transcript, place)
    return " ".join(parts).casefold()


def seal_of(tip: Tip) -> str:
    """What a speaker agrees to."""
    names = ("title", "about", "address", "speaker", "transcript", "caption_text")
    return seals.seal({name: getattr(tip, name) for name in names})


def behind_speaker(link: Any) -> QuerySet[Tip]:
    """The film that the holder of a mailed link was asked about, while it is still this speaker's."""
    return Tip.objects.filter(
        Q(speaker_email__iexact=link.address), pk=link.thing_id if link.thing_id.isdigit() else 0
    ).select_related("society", "institution")


def next_tip() -> int:
    return (Tip.objects.aggregate(last=Max("order"))["last"] or 0) + 1


def recipient(letter: Any) -> str:
    """A speaker who was replaced, or whose film is gone, gets no letter any more."""
    if letter.kind == "calls.ask_speaker":
        tip = Tip.objects.filter(pk=letter.thing_id, state="asked").first()
        return tip.speaker_email if tip else ""
    return letter.to_address
