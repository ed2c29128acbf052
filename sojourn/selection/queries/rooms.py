"""The room in which the match is looked at: who enters, whom of the call they see, and what comes out.

The office sees every name. A chair sees the names of the own society, and of the others numbers only.
Whoever stands in a barring conflict with a viewer is neither named nor counted there.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sojourn.applications import states as application_states
from sojourn.applications.models import Application
from sojourn.calls.models import Call, CentreOffer, Programme
from sojourn.core import matching, proofs
from sojourn.reviews import queries as reviews
from sojourn.selection.models import Match
from sojourn.selection.queries import matches, panels
from sojourn.selection.queries.told import explanations
from sojourn.societies import queries as societies

NO_PLACE = "No place"
CHOICES = ("First choice", "Second choice", "Third choice")
LATER = "Later choice"
DRAWN = 10  # centres of which each has a block of its own in the picture

Pair = tuple[str, str]  # (programme, centre)


@dataclass(frozen=True)
class Room:
    """A call as one viewer enters it; `own` are the programmes whose people are named."""

    call: Call
    own: tuple[Programme, ...]
    office: bool


@dataclass(frozen=True)
class Run:
    """An input and what came out: the stored match, or a dry run (`match` is None)."""

    call: Call
    instance: dict[str, Any]
    result: dict[str, Any]
    match: Match | None = None

    @property
    def call_id(self) -> Any:
        return self.call.pk


def room(user: Any, call_slug: str, *, at: datetime) -> Room | None:
    call = matches.calls_of_office(user, at=at).filter(slug=call_slug).first()
    if call is not None:
        return Room(call, tuple(matches.programmes_in(call)), True)
    led = panels.panels_led(user, at=at).filter(call__slug=call_slug)
    if not getattr(user, "is_authenticated", False):
        return None
    own = tuple(led.filter(society__in=societies.chaired_by(user).values("pk")))
    return Room(own[0].call, own, False) if own else None


def standing_run(call: Call) -> Run | None:
    """The live match, or else a dry run of what stands now; None before anything is before a committee."""
    match = matches.live_match(call)
    if match is not None:
        return Run(call, match.instance, match.result, match)
    made = matches.instance(call)
    if not made["programmes"] or not made["applicants"]:
        return None
    return Run(call, made, matching.match(made))


class Sight:
    """Who may be named to a viewer, and who may be counted; both by the id that the match uses.

    Each application says by `shown` what it is called here: the chair of a blind programme reads numbers.
    """

    def __init__(self, room: Room, viewer: Any) -> None:
        rows = Application.objects.filter(
            programme__call=room.call, state__in=application_states.REVIEWED
        ).select_related("programme__society", "programme__call")
        conflicts, own = reviews.book([viewer]), {row.pk for row in room.own}
        self.counted = {str(row.pk): row for row in rows if not conflicts.barred(viewer, row)}
        self.named = {key: row for key, row in self.counted.items() if row.programme_id in own}
        for row in self.named.values():
            row.shown = row.formal_name if room.office else reviews.shown_name(row)
            blind = row.programme.blind and not room.office
            row.order = row.shown if blind else row.family_name  # an order of names would name them
        self.office = room.office

    def societies(self) -> dict[str, str]:
        """Programme's id in the match -> acronym, of everybody counted."""
        return {row.programme.society.slug: row.programme.society.acronym for row in self.counted.values()}


def places_of(call: Call) -> dict[Pair, CentreOffer]:
    rows = CentreOffer.objects.filter(programme__call=call).select_related(
        "centre__institution", "programme__society"
    )
    return {(row.programme.society.slug, row.centre.institution.slug): row for row in rows}


def _held(awards: Iterable[Mapping[str, str]]) -> dict[str, Pair]:
    return {row["applicant"]: (row["programme"], row["centre"]) for row in awards}


def _lists(instance: Mapping[str, Any]) -> dict[str, list[Pair]]:
    return {
        row["id"]: [(one["programme"], one["centre"]) for one in row["choices"]]
        for row in instance["applicants"]
    }


def choice_name(lists: Mapping[str, list[Pair]], key: str, pair: Pair | None) -> str:
    """ "First choice" and so on; "No place"."""
    if pair is None:
        return NO_PLACE
    number = lists[key].index(pair)
    return CHOICES[number] if number < len(CHOICES) else LATER


def _ranks(instance: Mapping[str, Any], seen: Iterable[str]) -> dict[str, int]:
    """Places in the committees' orders, counted among the rows that the viewer sees."""
    visible, found = set(seen), {}
    for row in instance["programmes"]:
        groups = [entry if isinstance(entry, list) else [entry] for entry in row["ranking"]]
        shown = [[key for key in group if key in visible] for group in groups]
        found |= panels.positions([group for group in shown if group])
    return found


# --- what came out ---


def totals(run: Run, sight: Sight) -> list[dict[str, Any]]:
    """One line per society, in numbers: for every society, the own included."""
    held, lists = _held(run.result["awards"]), _lists(run.instance)
    ranked = _ranks(run.instance, sight.counted)
    counts: dict[str, Counter] = defaultdict(Counter)
    names = sight.societies()
    for key, row in sight.counted.items():
        if key not in lists:
            continue
        count = counts[row.programme.society.slug]
        count["applications"] += 1
        count["ranked"] += key in ranked
        if key in held:
            count["awards"] += 1
            count[choice_name(lists, key, held[key])] += 1
    grants = {row["id"]: row["grants"] for row in run.instance["programmes"]}
    return [
        {
            "society": names[slug],
            "grants": grants.get(slug),
            "applications": count["applications"],
            "ranked": count["ranked"],
            "awards": count["awards"],
            "first": count[CHOICES[0]],
            "waiting": count["ranked"] - count["awards"],
        }
        for slug, count in sorted(counts.items(), key=lambda row: names[row[0]])
    ]


def choices_met(run: Run, sight: Sight) -> list[tuple[str, int]]:
    """How many of those named got their first choice, their second, ... or no place."""
    held, lists = _held(run.result["awards"]), _lists(run.instance)
    ranked = _ranks(run.instance, sight.named)
    found = Counter(choice_name(lists, key, held.get(key)) for key in ranked)
    return [(name, found[name]) for name in (*CHOICES, LATER, NO_PLACE) if found[name]]


def flow(run: Run, sight: Sight, places: Mapping[Pair, CentreOffer]) -> list[tuple[str, str, int]]:
    """(first choice, place, number) of those ranked and named; the many small centres as one."""
    held, lists = _held(run.result["awards"]), _lists(run.instance)
    names = _short_names(places)
    links: Counter[Pair] = Counter()
    for key in _ranks(run.instance, sight.named):
        if lists[key]:
            got = held.get(key)
            links[names[lists[key][0][1]], names[got[1]] if got else NO_PLACE] += 1
    return _drawn(links)


def _short_names(places: Mapping[Pair, CentreOffer]) -> dict[str, str]:
    """Centre's id -> its city, where no other centre is in it; else its whole name."""
    found = {slug: offer.centre.institution for (_, slug), offer in places.items()}
    cities = Counter(one.city for one in found.values())
    return {slug: one.city if one.city and cities[one.city] == 1 else str(one) for slug, one in found.items()}


def _drawn(links: Counter[Pair]) -> list[tuple[str, str, int]]:
    sizes: Counter[str] = Counter()
    for (one, other), number in links.items():
        sizes[one] += number
        sizes[other] += number * (other != NO_PLACE)
    large = sorted(sizes, key=lambda name: (-sizes[name], name))
    large = [name for name in large if name != NO_PLACE]
    few = len(large) - DRAWN
    rest = f"{few} other centres" if few > 1 else ""
    kept = {*large[: DRAWN if rest else None], NO_PLACE}
    drawn: Counter[Pair] = Counter()
    for (one, other), number in links.items():
        drawn[one if one in kept else rest, other if other in kept else rest] += number
    order = {name: i for i, name in enumerate([*large[:DRAWN], *large[DRAWN:], rest, NO_PLACE])}
    return [(*pair, drawn[pair]) for pair in sorted(drawn, key=lambda p: (order[p[0]], order[p[1]]))]


@dataclass(frozen=True)
class Seat:
    """What one application came to. `stands` is the first thing that stood in the way of the first choice."""

    application: Application
    rank: int | None
    offer: CentreOffer | None
    choice: str
    stands: str

    @property
    def outcome(self) -> str:
        if self.offer is not None:
            return "selected"
        return "waiting" if self.rank else "not_selected"


STANDS = {
    "barred": "closed by a rule",
    "unranked": "not in the ranking",
    "no_places": "no places",
    "offer_full": "its places went to people ranked above",
    "programme_full": "the grants went to people ranked above",
    "centre_full": "its places, shared by societies, went to people before in the common order",
    "federation_full": "all grants of the year went to people before in the common order",
    "no_common_period": "no common period",
}


def seats(run: Run, sight: Sight, places: Mapping[Pair, CentreOffer]) -> list[Seat]:
    """Everybody whom the viewer may see by name, in the committees' orders."""
    held, lists = _held(run.result["awards"]), _lists(run.instance)
    ranked = _ranks(run.instance, sight.named)
    found = []
    for key, row in sight.named.items():
        if key not in lists:
            continue
        got, first = held.get(key), next(iter(run.result["reasons"].get(key, ())), None)
        stands = ""
        if first and first["code"] != "awarded":
            centre = places[first["programme"], first["centre"]].centre.institution
            stands = f"{centre}: {STANDS.get(first['code'], 'not given')}"
        offer = places[got] if got else None
        found.append(Seat(row, ranked.get(key), offer, choice_name(lists, key, got), stands))
    return sorted(
        found,
        key=lambda seat: (
            seat.application.programme.society.acronym,
            seat.rank or 10**6,
            seat.application.order,
        ),
    )


# --- why ---


@dataclass(frozen=True)
class Obstacle:
    """One choice that was not given: what is full, with whom, and how many must leave at least."""

    centre: str
    because: str
    holders: list[Application]
    others: int
    leave: int | None


@dataclass(frozen=True)
class Why:
    rank: int | None
    equal: int  # with how many the lottery parted a tie
    sentences: list[str]
    obstacles: list[Obstacle]
    follow: list[tuple[Application, str, str]]  # who would move if this person declined, from where, to where
    follow_others: int


def why(run: Run, sight: Sight, application: Application, places: Mapping[Pair, CentreOffer]) -> Why:
    """Everything that decided about one person, as far as the viewer may see it."""
    key = str(application.pk)
    leave = {(p, c): n for p, c, n in proofs.waiting(run.instance, run.result, key)}
    lines = run.result["reasons"][key]
    follow, others = _follow(run, sight, key, places)
    return Why(
        _ranks(run.instance, sight.named).get(key),
        _equal(run.instance, sight, key),
        explanations(run)[key],
        [_obstacle(run, sight, row, places, leave) for row in lines if row["code"] != "awarded"],
        follow,
        others,
    )


def _equal(instance: Mapping[str, Any], sight: Sight, key: str) -> int:
    ties = (entry for row in instance["programmes"] for entry in row["ranking"] if isinstance(entry, list))
    tie = next((entry for entry in ties if key in entry), [key])
    return sum(one in sight.counted for one in tie) - 1


def _obstacle(run: Run, sight: Sight, row: Mapping[str, Any], places, leave) -> Obstacle:
    pair, code = (row["programme"], row["centre"]), row["code"]
    holding = {
        "offer_full": lambda p, c: (p, c) == pair,
        "programme_full": lambda p, _: p == pair[0],
        "centre_full": lambda _, c: c == pair[1],
        "federation_full": lambda *_: True,
    }.get(code, lambda *_: False)
    keys = [key for key, (p, c) in _held(run.result["awards"]).items() if holding(p, c)]
    ranked = _ranks(run.instance, sight.named)
    named = sorted((key for key in keys if key in sight.named), key=lambda one: ranked.get(one, 0))
    others = sum(key in sight.counted for key in keys) - len(named)
    return Obstacle(
        str(places[pair].centre.institution),
        STANDS.get(code, "not given"),
        [sight.named[one] for one in named],
        others,
        leave.get(pair) if code.endswith("_full") else None,
    )


def _follow(run: Run, sight: Sight, key: str, places) -> tuple[list[tuple[Application, str, str]], int]:
    """Who would move if this person declined: the next round, tried and thrown away."""
    held = _held(run.result["awards"])
    if key not in held or run.instance.get("previous"):
        return [], 0
    again = matching.match(
        {**run.instance, "previous": {"awards": run.result["awards"], "declined": [key]}}, digest="-"
    )
    then = _held(again["awards"])
    moved = [one for one, pair in then.items() if held.get(one) != pair and one in sight.counted]

    def place(pair: Pair | None) -> str:
        return str(places[pair].centre.institution) if pair else NO_PLACE

    named = [one for one in moved if one in sight.named]
    rows = [(sight.named[one], place(held.get(one)), place(then[one])) for one in named]
    return sorted(rows, key=lambda row: row[0].order), len(moved) - len(named)
