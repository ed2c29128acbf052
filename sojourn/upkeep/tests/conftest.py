"""A real installation and a demonstration, each with the people that upkeep asks for."""

from datetime import UTC, datetime
from types import SimpleNamespace

import pytest

from sojourn.people import actions as people
from sojourn.societies import actions as societies

AT = datetime(2024, 2, 12, 9, 30, tzinfo=UTC)


def person(name: str):
    return people.register(
        email=f"{name.lower()}@sojourn.example",
        password="walking-in-the-park",
        given_name=name,
        family_name="Person",
        at=AT,
    )


@pytest.fixture
def at():
    return AT


@pytest.fixture
def real(db):
    """A real installation: finn (federation), ola (operator), ida (officer of ALPHA), ada (nobody's)."""
    return _filled(demonstration=False)


@pytest.fixture
def demo(db):
    """The same people in a demonstration."""
    return _filled(demonstration=True)


def _filled(*, demonstration: bool):
    names = ["Ada", "Finn", "Ida", "Ola"]
    cast = SimpleNamespace(**{name.lower(): person(name) for name in names})
    values = {"name": "Invented Federation", "acronym": "INFED", "zone": "Europe/Vienna"}
    cast.federation = societies.found(values, at=AT, demonstration=demonstration)
    people.appoint(cast.finn, "federation_officer", by=None, at=AT)
    people.appoint(cast.ola, "operator", by=None, at=AT)
    values = {"acronym": "ALPHA", "name": "Society Alpha", "field": "Invented imaging"}
    cast.alpha = societies.add(values, by=cast.finn, at=AT)
    societies.appoint(cast.alpha, cast.ida, by=cast.finn, at=AT)
    return cast
