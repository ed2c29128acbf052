"""What a result says about its awards, compared with what follows from the right ones."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from sojourn.core.verifier.call import Award, Call, Choice
from sojourn.core.verifier.definition import Cuts, Seats, stands


def differences(awards: dict[str, Award], right: dict[str, Award]) -> list[str]:
    return [
        f"award of {a!r}: {_said(awards.get(a))}, should be {_said(right.get(a))}"
        for a in sorted(set(awards) | set(right))
        if awards.get(a) != right.get(a)
    ]


def _row(applicant: str, award: Award) -> dict[str, str]:
    row = {"applicant": applicant, "programme": award[0], "centre": award[1]}
    return row if award[2] is None else row | {"period": award[2]}


def _said(award: Award | None) -> str:
    if award is None:
        return "nothing"
    return f"{award[0]!r} at {award[1]!r}" + (f" in {award[2]!r}" if award[2] else "")


def told(call: Call, result: Any, right: dict[str, Award], grants: dict[str, int]) -> list[str]:
    """Unmatched, cut-offs and reasons, each compared with what follows from the right awards."""
    cuts = Cuts(call, Seats(call, right), grants)
    faults = []
    unmatched = sorted(set(call.lists) - set(right))
    if result["unmatched"] != unmatched:
        faults.append("unmatched: not the applicants without an award, sorted")
    if result["awards"] != [_row(applicant, right[applicant]) for applicant in sorted(right)]:
        faults.append("awards: not the right awards, sorted by applicant")
    shown: dict[str, Any] = {
        "offers": [{"programme": p, "centre": c, "cut": cut} for (p, c), cut in sorted(cuts.offer.items())],
        "programmes": [{"id": p, "cut": cut} for p, cut in sorted(cuts.programme.items())],
        "centres": [{"id": c, "cut": _key_shown(call, cuts.centre.get(c))} for c in sorted(call.centres)],
        "federation": _key_shown(call, cuts.all),
    }
    faults += [f"cutoffs.{part}: no part of a result" for part in sorted(set(result["cutoffs"]) - set(shown))]
    for part, should in shown.items():
        if not _same(result["cutoffs"].get(part, "missing"), should):
            faults.append(f"cutoffs.{part}: not what the awards make full")
    for applicant, choices in call.lists.items():
        lines = _reasons(call, cuts, applicant, choices, right.get(applicant))
        if result["reasons"].get(applicant) != lines:
            faults.append(f"reasons of {applicant!r}: not what the rules say")
    faults += [
        f"reasons of {name!r}: no such applicant" for name in sorted(set(result["reasons"]) - set(call.lists))
    ]
    return faults


def _key_shown(call: Call, cut: Any) -> Any:
    if cut is None or cut == 0:
        return cut
    _, number, programme = cut
    place = cut[0] * 2 * call.most[programme]
    return [int(place), 2 * call.most[programme], number.hex(), programme]


def _reasons(
    call: Call, cuts: Cuts, applicant: str, choices: Iterable[Choice], award: Award | None
) -> list[dict[str, Any]]:
    lines = []
    for choice in choices:
        by = call.barred.get((applicant, *choice))
        if award is not None and choice == award[:2]:
            code = "awarded"
        elif by is not None:
            code = "barred"
        elif applicant not in call.rank[choice[0]]:
            code = "unranked"
        else:
            code = stands(call, cuts, applicant, choice) or _otherwise(call, cuts, applicant, choice)
        lines.append(
            {
                "programme": choice[0],
                "centre": choice[1],
                "code": code,
                "by": by if code == "barred" else None,
            }
        )
        if code == "awarded":
            break
    return lines


def _otherwise(call: Call, cuts: Cuts, applicant: str, choice: Choice) -> str:
    """No limit stands against the rank: then it is the periods, or the person's own decision."""
    if not call.previous or (choice in call.periods and not call.open_periods(applicant, choice)):
        return "no_common_period"
    if applicant in call.declined:
        return "declined"
    if applicant in call.frozen:
        return "frozen"
    full = (
        ("offer_full", cuts.offer[choice] is not None),
        ("programme_full", cuts.programme[choice[0]] is not None),
        ("centre_full", cuts.centre.get(choice[1]) is not None),
        ("federation_full", call.cap_of_all is not None),
    )
    return next((code for code, true in full if true), "no_common_period")


def _same(one: Any, other: Any) -> bool:
    """Equal in value and in type: true is not 1, 1.0 is not 1."""
    return json.dumps(one, sort_keys=True) == json.dumps(other, sort_keys=True)
