"""Many applications at once, for what must hold with sixty and with eight hundred.

`crowds.make(applications=60)` is one society, `crowds.make(societies=11, applications=800)` a whole call;
rows are made in bulk, so that a stage costs a second or two and not the minutes of walking there. From the
ranking on the real actions are used. `world.py` is for what one named person lives through.

    crowd = crowds.make(societies=11, applications=800, stage="signed")
    crowd.finn, crowd.jon                  the federation's two officers
    crowd.call, crowd.programmes           in the order of their societies
    crowd.chair(programme), crowd.members(programme), crowd.officer(programme)
    crowd.applications[programme.pk]       best first; crowd.strength[application.pk] says how good
    crowd.hana                             coordinates every centre; crowd.now is a day after the stage

Stages: checked (before the committee), assigned, scored (all final), signed.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.contrib.auth.hashers import make_password

from sojourn.applications.models import Application, Choice
from sojourn.calls.models import (
    Call,
    CentreOffer,
    Criterion,
    DecisionReason,
    GrantShare,
    InstalmentRule,
    Programme,
)
from sojourn.centres.models import Centre, Coordinator, Institution, Tutor
from sojourn.people.models import Role, User
from sojourn.reviews.models import Assignment, Score, Sweep
from sojourn.selection import actions as selection
from sojourn.societies.models import Federation, Officer, Payer, Seat, Society
from sojourn.upkeep import clock
from sojourn.upkeep.models import Clock

STAGES = ("checked", "assigned", "scored", "signed")
PASSWORD = "a-long-test-password"
OPENED, CLOSED = datetime(2024, 2, 1, 8, tzinfo=UTC), datetime(2024, 3, 18, 22, 59, tzinfo=UTC)
REVIEWED = datetime(2024, 4, 15, 21, 59, tzinfo=UTC)
CITIES = (
    ("Oslo", "NO"),
    ("Porto", "PT"),
    ("Lyon", "FR"),
    ("Graz", "AT"),
    ("Ghent", "BE"),
    ("Turin", "IT"),
    ("Brno", "CZ"),
    ("Cork", "IE"),
    ("Malmö", "SE"),
    ("Sevilla", "ES"),
    ("Kraków", "PL"),
    ("Leiden", "NL"),
)
HOMES = ("HR", "GR", "HU", "RO", "TR", "FI", "LT", "SI")
GIVEN = ("Ana", "Bo", "Caz", "Dee", "Eli", "Fay", "Gil", "Hope", "Ivo", "Jun", "Kai", "Lea", "Moe", "Nel")
FAMILY = ("Ashford", "Birk", "Corvin", "Dahl", "Ekman", "Ferro", "Grey", "Holm", "Ilves", "Juhl", "Kemp")
REASONS = (
    ("strong", "Strong in all criteria", "The committee found your file strong in all criteria."),
    ("training", "Training fits", "Your training and experience fit the programme well."),
    ("others_stronger", "Others were stronger", "Your application was good. Others scored higher."),
)


@dataclass
class Crowd:
    """Who and what there is."""

    finn: User
    jon: User
    hana: User
    call: Call
    now: datetime = CLOSED + timedelta(days=2)
    programmes: list[Programme] = field(default_factory=list)
    applications: dict[int, list[Application]] = field(default_factory=dict)
    offers: dict[int, list[CentreOffer]] = field(default_factory=dict)
    seats: dict[int, list[Seat]] = field(default_factory=dict)
    officers: dict[int, User] = field(default_factory=dict)
    strength: dict[UUID, float] = field(default_factory=dict)

    def chair(self, programme: Programme) -> User:
        return next(seat.user for seat in self.seats[programme.pk] if seat.role == "chair")

    def members(self, programme: Programme) -> list[User]:
        return [seat.user for seat in self.seats[programme.pk]]

    def officer(self, programme: Programme) -> User:
        return self.officers[programme.pk]

    def everybody(self) -> list[Application]:
        return [row for programme in self.programmes for row in self.applications[programme.pk]]

    def live(self) -> None:
        """Let pages live at `now`: the rehearsal's clock, as an officer would move it."""
        shift = round((self.now - clock.read().real).total_seconds())
        Clock.objects.update_or_create(pk=1, defaults={"shift_seconds": shift})


def make(
    *,
    societies: int = 1,
    applications: int = 60,
    members: int = 3,
    places: int = 4,
    stage: str = "signed",
    seed: int = 1,
) -> Crowd:
    """`applications` in all, spread over `societies` programmes of `places` grants, walked to `stage`."""
    dice = random.Random(seed)
    password = make_password(PASSWORD)
    crowd = _office(password)
    institutions = _institutions(crowd.hana)
    for number in range(societies):
        _programme(crowd, number, institutions, places=places, members=members, password=password)
    _applications(crowd, applications, dice, password)
    for name in STAGES[1 : STAGES.index(stage) + 1]:
        {"assigned": _assign, "scored": _score, "signed": _sign}[name](crowd, dice)
    return crowd


def _person(given: str, family: str, password: str, number: int | None = None) -> User:
    address = f"{given}.{family}{'' if number is None else number}@crowd.example".lower()
    return User(email=address, given_name=given, family_name=family, password=password)


def _office(password: str) -> Crowd:
    Federation.objects.create(
        name="Federation of Invented Radiology", acronym="FIR", zone="Europe/Vienna", demonstration=True
    )
    finn, jon, hana = User.objects.bulk_create(
        _person(given, family, password)
        for given, family in (("Finn", "Fairweather"), ("Jon", "Jessop"), ("Hana", "Hartwell"))
    )
    Role.objects.bulk_create(
        Role(user=one, kind="federation_officer", given_at=OPENED) for one in (finn, jon)
    )
    call = Call.objects.create(
        slug="exchange-2024",
        name="Exchange programmes 2024",
        year=2024,
        state="announced",
        zone="Europe/Vienna",
        opens_at=OPENED,
        closes_at=CLOSED,
        reviews_by=REVIEWED,
        decisions_by=REVIEWED + timedelta(days=14),
        results_on=date(2024, 5, 15),
        starts_from=date(2024, 9, 1),
        ends_until=date(2025, 6, 30),
        lottery_seed="00ff",
    )
    Payer.objects.create(name="FIR")
    return Crowd(finn, jon, hana, call)


def _institutions(hana: User) -> list[Institution]:
    made = Institution.objects.bulk_create(
        Institution(
            name=f"Invented Hospital {city}",
            slug=city.lower().encode("ascii", "ignore").decode(),
            city=city,
            country=country,
        )
        for city, country in CITIES
    )
    Coordinator.objects.bulk_create(Coordinator(institution=one, user=hana) for one in made)
    return made


def _programme(
    crowd: Crowd, number: int, institutions: list, *, places: int, members: int, password: str
) -> None:
    code = f"ES{chr(65 + number)}R"
    society = Society.objects.create(
        acronym=code, slug=code.lower(), name=f"European Society of Example {code}", field=f"field {code}"
    )
    programme = Programme.objects.create(
        call=crowd.call,
        society=society,
        name=f"FIR/{code} Exchange Programme",
        field=society.field,
        places=places,
        committee_size=members,
        own_country_basis=["residence", "work"],
    )
    crowd.programmes.append(programme)
    officer, *people = User.objects.bulk_create(
        _person(name, code.title(), password)
        for name in ("Officer", "Chair", *(f"Member{n}" for n in range(1, members)))
    )
    crowd.officers[programme.pk] = officer
    Officer.objects.create(society=society, user=officer)
    crowd.seats[programme.pk] = Seat.objects.bulk_create(
        Seat(
            society=society,
            user=user,
            role="member" if place else "chair",
            institution=f"Hospital {code} {place} (invented)",
        )
        for place, user in enumerate(people)
    )
    Criterion.objects.bulk_create(
        Criterion(programme=programme, order=order, code=name, title=name.title(), weight=weight)
        for order, (name, weight) in enumerate((("training", 2), ("motivation", 1), ("benefit", 1)), 1)
    )
    DecisionReason.objects.bulk_create(
        DecisionReason(programme=programme, order=order, code=name, label=label, text=text)
        for order, (name, label, text) in enumerate(REASONS, 1)
    )
    payer = Payer.objects.create(name=code, society=society)
    mark = {"kind": "demonstration"}
    GrantShare.objects.bulk_create(
        GrantShare(programme=programme, payer=one, amount=amount, mark=mark)
        for one, amount in ((Payer.objects.get(name="FIR"), 200_000), (payer, 100_001))
    )
    InstalmentRule.objects.bulk_create(
        InstalmentRule(programme=programme, order=order, share=share, trigger=trigger, mark=mark)
        for order, (share, trigger) in enumerate(((4000, "agreed"), (4000, "arrived"), (2000, "reported")), 1)
    )
    here = [institutions[(number + step) % len(institutions)] for step in range(5)]
    centres = Centre.objects.bulk_create(
        Centre(institution=one, society=society, state="approved") for one in here
    )
    Tutor.objects.bulk_create(
        Tutor(centre=one, name=f"Dr Gus {one.institution.city}", email=f"gus.{one.pk}@tutors.example")
        for one in centres
    )
    crowd.offers[programme.pk] = CentreOffer.objects.bulk_create(
        CentreOffer(programme=programme, centre=one, places=1 + place % 2)
        for place, one in enumerate(centres)
    )


def _applications(crowd: Crowd, count: int, dice: random.Random, password: str) -> None:
    people = User.objects.bulk_create(
        _person(GIVEN[n % len(GIVEN)], FAMILY[n // len(GIVEN) % len(FAMILY)], password, n)
        for n in range(count)
    )
    rows = [
        Application(
            id=UUID(int=dice.getrandbits(128), version=4),
            applicant=user,
            programme=crowd.programmes[n % len(crowd.programmes)],
            scope_key=f"call:{crowd.call.pk}",
            state="eligible",
            number=f"2024-C-{n + 1:04d}",
            begun_at=OPENED,
            saved_at=CLOSED - timedelta(days=1),
            submitted_at=CLOSED - timedelta(days=1),
            content_sha256="0" * 64,
            title="Dr",
            given_name=user.given_name,
            family_name=user.family_name,
            institution=f"Home Hospital {n} (invented)",
            department="Radiology",
            city=f"Town {n}",
            residence_country=HOMES[n % len(HOMES)],
            work_country=HOMES[n % len(HOMES)],
            certified_on=date(2022, 6, 1),
        )
        for n, user in enumerate(people)
    ]
    Application.objects.bulk_create(rows)
    crowd.strength = {row.pk: dice.random() for row in rows}
    for programme in crowd.programmes:
        own = [row for row in rows if row.programme_id == programme.pk]
        crowd.applications[programme.pk] = sorted(own, key=lambda row: -crowd.strength[row.pk])
    Choice.objects.bulk_create(
        Choice(application=row, rank=rank, offer=offer)
        for row in rows
        for rank, offer in enumerate(dice.sample(crowd.offers[row.programme_id], 3), 1)
    )


def score_rest(crowd: Crowd, seed: int = 2) -> None:
    """Every review that has not begun becomes final; what somebody wrote in the browser stays."""
    _score(crowd, random.Random(seed))


def _assign(crowd: Crowd, dice: random.Random) -> None:
    """Everybody of the committee to everything, as small committees do, once conflicts were looked for."""
    Sweep.objects.bulk_create(
        Sweep(programme=programme, facts="", swept_at=crowd.now) for programme in crowd.programmes
    )
    Assignment.objects.bulk_create(
        Assignment(application=row, reviewer=user, assigned_at=crowd.now)
        for programme in crowd.programmes
        for row in crowd.applications[programme.pk]
        for user in crowd.members(programme)
    )
    crowd.now += timedelta(days=2)


def _score(crowd: Crowd, dice: random.Random) -> None:
    severity = {seat.user_id: dice.uniform(-0.6, 0.6) for seats in crowd.seats.values() for seat in seats}
    assignments = list(Assignment.objects.filter(state="assigned").select_related("application"))
    for row in assignments:
        row.state, row.declared_at, row.finished_at = "final", crowd.now, crowd.now
    Assignment.objects.bulk_update(assignments, ["state", "declared_at", "finished_at"], batch_size=500)
    criteria = {one.pk: list(one.criteria.all()) for one in crowd.programmes}
    Score.objects.bulk_create(
        Score(
            assignment=row,
            criterion=criterion,
            value=max(
                1, min(5, round(1.4 + 3.2 * strength + severity[row.reviewer_id] + dice.uniform(-1, 1)))
            ),
            lowest=criterion.lowest,
            highest=criterion.highest,
        )
        for row in assignments
        for strength in (crowd.strength[row.application_id],)
        for criterion in criteria[row.application.programme_id]
    )
    crowd.now = REVIEWED + timedelta(days=1)


def _sign(crowd: Crowd, dice: random.Random) -> None:
    """The better half is ranked in the order of `strength`; the chair signs."""
    for programme in crowd.programmes:
        chair, rows = crowd.chair(programme), crowd.applications[programme.pk]
        panel = selection.open_panel(programme, by=chair, at=crowd.now)
        selection.decide(panel, decisions(rows, ranked=(len(rows) + 1) // 2), by=chair, at=crowd.now)
        selection.sign(panel, by=chair, at=crowd.now)
    crowd.now += timedelta(days=1)


def decisions(rows: list[Application], *, ranked: int) -> list[dict[str, Any]]:
    """What a chair hands in: the first `ranked` in this order, the others not placed."""
    text = {code: words for code, _, words in REASONS}
    return [
        {
            "application": row,
            "outcome": "ranked" if place <= ranked else "unranked",
            "position": place if place <= ranked else None,
            "reason_code": code,
            "reason": text[code],
        }
        for place, row in enumerate(rows, 1)
        for code in ("strong" if place <= ranked else "others_stronger",)
    ]
