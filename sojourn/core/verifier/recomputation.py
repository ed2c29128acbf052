"""The awards of the published mechanism, computed another way than the engine does."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import Any

from sojourn.core.verifier.call import Award, Call, Choice, Lists
from sojourn.core.verifier.shape import Malformed


def recomputed(call: Call) -> tuple[dict[str, Award], dict[str, int]]:
    """The awards of the published mechanism, and the grants against which programmes are full."""
    lists = {a: call.open_to(a, choices) for a, choices in call.lists.items()}
    if not call.previous:
        found = _mechanism(call, lists, call.grants, {})
        return _with_periods(call, found, {}), call.grants
    spent = Counter(programme for programme, _, _ in call.held.values())
    present = {a: award for a, award in call.held.items() if a not in call.declined}
    for applicant, choices in lists.items():
        if applicant in call.declined:
            lists[applicant] = []
        elif applicant in present:
            at = choices.index(present[applicant][:2])
            lists[applicant] = choices[at : at + 1] if applicant in call.frozen else choices[: at + 1]
    if not call.scarce:
        found = _keeping(present, _mechanism(call, lists, call.grants, present))
        return _with_periods(call, found, present), call.grants
    kept = {p: spent[p] if call.mode == "A" else max(call.grants[p], spent[p]) for p in call.most}
    found = _reverted(call, lists, present, _keeping(present, _mechanism(call, lists, kept, present)))
    return _with_periods(call, found, present), _full_grants(call, kept, found)


def _keeping(present: dict[str, Award], found: dict[str, Choice]) -> dict[str, Choice]:
    """A fair outcome keeps its holders; if somebody would fall out, the round before was none."""
    if lost := sorted(present.keys() - found.keys()):
        raise Malformed(
            "previous.awards", f"no fair outcome of this instance: {lost[0]!r} would lose the place"
        )
    return found


def _reverted(
    call: Call, lists: Lists, present: dict[str, Award], found: dict[str, Choice]
) -> dict[str, Choice]:
    """Unspent grants go, one at a time, to the first programme in the published order that can use one."""
    order = call.revert + sorted(set(call.most) - set(call.revert))
    while call.pool is not None and len(found) < call.pool:
        used = Counter(programme for programme, _ in found.values())
        for programme in order:
            if used[programme] == call.most[programme]:
                continue
            grants = {p: used[p] + (p == programme) for p in call.most}
            tried = _mechanism(call, lists, grants, present)
            if tried != found and all(
                a in tried and _place(lists, a, tried) <= _place(lists, a, found) for a in found
            ):
                found = tried
                break
        else:
            return found
    return found


def _place(lists: Lists, applicant: str, found: dict[str, Choice]) -> int:
    return lists[applicant].index(found[applicant])


def _full_grants(call: Call, kept: dict[str, int], found: dict[str, Choice]) -> dict[str, int]:
    """In a later round a programme is full if all its grants are spent, or all it kept and none is left."""
    if call.mode == "A":
        return call.most
    used = Counter(programme for programme, _ in found.values())
    gone = len(found) == call.pool
    return {p: used[p] if gone and used[p] >= kept[p] else most for p, most in call.most.items()}


def _mechanism(
    call: Call, lists: Lists, grants: dict[str, int], present: dict[str, Award]
) -> dict[str, Choice]:
    return (_one_by_one if call.mode == "A" else _all_at_once)(call, lists, grants, present)


def _one_by_one(
    call: Call, lists: Lists, grants: dict[str, int], present: dict[str, Award]
) -> dict[str, Choice]:
    """Mode A: by key, each takes the first choice with room beside all who are or will return there."""
    people = [a for a, choices in lists.items() if choices and call.most[choices[0][0]]]
    people.sort(key=lambda a: call.key(a, lists[a][0][0]))
    found: dict[str, Choice] = {}
    waiting = {a: award[:2] for a, award in present.items()}
    count: Counter[Any] = Counter()
    inside: dict[Choice, list[str]] = defaultdict(list)

    def room(applicant: str, choice: Choice) -> bool:
        programme, centre = choice
        if count[choice] >= call.places[choice] or count[programme] >= grants[programme]:
            return False
        if count["centre", centre] >= call.caps_of_centres.get(centre, count["centre", centre] + 1):
            return False
        if call.cap_of_all is not None and count["all",] >= call.cap_of_all:
            return False
        return choice not in call.periods or possible(call, choice, [*inside[choice], applicant], present)

    def enter(applicant: str, choice: Choice, step: int) -> None:
        for limit in (choice, choice[0], ("centre", choice[1]), ("all",)):
            count[limit] += step
        if step > 0:
            inside[choice].append(applicant)
        else:
            inside[choice].remove(applicant)

    for applicant, choice in waiting.items():
        enter(applicant, choice, +1)
    for applicant in people:
        if applicant in waiting:
            enter(applicant, waiting[applicant], -1)
        for choice in lists[applicant]:
            if room(applicant, choice):
                found[applicant] = choice
                enter(applicant, choice, +1)
                break
    return found


def _all_at_once(
    call: Call, lists: Lists, grants: dict[str, int], present: dict[str, Award]
) -> dict[str, Choice]:
    """Modes B to D: all who hold nothing ask their next choice; each programme keeps whom it would choose."""
    asked: Counter[str] = Counter()
    kept: dict[str, dict[str, Choice]] = {p: {} for p in call.most}
    asking = [a for a, choices in lists.items() if choices]
    while asking:
        applications: dict[str, dict[str, Choice]] = defaultdict(dict)
        for applicant in asking:
            choice = lists[applicant][asked[applicant]]
            asked[applicant] += 1
            applications[choice[0]][applicant] = choice
        asking = []
        for programme, new in applications.items():
            candidates = kept[programme] | new
            kept[programme] = _chosen(call, programme, candidates, grants[programme], present)
            asking += [a for a in candidates if a not in kept[programme] and asked[a] < len(lists[a])]
    return {applicant: choice for people in kept.values() for applicant, choice in people.items()}


def _chosen(
    call: Call, programme: str, candidates: dict[str, Choice], grants: int, present: dict[str, Award]
) -> dict[str, Choice]:
    """Down the ranking: everybody for whom there is still a grant, a place and a period."""
    chosen: dict[str, Choice] = {}
    inside: dict[Choice, list[str]] = defaultdict(list)
    places, periods = call.places, call.periods
    for applicant in sorted(candidates, key=call.rank[programme].__getitem__):
        if len(chosen) == grants:
            break
        choice = candidates[applicant]
        here = inside[choice]
        if len(here) < places[choice] and (
            choice not in periods or possible(call, choice, [*here, applicant], present)
        ):
            here.append(applicant)
            chosen[applicant] = choice
    return chosen


# Periods


def possible(call: Call, choice: Choice, people: list[str], present: dict[str, Award]) -> bool:
    return _seated(call, choice, people, {}, present) is not None


def _with_periods(call: Call, found: dict[str, Choice], present: dict[str, Award]) -> dict[str, Award]:
    """For each offer the earliest periods, the best-ranked person first; who stays keeps the period."""
    by_offer: dict[Choice, list[str]] = defaultdict(list)
    awards: dict[str, Award] = {}
    for applicant, choice in found.items():
        awards[applicant] = (*choice, None)
        if choice in call.periods:
            by_offer[choice].append(applicant)
    for choice, people in by_offer.items():
        people.sort(key=call.rank[choice[0]].__getitem__)
        fixed: dict[str, str] = {}
        for applicant in people:
            for period in call.open_periods(applicant, choice):
                if _seated(call, choice, people, fixed | {applicant: period}, present) is not None:
                    fixed[applicant] = period
                    break
        for applicant, period in fixed.items():
            awards[applicant] = (*choice, period)
    return awards


def _seated(
    call: Call, choice: Choice, people: list[str], fixed: dict[str, str], present: dict[str, Award]
) -> dict[str, str] | None:
    """Some assignment of periods to all of these people, or None: Kuhn's augmenting search."""
    inside: dict[str, list[str]] = {period: [] for period in call.periods[choice]}

    def options(applicant: str) -> list[str]:
        stays = present.get(applicant, (None, None, None))
        if stays[:2] == choice:
            periods = [period for period in (stays[2],) if period is not None]
        else:
            periods = call.open_periods(applicant, choice)
        return [period for period in periods if fixed.get(applicant, period) == period]

    def seat(applicant: str, tried: set[str]) -> bool:
        for period in options(applicant):
            if period in tried:
                continue
            tried.add(period)
            if len(inside[period]) < call.periods[choice][period]:
                inside[period].append(applicant)
                return True
            for i, other in enumerate(inside[period]):
                if seat(other, tried):
                    inside[period][i] = applicant
                    return True
        return False

    if all(seat(applicant, set()) for applicant in people):
        return {applicant: period for period, seated in inside.items() for applicant in seated}
    return None
