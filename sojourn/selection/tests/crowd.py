"""A signed call of any size for the match alone: ties, shared hospitals, own countries; no files, no scores.

So eight hundred cost a second. `tests.crowds` has the whole of a call.
"""

from __future__ import annotations

import random
from dataclasses import dataclass

from sojourn.applications.models import Application, Choice
from sojourn.calls.models import CentreOffer, Programme, SharedPlaces
from sojourn.centres.models import Centre, Institution
from sojourn.people.models import User
from sojourn.reviews.tests.cast import AT, CLOSED, Cast
from sojourn.selection.models import Decision, Panel
from sojourn.societies.models import Seat, Society

TOWNS = ("Oslo", "Porto", "Lyon", "Graz", "Turin", "Ghent", "Bergen", "Malmo", "Riga", "Brno", "Cork", "Jena")


@dataclass
class Crowd:
    cast: Cast
    programmes: list[Programme]
    chairs: list[User]
    applications: list[Application]

    @property
    def call(self):
        return self.cast.call

    @property
    def finn(self):
        return self.cast.finn


def crowd(applications: int, societies: int = 1, centres: int = 12, *, signed: bool = True) -> Crowd:
    """Beside the two empty societies of the cast; every centre takes part for every society, some share."""
    dice, cast = random.Random(applications), Cast()
    made = Society.objects.bulk_create(
        Society(acronym=f"S{n:02}", slug=f"s{n:02}", name=f"Society {n}", field=f"Field {n}")
        for n in range(1, societies + 1)
    )
    each = -(-applications // societies)
    programmes = Programme.objects.bulk_create(
        Programme(call=cast.call, society=one, name=f"Programme {one.acronym}", field=one.field,
                  places=max(1, each // 3), own_country_basis=["residence"], own_country_barred=True)
        for one in made
    )  # fmt: skip
    chairs = [cast.person(f"Chair{one.acronym}") for one in made]
    Seat.objects.bulk_create(
        Seat(society=one, user=user, role="chair") for one, user in zip(made, chairs, strict=True)
    )
    places = Institution.objects.bulk_create(
        Institution(slug=f"c{n:03}", name=f"{TOWNS[n % len(TOWNS)]} Hospital {n}", city=TOWNS[n % len(TOWNS)],
                    country="NO" if n % 5 else "AT")
        for n in range(centres)
    )  # fmt: skip
    hosts = Centre.objects.bulk_create(
        Centre(institution=place, society=one, state="approved") for one in made for place in places
    )
    by_society = {one.pk: programme for one, programme in zip(made, programmes, strict=True)}
    offers = CentreOffer.objects.bulk_create(
        CentreOffer(
            programme=by_society[host.society_id],
            centre=host,
            places=1 + (i % 3 == 0) + each // (2 * centres),
        )
        for i, host in enumerate(hosts)
    )
    SharedPlaces.objects.bulk_create(
        SharedPlaces(call=cast.call, institution=place, places=max(1, societies // 2))
        for place in places[: 2 * (societies > 1)]
    )
    users = User.objects.bulk_create(
        User(email=f"p{n}@crowd.example", given_name="Pat", family_name=f"Person{n:04}")
        for n in range(applications)
    )
    rows = Application.objects.bulk_create(
        Application(
            applicant=user, programme=programmes[n % societies], scope_key=f"call:{cast.call.pk}",
            state="eligible", number=f"2024-{n + 1000}",
            begun_at=CLOSED, saved_at=CLOSED, submitted_at=CLOSED,
            given_name="Pat", family_name=user.family_name, institution=f"Home {n}", residence_country="AT",
            work_country="AT",
        )
        for n, user in enumerate(users)
    )  # fmt: skip
    own = {row.pk: [offer for offer in offers if offer.programme_id == row.pk] for row in programmes}
    weights = [1 / (n + 1) for n in range(centres)]
    Choice.objects.bulk_create(
        Choice(application=row, rank=rank, offer=own[row.programme_id][place])
        for row in rows
        for rank, place in enumerate(
            list(dict.fromkeys(dice.choices(range(centres), weights, k=6)))[:3], start=1
        )
    )
    panels = Panel.objects.bulk_create(
        Panel(
            programme=row,
            state="signed" if signed else "open",
            signed_by=chair if signed else None,
            signed_at=AT if signed else None,
        )
        for row, chair in zip(programmes, chairs, strict=True)
    )
    decided = []
    for panel in panels:
        own_rows = [row for row in rows if row.programme_id == panel.programme_id]
        dice.shuffle(own_rows)
        for i, row in enumerate(own_rows):
            ranked = i < max(1, len(own_rows) * 4 // 5)
            decided.append(
                Decision(panel=panel, application=row, outcome="ranked" if ranked else "unranked",
                         position=1 + i // 2 * 2 if ranked else None, reason_code="strong",
                         reason="Because.", decided_at=AT)
            )  # fmt: skip
    Decision.objects.bulk_create(decided)
    return Crowd(cast, programmes, chairs, rows)
