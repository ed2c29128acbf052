"""The letter of award as a PDF: for the employer, the bank, the embassy."""

from __future__ import annotations

import json
from datetime import datetime
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

import typst
from babel import Locale

from sojourn.awards.models import Award
from sojourn.awards.queries import grants
from sojourn.core import money
from sojourn.societies import queries as societies
from sojourn.ui import times
from sojourn.ui.glyphs import legible

HERE = Path(__file__).resolve().parents[1] / "typst"
FONTS = Path(__file__).resolve().parents[2] / "ui" / "fonts"


def letter(award: Award, *, at: datetime) -> bytes:
    """What was awarded, on one page."""
    programme = award.application.programme
    call, institution = programme.call, award.offer.centre.institution
    federation, grant = societies.federation(), grants.promised(award)
    day = at.astimezone(ZoneInfo(call.zone)).date()
    window = words = ""
    if grant:
        words = f"A grant of {money.Money(grant['total'], grant['currency'])} belongs to it."
    first, last = award.starts_from or call.starts_from, award.ends_until or call.ends_until
    if first and last:
        window = f"The stay lasts {call.months} months, between {times.day(first)} and {times.day(last)}."
    data = {
        "federation": federation.name,
        "society": f"{programme.society.name} ({programme.society.acronym})",
        "name": award.application.applicant.formal_name,
        "programme": programme.name,
        "institution": institution.name,
        "city": institution.city,
        "country": Locale("en").territories.get(institution.country, institution.country),
        "tutor": award.tutor.name if award.tutor else "",
        "window": window,
        "grant": words,
        "day": {"year": day.year, "month": day.month, "day": day.day},
        "day_words": times.day(day),
        "reference": str(award.pk),
        "demonstration": bool(federation.demonstration),
    }
    return typst.compile(
        str(HERE / "letter.typ"),
        root=str(HERE),
        font_paths=fonts(),
        ignore_system_fonts=True,
        sys_inputs={"data": json.dumps(legible(data))},
        pdf_standards=["a-2a", "ua-1"],
        timestamp=int(at.timestamp()),
    )


@cache
def fonts() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(FONTS)])
