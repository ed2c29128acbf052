"""What a round after declines would do: the engine's input from how the awards stand, and who would move."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sojourn.applications.models import Application
from sojourn.awards import states
from sojourn.awards.models import Award, Move
from sojourn.awards.queries.offers import (
    applications,
    awards_of,
    engine_pair,
    last_round,
    offer_by_codes,
    release,
)
from sojourn.calls.models import Call, CentreOffer
from sojourn.core import matching
from sojourn.selection.models import Match

KEEPS = (*states.HOLDING, "ended")  # an ended stay has used its place up


@dataclass(frozen=True)
class Moved:
    """Somebody who gets a place, or a better one; `award` is the one held now, None for who waited."""

    application: Application
    offer: CentreOffer
    award: Award | None


@dataclass(frozen=True)
class Plan:
    """A round as it would be run now: inputs and outputs of the engine, one after the other."""

    number: int
    steps: list[tuple[dict[str, Any], dict[str, Any]]]
    freed: list[str]
    moves: list[Moved]


def freed(call: Call) -> list[str]:
    """Everything that gave a place back since the release; a round is worth running when there is more."""
    given_back = Award.objects.filter(offer__programme__call=call, state__in=states.FREED)
    left = Move.objects.filter(award__offer__programme__call=call, kind="change")
    return sorted(
        [str(pk) for pk in given_back.values_list("pk", flat=True)]
        + [f"move {pk}" for pk in left.values_list("pk", flat=True)]
    )


def is_over(call: Call, at: datetime) -> bool:
    """Whether the last day on which places move has passed."""
    return call.rounds_until is not None and at.astimezone(ZoneInfo(call.zone)).date() > call.rounds_until


def plan(call: Call, *, without: Iterable[Any] = ()) -> Plan | None:
    """The round that would be run now; None before the release.

    `without` are awards of which one supposes that they were declined: for a dry run.
    """
    shown, last = release(call), last_round(call)
    if shown is None:
        return None
    supposed = {str(pk) for pk in without}
    awards = awards_of(call)
    steps = _steps(_instance(shown.match, awards, supposed), awards)
    moves = _moves(call, awards, steps[-1][1], supposed)
    return Plan(last.number + 1 if last else 1, steps, freed(call), moves)


def _steps(instance: dict[str, Any], awards: list[Award]) -> list[tuple[dict[str, Any], dict[str, Any]]]:
    """One run; two where a centre could not take somebody.

    Who lost a place so may be ranked above those who hold one, and the engine keeps a place for its holder
    until the holder's own turn. So holders move up first, with nobody else in the room; then what they left
    is given out by rank, to the person without a place before those who waited all along.
    """
    previous = instance["previous"]
    held = {row["applicant"] for row in previous["awards"]}
    fell = {str(a.application_id) for a in awards if a.state == "fallen"} - held - set(previous["declined"])
    if not fell:
        return [(instance, matching.match(instance))]
    others = {row["id"] for row in instance["applicants"]} - held - fell
    first = {**instance, "previous": {**previous, "declined": sorted(others | set(previous["declined"]))}}
    moved = matching.match(first)
    second = {**instance, "previous": {**previous, "awards": moved["awards"]}}
    return [(first, moved), (second, matching.match(second))]


def _instance(match: Match, awards: list[Award], supposed: set[str]) -> dict[str, Any]:
    """The released input, with who holds what now. Nobody who holds a place can get worse by it.

    Who did not answer yet waits for better ones only where the programme lets people wait. Whom a swap or the
    office placed keeps just that; for the engine it is then the only choice.
    """
    holders = {str(a.application_id): a for a in awards if a.state in KEEPS and str(a.pk) not in supposed}
    left = {
        str(a.application_id)
        for a in awards
        if a.state in ("declined", "lapsed") or (a.state in KEEPS and str(a.pk) in supposed)
    }
    fallen = {(str(a.application_id), *engine_pair(a.offer)) for a in awards if a.state == "fallen"}
    placed = {key: engine_pair(a.offer) for key, a in holders.items() if a.placed_by_office}
    barred = [
        row for row in match.instance.get("barred", ()) if row["applicant"] not in placed
    ]  # what was agreed by everybody stands, whatever barred it before
    known = {(row["applicant"], row["programme"], row["centre"]) for row in barred}
    barred += [
        {"applicant": who, "programme": programme, "centre": centre, "reason": "centre_declined"}
        for who, programme, centre in sorted(fallen - known)
        if who not in placed
        and (who not in holders or engine_pair(holders[who].offer) != (programme, centre))
    ]
    people = [
        {**row, "choices": [dict(zip(("programme", "centre"), placed[row["id"]], strict=True))]}
        if row["id"] in placed
        else row
        for row in match.instance["applicants"]
    ]
    return {
        **match.instance,
        "applicants": people,
        "barred": barred,
        "previous": {
            "awards": [
                {"applicant": key, "programme": programme, "centre": centre}
                for key, a in sorted(holders.items())
                for programme, centre in (engine_pair(a.offer),)
            ],
            "declined": sorted(left - set(holders)),
            "frozen": sorted(key for key, a in holders.items() if not waits_for_better(a)),
        },
    }


def waits_for_better(award: Award) -> bool:
    """Whether a round may move this holder to a choice ranked higher."""
    if award.placed_by_office or not award.application.programme.may_float:
        return False
    return award.state == "offered" or (award.state == "accepted" and award.floats)


def _moves(call: Call, awards: list[Award], result: dict[str, Any], supposed: set[str]) -> list[Moved]:
    held = {str(a.application_id): a for a in awards if a.state in KEEPS and str(a.pk) not in supposed}
    new = [
        line
        for line in result["awards"]
        if line["applicant"] not in held
        or engine_pair(held[line["applicant"]].offer) != (line["programme"], line["centre"])
    ]
    if not new:
        return []
    offers = offer_by_codes(call)
    people = applications(call, [line["applicant"] for line in new])
    return [
        Moved(
            people[line["applicant"]],
            offers[line["programme"], line["centre"]],
            held.get(line["applicant"]),
        )
        for line in new
    ]


def better_choices(award: Award) -> list[Any]:
    """The choices that this person ranked above the place held, best first, without those that are barred."""
    shown = release(award.application.programme.call)
    if shown is None or award.placed_by_office:
        return []
    me = str(award.application_id)
    barred = {
        (row["programme"], row["centre"])
        for row in shown.match.instance.get("barred", ())
        if row["applicant"] == me
    }
    fallen = set(
        Award.objects.filter(application=award.application_id, state="fallen").values_list(
            "offer_id", flat=True
        )
    )
    found = []
    rows = award.application.choices.select_related("offer__centre__institution", "offer__programme__society")
    for choice in rows.order_by("rank"):
        if choice.offer_id == award.offer_id:
            return found
        if engine_pair(choice.offer) not in barred and choice.offer_id not in fallen:
            found.append(choice)
    return []  # the place is none of the choices: there is nothing to compare it with


def floating(call: Call) -> list[Award]:
    return [a for a in awards_of(call) if a.floats]
