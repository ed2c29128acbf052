"""A certificate as an Open Badges 3.0 credential (W3C Verifiable Credentials 2.0), and what checks it.

The credential says what the paper says and no more: no address, no date of birth. Sources: Open Badges 3.0,
sections 8.2 (JSON Web Token proof) and B (data model); Bitstring Status List 1.0; RFC 7517 (JWK).
"""

from __future__ import annotations

import base64
import gzip
import json
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

from cryptography.hazmat.primitives import serialization
from django.conf import settings
from django.urls import reverse
from jwt.algorithms import RSAAlgorithm

from sojourn.certificates import states
from sojourn.certificates.models import Certificate, SigningKey
from sojourn.societies import queries as societies

CONTEXT = [
    "https://www.w3.org/ns/credentials/v2",
    "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
]
BITS = 131_072  # the least a list may have: one that is shorter tells too much about who asks for which


def key_in_use() -> SigningKey | None:
    return SigningKey.objects.filter(in_use=True).first()


def every_key() -> list[SigningKey]:
    """All that ever signed, the oldest first."""
    return list(SigningKey.objects.all())


def key(kid: str) -> SigningKey | None:
    return SigningKey.objects.filter(kid=kid).first()


def address(name: str, *args: Any) -> str:
    """The whole address of a door of this room: it stands in documents that live longer than a request."""
    return settings.SITE_URL + reverse(f"certificates:{name}", args=args)


def jwk(row: SigningKey) -> dict[str, Any]:
    """The public part as a JSON Web Key; `iat` and `exp` say from when and until when it signed."""
    public = serialization.load_pem_public_key(row.public.encode())
    found = json.loads(RSAAlgorithm.to_jwk(public))  # type: ignore[arg-type]
    found = {**found, "kid": row.kid, "alg": "RS256", "use": "sig", "iat": int(row.made_at.timestamp())}
    found.pop("key_ops", None)
    if row.retired_at:
        found["exp"] = int(row.retired_at.timestamp())
    return found


def issuer() -> dict[str, Any]:
    """The federation as a profile."""
    federation = societies.federation()
    return {
        "id": address("issuer"),
        "type": ["Profile"],
        "name": federation.name,
        "url": settings.SITE_URL,
    }


def credential(certificate: Certificate) -> dict[str, Any]:
    """The statement of a certificate as a credential, unsigned."""
    said = certificate.statement
    narrative = " ".join(
        part
        for part in (
            f"A stay of {said['length']} at {_where(said)}, from {said['starts']} to {said['ends']}"
            + (f", {said['pauses']}" if said.get("pauses") else "")
            + (f", under {said['tutor']}." if said["tutor"] else "."),
            f"Training plan: {', '.join(said['modules'])}." if said["modules"] else "",
            said["activities"],
            "The evaluations and the report required were in.",
        )
        if part
    )
    name = f"{said['programme']}{' (DEMONSTRATION)' if said.get('demonstration') else ''}"
    found: dict[str, Any] = {
        "@context": CONTEXT,
        "id": address("verify_code", certificate.code),
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "name": name,
        "issuer": issuer(),
        "validFrom": instant(certificate.issued_at),
        "credentialSubject": {
            "type": ["AchievementSubject"],
            "identifier": [
                {
                    "type": "IdentityObject",
                    "hashed": False,
                    "identityHash": said["name"],
                    "identityType": "name",
                }
            ],
            "achievement": {
                "id": f"{address('verify_code', certificate.code)}#achievement",
                "type": ["Achievement"],
                "achievementType": "CertificateOfCompletion",
                "name": name,
                "description": f"Exchange fellowship of {said['society']} and {said['federation']}.",
                "criteria": {"narrative": narrative},
            },
        },
    }
    if certificate.number is not None:
        found["credentialStatus"] = {
            "id": f"{address('revoked')}#{certificate.number}",
            "type": "BitstringStatusListEntry",
            "statusPurpose": "revocation",
            "statusListIndex": str(certificate.number % BITS),
            "statusListCredential": address("revoked"),
        }
    return found


def _where(said: Mapping[str, Any]) -> str:
    """One centre, or each with its days."""
    if not said.get("legs"):
        return f"{said['institution']}, {said['city']}, {said['country']}"
    return " and at ".join(
        f"{leg['institution']}, {leg['city']}, {leg['country']} ({leg['starts']} to {leg['ends']})"
        for leg in said["legs"]
    )


def revocations(at: datetime) -> dict[str, Any]:
    """The list of what was revoked, as a credential, unsigned."""
    numbers = Certificate.objects.filter(state__in=states.VOID, number__isnull=False).values_list(
        "number", flat=True
    )
    return {
        "@context": CONTEXT[:1],
        "id": address("revoked"),
        "type": ["VerifiableCredential", "BitstringStatusListCredential"],
        "issuer": issuer()["id"],
        "validFrom": instant(at),
        "credentialSubject": {
            "id": f"{address('revoked')}#list",
            "type": "BitstringStatusList",
            "statusPurpose": "revocation",
            "encodedList": encoded(numbers),
        },
    }


def encoded(numbers: Iterable[int]) -> str:
    """Bits as multibase base64url of their gzip, the first bit the highest of the first byte.

    >>> first, second = encoded([]), encoded([0, 9])
    >>> gzip.decompress(base64.urlsafe_b64decode(second[1:] + "=="))[:2].hex()
    '8040'
    >>> first[0], len(gzip.decompress(base64.urlsafe_b64decode(first[1:] + "=="))) == BITS // 8
    ('u', True)
    """
    bits = bytearray(BITS // 8)
    for number in numbers:
        place = number % BITS
        bits[place // 8] |= 0x80 >> place % 8
    packed = gzip.compress(bytes(bits), mtime=0)
    return "u" + base64.urlsafe_b64encode(packed).decode().rstrip("=")


def instant(at: datetime) -> str:
    """
    >>> instant(datetime(2024, 12, 10, 9, 5, tzinfo=UTC))
    '2024-12-10T09:05:00Z'
    """
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
