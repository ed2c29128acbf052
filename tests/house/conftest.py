"""One world for a whole file of tests: walked on from stage to stage, never back."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction
from django.test import override_settings


@pytest.fixture(scope="module")
def _walker(django_db_setup, django_db_blocker, tmp_path_factory) -> Iterator[dict[str, Any]]:
    folder = tmp_path_factory.mktemp("walked")
    with django_db_blocker.unblock(), transaction.atomic():
        yield {"DATA": folder, "MEDIA_ROOT": folder / "files"}
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def walked_to(_walker, request) -> tuple[Any, dict[str, Any]]:
    """Indirectly parametrised by the stage; pytest asks for the stages in their order."""
    from tests.world import STAGES, World  # noqa: PLC0415 (models are there only once Django is set up)

    places = {name: _walker[name] for name in ("DATA", "MEDIA_ROOT")}
    with override_settings(**places, PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"]):
        world = _walker.setdefault("world", None) or World()
        _walker["world"] = world
        if world.stage and STAGES.index(world.stage) > STAGES.index(request.param):
            raise AssertionError(f"The world stands at {world.stage}; {request.param} is behind it.")
        world.walk(request.param)
    return world, places


@pytest.fixture
def walked(walked_to, db, settings) -> Iterator[Any]:
    """The file's world at the stage of the test; what the test does to it is undone."""
    world, places = walked_to
    settings.DATA, settings.MEDIA_ROOT = places["DATA"], places["MEDIA_ROOT"]
    now = world.now
    yield world
    world.now = now
