"""A certificate is issued once, when everything is in; its paper is archivable; it can be revoked."""

import io
from datetime import date

import pikepdf
import pytest

from sojourn.awards.tests import stage as stages
from sojourn.awards.tests.stage import ENDS, at
from sojourn.certificates import actions, queries
from sojourn.certificates.models import Certificate
from sojourn.core import seals
from sojourn.documents import queries as documents
from sojourn.post.models import Letter
from sojourn.societies.models import Federation
from sojourn.ui.gates import Refused

LATER = at(date(2024, 12, 10))


@pytest.fixture
def stage(db):
    return stages.make()


def refused(code, action, *args, **more):
    with pytest.raises(Refused) as caught:
        action(*args, **more)
    assert caught.value.verdict.code == code, caught.value.verdict
    return caught.value.verdict


def test_issue_names_what_is_missing(stage):
    placement = stage.placement("arrived")
    verdict = refused("missing", actions.issue, placement, by=stage.ida, at=LATER)
    assert verdict.facts["missing"] == [
        "the tutor's final evaluation",
        "the fellow's final evaluation of the centre",
        "the fellow's report, accepted by the office",
        "the end of the stay",
    ]


@pytest.mark.parametrize("who", ["ada", "mia", "hana"])
def test_issue_is_the_offices(stage, who):
    refused("not-office", actions.issue, stage.placement("completed"), by=getattr(stage, who), at=LATER)


def test_issue_seals_what_it_says(stage):
    made = actions.issue(stage.placement("completed"), by=stage.ida, at=LATER)
    assert seals.parse(made.code) == made.code
    assert made.seal == seals.seal(made.statement)
    assert made.statement["name"] == "Ada Lind"
    assert made.statement["length"] == "three months"
    assert made.statement["activities"] == "6 logged activities were countersigned by the tutor."
    assert "@" not in str(made.statement)
    assert queries.by_code(made.code.lower().replace("-", " ")) == made
    assert "certificate" in Letter.objects.get(kind="certificates.issue").subject
    refused("issued", actions.issue, made.placement, by=stage.finn, at=LATER)


def test_the_paper_is_tagged_archivable_and_says_demonstration(stage):
    made = actions.issue(stage.placement("completed"), by=stage.ida, at=LATER)
    with pikepdf.open(io.BytesIO(documents.content(made.file))) as pdf:
        with pdf.open_metadata() as meta:
            assert (meta["pdfaid:part"], meta["pdfuaid:part"]) == ("2", "1")
            assert made.code in meta["dc:title"]
        assert bool(pdf.Root.MarkInfo.Marked)
        assert len(pdf.pages) == 1
        assert str(pdf.Root.Lang).startswith("en")
    assert made.statement["demonstration"] is True


def test_a_real_certificate_says_nothing_of_a_demonstration(stage):
    Federation.objects.update(demonstration=False)
    made = actions.issue(stage.placement("completed"), by=stage.ida, at=LATER)
    assert made.statement["demonstration"] is False


def test_the_same_statement_gives_the_same_paper(stage):
    made = actions.issue(stage.placement("completed"), by=stage.ida, at=LATER)
    again = actions.paper.certificate(made.statement, code=made.code, seal=made.seal, at=LATER)
    assert documents.content(made.file).startswith(again)  # the signature is written behind it


def test_a_long_name_stays_on_one_sheet(stage):
    stage.ada.title, stage.ada.given_name = "Prof. Dr. med. habil.", "Maria Alexandra Theodora Wilhelmina"
    stage.ada.family_name = "von Musterhausen-Beispielsdottir"
    stage.ada.save()
    made = actions.issue(stage.placement("completed"), by=stage.ida, at=LATER)
    with pikepdf.open(io.BytesIO(documents.content(made.file))) as pdf:
        assert len(pdf.pages) == 1


def test_revoke_ends_it_and_another_can_be_issued(stage):
    made = actions.issue(stage.placement("completed"), by=stage.ida, at=LATER)
    refused("not-office", actions.revoke, made, reason="x", by=stage.mia, at=LATER)
    actions.revoke(made, reason="Wrong dates.", by=stage.ida, at=LATER)
    refused("state", actions.revoke, made, reason="x", by=stage.ida, at=LATER)
    assert "Wrong dates." in Letter.objects.get(kind="certificates.revoke").text
    other = actions.issue(made.placement, by=stage.ida, at=LATER)
    assert other.code != made.code
    assert Certificate.objects.filter(state="issued").get() == other


def test_forget_removes_the_reason_only(stage):
    made = actions.issue(stage.placement("completed"), by=stage.ida, at=LATER)
    actions.revoke(made, reason="Private.", by=stage.ida, at=LATER)
    actions.forget(stage.ada, at=at(ENDS))
    made.refresh_from_db()
    assert (made.reason, made.state) == ("", "revoked")
