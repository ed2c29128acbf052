"""Results are held and stopped once, come out, and are taken back in the end. Between: somebody accepts and
waits, the office runs a round, the better place comes, and two fellows change places by consent of all."""

from datetime import timedelta

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from sojourn.applications.models import Choice
from sojourn.awards.models import Award
from sojourn.calls.models import Call, CentreOffer
from sojourn.selection import actions, queries
from sojourn.selection.models import Match, Nomination
from tests import crowds
from tests.journeys.conftest import PHONE


class Play:
    """Six applied to one society with one place at each of two hospitals; all wish for them in this order."""

    def __init__(self) -> None:
        self.crowd = crowds.make(applications=6, places=2, stage="signed")
        self.programme = self.crowd.programmes[0]
        self.best, self.other = self.crowd.offers[self.programme.pk][:2]
        rows = self.crowd.applications[self.programme.pk]
        self.first, self.second, self.third = rows[:3]  # the three that are ranked
        CentreOffer.objects.filter(pk__in=(self.best.pk, self.other.pk)).update(places=1)
        Choice.objects.all().delete()
        Choice.objects.bulk_create(
            Choice(application=row, rank=rank, offer=offer)
            for row in rows
            for rank, offer in enumerate((self.best, self.other), 1)
        )
        self.programme.may_float = self.programme.public_list = True
        self.programme.save()
        Call.objects.update(rounds_by_hand=True)
        self.call = Call.objects.get()
        self.to(self.crowd.now)

    def to(self, now) -> None:
        self.crowd.now = now
        self.crowd.live()

    def prepared(self) -> None:
        """Matched, every centre asked and answered, read by the chair, prepared by the first signer."""
        office, at = self.crowd.finn, self.crowd.now
        actions.ask_centres(actions.run(self.call, by=office, at=at), by=office, at=at)
        for row in Nomination.objects.filter(state="asked").order_by("pk"):
            tutor = row.offer.centre.tutors.order_by("pk").first()
            actions.accept_nomination(row, tutor=tutor, by=self.crowd.hana, at=at)
        match = Match.objects.select_related("call").get()
        actions.read(match, self.programme, by=self.crowd.chair(self.programme), at=at)
        actions.prepare(match, by=office, at=at)

    def offer(self, of) -> str:
        return reverse("awards:offer", args=[Award.objects.get(application=of).pk])


@pytest.fixture
def play(transactional_db):
    return Play()


def press(page, name: str, then: str) -> None:
    """A button, and what stands on the page after it."""
    page.get_by_role("main").get_by_role("button", name=name, exact=True).click()
    expect(page.get_by_text(then).first).to_be_visible()


def sign_results(page, call: str) -> None:
    page.goto(reverse("selection:hold", args=[call]))
    looked = page.get_by_label("I have looked at what is marked")
    if looked.count():  # a committee may rank against its means, and this one is diced
        looked.check()
    press(page, "Sign the results", "The results of the 2024 call are held")


@pytest.mark.timeout(300)
def test_held_stopped_out_a_better_place_an_exchange_and_all_taken_back(new_page, axe, sign_in, work, play):
    call, best, other = play.call.slug, play.best.centre.institution, play.other.centre.institution
    play.prepared()
    office, waits = new_page(), new_page(viewport=PHONE["viewport"], java_script_enabled=False)

    # the second signature; the first signer stops it within the ten minutes; it is signed again and comes out
    sign_in(office, play.crowd.jon)
    sign_results(office, call)
    sign_in(waits, play.second.applicant)
    waits.goto(reverse("selection:result", args=[play.second.pk]))
    expect(waits.get_by_text("The results are not published yet")).to_be_visible()
    sign_in(office, play.crowd.finn)
    office.goto(reverse("selection:release", args=[call]))
    office.get_by_role("link", name="Cancel the release").click()
    office.get_by_label("Why").fill("A name is misspelt.")
    press(office, "Cancel the release", "A second person signs.")
    play.to(play.crowd.now + timedelta(hours=1))
    work()
    waits.reload()
    expect(waits.get_by_text("The results are not published yet")).to_be_visible()
    sign_in(office, play.crowd.jon)
    sign_results(office, call)
    play.to(queries.live_release(play.call).published_at + timedelta(minutes=1))
    work()

    # on a phone without a script: the second place is accepted, and the first waited for
    waits.goto(play.offer(play.second))
    expect(waits.get_by_role("heading", level=1)).to_have_text("You are offered a place")
    waits.get_by_role("link", name="Accept and wait for better").click()
    press(waits, "Accept, and wait for a better place", "You have this place, and wait for a better one")
    expect(waits.get_by_text("1 person must still give up a place")).to_be_visible()

    # who is first declines; the office looks at what a round would do, and runs it
    first = new_page()
    sign_in(first, play.first.applicant)
    first.goto(play.offer(play.first))
    first.get_by_role("link", name="Decline this place").click()
    press(first, "Decline this place", "You have declined this place")
    sign_in(office, play.crowd.finn)
    office.goto(reverse("awards:next_round", args=[call]))
    moves = office.get_by_role("table", name="Who would move")
    up = moves.get_by_role("row", name=play.second.formal_name)
    expect(up).to_contain_text("moved to a better choice")
    expect(moves.get_by_role("row", name=play.third.formal_name)).to_contain_text("new offer")
    axe(office)
    press(office, "Run the round", "Round 1 was run.")
    expect(office.get_by_text("Nobody would move.")).to_be_visible()

    waits.reload()
    expect(waits.get_by_role("heading", level=1)).to_have_text(f"Your place at {best.name}")
    expect(waits.get_by_text(f"A better choice: from {other} to {best}")).to_be_visible()
    third = new_page(**PHONE)
    sign_in(third, play.third.applicant)
    third.goto(play.offer(play.third))
    axe(third)
    third.get_by_role("link", name="Accept this place").click()
    press(third, "Accept this place", "You have accepted this place")
    third.get_by_role("link", name="The public list").click()
    press(third, "List my name", "Your name may be listed.")

    # an exchange: the office proposes it, both fellows and then both centres agree
    sign_in(office, play.crowd.officer(play.programme))
    office.goto(play.offer(play.second))
    office.get_by_role("link", name="A later stay, another centre, a swap").click()
    office.get_by_role("link", name="Propose a swap").click()
    office.get_by_role("radio", name=play.third.formal_name).check()
    office.get_by_label("Why").fill("Both have family in the other city.")
    axe(office)
    press(office, "Propose a swap", "Asked. Everybody concerned gets a letter when it is their turn.")
    swap = office.url
    axe(office)
    for fellow in (waits, third):
        fellow.goto(swap)
        press(fellow, "Agree", "You agreed.")
    axe(third)
    sign_in(office, play.crowd.hana)
    office.goto(swap)
    press(office, "Agree", "You agreed.")
    press(office, "Agree", "You agreed, and it is done.")
    waits.goto(play.offer(play.second))
    expect(waits.get_by_role("heading", level=1)).to_have_text(f"Your place at {other.name}")
    third.goto(play.offer(play.third))
    expect(third.get_by_text(f"A swap: from {other} to {best}")).to_be_visible()
    axe(third)

    # all of it is taken back, and says so
    sign_in(office, play.crowd.jon)
    office.goto(reverse("selection:recall", args=[call]))
    office.get_by_label("Why").fill("A ranking was entered wrongly.")
    axe(office)
    press(office, "Recall the results", "The results of the 2024 call were recalled")
    work()
    for fellow, row in ((waits, play.second), (third, play.third)):
        fellow.goto(reverse("selection:result", args=[row.pk]))
        expect(fellow.get_by_text("Results were taken back")).to_be_visible()
        fellow.goto(reverse("awards:mine"))
        expect(fellow.get_by_text("No offer yet")).to_be_visible()
