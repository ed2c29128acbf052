"""Reading the outbox."""

from collections.abc import Iterable
from datetime import datetime

from django.core import signing
from django.db.models import Model, QuerySet

from sojourn.journal.queries import label
from sojourn.post import states
from sojourn.post.models import Letter

NOTE = signing.Signer(salt="sojourn.post.letter")


def due(at: datetime, *, limit: int = 200) -> QuerySet[Letter]:
    """Letters to send now, oldest first."""
    return (
        Letter.objects.filter(state="due", due_at__lte=at).select_related("invitation").order_by("pk")[:limit]
    )


def waiting(at: datetime) -> QuerySet[Letter]:
    """All that is due at an instant, oldest first."""
    return Letter.objects.filter(state="due", due_at__lte=at).order_by("pk")


def letters() -> QuerySet[Letter]:
    return Letter.objects.select_related("to_user", "invitation")


def inbox(user: Model) -> QuerySet[Letter]:
    """Letters to one account holder that were sent, newest first."""
    return Letter.objects.filter(to_user=user, state="sent", secret=False)


def about(thing: Model) -> QuerySet[Letter]:
    return Letter.objects.filter(thing_label=label(thing), thing_id=str(thing.pk))


def trouble() -> QuerySet[Letter]:
    """Letters that could not be delivered so far."""
    return Letter.objects.filter(state__in=states.TROUBLE)


def lost(thing_label: str, kinds: Iterable[str], *, since: datetime) -> QuerySet[Letter]:
    """Letters about things of one kind that will not arrive: the owning room asks for its own."""
    return Letter.objects.filter(
        thing_label=thing_label, kind__in=kinds, state__in=states.LOST, written_at__gte=since
    ).order_by("pk")


def tag(letter: Letter) -> str:
    """What travels in the head of a letter, so that a report about it is known to be about it."""
    return NOTE.sign(str(letter.pk))


def tagged(value: str) -> Letter | None:
    """The letter of a tag that we made ourselves; anybody can send us a report, but not a tag."""
    try:
        return Letter.objects.filter(pk=NOTE.unsign(value.strip())).first()
    except signing.BadSignature:
        return None
