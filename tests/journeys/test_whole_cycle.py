"""One whole cycle in browsers: from the page of the 2024 call to a certificate that a stranger verifies.

Ada, Ben, Ida, Cleo, Dov, Eva, Finn, Hana, Jon and Gus each do their own step; three others apply beside them.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from sojourn.applications.models import Application
from sojourn.awards.models import Award
from sojourn.certificates.models import Certificate
from sojourn.payments.models import Share
from sojourn.placements.models import Placement
from sojourn.reviews.models import Assignment
from sojourn.selection import queries as selection
from sojourn.societies.models import Payer
from sojourn.upkeep.demo import applying, papers
from tests.world import World

ADA = "ada.new@people.example"
BEN = "ben@bramblewood.example"
GUS = "gus@greystoke.example"
PASSWORD = "walking-in-the-park"


@pytest.fixture
def world(transactional_db):
    """A call that is open, and three others who have applied."""
    world = World()
    for person in world.scene.crowd[2:]:
        applying.join(world.scene, person, at=world.now)
        applying.apply(world.scene, person, at=world.now)
    world.set(world.now + timedelta(days=4))
    return world


@pytest.mark.timeout(1200)  # a year in some twenty browsers
def test_from_the_call_to_a_verified_certificate(new_page, world, link_to, sign_in, work, tmp_path):
    story = Story(new_page, world, link_to, sign_in, work, tmp_path)
    story.visitor_asks()
    story.applicant_registers()
    story.applicant_applies()
    story.referee_writes()
    story.office_checks_and_assigns()
    story.reviewers_score()
    story.chairs_sign()
    story.office_matches_and_centres_answer()
    story.two_people_publish()
    story.applicant_accepts_and_agrees_dates()
    story.office_pays()
    story.fellow_and_tutor_live_the_stay()
    story.office_issues_and_a_stranger_verifies()
    story.fellow_joins_the_alumni()


class Story:
    """The steps of the walk, in order; each role keeps a browser of its own."""

    def __init__(self, new_page, world, link_to, sign_in, work, tmp_path) -> None:
        self.new_page, self.world, self.link_to = new_page, world, link_to
        self.sign_in, self.work, self.tmp_path = sign_in, work, tmp_path
        self.call = world.call.slug
        self.ada = new_page()

    def as_(self, user):
        page = self.new_page()
        self.sign_in(page, user)
        return page

    def file(self, kind: str):
        path = self.tmp_path / f"{kind}.pdf"
        path.write_bytes(papers.content(kind))
        return path

    def press(self, page, name: str) -> None:
        """The second of two steps: a link to the page that says what it does, then its button."""
        page.get_by_role("main").get_by_role("link", name=re.compile(f"^{name}")).first.click()
        seen = page.get_by_label("I have looked")
        if seen.count():
            seen.check()
        page.get_by_role("main").get_by_role("button").last.click()
        page.wait_for_load_state()

    # 1

    def visitor_asks(self) -> None:
        page = self.ada
        page.goto("/")
        expect(page.get_by_role("main")).to_contain_text("Monday 18 March 2024, 23:59 Vienna")
        page.get_by_role("link", name="Abdominal radiology").first.click()
        expect(page.get_by_role("heading", level=1)).to_contain_text("Abdominal Radiology")
        page.goto(reverse("public:check", args=[self.call, "esgar"]))
        expect(page.get_by_role("heading", level=1)).to_be_visible()

    # 2

    def applicant_registers(self) -> None:
        page = self.ada
        page.goto(reverse("account_signup"))
        page.get_by_label("Given name").fill("Ada")
        page.get_by_label("Family name").fill("Appleyard")
        page.get_by_label("E-mail address").fill(ADA)
        page.get_by_label("Password", exact=True).fill(PASSWORD)
        page.get_by_label("The same password again").fill(PASSWORD)
        page.get_by_role("main").get_by_role("button", name="Register").click()
        page.wait_for_url(lambda url: not url.endswith(reverse("account_signup")))
        page.goto(self.link_to(ADA, "people.confirm"))
        page.get_by_role("button", name="Confirm address").click()
        page.goto(reverse("account_login"))
        page.get_by_label("E-mail address").fill(ADA)
        page.get_by_label("Password", exact=True).fill(PASSWORD)
        page.get_by_role("main").get_by_role("button", name="Sign in").click()
        expect(page.get_by_role("button", name="Sign out")).to_be_visible()

    def applicant_applies(self) -> None:
        page = self.ada
        page.goto(reverse("public:programme", args=[self.call, "esgar"]))
        page.get_by_role("link", name="Begin an application").click()
        page.get_by_role("button", name="Begin application").click()
        self.application = Application.objects.get(applicant__email=ADA)
        key = [self.application.pk]
        self._sections(key)
        self._documents(key)
        self._centres(key)
        self._referee(key)
        page.goto(reverse("applications:submit", args=key))
        page.get_by_role("button", name="Submit application").click()
        expect(page.get_by_role("heading", name="Your application is received")).to_be_visible()
        self.application.refresh_from_db()
        expect(page.get_by_role("main")).to_contain_text(self.application.number)

        # a second programme in the same call is refused with the reason
        page.goto(reverse("applications:begin", args=[self.call, "esur"]))
        expect(page.get_by_role("main")).to_contain_text("ESGAR")
        expect(page.get_by_role("button", name="Begin application")).to_have_count(0)

    def _sections(self, key) -> None:
        page = self.ada
        page.goto(reverse("applications:confirm_eligibility", args=key))
        for box in page.get_by_role("main").get_by_role("checkbox").all():
            box.check()
        page.get_by_label("ESR membership number").fill("D-40711")
        page.get_by_role("button", name="Save").click()
        page.goto(reverse("applications:edit_about", args=key))
        page.get_by_label("Title").fill("Dr")
        page.get_by_label("Institution where you work").fill("Cork Hospital (invented)")
        page.get_by_label("City").fill("Cork")
        for label in ("Country where you live", "Country where you work"):
            page.get_by_label(label).select_option("IE")
        page.get_by_role("button", name="Save").click()
        page.goto(reverse("applications:edit_training", args=key))
        page.get_by_label("Date of your board certification").fill("2022-05-12")
        page.get_by_label("Certified by").fill("Board of Radiology (invented)")
        page.get_by_label("Radiologist").check()
        page.get_by_role("button", name="Save").click()
        expect(page.get_by_role("main")).to_contain_text("Documents")

    def _documents(self, key) -> None:
        page = self.ada
        for code in ("motivation", "cv", "certification"):
            page.goto(reverse("applications:add_document", args=[*key, code]))
            page.locator("input[type=file]").set_input_files(self.file(code))
            if code == "certification":
                page.get_by_label("Date of certification").fill("2022-05-12")
            page.get_by_role("button", name="Upload").click()
            expect(page.get_by_role("heading", level=1)).to_have_text("Documents")
        with page.expect_download() as dossier:
            page.get_by_role("link", name="Read the assembled dossier").click()
        assert dossier.value.path().read_bytes().startswith(b"%PDF")

    def _centres(self, key) -> None:
        page = self.ada
        page.goto(reverse("applications:rank", args=key))
        for number in range(1, 4):
            page.locator(".ranked-others button:enabled").first.click()
            expect(page.locator(".ranked .ranked-line")).to_have_count(number)

    def _referee(self, key) -> None:
        page = self.ada
        page.goto(reverse("applications:name_referee", args=key))
        page.get_by_label("Name with title").fill("Prof. Ben Bramblewood")
        page.get_by_label("E-mail address").fill(BEN)
        page.get_by_label("Position").fill("Head of department")
        for box in page.get_by_role("main").get_by_role("checkbox").all():
            box.check()
        for radio in page.get_by_role("main").get_by_role("radio").all()[:1]:
            radio.check()
        page.get_by_role("button", name="Name this referee").click()
        ask = page.get_by_role("button", name="Mail the request now")
        if ask.count():
            ask.click()
        expect(page.get_by_role("main")).to_contain_text("Asked on")

    # 3

    def referee_writes(self) -> None:
        ben = self.new_page()
        ben.goto(self.link_to(BEN, "applications.ask"))
        ben.get_by_role("button", name="Continue").click()
        expect(ben.get_by_role("heading", level=1)).to_contain_text("Ada Appleyard")
        ben.get_by_label("Type the letter").fill(
            "To the Evaluation Committee. I support Ada: careful reports and real curiosity. " * 6
        )
        ben.get_by_label("I lead the department").check()
        ben.get_by_label("5: Among the best").check()
        ben.get_by_label("The letter is mine").check()
        ben.get_by_role("button", name="Send the letter").click()
        expect(ben.get_by_role("main")).to_contain_text("eceived")
        ben.context.close()
        self.ada.goto(reverse("applications:referees", args=[self.application.pk]))
        expect(self.ada.get_by_role("main")).to_contain_text("Received on")
        expect(self.ada.get_by_role("main")).not_to_contain_text("real curiosity")

    # 4

    def office_checks_and_assigns(self) -> None:
        self.world.set(self.world.call.closes_at + timedelta(days=2))
        for officer, society in ((self.world.ida, "esgar"), (self.world.mia, "esur")):
            page = self.as_(officer)
            page.goto(reverse("applications:check_clear", args=[self.call, society]))
            for box in page.get_by_role("main").get_by_role("checkbox").all():
                box.check()
            page.get_by_role("button", name="Check these applications").click()
            self._admit_the_rest(page, society)
            page.goto(reverse("reviews:coverage", args=[self.call, society]))
            page.get_by_role("link", name="Assign reviewers", exact=True).click()
            page.get_by_role("button", name="Assign and tell the reviewers").click()
            expect(page.get_by_text("reviews assigned")).to_be_visible()
            page.context.close()
        finn = self.as_(self.world.finn)
        finn.goto(reverse("desks:office"))
        expect(finn.get_by_role("row", name="ESGAR")).to_be_visible()
        finn.context.close()

    def _admit_the_rest(self, page, society: str) -> None:
        rows = Application.objects.filter(programme__society__slug=society, state="submitted")
        for row in rows:
            page.goto(reverse("applications:admit", args=[row.pk]))
            page.get_by_role("main").get_by_role("textbox").last.fill("Seen and in order.")
            page.get_by_role("main").get_by_role("button").last.click()
            page.wait_for_load_state()

    # 5

    def reviewers_score(self) -> None:
        for reviewer in (self.world.cleo, self.world.dov, self.world.eva, self.world.uma, self.world.vic):
            page = self.as_(reviewer)
            for row in Assignment.objects.filter(reviewer=reviewer):
                level = 4 if row.application_id == self.application.pk else 2
                page.goto(reverse("reviews:declare", args=[row.pk]))
                page.get_by_role("button", name="I have no conflict: open the file").click()
                for pad in page.locator("fieldset.score-pad").all():
                    pad.locator("label.anchor").nth(level).click()
                page.get_by_role("button", name="Finish this review").click()
                expect(page.get_by_role("heading", name="Your colleagues")).to_be_visible()
            page.context.close()

    # 6

    def chairs_sign(self) -> None:
        self.world.set(self.world.call.reviews_by + timedelta(days=1))
        for chair, society in ((self.world.eva, "esgar"), (self.world.uma, "esur")):
            page = self.as_(chair)
            page.goto(reverse("selection:decide", args=[self.call, society]))
            page.get_by_role("button", name="Save the draft").click()
            self.press(page, "Sign the ranking")
            expect(page.get_by_text("This ranking is signed")).to_be_visible()
            page.context.close()

    def office_matches_and_centres_answer(self) -> None:
        finn = self.as_(self.world.finn)
        finn.goto(reverse("selection:match", args=[self.call]))
        self.press(finn, "Run the match")
        expect(finn.get_by_text("an independent program came to the same result")).to_be_visible()
        self.press(finn, "Ask the centres")
        expect(finn.get_by_text("The centres were asked in confidence.")).to_be_visible()
        hana = self.as_(self.world.hana)
        for row in selection.nominations_of(selection.live_match(self.world.call)):
            hana.goto(reverse("selection:nomination", args=[row.pk]))
            hana.get_by_role("radio", name="Gus").first.check()
            hana.get_by_role("button", name="Accept and name the tutor").click()
            expect(hana.get_by_text("You said yes")).to_be_visible()
        for chair, society in ((self.world.eva, "esgar"), (self.world.uma, "esur")):
            page = self.as_(chair)
            page.goto(reverse("selection:read", args=[self.call, society]))
            page.get_by_role("button", name="I have read it").click()
            page.context.close()
        finn.goto(reverse("selection:match", args=[self.call]))
        self.press(finn, "Prepare the release")
        finn.context.close()

    def two_people_publish(self) -> None:
        result = reverse("selection:result", args=[self.application.pk])
        self.ada.goto(result)
        expect(self.ada.get_by_text("The results are not published yet")).to_be_visible()
        jon = self.as_(self.world.jon)
        jon.goto(reverse("selection:release", args=[self.call]))
        self.press(jon, "Sign the release")
        expect(jon.get_by_text("The results of the 2024 call are held")).to_be_visible()
        release = selection.live_release(self.world.call)
        self.world.set(release.published_at + timedelta(seconds=1))
        self.work()
        self.ada.goto(result)
        expect(self.ada.get_by_role("heading", name="You have been selected")).to_be_visible()
        jon.context.close()

    # 7

    def applicant_accepts_and_agrees_dates(self) -> None:
        page = self.ada
        self.work()
        award = Award.objects.get(application=self.application)
        page.goto(reverse("awards:offer", args=[award.pk]))
        self.press(page, "Accept this place")
        expect(page.get_by_text("You have accepted this place")).to_be_visible()
        for other in Award.objects.filter(state="offered"):
            stranger = self.as_(other.application.applicant)
            stranger.goto(reverse("awards:offer", args=[other.pk]))
            self.press(stranger, "Decline this place")
            expect(stranger.get_by_text("You have declined this place")).to_be_visible()
            stranger.context.close()
        self.work()
        self.placement = Placement.objects.get(award=award)
        page.goto(reverse("placements:propose_dates", args=[self.placement.pk]))
        page.get_by_label("First day").fill("2024-09-02")
        page.get_by_label("Last day").fill("2024-12-01")
        page.get_by_role("button", name="Propose these dates").click()
        hana = self.as_(self.world.hana)
        hana.goto(reverse("placements:agree_dates", args=[self.placement.pk]))
        hana.get_by_role("main").get_by_role("button", name="Agree to the dates").click()
        hana.context.close()
        page.reload()
        expect(page.get_by_text("Monday 2 September 2024 to Sunday 1 December 2024").first).to_be_visible()

    # 8

    def office_pays(self) -> None:
        self.work()
        page = self.ada
        page.goto(reverse("payments:declare", args=[self.placement.award_id]))
        page.get_by_label("Nobody else pays").check()
        page.get_by_role("button", name="Declare").click()
        page.get_by_role("link", name="Give your account").click()
        page.locator("#id_iban").fill("AT61 1904 3002 3457 3201")
        page.locator("#id_town").fill("Vienna")
        page.locator("#id_country").select_option("AT")
        page.get_by_role("button", name="Keep this account").click()
        expect(page.get_by_role("main")).to_contain_text("AT •••• 3201")
        finn, jon = self.as_(self.world.finn), self.as_(self.world.jon)
        for payer in Payer.objects.order_by("pk").filter(name__in=self.payers_of_the_grant()):
            finn.goto(reverse("payments:name_treasurer", args=[payer.pk]))
            finn.get_by_label("E-mail address").fill(self.world.jon.email)
            finn.get_by_role("button", name="Name this person").click()
            expect(finn.get_by_role("main")).to_contain_text(self.world.jon.get_full_name())
            jon.goto(reverse("payments:save_payer_account", args=[payer.pk]))
            jon.locator("#id_iban").fill("AT48 3200 0000 1234 5864")
            jon.locator("#id_town").fill("Vienna")
            jon.locator("#id_country").select_option("AT")
            jon.get_by_role("button", name="Keep this account").click()
            expect(jon.get_by_role("main")).to_contain_text("5864")
            finn.goto(reverse("payments:prepare", args=[payer.pk, "EUR"]))
            finn.get_by_role("button", name="Prepare the batch").click()
            expect(finn.get_by_role("main")).to_contain_text("a treasurer who did not prepare it")
            expect(finn.get_by_role("heading", level=1)).to_contain_text("Batch of")
            jon.goto(finn.url)
            jon.get_by_role("link", name="Approve", exact=True).click()
            jon.get_by_role("button", name="Approve", exact=True).click()
            expect(jon.get_by_role("link", name="Mark as paid")).to_be_visible()
            jon.get_by_role("link", name="Mark as paid").click()
            jon.get_by_role("button", name="Mark as paid").click()
            expect(jon.get_by_role("main")).to_contain_text("Paid on")
        finn.context.close()
        jon.context.close()
        page.goto(reverse("payments:grant", args=[self.placement.award_id]))
        expect(page.get_by_role("main")).to_contain_text("Paid")
        expect(page.get_by_role("main")).to_contain_text("2 of 3")

    def payers_of_the_grant(self) -> list[str]:
        shares = Share.objects.filter(grant__award=self.placement.award_id).order_by("pk")
        return list(shares.values_list("payer__name", flat=True))

    # 9

    def fellow_and_tutor_live_the_stay(self) -> None:
        page, key, gus = self.ada, [self.placement.pk], self.new_page(viewport={"width": 360, "height": 740})
        self.world.set(datetime(2024, 8, 26, 8, tzinfo=UTC))
        page.goto(reverse("placements:edit_plan", args=key))
        for level in page.get_by_label("Where you stand now").all():
            level.select_option("2")
        page.get_by_label("How progress will be followed").fill("A talk every Friday.")
        page.get_by_role("button", name="Save the plan").click()
        self.press(page, "Sign the plan")
        gus.goto(self.link_to(GUS, "placements.sign_plan"))
        gus.get_by_role("main").get_by_role("button").first.click()
        tutor_page = gus.url
        self.press(gus, "Sign the training plan")
        self.world.set(datetime(2024, 9, 2, 8, tzinfo=UTC))
        gus.goto(tutor_page)
        self.press(gus, "Confirm the arrival")
        self.world.set(datetime(2024, 9, 10, 15, tzinfo=UTC))
        page.goto(reverse("placements:log", args=key))
        page.get_by_label("Reporting session").check()
        page.get_by_label("Performed").check()
        page.get_by_label("How many").fill("6")
        page.get_by_role("button", name="Save the entry").click()
        expect(page.get_by_text("Logged: Reporting session, 6")).to_be_visible()
        gus.goto(tutor_page)
        self.press(gus, "Countersign logbook entries")
        self.world.set(datetime(2024, 11, 28, 8, tzinfo=UTC))
        gus.goto(tutor_page)
        self._evaluate(gus)
        for moment in ("midterm", "final"):
            page.goto(reverse("placements:evaluate", args=[*key, moment]))
            self._answer(page)
        self._report()

    def _evaluate(self, gus) -> None:
        for moment in ("Evaluate at mid-term", "Evaluate at the end"):
            gus.get_by_role("link", name=moment).click()
            self._answer(gus)

    def _answer(self, page) -> None:
        for group in page.get_by_role("group").all():
            group.get_by_role("radio").nth(3).check()
        page.get_by_role("button", name="Give this evaluation").click()
        expect(page.get_by_text("Your evaluation is in")).to_be_visible()

    def _report(self) -> None:
        page, key = self.ada, [self.placement.pk]
        page.goto(reverse("placements:file_report", args=key))
        page.get_by_label("What you learned").fill("Much.")
        page.get_by_label("What will change at home").fill("Our protocol.")
        page.get_by_label("Your advice to the next fellow").fill("Come in autumn.")
        for level in page.get_by_label("Where you stand now").all():
            level.select_option("4")
        page.get_by_role("button", name="File the report").click()
        expect(page.get_by_text("Your report is filed")).to_be_visible()
        ida = self.as_(self.world.ida)
        ida.goto(reverse("placements:report", args=key))
        self.press(ida, "Accept the report")
        expect(ida.get_by_text("The report is accepted")).to_be_visible()
        ida.context.close()

    # 10

    def office_issues_and_a_stranger_verifies(self) -> None:
        self.world.set(datetime(2024, 12, 5, 9, tzinfo=UTC))
        self.work()
        ida = self.as_(self.world.ida)
        ida.goto(reverse("certificates:office"))
        self.press(ida, "Issue the certificate")
        code = Certificate.objects.get().code
        ida.context.close()
        stranger = self.new_page()
        stranger.goto(reverse("certificates:verify"))
        stranger.get_by_label("Certificate number").fill(code)
        stranger.get_by_role("button", name="Check the certificate").click()
        expect(stranger.get_by_text("This certificate is valid")).to_be_visible()
        expect(stranger.get_by_text("Ada Appleyard")).to_be_visible()

    # 11

    def fellow_joins_the_alumni(self) -> None:
        page = self.ada
        page.goto(reverse("alumni:mine"))
        page.get_by_role("link", name="Join the alumni").click()
        page.get_by_label("Title of your story").fill("Three months abroad")
        page.get_by_role("textbox", name=re.compile("^Your story")).fill("It was worth every week.")
        page.get_by_label("I agree to the text above").check()
        page.get_by_role("button", name="Join the alumni").click()
        stranger = self.new_page()
        stranger.goto(reverse("public:stories"))
        expect(stranger.get_by_role("main")).to_contain_text("Three months abroad")
        stranger.goto(reverse("public:statistics"))
        expect(stranger.get_by_role("heading", level=1)).to_be_visible()
