"""Reading the outbox and the invitations."""

import hashlib
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.core import signing
from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest
from django.utils import timezone

from sojourn.journal.queries import label
from sojourn.post import states
from sojourn.post.models import Invitation, Key, Letter

COOKIE = "sojourn_link"
COOKIE_SECONDS = 2 * 60 * 60
SALT = "sojourn.post.link"
HELD = 8  # invitations that one browser may hold at a time
CODES_AN_HOUR = 5  # with five tries each: about one guess in forty thousand
NOTE = signing.Signer(salt="sojourn.post.letter")


def digest(token: str) -> str:
    """What is stored of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


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


def invitation_of(thing: Model, door: str) -> Invitation | None:
    """The newest open invitation to a door about a thing."""
    return (
        Invitation.objects.filter(thing_label=label(thing), thing_id=str(thing.pk), door=door, closed_at=None)
        .order_by("-made_at")
        .first()
    )


def by_token(token: str) -> Key | None:
    """The key of a mailed link."""
    return Key.objects.filter(digest=digest(token), is_code=False).select_related("invitation").first()


def held(request: HttpRequest) -> list[str]:
    """Ids of the invitations that this browser holds: in a signed cookie, each two hours of real time."""
    return list(tickets(request))


def tickets(request: HttpRequest) -> dict[str, int]:
    """Invitation id -> the second at which it ends; opening another link prolongs none of them."""
    value = request.get_signed_cookie(COOKIE, default="", salt=SALT, max_age=COOKIE_SECONDS)
    pairs = (part.rpartition(".") for part in value.split())
    now = timezone.now().timestamp()
    return {key: int(end) for key, _, end in pairs if end.isdigit() and int(end) > now}


def ticket(request: HttpRequest | None, invitation: Invitation) -> str:
    """The value of the cookie once this invitation is added to what the browser holds."""
    ends = int(timezone.now().timestamp()) + COOKIE_SECONDS
    kept = {
        key: end for key, end in (tickets(request) if request else {}).items() if key != str(invitation.pk)
    }
    return " ".join(f"{key}.{end}" for key, end in [*kept.items(), (str(invitation.pk), ends)][-HELD:])


def invited(request: HttpRequest, door: str, invitation_id) -> Invitation:
    """The invitation behind a door, for a browser that holds it; Http404 for everybody else."""
    if str(invitation_id) not in held(request):
        raise Http404
    invitation = Invitation.objects.filter(pk=invitation_id, door=door).first()
    if invitation is None:
        raise Http404
    return invitation


def codes_mailed(invitation: Invitation) -> int:
    """How many codes went out within the hour, right now."""
    return invitation.keys.filter(is_code=True, made_at__gt=timezone.now() - timedelta(hours=1)).count()


def code_of(invitation: Invitation) -> Key | None:
    """The newest code that can still be typed in."""
    return (
        invitation.keys.filter(is_code=True, expires_at__gt=timezone.now(), tries_left__gt=0)
        .order_by("-pk")
        .first()
    )


def was_opened(thing: Model, door: str) -> bool:
    """Whether any link to a door about a thing was opened by its button."""
    rows = Invitation.objects.filter(thing_label=label(thing), thing_id=str(thing.pk), door=door)
    return rows.filter(opened_at__isnull=False).exists()
