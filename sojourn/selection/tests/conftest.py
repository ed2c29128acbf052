import pytest

from sojourn.reviews.tests.cast import Cast


@pytest.fixture
def cast(db) -> Cast:
    return Cast()
