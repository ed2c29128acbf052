"""The sibling programmes of the exchange fellowships: calls of one programme each, read from `data/siblings`.

They show that the rules are data: none needs a line of code. What a rule cannot say stands in the file under
`cannot`, with the reason. Dates that no page prints are made up and marked so.
"""

from typing import Any

from sojourn.calls.queries import papers

FOLDER = papers.DATA / "siblings"
ZONE = "Europe/Vienna"
NOT_PRINTED = {"kind": "demonstration", "note": "The dates of this call are not published."}
HOUR = {"kind": "demonstration", "note": "The day is printed; the hour and the time zone are not."}


def every() -> list[dict[str, Any]]:
    """Each as `calls.actions.load` takes it."""
    return [of(path.stem) for path in sorted(FOLDER.glob("*.toml"))]


def of(name: str) -> dict[str, Any]:
    own = papers.read(FOLDER / f"{name}.toml")
    call = own["call"]
    mark = HOUR if "closes" in call else NOT_PRINTED
    call.setdefault("opens", f"{call['year']}-02-01 00:00")
    call.setdefault("closes", f"{call['year']}-03-15 23:59")
    marks = {"opens_at": mark, "closes_at": mark} | call.pop("marks", {})
    given = papers.defaults()
    slots = {row["code"]: row for row in given["slots"]} | {row["code"]: row for row in own.get("slots", ())}
    programme = {
        "name": call["name"], "field": "Radiology", "activities": given["activities"],
        "own_country_barred": False, "sources": own["sources"], **own["programme"],
    }  # fmt: skip
    return {
        "zone": ZONE, "one_per_person": False, **call, "marks": marks, "tips": [],
        "programmes": [
            {
                "acronym": own["society"],
                "programme": programme,
                "marks": own.get("marks", {}),
                "rules": own["rules"],
                "slots": list(slots.values()),
                "criteria": [row | {"mark": papers.MADE_UP} for row in given["criteria"]],
            }
        ],
    }  # fmt: skip


def cannot(name: str) -> list[dict[str, str]]:
    """What no rule says of this programme: `what` and `why`."""
    return papers.read(FOLDER / f"{name}.toml").get("cannot", [])
