"""Fill an empty database with the demonstration, as far into the cycle of 2024 as `stage` says."""

from __future__ import annotations

import gc
import random
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import connection, transaction

from sojourn.calls import actions as calls
from sojourn.calls import queries as read
from sojourn.calls.queries import papers
from sojourn.centres import actions as centres
from sojourn.centres import queries as hosts
from sojourn.people import actions as people
from sojourn.post import actions as post
from sojourn.societies import actions as societies
from sojourn.upkeep import clock
from sojourn.upkeep.demo import (
    applying,
    committee,
    deciding,
    funding,
    later,
    mishaps,
    sharing,
    signing,
    staying,
    wording,
)
from sojourn.upkeep.demo import papers as demo_papers
from sojourn.upkeep.demo.people import CAST, LINK_ONLY, PASSWORD, Person, crowd, email
from sojourn.upkeep.demo.scene import Scene
from sojourn.upkeep.models import Clock

FEDERATION = {
    "name": "European Society of Radiology (demonstration)",
    "acronym": "ESR",
    "school": "European School of Radiology",
    "office_email": "office@sojourn.example",
    "zone": "Europe/Vienna",
}
EARLIER = (2022, 2023)
# applicants by society in 2024; together with the cast some 150
APPLICANTS = {
    "ESGAR": 21, "EUSOBI": 20, "ESCR": 12, "ESHNR": 10, "ESHI-MT": 6, "ESSR": 18, "ESNR": 18, "ESOI": 9,
    "ESPR": 12, "ESTI": 11, "ESUR": 11,
}  # fmt: skip
HANA_AT = "aurelia-university-hospital"
JOIN_LATER = ("ada", "nils", "zoe")  # they register in their call
CAST_SEATS = {"cleo": "member", "dov": "member", "eva": "chair"}
CAST_OFFICES = {"ida": "ESGAR", "mia": "ESUR"}
OTHER_HOSPITALS = "Committee Hospital {} (invented)"


def load(stage: str, *, tell: Callable[[str], None] = lambda text: None) -> datetime:
    """Walk the real actions up to `stage`; returns the instant that the demonstration lives in."""
    settings.UNSYNCED_FILES = True  # a cut-off loading is thrown away as a whole
    with transaction.atomic():
        began = datetime(2021, 11, 2, 9, tzinfo=UTC)
        societies.found(FEDERATION, payer="ESR/ESOR", at=began, demonstration=True)
        cast = _cast(at=began)
        staff = _staff(cast, at=began)
        sharing.lists(by=cast["finn"], at=began)
        for year in EARLIER:
            tell(f"the year {year}")
            _walk(_scene(_smaller(papers.earlier(year)), cast, staff, "completed"), year=year)
        tell(f"the year 2024 until {stage}")
        scene = _scene(papers.of(), cast, staff, stage)
        # after the films of the call, which come only where there are none
        sharing.films(staff["societies"], by=cast["finn"], at=scene.call.opens_at)
        wording.words(scene)
        _walk(scene, year=2024)
        wording.waiting(scene)
        later.ask(since=datetime(2022, 1, 3, 9, tzinfo=UTC), until=scene.now, by=cast["finn"])
        demo_papers.drop_hints()
        post.box_all(at=scene.now)
        _set_clock(scene.now)
    return scene.now


def instants(call: Any) -> dict[str, datetime]:
    """Where each stage of a call stands in time."""
    results = datetime.combine(call.results_on, datetime.min.time(), UTC) + timedelta(hours=9)
    return {
        "open": call.closes_at - timedelta(days=4, hours=14),
        "review": call.closes_at + timedelta(days=24),
        "selection": call.reviews_by + timedelta(days=2),
        "results": results + timedelta(days=1),
        "placement": datetime.combine(call.starts_from, datetime.min.time(), UTC)
        + timedelta(days=52, hours=8),
        "completed": datetime.combine(call.ends_until, datetime.min.time(), UTC) + timedelta(days=60),
    }


def _cast(*, at: datetime) -> dict[str, Any]:
    """The named cast with accounts; applicants register later, in the call."""
    users = {}
    for one in CAST:
        if one["key"] in JOIN_LATER:
            continue
        title, given, family = one["name"]
        users[one["key"]] = people.register(
            email=email(one["key"]),
            password="",
            password_hash=make_password(PASSWORD) if not users else next(iter(users.values())).password,
            title=title,
            given_name=given,
            family_name=family,
            at=at,
        )
    for key, kind in (("finn", "federation_officer"), ("jon", "federation_officer"), ("ola", "operator")):
        people.appoint(users[key], kind, by=None, at=at)
    return users


def _staff(cast: dict[str, Any], *, at: datetime) -> dict[str, Any]:
    """Societies with officers and committees, institutions with coordinators and tutors."""
    finn, dice = cast["finn"], random.Random("sojourn-staff")
    known, officers, names = {}, {}, _names()
    committees = {row["acronym"]: row["programme"].get("committee_size") for row in papers.of()["programmes"]}
    for values in papers.societies():
        society = societies.add(values, by=finn, at=at)
        known[society.acronym] = society
        key = next((key for key, acronym in CAST_OFFICES.items() if acronym == society.acronym), "")
        officer = cast[key] if key else _register(next(names), cast, at=at)
        officers[society.pk] = officer
        societies.appoint(society, officer, by=finn, at=at)
        for user, role in _committee(society, committees[society.acronym] or 3, cast, names, at=at):
            institution = OTHER_HOSPITALS.format(dice.randrange(1, 60))
            societies.seat(society, user, role=role, institution=institution, by=finn, at=at)
    centres.load(papers.centres(), papers.histories(), known, by=finn, at=at)
    for institution in hosts.institutions():
        user = cast["hana"] if institution.slug == HANA_AT else _register(next(names), cast, at=at)
        centres.coordinate(institution, user, by=finn, at=at)
    gus = LINK_ONLY[1]
    for centre in hosts.centres(hosts.institution(HANA_AT)):
        if centre.society.acronym == "ESGAR":
            centres.name_tutor(centre, name=gus["name"], email=gus["email"], by=cast["hana"], at=at)
    return {"societies": known, "officers": officers}


def _committee(society: Any, size: int, cast: dict[str, Any], names, *, at: datetime):
    """Chair, members up to `size`, and a substitute."""
    if society.acronym == "ESGAR":
        yield from ((cast[key], role) for key, role in CAST_SEATS.items())
    else:
        yield from (
            (_register(next(names), cast, at=at), role) for role in ["chair", *["member"] * (size - 1)]
        )
    yield _register(next(names), cast, at=at), "substitute"


def _names():
    """Invented officers, reviewers and coordinators."""
    closes_on = datetime(2021, 3, 18, tzinfo=UTC).date()
    yield from crowd(400, year=1, closes_on=closes_on, prefix="s")


def _register(person: Person, cast: dict[str, Any], *, at: datetime) -> Any:
    return people.register(
        email=person.email,
        password="",
        password_hash=cast["finn"].password,
        title=person.title,
        given_name=person.given_name,
        family_name=person.family_name,
        at=at,
    )


def _scene(
    data: dict[str, Any], cast: dict[str, Any], staff: dict[str, Any], stage: str, *, crowd: Any = None
) -> Scene:
    """The call, written as a draft and announced, and the crowd that will apply."""
    finn, year = cast["finn"], data["year"]
    announced = datetime(year, 1, 15, 10, tzinfo=UTC)
    call = calls.load(data, by=finn, at=announced - timedelta(days=20))
    funding.vary(call, by=finn, at=announced - timedelta(days=10))
    calls.announce(call, by=finn, at=announced)
    programmes = list(read.programmes(call))
    scene = Scene(
        call=call,
        now=instants(call)[stage],
        stage=stage,
        officer=finn,
        second=cast["jon"],
        password_hash=finn.password,
        programmes=programmes,
        societies=staff["societies"],
        officers=staff["officers"],
        crowd=(crowd or _applicants)(call, programmes),
    )
    dice = random.Random(f"sojourn-programmes-{year}")
    wanted = [] if crowd else [one for one in programmes for _ in range(_number(one, year))]
    by_acronym = {programme.society.acronym: programme for programme in programmes}
    dice.shuffle(wanted)
    if year == 2024 and not crowd:
        mishaps.cast([person for person in scene.crowd if not person.facts])
    for person in scene.crowd:
        society = person.facts.get("society")
        scene.programme_of[person.key] = by_acronym[society] if society else wanted.pop()
    return scene


def _smaller(data: dict[str, Any]) -> dict[str, Any]:
    """Earlier years had one or two places each: enough to show, quick to load."""
    for row in data["programmes"]:
        row["programme"]["places"] = min(row["programme"].get("places") or 1, 2)
    return data


def _number(programme: Any, year: int) -> int:
    return APPLICANTS[programme.society.acronym] if year == 2024 else (programme.places or 1) + 2


def _applicants(call: Any, programmes: list) -> list[Person]:
    closes_on = read.closes_on(call)
    number = sum(_number(programme, call.year) for programme in programmes)
    people_ = crowd(number, year=call.year, closes_on=closes_on, prefix=f"a{call.year % 100}")
    if call.year == 2024:
        people_ += [
            _cast_applicant("ada", "plain", closes_on, 0.95),
            _cast_applicant("zoe", "draft", closes_on, 0.5),
        ]
    if call.year == 2023:
        people_.append(_cast_applicant("nils", "plain", closes_on, 0.99))
    return people_


def _cast_applicant(key: str, case: str, closes_on, strength: float) -> Person:
    one = next(one for one in CAST if one["key"] == key)
    title, given, family = one["name"]
    person = Person(
        key=key,
        title=title,
        given_name=given,
        family_name=family,
        country={"ada": "IE", "zoe": "GR", "nils": "SE"}[key],
        case=case,
        certified_on=closes_on - timedelta(days=700),
        strength=strength,
        seed=sum(map(ord, key)),
        facts={"society": one["society"], "email": email(key)},
    )
    return person


def _walk(scene: Scene, *, year: int) -> None:
    moments = instants(scene.call)
    closes = scene.call.closes_at
    _apply(scene)
    if not scene.reached("review"):
        return
    applying.check(scene, at=closes + timedelta(days=4))
    if year == 2024:
        committee.prepare(scene, at=closes - timedelta(days=30))
        committee.find_conflicts(scene, at=closes + timedelta(days=5))
    deciding.assign(scene, at=closes + timedelta(days=6))
    if year == 2024:
        committee.train(scene, at=closes + timedelta(days=8))
        committee.advise(scene, at=closes + timedelta(days=9))
    if not scene.reached("selection"):
        deciding.score(scene, at=scene.now - timedelta(days=2), part=0.55)
        return
    deciding.score(scene, at=scene.call.reviews_by - timedelta(days=1))
    at = scene.call.reviews_by + timedelta(days=1)
    if year == 2024:
        committee.discuss(scene, at=at)
    if not scene.reached("results"):
        deciding.rank(scene, at=at, leave="ESGAR")
        return
    deciding.rank(scene, at=at)
    match = deciding.match(scene, at=at + timedelta(days=3))
    published = moments["results"] - timedelta(days=1)
    deciding.publish(scene, match, at=published)
    if not scene.reached("placement"):
        staying.offer(scene, at=published)
        return
    staying.answer(scene, at=published)
    staying.agree(scene, at=published + timedelta(days=25))
    if year == 2024:
        signing.sign(scene, at=published + timedelta(days=31))
    staying.live(scene, until=scene.now)
    sharing.hand_over(scene)
    if scene.reached("completed") and year < 2024:
        calls.complete(scene.call, by=scene.officer, at=scene.now)


def _apply(scene: Scene) -> None:
    """Applicants come all through the call, more of them towards its end; all have begun a week before it."""
    opens, closes = scene.call.opens_at, scene.call.closes_at
    whole = (closes - opens - timedelta(days=8)).total_seconds()
    for person in scene.crowd:
        dice = random.Random(person.seed + 11)
        at = opens + timedelta(seconds=whole * (0.3 if person.facts else dice.uniform(0.01, 1) ** 0.7))
        applying.join(scene, person, at=at - timedelta(hours=1))
        applying.apply(scene, person, at=at)
    if scene.call.year == 2024:
        draft = next((one for one in scene.crowd if one.case == "draft" and not one.facts), None)
        if draft:
            mishaps.extend(scene, draft, at=scene.call.closes_at - timedelta(days=5))


def _set_clock(now: datetime) -> None:
    shift = round((now - clock.read().real).total_seconds())
    Clock.objects.update_or_create(pk=1, defaults={"shift_seconds": shift})


def hurry() -> None:
    """Nothing is acknowledged while it loads, and the process ends with it: no waiting for the disk."""
    gc.disable()
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA synchronous=OFF")
