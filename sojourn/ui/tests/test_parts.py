"""The parts keep the contract of README.md and the content policy."""

import re
from pathlib import Path

import pytest

UI = Path(__file__).parents[1]
PARTS = sorted((UI / "templates" / "ui").glob("_*.html"))
README = (UI / "README.md").read_text()
STYLE = (UI / "templates" / "ui" / "style.html").read_text()
PRIVATE = {"_header", "_footer", "_messages", "_rehearsal", "_task_lines"}


@pytest.mark.parametrize("path", PARTS, ids=lambda path: path.stem)
def test_a_part_says_what_it_takes(path):
    assert "{% comment %}" in path.read_text().split("\n<")[0]


@pytest.mark.parametrize(
    "path", [path for path in PARTS if path.stem not in PRIVATE], ids=lambda path: path.stem
)
def test_the_readme_and_the_part_agree(path):
    (line,) = re.findall(rf"^\| `{path.name}` \| (.*) \|$", README, re.M)
    comment = re.search(r"{% comment %}(.*?){% endcomment %}", path.read_text(), re.S)[1]
    names = set(re.findall(r"[a-z_]+", re.sub(r"\([^)]*\)|\{.*?\}", "", comment.split(". ")[0])))
    promised = set(re.findall(r"[a-z_]+", line))
    assert names - promised - {"per", "item", "one", "in", "order"} == set()


@pytest.mark.parametrize("name", re.findall(r"^\| `(_\w+\.html)` ", README, re.M))
def test_what_the_readme_promises_exists(name):
    assert (UI / "templates" / "ui" / name).is_file()


def test_no_template_breaks_the_content_policy():
    for path in (UI / "templates").rglob("*.html"):
        source = path.read_text()
        assert not re.search(r"\sstyle=|\son[a-z]+=|<style|javascript:", source), path.name
        assert not re.search(r"<script(?![^>]*\ssrc=)", source), path.name


def test_every_part_is_on_the_style_page():
    inside = {"_person.html", "_action.html", "_error_summary.html", "_who_sees.html"}
    for name in re.findall(r"^\| `(_\w+\.html)` ", README, re.M):
        assert name in inside or name in STYLE, name
