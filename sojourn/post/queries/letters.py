"""Reading the outbox."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core import signing
from django.db.models import Max, Model, QuerySet

from sojourn.journal.queries import label
from sojourn.post import states
from sojourn.post.models import Attempt, Letter

NOTE = signing.Signer(salt="sojourn.post.letter")
MORNING = 7  # hours: when the letter of the day goes out
HELP = (
    "placements.raise_alarm", "placements.add_to_alarm", "placements.answer_alarm",
    "placements.close_alarm", "placements.remind_of_alarm",
)  # fmt: skip
RESULTS = ("selection.selected", "selection.waiting", "selection.not_selected", "selection.recall")
RECEIPTS = ("applications.submit", "applications.withdraw", "applications.answer", "selection.appeal")
WATCH = ("payments.give_bank",)  # somebody else may have done it
NEVER_HELD = ("people.", "post.", "applications.", *HELP, *RESULTS, *RECEIPTS, "alumni.", "letters.", *WATCH)
# the others of applications are written while the call is open, and the office reads nothing of it then
HELD_ALL_THE_SAME = (
    "applications.hold", "applications.bar", "applications.send_back", "applications.chase_answer",
)  # fmt: skip
AT_ONCE = (
    "people.", "post.", "selection.", "awards.", *HELP, *RECEIPTS, *WATCH, "applications.send_back",
    "applications.chase_answer", "applications.chase_draft", "applications.bounce_letter",
    "applications.decline_letter", "applications.hold", "applications.bar", "calls.sign_extension",
)  # fmt: skip


def due(at: datetime, *, limit: int = 200) -> QuerySet[Letter]:
    """Letters to send now, oldest first."""
    return (
        Letter.objects.filter(state="due", due_at__lte=at, daily=False)
        .select_related("invitation")
        .order_by("pk")[:limit]
    )


def to_fold(at: datetime) -> QuerySet[Letter]:
    """What is due to those who chose one letter a day."""
    return (
        Letter.objects.filter(state="due", due_at__lte=at, daily=True, to_user__isnull=False)
        .select_related("to_user")
        .order_by("pk")
    )


def waiting(at: datetime) -> QuerySet[Letter]:
    """All that is due at an instant, oldest first."""
    return Letter.objects.filter(state="due", due_at__lte=at).order_by("pk")


def letters() -> QuerySet[Letter]:
    return Letter.objects.select_related("to_user", "invitation")


def inbox(user: Model) -> QuerySet[Letter]:
    """Letters to one account holder that were sent, newest first."""
    return Letter.objects.filter(to_user=user, state__in=states.REACHED, secret=False)


def drafts() -> QuerySet[Letter]:
    """What waits for somebody who looks at it, oldest first."""
    return Letter.objects.filter(state="draft", secret=False).select_related("to_user").order_by("pk")


def tries(letter: Letter) -> QuerySet[Attempt]:
    return letter.tries.select_related("by")


def urgent(kind: str) -> bool:
    """Never in the letter of the day: it leaves at once."""
    return kind.startswith(AT_ONCE)


def may_be_held(kind: str) -> bool:
    """A key, a receipt, a result that all get at one instant, a cry for help never wait for a person."""
    return kind in HELD_ALL_THE_SAME or not kind.startswith(NEVER_HELD)


def is_morning(reader: Any, at: datetime) -> bool:
    """From seven o'clock where the reader lives, once a day."""
    zone = ZoneInfo(reader.zone or "UTC")
    local = at.astimezone(zone)
    morning = local.replace(hour=MORNING, minute=0, second=0, microsecond=0)
    if local < morning:
        return False
    return not Letter.objects.filter(kind="post.day", to_user=reader, written_at__gte=morning).exists()


def about(thing: Model) -> QuerySet[Letter]:
    return Letter.objects.filter(thing_label=label(thing), thing_id=str(thing.pk))


def number_lost(dossier: Any) -> int:
    """How many letters about one application will not arrive, of those that its office may read."""
    rows = Letter.objects.filter(dossier=dossier, state__in=states.LOST, secret=False)
    return rows.exclude(kind__in=HELP).count()


def told(kind: str, thing_label: str, ids: Iterable[Any]) -> dict[str, datetime]:
    """Id of the thing -> when a letter of this kind about it left, or leaves, last."""
    rows = Letter.objects.filter(kind=kind, thing_label=thing_label, thing_id__in=[str(pk) for pk in ids])
    return dict(rows.order_by().values_list("thing_id").annotate(last=Max("due_at")))


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


def message_id(letter: Letter) -> str:
    """The same however often one letter is handed over; another one once it is sent anew by hand."""
    again = letter.tries.filter(what__in=("retried", "readdressed")).count()
    host = urlsplit(settings.SITE_URL).hostname or "localhost"
    return f"<letter-{letter.pk}-{again}-{int(letter.written_at.timestamp())}@{host}>"


def tagged(value: str) -> Letter | None:
    """The letter of a tag that we made ourselves; anybody can send us a report, but not a tag."""
    try:
        return Letter.objects.filter(pk=NOTE.unsign(value.strip())).first()
    except signing.BadSignature:
        return None
