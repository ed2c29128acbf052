"""When the office may give a blind committee its copy of a document."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sojourn.applications.models import Document
from sojourn.applications.queries import copies
from sojourn.applications.rules.office import may_look
from sojourn.core.verdict import YES, Verdict, first_no, no


def may_redact(document: Document, *, by: Any, at: datetime) -> Verdict:
    application = document.application
    programme = application.programme
    return first_no(
        may_look(programme, by=by, at=at),
        YES
        if programme.blind
        else no("not-blind", "Reviewers of this programme read the documents as they came."),
        YES
        if application.state in copies.READ
        else no("not-read", "This application does not go to the committee."),
        no("replaced", "A newer file stands in its place.") if document.replaced_at else YES,
        no("completed", "This call is among the past ones.") if programme.call.state == "completed" else YES,
    )


may_unredact = may_redact
