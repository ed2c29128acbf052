"""A certificate is sealed once; what it says is never changed, only revoked and issued anew."""

from __future__ import annotations

import secrets
from datetime import datetime
from typing import Any

from django.db import transaction

from sojourn.certificates import queries, rules, states
from sojourn.certificates.actions import keys, paper
from sojourn.certificates.models import Certificate
from sojourn.core import seals
from sojourn.documents import actions as documents
from sojourn.journal import actions as journal
from sojourn.placements.models import Placement
from sojourn.post import actions as post
from sojourn.ui import gates


def issue(placement: Placement, *, by: Any, at: datetime) -> Certificate:
    """Seal the statement, set the PDF, tell the fellow."""
    with transaction.atomic():
        journal.locked(placement)  # two officers at once: the second meets the rule
        gates.require(rules.may_issue(placement, by=by, at=at))
        made = _made(placement, by=by, at=at)
        journal.note("certificates.issue", thing=made, by=by, at=at)
        _write("issue", made, at=at)
    return made


def reissue(certificate: Certificate, *, reason: str, by: Any, at: datetime) -> Certificate:
    """After a correction: the old one says that another took its place, and never which."""
    with transaction.atomic():
        journal.locked(certificate.placement)
        certificate.state = journal.locked(certificate).state
        gates.require(rules.may_reissue(certificate, by=by, at=at))
        also = {"revoked_at": at, "reason": reason[:300]}
        journal.turn(certificate, "reissue", moves=states.MOVES, by=by, at=at, also=also)
        made = _made(certificate.placement, by=by, at=at)
        journal.note("certificates.issue", thing=made, by=by, at=at)
        _write("reissue", made, at=at, reason=reason, before=certificate.code)
    return made


def _made(placement: Placement, *, by: Any, at: datetime) -> Certificate:
    key = journal.locked(keys.key_for(at))  # one at a time: each takes the next number
    if not key.in_use:  # somebody renewed it in this moment
        key = keys.key_for(at)
    statement = queries.statement(placement, by=by, at=at)
    code, seal = seals.code(secrets.token_bytes(8)), seals.seal(statement)
    content = paper.certificate(statement, code=code, seal=seal, at=at)
    from sojourn.certificates.actions import pades  # noqa: PLC0415 (a third of a second, where nothing is signed)

    content = pades.paper(content, key=key, at=at)
    file = documents.keep_made(
        content, name=f"certificate-{code}.pdf", kind="certificates.certificate", at=at, pages=1
    )
    made = Certificate.objects.create(
        placement=placement,
        code=code,
        statement=statement,
        seal=seal,
        file=file,
        issued_by=by,
        issued_at=at,
        number=queries.next_number(),
    )
    return made


def revoke(certificate: Certificate, *, reason: str, by: Any, at: datetime) -> Certificate:
    """From now on the check says revoked, with the date; the reason goes to the fellow alone."""
    gates.require(rules.may_revoke(certificate, by=by, at=at))
    with transaction.atomic():
        also = {"revoked_at": at, "reason": reason[:300]}
        journal.turn(certificate, "revoke", moves=states.MOVES, by=by, at=at, also=also)
        _write("revoke", certificate, at=at, reason=reason)
    return certificate


def _write(verb: str, certificate: Certificate, *, at: datetime, **context: Any) -> None:
    fellow = certificate.placement.fellow
    if fellow:
        context = {"programme": certificate.statement["programme"], **context}
        post.write(f"certificates.{verb}", to=fellow, thing=certificate, at=at, context=context)


def forget(person: Any, *, at: datetime) -> None:
    """A certificate stays as long as others may rely on it; the reason of a revocation goes."""
    Certificate.objects.filter(placement__fellow=person).update(reason="")
