"""An instance of the match, read, checked and indexed: the tables on which the mechanisms work.

Applicants, programmes, centres and *pairs* (programme at a centre; the papers say project or offer)
become small numbers. Reading is fast because it only tries; if anything fails, `_blame` walks the
instance once more, slowly, and names the path of the fault.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from operator import itemgetter
from typing import Any, NoReturn

from sojourn.core.reading import (
    LIMIT,
    InstanceError,
    count_of,
    encodable,
    identifiers,
    known,
    list_of,
    object_of,
    reference,
    shares,
    short,
    text_of,
)

FORMAT = "sojourn-match/1"

MOST_PERIODS = 400


@dataclass(frozen=True)
class Previous:
    """The round before: who held which pair (and period), who declined, who keeps what they have."""

    held: dict[int, int]
    period: dict[int, str]
    declined: frozenset[int]
    frozen: frozenset[int]


@dataclass
class Market:
    """Everything indexed: a applicant, s programme, c centre, u pair. Lists are indexed by these."""

    applicants: list[str]
    choices: list[list[int]]  # per applicant: pairs, best first, as they were given
    available: dict[int, frozenset[str]]  # only applicants who restrict their periods

    programmes: list[str]
    grants: list[int]
    order: list[list[int]]  # per programme: applicants by strict rank, ties already parted
    rank: list[dict[int, int]]  # per programme: applicant -> strict rank from 1

    centres: list[str]
    totals: dict[int, int]  # only centres with a total over all programmes
    centre_split: dict[int, dict[int, int]]

    pairs: list[tuple[int, int]]  # per pair: (programme, centre)
    programme_of: list[int]
    places: list[int]
    periods: dict[int, dict[str, int]]  # only pairs that are offered by period

    declared_centres: list[int] = field(default_factory=list)
    barred: dict[tuple[int, int], str] = field(default_factory=dict)
    seed: bytes | None = None
    federation: int | None = None
    federation_split: dict[int, int] | str | None = None
    revert: list[int] = field(default_factory=list)
    asserted: str | None = None
    foreign: dict[str, str] = field(
        default_factory=dict
    )  # modes that the data ask for and the engine refuses
    previous: Previous | None = None

    def number(self, applicant: int) -> bytes:
        """The lottery number: ascending, the same for all programmes; b"" without a lottery."""
        if self.seed is None:
            return b""
        return sha256(self.seed + b"\0" + self.applicants[applicant].encode()).digest()

    def wished(self) -> list[list[int]]:
        """The choices that may enter the match: without those barred."""
        wished = list(self.choices)
        for applicant in {applicant for applicant, _ in self.barred}:
            wished[applicant] = [u for u in self.choices[applicant] if (applicant, u) not in self.barred]
        return wished


def ranks(orders: list[list[int]]) -> list[dict[int, int]]:
    """Applicant -> strict rank, per programme. One number object for each rank in all of them: in large
    calls the memory for others would be the larger part of the work."""
    ordinals = list(range(1, max(map(len, orders), default=0) + 1))
    return [dict(zip(people, ordinals, strict=False)) for people in orders]


_PAIR = itemgetter("programme", "centre")


def read(instance: Any, *, drawn: bool = True) -> Market:
    """Check and index an instance. InstanceError with the path of the first fault.

    `drawn=False` reads an instance before its lottery: ties then stand in the order given.
    """
    top = object_of(instance, "")
    if top.get("format") != FORMAT:
        raise InstanceError("format", f'expected "{FORMAT}", found {short(top.get("format"))}')
    ids = identifiers(list_of(top, "applicants", ""), "applicants")
    applicant = {name: a for a, name in enumerate(ids)}
    rows = list_of(top, "programmes", "")
    programmes = identifiers(rows, "programmes")
    programme = {name: s for s, name in enumerate(programmes)}
    grants = [count_of(row, "grants", f"programmes[{s}]") for s, row in enumerate(rows)]

    centres, declared, totals = _centres(top)
    centre = {name: c for c, name in enumerate(centres)}
    pairs, places, periods = _offers(top, programme, centre, centres)
    pair = {(programmes[s], centres[c]): u for u, (s, c) in enumerate(pairs)}
    choices, available = _applicants(top["applicants"], pair, programme, centre)
    seed = _seed(top)
    order = _rankings(rows, applicant, ids, seed, drawn)
    if drawn and seed is None and len(programmes) > 1:
        raise InstanceError("lottery", "needed, because there is more than one programme")
    mode = top.get("mode")
    if mode is not None and (type(mode) is not str or mode not in "ABCDEF" or len(mode) != 1):
        raise InstanceError("mode", f"expected one letter from A to F, found {short(mode)}")

    market = Market(
        applicants=ids,
        choices=choices,
        available=available,
        programmes=programmes,
        grants=grants,
        order=order,
        rank=ranks(order),
        centres=centres,
        totals=totals,
        centre_split=_centre_splits(top, programme, centre, totals),
        pairs=pairs,
        programme_of=[s for s, _ in pairs],
        places=places,
        periods=periods,
        declared_centres=declared,
        seed=seed,
        asserted=mode,
        foreign=_foreign(top),
    )
    market.barred = _barred(top, applicant, programme, centre, pair)
    _federation(top, market, programme)
    market.previous = _previous(top, market, applicant, programme, centre, pair)
    return market


# One function per part of the format.


def _centres(top: Mapping[str, Any]) -> tuple[list[str], list[int], dict[int, int]]:
    """Declared centres first, then those that only appear in an offer."""
    rows = list_of(top, "centres", "", optional=True)
    names = identifiers(rows, "centres")
    totals = {
        c: count_of(row, "places", f"centres[{c}]")
        for c, row in enumerate(rows)
        if row.get("places") is not None
    }
    declared = list(range(len(names)))
    known = set(names)
    for i, row in enumerate(list_of(top, "offers", "")):
        name = text_of(object_of(row, f"offers[{i}]"), "centre", f"offers[{i}]")
        if name not in known:
            known.add(name)
            names.append(name)
    return names, declared, totals


def _offers(
    top: Mapping[str, Any], programme: Mapping[str, int], centre: Mapping[str, int], centres: list[str]
) -> tuple[list[tuple[int, int]], list[int], dict[int, dict[str, int]]]:
    found: dict[tuple[int, int], int] = {}
    places: list[int] = []
    periods: dict[int, dict[str, int]] = {}
    for i, row in enumerate(top["offers"]):
        path = f"offers[{i}]"
        s = known(programme, row, "programme", path)
        key = (s, centre[row["centre"]])
        number = count_of(row, "places", path)
        period = row.get("period")
        if period is not None:
            text_of(row, "period", path)
        u = found.get(key)
        if u is None:
            u = found[key] = len(places)
            places.append(0)
            if period is not None:
                periods[u] = {}
        elif u not in periods and period is None:
            raise InstanceError(path, "this programme's offer at this centre is there twice")
        elif (u in periods) != (period is not None):
            raise InstanceError(
                path, "a period has to be in all offers of a programme at a centre, or in none"
            )
        elif period in periods[u]:
            raise InstanceError(f"{path}.period", f"{short(period)} is there twice")
        if period is not None:
            periods[u][period] = number
            if len(periods[u]) > MOST_PERIODS:
                raise InstanceError(path, f"more than {MOST_PERIODS} periods of one offer")
        places[u] += number
        if places[u] > LIMIT:
            raise InstanceError(f"{path}.places", f"more than {LIMIT} places in all")
    return list(found), places, periods


def _applicants(
    rows: list[Any],
    pair: Mapping[tuple[str, str], int],
    programme: Mapping[str, int],
    centre: Mapping[str, int],
) -> tuple[list[list[int]], dict[int, frozenset[str]]]:
    try:
        lists = [row["choices"] for row in rows]
        choices = [list(map(pair.__getitem__, map(_PAIR, given))) for given in lists]
    except (TypeError, KeyError, LookupError):
        _blame(rows, pair, programme, centre)
    if any(type(given) is not list for given in lists) or any(len(set(row)) != len(row) for row in choices):
        _blame(rows, pair, programme, centre)
    available: dict[int, frozenset[str]] = {}
    for a, row in enumerate(rows):
        if row.get("available") is not None:
            months = list_of(row, "available", f"applicants[{a}]")
            for i, month in enumerate(months):
                if type(month) is not str:
                    raise InstanceError(
                        f"applicants[{a}].available[{i}]", f"expected a text, found {short(month)}"
                    )
                encodable(month, f"applicants[{a}].available[{i}]")
            if len(set(months)) != len(months):
                raise InstanceError(f"applicants[{a}].available", "a period is there twice")
            available[a] = frozenset(months)
    return choices, available


def _blame(
    rows: list[Any],
    pair: Mapping[tuple[str, str], int],
    programme: Mapping[str, int],
    centre: Mapping[str, int],
) -> NoReturn:
    """Something in the choices is wrong: find the first fault and name it."""
    for a, row in enumerate(rows):
        seen: set[tuple[str, str]] = set()
        for i, choice in enumerate(list_of(row, "choices", f"applicants[{a}]")):
            path = f"applicants[{a}].choices[{i}]"
            known(programme, object_of(choice, path), "programme", path)
            known(centre, choice, "centre", path)
            key = (choice["programme"], choice["centre"])
            if key not in pair:
                raise InstanceError(path, f"there is no offer of {short(key[0])} at {short(key[1])}")
            if key in seen:
                raise InstanceError(path, "this choice is there twice")
            seen.add(key)
    raise InstanceError("applicants", "not readable")


def _seed(top: Mapping[str, Any]) -> bytes | None:
    if top.get("lottery") is None:
        return None
    seed = text_of(object_of(top["lottery"], "lottery"), "seed", "lottery")
    if not re.fullmatch("(?:[0-9a-fA-F]{2})+", seed):
        raise InstanceError("lottery.seed", "expected whole bytes in hexadecimal")
    return bytes.fromhex(seed)


def _rankings(
    rows: list[Any], applicant: Mapping[str, int], ids: list[str], seed: bytes | None, drawn: bool
) -> list[list[int]]:
    """The committees' orders with ties parted by the lottery."""
    orders = []
    for s, row in enumerate(rows):
        ranking = list_of(row, "ranking", f"programmes[{s}]")
        try:
            order = list(map(applicant.__getitem__, ranking))
        except (TypeError, KeyError):
            order = None
        if order is None or len(order) > len(ids) or len(set(order)) != len(order):
            order = _parted(ranking, f"programmes[{s}].ranking", applicant, ids, seed, drawn)
        orders.append(order)
    return orders


def _parted(
    ranking: list[Any],
    path: str,
    applicant: Mapping[str, int],
    ids: list[str],
    seed: bytes | None,
    drawn: bool,
) -> list[int]:
    """A ranking with ties in it, or with a fault."""
    order: list[int] = []
    seen: set[int] = set()
    for i, entry in enumerate(ranking):
        tie = entry if type(entry) is list else [entry]
        if not tie:
            raise InstanceError(f"{path}[{i}]", "a tie needs somebody in it")
        group: list[int] = []
        for j, name in enumerate(tie):
            a = applicant.get(name, -1) if type(name) is str else -1
            if a < 0 or a in seen:
                at = f"{path}[{i}][{j}]" if tie is entry else f"{path}[{i}]"
                reference(applicant, name, at, "applicant")
                raise InstanceError(at, f"{short(name)} is ranked twice")
            seen.add(a)
            group.append(a)
        if len(group) > 1 and drawn:
            if seed is None:
                raise InstanceError("lottery", f"needed, because of the tie at {path}[{i}]")
            group.sort(key=lambda a: sha256(seed + b"\0" + ids[a].encode()).digest())
        order += group
    return order


def _centre_splits(
    top: Mapping[str, Any], programme: Mapping[str, int], centre: Mapping[str, int], totals: Mapping[int, int]
) -> dict[int, dict[int, int]]:
    splits = {}
    for i, row in enumerate(top.get("centres") or []):
        if row.get("split") is None:
            continue
        path = f"centres[{i}].split"
        split = shares(row["split"], programme, path)
        if i not in totals:
            raise InstanceError(path, "a split needs the centre's total of places")
        if sum(split.values()) > totals[i]:
            raise InstanceError(
                path, f"the parts sum to {sum(split.values())}, the centre has {totals[i]} places"
            )
        splits[centre[row["id"]]] = split
    return splits


def _federation(top: Mapping[str, Any], market: Market, programme: Mapping[str, int]) -> None:
    if top.get("federation") is None:
        return
    row = object_of(top["federation"], "federation")
    market.federation = count_of(row, "grants", "federation")
    split = row.get("split")
    if isinstance(split, str):
        if split != "sainte-lague":
            raise InstanceError("federation.split", f'expected parts or "sainte-lague", found {short(split)}')
        market.federation_split = split
    elif split is not None:
        parts = market.federation_split = shares(split, programme, "federation.split")
        if sum(parts.values()) > market.federation:
            raise InstanceError(
                "federation.split",
                f"the parts sum to {sum(parts.values())}, there are {market.federation} grants",
            )
    if row.get("revert") is not None:
        listed = [
            reference(programme, name, f"federation.revert[{i}]", "programme")
            for i, name in enumerate(list_of(row, "revert", "federation"))
        ]
        if len(set(listed)) != len(listed):
            raise InstanceError("federation.revert", "a programme is there twice")
        market.revert = listed


def _barred(
    top: Mapping[str, Any],
    applicant: Mapping[str, int],
    programme: Mapping[str, int],
    centre: Mapping[str, int],
    pair: Mapping[tuple[str, str], int],
) -> dict[tuple[int, int], str]:
    found: dict[tuple[int, int], str] = {}
    seen: set[tuple[int, int, int]] = set()
    for i, row in enumerate(list_of(top, "barred", "", optional=True)):
        path = f"barred[{i}]"
        a = known(applicant, object_of(row, path), "applicant", path)
        key = (a, known(programme, row, "programme", path), known(centre, row, "centre", path))
        if key in seen:
            raise InstanceError(path, "this pair is barred twice; give one reason")
        seen.add(key)
        reason = text_of(row, "reason", path)
        u = pair.get((row["programme"], row["centre"]))
        if u is not None:
            found[a, u] = reason
    return found


def _previous(
    top: Mapping[str, Any],
    market: Market,
    applicant: Mapping[str, int],
    programme: Mapping[str, int],
    centre: Mapping[str, int],
    pair: Mapping[tuple[str, str], int],
) -> Previous | None:
    if top.get("previous") is None:
        return None
    row = object_of(top["previous"], "previous")
    held: dict[int, int] = {}
    period: dict[int, str] = {}
    for i, award in enumerate(list_of(row, "awards", "previous")):
        path = f"previous.awards[{i}]"
        a = known(applicant, object_of(award, path), "applicant", path)
        s = known(programme, award, "programme", path)
        known(centre, award, "centre", path)
        u = pair.get((award["programme"], award["centre"]))
        if u is None or u not in market.choices[a] or (a, u) in market.barred or a not in market.rank[s]:
            raise InstanceError(
                path, "this award could not have been made: it is no open choice of the applicant"
            )
        if a in held:
            raise InstanceError(path, f"{short(award['applicant'])} holds two awards")
        held[a] = u
        when = award.get("period")
        if u in market.periods:
            if when not in market.periods[u] or when not in market.available.get(a, market.periods[u]):
                raise InstanceError(
                    f"{path}.period", f"{short(when)} is no period of this offer and applicant"
                )
            period[a] = when
        elif when is not None:
            raise InstanceError(f"{path}.period", "this offer has no periods")
    lists = {}
    for key in ("declined", "frozen"):
        names = list_of(row, key, "previous", optional=True)
        lists[key] = [
            reference(applicant, name, f"previous.{key}[{i}]", "applicant") for i, name in enumerate(names)
        ]
        if len(set(lists[key])) != len(names):
            raise InstanceError(f"previous.{key}", "somebody is there twice")
    for i, a in enumerate(lists["frozen"]):
        if a not in held or a in lists["declined"]:
            raise InstanceError(f"previous.frozen[{i}]", "only somebody who keeps an award can freeze it")
    return Previous(held, period, frozenset(lists["declined"]), frozenset(lists["frozen"]))


def _foreign(top: Mapping[str, Any]) -> dict[str, str]:
    """Data of modes that have no mechanism here: unequal costs (E), hosts that rank (F)."""
    found: dict[str, str] = {}
    for part, keys in (("offers", ("cost", "costs")), ("programmes", ("budget",)), ("centres", ("ranking",))):
        for i, row in enumerate(top.get(part) or []):
            for key in keys:
                if row.get(key) is not None:
                    found.setdefault("F" if key == "ranking" else "E", f"{part}[{i}].{key}")
    return found
