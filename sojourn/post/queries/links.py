"""Reading the invitations and what a browser holds of them."""

import hashlib
from datetime import timedelta

from django.db.models import Model
from django.http import Http404, HttpRequest
from django.utils import timezone

from sojourn.journal.queries import label
from sojourn.post.models import Invitation, Key

COOKIE = "sojourn_link"
COOKIE_SECONDS = 2 * 60 * 60
SALT = "sojourn.post.link"
HELD = 8  # invitations that one browser may hold at a time
CODES_AN_HOUR = 5  # with five tries each: about one guess in forty thousand


def digest(token: str) -> str:
    """What is stored of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


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
