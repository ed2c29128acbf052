"""The call of 2024 and the demonstration's centres as plain dicts, read from the files in `data`.

A society's file overrides [defaults] of call.toml, which overrides defaults.toml: rules, documents and
criteria by their `code`, everything else whole.
"""

import copy
import tomllib
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

DATA = Path(__file__).resolve().parents[1] / "data"
BY_CODE = ("rules", "slots", "criteria", "letter_questions")
MADE_UP = {"kind": "demonstration", "note": "Not published; made up for demonstrations."}
# what no public page tells: marked wherever it is not marked otherwise
INVENTED = ("criteria", "letter_questions", "instalments", "objectives", "shares")
WEEK = timedelta(weeks=1)
NOT_PROGRAMMES = ("call.toml", "centres.toml")


def defaults() -> dict[str, Any]:
    """What a programme begins with."""
    return read(DATA / "defaults.toml")


def of(year: int = 2024) -> dict[str, Any]:
    """A whole call: its fields, `marks`, `tips` and `programmes` (a dict each, defaults merged in)."""
    call = read(DATA / str(year) / "call.toml")
    given = call.pop("defaults")
    slots = [{"code": code, **slot} for code, slot in given.pop("slots", {}).items()]
    base = _over(defaults(), {**given, "slots": slots})
    rows = {name: base.pop(name) for name in (*BY_CODE, *INVENTED) if name in base}
    call["programmes"] = []
    for path in sorted((DATA / str(year)).glob("*.toml")):
        if path.name in NOT_PROGRAMMES:
            continue
        own = read(path)
        fields = {**base, **own.pop("programme")}
        marks = {**fields.pop("marks", {}), **own.pop("marks", {})}
        programme = _over(rows, own) | {"programme": fields, "marks": marks}
        for name in INVENTED:
            for row in programme.get(name, ()):
                row.setdefault("mark", MADE_UP)
        call["programmes"].append(programme)
    return call


def centres(year: int = 2024) -> list[dict[str, Any]]:
    """The demonstration's institutions, each with its `centres` and perhaps `shared_places`."""
    return read(DATA / str(year) / "centres.toml")["institutions"]


def societies(year: int = 2024) -> list[dict[str, Any]]:
    """What `societies.actions.add` takes for each: acronym, slug, name, field, accent."""
    return [
        {"acronym": row["acronym"], "slug": row["slug"], **row["society"]} for row in of(year)["programmes"]
    ]


def histories(year: int = 2024) -> list[dict[str, Any]]:
    """Institutions that public pages name for earlier years, each with its society's acronym and source."""
    return [
        {"source": row["programme"]["sources"][0], **line, "society": row["acronym"]}
        for row in of(year)["programmes"]
        for line in row.get("history", ())
    ]


def earlier(year: int, data: dict[str, Any] | None = None) -> dict[str, Any]:
    """An invented earlier year: the same programmes on the same weekdays, nothing printed, no history."""
    call = copy.deepcopy(data or of())
    shift = weeks_between(call["year"], year)
    note = f"The call of {year} is invented as a whole, so that past years have something to show."
    for name, value in call.items():
        if isinstance(value, date):
            call[name] = value + shift
        elif name in ("opens", "closes", "letters_by", "reviews_by", "decisions_by"):
            call[name] = f"{datetime.fromisoformat(value) + shift:%Y-%m-%d %H:%M}"
    call |= {
        "slug": str(year),
        "name": call["name"].replace(str(call["year"]), str(year)),
        "year": year,
        "marks": {"name": {"kind": "demonstration", "note": note}},
        "tips": [],
    }
    for programme in call["programmes"]:
        programme["history"], programme["questions"] = [], []
        programme["slots"] = [slot for slot in programme["slots"] if not slot.get("when")]
        programme["programme"]["sources"] = []
        programme["marks"] = {"name": {"kind": "demonstration", "note": note}}
        for name in (*BY_CODE, *INVENTED):
            for row in programme.get(name, ()):
                row["mark"] = {"kind": "demonstration", "note": note}
    return call


def weeks_between(year: int, other: int) -> timedelta:
    """From a day of one year to the same weekday of another, in whole weeks."""
    return round((date(other, 7, 1) - date(year, 7, 1)) / WEEK) * WEEK


def read(path: Path) -> dict[str, Any]:
    return copy.deepcopy(_parsed(path))


@cache
def _parsed(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text(encoding="utf-8"))


def _over(base: dict[str, Any], own: dict[str, Any]) -> dict[str, Any]:
    """`own` over `base`; rows with a code replace or join those of the base, in the base's order."""
    merged = copy.deepcopy(base) | {name: value for name, value in own.items() if name not in BY_CODE}
    for name in BY_CODE:
        rows = {row["code"]: copy.deepcopy(row) for row in base.get(name, ())}
        for row in own.get(name, ()):
            rows[row["code"]] = {**rows.get(row["code"], {}), **row}
        merged[name] = list(rows.values())
    return merged
