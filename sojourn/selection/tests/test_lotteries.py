"""The commitment before the lottery, the replay, and the files that the second program accepts."""

import json
import subprocess
import sys
from hashlib import sha256
from pathlib import Path

import pytest

from sojourn.calls.models import Programme
from sojourn.core import proofs, seals
from sojourn.journal.models import Entry
from sojourn.reviews.tests.cast import AT
from sojourn.selection import actions, queries
from sojourn.selection.models import Commitment, Match
from sojourn.selection.tests.crowd import crowd
from sojourn.selection.tests.releasing import out
from sojourn.selection.tests.test_actions import accept_all, decision, panel_of, refusal
from sojourn.selection.tests.test_views import page, send

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]
ROOT = Path(__file__).resolve().parents[3]
EVENT = "The draw of the national lottery on 3 April 2024"


def committed(cast):
    return actions.commit(cast.call, event=EVENT, by=cast.finn, at=AT)


def test_commit_binds_the_input_and_shows_none_of_it(two):
    cast, people = two
    commitment = committed(cast)
    assert queries.still_committed(commitment, queries.instance(cast.call))
    text = page(cast.finn, "lottery", "2024").content.decode()
    assert commitment.root in text and EVENT in text and "still to come" in text
    assert all(str(one.pk) not in text for one in people)
    assert not any(salt in text for salt in commitment.salts.values())
    assert Entry.objects.get(verb="selection.commit").facts["root"] == commitment.root
    assert refusal(actions.commit, cast.call, event="Another", by=cast.finn, at=AT) == "same"


def test_commit_waits_for_every_signature(cast):
    panel_of(cast.a, decision(cast.application(), 1), sign=False)
    assert refusal(actions.commit, cast.call, event=EVENT, by=cast.finn, at=AT) == "unsigned"
    assert refusal(actions.commit, cast.call, event=EVENT, by=cast.eva, at=AT) == "not_office"


def test_commit_after_a_known_seed_proves_nothing(two):
    cast, _ = two
    cast.call.lottery_seed = "ab12"
    cast.call.save()
    assert refusal(actions.commit, cast.call, event=EVENT, by=cast.finn, at=AT) == "known"


def test_draw_gives_the_seed_once_and_the_run_waits_for_it(two):
    cast, _ = two
    assert refusal(actions.draw, cast.call, outcome="1 2 3", by=cast.finn, at=AT) == "uncommitted"
    committed(cast)
    assert refusal(actions.run, cast.call, by=cast.finn, at=AT) == "undrawn"
    assert refusal(actions.draw, cast.call, outcome="1 2 3", by=cast.eva, at=AT) == "not_office"
    actions.draw(cast.call, outcome="4 8 15 16 23 42", by=cast.finn, at=AT)
    assert refusal(actions.draw, cast.call, outcome="5", by=cast.finn, at=AT) == "drawn"
    match = actions.run(cast.call, by=cast.finn, at=AT)
    assert match.instance["lottery"] == {"seed": sha256(b"4 8 15 16 23 42").hexdigest()}
    assert "4 8 15 16 23 42" in page(cast.eva, "lottery", "2024").content.decode()


def test_a_change_after_the_commitment_needs_a_new_one_and_both_stay_public(two):
    cast, (_first, second, *_) = two
    old = committed(cast)
    panel = queries.panel_of(cast.a.programme)
    actions.reopen(panel, reason="A mistake.", by=cast.eva, at=AT)
    actions.decide(panel, [decision(second, 3)], by=cast.eva, at=AT)
    actions.sign(panel, by=cast.eva, at=AT)
    assert not queries.still_committed(old, queries.instance(cast.call))
    assert refusal(actions.draw, cast.call, outcome="1", by=cast.finn, at=AT) == "changed"
    new = committed(cast)
    text = page(cast.finn, "lottery", "2024").content.decode()
    assert old.root in text and new.root in text and "An earlier root" in text


def test_the_proof_says_when_the_input_was_changed_after_the_draw(two):
    cast, _ = two
    committed(cast)
    actions.draw(cast.call, outcome="7", by=cast.finn, at=AT)
    actions.run(cast.call, by=cast.finn, at=AT)
    assert (
        "The input above is the one that was committed to."
        in page(cast.eva, "proof", "2024").content.decode()
    )
    Commitment.objects.update(root="0" * 64)
    assert "not the one that was committed to" in page(cast.eva, "proof", "2024").content.decode()


def test_the_replay_is_computed_and_not_remembered(two):
    cast, _ = two
    match = actions.run(cast.call, by=cast.finn, at=AT)
    assert queries.replayed(match) == {"engine": True, "verifier": True, "digest": True}
    match.result["awards"].pop()
    assert queries.replayed(match) == {"engine": False, "verifier": False, "digest": True}
    match.instance["programmes"][0]["grants"] += 1
    assert not queries.replayed(match)["digest"]


def test_draw_takes_the_text_as_it_is(two):
    cast, _ = two
    assert send(cast.finn, "commit", "2024", event="").status_code == 422
    assert send(cast.finn, "commit", "2024", event=EVENT).status_code == 302
    assert send(cast.finn, "draw", "2024", outcome="Žilina 12/45").status_code == 302
    assert Commitment.objects.get().seed == sha256("Žilina 12/45".encode()).hexdigest()
    assert page(cast.finn, "draw", "2024").status_code == 403


@pytest.mark.parametrize(("number", "societies"), [(60, 1), (800, 11)])
def test_the_exported_files_are_accepted_by_the_command(number, societies, tmp_path):
    """And refused when an award is missing: the test of the test."""
    made = crowd(number, societies, 30)
    actions.run(made.call, by=made.finn, at=AT)
    files = []
    for name in ("instance", "outcome"):
        given = page(made.finn, name, "2024")
        assert given.status_code == 200 and "attachment" in given["Content-Disposition"]
        files.append(tmp_path / f"{name}.json")
        files[-1].write_bytes(given.content)

    def command():
        words = [sys.executable, "-m", "sojourn", "verify", *map(str, files)]
        return subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=False)

    assert (done := command()).returncode == 0, done.stdout + done.stderr
    result = json.loads(files[1].read_text())
    result["awards"].pop()
    files[1].write_text(json.dumps(result))
    assert command().returncode == 1


def test_the_files_are_the_offices(two):
    cast, _ = two
    assert page(cast.finn, "outcome", "2024").status_code == 404
    actions.run(cast.call, by=cast.finn, at=AT)
    for who in (cast.eva, cast.ida, cast.hana):
        assert page(who, "outcome", "2024").status_code == 404
        assert page(who, "instance", "2024").status_code == 404


def ready(cast):
    """Committed to, drawn, matched and prepared."""
    committed(cast)
    actions.draw(cast.call, outcome="7", by=cast.finn, at=AT)
    match = actions.run(cast.call, by=cast.finn, at=AT)
    actions.ask_centres(match, by=cast.finn, at=AT)
    accept_all(cast)
    match = Match.objects.get()
    for side in (cast.a, cast.b):
        actions.read(match, side.programme, by=side.chair, at=AT)
    return actions.prepare(match, by=cast.finn, at=AT)


def test_the_own_proof_tells_no_rank_where_the_programme_tells_none(two):
    """Nor the salt: with it the few ranks there are could be tried until one gives the leaf."""
    cast, (first, *_) = two
    out(ready(cast), by=cast.fay, at=AT)
    text = page(first.applicant, "own_proof", first.pk).content.decode()
    proof = json.loads(text)
    assert "ranks" not in proof["entry"] and "salt" not in proof
    assert Commitment.objects.get().salts[str(first.pk)] not in text
    assert {"ranks", "salt"} == set(proof["kept"]) and proof["entry"]["choices"]
    steps = [(side, bytes.fromhex(value)) for side, value in proof["path"]]
    assert proofs.leads_to(bytes.fromhex(proof["leaf"]), steps, bytes.fromhex(proof["root"]))
    checked = page(first.applicant, "check_own", first.pk).content.decode()
    assert "It leads there" in checked and "as the committee signed it" not in checked
    assert "the office keeps the secret number" in checked


def test_each_applicant_checks_the_own_leaf_after_the_release(two):
    cast, (first, second, third, other) = two
    Programme.objects.update(show_rank=True)
    release = ready(cast)
    assert page(first.applicant, "own_proof", first.pk).status_code == 404
    out(release, by=cast.fay, at=AT)
    assert page(second.applicant, "own_proof", first.pk).status_code == 404
    text = page(first.applicant, "own_proof", first.pk).content.decode()
    assert "/check-own/" in page(first.applicant, "result", first.pk).content.decode()
    checked = page(first.applicant, "check_own", first.pk).content.decode()
    assert "/proof.json" in checked and "It leads there" in checked
    proof = json.loads(text)
    leaf = sha256(b"\x00" + bytes.fromhex(proof["salt"]) + seals.canonical(proof["entry"])).digest()
    steps = [(side, bytes.fromhex(value)) for side, value in proof["path"]]
    assert proofs.leads_to(leaf, steps, bytes.fromhex(proof["root"]))
    assert proof["entry"]["id"] == str(first.pk)
    commitment = Commitment.objects.get()
    for one in (second, third, other):
        assert str(one.pk) not in text and commitment.salts[str(one.pk)] not in text
