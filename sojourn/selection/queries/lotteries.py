"""The commitment before the lottery, its seed, and each applicant's own proof after the release."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sojourn.applications.models import Application
from sojourn.calls.models import Call
from sojourn.centres.models import Institution
from sojourn.core import matching, proofs, seals, verifier
from sojourn.selection.models import Commitment, Match
from sojourn.selection.queries import matches, told


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
    but hashes. A rank that the programme tells nobody stays out, and with it the salt: a rank is found by
    trying as soon as the salt is known."""
    commitment, key = commitment_of(match.call), str(application.pk)
    if commitment is None or key not in commitment.salts:
        return None
    made = committed(match.instance, commitment.salts)
    entry = proofs.entry(undrawn(match.instance), key)
    opened = {"entry": entry, "salt": commitment.salts[key]}
    if not application.programme.show_rank:
        opened = {
            "entry": {part: entry[part] for part in entry if part != "ranks"},
            "kept": ["ranks", "salt"],
        }
    leaves = {name: bytes.fromhex(value) for name, value in made["leaves"].items()}
    return {
        "format": "sojourn-own-proof/1",
        **opened,
        "leaf": made["leaves"][key],
        "path": [[side, other.hex()] for side, other in proofs.path(leaves, key)],
        "root": commitment.root,
        "committed_at": commitment.made_at.isoformat(),
        "event": commitment.event,
        "outcome": commitment.outcome,
        "seed": commitment.seed,
    }


@dataclass(frozen=True)
class OwnCheck:
    """What went into the match about one person, and how it was tied down. `proof` is None without a root."""

    choices: list[str]
    barred: list[str]
    rank: str  # before the lottery; empty where the programme tells nobody the own rank
    digest: str
    proof: dict[str, Any] | None
    leads: bool = False
    committed_at: datetime | None = None


def own_check(match: Match, application: Application) -> OwnCheck:
    """Read back from the stored input, not from the application, so that a difference would show."""
    key, programme = str(application.pk), application.programme
    entry = proofs.entry(undrawn(match.instance), key)
    names = {
        slug: str(place)
        for slug, place in Institution.objects.filter(
            slug__in=[row["id"] for row in match.instance["centres"]]
        )
        .in_bulk(field_name="slug")
        .items()
    }
    bars = proofs.BARS | told.BARS
    barred = {
        centre: f"{names[centre]}: {bars.get(reason, 'closed by a rule')}"
        for _, centre, reason in (
            (row["programme"], row["centre"], row["reason"])
            for row in match.instance["barred"]
            if row["applicant"] == key
        )
    }
    return OwnCheck(
        [names[centre] for _, centre in entry["choices"]],
        list(barred.values()),
        _rank(entry["ranks"].get(programme.society.slug)) if programme.show_rank else "",
        match.instance_sha256,
        *_led(match, application),
    )


def _rank(place: list[int] | None) -> str:
    if place is None:
        return ""
    first, last = place
    return proofs.ordinal(first) if first == last else f"{proofs.ordinal(first)} to {proofs.ordinal(last)}"


def _led(match: Match, application: Application) -> tuple[dict[str, Any] | None, bool, datetime | None]:
    """The own proof, and whether the leaf, made again, leads to the published root."""
    proof = own_proof(match, application)
    if proof is None:
        return None, False, None
    salt, entry = commitment_of(match.call).salts[str(application.pk)], undrawn(match.instance)
    own = proofs.leaf(bytes.fromhex(salt), proofs.entry(entry, str(application.pk)))
    steps = [(side, bytes.fromhex(other)) for side, other in proof["path"]]
    leads = own.hex() == proof["leaf"] and proofs.leads_to(own, steps, bytes.fromhex(proof["root"]))
    return proof, leads, datetime.fromisoformat(proof["committed_at"])


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
