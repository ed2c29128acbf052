"""A paper signed as PAdES B-B (ETSI EN 319 142-1). Imported only where one is made: the library is heavy.

The X.509 certificate is the installation's own: a signature proves that the file has not changed since it was
made here, not who runs this installation. The reason inside the signature says so.
"""

from __future__ import annotations

import io
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from typing import Any

from asn1crypto import keys, pem
from pyhanko.keys import load_certs_from_pemder_data
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import fields, signers
from pyhanko_certvalidator.registry import SimpleCertificateStore

from sojourn.certificates.actions.keys import PURPOSE
from sojourn.certificates.models import SigningKey
from sojourn.ui import lockbox

REASON = "Unchanged since it was issued. Self-signed: whether it is valid is told by the check of its number."


SEAL = "Unchanged since all parties signed. Self-signed: whether it holds is told by the check of its number."


def paper(content: bytes, *, key: SigningKey, at: datetime, reason: str = REASON) -> bytes:
    """The PDF with an invisible signature that allows no later change."""
    private = lockbox.unlock(key.private, purpose=PURPOSE).encode()
    (certificate,) = load_certs_from_pemder_data(key.certificate.encode())
    signer = signers.SimpleSigner(
        signing_cert=certificate,
        # as bytes: the library's own loader proves the primes anew at every signature, a tenth of a second
        signing_key=keys.PrivateKeyInfo.load(pem.unarmor(private)[2]),
        cert_registry=SimpleCertificateStore(),
    )
    meta = signers.PdfSignatureMetadata(
        field_name="Issuer",
        md_algorithm="sha256",
        reason=reason,
        subfilter=fields.SigSeedSubFilter.PADES,
        certify=True,
        docmdp_permissions=fields.MDPPerm.NO_CHANGES,
    )
    # the library runs a loop of its own, which it cannot where this thread has one already
    with ThreadPoolExecutor(max_workers=1) as thread:
        return thread.submit(_signed, content, Signer(meta, signer=signer, at=at)).result()


def _signed(content: bytes, signer: Signer) -> bytes:
    out = io.BytesIO()
    signer.sign_pdf(IncrementalPdfFileWriter(io.BytesIO(content)), output=out)
    return out.getvalue()


class Signer(signers.PdfSigner):
    """One that takes the instant from outside: a rehearsal's clock is not the machine's."""

    def __init__(self, *args: Any, at: datetime, **more: Any) -> None:
        super().__init__(*args, **more)
        self.at = at

    def init_signing_session(self, *args: Any, **more: Any) -> Any:
        session = super().init_signing_session(*args, **more)
        session.system_time = self.at
        return session
