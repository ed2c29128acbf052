"""The logbook as a PDF, for a diploma: sums by objective and part, then every entry with its state."""

from __future__ import annotations

import json
from datetime import datetime
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

import typst

from sojourn.placements.models import LogEntry, Placement
from sojourn.placements.queries import amendments, logbooks, stays
from sojourn.societies import queries as societies
from sojourn.ui import times
from sojourn.ui.glyphs import legible

HERE = Path(__file__).resolve().parents[1] / "typst"
FONTS = Path(__file__).resolve().parents[2] / "ui" / "fonts"


def logbook_pdf(placement: Placement, *, at: datetime) -> bytes:
    programme = placement.award.application.programme
    federation = societies.federation()
    day = at.astimezone(ZoneInfo(programme.call.zone)).date()
    roles = dict(LogEntry.ROLES)
    data = {
        "federation": federation.name,
        "demonstration": bool(federation.demonstration),
        "programme": programme.name,
        "name": placement.fellow.formal_name if placement.fellow else "The fellow",
        "tutor": placement.tutor.name if placement.tutor else "",
        "places": [
            f"{leg['institution']}, {times.day(leg['from'])} to {times.day(leg['until'])}"
            for leg in amendments.legs(placement)
        ],
        "day": {"year": day.year, "month": day.month, "day": day.day},
        "day_words": times.day(day),
        "sums": [
            [row["objective"].text, *map(str, [*row["roles"], row["done"], row["signed"], row["planned"]])]
            for row in logbooks.objective_progress(placement)
        ],
        "entries": [
            [
                entry.done_on.isoformat(),
                entry.get_activity_display() + (f", {entry.modality}" if entry.modality else ""),
                entry.objective.text if entry.objective else "",
                roles[entry.role],
                str(entry.count),
                STATES[entry.state],
            ]
            for entry in stays.entries(placement).order_by("done_on", "pk")
        ],
    }
    return typst.compile(
        str(HERE / "logbook.typ"),
        root=str(HERE),
        font_paths=fonts(),
        ignore_system_fonts=True,
        sys_inputs={"data": json.dumps(legible(data))},
        pdf_standards=["a-2a", "ua-1"],
        timestamp=int(at.timestamp()),
    )


STATES = {"logged": "not countersigned", "queried": "queried", "countersigned": "countersigned"}


@cache
def fonts() -> typst.Fonts:
    """Found once for a process: looking through the folder takes longer than the page."""
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(FONTS)])
