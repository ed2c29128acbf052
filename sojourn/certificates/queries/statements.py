"""What is certified, in the words that are printed; plain JSON, sealed as it stands."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from babel import Locale
from django.db.models import Sum

from sojourn.core import periods
from sojourn.placements import queries as placements
from sojourn.placements.models import Placement
from sojourn.societies import queries as societies
from sojourn.ui import times

NUMBERS = (
    "no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
)  # fmt: skip
OF_THE_DAY = ("issued", "issued_words", "issuer")  # says when and by whom, nothing of the stay


def statement(placement: Placement, *, by: Any, at: datetime) -> dict[str, Any]:
    """`legs` and `pauses` only where the stay had more than one centre, or was interrupted."""
    application = placement.award.application
    programme = application.programme
    federation = societies.federation()
    day = at.astimezone(ZoneInfo(programme.call.zone)).date()
    fellow = placement.fellow.formal_name if placement.fellow else application.formal_name
    signed = placement.entries.filter(state="countersigned").aggregate(total=Sum("count"))["total"] or 0
    modules = list(dict.fromkeys(line.module for line in placement.objectives.all() if line.module))
    legs, pauses = _legs(placement), _pauses(placement)
    found = {
        "name": fellow,
        "programme": programme.name,
        "federation": federation.name,
        "society": f"{programme.society.name} ({programme.society.acronym})",
        "society_short": programme.society.acronym,
        "field": programme.field,
        **_place(placement.offer.centre.institution),
        "length": _length(placement, pauses),
        "starts": periods.spoken(placement.starts_on),
        "ends": periods.spoken(placement.ends_on),
        "tutor": placement.tutor.name if placement.tutor else "",
        "modules": modules,
        "activities": f"{signed} logged activities were countersigned by the tutor." if signed else "",
        "issued": {"year": day.year, "month": day.month, "day": day.day},
        "issued_words": times.day(day),
        "issuer": by.formal_name,
        "demonstration": bool(federation.demonstration),
    }
    if len(legs) > 1:
        found["legs"] = legs
    if pauses:
        spans = [f"{periods.spoken(first)} to {periods.spoken(last)}" for first, last in pauses]
        found["pauses"] = f"interrupted from {' and from '.join(spans)}"
    return found


def differences(kept: Mapping[str, Any], now: Mapping[str, Any]) -> list[str]:
    """What a certificate issued now would say otherwise, by the labels of its page."""
    return [
        words for name, words in LABELS.items() if name not in OF_THE_DAY and kept.get(name) != now.get(name)
    ]


LABELS = {
    "name": "the name",
    "programme": "the programme",
    "federation": "the federation",
    "society": "the society",
    "field": "the field",
    "institution": "the centre",
    "city": "its city",
    "country": "its country",
    "legs": "the centres of the stay",
    "starts": "the first day",
    "ends": "the last day",
    "length": "the length",
    "pauses": "the interruptions",
    "tutor": "the tutor",
    "modules": "the training plan",
    "activities": "what was countersigned",
    "demonstration": "whether it is a demonstration",
}


def _place(institution: Any) -> dict[str, str]:
    return {
        "institution": institution.name,
        "city": institution.city,
        "country": Locale("en").territories.get(institution.country, institution.country),
    }


def _legs(placement: Placement) -> list[dict[str, str]]:
    """Where the fellow was and when; a centre that was left before its first day is none."""
    found: list[dict[str, Any]] = []
    for leg in placements.legs(placement):
        if leg["until"] < leg["from"]:
            continue
        if found and found[-1]["place"] == leg["institution"]:
            found[-1]["until"] = leg["until"]  # another tutor or society of the same house
            continue
        found.append({"place": leg["institution"], "from": leg["from"], "until": leg["until"]})
    return [
        {
            **_place(leg["place"]),
            "starts": periods.spoken(leg["from"]),
            "ends": periods.spoken(leg["until"]),
        }
        for leg in found
    ]


def _pauses(placement: Placement) -> list[tuple[date, date]]:
    """Interruptions as far as they lie within the stay."""
    spans = [(date.fromisoformat(first), date.fromisoformat(last)) for first, last in placement.pauses]
    within = [(max(first, placement.starts_on), min(last, placement.ends_on)) for first, last in spans]
    return [(first, last) for first, last in sorted(within) if first <= last]


def _length(placement: Placement, pauses: list[tuple[date, date]]) -> str:
    """The time really spent there: as long as a stay that nothing interrupted."""
    away = sum((last - first).days + 1 for first, last in pauses)
    after = placement.ends_on + timedelta(1 - away)
    months = periods.whole_months(placement.starts_on, after)
    days = (after - periods.add_months(placement.starts_on, months)).days
    word = NUMBERS[months] if months < len(NUMBERS) else str(months)
    words = [
        f"{number} {unit}" if count == 1 else f"{number} {unit}s"
        for number, count, unit in ((word, months, "month"), (str(days), days, "day"))
        if count > 0
    ]
    return " and ".join(words) or "no day"
