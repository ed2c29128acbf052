"""Signatures, looked at by programs not ours: openssl for the paper, a verifier for the credential."""

import base64
import gzip
import io
import json
import re
import shutil
import subprocess
from datetime import date, timedelta

import jwt
import pikepdf
import pytest
from openbadgeslib.ob3 import OB3Verifier
from openbadgeslib.ob3.verifier import OB3VerificationError

from sojourn.awards.tests import stage as stages
from sojourn.awards.tests.stage import at, client, person
from sojourn.certificates import actions, queries
from sojourn.certificates.actions import keys
from sojourn.certificates.models import SigningKey
from sojourn.documents import queries as documents
from sojourn.people.models import Role
from sojourn.ui.gates import Refused

LATER = at(date(2024, 12, 10))


@pytest.fixture
def stage(db):
    made = stages.make()
    stages.live_at(LATER)
    return made


@pytest.fixture
def issued(stage):
    return actions.issue(stage.placement("completed"), by=stage.ida, at=LATER)


def operator():
    made = person("Ola Operator")
    Role.objects.create(user=made, kind="operator", given_at=LATER)
    return made


# --- the paper ---


def openssl(folder, content: bytes) -> subprocess.CompletedProcess:
    """What another program says of the signature in a PDF and the bytes that it covers."""
    program = shutil.which("openssl")
    if program is None:
        pytest.skip("openssl is not installed")
    start, length, after, rest = map(int, re.search(rb"/ByteRange\s*\[([\d ]+)\]", content)[1].split())
    assert start == 0 and after + rest == len(content), "the signature covers the file to its end"
    told = content[length + 1 : after - 1].decode().rstrip("0") + "0" * 8
    held = bytes.fromhex(told + "0" * (len(told) % 2))  # a digit of the last byte may be a zero
    (folder / "held").write_bytes(held)
    (folder / "signed").write_bytes(content[:length] + content[after:])
    (folder / "certificate").write_text(SigningKey.objects.get(in_use=True).certificate)
    return subprocess.run(
        [program, "cms", "-verify", "-binary", "-inform", "DER", "-in", "held", "-content", "signed",
         "-certfile", "certificate", "-noverify", "-out", "out"],
        cwd=folder, capture_output=True, check=False,
    )  # fmt: skip


def test_openssl_finds_the_papers_signature_good(issued, tmp_path):
    said = openssl(tmp_path, documents.content(issued.file))
    assert said.returncode == 0, said.stderr


def test_openssl_finds_one_changed_byte(issued, tmp_path):
    content = bytearray(documents.content(issued.file))
    content[len(content) // 4] ^= 1
    assert openssl(tmp_path, bytes(content)).returncode != 0


def test_the_signature_says_what_it_proves_and_is_of_the_houses_clock(issued):
    with pikepdf.open(io.BytesIO(documents.content(issued.file))) as pdf:
        (field,) = pdf.Root.AcroForm.Fields
        assert field.V.SubFilter == "/ETSI.CAdES.detached"
        assert str(field.V.M).startswith("D:20241210")
        assert "whether it is valid is told by the check of its number" in str(field.V.Reason)


# --- the credential ---


def verifier(issued) -> OB3Verifier:
    return OB3Verifier(SigningKey.objects.get(in_use=True).public.encode())


def token(issued) -> str:
    return actions.credential(issued, key=queries.key_in_use())


def test_another_verifier_takes_the_credential(issued):
    found = verifier(issued).verify(token(issued))
    assert found.achievement.name == issued.statement["programme"] + " (DEMONSTRATION)"
    assert found.issuer.name == issued.statement["federation"]


def test_another_verifier_refuses_a_changed_one(issued):
    head, body, sign = token(issued).split(".")
    said = json.loads(base64.urlsafe_b64decode(body + "=="))
    said["credentialSubject"]["identifier"][0]["identityHash"] = "Somebody Else"
    other = base64.urlsafe_b64encode(json.dumps(said).encode()).decode().rstrip("=")
    with pytest.raises(OB3VerificationError):
        verifier(issued).verify(f"{head}.{other}.{sign}")


def lists(issued):
    """A download for the other verifier: the list as our page answers it."""
    return lambda url, *rest, **more: client(None).get("/certificates/revoked/").content


def test_another_verifier_learns_of_a_revocation(stage, issued):
    given = token(issued)
    verifier(issued).verify(given, check_status=True, download=lists(issued))
    actions.revoke(issued, reason="Wrong dates.", by=stage.ida, at=LATER)
    with pytest.raises(OB3VerificationError, match="revoked"):
        verifier(issued).verify(given, check_status=True, download=lists(issued))


def test_the_list_names_no_certificate_and_the_neighbours_bits_stay_clear(stage, issued):
    actions.revoke(issued, reason="Wrong dates.", by=stage.ida, at=LATER)
    signed = actions.revocations(key=queries.key_in_use(), at=LATER)
    said = jwt.decode(signed, options={"verify_signature": False})
    packed = said["credentialSubject"]["encodedList"][1:]
    bits = gzip.decompress(base64.urlsafe_b64decode(packed + "=" * (-len(packed) % 4)))
    assert sum(byte.bit_count() for byte in bits) == 1
    assert issued.code not in json.dumps(said)


def test_the_credential_says_nothing_that_the_paper_does_not(stage, issued):
    said = json.dumps(jwt.decode(token(issued), options={"verify_signature": False}))
    assert "@people.example" not in said and "CME" not in said
    assert issued.statement["name"] in said


def test_the_key_behind_a_token_is_found_by_its_address(issued):
    head = jwt.get_unverified_header(token(issued))
    path = head["kid"].removeprefix(queries.address("keys").removesuffix("/certificates/keys/"))
    public = jwt.PyJWK(client(None).get(path).json())
    assert jwt.decode(token(issued), public.key, algorithms=["RS256"])["jti"].endswith(f"{issued.code}/")


# --- keys ---


def test_renew_key_keeps_the_old_public_part_and_forgets_the_private(stage, issued):
    old = queries.key_in_use()
    given = token(issued)
    actions.renew_key(by=operator(), at=LATER + timedelta(days=1))
    old.refresh_from_db()
    assert (old.in_use, old.private, old.retired_at) == (False, "", LATER + timedelta(days=1))
    published = {row["kid"]: row for row in client(None).get("/certificates/keys/").json()["keys"]}
    assert len(published) == 2 and "d" not in published[old.kid]
    assert jwt.decode(
        given, jwt.PyJWK(published[old.kid]).key, algorithms=["RS256"], options={"verify_exp": False}
    )
    assert jwt.get_unverified_header(token(issued))["kid"] != jwt.get_unverified_header(given)["kid"]


@pytest.mark.parametrize("who", ["ada", "ida", "finn", "hana"])
def test_renew_key_is_the_operators(stage, who):
    with pytest.raises(Refused):
        actions.renew_key(by=getattr(stage, who), at=LATER)


def test_tick_makes_no_key_for_nobody_and_renews_an_old_one(stage, issued):
    actions.tick(at=LATER + keys.SIGNS_FOR - timedelta(days=1))
    assert SigningKey.objects.count() == 1
    actions.tick(at=LATER + keys.SIGNS_FOR)
    assert SigningKey.objects.filter(in_use=True).count() == 1
    assert SigningKey.objects.count() == 2


def test_a_private_key_lies_locked(issued):
    assert "PRIVATE" not in SigningKey.objects.get().private
