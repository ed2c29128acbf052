"""Templates and examples of documents, made from the slot's own words where the office has uploaded none."""

from __future__ import annotations

import tomllib
from datetime import datetime
from functools import cache
from typing import Any

from sojourn.applications.queries import papers
from sojourn.calls.models import DocumentSlot


def has_example(slot: DocumentSlot) -> bool:
    """Whether there is one: the office's own, or an invented one of the usual documents."""
    return slot.example_id is not None or "example" in _known(slot.code)


def template(slot: DocumentSlot, *, at: datetime) -> bytes:
    """One page with the headings of the document, to write from."""
    return _page(slot, at, headings=_known(slot.code)["headings"], paragraphs=[])


def example(slot: DocumentSlot, *, at: datetime) -> bytes:
    """An invented document as it could be; it says so."""
    return _page(slot, at, headings=[], paragraphs=_known(slot.code)["example"]["paragraphs"])


def _page(slot: DocumentSlot, at: datetime, *, headings: list[str], paragraphs: list[str]) -> bytes:
    rules = [slot.guidance, f"Addressed to: {slot.addressee}." if slot.addressee else ""]
    pages = f" and {slot.max_pages} page{'' if slot.max_pages == 1 else 's'}" if slot.max_pages else ""
    rules.append(f"One PDF, at most {slot.max_mb or slot.programme.max_mb} MB{pages}.")
    return papers.typeset(
        "sample.typ",
        at,
        title=slot.title,
        kind="Example, invented" if paragraphs else "Template",
        programme=slot.programme.name,
        rules=[line for line in rules if line],
        headings=headings,
        paragraphs=paragraphs,
    )


def _known(code: str) -> dict[str, Any]:
    known = _samples()
    return known.get(code, known["other"])


@cache
def _samples() -> dict[str, dict[str, Any]]:
    return tomllib.loads((papers.HERE / "samples.toml").read_text(encoding="utf-8"))
