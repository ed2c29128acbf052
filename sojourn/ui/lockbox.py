"""Fields that lie encrypted in the database: what is taken with a copy of it cannot be read.

The keys come from SOJOURN_FIELD_KEYS, the first of which locks and all of which open; without it they follow
from the secret key of the installation, so that a backup of the database alone opens nothing.
"""

from __future__ import annotations

import base64
from functools import cache

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings


class Shut(Exception):
    """Locked with a key that this installation does not have (any more), or for another purpose."""


def lock(text: str, *, purpose: str) -> str:
    """`purpose` names the field: what was locked for one cannot be opened as another."""
    return _box(purpose).encrypt(text.encode()).decode()


def unlock(locked: str, *, purpose: str, seconds: int | None = None) -> str:
    """Raises Shut where no key opens it, or where it was locked longer ago than so many seconds."""
    try:
        return _box(purpose).decrypt(locked.encode(), ttl=seconds).decode()
    except InvalidToken:
        raise Shut(purpose) from None


def _box(purpose: str) -> MultiFernet:
    return MultiFernet([_key(secret, purpose) for secret in settings.FIELD_KEYS or [settings.SECRET_KEY]])


@cache
def _key(secret: str, purpose: str) -> Fernet:
    # HKDF (RFC 5869) of the secret, one key for each purpose
    derived = HKDF(hashes.SHA256(), 32, None, f"sojourn field {purpose}".encode()).derive(secret.encode())
    return Fernet(base64.urlsafe_b64encode(derived))
