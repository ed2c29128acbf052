"""The file with all signatures, looked at by programs not ours: the seal, the attachment, its digest."""

import hashlib
import io
import re
import shutil
import subprocess
from datetime import UTC

import pikepdf
import pypdf
import pytest
from cryptography import x509
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext

from sojourn.agreements.tests.test_papers import NOW, agreed, paper, sign_all  # noqa: F401
from sojourn.certificates.models import SigningKey
from sojourn.documents import queries as documents


@pytest.fixture
def whole(agreed, paper):  # noqa: F811
    found = sign_all(agreed, paper)
    return found, documents.content(found.sealed)


def attached(content: bytes) -> bytes:
    with pikepdf.open(io.BytesIO(content)) as pdf:
        return pdf.attachments["signed.pdf"].get_file().read_bytes()


def test_the_file_that_was_signed_can_be_taken_out_and_counted(whole):
    found, content = whole
    digest = hashlib.sha256(attached(content)).hexdigest()
    assert digest == found.sha256
    text = "\n".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(content)).pages)
    squeezed = re.sub(r"\s", "", text)
    assert squeezed.count(digest) == 4  # once beside each signature
    for words in ("Name of fellow", "Name of tutor", "by a mailed link", "simple electronic signatures"):
        assert re.sub(r"\s", "", words) in squeezed, words
    assert "pdfaid:part" in str(pikepdf.open(io.BytesIO(content)).Root.Metadata.read_bytes())


def test_all_parties_stand_on_the_same_page(whole):
    found, content = whole
    pages = [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(content)).pages]
    squeezed = [re.sub(r"\s", "", text) for text in pages]
    assert [text.count(found.sha256) for text in squeezed if found.sha256 in text] == [4]


def judged(content: bytes):
    certificate = x509.load_pem_x509_certificate(SigningKey.objects.get().certificate.encode())
    from asn1crypto import pem  # noqa: PLC0415 (only here)
    from asn1crypto import x509 as asn1  # noqa: PLC0415

    _, _, der = pem.unarmor(SigningKey.objects.get().certificate.encode())
    trust = ValidationContext(
        trust_roots=[asn1.Certificate.load(der)],
        allow_fetching=False,
        moment=NOW.astimezone(UTC),
        revocation_mode="soft-fail",
    )
    assert certificate.subject == certificate.issuer
    signature = PdfFileReader(io.BytesIO(content)).embedded_signatures[0]
    return validate_pdf_signature(signature, signer_validation_context=trust)


def test_the_seal_holds_and_breaks_with_one_byte(whole):
    _, content = whole
    verdict = judged(content)
    assert verdict.intact and verdict.valid
    place = content.index(b"/Title") + 12
    spoilt = content[:place] + bytes([content[place] ^ 1]) + content[place + 1 :]
    assert not judged(spoilt).intact


def test_openssl_accepts_the_seal(whole, tmp_path):
    _, content = whole
    program = shutil.which("openssl")
    if program is None:
        pytest.skip("openssl is not installed")
    start, length, after, rest = map(int, re.search(rb"/ByteRange\s*\[([\d ]+)\]", content)[1].split())
    assert start == 0 and after + rest == len(content)
    told = content[length + 1 : after - 1].decode().rstrip("0") + "0" * 8
    held = bytes.fromhex(told + "0" * (len(told) % 2))  # a digit of the last byte may be a zero
    (tmp_path / "held").write_bytes(held)
    (tmp_path / "signed").write_bytes(content[:length] + content[after:])
    (tmp_path / "key.pem").write_text(SigningKey.objects.get().certificate)
    done = subprocess.run(
        [program, "cms", "-verify", "-binary", "-inform", "DER", "-in", "held", "-content", "signed",
         "-CAfile", "key.pem", "-purpose", "any", "-no_check_time", "-out", "/dev/null"],
        cwd=tmp_path, capture_output=True, text=True,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
