"""Two lists kept apart, their history, and the pages on which they are moved."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from sojourn.applications import actions, queries, rules
from sojourn.applications.models import Application, RankingChange
from sojourn.applications.queries.ranking import said
from sojourn.applications.tests.stage import AFTER, AT
from sojourn.ui.gates import Refused
from sojourn.upkeep import clock

RANK = "applications:rank"


@pytest.fixture
def browse(stage, monkeypatch):
    """A browser of one person, while the call is open."""
    monkeypatch.setattr(clock, "read", lambda: clock.Reading(at=AT, real=AT, demonstration=True))

    def signed_in(name: str) -> Client:
        client = Client()
        client.force_login(getattr(stage, name))
        return client

    return signed_in


def lists(app) -> tuple[list[str], list[str]]:
    cities = lambda rows: [row.offer.centre.institution.city for row in rows]  # noqa: E731
    return cities(queries.choices(app)), cities(queries.unwanted(app))


def page(browse, app, **query):
    return browse("ada").get(reverse(RANK, args=[app.pk]), query)


def move(browse, app, move, order=(), unwanted=(), *, action=""):
    action = action or page(browse, app).context["action"]
    ids = {"order": [one.pk for one in order], "unwanted": [one.pk for one in unwanted]}
    return browse("ada").post(action, {**ids, "move": move}, follow=True)


def test_rank_keeps_what_is_not_wanted_apart(stage):
    app = stage.draft()
    oslo, lyon, graz, _ = stage.offers
    actions.rank(app, [oslo], unwanted=[graz], by=stage.ada, at=AT)
    actions.rank(app, [oslo, lyon], by=stage.ada, at=AT)  # says nothing of the other list
    assert lists(app) == (["Oslo", "Lyon"], ["Graz"])
    actions.rank(app, [oslo, lyon], unwanted=[], by=stage.ada, at=AT)
    assert lists(app) == (["Oslo", "Lyon"], [])


def test_rank_refuses_a_centre_in_both_lists_and_one_of_elsewhere(stage):
    app = stage.draft()
    oslo, lyon, _, _ = stage.offers
    elsewhere = stage._offer(stage.other, "Gent", "BE")
    for offers, unwanted, code in (([oslo], [oslo], "both"), ([oslo], [elsewhere], "foreign")):
        with pytest.raises(Refused) as refused:
            actions.rank(app, offers, unwanted=unwanted, by=stage.ada, at=AT)
        assert refused.value.verdict.code == code
    assert rules.may_choose(app, [oslo], [lyon])


def test_a_barred_centre_may_be_unwanted_but_not_ranked(stage):
    app = stage.draft()
    braga = stage.offers[3]
    actions.rank(app, [], unwanted=[braga], by=stage.ada, at=AT)
    assert lists(app) == ([], ["Braga"])


def test_rank_that_changes_nothing_writes_nothing(stage):
    app = stage.submitted()
    receipts, version = app.receipts.count(), Application.objects.get(pk=app.pk).version
    actions.rank(app, stage.offers[:2], by=stage.ada, at=AT)
    assert app.receipts.count() == receipts
    assert Application.objects.get(pk=app.pk).version == version
    with pytest.raises(Refused):
        actions.rank(app, stage.offers[:2], by=stage.zoe, at=AT)


def test_the_receipt_of_a_submitted_application_seals_what_is_not_wanted(stage):
    app = stage.submitted()
    before = queries.receipts(app)[0]
    actions.rank(app, stage.offers[:2], unwanted=[stage.offers[2]], by=stage.ada, at=AT)
    after = queries.receipts(app)[0]
    assert after.sha256 != before.sha256
    assert {"label": "Not wanted", "value": "Graz University Hospital, Graz"} in after.contents


def test_history_tells_each_change_the_newest_first(stage):
    app = stage.draft()
    oslo, lyon, graz, _ = stage.offers
    for offers, unwanted in (
        ([oslo, lyon], []),
        ([lyon, oslo], []),
        ([lyon], [oslo]),
        ([lyon], [oslo, graz]),
    ):
        actions.rank(app, offers, unwanted=unwanted, by=stage.ada, at=AT)
    told = [line["said"].replace(" University Hospital", "") for line in queries.ranking_history(app)]
    assert told == [
        "Graz, Graz marked as not wanted.",
        "Oslo, Oslo marked as not wanted.",
        "Lyon, Lyon moved to 1, Oslo, Oslo moved to 2.",
        "Oslo, Oslo ranked 1, Lyon, Lyon ranked 2.",
    ]
    newest = queries.ranking_history(app)[0]
    assert (len(newest["ranked"]), len(newest["unwanted"])) == (1, 2)


def test_said_of_leaving_both_lists():
    before = RankingChange(ranked=["A"], unwanted=["B"])
    assert said(before, RankingChange()) == "A taken out, B no longer marked as not wanted."


def test_rank_by_buttons_between_the_lists(stage, browse):
    app = stage.draft()
    oslo, lyon, graz, _ = stage.offers
    move(browse, app, f"add:{oslo.pk}")
    move(browse, app, f"refuse:{graz.pk}", [oslo])
    assert lists(app) == (["Oslo"], ["Graz"])
    move(browse, app, f"add:{graz.pk}", [oslo], [graz])
    assert lists(app) == (["Oslo", "Graz"], [])
    move(browse, app, f"refuse:{oslo.pk}", [oslo, graz])
    move(browse, app, f"allow:{oslo.pk}", [graz], [oslo])
    assert lists(app) == (["Graz"], [])
    move(browse, app, "order", [lyon, graz])  # as dragging sends it
    assert lists(app) == (["Lyon", "Graz"], [])


def test_a_full_ranking_takes_another_in_its_last_place_only(stage, browse):
    app = stage.draft()
    oslo, lyon, graz, _ = stage.offers
    stage.programme.max_choices = 2
    stage.programme.save()
    move(browse, app, "order", [oslo, lyon])
    move(browse, app, f"add:{graz.pk}", [oslo, lyon])
    assert lists(app) == (["Oslo", "Lyon"], [])
    assert f'value="replace:{graz.pk}"' in page(browse, app).text
    move(browse, app, f"replace:{graz.pk}", [oslo, lyon])
    assert lists(app) == (["Oslo", "Graz"], [])


def test_a_move_that_is_refused_says_why_on_the_page(stage, browse):
    app = stage.submitted()  # at least one choice has to stay
    answer = move(browse, app, "order")
    assert answer.redirect_chain
    assert "Not changed: Rank at least one centre." in answer.text
    assert lists(app) == (["Oslo", "Lyon"], [])


def test_a_ranked_centre_that_became_barred_is_taken_out_with_the_reason(stage, browse):
    app = stage.draft()
    oslo, lyon, _, _ = stage.offers
    actions.rank(app, [oslo, lyon], by=stage.ada, at=AT)
    Application.objects.filter(pk=app.pk).update(residence_country="FR")
    assert "country where you live" in page(browse, app).text
    answer = move(browse, app, f"up:{oslo.pk}", [lyon, oslo])
    assert "Lyon University Hospital, Lyon was taken out." in answer.text
    assert lists(app) == (["Oslo"], [])


def test_the_page_says_when_it_was_saved_and_tells_apart_the_three_lists(stage, browse):
    app = stage.draft()
    Application.objects.filter(pk=app.pk).update(work_country="PT")
    actions.rank(app, [stage.offers[0]], unwanted=[stage.offers[2]], by=stage.ada, at=AT)
    context = page(browse, app).context
    named = {
        name: [line["title"][:4] for line in context[name]]
        for name in ("items", "others", "unwanted", "barred")
    }
    assert named == {"items": ["Oslo"], "others": ["Lyon"], "unwanted": ["Graz"], "barred": ["Brag"]}
    assert "Saved " in page(browse, app).text


def test_a_centre_of_the_catalogue_waits_on_top(stage, browse):
    app = stage.draft()
    lyon = stage.offers[1]
    answer = browse("ada").get(reverse("applications:wish", args=[lyon.pk]), follow=True)
    assert answer.context["asked_for"]["id"] == str(lyon.pk)
    assert lists(app) == ([], [])  # looking changes nothing
    elsewhere = stage._offer(stage.other, "Gent", "BE")
    answer = browse("ada").get(reverse("applications:wish", args=[elsewhere.pk]))
    assert answer.url == reverse("applications:begin", args=["2024", "sbi"])


def test_centres_are_found_by_name(stage, browse):
    app = stage.draft()
    found = page(browse, app, q="lyon").context["others"]
    assert [line["title"] for line in found] == ["Lyon University Hospital, Lyon"]


def test_the_page_asks_the_same_queries_for_any_number_of_centres(stage, browse):
    app = stage.draft()
    ada = browse("ada")

    def asked() -> int:
        with CaptureQueriesContext(connection) as found:
            ada.get(reverse(RANK, args=[app.pk]))
        return len(found)

    asked()
    few = asked()
    for number in range(30):
        stage._offer(stage.programme, f"Town-{number}", "SE")
    assert asked() == few <= 25


def test_history_is_only_the_own(stage, browse):
    app = stage.draft()
    actions.rank(app, [stage.offers[0]], by=stage.ada, at=AT)
    address = reverse("applications:ranking_history", args=[app.pk])
    assert "Oslo University Hospital, Oslo ranked 1." in browse("ada").get(address).text
    assert browse("zoe").get(address).status_code == 404


def test_the_committees_dossier_tells_nothing_of_either_list(stage):
    app = stage.submitted()
    actions.rank(app, stage.offers[:1], unwanted=[stage.offers[2]], by=stage.ada, at=AT)
    actions.admit(app, by=stage.ida, at=AFTER)
    app = queries.get(app.pk)
    lines = str(queries.contents(app, confidential=True))
    assert "Graz" not in lines and "Oslo" not in lines
