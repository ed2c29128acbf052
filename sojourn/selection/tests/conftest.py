import pytest

from sojourn.reviews.tests.cast import AT, Cast
from sojourn.selection.tests.test_actions import decision, panel_of
from sojourn.upkeep import clock


@pytest.fixture
def cast(db) -> Cast:
    return Cast()


@pytest.fixture
def two(cast):
    """Two societies that share one hospital with a single place; three applicants of the first."""
    shared = [cast.offer(cast.a, "Shared"), cast.offer(cast.b, "Shared")]
    cast.call.shared_places.create(institution=shared[0].centre.institution, places=1)
    cast.a.programme.places = 2
    cast.a.programme.save()
    first = cast.application(choices=[shared[0], *cast.a.offers])
    second = cast.application(choices=[shared[0], cast.a.offers[0]])
    third = cast.application(choices=cast.a.offers)
    other = cast.application(cast.b, choices=[shared[1]])
    panel_of(cast.a, decision(first, 1), decision(second, 1), decision(third, 3))
    panel_of(cast.b, decision(other, 1))
    return cast, (first, second, third, other)


@pytest.fixture
def now(monkeypatch):
    """Pages are asked for at the cast's instant."""
    monkeypatch.setattr(clock, "read", lambda: clock.Reading(at=AT, real=AT, demonstration=False))
