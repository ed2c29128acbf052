"""The key that signs: made when needed, renewed by hand or after three years, its past always published."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID
from django.db import IntegrityError, transaction

from sojourn.certificates import queries, rules
from sojourn.certificates.models import SigningKey
from sojourn.journal import actions as journal
from sojourn.societies import queries as societies
from sojourn.ui import gates, lockbox

PURPOSE = "certificates.key"
BITS = 3072
SIGNS_FOR = timedelta(days=3 * 365)
HOLDS_FOR = timedelta(days=30 * 365)  # the X.509 certificate: a paper is checked decades later


def key_for(at: datetime) -> SigningKey:
    """The key in use, made or renewed where it must be; in the caller's transaction."""
    found = queries.key_in_use()
    if found is not None and at - found.made_at < SIGNS_FOR:
        return found
    return _renewed(found, by=None, at=at)


def renew_key(*, by: Any, at: datetime) -> SigningKey:
    """From now on another key signs, as after a machine was lost; what the old one signed holds."""
    gates.require(rules.may_renew_key(by=by, at=at))
    return _renewed(queries.key_in_use(), by=by, at=at)


def _renewed(old: SigningKey | None, *, by: Any, at: datetime) -> SigningKey:
    try:
        with transaction.atomic():
            if old is not None:
                row = journal.locked(old)
                row.in_use, row.retired_at, row.private = False, at, ""
                row.save(update_fields=["in_use", "retired_at", "private"])
            made = SigningKey.objects.create(made_at=at, **_pair(at))
            journal.note("certificates.renew_key", thing=made, by=by, at=at, facts={"kid": made.kid})
    except IntegrityError:  # somebody else made one in this moment
        found = queries.key_in_use()
        if found is None:
            raise
        return found
    return made


def _pair(at: datetime) -> dict[str, str]:
    private = rsa.generate_private_key(public_exponent=65537, key_size=BITS)
    public = private.public_key()
    federation = societies.federation()
    name = x509.Name(
        [
            x509.NameAttribute(NameOID.COMMON_NAME, f"{federation.acronym} certificates"[:64]),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, federation.name[:64]),
        ]
    )
    usage = x509.KeyUsage(
        digital_signature=True,
        content_commitment=True,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=False,
        crl_sign=False,
        encipher_only=False,
        decipher_only=False,
    )
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(public)
        .serial_number(x509.random_serial_number())
        .not_valid_before(at - timedelta(days=1))
        .not_valid_after(at + HOLDS_FOR)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(usage, critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(public), critical=False)
        .sign(private, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    plain = private.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    return {
        "kid": certificate.fingerprint(hashes.SHA256()).hex()[:32],
        "public": public.public_bytes(pem, serialization.PublicFormat.SubjectPublicKeyInfo).decode(),
        "certificate": certificate.public_bytes(pem).decode(),
        "private": lockbox.lock(plain.decode(), purpose=PURPOSE),
    }
