"""The named cast in a small world of two societies, walked by the real actions.

Ada applies, Ben refers, Cleo and Dov review, Eva chairs, Finn runs the federation's office, Jon signs second,
Hana coordinates the centre, Gus tutors, Ida is the society's officer, Mia belongs to another society and must
see nothing, Zoe applies elsewhere and never submits, Ola keeps it running.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from django.contrib.auth.hashers import make_password

from sojourn.applications import queries as applications
from sojourn.calls.queries import papers
from sojourn.centres import actions as centres
from sojourn.centres import queries as hosts
from sojourn.people import actions as people
from sojourn.post import queries as post
from sojourn.reviews import actions as reviews
from sojourn.societies import actions as societies
from sojourn.upkeep import clock
from sojourn.upkeep.demo import applying, deciding, funding, staying
from sojourn.upkeep.demo import load as demo
from sojourn.upkeep.demo.people import CAST, Person, email
from sojourn.upkeep.demo.scene import Scene
from sojourn.upkeep.models import Clock

SOCIETIES = ("ESGAR", "ESUR")
PASSWORD = "a-long-test-password"
STAGES = (
    "draft",
    "submitted",
    "closed",
    "checked",
    "assigned",
    "scored",
    "signed",
    "matched",
    "published",
    "accepted",
    "agreed",
    "arrived",
    "certified",
)
LATER = ("ada", "zoe", "nils")  # they register in the call


class World:
    """Two societies, one call; `stage` says how far it was walked, `now` where its clock stands."""

    def __init__(self) -> None:
        self.stage = ""
        began = datetime(2023, 11, 2, 9, tzinfo=UTC)
        societies.found(demo.FEDERATION, at=began, demonstration=True)
        hashed = make_password(PASSWORD)
        self.users = {key: self._register(key, hashed, began) for key in NAMES if key not in LATER}
        for key, kind in (("finn", "federation_officer"), ("jon", "federation_officer"), ("ola", "operator")):
            people.appoint(self.users[key], kind, by=None, at=began)
        self._societies(began)
        data = papers.of()
        data["programmes"] = [row for row in data["programmes"] if row["acronym"] in SOCIETIES]
        for row in data["programmes"]:
            row["programme"]["places"] = 1
        staff = {"societies": self.societies, "officers": self.officers}
        self.scene: Scene = demo._scene(data, self.users, staff, "completed", crowd=self._crowd)
        self.scene.password_hash = hashed
        self.call = self.scene.call
        self.programme, self.other_programme = self.scene.programmes
        self.set(self.call.opens_at + timedelta(days=5))

    # --- time ---

    def set(self, at: datetime) -> None:
        """Move the rehearsal clock; pages then live at `at`."""
        self.now = at
        shift = round((at - clock.read().real).total_seconds())
        Clock.objects.update_or_create(pk=1, defaults={"shift_seconds": shift})

    # --- people ---

    def __getattr__(self, name: str) -> Any:
        users = self.__dict__.get("users", {})
        scene = self.__dict__.get("scene")
        if name in users:
            return users[name]
        if scene is not None and name in scene.users:
            return scene.users[name]
        raise AttributeError(name)

    def _register(self, key: str, hashed: str, at: datetime) -> Any:
        title, given, family = NAMES[key]
        return people.register(
            email=email(key),
            password="",
            password_hash=hashed,
            title=title,
            given_name=given,
            family_name=family,
            at=at,
        )

    def _societies(self, at: datetime) -> None:
        finn = self.users["finn"]
        self.societies = {
            values["acronym"]: societies.add(values, by=finn, at=at)
            for values in papers.societies()
            if values["acronym"] in SOCIETIES
        }
        esgar, esur = self.societies["ESGAR"], self.societies["ESUR"]
        self.society, self.other_society = esgar, esur
        self.officers = {esgar.pk: self.users["ida"], esur.pk: self.users["mia"]}
        societies.appoint(esgar, self.users["ida"], by=finn, at=at)
        societies.appoint(esur, self.users["mia"], by=finn, at=at)
        seats = (
            ("eva", "chair", esgar),
            ("cleo", "member", esgar),
            ("dov", "member", esgar),
            ("sam", "substitute", esgar),
        )
        others = (("uma", "chair", esur), ("vic", "member", esur))
        for key, role, society in (*seats, *others):
            place = f"Hospital of {key.title()} (invented)"
            societies.seat(society, self.users[key], role=role, institution=place, by=finn, at=at)
        offering = [one for one in papers.centres() if {c["society"] for c in one["centres"]} & {*SOCIETIES}]
        centres.load(offering, papers.histories(), self.societies, by=finn, at=at)
        for institution in hosts.institutions():
            centres.coordinate(institution, self.users["hana"], by=finn, at=at)
            for centre in hosts.centres(institution):
                centres.name_tutor(
                    centre,
                    name="Dr Gus Greystoke",
                    email="gus@greystoke.example",
                    by=self.users["hana"],
                    at=at,
                )

    @staticmethod
    def _crowd(call: Any, programmes: list) -> list[Person]:
        closes_on = demo.read.closes_on(call)
        ada = demo._cast_applicant("ada", "plain", closes_on, 0.95)
        zoe = demo._cast_applicant("zoe", "draft", closes_on, 0.5)
        return [ada, zoe, *(_plain(closes_on, key, society) for key, society in EXTRAS)]

    # --- walking ---

    def walk(self, stage: str) -> World:
        """Walk on to `stage`, if it is not behind us; returns the world."""
        for name in STAGES[STAGES.index(self.stage) + 1 if self.stage else 0 : STAGES.index(stage) + 1]:
            getattr(self, f"_to_{name}")()
            self.stage = name
        return self

    def application(self, at: str = "submitted") -> Any:
        """Ada's application in a world walked to the stage `at`."""
        self.walk(at)
        return applications.get(self.scene.applications["ada"].pk)

    @property
    def letter(self) -> Any:
        """The letter that Ben was asked for."""
        return self.scene.applications["ada"].letters.get()

    @property
    def placement(self) -> Any:
        return staying.stays(self.scene).get(award__application=self.scene.applications["ada"])

    def invitation(self, thing: Any, door: str) -> Any:
        return post.invitation_of(thing, door)

    def _to_draft(self) -> None:
        ada = self.scene.crowd[0]
        applying.join(self.scene, ada, at=self.now)
        applying.apply(self.scene, ada, at=self.now, hand_in=False, written=False)
        self.set(self.now + timedelta(days=3))

    def _to_submitted(self) -> None:
        at = self.now
        applying.submit(self.scene, self.scene.crowd[0], at=at)
        for person in self.scene.crowd[1:]:
            applying.join(self.scene, person, at=at)
            applying.apply(self.scene, person, at=at)
        self.set(at + timedelta(days=10))

    def _to_closed(self) -> None:
        applying.write(self.scene, self.scene.crowd[0], self.letter, at=self.now)
        self.set(self.call.closes_at + timedelta(days=2))

    def _to_checked(self) -> None:
        applying.check(self.scene, at=self.now)
        for programme in self.call.programmes.order_by("pk"):  # as the worker does once a call has closed
            reviews.sweep(programme, at=self.now)

    def _to_assigned(self) -> None:
        deciding.assign(self.scene, at=self.now)
        self.set(self.now + timedelta(days=2))

    def _to_scored(self) -> None:
        deciding.score(self.scene, at=self.now)
        self.set(self.call.reviews_by + timedelta(days=1))

    def _to_signed(self) -> None:
        deciding.rank(self.scene, at=self.now)
        self.set(self.now + timedelta(days=1))

    def _to_matched(self) -> None:
        self.match = deciding.match(self.scene, at=self.now)
        self.set(self.now + timedelta(days=4))

    def _to_published(self) -> None:
        deciding.publish(self.scene, self.match, at=self.now)
        staying.offer(self.scene, at=self.now)
        self.set(self.now + timedelta(days=1))

    def _to_accepted(self) -> None:
        staying.answer(self.scene, at=self.now)
        staying.open_stays(self.scene, at=self.now)
        funding.treasurers(self.scene, at=self.now)
        funding.draw_up(at=self.now)
        self.set(self.now + timedelta(days=2))

    def _to_agreed(self) -> None:
        staying.agree(self.scene, at=self.now)
        self.set(self.now + timedelta(days=10))

    def _to_arrived(self) -> None:
        start = self.placement.starts_on
        self.set(datetime(start.year, start.month, start.day, 9, tzinfo=UTC) + timedelta(days=16))
        staying.live(self.scene, until=self.now)

    def _to_certified(self) -> None:
        self.set(self.now + timedelta(days=200))
        staying.live(self.scene, until=self.now)


NAMES = {one["key"]: one["name"] for one in CAST} | {
    "sam": ("Dr", "Sam", "Saltmarsh"),
    "uma": ("Prof.", "Uma", "Underhill"),
    "vic": ("Dr", "Vic", "Vellacott"),
    "rae": ("", "Rae", "Ravenscar"),
}
EXTRAS = (("rolf", "ESGAR"), ("tess", "ESGAR"), ("wim", "ESUR"))


def _plain(closes_on, key: str, society: str) -> Person:
    return Person(
        key=key,
        title="Dr",
        given_name=key.title(),
        family_name=f"{key.title()}stead",
        country="NO",
        case="plain",
        certified_on=closes_on - timedelta(days=500),
        strength=0.3,
        seed=sum(map(ord, key)),
        facts={"society": society, "email": email(key)},
    )
