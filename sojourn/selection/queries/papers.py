"""What is printed: each member's papers for a meeting, and the summary for the board."""

from __future__ import annotations

import json
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import typst

from sojourn.applications import queries as applications
from sojourn.reviews import queries as reviews
from sojourn.selection.models import Item, Pack
from sojourn.selection.queries import boards, meetings
from sojourn.societies import queries as societies
from sojourn.ui import times

HERE = Path(__file__).resolve().parents[1] / "typst"
FONTS = Path(__file__).resolve().parents[2] / "ui" / "fonts"


def pack(row: Pack, *, at: datetime) -> tuple[bytes, list[Item]]:
    """The PDF, and the items in it: none in conflict with the member, and nothing that tells how many are."""
    meeting, member = row.meeting, row.member
    programme, zone = meeting.programme, meeting.programme.call.zone
    held = list(meetings.items(meeting, member))
    sheets = applications.sheets_for_committee([item.application for item in held], at=at)
    criteria = reviews.criteria_of(programme)
    made = times.instant(at, zone)
    data: dict[str, Any] = {
        "title": f"Papers for the meeting of {programme.society.acronym}",
        "office": programme.society.name,
        "call": programme.call.name,
        "programme": programme.name,
        "held": times.instant(meeting.held_at, zone),
        "way": f"Decisions: {meeting.get_way_display().lower()}",
        "member": member.formal_name,
        "made": made,
        "mark": f"{member.formal_name} · {made}",
        "scale": f"{criteria[0].lowest} to {criteria[0].highest}" if criteria else "",
        "demonstration": bool(societies.federation().demonstration),
        "files": [
            {
                "name": _named(item),
                "scores": boards.scores(item.application, member, at=at),
                "sections": sheets[item.application_id],
            }
            for item in held
        ],
    }
    return typeset("pack.typ", at, data), held


def _named(item: Item) -> str:
    application = item.application
    name = reviews.shown_name(application)
    return name if application.number in name else f"{name}, {application.number}"


def typeset(template: str, at: datetime, data: dict[str, Any]) -> bytes:
    """A PDF of one of this room's `.typ` files; what people wrote is data and never markup."""
    return typst.compile(
        str(HERE / template),
        root=str(HERE),
        font_paths=_fonts(),
        ignore_system_fonts=True,
        sys_inputs={"data": json.dumps(data)},
        timestamp=at.replace(microsecond=0),
    )


@cache
def _fonts() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(FONTS)])
