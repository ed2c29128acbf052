"""Copies without names: which a blind committee lacks, and whether a name still stands in one."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Q, QuerySet
from django.urls import reverse

from sojourn.applications import states
from sojourn.applications.models import Application, Document
from sojourn.applications.queries import redaction
from sojourn.calls.models import Programme
from sojourn.ui import waiting

if TYPE_CHECKING:
    from sojourn.applications.queries import Parts

READ = ("submitted", *states.REVIEWED)  # what is before the committee, or may come there


def uncopied(applications: QuerySet[Application], *, at: datetime) -> QuerySet[Document]:
    """Documents that reviewers will not see: blind programmes, no copy, results not out by their date."""
    running = Q(application__programme__call__results_on=None)
    running |= Q(application__programme__call__results_on__gte=at.date())
    return (
        Document.objects.filter(
            running,
            application__in=applications.filter(state__in=READ).order_by().values("pk"),
            application__programme__blind=True,
            application__programme__call__state="announced",
            replaced_at=None,
            redacted=None,
        )
        .select_related("application__applicant", "slot", "file")
        .order_by("application__number", "slot__order", "pk")
    )


def names_left(parts: Parts, text: str) -> list[str]:
    """The names and addresses that redaction would take out and that stand in a text, as they stand there."""
    without = redaction.pattern(parts)
    found = {" ".join(match.group(0).split()) for match in without.finditer(text)} if without else set()
    return sorted(found | set(redaction.ADDRESS.findall(text)))


def waiting_copies(applications: QuerySet[Application], *, at: datetime) -> list[waiting.Waiting]:
    """For officers: how many documents nobody will read, one line for each programme."""
    rows = uncopied(applications, at=at).order_by()
    numbers = dict(rows.values_list("application__programme").annotate(number=Count("pk")))
    if not numbers:
        return []
    found: Any = Programme.objects.filter(pk__in=numbers).select_related("call", "society")
    return [
        waiting.Waiting(
            "Redact",
            f"document{'' if numbers[one.pk] == 1 else 's'} of {one.society.acronym}, "
            "or reviewers see nothing there",
            reverse("applications:copies", args=[one.call.slug, one.society.slug]),
            one.call.reviews_by,
            numbers[one.pk],
        )
        for one in found
    ]
