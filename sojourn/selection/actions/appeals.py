"""An applicant appeals once; the office answers; somebody selected agrees to be listed."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from sojourn.core.verdict import no
from sojourn.journal import actions as journal
from sojourn.post import actions as post
from sojourn.selection import queries, rules, states
from sojourn.selection.models import Appeal, Listing, Result
from sojourn.ui.gates import Refused, require

WORDING = "My name and the centre of my stay may stand in the public list of those selected."


def appeal(result: Result, *, text: str, by: Any, at: datetime) -> Appeal:
    """Filed once: a second tab or a double click finds the first."""
    require(rules.may_appeal(result, by=by, at=at))
    try:
        with transaction.atomic():
            made = Appeal.objects.create(result=result, text=text.strip(), filed_at=at)
            journal.note("selection.appeal", thing=made, by=by, at=at)
            post.write("selection.appeal", to=by, thing=made, at=at, context=queries.recall_context(result))
    except IntegrityError:
        raise Refused(no("appealed", "You have appealed; the office answers.")) from None
    return made


def answer_appeal(row: Appeal, *, outcome: str, answer: str, by: Any, at: datetime) -> Appeal:
    """`outcome` is "upheld" or "rejected"; the applicant gets the office's words."""
    with transaction.atomic():
        row = journal.locked(row)
        require(rules.may_answer_appeal(row, by=by, at=at))
        verb = "uphold" if outcome == "upheld" else "reject"
        also = {"answer": answer.strip(), "answered_by": by, "answered_at": at}
        journal.turn(row, verb, moves=states.APPEAL_MOVES, by=by, at=at, also=also)
        context = {**queries.recall_context(row.result), "answer": answer.strip(), "upheld": verb == "uphold"}
        post.write(
            "selection.answer_appeal",
            to=row.result.application.applicant,
            thing=row.result,
            at=at,
            context=context,
        )
    return row


def list_name(result: Result, *, agreed: bool, by: Any, at: datetime) -> None:
    """Consent to the public list, given or taken back."""
    require(rules.may_list(result, by=by, at=at))
    with transaction.atomic():
        application = result.application
        if agreed:
            Listing.objects.get_or_create(
                application=application, defaults={"wording": WORDING, "given_at": at}
            )
        else:
            Listing.objects.filter(application=application).delete()
        journal.note("selection.list_name", thing=application, by=by, at=at, facts={"agreed": agreed})
