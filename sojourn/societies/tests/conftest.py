"""Two societies and their people: nobody here starts in a state that life cannot reach."""

from datetime import UTC, datetime
from types import SimpleNamespace

import pytest

from sojourn.people import actions as people
from sojourn.societies import actions

AT = datetime(2024, 1, 15, 9, 30, tzinfo=UTC)


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
def cast(db):
    """finn: federation; ida, eva, cleo: officer, chair, member of ALPHA; mia: of BETA; ada applies."""
    names = ["Ada", "Cleo", "Eva", "Finn", "Ida", "Mia"]
    cast = SimpleNamespace(**{name.lower(): person(name) for name in names})
    people.appoint(cast.finn, "federation_officer", by=None, at=AT)
    actions.found({"name": "Invented Federation", "acronym": "INFED", "zone": "Europe/Vienna"}, at=AT)
    for acronym in ("ALPHA", "BETA"):
        values = {"acronym": acronym, "name": f"Society {acronym}", "field": "Invented imaging"}
        setattr(cast, acronym.lower(), actions.add(values, by=cast.finn, at=AT))
    actions.appoint(cast.alpha, cast.ida, by=cast.finn, at=AT)
    actions.appoint(cast.beta, cast.mia, by=cast.finn, at=AT, may_sign=False)
    actions.seat(cast.alpha, cast.eva, role="chair", institution="East Hospital", by=cast.ida, at=AT)
    actions.seat(cast.alpha, cast.cleo, role="member", by=cast.ida, at=AT)
    return cast
