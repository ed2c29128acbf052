"""Reading the outbox and the invitations."""

import hashlib
from datetime import datetime

from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest
from django.utils import timezone

from sojourn.journal.queries import label
from sojourn.post.models import Invitation, Key, Letter

COOKIE = "sojourn_link"
COOKIE_SECONDS = 2 * 60 * 60
SALT = "sojourn.post.link"


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
    return Letter.objects.filter(state__in=("failed", "given_up"))


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
    """Ids of the invitations that this browser holds; a signed two-hour cookie in real time."""
    value = request.get_signed_cookie(COOKIE, default="", salt=SALT, max_age=COOKIE_SECONDS)
    return value.split() if value else []


def invited(request: HttpRequest, door: str, invitation_id) -> Invitation:
    """The invitation behind a door, for a browser that holds it; Http404 for everybody else."""
    if str(invitation_id) not in held(request):
        raise Http404
    invitation = Invitation.objects.filter(pk=invitation_id, door=door).first()
    if invitation is None:
        raise Http404
    return invitation


def code_of(invitation: Invitation) -> Key | None:
    """The newest code that can still be typed in."""
    return (
        invitation.keys.filter(is_code=True, expires_at__gt=timezone.now(), tries_left__gt=0)
        .order_by("-pk")
        .first()
    )
