"""Anyone may check; the fellow downloads; the office issues and revokes."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from sojourn.awards.tests import stage as stages
from sojourn.awards.tests.stage import at, client
from sojourn.certificates import actions
from sojourn.certificates.models import Certificate
from sojourn.documents import queries as documents

LATER = at(date(2024, 12, 10))


@pytest.fixture
def stage(db):
    stage = stages.make()
    stages.live_at(LATER)
    return stage


@pytest.fixture
def certificate(stage):
    return actions.issue(stage.placement("completed"), by=stage.ida, at=LATER)


def url(name, *args):
    return reverse(f"certificates:{name}", args=args)


def statuses(stage, address):
    given = {
        who: client(getattr(stage, who)).get(address).status_code
        for who in ("ada", "ida", "finn", "mia", "hana")
    }
    return given | {"visitor": client().get(address).status_code}


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("certificate", {"ada": 200, "ida": 200, "finn": 200, "mia": 404, "hana": 404, "visitor": 302}),
        ("download", {"ada": 200, "ida": 200, "finn": 200, "mia": 404, "hana": 404, "visitor": 302}),
        ("revoke", {"ada": 404, "ida": 200, "finn": 200, "mia": 404, "hana": 404, "visitor": 302}),
    ],
)
def test_a_certificate_opens_to_its_people_only(stage, certificate, name, expected):
    assert statuses(stage, url(name, certificate.pk)) == expected


def test_the_offices_lists_hold_only_its_own(stage, certificate):
    for name in ("office", "export_list"):
        assert statuses(stage, url(name)) == {
            "ada": 403, "ida": 200, "finn": 200, "mia": 200, "hana": 403, "visitor": 302,
        }  # fmt: skip
    assert certificate.code in client(stage.ida).get(url("office")).content.decode()
    assert certificate.code not in client(stage.mia).get(url("office")).content.decode()


def test_issue_shows_what_will_be_printed_and_a_get_issues_nothing(stage):
    placement = stage.placement("completed")
    address = url("issue", placement.pk)
    assert "Ada Lind" in client(stage.ida).get(address).content.decode()
    assert Certificate.objects.count() == 0
    assert client(stage.mia).post(address).status_code == 404
    client(stage.ida).post(address)
    assert Certificate.objects.get().issued_by == stage.ida
    again = client(stage.ida).post(address)
    assert again.status_code == 403
    assert "A valid certificate was issued" in again.content.decode()


def test_issue_too_early_lists_what_is_missing(stage):
    placement = stage.placement("arrived")
    answer = client(stage.ida).get(url("issue", placement.pk))
    assert answer.status_code == 403
    assert "the tutor&#x27;s final evaluation" in answer.content.decode()
    assert "the tutor&#x27;s final evaluation" in client(stage.ada).get(url("mine")).content.decode()


@pytest.mark.parametrize("typed", ["{}", " {} ", "as lower"])
def test_verify_takes_the_code_however_it_is_typed(stage, certificate, typed):
    code = (
        certificate.code.lower().replace("-", "") if typed == "as lower" else typed.format(certificate.code)
    )
    answer = client().post(url("verify"), {"code": code})
    assert answer.url == url("verify_code", certificate.code)


def test_verify_tells_valid_revoked_unknown_and_mistyped_apart(stage, certificate):
    page = client().get(url("verify_code", certificate.code))
    assert (page.status_code, "This certificate is valid" in page.content.decode()) == (200, True)
    assert "DEMONSTRATION" in page.content.decode()
    actions.revoke(certificate, reason="A private reason.", by=stage.ida, at=LATER)
    page = client().get(url("verify_code", certificate.code))
    text = page.content.decode()
    assert "This certificate was revoked" in text
    assert "Tuesday 10 December 2024" in text
    assert "A private reason." not in text
    assert "Ada Lind" not in text
    unknown = client().get(url("verify_code", "0041-0610-5X"))
    assert (unknown.status_code, "No certificate has this number" in unknown.content.decode()) == (404, True)
    mistyped = client().get(
        url("verify_code", certificate.code[:-1] + ("A" if certificate.code[-1] != "A" else "B"))
    )
    assert (mistyped.status_code, "its last character does not fit" in mistyped.content.decode()) == (
        422,
        True,
    )


def test_verify_code_compares_a_file_and_keeps_nothing(stage, certificate):
    content = documents.content(certificate.file)
    for given, said in ((content, "is exactly the one"), (content + b" ", "is not the one that was issued")):
        upload = SimpleUploadedFile("c.pdf", given, "application/pdf")
        page = client().post(url("verify_code", certificate.code), {"file": upload})
        assert said in page.content.decode()
    assert documents.File.objects.count() == 1


def test_revoke_takes_two_steps_and_a_reason(stage, certificate):
    address = url("revoke", certificate.pk)
    client(stage.ida).get(address)
    assert client(stage.ida).post(address, {"reason": ""}).status_code == 422
    certificate.refresh_from_db()
    assert certificate.state == "issued"
    client(stage.ida).post(address, {"reason": "Wrong dates."})
    certificate.refresh_from_db()
    assert (certificate.state, certificate.reason) == ("revoked", "Wrong dates.")
    assert "Wrong dates." in client(stage.ada).get(url("certificate", certificate.pk)).content.decode()


def test_download_gives_the_sealed_bytes(stage, certificate):
    answer = client(stage.ada).get(url("download", certificate.pk))
    assert b"".join(answer.streaming_content) == documents.content(certificate.file)
    assert certificate.code in answer["Content-Disposition"]
