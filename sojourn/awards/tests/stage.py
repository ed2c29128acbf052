"""A call right after its results: one programme, two centres, a published release. For four rooms.

Built row by row, so that these rooms are tried without walking the rooms before them.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.core import signing
from django.test import Client

from sojourn.applications.models import Application, Choice
from sojourn.awards import actions as awards
from sojourn.awards.models import Award
from sojourn.calls.models import Call, CentreOffer, GrantShare, InstalmentRule, Objective, Programme
from sojourn.centres.models import Centre, Coordinator, Institution, Tutor
from sojourn.core import matching
from sojourn.people.models import Role, User
from sojourn.placements import actions as placements
from sojourn.placements import queries as stays
from sojourn.placements.models import Placement
from sojourn.placements.queries import QUESTIONS
from sojourn.post import actions as post
from sojourn.post import queries as invitations
from sojourn.selection.models import Match, Release, Result
from sojourn.societies.models import Federation, Officer, Payer, Society
from sojourn.upkeep import clock
from sojourn.upkeep.models import Clock

PUBLISHED = datetime(2024, 5, 13, 10, tzinfo=UTC)
STARTS, ENDS = date(2024, 9, 2), date(2024, 12, 1)


def at(day: date, hour: int = 10) -> datetime:
    return datetime(day.year, day.month, day.day, hour, tzinfo=UTC)


def person(name: str, **more: Any) -> User:
    given, family = name.split()
    return User.objects.create(
        email=f"{given.lower()}.{family.lower()}@people.example",
        given_name=given,
        family_name=family,
        password="!",
        **more,
    )


@dataclass
class Stage:
    """Who and what there is. `ada` is ranked first and selected; `zoe`, the second, and the others wait."""

    finn: User
    ida: User
    mia: User
    hana: User
    applicants: list[User]
    society: Society
    call: Call
    programme: Programme
    offers: list[CentreOffer]
    tutors: list[Tutor]
    applications: list[Application] = field(default_factory=list)

    @property
    def ada(self) -> User:
        return self.applicants[0]

    @property
    def zoe(self) -> User:
        return self.applicants[1]

    # --- walking on ---

    def award(self, of: int = 0) -> Award:
        awards.offer_released(self.call, at=PUBLISHED)
        return self.award_of(of)

    def award_of(self, of: int = 0) -> Award:
        return Award.objects.select_related(
            "application__applicant", "application__programme__call", "offer__centre__institution", "tutor"
        ).get(application=self.applications[of])

    def accepted(self) -> Award:
        award = self.award()
        return awards.accept(award, by=self.ada, at=PUBLISHED + timedelta(1))

    def placement(self, state: str = "agreeing") -> Placement:
        """Ada's stay, walked to `state`: agreeing, proposed, agreed, signed, arrived, reported, completed."""
        self.accepted()
        placements.open_accepted(at=PUBLISHED + timedelta(2))
        walked = stays.mine(self.ada).get()
        for name, step in STEPS:
            if name == state and state == "agreeing":
                break
            step(self, walked)
            if name == state:
                break
        return stays.mine(self.ada).get()

    def link(self, placement: Placement):
        """The tutor's invitation."""
        tutor = placement.tutor
        return post.invite(stays.DOOR, to=tutor.email, thing=placement, at=PUBLISHED, name=tutor.name)


def make(*, places: int = 1, applicants: int = 3, release: bool = True) -> Stage:
    """A stage with `places` grants and places at the first centre, and one place at the second."""
    Federation.objects.create(
        name="Federation of Invented Radiology",
        acronym="FIR",
        zone="Europe/Vienna",
        demonstration=True,
    )
    finn, ida, mia, hana = (person(n) for n in ("Finn Officer", "Ida Office", "Mia Other", "Hana Host"))
    Role.objects.create(user=finn, kind="federation_officer", given_at=PUBLISHED)
    society = Society.objects.create(
        acronym="ESXR", slug="esxr", name="European Society of Example Radiology", field="example radiology"
    )
    other = Society.objects.create(acronym="ESYR", slug="esyr", name="Another Society", field="others")
    Officer.objects.create(society=society, user=ida)
    Officer.objects.create(society=other, user=mia)
    call = Call.objects.create(
        slug="exchange-2024",
        name="Exchange programmes 2024",
        year=2024,
        state="announced",
        zone="Europe/Vienna",
        opens_at=datetime(2024, 2, 1, 8, tzinfo=UTC),
        closes_at=datetime(2024, 3, 18, 22, 59, tzinfo=UTC),
        starts_from=date(2024, 9, 1),
        ends_until=date(2025, 6, 30),
        accept_days=14,
        lottery_seed="00ff",
    )
    programme = Programme.objects.create(
        call=call,
        society=society,
        name="FIR/ESXR Exchange Programme",
        field="example radiology",
        places=places,
    )
    demonstration = {"kind": "demonstration"}
    for name, owner, amount in (("FIR", None, 200_000), ("ESXR", society, 100_001)):
        payer = Payer.objects.create(name=name, society=owner)
        GrantShare.objects.create(programme=programme, payer=payer, amount=amount, mark=demonstration)
    for order, (share, trigger) in enumerate(((4000, "agreed"), (4000, "arrived"), (2000, "reported")), 1):
        InstalmentRule.objects.create(
            programme=programme, order=order, share=share, trigger=trigger, days=14, mark=demonstration
        )
    for order, kind in enumerate(("knowledge", "skill", "competence"), 1):
        Objective.objects.create(
            programme=programme,
            order=order,
            kind=kind,
            module=f"Module {order}",
            text=f"Objective {order}",
            planned=12,
        )
    offers, tutors = [], []
    for city, country, here in (("Oslo", "NO", places), ("Porto", "PT", 1)):
        institution = Institution.objects.create(
            name=f"Invented Hospital {city}", slug=city.lower(), city=city, country=country
        )
        Coordinator.objects.create(institution=institution, user=hana)
        centre = Centre.objects.create(institution=institution, society=society, state="approved")
        offers.append(CentreOffer.objects.create(programme=programme, centre=centre, places=here))
        tutors.append(
            Tutor.objects.create(centre=centre, name=f"Gus {city}", email=f"gus@{city.lower()}.example")
        )
    names = ["Ada Lind", "Zoe Park", "Kim Berg"] + [f"Nr{n} Applicant" for n in range(3, applicants)]
    people = [person(name) for name in names[:applicants]]
    stage = Stage(finn, ida, mia, hana, people, society, call, programme, offers, tutors)
    for user in people:
        application = Application.objects.create(
            applicant=user,
            programme=programme,
            scope_key=f"call:{call.pk}",
            state="eligible",
            begun_at=PUBLISHED,
            saved_at=PUBLISHED,
            given_name=user.given_name,
            family_name=user.family_name,
            residence_country="AT",
        )
        for rank, offer in enumerate(offers, 1):
            Choice.objects.create(application=application, rank=rank, offer=offer)
        stage.applications.append(application)
    if release:
        publish(stage)
    return stage


def instance(stage: Stage) -> dict[str, Any]:
    """The engine's input, as `selection` writes it."""
    slug = stage.society.slug
    centres = [offer.centre.institution.slug for offer in stage.offers]
    ids = [str(application.pk) for application in stage.applications]
    named = {offer.pk: offer.centre.institution.slug for offer in stage.offers}
    wishes: dict[str, list[str]] = {each: [] for each in ids}
    for choice in Choice.objects.filter(application__in=stage.applications).order_by("rank"):
        wishes[str(choice.application_id)].append(named[choice.offer_id])
    return {
        "format": "sojourn-match/1",
        "applicants": [
            {"id": each, "choices": [{"programme": slug, "centre": centre} for centre in wishes[each]]}
            for each in ids
        ],
        "programmes": [{"id": slug, "grants": stage.programme.places, "ranking": ids}],
        "offers": [
            {"programme": slug, "centre": centre, "places": offer.places}
            for centre, offer in zip(centres, stage.offers, strict=True)
        ],
        "centres": [{"id": centre} for centre in centres],
        "lottery": {"seed": "00ff"},
    }


def publish(stage: Stage) -> Release:
    data = instance(stage)
    result = matching.match(data)
    match = Match.objects.create(
        call=stage.call,
        state="settled",
        instance=data,
        result=result,
        instance_sha256="0" * 64,
        run_at=PUBLISHED,
    )
    release = Release.objects.create(
        call=stage.call,
        match=match,
        state="published",
        prepared_by=stage.ida,
        prepared_at=PUBLISHED,
        published_by=stage.finn,
        published_at=PUBLISHED,
    )
    given = {line["applicant"]: line["centre"] for line in result["awards"]}
    places = {
        offer.centre.institution.slug: (offer, tutor)
        for offer, tutor in zip(stage.offers, stage.tutors, strict=True)
    }
    for application in stage.applications:
        offer, tutor = places.get(given.get(str(application.pk)), (None, None))
        Result.objects.create(
            release=release,
            application=application,
            outcome="selected" if offer else "waiting",
            offer=offer,
            tutor=tutor,
            reason="Strong in all criteria.",
        )
    return release


# --- one step of a stay after the other ---


def _propose(stage, placement):
    placements.propose_dates(
        placement, starts_on=STARTS, ends_on=ENDS, by=stage.ada, at=PUBLISHED + timedelta(3)
    )


def _agree(stage, placement):
    placements.agree_dates(placement, by=stage.hana, at=PUBLISHED + timedelta(4))


def _sign(stage, placement):
    lines = {line.pk: {"level_start": 2} for line in placement.objectives.all()}
    values = {"monitoring": "A talk every Friday.", "objectives": lines}
    placements.edit_plan(placement, values, by=stage.ada, at=at(date(2024, 8, 20)))
    placements.sign_plan(placement, role="fellow", name="Ada Lind", by=stage.ada, at=at(date(2024, 8, 20)))
    link = stage.link(placement)
    placements.sign_plan(placement, role="tutor", name="Gus Oslo", by=link, at=at(date(2024, 8, 22)))


def _arrive(stage, placement):
    placements.confirm_arrival(placement, arrived_on=STARTS, by=stage.link(placement), at=at(STARTS))


def answers(side: str, level: int = 4) -> dict[str, int]:
    return {code: level for code, _, _ in QUESTIONS[side]}


def _report(stage, placement):
    link = stage.link(placement)
    entry = {
        "objective": placement.objectives.first(),
        "activity": "reporting",
        "role": "performed",
        "count": 6,
    }
    logged = placements.log(
        placement, {**entry, "done_on": date(2024, 9, 20)}, by=stage.ada, at=at(date(2024, 9, 20))
    )
    placements.countersign([logged], by=link, at=at(date(2024, 9, 27)))
    for moment, day in (("midterm", date(2024, 10, 18)), ("final", date(2024, 11, 25))):
        for side, by in (("tutor", link), ("fellow", stage.ada)):
            placements.evaluate(placement, moment=moment, side=side, answers=answers(side), by=by, at=at(day))
    levels = {line.pk: 4 for line in placement.objectives.all()}
    told = {"learned": "Much.", "changes": "More MRI at home.", "advice": "Come in autumn.", "levels": levels}
    report = placements.file_report(placement, told, by=stage.ada, at=at(date(2024, 11, 29)))
    report.placement = placement
    placements.accept_report(report, by=stage.ida, at=at(date(2024, 11, 30)))


def _complete(stage, placement):
    placements.tick(at=at(date(2024, 12, 2)))


STEPS = (
    ("agreeing", lambda stage, placement: None),
    ("proposed", _propose),
    ("agreed", _agree),
    ("signed", _sign),
    ("arrived", _arrive),
    ("reported", _report),
    ("completed", _complete),
)


def live_at(moment: datetime) -> None:
    """Let pages live at this instant: the rehearsal's clock, as an officer would move it."""
    now = clock.read().real
    Clock.objects.all().delete()
    Clock.objects.create(shift_seconds=round((moment - now).total_seconds()))


def client(user: User | None = None, link: Any = None) -> Client:
    """A browser with somebody signed in, or holding a mailed link."""
    browser = Client()
    if user:
        browser.force_login(user)
    if link:
        signer = signing.get_cookie_signer(salt=invitations.COOKIE + invitations.SALT)
        browser.cookies[invitations.COOKIE] = signer.sign(invitations.ticket(None, link))
    return browser
