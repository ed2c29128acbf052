"""The counters of places: taken in one statement each, so that no racer slips by."""

from __future__ import annotations

from typing import Any

from django.db.models import F

from sojourn.awards.models import Quota
from sojourn.calls.models import CentreOffer


class Full(Exception):
    """Every place of this counter is taken: nobody else can be offered one."""


def take(place: CentreOffer) -> None:
    """One more in every counter of this place, or Full."""
    limits = _limits(place)
    for key in sorted(limits):  # always in the same order: two transactions never wait for each other
        free = Quota.objects.filter(key=key, taken__lt=F("places"))
        if not free.update(taken=F("taken") + 1):
            Quota.objects.bulk_create([Quota(key=key, places=limits[key])], ignore_conflicts=True)
            if not free.update(taken=F("taken") + 1):
                raise Full(key)


def give_back(place: CentreOffer) -> None:
    Quota.objects.filter(key__in=_limits(place), taken__gt=0).update(taken=F("taken") - 1)


def _limits(place: CentreOffer) -> dict[str, Any]:
    """The counters of a place with their sizes; a programme without a number has as many as its centres."""
    programme, institution = place.programme, place.centre.institution_id
    places = programme.places
    if places is None:
        places = sum(programme.offers.values_list("places", flat=True))
    limits = {f"programme:{programme.pk}": places, f"offer:{place.pk}": place.places}
    shared = programme.call.shared_places.filter(institution=institution).first()
    if shared:
        limits[f"institution:{programme.call_id}:{institution}"] = shared.places
    return limits
