"""The doors: who gets in, what a page says, what a form keeps."""

import pytest
from django.test import Client
from django.urls import reverse

from sojourn.journal.models import Entry
from sojourn.reviews import actions
from sojourn.reviews.models import Assignment
from sojourn.reviews.tests.cast import AT
from sojourn.reviews.tests.test_queries import bar
from sojourn.upkeep import clock

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _now(monkeypatch):
    monkeypatch.setattr(clock, "read", lambda: clock.Reading(at=AT, real=AT, demonstration=False))


def signed_in(user) -> Client:
    client = Client(headers={"host": "localhost"})
    client.force_login(user)
    return client


def page(user, name, *args, **more):
    return signed_in(user).get(reverse(f"reviews:{name}", args=args), **more)


def send(user, name, *args, **data):
    return signed_in(user).post(reverse(f"reviews:{name}", args=args), data)


PROGRAMME = ("2024", "aaa")


@pytest.mark.parametrize(
    ("name", "who", "status"),
    [
        ("coverage", "ida", 200),
        ("coverage", "eva", 200),
        ("coverage", "finn", 200),
        ("coverage", "cleo", 404),
        ("coverage", "mia", 404),
        ("coverage", "hana", 404),
        ("assign_all", "ida", 200),
        ("assign_all", "finn", 200),
        ("assign_all", "eva", 403),
        ("assign_all", "mia", 404),
    ],
)
def test_coverage_and_assigning_are_the_offices(cast, name, who, status):
    cast.application()
    assert page(getattr(cast, who), name, *PROGRAMME).status_code == status


def test_overview_shows_each_officer_the_own_societies(cast):
    cast.application()
    cast.application(cast.b)
    for viewer, expected in ((cast.finn, [True, True]), (cast.ida, [True, False])):
        text = page(viewer, "overview", "2024").content.decode()
        assert [f'/reviews/calls/2024/{slug}/"' in text for slug in ("aaa", "bbb")] == expected
    assert page(cast.cleo, "overview", "2024").status_code == 404


def test_assign_all_shows_the_plan_and_then_does_it(cast):
    app = cast.application()
    shown = page(cast.ida, "assign_all", *PROGRAMME).content.decode()
    assert app.formal_name in shown and cast.dov.formal_name in shown
    assert not Assignment.objects.exists()
    assert send(cast.ida, "assign_all", *PROGRAMME).status_code == 302
    assert Assignment.objects.count() == 3


def test_coverage_tells_the_federation_numbers_only(cast):
    cast.reviewed(cast.application())
    assert cast.cleo.formal_name in page(cast.ida, "coverage", *PROGRAMME).content.decode()
    assert cast.cleo.formal_name not in page(cast.finn, "coverage", *PROGRAMME).content.decode()


def test_assign_and_unassign_by_hand(cast):
    app = cast.application()
    seat = cast.a.society.seats.get(user=cast.dov)
    assert send(cast.ida, "assign", app.pk).status_code == 422
    assert send(cast.ida, "assign", app.pk, seat=seat.pk).status_code == 302
    row = Assignment.objects.get()
    assert row.reviewer == cast.dov
    assert send(cast.mia, "unassign", row.pk).status_code == 404
    assert send(cast.ida, "unassign", row.pk).status_code == 302
    assert not Assignment.objects.exists()


def test_a_barred_officer_does_not_find_the_application(cast):
    app = cast.application()
    assert page(cast.ida, "assign", app.pk).status_code == 200
    bar(cast, cast.ida, app)
    assert page(cast.ida, "assign", app.pk).status_code == 404
    assert app.formal_name not in page(cast.ida, "assign_all", *PROGRAMME).content.decode()


def test_queue_counts_what_is_final(cast):
    cast.reviewed(cast.application())
    cast.assigned(cast.application())
    assert '<b class="figures">1 of 2</b>' in page(cast.cleo, "queue").content.decode()
    assert "Nothing to review" in page(cast.hana, "queue").content.decode()


def test_the_file_opens_after_the_declaration(cast):
    row = cast.assigned(cast.application(), declared=False)
    assert page(cast.cleo, "score", row.pk)["Location"] == reverse("reviews:declare", args=[row.pk])
    assert page(cast.cleo, "dossier", row.application.pk).status_code == 404
    assert row.application.formal_name in page(cast.cleo, "declare", row.pk).content.decode()
    assert send(cast.cleo, "declare_none", row.pk).status_code == 302
    assert page(cast.cleo, "score", row.pk).status_code == 200


def test_the_dossier_is_an_attachment_and_remembered(cast):
    row = cast.assigned(cast.application())
    given = page(cast.cleo, "dossier", row.application.pk)
    assert (given.status_code, given["Content-Type"]) == (200, "application/pdf")
    assert given["Content-Disposition"].startswith("attachment")
    assert Entry.objects.filter(verb="reviews.dossier", actor=cast.cleo).count() == 1
    assert page(cast.dov, "dossier", row.application.pk).status_code == 404
    assert page(cast.ida, "dossier", row.application.pk).status_code == 404


def test_declare_closes_every_door(cast):
    row = cast.assigned(cast.application())
    assert send(cast.cleo, "declare", row.pk, ground="other").status_code == 422
    assert send(cast.cleo, "declare", row.pk, ground="family").status_code == 302
    for name in ("score", "declare"):
        assert page(cast.cleo, name, row.pk).status_code == 404
    assert send(cast.cleo, "reopen", row.pk).status_code == 404
    assert page(cast.cleo, "dossier", row.application.pk).status_code == 404
    assert row.application.family_name not in page(cast.cleo, "queue").content.decode()


@pytest.mark.parametrize("who", ["dov", "eva", "ida", "mia", "finn", "hana"])
def test_score_is_the_reviewers_own_page(cast, who):
    row = cast.assigned(cast.application())
    assert page(getattr(cast, who), "score", row.pk).status_code == 404


def levels(row, *given) -> dict:
    keys = [f"c{one.pk}" for one in row.application.programme.criteria.all()]
    return dict(zip(keys, given, strict=False))


def test_score_saves_goes_on_and_finishes(cast):
    first, second = cast.assigned(cast.application()), cast.assigned(cast.application())
    given = send(cast.cleo, "score", first.pk, version=1, then="next", comment="Draft", **levels(first, 4))
    assert given["Location"] == reverse("reviews:score", args=[second.pk])
    given = send(cast.cleo, "score", first.pk, version=2, then="finish", **levels(first, 4))
    assert given.status_code == 422 and "Choose a level for Fit" in given.content.decode()
    given = send(cast.cleo, "score", first.pk, version=3, then="finish", **levels(first, 4, 5))
    assert given.status_code == 302
    first.refresh_from_db()
    assert first.state == "final"
    assert "Your review is final" in page(cast.cleo, "score", first.pk).content.decode()


def test_score_from_an_old_tab_shows_both_texts(cast):
    row = cast.assigned(cast.application())
    send(cast.cleo, "score", row.pk, version=1, comment="Saved in the first tab")
    given = send(cast.cleo, "score", row.pk, version=1, comment="Typed in the second tab")
    text = given.content.decode()
    assert given.status_code == 409
    assert "Saved in the first tab" in text and "Typed in the second tab" in text
    assert 'name="version" value="2"' in text


def test_score_out_of_scale_is_refused_with_what_was_typed(cast):
    row = cast.assigned(cast.application())
    given = send(cast.cleo, "score", row.pk, version=1, comment="Stays", **levels(row, 9))
    assert given.status_code == 422 and "Stays" in given.content.decode()
    assert not row.scores.exists()


def test_colleagues_scores_stand_on_the_page_after_the_own_are_final(cast):
    app = cast.application()
    own = cast.assigned(app)
    other = cast.assigned(app, cast.dov)
    actions.score(other, {"comment": "A colleague's words"}, by=cast.dov, at=AT)
    cast.reviewed(app, cast.dov, 5)
    assert "colleague&#x27;s words" not in page(cast.cleo, "score", own.pk).content.decode()
    cast.reviewed(app, cast.cleo, 3)
    assert "colleague&#x27;s words" in page(cast.cleo, "score", own.pk).content.decode()


def test_a_blind_programme_names_nobody(cast):
    row = cast.assigned(cast.application(), declared=False)
    cast.a.programme.blind = True
    cast.a.programme.save()
    for name in ("declare", "queue"):
        args = (row.pk,) if name == "declare" else ()
        assert row.application.family_name not in page(cast.cleo, name, *args).content.decode()
    send(cast.cleo, "declare_none", row.pk)
    text = page(cast.cleo, "score", row.pk).content.decode()
    assert row.application.family_name not in text and "Home Hospital" not in text


def test_close_and_open_again(cast):
    cast.application()
    assert send(cast.eva, "close", *PROGRAMME).status_code == 302
    assert "The reviews are closed" in page(cast.ida, "coverage", *PROGRAMME).content.decode()
    assert send(cast.mia, "open_again", *PROGRAMME).status_code == 404
    assert send(cast.eva, "open_again", *PROGRAMME).status_code == 302
    assert Entry.objects.filter(verb__in=("reviews.close", "reviews.open_again")).count() == 2


@pytest.mark.parametrize("name", ["declare_none", "finish", "reopen", "unassign"])
def test_a_get_changes_nothing(cast, name):
    row = cast.assigned(cast.application(), declared=False)
    assert page(cast.cleo, name, row.pk).status_code == 405
    row.refresh_from_db()
    assert (row.state, row.declared_at) == ("assigned", None)
