"""Appeals against a result, and names in the public list: both exist only behind the release."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db.models import QuerySet

from sojourn.applications.models import Application
from sojourn.calls.models import Programme
from sojourn.selection.models import Appeal, Listing, Result
from sojourn.selection.queries import releases
from sojourn.societies import queries as societies

LISTABLE = ("selected", "waiting")


def appeal_until(result: Result) -> datetime | None:
    """The instant until which an appeal is taken; None where the programme takes none."""
    days = result.application.programme.appeal_days
    if not days or result.release.published_at is None:
        return None
    return result.release.published_at + timedelta(days=days)


def appeal_against(result: Result) -> Appeal | None:
    return Appeal.objects.filter(result=result).first()


def appeals_of(user: Any, *, at: datetime) -> QuerySet[Appeal]:
    """Appeals that this person's office answers."""
    rows = Appeal.objects.filter(releases.out(at, "result__release__")).select_related(
        "result__release", "result__application__programme__society", "result__application__programme__call",
        "result__application__applicant", "answered_by",
    )  # fmt: skip
    return rows.filter(result__application__programme__society__in=societies.officer_of(user))


def open_appeals(user: Any, *, at: datetime) -> QuerySet[Appeal]:
    return appeals_of(user, at=at).filter(state="filed")


def may_list(result: Result) -> bool:
    """Whoever waits may agree as well: a place that comes in a later round is listed then, not before."""
    return result.outcome in LISTABLE and result.application.programme.public_list


def listing_of(application: Application) -> Listing | None:
    return Listing.objects.filter(application=application).first()


def listed(programme: Programme, *, at: datetime) -> list[Result]:
    """Those who agreed, by name; nobody before the release. Who of those that waited holds a place, the room
    of the awards knows."""
    if not programme.public_list:
        return []
    agreed = Listing.objects.filter(application__programme=programme).values("application")
    rows = Result.objects.filter(
        releases.out(at), application__in=agreed, application__programme=programme, outcome__in=LISTABLE
    )
    return list(
        rows.select_related("application", "offer__centre__institution").order_by(
            "application__family_name", "application__given_name"
        )
    )


def answers_appeals(user: Any) -> bool:
    """Whether this person works in an office that may be appealed to."""
    return societies.officer_of(user).exists()
