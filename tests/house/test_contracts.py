"""The import contracts, tried on a small house that keeps them and on ones that break them."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.house import plan

CORE = {
    name.removeprefix("sojourn.core.")
    for contract in plan.CONTRACTS
    if contract["type"] == "forbidden"
    for name in (*contract["source_modules"], *contract["forbidden_modules"])
    if name.startswith("sojourn.core.")
}
BROKEN = {
    "floors": {"calls/queries.py": "from sojourn.applications import queries"},
    "floors by a chain": {
        "ui/gates.py": "from sojourn.core import extra",
        "core/extra.py": "import sojourn.people",
    },
    "floors by a late import": {"calls/rules.py": "def late():\n    from sojourn.awards import queries"},
    "floors by a room without one": {"helpers/__init__.py": ""},
    "doors": {"awards/rules.py": "from sojourn.awards import actions"},
    "doors by a file that is none": {"awards/utils.py": ""},
    "open-doors": {"desks/queries.py": "from sojourn.desks import views", "desks/views.py": ""},
    "core": {"core/scoring.py": "from django.db import models"},
    "verifier": {"core/verifier.py": "from sojourn.core import matching"},
    "engine": {"core/rounds.py": "from sojourn.core.verifier import check"},
}
LAWFUL = {
    "awards/queries.py": "from sojourn.calls import queries\nfrom sojourn.core import states",
    "calls/tests/__init__.py": "",
    "calls/tests/test_queries.py": "from sojourn.awards import views",
    "__main__.py": "from sojourn.upkeep import clock",
    "upkeep/clock.py": "",
}


@pytest.fixture
def house(tmp_path: Path):
    """Builds a house of empty rooms with some files in it, and says which contracts it breaks."""

    def build(files: dict[str, str]) -> set[str]:
        shutil.copy(plan.ROOT / "pyproject.toml", tmp_path)
        empty = {f"{room}/__init__.py": "" for room in plan.FLOORS} | {f"core/{name}.py": "" for name in CORE}
        empty |= {f"{room}/{door}.py": "" for room in plan.STAGES for door in ("queries", "actions", "views")}
        for name, text in ({"__init__.py": ""} | empty | LAWFUL | files).items():
            path = tmp_path / "sojourn" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
        told = subprocess.run(
            [Path(sys.executable).with_name("lint-imports"), "--no-logo", "--no-cache"],
            cwd=tmp_path,
            capture_output=True,
            text=True,
            env={"PYTHONPATH": str(tmp_path), "COLUMNS": "200"},
        ).stdout
        assert "Contracts:" in told, told
        kept = {" ".join(name.split()) for name in re.findall(r"^(.+?) KEPT", told, re.MULTILINE)}
        return {contract["id"] for contract in plan.CONTRACTS if contract["name"] not in kept}

    return build


def test_a_lawful_house_breaks_none(house):
    assert house({}) == set()


@pytest.mark.parametrize("case", BROKEN)
def test_a_breach_is_seen_by_its_contract(house, case):
    assert case.split()[0] in house(BROKEN[case])


def test_every_contract_was_tried():
    assert {contract["id"] for contract in plan.CONTRACTS} == {case.split()[0] for case in BROKEN}
