"""The catalogue of centres: one line for each, what it may be found by, what is free, and three side by side.

Free places are what a centre offers in the newest call less the awards that a published release made: before
the release there are none, and the page says the same whatever was decided.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from django.db.models import Count
from django.urls import reverse

from sojourn.awards import states as award_states
from sojourn.awards.models import Award
from sojourn.calls import queries as calls
from sojourn.calls.models import Call
from sojourn.centres import queries as centres
from sojourn.centres.models import Centre, Institution
from sojourn.core import money
from sojourn.placements import queries as placements
from sojourn.placements.models import Placement
from sojourn.public import search
from sojourn.ui import pictures, times
from sojourn.ui.forms import countries

COUNTRIES = dict(countries())
FILTERS = (
    ("society", "Society"), ("topic", "Topic"), ("country", "Country"), ("period", "Period"),
    ("mode", "A fellow works as"), ("language", "Language at work"), ("places", "Free places, at least"),
    ("licence", "Licence"), ("rated", "Rated by fellows, at least"),
)  # fmt: skip
FIRST = ("society", "topic", "country", "period")  # the others stand under "More conditions"
RATED = ("3", "3.5", "4", "4.5")
SIDE_BY_SIDE = 3
TAKEN_STATES = ("agreed", "arrived", "completed")


def lines(at: datetime, *, of: Institution | None = None, only: Iterable[int] | None = None) -> list[dict]:
    """Approved centres with offer, free places, calendar and ratings; the same ten queries for any number."""
    rows = centres.approved().prefetch_related(
        "periods", "requirements", "closures", "institution__closures", "tutors"
    )
    if of is not None:
        rows = rows.filter(institution=of)
    if only is not None:
        rows = rows.filter(pk__in=list(only))
    listed = list(
        rows.order_by("institution__country", "institution__city", "institution__name", "society__acronym")
    )
    call = calls.current(at)
    offers = {offer.centre_id: offer for offer in calls.every_offer(call)} if call else {}
    shared = calls.shared_places(call) if call else {}
    taken, taken_in = _taken(call, at)
    stays = _stays(at)
    said = placements.ratings_of({row.institution_id for row in listed})
    made = []
    for row in listed:
        offer, total = offers.get(row.pk), shared.get(row.institution_id)
        places = offer.places if offer else 0
        free = max(0, places - taken[row.pk])
        if total is not None:
            free = max(0, min(free, total - taken_in[row.institution_id]))
        made.append(
            {
                "centre": row,
                "institution": row.institution,
                "offer": offer,
                "places": places,
                "shared": total,
                "taken": taken[row.pk],
                "free": free,
                "periods": [
                    _period(one, stays[row.pk]) for one in row.periods.all() if one.ends_on >= at.date()
                ],
                "closures": _closures(row, at.date()),
                "tutors": [tutor for tutor in row.tutors.all() if tutor.active],
                "ratings": said.get(row.institution_id),
            }
        )
    return made


def _taken(call: Call | None, at: datetime) -> tuple[Counter[int], Counter[int]]:
    """Live awards of the call by centre and by institution; there are none before the results are out."""
    by_centre: Counter[int] = Counter()
    by_institution: Counter[int] = Counter()
    if call is None:
        return by_centre, by_institution
    rows = (
        Award.objects.filter(offer__programme__call=call, state__in=award_states.HOLDING, offered_at__lte=at)
        .order_by()
        .values_list("offer__centre", "offer__centre__institution")
        .annotate(number=Count("pk"))
    )
    for centre, institution, number in rows:
        by_centre[centre] += number
        by_institution[institution] += number
    return by_centre, by_institution


def _stays(at: datetime) -> dict[int, list[tuple[date, date]]]:
    """Centre id -> from when until when agreed stays that are not over take a place there."""
    found: dict[int, list[tuple[date, date]]] = defaultdict(list)
    rows = Placement.objects.filter(state__in=TAKEN_STATES, ends_on__gte=at.date()).order_by()
    for centre, first, last in rows.values_list("offer__centre", "starts_on", "ends_on"):
        found[centre].append((first, last))
    return found


def _period(row: Any, stays: Sequence[tuple[date, date]]) -> dict[str, Any]:
    """A period of the calendar; taken is the most that are there at once within it."""
    inside = [one for one in stays if one[0] <= row.ends_on and one[1] >= row.starts_on]
    taken = max(
        (sum(a <= max(first, row.starts_on) <= b for a, b in inside) for first, _ in inside), default=0
    )
    return {"row": row, "taken": taken, "free": max(0, row.places - taken)}


def _closures(row: Centre, today: date) -> list[Any]:
    whole = [one for one in row.institution.closures.all() if one.centre_id in (None, row.pk)]
    return [one for one in whole if one.ends_on >= today]


# --- finding ---


def months(found: Iterable[dict]) -> list[tuple[str, str]]:
    """Every month in which some calendar has a period."""
    seen = set()
    for line in found:
        for one in line["periods"]:
            year, month = one["row"].starts_on.year, one["row"].starts_on.month
            while (year, month) <= (one["row"].ends_on.year, one["row"].ends_on.month) and len(seen) < 60:
                seen.add((year, month))
                year, month = (year, month + 1) if month < 12 else (year + 1, 1)
    return [(f"{year}-{month:02d}", f"{date(year, month, 1):%B %Y}") for year, month in sorted(seen)]


def options(found: list[dict]) -> dict[str, list[tuple[str, str]]]:
    """What one may choose: only what occurs."""
    rows = [line["centre"] for line in found]
    most = max((line["free"] for line in found), default=0)
    return {
        "society": sorted({(row.society.slug, row.society.acronym) for row in rows}, key=lambda one: one[1]),
        "topic": [(word, word) for word in centres.subjects(rows)],
        "country": [one for one in COUNTRIES.items() if one[0] in {row.institution.country for row in rows}],
        "period": months(found),
        "mode": [one for one in Centre.MODES if one[0] in {row.mode for row in rows}],
        "language": [(word, word) for word in centres.languages(rows)],
        "places": [(str(number), str(number)) for number in range(1, most + 1)],
        "licence": [one for one in Centre.LICENCES if one[0] and one[0] in {row.licence for row in rows}],
        "rated": [(level, level) for level in RATED] if any(line["ratings"] for line in found) else [],
    }


def matching(found: list[dict], wanted: dict[str, str]) -> list[dict]:
    """Lines that fit every filter and every word of the search."""
    terms = search.parse(wanted.get("q", "")).terms
    chosen = [(name, wanted[name]) for name, _ in FILTERS if wanted.get(name)]
    return [
        line
        for line in found
        if all(_fits(line, name, value) for name, value in chosen)
        and all(_says(line, name, value) == there for name, value, there in terms)
    ]


def _fits(line: dict, name: str, value: str) -> bool:
    """Whether a filter takes a line; nonsense takes none."""
    row = line["centre"]
    if name == "period":
        return any(_open_in(line, one, value) for one in line["periods"])
    if name in ("places", "rated"):
        number = _number(value)
        has = line["free"] if name == "places" else (line["ratings"] or {}).get("mean", 0)
        return number is not None and has >= number
    return value in {
        "society": (row.society.slug,),
        "topic": row.subjects,
        "country": (row.institution.country,),
        "mode": (row.mode,),
        "language": row.languages,
        "licence": (row.licence,),
    }.get(name, ())


def _open_in(line: dict, one: dict, month: str) -> bool:
    """A free place in a month that is not closed from its first to its last day."""
    try:
        first = date.fromisoformat(f"{month}-01")
    except ValueError:
        return False
    last = date(first.year + first.month // 12, first.month % 12 + 1, 1).toordinal() - 1
    end = date.fromordinal(last)
    shut = any(shut.starts_on <= first and shut.ends_on >= end for shut in line["closures"])
    return one["free"] > 0 and one["row"].starts_on <= end and one["row"].ends_on >= first and not shut


def _says(line: dict, name: str, value: str) -> bool:
    """Whether a word of the search is true of a line; a name narrows where it is looked for."""
    row, here = line["centre"], line["institution"]
    if name in ("places", "rated", "period"):
        return _fits(line, name, value)
    country = f"{here.country} {COUNTRIES.get(here.country, '')}"
    society = f"{row.society.acronym} {row.society.name} {row.society.field}"
    topics = f"{row.topics} {' '.join(row.subjects)}"
    where = {
        "country": country, "city": here.city, "society": society, "topic": topics,
        "language": " ".join(row.languages), "mode": f"{row.mode} {row.get_mode_display()}",
        "licence": f"{row.licence} {row.get_licence_display()}",
        "": f"{here.name} {here.city} {country} {society} {topics} {here.about}",
    }  # fmt: skip
    return value in where[name].casefold()


def _number(value: str) -> float | None:
    try:
        return float(value.replace(",", "."))
    except ValueError:
        return None


def by_institution(found: list[dict]) -> list[dict[str, Any]]:
    """Lines of one institution under one name, as the map and its list take them."""
    made: dict[int, dict[str, Any]] = {}
    for line in found:
        here = line["institution"]
        entry = made.setdefault(
            here.pk,
            {
                "name": here.name, "city": here.city, "country": here.country, "lat": _float(here.latitude),
                "lon": _float(here.longitude), "url": reverse("public:centre", args=[here.slug]), "lines": [],
                "shared": line["shared"], "ratings": line["ratings"],
            },
        )  # fmt: skip
        entry["lines"].append(line)
    for entry in made.values():
        entry["places"] = _at_most(sum(line["places"] for line in entry["lines"]), entry["shared"])
        entry["free"] = _at_most(sum(line["free"] for line in entry["lines"]), entry["shared"])
    return sorted(made.values(), key=lambda entry: (COUNTRIES.get(entry["country"], ""), entry["city"]))


def _at_most(number: int, total: int | None) -> int:
    return number if total is None else min(number, total)


def _float(value: Any) -> float | None:
    return None if value is None else float(value)


def on_map(entry: dict) -> bool:
    """Whether the drawing of Europe reaches there."""
    lat, lon = entry["lat"], entry["lon"]
    return lat is not None and lon is not None and 34 <= lat <= 71.5 and -25 <= lon <= 45


def points(found: Iterable[dict]) -> list[dict[str, Any]]:
    """Markers; those of one town stand beside each other."""
    seen: Counter[tuple[float, float]] = Counter()
    made = []
    for entry in found:
        if on_map(entry):
            x, y = pictures.place(entry["lat"], entry["lon"])
            near = (round(x / 8), round(y / 8))
            made.append({**entry, "x": round(x + 11 * seen[near], 1), "y": y})
            seen[near] += 1
    return made


# --- side by side ---


def asked_for(given: Sequence[str]) -> list[int]:
    """Ids of an address, each once; what is no number is left out."""
    return [int(one) for one in dict.fromkeys(given) if one.isdecimal() and len(one) < 10]


def compared(found: Iterable[dict], call: Call | None) -> list[dict[str, Any]]:
    """One row for each fact, with what each centre says of it."""
    told = [facts(line, call) for line in found]
    return [
        {"label": label, "values": [one[number][1] for one in told]}
        for number, (label, _) in enumerate(told[0] if told else [])
    ]


def facts(line: dict, call: Call | None) -> list[tuple[str, str]]:
    """A centre in words, the same facts in the same order for each; lines are parted by line breaks."""
    row, here, said = line["centre"], line["institution"], line["ratings"]
    calendar = [
        f"{_span(one['row'])}: {one['free']} of {one['row'].places} free"
        + (f", {one['row'].topic}" if one["row"].topic else "")
        for one in line["periods"]
    ]
    shut = [f"{_span(one)}{': ' if one.reason else ''}{one.reason}" for one in line["closures"]]
    asked = [
        f"{one.title}: {one.get_owner_display().lower()}, {one.days_before} days before"
        for one in row.requirements.all()
    ]
    places = f"{line['free']} of {line['places']} free" if line["offer"] else "none in the present call"
    return [
        ("Society", f"{row.society.acronym}, {row.society.field}"),
        ("Where", f"{here.city}, {COUNTRIES.get(here.country, here.country)}"),
        (f"Places in the call of {call.year}" if call else "Places", places),
        ("Periods", "\n".join(calendar) or row.capacity or UNTOLD),
        ("Closed", "\n".join(shut) or "no closure is known"),
        ("Topics", row.topics or ", ".join(row.subjects) or UNTOLD),
        ("A fellow works as", "\n".join(filter(None, [row.get_mode_display(), row.scope]))),
        ("Languages at work", ", ".join(row.languages) or UNTOLD),
        ("Licence", "\n".join(filter(None, [row.get_licence_display(), row.licence_note]))),
        ("Visa route", row.visa_route or UNTOLD),
        ("Fee of the centre", fee(row)),
        ("Other costs", row.costs or UNTOLD),
        ("Housing", "\n".join(filter(None, [here.housing, room(here)])) or UNTOLD),
        ("Before arrival", "\n".join([*asked, *filter(None, [row.asks_for])]) or "nothing is asked for"),
        ("Tutors", "\n".join(tutor.name for tutor in line["tutors"]) or "not yet named"),
        ("Former fellows", f"{said['mean']} of 5, {said['voices']} voices" if said else TOO_FEW),
    ]


def fee(row: Centre) -> str:
    """What the centre charges, in words."""
    if row.fee is None:
        return UNTOLD
    return str(money.Money(row.fee, row.institution.currency)) if row.fee else "none"


def room(here: Institution) -> str:
    if here.room_cost is None:
        return ""
    return f"A room costs about {money.Money(here.room_cost, here.currency)} a month"


def _span(row: Any) -> str:
    return f"{times.short_day(row.starts_on)} to {times.short_day(row.ends_on)}"


UNTOLD = "not yet told"
TOO_FEW = "too few yet: shown from five voices on"
