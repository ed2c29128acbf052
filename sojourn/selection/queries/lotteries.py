"""The commitment before the lottery, its seed, and each applicant's own proof after the release."""

from __future__ import annotations

from typing import Any

from sojourn.applications.models import Application
from sojourn.calls.models import Call
from sojourn.core import matching, proofs, seals, verifier
from sojourn.selection.models import Commitment, Match
from sojourn.selection.queries import matches


def commitment_of(call: Call) -> Commitment | None:
    """The last one; the earlier ones stay, so that nobody can commit twice unseen."""
    return Commitment.objects.filter(call=call).first()


def commitments(call: Call) -> list[Commitment]:
    return list(Commitment.objects.filter(call=call).defer("salts", "terms"))


def undrawn(instance: dict[str, Any]) -> dict[str, Any]:
    """The input as it is committed: without its lottery, and without what centres answer later."""
    return {
        key: [row for row in value if row["reason"] != "centre_declined"] if key == "barred" else value
        for key, value in instance.items()
        if key != "lottery"
    }


def basis(instance: dict[str, Any]) -> str:
    return seals.seal(undrawn(instance))


def committed(instance: dict[str, Any], salts: dict[str, str]) -> dict[str, Any]:
    """Root, leaves and terms over an instance."""
    return proofs.commit(undrawn(instance), proofs.salts(salts))


def still_committed(commitment: Commitment, instance: dict[str, Any]) -> bool:
    """Whether an input is the one that was committed to: the root, computed again."""
    applicants = {row["id"] for row in instance["applicants"]}
    if set(commitment.salts) != applicants:
        return False
    return committed(instance, commitment.salts)["root"] == commitment.root


def replayed(match: Match) -> dict[str, bool]:
    """The stored run computed again, now: by the engine to the same bytes, and by the second program."""
    again = matching.match(match.instance)
    return {
        "engine": seals.canonical(again) == seals.canonical(match.result),
        "verifier": not verifier.verify(match.instance, match.result),
        "digest": match.result["input_digest"] == match.instance_sha256 == seals.seal(match.instance),
    }


def own_proof(match: Match, application: Application) -> dict[str, Any] | None:
    """What one applicant needs to check the own part against the published root; of nobody else anything
    but hashes."""
    commitment, key = commitment_of(match.call), str(application.pk)
    if commitment is None or key not in commitment.salts:
        return None
    made = committed(match.instance, commitment.salts)
    leaves = {name: bytes.fromhex(value) for name, value in made["leaves"].items()}
    return {
        "format": "sojourn-own-proof/1",
        "entry": proofs.entry(undrawn(match.instance), key),
        "salt": commitment.salts[key],
        "leaf": made["leaves"][key],
        "path": [[side, other.hex()] for side, other in proofs.path(leaves, key)],
        "root": commitment.root,
        "committed_at": commitment.made_at.isoformat(),
        "event": commitment.event,
        "outcome": commitment.outcome,
        "seed": commitment.seed,
    }


def committable(call: Call) -> bool:
    """Whether what stands now has not been committed to yet."""
    last = commitment_of(call)
    return last is None or last.basis_sha256 != basis(matches.instance(call))


def drawn(call: Call) -> bool:
    last = commitment_of(call)
    return last is not None and bool(last.seed)


def waits_for_seed(call: Call) -> bool:
    """Committed to, and not drawn."""
    last = commitment_of(call)
    return last is not None and not last.seed
