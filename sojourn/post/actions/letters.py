"""The outbox: letters are written in the transaction of an act, and sent when they are due."""

import logging
import secrets
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from email.utils import formataddr
from smtplib import SMTPDataError, SMTPRecipientsRefused, SMTPResponseException, SMTPServerDisconnected
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import models, transaction

from sojourn.journal import actions as journal
from sojourn.journal.queries import label
from sojourn.post import queries, states
from sojourn.post.actions import links
from sojourn.post.models import Attempt, Invitation, Key, Letter

log = logging.getLogger(__name__)

LINK = queries.texts.LINK
ATTEMPTS = 12
LONGEST = timedelta(hours=6)  # between two tries: twelve of them last a day and a half
CLAIM = timedelta(minutes=5)  # longer than any conversation with a mail server


def write(kind: str, **options: Any) -> Letter:
    """Put a letter into the outbox, in the caller's transaction; the worker sends it when it is due."""
    letter = compose(kind, **options)
    letter.save()
    return letter


def write_all(letters: list[Letter]) -> None:
    """Put many composed letters into the outbox at once."""
    Letter.objects.bulk_create(letters, batch_size=100)


def compose(
    kind: str,
    *,
    to: Any,
    thing: models.Model,
    at: datetime,
    context: dict[str, Any] | None = None,
    due_at: datetime | None = None,
    door: str = "",
    name: str = "",
    secret: bool = False,
    batch: str = "",
    book: queries.texts.Book | None = None,
) -> Letter:
    """A letter that is not in the outbox yet.

    `kind` is `room.verb` and names the template `<room>/mail/<verb>.txt`, where the office has not chosen
    words of its own; `to` is a user or an address; with `door` (a URL name that takes an invitation's id)
    `{{ link }}` becomes a one-time link.
    """
    user = None if isinstance(to, str) else to
    address = to if user is None else user.email
    name = name or (user.get_full_name() if user is not None else "")
    invitation = links.invite(door, to=address, name=name, thing=thing, at=at) if door else None
    values = {"name": name, "site": settings.SITE_URL, "at": at, "link": LINK, "thing": thing}
    values |= context or {}
    scope, book = queries.texts.scope(values), book or queries.texts.Book()
    language = getattr(user, "language", "")
    subject, text = queries.texts.words(kind, values, scope=scope, language=language, book=book)
    held = not secret and queries.may_be_held(kind) and book.held(kind, scope)
    daily = getattr(user, "daily", False) and not (secret or door or queries.urgent(kind))
    return Letter(
        kind=kind,
        thing_label=label(thing),
        thing_id=str(thing.pk),
        to_user=user,
        to_address=address,
        to_name=" ".join(name.split())[:200],
        subject=subject,
        text=text,
        invitation=invitation,
        secret=secret,
        scope=scope,
        dossier=queries.texts.dossier(values),
        batch=batch,
        daily=daily,
        state="draft" if held else states.START,
        written_at=at,
        due_at=due_at or at,
    )


def send_due(
    *,
    at: datetime,
    allowed: Callable[[Letter], bool] = lambda letter: True,
    connection: Any = None,
    keep_text: bool = False,
) -> int:
    """Send what is due; the number sent. A letter whose recipient is no longer the right one is stopped.

    `allowed` asks the owning room at this moment; `connection` is a Django mail connection, or None for the
    letter-box of a demonstration (`keep_text`), where nothing leaves the machine.
    """
    fold_due(at=at, allowed=allowed)
    return sum(
        send(letter, at=at, allowed=allowed, connection=connection, keep_text=keep_text)
        for letter in queries.due(at)
    )


def fold_due(*, at: datetime, allowed: Callable[[Letter], bool] = lambda letter: True) -> int:
    """Once a day, in the reader's morning, all that could wait goes into one letter; how many of these."""
    readers: dict[Any, list[Letter]] = {}
    for letter in queries.to_fold(at):
        readers.setdefault(letter.to_user, []).append(letter)
    return sum(fold(reader, rows, at=at, allowed=allowed) for reader, rows in readers.items())


def fold(reader: Any, rows: list[Letter], *, at: datetime, allowed: Callable[[Letter], bool]) -> bool:
    """Each is taken under its lock: a second worker finds nothing left to fold."""
    if not queries.is_morning(reader, at):
        return False
    with transaction.atomic():
        taken = []
        for row in rows:
            letter = journal.locked(row)
            if letter.state != "due":
                continue
            if not allowed(letter):
                journal.turn(letter, "stop", moves=states.MOVES, by=None, at=at)
                tried(letter, "stopped", at=at)
                continue
            taken.append(letter)
        if not taken:
            return False
        write("post.day", to=reader, thing=reader, at=at, context={"letters": taken, "number": len(taken)})
        for letter in taken:
            journal.turn(letter, "fold", moves=states.MOVES, by=None, at=at, also={"sent_at": at})
    return True


def send(letter: Letter, *, at: datetime, allowed, connection, keep_text: bool) -> bool:
    """Send one letter: claimed under its lock, so that two workers never send it twice.

    No transaction is open while the mail server talks: on SQLite everybody's saving would wait for it. A
    worker killed meanwhile leaves its claim behind, and the letter is due again when that ends: nobody knows
    whether the server took it, so the log says so, and the head keeps its Message-ID, by which mailboxes tell
    a second copy.
    """
    with transaction.atomic():
        letter = journal.locked(letter)
        if letter.state != "due" or letter.due_at > at:
            return False
        if letter.claimed_at is not None:
            tried(letter, "interrupted", at=letter.claimed_at)
        if not allowed(letter):
            journal.turn(letter, "stop", moves=states.MOVES, by=None, at=at)
            tried(letter, "stopped", at=at)
            return False
        text = letter.text
        if letter.invitation_id:
            text = text.replace(LINK, links.mint(letter.invitation))
        kept = text if keep_text else "" if letter.secret else letter.text
        if connection is None:
            return _sent(letter, kept, at)
        letter.due_at, letter.claimed_at = at + CLAIM, at
        letter.save(update_fields=["due_at", "claimed_at"])
    try:
        EmailMessage(
            letter.subject,
            text,
            to=[formataddr((letter.to_name, letter.to_address))],
            connection=connection,
            headers={
                "Auto-Submitted": "auto-generated",
                "Message-ID": queries.message_id(letter),
                "X-Sojourn-Letter": queries.tag(letter),
            },
        ).send()
    except Exception as error:  # whatever the mail server does, the letter stays and is tried again
        if isinstance(error, SMTPServerDisconnected | OSError):
            connection.close()  # else every later letter of this round would meet the same dead line
        return _failed(letter, error, at)
    return _sent(letter, kept, at)


def _sent(letter: Letter, kept: str, at: datetime) -> bool:
    also = {"sent_at": at, "text": kept, "attempts": letter.attempts + 1, "trouble": "", "claimed_at": None}
    with transaction.atomic():
        row = journal.locked(letter)
        verb = "slip" if row.state == "stopped" else "send"
        journal.turn(row, verb, moves=states.MOVES, by=None, at=at, also=also)
        tried(row, "sent", at=at)
    return True


def tried(letter: Letter, what: str, *, at: datetime, detail: str = "", by: Any = None) -> None:
    """One line of the delivery log."""
    Attempt.objects.create(letter=letter, what=what, detail=detail[:300], at=at, by=by)


def _failed(letter: Letter, error: Exception, at: datetime) -> bool:
    log.warning("letter %s was not sent: %s", letter.pk, type(error).__name__)
    attempts = letter.attempts + 1
    also = {
        "attempts": attempts,
        "trouble": f"{type(error).__name__}: {error}"[:300],
        "claimed_at": None,
    }
    unwanted = isinstance(error, SMTPDataError) and 500 <= error.smtp_code < 600
    verb = "bounce" if refused_for_good(error) else "fail" if attempts < ATTEMPTS else "give_up"
    verb = "give_up" if unwanted else verb  # the address is right, and the same words are refused each time
    what = "refused" if verb == "bounce" or unwanted else "deferred" if put_off(error) else "failed"
    if verb != "bounce":
        also["due_at"] = at + min(timedelta(minutes=2**attempts), LONGEST)
    with transaction.atomic():
        row = journal.locked(letter)
        if row.state in ("due", "failed"):  # else it was stopped meanwhile, and nothing is left to try
            journal.turn(row, verb, moves=states.MOVES, by=None, at=at, also=also)
            tried(row, what, at=at, detail=also["trouble"])
    return False


def withdraw(
    model: type[models.Model], ids: list[Any], kinds: Iterable[str], *, by: Any, at: datetime
) -> tuple[int, list[str]]:
    """Stop what waits and mark what has left: how many were stopped, and the ids of the things whose letter
    has reached somebody, or may have: a letter that a worker is handing over cannot be held back."""
    name, reached = model._meta.label_lower, []
    stopped = 0
    for start in range(0, len(ids), 500):  # SQLite takes no longer lists
        part = [str(pk) for pk in ids[start : start + 500]]
        rows = Letter.objects.filter(thing_label=name, thing_id__in=part, kind__in=list(kinds))
        # stopped first: where a worker holds a row, this waits for it, and what follows sees what it did
        stopped += rows.filter(state__in=states.UNSENT).update(state="stopped")
        under_way = rows.filter(state="stopped", claimed_at__isnull=False)
        reached += under_way.values_list("thing_id", flat=True)
        left = rows.filter(state__in=states.REACHED)
        reached += left.values_list("thing_id", flat=True)
        left.update(state="recalled")
    return stopped, list(dict.fromkeys(reached))


def refused_for_good(error: Exception) -> bool:
    """A mail server says 5xx of an address that it will never take, 4xx of one that it may take later."""
    if not isinstance(error, SMTPRecipientsRefused):
        return False
    return all(500 <= code < 600 for code, _ in error.recipients.values())


def put_off(error: Exception) -> bool:
    """The server is there and says: later."""
    return isinstance(error, SMTPResponseException | SMTPRecipientsRefused)


def box_all(*, at: datetime) -> int:
    """Put all that is due into the letter-box of a demonstration, each letter at its own time; how many."""
    letters = list(queries.waiting(at))
    linked, keys = [], []
    for letter in letters:
        if letter.invitation_id:
            token = secrets.token_urlsafe(32)
            keys.append(Key(invitation_id=letter.invitation_id, digest=queries.digest(token)))
            letter.text = letter.text.replace(LINK, links.address(token))
            linked.append(letter)
    with transaction.atomic():
        Key.objects.bulk_create(keys)
        Letter.objects.bulk_update(linked, ["text"], batch_size=100)
        queries.waiting(at).update(state="sent", sent_at=models.F("due_at"), attempts=1)
        tries = (Attempt(letter=letter, what="sent", at=letter.due_at) for letter in letters)
        Attempt.objects.bulk_create(tries, batch_size=200)
        if letters:
            journal.note("post.box_all", thing=letters[0], by=None, at=at, facts={"letters": len(letters)})
    return len(letters)


def retry(letter: Letter, *, by: Any, at: datetime) -> None:
    """Put a failed letter back into the queue, now."""
    with transaction.atomic():
        journal.turn(letter, "retry", moves=states.MOVES, by=by, at=at, also={"due_at": at, "attempts": 0})
        tried(letter, "retried", at=at, by=by)


def readdress(letter: Letter, address: str, *, by: Any, at: datetime) -> None:
    """Send what did not arrive to another address; the link in it is a new one, and the old link closes."""
    with transaction.atomic():
        row = journal.locked(letter)
        also: dict[str, Any] = {"to_address": address, "due_at": at, "attempts": 0, "trouble": ""}
        if row.invitation_id and row.invitation.address.casefold() != address.casefold():
            old = row.invitation
            about = {"thing_label": old.thing_label, "thing_id": old.thing_id, "door": old.door}
            links.close(old, at=at, because="This link went to an address that was corrected since.")
            made = Invitation.objects.create(**about, address=address, name=old.name, made_at=at)
            also["invitation"] = made
        journal.turn(row, "retry", moves=states.MOVES, by=by, at=at, also=also)
        tried(row, "readdressed", at=at, by=by)


def tick(*, at: datetime) -> None:
    """Failed letters whose waiting time is over become due again."""
    for letter in Letter.objects.filter(state="failed", due_at__lte=at):
        journal.turn(letter, "retry", moves=states.MOVES, by=None, at=at, also={"attempts": letter.attempts})


def forget(person: Any, *, at: datetime) -> None:
    """Remove the letters to a person."""
    Letter.objects.filter(models.Q(to_user=person) | models.Q(to_address__iexact=person.email)).delete()


def forget_about(thing: models.Model) -> None:
    """Remove every letter and every link about a thing: their addresses were given for it alone."""
    about = {"thing_label": label(thing), "thing_id": str(thing.pk)}
    for invitation in Invitation.objects.filter(**about):
        Letter.objects.filter(thing_label=label(invitation), thing_id=str(invitation.pk)).delete()
    Letter.objects.filter(**about).delete()
    Invitation.objects.filter(**about).delete()
