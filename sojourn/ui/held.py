"""What was sent after the session had ended waits in the session of the same browser for the same account.

A form names its owner in a signed field. A POST that arrives signed out, or with a token from before a
sign-in, is kept for an hour, without files and up to a size; after signing in it is offered again, to the
owner alone. It lies locked: whoever reads the table of sessions reads nothing of it. Passwords are never
kept. Real time counts here, never a rehearsal's.
"""

from __future__ import annotations

import json
import re
from typing import Any

from django.core import signing
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

from sojourn.ui import lockbox

KEY = "held"
FIELD = "form-of"
SALT = "sojourn.ui.held"
HOUR = 3600
MOST_BYTES = 300_000
NEVER = ("csrfmiddlewaretoken", FIELD)


def mark(user: Any) -> str:
    """The signed name of a form's owner."""
    return signing.Signer(salt=SALT).sign(str(user.pk))


def account(user: Any) -> str:
    return salted_hmac(f"{SALT}.account", str(user.pk)).hexdigest()[:16]


def owner(request: HttpRequest) -> str:
    """Whose form was sent; empty where it does not say so, or nobody vouches for it."""
    try:
        return signing.Signer(salt=SALT).unsign(request.POST.get(FIELD, ""))
    except signing.BadSignature:
        return ""


def hold(request: HttpRequest, whose: str) -> bool:
    """Keep what was sent; False where it is too large, or holds a password."""
    pairs = [[name, value] for name, values in request.POST.lists() if name not in NEVER for value in values]
    size = sum(len(name) + len(value) for name, value in pairs)
    if not whose or size > MOST_BYTES or any("password" in name for name, _ in pairs):
        return False
    waiting = {
        "owner": whose,
        "path": request.get_full_path(),
        "pairs": pairs,
        "files": [file.name for _, files in request.FILES.lists() for file in files],
    }
    request.session[KEY] = lockbox.lock(json.dumps(waiting), purpose=KEY)
    return True


def waiting(request: HttpRequest) -> dict[str, Any] | None:
    """What waits for the account that is signed in now."""
    kept = request.session.get(KEY)
    if not kept or not request.user.is_authenticated:
        return None
    try:
        found = json.loads(lockbox.unlock(kept, purpose=KEY, seconds=HOUR))
    except lockbox.Shut:
        return None
    return found if found["owner"] == str(request.user.pk) else None


def waits_at(request: HttpRequest, path: str) -> bool:
    """Whether what waits was meant for this address; a session without anything held costs nothing."""
    if KEY not in request.session:
        return False
    found = waiting(request)
    return found is not None and found["path"] == path


def drop(request: HttpRequest) -> None:
    request.session.pop(KEY, None)


def lines(pairs: list[list[str]]) -> list[dict[str, str]]:
    """What was typed, for a reader: names as words, without what only machines use.

    >>> lines([["seen", "ab"], ["0-title", "Registrar"], ["answer-research-plan", "Two parts"]])
    [{'label': '1: Title', 'value': 'Registrar'}, {'label': 'Research plan', 'value': 'Two parts'}]
    """
    shown = []
    for name, value in pairs:
        if name in ("seen", "tab", "turn", "version", "lines", "then") or ":" in name or not value.strip():
            continue
        number, _, rest = name.partition("-")
        words = re.sub(r"^(answer|statement|membership)-", "", rest if number.isdigit() else name)
        words = re.sub(r"[-_]+", " ", words).strip()
        label = words[:1].upper() + words[1:]
        if number.isdigit():
            label = f"{int(number) + 1}: {label}"
        shown.append({"label": label, "value": "Yes" if value == "on" else value})
    return shown
