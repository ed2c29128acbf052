"""Signatures of a credential, and of the list of what was revoked, as JSON Web Tokens."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import jwt

from sojourn.certificates import queries
from sojourn.certificates.actions.keys import PURPOSE
from sojourn.certificates.models import Certificate, SigningKey
from sojourn.ui import lockbox


def credential(certificate: Certificate, *, key: SigningKey) -> str:
    """An Open Badges 3.0 credential as a JWT; RS256 signs the same words alike."""
    body = queries.credential(certificate)
    registered = {
        "iss": body["issuer"]["id"],
        "jti": body["id"],
        "nbf": int(certificate.issued_at.timestamp()),
    }
    return _token(body | registered, key)


def revocations(*, key: SigningKey, at: datetime) -> str:
    """The list of what was revoked, as a JWT."""
    body = queries.revocations(at)
    registered = {
        "iss": body["issuer"],
        "jti": body["id"],
        "nbf": int(at.timestamp()),
        "sub": body["credentialSubject"]["id"],
    }
    return _token(body | registered, key)


def _token(body: dict[str, Any], key: SigningKey) -> str:
    head = {"kid": queries.address("key", key.kid), "typ": "JWT"}
    return jwt.encode(body, lockbox.unlock(key.private, purpose=PURPOSE), algorithm="RS256", headers=head)
