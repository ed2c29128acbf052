"""The plan of the house: every source file with its room, its door and its syntax tree."""

from __future__ import annotations

import ast
import subprocess
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
CONTRACTS = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
FLOORS = [
    room.strip()
    for contract in CONTRACTS
    if contract["id"] == "floors"
    for floor in contract["layers"]
    for room in floor.split("|")
]
STAGES = next(
    [name.removeprefix("sojourn.") for name in contract["containers"]]
    for contract in CONTRACTS
    if contract["id"] == "doors"
)
SERVICES = ("ui", "journal", "documents", "post")
SMELL = {
    "states": 60,
    "models": 300,
    "queries": 300,
    "rules": 250,
    "actions": 400,
    "forms": 250,
    "views": 300,
}
SMELL_OF_A_TEMPLATE = 120


@dataclass(frozen=True)
class Source:
    """One Python file of the house; `path` is relative to the project, with slashes."""

    path: str
    text: str

    @property
    def parts(self) -> list[str]:
        return self.path.removesuffix(".py").split("/")[1:]

    @property
    def room(self) -> str:
        return self.parts[0]

    @property
    def door(self) -> str:
        """`actions` for actions.py and for actions/letters.py; empty for a room's __init__."""
        return self.parts[1] if len(self.parts) > 1 and self.parts[1] != "__init__" else ""

    @property
    def docstring(self) -> str | None:
        return ast.get_docstring(self.tree)

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.text, self.path)

    def imports(self) -> Iterator[tuple[int, str]]:
        """Line and full dotted name of everything imported, late imports included."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Import):
                yield from ((node.lineno, alias.name) for alias in node.names)
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                yield from ((node.lineno, f"{node.module}.{alias.name}") for alias in node.names)

    def names(self) -> dict[str, str]:
        """The local name of every import -> its full dotted name."""
        found = {}
        for node in ast.walk(self.tree):
            if isinstance(node, ast.ImportFrom) and node.module:
                found |= {alias.asname or alias.name: f"{node.module}.{alias.name}" for alias in node.names}
            elif isinstance(node, ast.Import):
                found |= {alias.asname: alias.name for alias in node.names if alias.asname}
                found |= {alias.name.split(".")[0]: alias.name.split(".")[0] for alias in node.names}
        return found

    def functions(self) -> dict[str, ast.FunctionDef]:
        """The public functions of the module."""
        return {
            node.name: node
            for node in self.tree.body
            if isinstance(node, ast.FunctionDef) and not node.name.startswith("_")
        }


@cache
def sources() -> tuple[Source, ...]:
    """Every Python file of the product, without its tests."""
    files = sorted((ROOT / "sojourn").rglob("*.py"))
    texts = [Source(path.relative_to(ROOT).as_posix(), path.read_text()) for path in files]
    return tuple(source for source in texts if "tests" not in source.parts)


def doors(room: str, door: str) -> list[Source]:
    return [source for source in sources() if source.room == room and source.door == door]


def none(complaints: Iterable[str]) -> None:
    """Fail with every complaint on a line of its own: pytest would cut a long list."""
    told = list(complaints)
    if told:
        pytest.fail("\n".join(told), pytrace=False)


def rooms() -> list[str]:
    return sorted({path.parent.name for path in (ROOT / "sojourn").glob("*/__init__.py")})


@cache
def templates() -> tuple[tuple[str, str], ...]:
    """(path, text) of every template and letter."""
    found = (ROOT / "sojourn").glob("*/templates/**/*.*")
    return tuple((path.relative_to(ROOT).as_posix(), path.read_text()) for path in sorted(found))


@cache
def tracked() -> tuple[str, ...]:
    """The files that git keeps; without git, all but what is made."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True)
    if listed.returncode == 0 and listed.stdout:
        return tuple(name for name in listed.stdout.split("\0") if name and (ROOT / name).is_file())
    made = {".venv", "data", "__pycache__", ".git"}
    files = (path.relative_to(ROOT) for path in ROOT.rglob("*") if path.is_file())
    return tuple(path.as_posix() for path in files if not made & set(path.parts))
