"""The fellow's own pages: the exact wording, and the way out."""

from datetime import date

import pytest
from django.urls import reverse

from sojourn.alumni import actions, rules
from sojourn.alumni.models import Alumnus
from sojourn.awards.tests import stage as stages
from sojourn.awards.tests.stage import at, client

LATER = at(date(2024, 12, 10))
WORDS = {"shown_name": "Ada Lind", "works_at": "Home", "story_title": "Three months", "story": "It was good."}


@pytest.fixture
def stage(db):
    stage = stages.make()
    stages.live_at(LATER)
    return stage


def url(name, *args):
    return reverse(f"alumni:{name}", args=args)


def test_join_needs_the_agreement_and_shows_its_wording(stage):
    placement = stage.placement("completed")
    address = url("join", placement.pk)
    page = client(stage.ada).get(address).content.decode()
    assert rules.WORDING in page
    refused = client(stage.ada).post(address, WORDS)
    assert refused.status_code == 422
    assert "It was good." in refused.content.decode()
    assert not Alumnus.objects.exists()
    assert client(stage.ada).post(address, WORDS | {"consent": "on"}).url == url("mine")
    assert "It was good." in client(stage.ada).get(url("mine")).content.decode()


@pytest.mark.parametrize("who", ["ida", "finn", "mia", "zoe", "hana"])
def test_the_pages_are_the_fellows_alone(stage, who):
    placement = stage.placement("completed")
    entry = actions.join(placement, WORDS, by=stage.ada, at=LATER)
    browser = client(getattr(stage, who))
    for address in (url("join", placement.pk), url("edit_story", entry.pk), url("leave", entry.pk)):
        assert browser.get(address).status_code == 404
    assert "It was good." not in browser.get(url("mine")).content.decode()


def test_edit_story_and_leave(stage):
    entry = actions.join(stage.placement("completed"), WORDS, by=stage.ada, at=LATER)
    client(stage.ada).post(url("edit_story", entry.pk), WORDS | {"story": "It was very good."})
    entry.refresh_from_db()
    assert entry.story == "It was very good."
    client(stage.ada).get(url("leave", entry.pk))
    entry.refresh_from_db()
    assert entry.state == "listed"
    client(stage.ada).post(url("leave", entry.pk))
    entry.refresh_from_db()
    assert (entry.state, entry.story) == ("left", "")
    assert client(stage.ada).get(url("edit_story", entry.pk)).status_code == 403
