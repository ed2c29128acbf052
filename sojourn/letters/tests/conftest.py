"""A call after its results, with officers of two societies."""

from datetime import date

import pytest

from sojourn.awards.tests import stage as stages

AT = stages.at(date(2024, 6, 3))


@pytest.fixture
def at():
    return AT


@pytest.fixture
def stage(db):
    stage = stages.make()
    stages.live_at(AT)
    return stage
