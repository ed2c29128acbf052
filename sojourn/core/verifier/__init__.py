"""The second opinion: checks a result against the definition and recomputes it, with no code of the engine.

    verify(instance, result) -> list of violations, in words; empty = the result is right

It is written for whoever does not trust the engine: plain dictionaries keyed by the ids of the file,
fractions instead of floats, rounds in which everybody asks at once instead of one after the other,
choices made by going down a ranking instead of heaps. Read it in this order:

    shape          what the two files look like; `Malformed` (path, message) if they do not
    call           the instance: rankings with ties parted, capacities after the splits, mode
    definition     every award allowed and within the capacities; nobody passed over
    recomputation  the awards of the published mechanism, by another algorithm
    said           cut-offs and reasons as they follow from these awards

The definition and the recomputation are two independent judgements. An outcome may satisfy the first
and still not be the one that was promised; so both are asked.
"""

from __future__ import annotations

import hashlib
from typing import Any

from sojourn.core.verifier.call import Award, Call, canonical
from sojourn.core.verifier.definition import Seats, impossible, too_many, unfair
from sojourn.core.verifier.recomputation import recomputed
from sojourn.core.verifier.said import differences, told
from sojourn.core.verifier.shape import RESULT, Malformed, NoMechanism, conform

__all__ = ["Malformed", "NoMechanism", "verify"]

FORMAT = "sojourn-match-result/1"


def verify(instance: Any, result: Any, *, digest: str | None = None) -> list[str]:
    """Every violation in `result`; `digest` is the SHA-256 of the instance's file, if there is a file."""
    call = Call(instance)
    awards, faults = _awards(result)
    if result["mode"] != call.mode:
        faults.append(f"mode: {result['mode']!r}, should be {call.mode!r}")
    expected = digest or hashlib.sha256(canonical(instance)).hexdigest()
    if result["input_digest"] != expected:
        faults.append(f"input_digest: {result['input_digest'][:16]}…, should be {expected[:16]}…")
    faults += [f"{key}: no part of a result" for key in sorted(set(result) - set(RESULT))]

    if too_many(call, call.held):
        raise Malformed("previous.awards", "more awards than there is room for")
    seats = Seats(call, awards)
    breaches = impossible(call, seats)
    right, grants = recomputed(call)
    faults += breaches
    faults += differences(awards, right)
    if not breaches:
        faults += unfair(call, seats, grants)
    return faults + told(call, result, right, grants)


def _awards(result: Any) -> tuple[dict[str, Award], list[str]]:
    """The awards by applicant, and who has two; Malformed if the result is none."""
    if type(result) is dict and result.get("format") != FORMAT:
        raise Malformed("format", f'expected "{FORMAT}"')
    try:
        conform(result, RESULT)
    except Malformed as fault:
        raise Malformed(fault.path.lstrip("."), fault.message) from None
    awards: dict[str, Award] = {}
    faults = []
    for i, row in enumerate(result["awards"]):
        if row["applicant"] in awards:
            faults.append(f"awards[{i}]: {row['applicant']!r} has two awards")
        awards[row["applicant"]] = (row["programme"], row["centre"], row.get("period"))
    return awards, faults
