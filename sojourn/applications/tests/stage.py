"""A call with two programmes, three centres and a few people: small rows, real actions."""

from __future__ import annotations

import io
import random
from datetime import UTC, date, datetime, timedelta

import pikepdf
from django.core.files.uploadedfile import SimpleUploadedFile

from sojourn.applications import actions
from sojourn.applications.models import Application, Letter
from sojourn.calls.models import Call, CentreOffer, DocumentSlot, EligibilityRule, Programme
from sojourn.centres.models import Centre, Institution
from sojourn.documents.models import File
from sojourn.people.models import Profile, Role, User
from sojourn.post import actions as post
from sojourn.post.models import Invitation
from sojourn.societies.models import Federation, Membership, Officer, Society

AT = datetime(2024, 3, 4, 10, 0, tzinfo=UTC)  # in the open call
CLOSES = datetime(2024, 3, 18, 22, 59, tzinfo=UTC)  # 23:59 in Vienna
AFTER = CLOSES + timedelta(days=1)

ABOUT = {
    "title": "Dr",
    "given_name": "Ada",
    "family_name": "Able",
    "institution": "Teaching Hospital Example",
    "department": "Radiology",
    "city": "Porto",
    "residence_country": "PT",
    "work_country": "PT",
    "phone": "",
}
TRAINING = {
    "certified_on": date(2021, 6, 1),
    "certified_by": "College of Examples",
    "profession": "radiologist",
    "training": "Five years.",
    "interests": "",
}
REFEREE = {
    "name": "Prof Ben Benson",
    "email": "ben@clinic.example",
    "position": "Head of department",
    "institution": "Teaching Hospital Example",
    "message": "",
    "agreed": True,
}
LETTER = "Ada Able has worked with us for five years with care and joy. " * 5


def pdf(pages: int = 1, name: str = "paper.pdf", *, bulk: int = 0) -> SimpleUploadedFile:
    """A real PDF; `bulk` adds that many bytes that do not compress."""
    with pikepdf.new() as made:
        for _ in range(pages):
            made.add_blank_page()
        if bulk:
            noise = pikepdf.Stream(made, random.Random(1).randbytes(bulk))
            made.Root.Bulk = made.make_indirect(noise)
        out = io.BytesIO()
        made.save(out, compress_streams=False)
    return SimpleUploadedFile(name, out.getvalue(), content_type="application/pdf")


def written(
    words: str = "Ada Able has worked with us for years, with care and joy.", name="letter.pdf", pages=1
):
    """A PDF with these words on its pages."""
    with pikepdf.new() as made:
        font = pikepdf.Dictionary(
            Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica
        )
        for _ in range(pages):
            page = made.add_blank_page(page_size=(595, 842))
            page.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=font))
            page.Contents = pikepdf.Stream(made, f"BT /F1 12 Tf 50 700 Td ({words}) Tj ET".encode())
        out = io.BytesIO()
        made.save(out)
    return SimpleUploadedFile(name, out.getvalue(), content_type="application/pdf")


def person(name: str, **more) -> User:
    user = User.objects.create_user(
        f"{name}@people.example", "correct horse", given_name=name.title(), family_name="Able", **more
    )
    Profile.objects.create(user=user, institution="Hospital of the profile", residence_country="PT")
    return user


class Stage:
    """The cast that this room needs. `programme` belongs to `ida`'s society, `other` to `mia`'s."""

    def __init__(self, *, letter_by: str = "either", min_choices: int = 1) -> None:
        Federation.objects.create(name="Federation", acronym="FED", zone="Europe/Vienna", demonstration=True)
        self.ada, self.zoe = person("ada"), person("zoe")
        self.ida, self.mia, self.finn = person("ida"), person("mia"), person("finn")
        Role.objects.create(user=self.finn, kind="federation_officer", given_at=AT)
        self.call = Call.objects.create(
            slug="2024",
            name="Exchange programmes 2024",
            year=2024,
            state="announced",
            zone="Europe/Vienna",
            opens_at=datetime(2024, 2, 1, 8, 0, tzinfo=UTC),
            closes_at=CLOSES,
            letters_by=CLOSES + timedelta(days=7),
        )
        self.programme = self._programme("SAR", "Abdominal", self.ida, letter_by, min_choices)
        self.other = self._programme("SBI", "Breast", self.mia, letter_by, min_choices)
        self.slots = {slot.code: slot for slot in self.programme.slots.all()}
        self.offers = [
            self._offer(self.programme, name, country)
            for name, country in (("Oslo", "NO"), ("Lyon", "FR"), ("Graz", "AT"), ("Braga", "PT"))
        ]
        Membership.objects.create(user=self.ada, number="1", since_on=date(2020, 1, 1))

    def _programme(self, acronym, field, officer, letter_by, min_choices) -> Programme:
        society = Society.objects.create(
            acronym=acronym, slug=acronym.lower(), name=f"Society of {field}", field=field, accent="teal"
        )
        Officer.objects.create(society=society, user=officer)
        programme = Programme.objects.create(
            call=self.call,
            society=society,
            name=f"{field} programme",
            field=field,
            letter_by=letter_by,
            min_choices=min_choices,
            own_country_basis=["residence", "work"],
        )
        rows = (
            ("years", "years_since", {"at_most": 3, "borderline_until": 4}, "within three-four years"),
            ("member", "membership", {"bodies": ["FED"]}, "member of FED"),
            ("english", "statement", {}, "I read and speak English fluently"),
        )
        for order, (code, kind, params, wording) in enumerate(rows, 1):
            EligibilityRule.objects.create(
                programme=programme, order=order, code=code, kind=kind, params=params, wording=wording
            )
        for order, (code, title, date_asked) in enumerate(
            (
                ("motivation", "Letter of motivation", ""),
                ("cv", "Curriculum vitae", ""),
                ("certification", "Certificate", "Date on the certificate"),
                ("recommendation", "Letter of recommendation", ""),
            ),
            1,
        ):
            DocumentSlot.objects.create(
                programme=programme, order=order, code=code, title=title, asks_date=date_asked
            )
        return programme

    def _offer(self, programme: Programme, city: str, country: str) -> CentreOffer:
        institution = Institution.objects.create(
            name=f"{city} University Hospital", slug=city.lower(), city=city, country=country
        )
        centre = Centre.objects.create(institution=institution, society=programme.society, state="approved")
        return CentreOffer.objects.create(programme=programme, centre=centre, places=1)

    def draft(self, user: User | None = None, *, at: datetime = AT) -> Application:
        return actions.begin(self.programme, by=user or self.ada, at=at)

    def complete(self, user: User | None = None, *, at: datetime = AT, referee: bool = True) -> Application:
        """A draft to which nothing is missing."""
        user = user or self.ada
        app = self.draft(user, at=at)
        actions.edit_about(app, ABOUT, by=user, at=at)
        actions.edit_training(app, TRAINING, by=user, at=at)
        values = {"statements": ["english"], "memberships": {"FED": "123"}}
        actions.confirm_eligibility(app, values, by=user, at=at)
        for code in ("motivation", "cv"):
            actions.add_document(app, self.slots[code], upload=pdf(name=f"{code}.pdf"), by=user, at=at)
        actions.add_document(
            app, self.slots["certification"], upload=pdf(2), dated_on=date(2021, 6, 1), by=user, at=at
        )
        actions.rank(app, self.offers[:2], by=user, at=at)
        if referee:
            actions.name_referee(app, REFEREE | {"ask_now": True}, by=user, at=at)
        return app

    def submitted(self, user: User | None = None, *, at: datetime = AT) -> Application:
        user = user or self.ada
        app = self.complete(user, at=at)
        actions.submit(app, by=user, at=at)
        return app

    def invitation(self, letter: Letter) -> Invitation:
        return Invitation.objects.get(thing_id=str(letter.pk))

    def received(self, app: Application, *, at: datetime = AT) -> Letter:
        """The letter of the one referee has come."""
        letter = app.letters.get()
        letter.application = app
        return actions.write_letter(letter, text=LETTER, by=self.invitation(letter), at=at)

    @staticmethod
    def send_all(at: datetime = AT) -> None:
        post.send_due(at=at, keep_text=True)

    @staticmethod
    def files() -> int:
        return File.objects.count()
