"""When a certificate may be issued, and by whom it may be revoked."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sojourn.certificates import queries, states
from sojourn.certificates.models import Certificate, SigningKey
from sojourn.core import states as tables
from sojourn.core.verdict import YES, Verdict, no
from sojourn.payments import queries as payments
from sojourn.people import queries as people
from sojourn.placements import queries as placements
from sojourn.placements.models import Placement
from sojourn.ui.glyphs import unprintable


def may_issue(placement: Placement, *, by: Any, at: datetime) -> Verdict:
    """Only with everything in; `facts["missing"]` lists what is not."""
    if not placements.is_office(by, placement):
        return no("not-office", "Certificates are issued by the office of the society.")
    if placement.state == "ended_early":
        return no("ended-early", "The stay ended early: there is no certificate of a whole stay.")
    missing = placements.missing_for_certificate(placement)
    if missing:
        return no("missing", f"Still missing: {'; '.join(missing)}.", missing=missing)
    fellow = placement.fellow.formal_name if placement.fellow else ""
    if lacking := unprintable(fellow):
        return no("unprintable", f"{UNPRINTABLE} ({lacking}). {SPELL}")
    held = placements.held_back(placement, "certificate", at)
    held += payments.barring([placement.award_id], what="certificate", at=at).get(placement.award_id, [])
    if held:
        return no("overdue", f"Held back while overdue: {'; '.join(held)}.", overdue=held)
    valid = queries.for_placement(placement)
    if valid and valid.state == "issued":
        return no("issued", f"A valid certificate was issued: {valid.code}.")
    return YES


UNPRINTABLE = "The name holds characters that a certificate cannot print"
SPELL = "Ask the fellow to write it in Latin, Greek or Cyrillic letters in the profile, as in the passport."


def may_reissue(certificate: Certificate, *, by: Any, at: datetime) -> Verdict:
    """Only where a new one would say something else; `facts["differences"]` lists it."""
    placement = certificate.placement
    if not placements.is_office(by, placement):
        return no("not-office", "Certificates are issued by the office of the society.")
    legal = tables.legal(states.MOVES, "reissue", certificate.state)
    if not legal:
        return legal
    if lacking := unprintable(placement.fellow.formal_name if placement.fellow else ""):
        return no("unprintable", f"{UNPRINTABLE} ({lacking}). {SPELL}")
    found = queries.differences(certificate.statement, queries.statement(placement, by=by, at=at))
    if not found:
        return no(
            "same", "A new one would say the same. Correct the name in the profile, or the stay, first."
        )
    return Verdict(True, facts={"differences": found})


def may_revoke(certificate: Certificate, *, by: Any, at: datetime) -> Verdict:
    if not placements.is_office(by, certificate.placement):
        return no("not-office", "A certificate is revoked by the office that issued it.")
    return tables.legal(states.MOVES, "revoke", certificate.state)


def may_renew_key(*, by: Any, at: datetime) -> Verdict:
    """The operator: whoever keeps the machine knows when its key must be thought lost."""
    if people.is_operator(by):
        return YES
    return no("not-operator", "The signing key is renewed by the operator of this installation.")


def may_have_credential(certificate: Certificate, *, signs: SigningKey | None) -> Verdict:
    """A revoked one is not handed out anew; without a key there is nothing to sign with yet."""
    if certificate.state != "issued":
        return no("revoked", "This certificate holds no more.")
    return YES if signs else no("no-key", "The signing key is being made. Try again in a few minutes.")
