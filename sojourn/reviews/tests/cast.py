"""A small closed call: two societies, committees, centres, applications; for this room and the next."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sojourn.applications.models import Application, Choice
from sojourn.calls.models import Call, CentreOffer, Criterion, Programme
from sojourn.centres.models import Centre, Coordinator, Institution, Tutor
from sojourn.people.models import Role, User
from sojourn.reviews import actions
from sojourn.societies.models import Officer, Seat, Society

CLOSED = datetime(2024, 3, 18, 22, 59, tzinfo=UTC)
AT = CLOSED + timedelta(days=10)


@dataclass
class Side:
    """One society's part: programme, committee, officer, offers."""

    society: Society
    programme: Programme
    chair: Any
    members: list[Any]
    officer: Any
    offers: list[CentreOffer] = field(default_factory=list)


class Cast:
    """Everybody who decides, and as many applicants as are asked for."""

    at = AT

    def __init__(self) -> None:
        self.number = 0
        self.call = Call.objects.create(
            slug="2024",
            name="Exchange call 2024",
            year=2024,
            state="announced",
            zone="Europe/Vienna",
            opens_at=datetime(2024, 2, 1, tzinfo=UTC),
            closes_at=CLOSED,
            reviews_by=AT + timedelta(days=20),
            decisions_by=AT + timedelta(days=30),
            starts_from=date(2025, 1, 1),
            ends_until=date(2025, 6, 30),
        )
        self.finn, self.fay = self.person("Finn", "Office"), self.person("Fay", "Office")
        for user in (self.finn, self.fay):
            Role.objects.create(user=user, kind="federation_officer", given_at=AT)
        self.hana = self.person("Hana", "Host")
        self.a, self.b = self.side("AAA", "aaa"), self.side("BBB", "bbb")
        self.eva, (self.cleo, self.dov), self.ida = self.a.chair, self.a.members, self.a.officer
        self.mia = self.b.officer

    def person(self, given: str, family: str = "Cast", **more: Any) -> User:
        self.number += 1
        return User.objects.create(
            email=f"{given.lower()}{self.number}@cast.example", given_name=given, family_name=family, **more
        )

    def seat(self, society: Society, role: str, given: str, institution: str = "") -> Any:
        user = self.person(given)
        Seat.objects.create(society=society, user=user, role=role, institution=institution)
        return user

    def side(self, acronym: str, slug: str, *, places: int = 1, centres: int = 2) -> Side:
        society = Society.objects.create(acronym=acronym, slug=slug, name=f"Society {acronym}", field="Field")
        programme = Programme.objects.create(
            call=self.call, society=society, name=f"Programme of {acronym}", field="Field", places=places,
            own_country_basis=["residence", "work"],
        )  # fmt: skip
        for order, code in enumerate(("motivation", "fit"), 1):
            Criterion.objects.create(
                programme=programme, order=order, code=code, title=code.capitalize(), weight=order,
                anchors={"1": "weak", "3": "sound", "5": "outstanding"},
            )  # fmt: skip
        officer = self.person(f"Officer{acronym}")
        Officer.objects.create(society=society, user=officer)
        side = Side(
            society,
            programme,
            self.seat(society, "chair", "Eva", "Chair Hospital"),
            [self.seat(society, "member", "Cleo", "Cleo Clinic"), self.seat(society, "member", "Dov")],
            officer,
        )
        side.offers = [self.offer(side, f"Centre {acronym}{i}") for i in range(1, centres + 1)]
        return side

    def offer(self, side: Side, name: str, *, places: int = 1, country: str = "NO") -> CentreOffer:
        slug = name.lower().replace(" ", "-")
        place, new = Institution.objects.get_or_create(
            slug=slug, defaults={"name": name, "city": "City", "country": country}
        )
        if new:
            Coordinator.objects.create(institution=place, user=self.hana)
        centre = Centre.objects.create(institution=place, society=side.society, state="approved")
        Tutor.objects.create(centre=centre, name=f"Gus of {name}", email=f"gus@{slug}.example")
        return CentreOffer.objects.create(programme=side.programme, centre=centre, places=places)

    def application(
        self, side: Side | None = None, *, state: str = "eligible", choices=None, **more: Any
    ) -> Application:
        side = side or self.a
        applicant = self.person("Ada", f"Applicant{self.number}")
        made = Application.objects.create(
            applicant=applicant, programme=side.programme, scope_key=f"call:{self.call.pk}", state=state,
            number=f"2024-{self.number:04d}", begun_at=CLOSED, saved_at=CLOSED, submitted_at=CLOSED,
            **{
                "given_name": applicant.given_name, "family_name": applicant.family_name,
                "institution": "Home Hospital", "residence_country": "AT", "work_country": "AT",
            } | more,
        )  # fmt: skip
        for rank, offer in enumerate(side.offers if choices is None else choices, 1):
            Choice.objects.create(application=made, rank=rank, offer=offer)
        return made

    def assigned(self, application: Application, reviewer: Any = None, *, declared: bool = True) -> Any:
        """An assignment, by default with the declaration that opens the file."""
        reviewer = reviewer or self.cleo
        officer = self.a.officer if application.programme == self.a.programme else self.b.officer
        row = actions.assign(application, reviewer, by=officer, at=AT)
        return actions.declare_none(row, by=reviewer, at=AT) if declared else row

    def reviewed(self, application: Application, reviewer: Any = None, *levels: int) -> Any:
        """A final review with these levels, the same for each criterion if there is one."""
        return self.finished(self.assigned(application, reviewer), *levels)

    def finished(self, row: Any, *levels: int) -> Any:
        """The assignment, scored and final."""
        application = row.application
        criteria = list(Criterion.objects.filter(programme=application.programme))
        given = levels or (3,)
        values = {one.pk: given[min(i, len(given) - 1)] for i, one in enumerate(criteria)}
        actions.score(row, values, by=row.reviewer, at=AT)
        return actions.finish(row, by=row.reviewer, at=AT)
