"""Two people and an instant."""

from datetime import UTC, datetime

import pytest

from sojourn.people import actions

AT = datetime(2024, 2, 12, 9, 30, tzinfo=UTC)
PASSWORD = "walking-in-the-park"


@pytest.fixture
def at():
    return AT


@pytest.fixture
def ada(db):
    return actions.register(
        email="ada@sojourn.example", password=PASSWORD, given_name="Ada", family_name="Applicant", at=AT
    )


@pytest.fixture
def finn(db):
    finn = actions.register(
        email="finn@sojourn.example", password=PASSWORD, given_name="Finn", family_name="Office", at=AT
    )
    actions.appoint(finn, "federation_officer", by=None, at=AT)
    return finn
