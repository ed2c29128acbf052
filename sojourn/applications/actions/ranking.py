"""The applicant's ranking and what she does not want, kept whole with every change."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sojourn.applications import queries, rules
from sojourn.applications.actions.applicant import changing
from sojourn.applications.models import Application, Choice, RankingChange, Unwanted
from sojourn.calls.models import CentreOffer
from sojourn.ui import gates


def rank(
    application: Application,
    offers: Sequence[CentreOffer],
    *,
    unwanted: Sequence[CentreOffer] | None = None,
    by: Any,
    at: datetime,
    seen: str = "",
) -> Application:
    """The whole ranking, first choice first, and the centres that are not wanted (None: as they are)."""
    if unwanted is None:
        unwanted = [one.offer for one in queries.unwanted(application)]
    gates.require(rules.may_choose(application, list(offers), list(unwanted)))
    if _as_it_is(application, offers, unwanted):
        gates.require(rules.may_rank(application, by=by, at=at))
        return application
    with changing(application, by=by, at=at, section="choices", seen=seen, part="centres") as row:
        row.choices.all().delete()
        row.unwanted.all().delete()
        Choice.objects.bulk_create(
            Choice(application=row, rank=number, offer=offer) for number, offer in enumerate(offers, 1)
        )
        Unwanted.objects.bulk_create(Unwanted(application=row, offer=offer) for offer in unwanted)
        RankingChange.objects.create(
            application=row,
            at=at,
            ranked=[str(offer.centre.institution) for offer in offers],
            unwanted=[str(offer.centre.institution) for offer in unwanted],
        )
    return application


def _as_it_is(application: Application, offers: Sequence[CentreOffer], unwanted: Sequence[Any]) -> bool:
    """A move that leads nowhere makes no history and no receipt."""
    kept = list(application.choices.values_list("offer_id", flat=True))
    refused = set(application.unwanted.values_list("offer_id", flat=True))
    return kept == [offer.pk for offer in offers] and refused == {offer.pk for offer in unwanted}
