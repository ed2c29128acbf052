"""Eleven societies and eight hundred applications, from the signed rankings to everybody's letter:
one match over all of them, the gate, two signatures, the hold, one instant. Office by keyboard."""

from collections import Counter
from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.urls import reverse
from playwright.sync_api import expect

from sojourn.awards.models import Award, Quota
from sojourn.calls.models import Call, SharedPlaces
from sojourn.centres.models import Institution
from sojourn.post.models import Letter
from sojourn.selection import actions, queries
from sojourn.selection.models import Decision, Nomination, Result
from tests import crowds
from tests.crowds import PASSWORD
from tests.journeys.test_match_room import by_keyboard

SLOW = 90_000  # every check of eight hundred results is made anew
GRANTS, SHARED = 40, {"oslo": 3, "graz": 4}
KINDS = {outcome: f"selection.{outcome}" for outcome in ("selected", "waiting", "not_selected")}


@pytest.fixture
def crowd(transactional_db):
    """One total and two hospitals bind several societies at once."""
    crowd = crowds.make(societies=11, applications=800, places=6, stage="signed")
    Call.objects.update(federation_grants=GRANTS)
    for slug, places in SHARED.items():
        institution = Institution.objects.get(slug=slug)
        SharedPlaces.objects.create(call=crowd.call, institution=institution, places=places)
    crowd.call.refresh_from_db()
    crowd.live()
    return crowd


def enter(page, user, sign_in) -> None:
    EmailAddress.objects.get_or_create(user=user, email=user.email, verified=True, primary=True)
    sign_in(page, user, PASSWORD)


def press(page, name: str) -> None:
    by_keyboard(page, name)
    page.wait_for_load_state()


@pytest.mark.timeout(900)
def test_eight_hundred_applicants_of_eleven_societies_get_one_result_each(
    new_page, crowd, axe, sign_in, work
):
    call = crowd.call.slug
    finn = new_page()
    enter(finn, crowd.finn, sign_in)
    finn.goto(reverse("selection:match", args=[call]))
    press(finn, "Run the match")
    expect(finn.get_by_role("heading", name="Run the match", exact=False).first).to_be_visible()
    press(finn, "Run the match")
    expect(finn.get_by_text("an independent program came to the same result")).to_be_visible()
    press(finn, "Ask the centres")
    expect(finn.get_by_text("If this run is discarded later")).to_be_visible()
    press(finn, "Ask the centres")
    expect(finn.get_by_text("The centres were asked in confidence.")).to_be_visible()

    # every centre says yes, every chair reads the own part
    for row in Nomination.objects.filter(state="asked").select_related("match__call", "offer__centre"):
        tutor = row.offer.centre.tutors.order_by("pk").first()
        actions.accept_nomination(row, tutor=tutor, by=crowd.hana, at=crowd.now)
    match = queries.live_match(crowd.call)
    assert match.state == "settled" and len(match.result["awards"]) == GRANTS
    per_centre = Counter(row["centre"] for row in match.result["awards"])
    assert all(per_centre[slug] <= places for slug, places in SHARED.items())
    assert len({row["programme"] for row in match.result["awards"]}) == 11
    for programme in crowd.programmes:
        actions.read(match, programme, by=crowd.chair(programme), at=crowd.now)

    # the gate: one prepares, a second looks and signs
    actions.prepare(match, by=crowd.finn, at=crowd.now)
    jon = new_page()
    jon.set_default_navigation_timeout(SLOW)
    enter(jon, crowd.jon, sign_in)
    jon.goto(reverse("selection:release", args=[call]))
    expect(jon.get_by_text("means, and the calibrated scores, reckoned again")).to_be_visible(timeout=SLOW)
    axe(jon)
    press(jon, "Sign the release")
    expect(jon.get_by_text("800 people can read the own result")).to_be_visible(timeout=SLOW)
    looked(jon)
    press(jon, "Sign the results")
    expect(jon.get_by_role("heading", name="The results of the 2024 call are held")).to_be_visible(
        timeout=SLOW
    )

    # the hold: a whole round of the worker, and nobody has read or got anything
    results = {row.application_id: row for row in Result.objects.select_related("application__applicant")}
    chosen = min((row for row in results.values() if row.outcome == "selected"), key=lambda r: str(r.pk))
    waits = min((row for row in results.values() if row.outcome == "waiting"), key=lambda r: str(r.pk))
    work()
    assert not Letter.objects.filter(kind__in=KINDS.values()).exists()
    pages = {}
    for row in (chosen, waits):
        pages[row.pk] = new_page()
        enter(pages[row.pk], row.application.applicant, sign_in)
        pages[row.pk].goto(reverse("selection:result", args=[row.application_id]))
        expect(pages[row.pk].get_by_text("The results are not published yet")).to_be_visible()

    # the instant
    crowd.now = queries.live_release(crowd.call).published_at + timedelta(seconds=1)
    crowd.live()
    pages[chosen.pk].reload()
    expect(pages[chosen.pk].get_by_role("heading", name="You have been selected")).to_be_visible()
    work()
    work()
    counted = Counter(row.outcome for row in results.values())
    assert len(results) == Decision.objects.count() == sum(counted.values()) == 800
    assert counted["selected"] == GRANTS
    letters = Letter.objects.filter(kind__in=KINDS.values())
    assert Counter(letters.values_list("kind", flat=True)) == {
        KINDS[name]: number for name, number in counted.items()
    }
    assert letters.values("to_user").distinct().count() == 800
    assert Award.objects.filter(state="offered").count() == GRANTS
    offers = Quota.objects.filter(key__startswith="offer:")
    assert sum(offers.values_list("taken", flat=True)) == GRANTS

    # what the one does now, and what must still happen for the other
    pages[chosen.pk].reload()
    press(pages[chosen.pk], "See your offer")
    expect(pages[chosen.pk].get_by_role("heading", name="You are offered a place")).to_be_visible()
    pages[waits.pk].reload()
    expect(pages[waits.pk].get_by_role("heading", name="You are on the waiting list")).to_be_visible()
    axe(pages[waits.pk])
    press(pages[waits.pk], "See what must still happen")
    expect(pages[waits.pk].get_by_role("heading", name="What must still happen")).to_be_visible()


def looked(page) -> None:
    """The box is there where a check asks to be looked at."""
    box = page.get_by_label("I have looked")
    if box.count():
        box.focus()
        page.keyboard.press("Space")
        expect(box).to_be_checked()
