"""What others made and we ship: named, licensed, unchanged, and asking nobody's server for anything."""

from __future__ import annotations

import hashlib
import re
import tomllib
from pathlib import Path

import pytest

UI = Path(__file__).parents[2] / "sojourn" / "ui"
LIST = UI / "static" / "vendor" / "VENDOR.toml"
FILES = tomllib.loads(LIST.read_text())["file"]
FOLDERS = ["static/vendor", "fonts", "tests/vendor"]


@pytest.mark.parametrize("entry", FILES, ids=lambda entry: entry["path"])
def test_a_vendored_file_is_what_the_list_says(entry):
    digest = hashlib.sha256((UI / entry["path"]).read_bytes()).hexdigest()
    assert digest == entry["sha256"]
    assert all(entry[key].strip() for key in ("name", "version", "licence", "origin"))


def test_no_file_stands_there_without_its_line():
    found = {
        str(path.relative_to(UI))
        for folder in FOLDERS
        for path in (UI / folder).rglob("*")
        if path.is_file() and path.name != "VENDOR.toml" and not path.name.startswith("LICENSE")
    }
    assert found <= {entry["path"] for entry in FILES}


def test_every_licence_text_is_beside_its_files():
    assert {path.name for folder in FOLDERS for path in (UI / folder).rglob("LICENSE*")} == {
        "LICENSE-axe-core.txt",
        "LICENSE-bootstrap.txt",
        "LICENSE-source-sans-3.md",
        "LICENSE-source-serif-4.md",
    }


@pytest.mark.parametrize("path", sorted((UI / "static").rglob("*.css")), ids=lambda path: path.name)
def test_styles_load_nothing_from_elsewhere_and_nothing_that_is_missing(path):
    source = path.read_text()
    assert "sourceMappingURL" not in source
    assert "@import" not in source
    for target in re.findall(r"""url\(\s*["']?(?!data:)([^"')]+)""", source):
        assert (path.parent / target).resolve().is_file(), target


@pytest.mark.parametrize("path", sorted((UI / "static").rglob("*.js")), ids=lambda path: path.name)
def test_scripts_import_only_their_neighbours(path):
    source = path.read_text()
    assert "sourceMappingURL" not in source
    for target in re.findall(r"""from\s+["']([^"']+)["']""", source):
        assert target.startswith("./"), target
        assert (path.parent / target).is_file(), target
