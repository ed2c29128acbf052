"""For people without an account: a link that is minted when it is sent, a code for a second device."""

import hmac
import secrets
from datetime import datetime, timedelta

from django.conf import settings
from django.db import models, transaction
from django.urls import reverse
from django.utils import timezone

from sojourn.journal import actions as journal
from sojourn.journal.queries import label
from sojourn.post import queries, rules
from sojourn.post.actions import letters
from sojourn.post.models import Invitation, Key
from sojourn.ui import gates

CODE_MINUTES = 10


def invite(door: str, *, to: str, thing: models.Model, at: datetime, name: str = "") -> Invitation:
    """An invitation that nobody has opened yet, so that the link of each letter opens without a code."""
    invitation = queries.invitation_of(thing, door)
    if invitation is not None and invitation.address == to and invitation.opened_at is None:
        return invitation
    return Invitation.objects.create(
        door=door, thing_label=label(thing), thing_id=str(thing.pk), address=to, name=name, made_at=at
    )


def close(invitation: Invitation, *, at: datetime, because: str = "") -> None:
    """The door has done its work: every link to it, in whatever letter, says so from now on.

    `because` is a sentence for whoever opens a closed link, without a name: it may have been forwarded.
    """
    open_ones = Invitation.objects.filter(
        door=invitation.door,
        thing_label=invitation.thing_label,
        thing_id=invitation.thing_id,
        address=invitation.address,
        closed_at=None,
    )
    open_ones.update(closed_at=at, closed_because=because)
    invitation.closed_at, invitation.closed_because = at, because


def close_all(thing: models.Model, *, at: datetime, because: str = "", door: str = "") -> None:
    """Close every link about a thing, whoever holds it; only those to one door where it is named."""
    rows = Invitation.objects.filter(thing_label=label(thing), thing_id=str(thing.pk), closed_at=None)
    (rows.filter(door=door) if door else rows).update(closed_at=at, closed_because=because)


def mint(invitation: Invitation) -> str:
    """A fresh link of an invitation; only its hash is kept."""
    token = secrets.token_urlsafe(32)
    Key.objects.create(invitation=invitation, digest=queries.digest(token))
    return address(token)


def address(token: str) -> str:
    """The whole address of a mailed link."""
    return settings.SITE_URL + reverse("post:open_link", args=[token])


def open_link(key: Key, *, at: datetime) -> Invitation:
    """Exchange the key of a mailed link; the caller sets the cookie."""
    invitation = key.invitation
    if invitation.opened_at is None:
        invitation.opened_at = at
        invitation.save(update_fields=["opened_at"])
        journal.note("post.open_link", thing=invitation, by=invitation, at=at)
    return invitation


def mail_code(invitation: Invitation, *, at: datetime) -> None:
    """Mail a six-digit code to the same address, for a second device; older codes end, and are counted."""
    gates.require(rules.may_mail_code(invitation, by=None, at=at))
    now = timezone.now()
    codes = invitation.keys.filter(is_code=True)
    codes.filter(models.Q(made_at=None) | models.Q(made_at__lte=now - timedelta(days=1))).delete()
    codes.update(tries_left=0)
    code = fresh_code(invitation)
    Key.objects.create(
        invitation=invitation,
        digest=queries.digest(f"{invitation.pk}:{code}"),
        is_code=True,
        made_at=now,
        expires_at=now + timedelta(minutes=CODE_MINUTES),
    )
    letters.write(
        "post.mail_code",
        to=invitation.address,
        name=invitation.name,
        thing=invitation,
        at=at,
        context={"code": code, "minutes": CODE_MINUTES},
        secret=True,
    )


def fresh_code(invitation: Invitation) -> str:
    """Six digits that this invitation has not had: a digest is stored once."""
    while True:
        code = f"{secrets.randbelow(1_000_000):06d}"
        if not invitation.keys.filter(digest=queries.digest(f"{invitation.pk}:{code}")).exists():
            return code


def try_code(invitation: Invitation, code: str, *, at: datetime) -> bool:
    """True if the code is right; every try counts, and the code ends with its last one."""
    with transaction.atomic():
        key = queries.code_of(invitation)
        if key is None:
            return False
        key = journal.locked(key)
        if key.tries_left == 0:
            return False
        if hmac.compare_digest(key.digest, queries.digest(f"{invitation.pk}:{code.strip()}")):
            key.tries_left = 0
            key.save(update_fields=["tries_left"])
            journal.note("post.try_code", thing=invitation, by=invitation, at=at)
            return True
        key.tries_left -= 1
        key.save(update_fields=["tries_left"])
        return False
