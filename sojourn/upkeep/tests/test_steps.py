"""Whose step is next in the demonstration, where results are held and where they were taken back."""

import pytest

from sojourn.awards.tests import stage as stages
from sojourn.selection.models import Panel, Reading, Release
from sojourn.upkeep import steps

AT = stages.PUBLISHED


@pytest.mark.parametrize(
    ("state", "step"),
    [
        ("prepared", "a second person signs the results"),
        ("held", "the results appear ten minutes after the second signature"),
        ("recalled", "a first person prepares the release"),
    ],
)
def test_a_release_that_is_not_out_leads_on(db, state, step):
    stage = stages.make()
    Panel.objects.create(programme=stage.programme, state="signed")
    release = Release.objects.get()
    Reading.objects.create(match=release.match, programme=stage.programme, read_by=stage.ida, read_at=AT)
    Release.objects.update(state=state)
    assert steps.next_step(AT)[0] == step
