"""The page that verifies without us: the same verdicts as the command, offline, from one file."""

from __future__ import annotations

import hashlib
import json
import os
from pathlib import Path
from random import Random
from typing import Any

import pytest

from sojourn.core import seals, verifier
from sojourn.core.matching import match
from sojourn.core.tests.cases import instance
from sojourn.core.tests.tamper import tampered
from sojourn.core.tests.test_main import GIVEN
from sojourn.core.tests.test_matching import KINDS
from sojourn.core.tests.test_rounds import next_round

PAGE = Path(verifier.__file__).parents[1] / "verifier.html"
TAMPERINGS = int(os.environ.get("SOJOURN_TAMPERINGS", "300"))

VERIFY = """pairs => pairs.map(([instance, result]) => {
  const bytes = (text) => new TextEncoder().encode(text);
  try { return sojourn.verify(bytes(instance), bytes(result)).violations; }
  catch (error) {
    if (error instanceof sojourn.Malformed) return ["malformed: " + error.message];
    throw error;
  }
})"""

pytestmark = pytest.mark.journey


@pytest.fixture
def page(browser: Any) -> Any:
    """The file itself, with the network cut."""
    context = browser.new_context(offline=True)
    page = context.new_page()
    page.goto(PAGE.as_uri())
    yield page
    context.close()


def text(value: Any) -> str:
    return seals.canonical(value).decode()


def test_the_page_finds_every_tampering_and_accepts_every_right_result(page: Any) -> None:
    tries = tampered(Random(12), TAMPERINGS)
    for start in range(0, len(tries), 500):
        batch = tries[start : start + 500]
        wrong = page.evaluate(VERIFY, [(text(given), json.dumps(bad)) for _, given, _, bad in batch])
        for (hand, given, _, bad), violations in zip(batch, wrong, strict=True):
            assert violations, (hand, given, bad)
        right = page.evaluate(VERIFY, [(text(given), text(good)) for _, given, good, _ in batch])
        for (_, given, good, _), violations in zip(batch, right, strict=True):
            assert violations == [], (given, good)


def test_page_and_command_agree_on_every_kind(page: Any) -> None:
    random, asked = Random(13), []
    for kind in KINDS.values():
        for _ in range(30):
            given = instance(random, **{**kind, "people": 8})
            for _ in range(3):
                result = match(given)
                asked.append((given, result))
                given = next_round(random, given, result)
    found = page.evaluate(VERIFY, [(text(given), text(result)) for given, result in asked])
    for (given, result), violations in zip(asked, found, strict=True):
        assert violations == verifier.verify(given, result) == [], given


def test_what_readers_might_read_in_two_ways_does_not_pass(page: Any) -> None:
    """JSON.parse takes the last of two keys, 1.0 for 1, and half a character for one."""
    given = GIVEN
    right = text(match(given))
    award = '"awards":['
    for change in (
        (award, '"awards":[],"awards":['),
        (award, '"\\u0061wards":[],"awards":['),
        ('"cut":2', '"cut":2.0'),
        ('"mode":"', '"mode":"\\ud800'),
        ('"mode":', '"note":0,"mode":'),
        ('"cutoffs":{', '"cutoffs":{"note":{},'),
    ):
        wrong = right.replace(*change, 1)
        assert wrong != right
        assert page.evaluate(VERIFY, [(text(given), wrong)])[0], change
    spaced = right.replace('":', '" : ').replace(",", ", ")
    assert page.evaluate(VERIFY, [(text(given), spaced)]) == [[]]


def test_its_digest_is_sha_256(page: Any) -> None:
    random = Random(14)
    for length in (0, 1, 55, 56, 63, 64, 65, 119, 120, 1000):
        content = random.randbytes(length)
        found = page.evaluate("bytes => sojourn.sha256(Uint8Array.from(bytes))", list(content))
        assert found == hashlib.sha256(content).hexdigest()


def test_ids_may_be_any_text(page: Any) -> None:
    names = ["__proto__", "constructor", "\uffee", "\U0001f600", 'a"b', "\x00", ""]
    given = {
        "format": "sojourn-match/1",
        "applicants": [
            {"id": n, "choices": [{"programme": "__proto__", "centre": "toString"}]} for n in names
        ],
        "programmes": [{"id": "__proto__", "grants": 2, "ranking": [names[:4], *names[4:]]}],
        "offers": [{"programme": "__proto__", "centre": "toString", "places": 3}],
        "lottery": {"seed": "ab"},
    }
    result = match(given)
    assert (
        page.evaluate(VERIFY, [(text(given), text(result))]) == [[]] and verifier.verify(given, result) == []
    )


def test_a_person_drops_two_files_and_reads_the_answer(page: Any, tmp_path: Path) -> None:
    given = instance(Random(2), people=8)
    result = match(given)

    def drop(name: str, content: bytes) -> None:
        path = tmp_path / f"{name}-{len(list(tmp_path.iterdir()))}.json"
        path.write_bytes(content)
        page.set_input_files(f"#{name}", path)

    drop("instance", seals.canonical(given))
    drop("result", seals.canonical(result))
    page.get_by_text("The result is right.").wait_for()
    drop("result", seals.canonical({**result, "unmatched": ["nobody"]}))
    page.get_by_text("The result is wrong: 1 violation.").wait_for()
    drop("result", b"[1.5]")
    page.get_by_text("1.5 is no whole number").wait_for()


def test_a_file_that_cannot_be_read_leaves_no_older_answer(page: Any, tmp_path: Path) -> None:
    given = instance(Random(2), people=8)
    for name, value in (("instance", given), ("result", match(given))):
        (tmp_path / name).write_bytes(seals.canonical(value))
        page.set_input_files(f"#{name}", tmp_path / name)
    page.get_by_text("The result is right.").wait_for()
    page.evaluate(
        """() => take("result", { name: "r", arrayBuffer: async () => { throw new Error("gone"); } })"""
    )
    page.get_by_text("gone").wait_for()
    assert page.get_by_text("The result is right.").count() == 0


def test_it_asks_for_nothing_from_anywhere() -> None:
    source = PAGE.read_text()
    assert "default-src 'none'" in source
    assert not any(word in source for word in ("http://", "https://", "fetch(", "src=", "import "))
