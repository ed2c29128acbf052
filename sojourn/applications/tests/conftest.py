"""The stage of this room's tests."""

import pytest

from sojourn.applications.tests.stage import Stage


@pytest.fixture
def stage(db) -> Stage:
    return Stage()
