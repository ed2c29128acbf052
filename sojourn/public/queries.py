"""What the public pages show, put together from the rooms that own it. Nothing here is anybody's secret:
drafts, results before their release and small numbers never pass."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Count, Sum

from sojourn.awards.models import Award
from sojourn.calls import queries as calls
from sojourn.calls.models import Call, Programme
from sojourn.selection import queries as selection
from sojourn.selection.models import Result
from sojourn.ui.forms import countries

FEW = 5
COUNTRIES = dict(countries())  # in the order of their names
KINDS_OF_MARKS = ("unknown", "demonstration", "ours", "printed")
# what a mark stands beside, in words; unnamed ones are never shown
FIELDS = {
    "name": "Name", "opens_at": "Opening", "closes_at": "Closing", "grace_minutes": "Grace after closing",
    "letters_by": "Deadline of the referees", "reviews_by": "Reviews", "decisions_by": "Decisions",
    "results_on": "Results", "accept_days": "Time to accept",
    "nomination_days": "Time of the centres to confirm", "starts_from": "Earliest start",
    "ends_until": "Latest end", "one_per_person": "One programme for each person", "aim": "Aim",
    "modules": "Modules", "activities": "Activities", "places": "Places", "committee_size": "Committee",
    "mentor_requirement": "Tutor", "own_country_barred": "Own country", "min_choices": "Number of choices",
    "max_choices": "Number of choices", "letter_by": "Who brings the letter",
    "letter_grace_days": "Late letters", "referee_chasers": "Reminders of referees",
    "min_letters": "Number of letters", "max_letters": "Number of letters",
    "min_reviews": "Readers of each application", "offers": "Centres", "statements": "Further requirements",
    "society_membership": "Membership of the society", "previous_award": "Earlier awards",
    "portal": "Portal", "certificate": "Certificate", "reports": "Reports and evaluations",
    "withdrawal": "Withdrawal and attendance", "questions": "Questions of its own",
    "health": "A further document",
}  # fmt: skip


def notes(*things: Any) -> dict[str, list[tuple[str, str]]]:
    """Kind of mark -> (what, note) of every marked value of these, in the order of FIELDS."""
    found: dict[str, list[tuple[str, str]]] = {kind: [] for kind in KINDS_OF_MARKS}
    for field, words in FIELDS.items():
        for thing in things:
            mark = thing.marks.get(field)
            if mark:
                found[mark["kind"]].append((words, mark.get("note", "")))
    return found


def timeline(call: Call) -> list[dict[str, Any]]:
    """The points of a call, each as people on the call's wall clock see it."""
    zone = ZoneInfo(call.zone)
    instants = [
        ("Opens", call.opens_at), ("Closes", call.closes_at), ("Referees' letters are in", call.letters_by),
        ("Committees have read", call.reviews_by), ("Committees have decided", call.decisions_by),
    ]  # fmt: skip
    points = [{"label": label, "at": at.astimezone(zone)} for label, at in instants if at]
    points.append({"label": "Results", "at": call.results_on})
    points.append(
        {"label": f"Stays of {call.months} months", "at": call.starts_from, "until": call.ends_until}
    )
    return points


def same_for_all(rows: Sequence[Programme]) -> dict[str, Any]:
    """What every programme of a call asks for alike: documents by title, bodies, choices, megabytes."""
    if not rows:
        return {}
    titles = [tuple(slot.title for slot in row.slots.all()) for row in rows]
    bodies = [set(calls.bodies(row)) for row in rows]
    commonest = Counter(titles).most_common(1)[0][0]
    return {
        "documents": commonest,
        "bodies": sorted(set.intersection(*bodies)),
        "max_choices": max(row.max_choices for row in rows),
        "max_mb": max(row.max_mb for row in rows),
    }


def fits(alumnus: Any, wanted: str) -> bool:
    """Whether every word looked for stands in what is shown of a former fellow."""
    placement = alumnus.placement
    programme, institution = placement.award.application.programme, placement.offer.centre.institution
    shown = (
        alumnus.shown_name,
        alumnus.works_at,
        alumnus.story_title if alumnus.told else "",
        f"{programme.society.acronym} {programme.name} {programme.call.year}",
        f"{institution.name} {institution.city} {COUNTRIES.get(institution.country, '')}",
    )
    text = " ".join(shown).casefold()
    return all(word in text for word in wanted.casefold().split())


# Statistics: calls whose results are out, numbers of five and more, none to be had by subtraction.


def guarded(values: Sequence[int], secret: Sequence[bool] = ()) -> list[int | None]:
    """None for what is too few, and for what comes next above it, so that no total gives the few away.

    Everything of the least shown value is hidden with them, or the zeros where nothing else is left: then
    every hidden number could be another one, whoever knows total and rule (tried over all small tables).
    `secret` marks numbers that must be hidden for another reason.

    >>> guarded([12, 3, 8])
    [12, None, None]
    >>> guarded([12, 4, 4, 8])
    [12, None, None, None]
    >>> guarded([12, 8, 0], secret=[True, False, False])
    [None, None, 0]
    """
    hidden = {at for at, value in enumerate(values) if not many(value) or (secret and secret[at])}
    if hidden:
        rest = [value for at, value in enumerate(values) if at not in hidden]
        least = min((value for value in rest if value), default=0)
        hidden |= {at for at, value in enumerate(values) if value == least}
    return [None if at in hidden else value for at, value in enumerate(values)]


def many(number: int) -> bool:
    """Whether a number of people may be shown: nobody, or enough to hide among."""
    return number == 0 or number >= FEW


def statistics(at: datetime) -> dict[str, Any]:
    """`years`, `societies`, `countries`, `works`, `centres`: a few queries, whatever the number of calls."""
    published = Result.objects.filter(selection.out(at)).order_by()
    counted = published.values_list(
        "release__call__year", "release__call__slug", "application__programme__society__acronym", "outcome"
    ).annotate(number=Count("pk"))
    years: dict[tuple[int, str], Counter[str]] = defaultdict(Counter)
    societies: dict[str, Counter[str]] = defaultdict(Counter)
    for year, slug, acronym, outcome, number in counted:
        for tally in (years[year, slug], societies[acronym]):
            tally["received"] += number
            tally[outcome] += number
    slugs = [slug for _, slug in years]
    taken = Award.objects.filter(
        state__in=("accepted", "ended"), offer__programme__call__slug__in=slugs
    ).order_by()
    accepted = dict(taken.values_list("offer__programme__call__slug").annotate(number=Count("pk")))
    offered = Programme.objects.filter(call__slug__in=slugs).order_by().values_list("call__slug")
    places = dict(offered.annotate(number=Sum("places")))
    for (_, slug), tally in years.items():
        tally["accepted"] = accepted.get(slug, 0)
    lives = published.values_list("application__residence_country").annotate(number=Count("pk"))
    works = published.values_list("application__work_country").annotate(number=Count("pk"))
    hosts = taken.values_list("offer__centre__institution__name").annotate(number=Count("pk"))
    return {
        "years": [
            {
                "year": year,
                "slug": slug,
                "places": places.get(slug) or None,
                **narrowing(tally, ("received", "selected", "accepted")),
            }
            for (year, slug), tally in sorted(years.items(), reverse=True)
        ],
        "societies": _columns(societies),
        "countries": _countries(lives),
        "works": _countries(works),
        "centres": _countries(hosts),
    }


def narrowing(tally: Counter[str], names: Iterable[str]) -> dict[str, int | None]:
    """Each number counts some of those of the number before it; None where it or the step to it is too few.

    >>> narrowing(Counter(received=38, selected=17, accepted=15), ("received", "selected", "accepted"))
    {'received': 38, 'selected': 17, 'accepted': None}
    """
    shown: dict[str, int | None] = {}
    before = None
    for name in names:
        number = tally[name]
        fits = many(number) and (before is None or many(before - number))
        shown[name] = number if fits else None
        before = number if fits else before
    return shown


def _columns(societies: dict[str, Counter[str]]) -> list[dict[str, Any]]:
    """All years together; each column guarded by itself, for the totals stand above.

    Who was not selected is a number of people too: where that is too few, the selected are not shown either.
    """
    names = sorted(societies)
    came = [societies[name]["received"] for name in names]
    chosen = [societies[name]["selected"] for name in names]
    received = guarded(came)
    step = [
        shown is None or not many(all_ - some)
        for shown, all_, some in zip(received, came, chosen, strict=True)
    ]
    selected = guarded(chosen, step)
    return [
        {"society": name, "received": received[at], "selected": selected[at]} for at, name in enumerate(names)
    ]


def _countries(rows: Iterable[tuple[str, int]]) -> dict[str, Any]:
    """Countries with enough people, and the others together; never a single other one."""
    listed = sorted(((code, number) for code, number in rows if code), key=lambda row: (-row[1], row[0]))
    shown = [row for row in listed if row[1] >= FEW]
    others = listed[len(shown) :]
    if shown and (len(others) == 1 or 0 < sum(number for _, number in others) < FEW):
        others = [shown.pop(), *others]
    rest = sum(number for _, number in others)
    return {"shown": shown, "others": rest if rest >= FEW else 0, "other_countries": len(others)}


def country_bars(countries: dict[str, Any], others: str = "other countries") -> list[tuple[str, int]]:
    """Names and numbers as the picture takes them, the others last."""
    rows = [(COUNTRIES.get(code, code), number) for code, number in countries["shown"]]
    if countries["others"]:
        rows.append((f"{countries['other_countries']} {others}", countries["others"]))
    return rows


def as_rows(found: dict[str, Any]) -> list[tuple[str, str, str, int | None]]:
    """The same numbers in long form, for files: table, row, measure, number (None: too few)."""
    rows: list[tuple[str, str, str, int | None]] = []
    for line in found["years"]:
        for name in ("places", "received", "selected", "accepted"):
            rows.append(("year", str(line["year"]), name, line[name]))
    for line in found["societies"]:
        for name in ("received", "selected"):
            rows.append(("society", line["society"], name, line[name]))
    for table, name in (("countries", "residence"), ("works", "work"), ("centres", "centre")):
        others = "other centres" if table == "centres" else "other countries"
        measure = "accepted" if table == "centres" else "received"
        rows += [(name, row, measure, number) for row, number in country_bars(found[table], others)]
    return rows
