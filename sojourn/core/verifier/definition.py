"""The definition of a right outcome: allowed, within all capacities, and nobody passed over.

*Nobody passed over* is one test: everybody holds the first choice whose cut-offs admit the own rank.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from typing import Any

from sojourn.core.verifier.call import LAST, NOBODY, Award, Call, Choice
from sojourn.core.verifier.recomputation import possible


class Seats:
    """Awards, each found on its applicant's list: `place` there, from 0, and the ranks at each offer.

    `odd` are the few that need a closer look: with a period, a bar, or no right to be there at all.
    """

    def __init__(self, call: Call, awards: Mapping[str, Award]) -> None:
        self.awards = awards
        self.place: dict[str, int] = {}
        self.ranks: dict[Choice, list[int]] = {choice: [] for choice in call.places}
        self.odd: list[str] = []
        place, ranks, standing, barred = self.place, self.ranks, call.standing, call.barred_people
        for applicant, (programme, centre, period) in awards.items():
            choice = programme, centre
            try:
                at = place[applicant] = call.lists[applicant].index(choice)
            except (KeyError, ValueError):
                self.odd.append(applicant)
                continue
            rank = standing[applicant][at]
            ranks[choice].append(rank)
            if rank == NOBODY or period is not None or choice in call.periods or applicant in barred:
                self.odd.append(applicant)


def impossible(call: Call, seats: Seats) -> list[str]:
    """Awards that nobody may have, and capacities exceeded."""
    faults = []
    for applicant in seats.odd:
        programme, centre, period = seats.awards[applicant]
        choice = programme, centre
        if applicant not in call.lists:
            why = "no such applicant"
        elif choice not in call.lists[applicant]:
            why = f"{programme!r} at {centre!r} is not on the list"
        elif not call.permitted(applicant, choice):
            why = f"{programme!r} at {centre!r} is barred, or the committee did not rank this person"
        elif choice in call.periods and period not in call.open_periods(applicant, choice):
            why = f"period {period!r} is not offered or does not suit"
        elif period is not None and choice not in call.periods:
            why = f"the offer has no periods, the award has {period!r}"
        else:
            continue
        faults.append(f"award of {applicant!r}: {why}")
    return faults + too_many(call, seats.awards)


def too_many(call: Call, awards: Mapping[str, Award]) -> list[str]:
    """Every capacity that these awards exceed."""
    in_period = Counter(awards.values())
    at_offer: Counter[Choice] = Counter()
    of_programme: Counter[str] = Counter()
    at_centre: Counter[str] = Counter()
    for (programme, centre, _), count in in_period.items():
        at_offer[programme, centre] += count
        of_programme[programme] += count
        at_centre[centre] += count
    faults = []
    for choice, places in call.places.items():
        if at_offer[choice] > places:
            faults.append(_over(f"offer of {choice[0]!r} at {choice[1]!r}", at_offer[choice], places))
    for choice, rooms in call.periods.items():
        for period, room in rooms.items():
            if (count := in_period[*choice, period]) > room:
                faults.append(_over(f"{choice[0]!r} at {choice[1]!r} in {period!r}", count, room))
    for programme, most in call.most.items():
        if of_programme[programme] > most:
            faults.append(_over(f"grants of {programme!r}", of_programme[programme], most))
    for centre, places in call.caps_of_centres.items():
        if at_centre[centre] > places:
            faults.append(_over(f"places of centre {centre!r}", at_centre[centre], places))
    if call.scarce and call.pool is not None and len(awards) > call.pool:
        faults.append(_over("grants of the federation", len(awards), call.pool))
    return faults


def _over(what: str, count: int, room: int) -> str:
    return f"{what}: {count} given, there are {room}"


class Cuts:
    """What an outcome makes full, and the worst person admitted there; 0 where there is no room at all.

    `None` is the cut-off of what is not full. `grants` may differ from the call's in a later round.
    """

    def __init__(self, call: Call, seats: Seats, grants: dict[str, int]) -> None:
        worst, count = dict.fromkeys(grants, 0), dict.fromkeys(grants, 0)
        self.offer: dict[Choice, int | None] = {}
        for choice, room in call.places.items():
            here, programme = seats.ranks[choice], choice[0]
            last = max(here, default=0)
            self.offer[choice] = last if len(here) >= room else None
            count[programme] += len(here)
            if last > worst[programme]:
                worst[programme] = last
        self.programme = {
            programme: worst[programme] if count[programme] >= room else None
            for programme, room in grants.items()
        }
        keys: dict[str | None, list[tuple[Any, ...]]] = defaultdict(list)  # None: the whole federation
        if call.caps_of_centres or call.cap_of_all is not None:
            for applicant, (programme, centre, _) in seats.awards.items():
                key = call.key(applicant, programme)
                keys[centre].append(key)
                keys[None].append(key)
        self.centre = {c: self._latest(keys[c], room) for c, room in call.caps_of_centres.items()}
        self.all = None if call.cap_of_all is None else self._latest(keys[None], call.cap_of_all)

    @staticmethod
    def _latest(keys: list[tuple[Any, ...]], room: int) -> tuple[Any, ...] | int | None:
        return max(keys, default=0) if len(keys) >= room else None

    def worst_admitted(self, choice: Choice) -> int:
        """The last rank that offer and programme admit, as far as these two decide."""
        limits = (self.offer[choice], self.programme[choice[0]])
        return min(LAST if limit is None else limit for limit in limits)


def unfair(call: Call, seats: Seats, grants: dict[str, int]) -> list[str]:
    """Everybody must hold the first choice whose cut-offs admit the own rank (a first round only)."""
    if call.previous:
        return _round_broken(call, seats.awards)
    cuts = Cuts(call, seats, grants)
    inside: dict[Choice, list[str]] = defaultdict(list)
    for applicant, award in seats.awards.items() if call.periods else ():
        inside[award[:2]].append(applicant)
    cut = {choice: cuts.worst_admitted(choice) for choice in call.places}
    place = seats.place
    faults = []
    for (applicant, choices), ranks in zip(call.lists.items(), call.standing.values(), strict=True):
        at = place.get(applicant)
        if at == 0:
            continue
        for choice, rank in zip(choices[:at], ranks, strict=False):
            if rank > cut[choice]:
                continue  # unranked or below a cut-off: nearly everybody
            if call.permitted(applicant, choice) and not stands(call, cuts, applicant, choice):
                if choice in call.periods and not _would_fit(call, inside[choice], applicant, choice):
                    continue
                faults.append(f"{applicant!r} should have been admitted to {choice[0]!r} at {choice[1]!r}")
                break
    return faults


def stands(call: Call, cuts: Cuts, applicant: str, choice: Choice) -> str:
    """The first limit that stands against somebody, or "" if all admit this rank."""
    programme, centre = choice
    rank = call.rank[programme][applicant]
    offer, grants = cuts.offer[choice], cuts.programme[programme]
    there, whole = cuts.centre.get(centre), cuts.all
    if 0 in (offer, grants, there, whole, call.most[programme]):
        return "no_places"
    if offer is not None and rank > offer:
        return "offer_full"
    if grants is not None and rank > grants:
        return "programme_full"
    if isinstance(there, tuple) and call.key(applicant, programme) > there:
        return "centre_full"
    if isinstance(whole, tuple) and call.key(applicant, programme) > whole:
        return "federation_full"
    return ""


def _would_fit(call: Call, inside: list[str], applicant: str, choice: Choice) -> bool:
    """Whether somebody fits into an offer's periods beside all who rank better there."""
    ranks = call.rank[choice[0]]
    better = [a for a in inside if ranks[a] < ranks[applicant]]
    return possible(call, choice, [*better, applicant], {})


def _round_broken(call: Call, awards: Mapping[str, Award]) -> list[str]:
    """After declines: nobody is worse off, decliners are out, and who froze did not move."""
    faults = []
    for applicant, before in call.held.items():
        if applicant in call.declined:
            continue
        now, order = awards.get(applicant), call.lists[applicant]
        if now is None or order.index(now[:2]) > order.index(before[:2]):
            faults.append(f"{applicant!r} is worse off than in the round before")
        elif applicant in call.frozen and now[:2] != before[:2]:
            faults.append(f"{applicant!r} had frozen the award and was moved")
    return faults + [f"{a!r} declined and got an award" for a in sorted(call.declined) if a in awards]
