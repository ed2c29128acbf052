"""Numbers of calls whose results are out."""

import pytest

from sojourn.calls.tests import here
from sojourn.public import queries


@pytest.mark.django_db
def test_statistics_are_empty_before_any_release():
    house = here.announced()
    found = queries.statistics(house.call.closes_at)
    assert found == {"years": [], "societies": {}, "countries": [], "works": [], "centres": []}
