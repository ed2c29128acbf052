"""Corrected, revoked, in two places, interrupted: what each way of asking says of it."""

import base64
import gzip
import subprocess
from datetime import date, timedelta

import jwt
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from sojourn.alumni import actions as alumni
from sojourn.awards.tests import stage as stages
from sojourn.awards.tests.stage import STARTS, at, client
from sojourn.certificates import actions, queries, rules
from sojourn.certificates.models import Certificate, SigningKey
from sojourn.documents import queries as documents
from sojourn.placements.models import Amendment
from sojourn.post.models import Letter
from sojourn.ui import glyphs
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


def bit(made):
    """Whether the published list says that it holds no more."""
    said = jwt.decode(client().get("/certificates/revoked/").content, options={"verify_signature": False})
    packed = said["credentialSubject"]["encodedList"][1:]
    bits = gzip.decompress(base64.urlsafe_b64decode(packed + "=" * (-len(packed) % 4)))
    return bool(bits[made.number // 8] & (0x80 >> made.number % 8))


def everywhere(stage, made):
    """What page, PDF check, list, wallet and directory say: each True where it holds."""
    address = reverse("certificates:verify_code", args=[made.code])
    page = client().get(address).content.decode()
    file = SimpleUploadedFile("c.pdf", documents.content(made.file), content_type="application/pdf")
    checked = client().post(address, {"file": file}).content.decode()
    wallet = client(stage.ada).get(reverse("certificates:credential", args=[made.pk])).status_code
    return {
        "page": "This certificate is valid" in page,
        "name": made.statement["name"] in page,
        "file": "exactly the one that was issued" in checked and "holds no more" not in checked,
        "list": not bit(made),
        "wallet": wallet == 200,
        "directory": "Ada Lind" in client().get(reverse("public:stories")).content.decode(),
        "centre": "Ada Lind" in client().get(
            reverse("public:centre", args=[made.placement.offer.centre.institution.slug])
        ).content.decode(),
    }  # fmt: skip


WAYS = ("page", "name", "file", "list", "wallet", "directory", "centre")


def test_a_revocation_is_read_everywhere_at_once(stage, issued):
    alumni.join(issued.placement, {"shown_name": "Ada Lind"}, by=stage.ada, at=LATER)
    assert everywhere(stage, issued) == dict.fromkeys(WAYS, True)
    actions.revoke(issued, reason="Wrong dates.", by=stage.ida, at=LATER)
    assert everywhere(stage, issued) == dict.fromkeys(WAYS, False)
    page = client(stage.ada).get(reverse("alumni:mine")).content.decode()
    assert "certificate of this stay was revoked" in page
    again = actions.issue(issued.placement, by=stage.ida, at=LATER)
    assert everywhere(stage, again) == dict.fromkeys(WAYS, True)
    assert bit(issued)


def test_after_a_correction_the_old_one_says_superseded_and_not_by_which(stage, issued):
    with pytest.raises(Refused, match="would say the same"):
        actions.reissue(issued, reason="Nothing.", by=stage.ida, at=LATER)
    stage.ada.family_name = "Lind-Moser"
    stage.ada.save()
    address = reverse("certificates:reissue", args=[issued.pk])
    assert "the name" in client(stage.ida).get(address).content.decode()
    assert client(stage.ida).post(address, {"reason": "Married."}).status_code == 302
    new = Certificate.objects.get(state="issued")
    issued.refresh_from_db()
    assert (new.statement["name"], issued.state, bit(issued), bit(new)) == (
        "Ada Lind-Moser", "superseded", True, False,
    )  # fmt: skip
    page = client().get(reverse("certificates:verify_code", args=[issued.code])).content.decode()
    assert "superseded" in page and "Lind" not in page and new.code not in page and "Married" not in page
    told = Letter.objects.get(kind="certificates.reissue")
    assert issued.code in told.text and new.code in told.text and "Married." in told.text
    assert not Letter.objects.filter(kind="certificates.revoke").exists()
    with pytest.raises(Refused):
        actions.reissue(issued, reason="Again.", by=stage.ida, at=LATER)


@pytest.mark.parametrize("who", ["ada", "mia", "hana"])
def test_reissue_is_the_offices(stage, issued, who):
    by = getattr(stage, who)
    assert rules.may_reissue(issued, by=by, at=LATER).code == "not-office"
    assert client(by).get(reverse("certificates:reissue", args=[issued.pk])).status_code == 404


def moved(stage, placement, on):
    """The rest of the stay at another centre, as the room of stays leaves it."""
    other = next(offer for offer in stage.offers if offer.pk != placement.offer_id)
    Amendment.objects.create(
        placement=placement, kind="move", state="done", offer=other, tutor=placement.tutor, from_on=on,
        reason="Closed.", asked_as="fellow", asked_at=LATER,
    )  # fmt: skip
    placement.offer = other
    placement.save()
    return other.centre.institution


def test_a_stay_in_two_places_names_both_with_their_days(stage):
    placement = stage.placement("completed")
    first = placement.offer.centre.institution
    second = moved(stage, placement, date(2024, 10, 16))
    made = actions.issue(placement, by=stage.ida, at=LATER)
    assert [(leg["institution"], leg["starts"], leg["ends"]) for leg in made.statement["legs"]] == [
        (first.name, "2 September 2024", "15 October 2024"),
        (second.name, "16 October 2024", "1 December 2024"),
    ]
    said = str(queries.credential(made))
    page = client().get(reverse("certificates:verify_code", args=[made.code])).content.decode()
    for name in (first.name, second.name):
        assert name in said and name in page and name in made.centres


def test_an_interruption_is_told_and_not_counted(stage):
    placement = stage.placement("completed")
    placement.pauses = [["2024-10-03", "2024-10-09"]]
    placement.save()
    said = queries.statement(placement, by=stage.ida, at=LATER)
    assert said["length"] == "two months and 23 days"
    assert said["pauses"] == "interrupted from 3 October 2024 to 9 October 2024"
    placement.ends_on += timedelta(7)
    assert queries.statement(placement, by=stage.ida, at=LATER)["length"] == "three months"


def test_a_stay_that_ended_early_has_no_certificate_and_says_why(stage):
    placement = stage.placement("arrived")
    placement.state, placement.left_on = "ended_early", STARTS + timedelta(20)
    placement.save()
    assert rules.may_issue(placement, by=stage.ida, at=LATER).code == "ended-early"
    page = client(stage.ada).get(reverse("certificates:mine")).content.decode()
    assert "ended early: there is no certificate of a whole stay" in page


def test_a_name_that_no_font_has_is_told_instead_of_an_error(stage):
    stage.ada.family_name = "王小明"
    stage.ada.save()
    verdict = rules.may_issue(stage.placement("completed"), by=stage.ida, at=LATER)
    assert verdict.code == "unprintable" and "王小明" in verdict.reason
    assert not glyphs.unprintable("Ελένη Παπαδοπούλου, Олександра Ґжицька, Nguyễn Thị Hồng Ánh, Şule İpek")


def test_openssl_alone_finds_credential_and_list_signed_by_the_published_key(issued, tmp_path):
    """No JWT library: the signature over the first two parts, by the key that the header names."""
    (tmp_path / "key").write_text(SigningKey.objects.get(in_use=True).public)
    tokens = [
        actions.credential(issued, key=queries.key_in_use()),
        client().get("/certificates/revoked/").content.decode(),
    ]
    for token in tokens:
        head, body, sign = token.split(".")
        (tmp_path / "sign").write_bytes(base64.urlsafe_b64decode(sign + "=="))
        for said, good in ((f"{head}.{body}", True), (f"{head}.{body[:-2]}AA", False)):
            (tmp_path / "said").write_text(said)
            done = subprocess.run(
                ["openssl", "dgst", "-sha256", "-verify", "key", "-signature", "sign", "said"],
                cwd=tmp_path, capture_output=True, check=False,
            )  # fmt: skip
            assert (done.returncode == 0) is good
