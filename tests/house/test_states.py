"""The drawn pages say what the tables say; every table can be walked."""

from importlib import import_module

import pytest

from sojourn.core import states
from sojourn.upkeep.management.commands import draw_states
from tests.house import plan

TABLES = [
    pytest.param(module, name, id=f"{room}.{name}")
    for room in plan.STAGES
    if plan.doors(room, "states")
    for module in [import_module(f"sojourn.{room}.states")]
    for name in vars(module)
    if name.endswith("MOVES")
]


def test_the_drawn_pages_are_those_of_the_tables():
    assert draw_states.differing() == []


def test_a_stale_page_is_seen(tmp_path, monkeypatch):
    monkeypatch.setattr(draw_states, "FOLDER", tmp_path)
    drawn = draw_states.pages()
    for name, text in drawn.items():
        (tmp_path / name).write_text(text)
    assert draw_states.differing() == []
    (tmp_path / "post.md").write_text("changed")
    (tmp_path / "gone.md").write_text("of a room that is gone")
    assert draw_states.differing() == ["gone.md", "post.md"]


@pytest.mark.parametrize(("module", "name"), TABLES)
def test_every_state_can_be_reached(module, name):
    moves = getattr(module, name)
    reached, before = set(draw_states.starts(module, name)), set()
    while reached != before:
        before = set(reached)
        reached |= {target for sources, target in moves.values() if before & set(sources)}
    assert set(states.names(moves)) - reached == set()


@pytest.mark.parametrize("module", sorted({each.values[0] for each in TABLES}, key=str))
def test_every_named_group_holds_states_of_a_table(module):
    tables = [getattr(module, name) for name in vars(module) if name.endswith("MOVES")]
    known = {state for moves in tables for state in states.names(moves)}
    groups = {
        name: value for name, value in vars(module).items() if name.isupper() and isinstance(value, tuple)
    }
    assert {name for name, value in groups.items() if not set(value) <= known} == set()
