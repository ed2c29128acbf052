"""The stage of this room's tests."""

from datetime import datetime

import pytest
from django.test import Client

from sojourn.applications.tests.stage import Stage
from sojourn.upkeep import clock


@pytest.fixture
def stage(db) -> Stage:
    return Stage()


@pytest.fixture
def visit(stage, monkeypatch):
    """`visit("ada", at)`: a browser of one person, whose requests live at that instant."""

    def signed_in(name: str, at: datetime) -> Client:
        reading = clock.Reading(at=at, real=at, demonstration=True)
        monkeypatch.setattr(clock, "read", lambda: reading)
        client = Client()
        client.force_login(getattr(stage, name))
        return client

    return signed_in
