"""The worked example of docs/matching.md is what the engine says."""

from __future__ import annotations

import json
import re
from pathlib import Path

from sojourn.core.matching import match
from sojourn.core.proofs import Explainer, waiting
from sojourn.core.tests.cases import held_of

PAGE = Path(__file__).parents[3] / "docs" / "matching.md"


def test_the_worked_example() -> None:
    page = PAGE.read_text()
    given = json.loads(re.findall(r"```json\n(.*?)```", page, re.DOTALL)[0])
    told = re.findall(r"```text\n(You were.*?)```", page, re.DOTALL)[0].splitlines()
    result = match(given)
    places = {a: centre for a, (_, centre) in held_of(result).items()}
    assert places == {"ana": "oslo", "bo": "oslo", "dee": "lyon", "eli": "porto"}
    names = {name: name.title() for name in ("oslo", "porto", "lyon")}
    assert [line.text for line in Explainer(given, result, centres=names).lines("cai")] == told
    assert waiting(given, result, "cai") == [("chest", "oslo", 1), ("chest", "lyon", 1)]
    again = match({**given, "previous": {"awards": result["awards"], "declined": ["ana"]}})
    assert {a: c for a, (_, c) in held_of(again).items()} == {
        "bo": "oslo",
        "cai": "oslo",
        "dee": "lyon",
        "eli": "porto",
    }


def test_the_pictures_are_there() -> None:
    for picture in re.findall(r"!\[.*?\]\((.*?)\)", PAGE.read_text()):
        assert (PAGE.parent / picture).read_text().startswith("<svg")
