"""The call of 2024 in an empty database, with its societies and centres: for tests of several rooms."""

from datetime import UTC, datetime
from types import SimpleNamespace

from django.test import Client

from sojourn.calls import actions
from sojourn.calls.queries import papers
from sojourn.centres import actions as centres
from sojourn.people import actions as people
from sojourn.societies import actions as societies
from sojourn.upkeep import clock
from sojourn.upkeep.models import Clock

BEFORE = datetime(2024, 1, 10, 9, 0, tzinfo=UTC)
OPEN = datetime(2024, 2, 20, 9, 0, tzinfo=UTC)
FEDERATION = {"name": "European Society of Radiology", "acronym": "ESR", "zone": "Europe/Vienna"}


def person(name: str, at: datetime = BEFORE):
    given, family = name.split()
    return people.register(
        email=f"{given.lower()}@cast.example", password="", password_hash="!", given_name=given,
        family_name=family, at=at,
    )  # fmt: skip


def empty_house(*, demonstration: bool = False):
    """A federation with its first officer, and nothing else."""
    federation = societies.found(FEDERATION, at=BEFORE, demonstration=demonstration)
    finn = person("Finn Amt")
    people.appoint(finn, "federation_officer", by=None, at=BEFORE)
    return SimpleNamespace(federation=federation, finn=finn)


def draft(*, demonstration: bool = False):
    """The call of 2024 as papers tell it, not yet announced."""
    house = empty_house(demonstration=demonstration)
    added = [societies.add(values, by=house.finn, at=BEFORE) for values in papers.societies()]
    house.societies = {society.acronym: society for society in added}
    centres.load(papers.centres(), papers.histories(), house.societies, by=house.finn, at=BEFORE)
    house.call = actions.load(papers.of(), by=house.finn, at=BEFORE)
    house.programmes = {
        row.society.acronym: row for row in house.call.programmes.select_related("call", "society")
    }
    return house


def announced(*, demonstration: bool = False):
    house = draft(demonstration=demonstration)
    house.call = actions.announce(house.call, by=house.finn, at=BEFORE)
    for programme in house.programmes.values():
        programme.call = house.call
    return house


def live_at(moment: datetime) -> None:
    """Pages of a demonstration live then."""
    shift = round((moment - clock.read().real).total_seconds())
    Clock.objects.update_or_create(pk=1, defaults={"shift_seconds": shift})


def browser_of(user) -> Client:
    browser = Client()
    browser.force_login(user)
    return browser
