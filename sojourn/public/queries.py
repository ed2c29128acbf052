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
from sojourn.placements import queries as stays
from sojourn.public import numbers
from sojourn.selection import queries as selection
from sojourn.selection.models import Result
from sojourn.ui.forms import countries

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


# Statistics: calls whose results are out; what may be shown of them is decided in `numbers`.


def statistics(at: datetime) -> dict[str, Any]:
    """`years` with `societies` each, `societies`, `countries`, `works`, `centres`: the same few queries for
    any number of calls."""
    published = Result.objects.filter(selection.out(at)).order_by()
    counted = published.values_list(
        "release__call__year", "release__call__slug", "application__programme__society__acronym", "outcome"
    ).annotate(number=Count("pk"))
    calls: dict[tuple[int, str], Counter[str]] = defaultdict(Counter)
    parts: dict[tuple[int, str], dict[str, Counter[str]]] = defaultdict(lambda: defaultdict(Counter))
    for year, slug, acronym, outcome, number in counted:
        for tally in (calls[year, slug], parts[year, slug][acronym]):
            tally["received"] += number
            tally[outcome] += number
    slugs = [slug for _, slug in calls]
    awards = Award.objects.filter(offer__programme__call__slug__in=slugs).order_by()
    by_call = "offer__programme__call__slug"
    # while offers are open, each answer would be a difference of one between two days
    moving = set(awards.filter(state="offered").values_list(by_call, flat=True))
    taken = awards.filter(state__in=("accepted", "ended"))
    accepted = dict(taken.values_list(by_call).annotate(number=Count("pk")))
    offered = Programme.objects.filter(call__slug__in=slugs).order_by().values_list("call__slug")
    places = dict(offered.annotate(number=Sum("places")))
    years = []
    for (year, slug), tally in sorted(calls.items(), reverse=True):
        tally["accepted"] = accepted.get(slug, 0)
        line: dict[str, Any] = numbers.narrowing(tally, ("received", "selected", "accepted"))
        line["accepted"] = None if slug in moving else line["accepted"]
        line |= {
            "year": year,
            "slug": slug,
            "name": str(year),
            "moving": slug in moving,
            "places": places.get(slug) or None,
            "societies": numbers.by_society(parts[year, slug], line),
        }
        years.append(line)
    told = {line["slug"]: line["received"] for line in years}
    sure = {line["slug"]: numbers.sure(line) for line in years}
    lives = _by_call(published, "release__call__slug", "application__residence_country")
    works = _by_call(published, "release__call__slug", "application__work_country")
    hosts = stays.completed().filter(award__offer__programme__call__slug__in=slugs).order_by()
    hosts = _by_call(hosts, f"award__{by_call}", "offer__centre__institution__name")
    oldest = [slug for _, slug in sorted(calls) if told[slug]]
    return {
        "years": years,
        "societies": numbers.added_up(line["societies"] for line in years),
        "countries": _named(numbers.stepped((lives[slug], told[slug]) for slug in oldest)),
        "works": _named(numbers.stepped((works[slug], told[slug]) for slug in oldest)),
        "centres": numbers.stepped((hosts[slug], sure[slug]) for slug in oldest),
    }


def _by_call(rows: Any, call: str, name: str) -> dict[str, dict[str, int]]:
    """Call -> name -> number of rows; nameless ones are left out."""
    found: dict[str, dict[str, int]] = defaultdict(dict)
    for slug, word, number in rows.values_list(call, name).annotate(number=Count("pk")):
        if word:
            found[slug][word] = number
    return found


def _named(rows: Iterable[tuple[str, int]]) -> list[tuple[str, int]]:
    return [(COUNTRIES.get(code, code), number) for code, number in rows]


def as_rows(found: dict[str, Any]) -> list[tuple[str, str, str, int | None]]:
    """The same numbers in long form, for files: table, row, measure, number (None: too few)."""
    rows: list[tuple[str, str, str, int | None]] = []
    for line in found["years"]:
        for name in ("places", "received", "selected", "accepted"):
            rows.append(("year", str(line["year"]), name, line[name]))
        rows.append(("year", str(line["year"]), RATE, numbers.rate(line)))
        for society, told in line["societies"].items():
            rows += [(f"society {line['year']}", society, *each) for each in _of_society(told)]
    for society, told in found["societies"].items():
        rows += [("society", society, *each) for each in _of_society(told)]
    for table, name, measure in (
        ("countries", "residence", "received, in steps of five"),
        ("works", "work", "received, in steps of five"),
        ("centres", "centre", "stays completed, in steps of five"),
    ):
        rows += [(name, row, measure, number) for row, number in found[table]]
    return rows


RATE = "selected of a hundred"


def _of_society(told: dict[str, int | None]) -> list[tuple[str, int | None]]:
    return [*told.items(), (RATE, numbers.rate(told))]
