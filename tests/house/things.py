"""What the rows of `doors.txt` are about: each function makes or finds one thing by the real actions.

A function takes the world, walked to the stage that the row names, and returns the arguments of the address
and the invitation whose mailed link leads to it, or None. Whatever it makes is rolled back after its rows.
"""

import copy
import uuid
from datetime import UTC, datetime, timedelta
from typing import Any

from allauth.account.forms import default_token_generator
from allauth.account.models import EmailAddress, EmailConfirmationHMAC
from allauth.account.utils import user_pk_to_url_str
from django.core.files.uploadedfile import SimpleUploadedFile

from sojourn.agreements import actions as agreements
from sojourn.agreements import queries as signing
from sojourn.alumni import actions as alumni
from sojourn.alumni import queries as former
from sojourn.alumni.models import Alumnus
from sojourn.applications import actions as applications
from sojourn.applications import queries as applications_read
from sojourn.applications.models import Answer, Application
from sojourn.applications.queries import references
from sojourn.awards import actions as awards
from sojourn.awards.models import Award, Round
from sojourn.calls import actions as calls
from sojourn.calls.models import Call, DocumentSlot, GrantTerms, Programme, Question, TrainingCase
from sojourn.centres import actions as centres
from sojourn.centres.models import Centre
from sojourn.certificates import queries as sealed
from sojourn.certificates.models import Certificate
from sojourn.core.orcid import Record
from sojourn.documents import actions as documents
from sojourn.letters import actions as letters
from sojourn.payments import actions as payments
from sojourn.payments import queries as money
from sojourn.payments.actions import books
from sojourn.payments.models import Demand
from sojourn.people import actions as people_actions
from sojourn.people.models import Consent, Role
from sojourn.placements import actions as placements
from sojourn.placements.models import Errand
from sojourn.post import actions as post_actions
from sojourn.post import queries as post
from sojourn.post.models import Invitation, Key
from sojourn.post.models import Letter as Mail
from sojourn.reviews import actions as reviews
from sojourn.reviews.models import Assignment
from sojourn.selection import actions as selection
from sojourn.selection import queries as read
from sojourn.selection import queries as selection_queries
from sojourn.selection.models import Item, Match, Meeting, Nomination
from sojourn.societies import actions as societies
from sojourn.societies.models import Awaited, Conflict, Officer, Payer, Seat
from sojourn.upkeep.demo import deciding, funding, papers, staying
from sojourn.upkeep.models import Heartbeat

Thing = tuple[tuple, Invitation | None]


def people(world: Any) -> dict[str, Any]:
    """Role -> user; who holds only the mailed link is nobody."""
    other = world.scene.users.get("rolf") or world.users.get("rolf")
    if other is None:
        other = people_actions.register(
            email="rolf@early.example", password="", given_name="Rolf", family_name="Rolfstead", at=world.now
        )
    named = {role: getattr(world, role) for role in ("ada", "cleo", "eva", "ida", "mia", "finn", "hana")}
    return named | {"other": other, "oper": world.ola}


def _of(thing: Any, *more: Any) -> Thing:
    return (thing.pk, *more), None


def _ada(world: Any) -> Any:
    application = world.scene.applications["ada"]
    application.refresh_from_db()
    return application


# --- accounts ---


def confirmation(world: Any) -> Thing:
    """The key in the letter that asks whether an address is yours."""
    address = EmailAddress.objects.create(user=world.ada, email="ada@second.example")
    return (EmailConfirmationHMAC(address).key,), None


def forgotten(world: Any) -> Thing:
    """The two parts of the link in the letter for a new password."""
    return (user_pk_to_url_str(world.ada), default_token_generator.make_token(world.ada)), None


def mail(world: Any) -> Thing:
    """A letter in Ada's inbox."""
    found = Mail.objects.filter(to_user=world.ada, secret=False).first()
    Mail.objects.filter(pk=found.pk).update(state="sent", sent_at=world.now)
    return _of(found)


def lost_mail(world: Any) -> Thing:
    found = Mail.objects.first()
    Mail.objects.filter(pk=found.pk).update(state="given_up")
    return _of(found)


def consent(world: Any) -> Thing:
    alumnus(world)
    return _of(Consent.objects.filter(user=world.ada, withdrawn_at=None).first())


def join_link(world: Any) -> Thing:
    made = _awaited(world)
    invitation = Invitation.objects.get(door="people:join", thing_id=str(made.pk))
    return (invitation.pk,), invitation


def token(world: Any) -> Thing:
    invitation = Invitation.objects.filter(door="applications:write_letter", closed_at=None).first()
    Key.objects.create(invitation=invitation, digest=post.digest("a-token-of-the-table"))
    return ("a-token-of-the-table",), None


def role(world: Any) -> Thing:
    return _of(Role.objects.get(user=world.jon, kind="federation_officer"))


# --- societies ---


def society(world: Any) -> Thing:
    return (world.society.slug,), None


def officer(world: Any) -> Thing:
    return (world.society.slug, Officer.objects.get(society=world.society, user=world.ida).pk), None


def seat(world: Any) -> Thing:
    return (world.society.slug, Seat.objects.get(society=world.society, user=world.sam).pk), None


def affiliation(world: Any) -> Thing:
    """Cleo's former place of work."""
    values = {"institution": "Old Hospital", "until_on": world.now.date()}
    return _of(societies.affiliate(world.cleo, values, by=world.cleo, at=world.now))


def reviewers_seat(world: Any) -> Thing:
    """Cleo's, in the committee of the programme."""
    seat = Seat.objects.get(society=world.society, user=world.cleo)
    return (world.call.slug, world.society.slug, seat.pk), None


def _awaited(world: Any) -> Awaited:
    return societies.seat_by_email(
        world.society,
        email="yan@yarrow.example",
        name="Dr Yan Yarrow",
        role="substitute",
        institution="",
        by=world.ida,
        at=world.now,
    )


def awaited(world: Any) -> Thing:
    return (world.society.slug, _awaited(world).pk), None


def payer(world: Any) -> Thing:
    made = Payer.objects.create(name="A payer of the table (invented)", society=world.society)
    return (world.society.slug, made.pk), None


def _conflict(world: Any) -> Conflict:
    return societies.declare(
        world.society, world.dov, against=world.ada, ground="colleague", by=world.dov, at=world.now
    )


def conflict(world: Any) -> Thing:
    return (world.society.slug, _conflict(world).pk), None


def conflict_society(world: Any) -> Thing:
    _conflict(world)
    return society(world)


# --- centres ---


def _centre(world: Any) -> Centre:
    return Centre.objects.filter(society=world.society, state="approved").order_by("pk").first()


def institution(world: Any) -> Thing:
    return (_centre(world).institution.slug,), None


def country(world: Any) -> Thing:
    """Where Ada's first choice lies."""
    return (Centre.objects.order_by("pk").first().institution.country,), None


def centre(world: Any) -> Thing:
    return _of(_centre(world))


def offered_centre(world: Any) -> Thing:
    """A centre that the society has not judged yet."""
    made = centres.add_institution(
        {"name": "An institution of the table (invented)", "city": "Oslo", "country": "NO"},
        by=world.finn,
        at=world.now,
    )
    centres.coordinate(made, world.hana, by=world.finn, at=world.now)
    return _of(centres.offer(made, world.society, {"mode": "observer"}, by=world.ida, at=world.now))


def tutor(world: Any) -> Thing:
    return _of(_centre(world).tutors.filter(active=True).first())


# --- calls ---


def call(world: Any) -> Thing:
    return (world.call.slug,), None


def programme(world: Any) -> Thing:
    return (world.call.slug, world.society.slug), None


def _draft(world: Any) -> Call:
    return calls.clone(
        world.call, {"name": "Call of 2031", "slug": "2031", "year": 2031}, by=world.finn, at=world.now
    )


def draft_call(world: Any) -> Thing:
    return (_draft(world).slug,), None


def draft_programme(world: Any) -> Thing:
    return (_draft(world).slug, world.society.slug), None


# --- applications ---


def application(world: Any) -> Thing:
    return _of(_ada(world))


def centre_offer(world: Any) -> Thing:
    """What a centre offers to the programme of the call."""
    return _of(world.programme.offers.first())


def withdrawn(world: Any) -> Thing:
    row = world.application(world.stage)  # a row of its own: what the world holds is not rolled back
    return _of(applications.withdraw(row, by=world.ada, at=world.now))


def pair(world: Any) -> Thing:
    """Ada and another applicant of her society, with the same telephone."""
    Application.objects.exclude(state="draft").update(phone="+43 1 5550123")
    users = [world.scene.applications[key].applicant_id for key in ("ada", "rolf")]
    return tuple(sorted(users, key=str)), None


def sent_back(world: Any) -> Thing:
    row = world.application(world.stage)
    until = world.now + timedelta(days=7)
    applications.send_back(row, parts=["about"], note="The city.", until=until, by=world.ida, at=world.now)
    return _of(row)


def extension(world: Any) -> Thing:
    """Proposed by Finn for Ada; Ida may sign it."""
    until = world.call.closes_at + timedelta(days=3)
    asked = {"email": world.ada.email, "until_at": until, "reason": "Illness.", "by": world.finn}
    made = calls.extend(world.programme, at=world.now, **asked)
    return (world.call.slug, world.society.slug, made.pk), None


def application_with_leave(world: Any) -> Thing:
    """The programme's years are lengthened by leave."""
    rule = world.programme.eligibility_rules.get(kind="years_since")
    rule.params["extensions"] = [{"fact": "leave_days", "words": "parental leave"}]
    rule.save(update_fields=["params"])
    return application(world)


def office_document(world: Any) -> Thing:
    """A document of the application, as the office comes to it."""
    row = _ada(world)
    return (row.pk, row.documents.filter(replaced_at=None).first().pk), None


def blind_document(world: Any) -> Thing:
    """The same in a blind programme, with a copy for its reviewers."""
    row = _ada(world)
    Programme.objects.filter(pk=row.programme_id).update(blind=True)
    document = row.documents.filter(replaced_at=None).first()
    document.redacted = document.file
    document.save(update_fields=["redacted"])
    return (row.pk, document.pk), None


def slot(world: Any) -> Thing:
    document = _ada(world).documents.filter(replaced_at=None).first()
    return (document.application_id, document.slot.code), None


def document(world: Any) -> Thing:
    found = _ada(world).documents.filter(replaced_at=None).first()
    return (found.application_id, found.pk), None


def cv_part(world: Any) -> Thing:
    return _of(_ada(world), "post")


def record(world: Any) -> Thing:
    """An ORCID record that Ada has read in and not looked through."""
    row = _ada(world)
    read = Record("0000-0002-1825-0097", "Ada", [("language", {"title": "Dutch", "level": "C1"})])
    applications.keep_orcid(row, read, by=world.ada, at=world.now)
    return _of(row)


def _question(world: Any, **more: Any) -> Question:
    made = {"order": 1, "code": "plan", "label": "Your plan", "required": False}
    return Question.objects.create(programme=world.programme, **made | more)


def questions(world: Any) -> Thing:
    _question(world)
    return _of(_ada(world))


def file_question(world: Any) -> Thing:
    _question(world, kind="file")
    return _of(_ada(world), "plan")


def file_answer(world: Any) -> Thing:
    row = _ada(world)
    file = row.documents.filter(replaced_at=None).first().file
    Answer.objects.create(application=row, question=_question(world, kind="file"), value="x", file=file)
    return _of(row, "plan")


def programme_question(world: Any) -> Thing:
    """A question of a programme that is still being prepared."""
    slug = _draft(world).slug
    programme = Programme.objects.get(call__slug=slug, society=world.society)
    Question.objects.create(programme=programme, order=1, code="plan", label="Your plan")
    return (slug, world.society.slug, "plan"), None


def draft_criterion(world: Any) -> Thing:
    """A criterion of a programme that is still being prepared."""
    slug = _draft(world).slug
    programme = Programme.objects.get(call__slug=slug, society=world.society)
    return (slug, world.society.slug, programme.criteria.first().code), None


def case_with_file(world: Any) -> Thing:
    """A training case of the programme, with a file of one page."""
    file = documents.keep_made(b"%PDF-", name="case.pdf", kind="call.case", at=world.now, pages=1)
    case = TrainingCase.objects.create(programme=world.programme, order=1, title="Case A", file=file)
    return (world.call.slug, world.society.slug, case.pk), None


def draft_rule(world: Any) -> Thing:
    """A rule of eligibility of a programme that is still being prepared."""
    slug = _draft(world).slug
    programme = Programme.objects.get(call__slug=slug, society=world.society)
    rule = programme.eligibility_rules.first()
    return (slug, world.society.slug, rule.code), None


def _draft_slot(world: Any) -> DocumentSlot:
    return DocumentSlot.objects.filter(
        programme__call__slug=_draft(world).slug, programme__society=world.society
    ).exclude(code="recommendation")[0]


def draft_slot(world: Any) -> Thing:
    slot = _draft_slot(world)
    return (slot.programme.call.slug, world.society.slug, slot.code), None


def draft_sample(world: Any) -> Thing:
    """A document with a template of the office's own."""
    slot = _draft_slot(world)
    slot.template = documents.keep_made(b"%PDF-", name="template.pdf", kind="call.template", at=world.now)
    slot.save()
    return (slot.programme.call.slug, world.society.slug, slot.code, "template"), None


def with_earlier(world: Any) -> Thing:
    """Ada has applied before, and took that application back."""
    row = _ada(world)
    before = {"begun_at": row.begun_at - timedelta(days=1), "saved_at": row.begun_at, "city": "Porto"}
    Application.objects.create(
        applicant=world.ada, programme=row.programme, scope_key=row.scope_key, state="withdrawn", **before
    )
    return _of(row)


def leaf(world: Any) -> Thing:
    (application_id, document_id), _ = document(world)
    return (application_id, document_id, 1), None


def receipt(world: Any) -> Thing:
    found = _ada(world).receipts.first()
    return (found.application_id, found.pk), None


def letter(world: Any) -> Thing:
    return _of(world.letter)


def letter_link(world: Any) -> Thing:
    invitation = world.invitation(world.letter, "applications:write_letter")
    return (invitation.pk,), invitation


def _letter(world: Any) -> Any:
    """Ben's, with all that its actions look at."""
    found = references.full(type(world.letter).objects.filter(pk=world.letter.pk)).get()
    return found, world.invitation(found, references.DOOR)


def _letter_file() -> SimpleUploadedFile:
    content = papers.content("recommendation")
    return SimpleUploadedFile("recommendation.pdf", content, content_type="application/pdf")


def drafted_link(world: Any) -> Thing:
    """Ben has chosen a file and not sent it."""
    found, invitation = _letter(world)
    applications.add_letter_file(found, _letter_file(), by=invitation, at=world.now)
    return (invitation.pk,), invitation


def helper_link(world: Any) -> Thing:
    """Somebody was asked to upload for Ben, and has not."""
    found, invitation = _letter(world)
    applications.hand_over(found, name="Sec", email="sec@clinic.example", by=invitation, at=world.now)
    made = world.invitation(found, references.HELPER_DOOR)
    return (made.pk,), made


def earlier_link(world: Any) -> Thing:
    """Ben sent a letter for Ada, and is asked for another one for her."""
    found, invitation = _letter(world)
    answers = {
        one.code: one.options[0] if one.options else "4" for one in references.questions(world.programme)
    }
    applications.write_letter(found, upload=_letter_file(), answers=answers, by=invitation, at=world.now)
    again = copy.copy(found)
    again.pk, again._state.adding = uuid.uuid4(), True
    again.state, again.file, again.received_at = "asked", None, None
    again.save(force_insert=True)
    made = post_actions.invite(references.DOOR, to=again.email, thing=again, at=world.now)
    return (made.pk, found.pk), made


# --- reviews and selection ---


def assignment(world: Any) -> Thing:
    """Cleo's, of Ada's application."""
    return _of(Assignment.objects.get(application=_ada(world), reviewer=world.cleo))


def training_case(world: Any) -> Thing:
    """A shared case of the programme, which asks for it before the real files."""
    world.programme.training_first = True
    world.programme.save(update_fields=["training_first"])
    return _of(
        TrainingCase.objects.create(programme=world.programme, order=1, title="Case A", text="Invented.")
    )


def training_page(world: Any) -> Thing:
    """The first page of a shared case's file."""
    (pk,), _ = training_case(world)
    case = TrainingCase.objects.get(pk=pk)
    case.file = _ada(world).documents.filter(replaced_at=None).first().file
    case.save(update_fields=["file"])
    return (pk, 1), None


def programme_key(world: Any) -> Thing:
    return (world.programme.pk,), None


def dossier_page(world: Any) -> Thing:
    """The first page of the first document in the committee's file."""
    row = _ada(world)
    document = row.documents.filter(replaced_at=None).first()
    files = [part["file"] for part in applications_read.contents(row, confidential=True)]
    return (row.pk, files.index(document.file), 1), None


def closed_programme(world: Any) -> Thing:
    reviews.close(world.programme, by=world.eva, at=world.now)
    return programme(world)


def ranked_programme(world: Any) -> Thing:
    """Everything decided, not signed."""
    panel = selection.open_panel(world.programme, by=world.eva, at=world.now)
    rows = deciding.read.ranking(world.programme, world.eva, at=world.now)
    selection.decide(panel, deciding._decisions(rows, 1), by=world.eva, at=world.now)
    return programme(world)


def borderline(world: Any) -> Thing:
    """An application whose eligibility the rules leave to the committee."""
    application = _ada(world)
    Application.objects.filter(pk=application.pk).update(state="borderline")
    return (world.call.slug, world.society.slug, application.pk), None


def planned_meeting(world: Any, way: str = "votes") -> Thing:
    held_at = world.now + timedelta(days=3)
    asked = {"held_at": held_at, "way": way, "order": "number", "by": world.eva, "at": world.now}
    return _of(selection.plan_meeting(world.programme, **asked))


def open_meeting(world: Any, way: str = "votes") -> Thing:
    planned_meeting(world, way)
    meeting = Meeting.objects.get(programme=world.programme)
    return _of(selection.open_meeting(meeting, by=world.eva, at=world.now))


def meeting_with_papers(world: Any) -> Thing:
    made = open_meeting(world)
    selection.ask_packs(Meeting.objects.get(), by=world.eva, at=world.now)
    for _ in range(2):
        selection.make_packs(at=world.now)
    return made


def waiting_item(world: Any, way: str = "votes") -> Thing:
    open_meeting(world, way)
    return _of(Item.objects.get(application=_ada(world)))


def current_item(world: Any, way: str = "votes") -> Thing:
    made = waiting_item(world, way)
    selection.call_up(Item.objects.get(application=_ada(world)), by=world.eva, at=world.now)
    return made


def consensus_item(world: Any) -> Thing:
    return current_item(world, "consensus")


def voted_item(world: Any) -> Thing:
    made = current_item(world)
    selection.open_ballot(Item.objects.get(application=_ada(world)), by=world.eva, at=world.now)
    return made


def run_call(world: Any) -> Thing:
    """The match was run, and nobody asked."""
    selection.run(world.call, by=world.finn, at=world.now)
    return call(world)


def looked_at(world: Any) -> Thing:
    """Ada's application, as the room of the match names it."""
    return (world.call.slug, _ada(world).pk), None


def scenario(world: Any) -> Thing:
    """The office tried a scenario."""
    room = selection_queries.room(world.finn, world.call.slug, at=world.now)
    change = {"what": "grants", "programme": world.programme.society.slug, "centre": "", "by": 1}
    made = selection.try_out(room, name="One more", changes=[change], by=world.finn, at=world.now)
    return (world.call.slug, made.pk), None


def committed_call(world: Any) -> Thing:
    selection.commit(world.call, event="The draw of 3 April", by=world.finn, at=world.now)
    return call(world)


def _nomination(world: Any) -> Nomination:
    return Nomination.objects.get(application=_ada(world), match__call=world.call)


def nomination(world: Any) -> Thing:
    return _of(_nomination(world))


def nomination_link(world: Any) -> Thing:
    invitation = world.invitation(_nomination(world), "selection:answer_nomination")
    return (invitation.pk,), invitation


def settled_programme(world: Any) -> Thing:
    """Every centre said yes; the chair has not read."""
    asked = Nomination.objects.filter(match__call=world.call, state="asked")
    for row in asked.select_related("offer__centre__institution"):
        first = row.offer.centre.tutors.filter(active=True).first()
        selection.accept_nomination(row, tutor=first, by=world.hana, at=world.now)
    return programme(world)


def settled_call(world: Any) -> Thing:
    settled_programme(world)
    match = Match.objects.get(call=world.call, state="settled")
    for each, chair in ((world.programme, world.eva), (world.other_programme, world.uma)):
        selection.read(match, each, by=chair, at=world.now)
    return call(world)


def prepared_call(world: Any) -> Thing:
    """The first of two signatures is given, by Jon."""
    settled_call(world)
    selection.prepare(Match.objects.get(call=world.call, state="settled"), by=world.jon, at=world.now)
    return call(world)


def held_call(world: Any) -> Thing:
    """Two people have signed, Jon and Finn; nothing is out."""
    prepared_call(world)
    selection.hold(read.live_release(world.call), by=world.finn, at=world.now)
    return call(world)


def recalled_call(world: Any) -> Thing:
    selection.recall(read.live_release(world.call), reason="A wrong letter.", by=world.finn, at=world.now)
    return call(world)


def recalled(world: Any) -> Thing:
    recalled_call(world)
    return _of(_ada(world))


def appealable(world: Any) -> Thing:
    """The programme takes appeals and has a public list."""
    Programme.objects.filter(pk=world.programme.pk).update(appeal_days=14, public_list=True)
    return _of(_ada(world))


def one_appeal(world: Any) -> Thing:
    appealable(world)
    result = read.result_for(_ada(world), at=world.now)
    return _of(selection.appeal(result, text="A certificate was overlooked.", by=world.ada, at=world.now))


def appeal(world: Any) -> Thing:
    one_appeal(world)
    return (), None


# --- after the results ---


def _award(world: Any) -> Award:
    return Award.objects.filter(application=_ada(world)).order_by("-round").first()


def award(world: Any) -> Thing:
    return _of(_award(world))


def waiting(world: Any) -> Thing:
    """Rolf's application, on the waiting list."""
    return _of(world.scene.applications["rolf"])


def round_file(world: Any) -> Thing:
    """Ada declines, and the place goes on."""
    awards.decline(_award(world), reason="", by=world.ada, at=world.now)
    awards.next_round(world.call, at=world.now)
    return (world.call.slug, Round.objects.get(call=world.call).number), None


def answer(world: Any) -> Thing:
    """The receipt of Ada's acceptance."""
    found = _award(world)
    return (found.pk, found.answers.get().pk), None


def deferral(world: Any) -> Thing:
    return (_award(world).pk, "defer"), None


def swap(world: Any) -> Thing:
    return (_award(world).pk, "swap"), None


def _change(world: Any) -> Any:
    """Ada asks for a later stay and the office agrees; now the centre is asked."""
    first = world.call.starts_from + timedelta(days=60)
    change = awards.propose_change(
        _award(world),
        kind="defer",
        reason="A child.",
        starts_from=first,
        ends_until=first + timedelta(days=200),
        by=world.ada,
        at=world.now,
    )
    return awards.agree(change, party="office", by=world.ida, at=world.now)


def change(world: Any) -> Thing:
    return _of(_change(world))


def change_link(world: Any) -> Thing:
    invitation = world.invitation(_change(world), "awards:answer_change")
    return (invitation.pk,), invitation


def _grant(world: Any) -> Any:
    """Ada's, with travel against receipts, and its first instalment due from both payers."""
    GrantTerms.objects.update_or_create(programme=world.programme, defaults={"by_receipt": True})
    payments.draw_up_all(at=world.now)
    payments.follow_all(at=world.now)
    return money.all_grants().get(award=_award(world))


def _account(world: Any) -> Any:
    _grant(world)
    found = money.own_bank_data(world.ada)
    return found or payments.give_bank(funding.account("Ada", seed=1), by=world.ada, at=world.now)


def _payer(world: Any) -> Any:
    return Payer.objects.filter(society=world.society).order_by("pk").first()


def grant_payer(world: Any) -> Thing:
    return _of(_payer(world))


def payer_currency(world: Any) -> Thing:
    return _of(_payer(world), "EUR")


def payer_year(world: Any) -> Thing:
    return _of(_payer(world), world.now.year)


def bank_data(world: Any) -> Thing:
    return _of(_account(world))


def own_account(world: Any) -> Thing:
    _account(world)
    return (), None


def host(world: Any) -> Thing:
    """The institution of Ada's centre, which gets a part of her grant."""
    grant = _grant(world)
    grant.instalments.filter(state="planned").update(purpose="host")
    return (grant.award.offer.centre.institution.slug,), None


def _batch(world: Any, *, approved: bool = False) -> Any:
    _account(world)
    grant = money.of(_award(world))
    if grant.declared_at is None:
        payments.declare(grant, by=world.ada, at=world.now)
    line = grant.instalments.order_by("order").first()
    due = list(money.payments().filter(instalment=line, payer=_payer(world), state="due"))
    if not due:
        paid = money.payments().filter(payer=_payer(world), state="paid").first()
        payments.book_return(paid, on=world.now.date(), reason="Closed", by=world.jon, at=world.now)
        due = list(money.payments().filter(payer=_payer(world), state="due", instalment__grant=grant))
    day = world.now.date()
    batch = payments.prepare(_payer(world), due, currency="EUR", leaves_on=day, by=world.finn, at=world.now)
    return payments.approve_batch(batch, by=world.jon, at=world.now) if approved else batch


def batch(world: Any) -> Thing:
    return _of(_batch(world))


def approved_batch(world: Any) -> Thing:
    return _of(_batch(world, approved=True))


def paid_payment(world: Any) -> Thing:
    batch = _batch(world, approved=True)
    payments.settle_batch(batch, paid_on=world.now.date(), by=world.jon, at=world.now)
    return _of(money.enclosed(batch)[0])


def demand(world: Any) -> Thing:
    """Something that Ada is to pay back to her society."""
    paid_payment(world)
    placements.end_early(world.placement, reason="Told.", cause="work", by=world.ida, at=world.now)
    payments.follow_all(at=world.now)
    return _of(Demand.objects.filter(payer=_payer(world)).order_by("pk").first())


def treasurer(world: Any) -> Thing:
    return _of(money.treasurers(_payer(world)).get(user=world.jon))


def claim(world: Any) -> Thing:
    grant = _grant(world)
    values = {"what": "Train", "spent_on": world.now.date(), "amount": 1_000}
    kept = documents.keep_made(
        b"%PDF-1.4", name="receipt.pdf", kind="receipt", owner=world.ada, at=world.now, pages=1
    )
    return _of(payments.file_claim(grant, values, receipt=kept, by=world.ada, at=world.now))


def claimed_grant(world: Any) -> Thing:
    return (_grant(world).award_id,), None


def _lent(world: Any) -> tuple[Any, Any]:
    """The federation paid for the society."""
    lead, other = Payer.objects.filter(society=None).order_by("pk").first(), _payer(world)
    move = books.advance(lead.pk, other.pk, 1_000, "EUR")
    books.book("advance", [move], grant=_grant(world), on=world.now.date(), at=world.now)
    return lead, other


def debt(world: Any) -> Thing:
    lead, other = _lent(world)
    return _of(lead, other.pk, "EUR")


def invoice(world: Any) -> Thing:
    lead, other = _lent(world)
    return _of(payments.issue_invoice(lead, other, currency="EUR", by=world.finn, at=world.now))


def placement(world: Any) -> Thing:
    return _of(world.placement)


def _propose(world: Any) -> Any:
    stay = world.placement
    first = world.call.starts_from
    last = staying.periods.add_months(first, world.call.months) - timedelta(days=1)
    placements.propose_dates(stay, starts_on=first, ends_on=last, by=world.ada, at=world.now)
    return stay


def proposed(world: Any) -> Thing:
    return _of(_propose(world))


def proposed_link(world: Any) -> Thing:
    _propose(world)
    return tutor_link(world)


def arriving(world: Any) -> Thing:
    """On the first morning of the stay."""
    day = world.placement.starts_on
    world.set(datetime(day.year, day.month, day.day, 9, tzinfo=UTC))
    return placement(world)


def arriving_link(world: Any) -> Thing:
    arriving(world)
    return tutor_link(world)


def tutor_link(world: Any) -> Thing:
    invitation = staying.tutor_link(world.placement)
    return (invitation.pk,), invitation


def _entry(world: Any) -> Any:
    """An entry that nobody signed yet."""
    stay = world.placement
    values = {
        "objective": stay.objectives.first(),
        "done_on": world.now.date(),
        "activity": "reporting",
        "modality": "CT",
        "role": "observed",
        "count": 3,
        "note": "",
    }
    return placements.log(stay, values, by=world.ada, at=world.now)


def entry(world: Any) -> Thing:
    return _of(_entry(world))


def logbook_pdf(world: Any) -> Thing:
    return (world.placement.pk, "pdf"), None


def logbook_csv(world: Any) -> Thing:
    return (world.placement.pk, "csv"), None


def entry_link(world: Any) -> Thing:
    made = _entry(world)
    (pk,), invitation = tutor_link(world)
    return (pk, made.pk), invitation


def plan_version(world: Any) -> Thing:
    return _of(world.placement, world.placement.plan_versions.first().number)


def midterm(world: Any) -> Thing:
    """At the day of the evaluation in the middle of the stay."""
    day = staying.read.midterm_on(world.placement)
    world.set(datetime(day.year, day.month, day.day, 9, tzinfo=UTC))
    return _of(world.placement, "midterm")


def midterm_link(world: Any) -> Thing:
    midterm(world)
    (pk,), invitation = tutor_link(world)
    return (pk, "midterm"), invitation


def final(world: Any) -> Thing:
    return _of(world.placement, "final")


def filed(world: Any) -> Thing:
    """The report is in; the office has not answered."""
    stay = world.placement
    day = stay.ends_on + timedelta(days=3)
    world.set(datetime(day.year, day.month, day.day, 9, tzinfo=UTC))
    levels = {line.pk: 4 for line in stay.objectives.all()}
    values = {
        "learned": staying.LEARNED,
        "changes": staying.CHANGES,
        "advice": staying.ADVICE,
        "levels": levels,
    }
    placements.file_report(stay, values, by=world.ada, at=world.now)
    return _of(stay)


def other_days(world: Any) -> Thing:
    return (world.placement.pk, "redate"), None


def longer(world: Any) -> Thing:
    return (world.placement.pk, "extend"), None


def _amendment(world: Any) -> Any:
    """Ada asks for a longer stay and the office agrees; now the centre is asked."""
    stay = world.placement
    ends_on = stay.ends_on + timedelta(14)
    given = {"kind": "extend", "reason": "One case more.", "ends_on": ends_on}
    row = placements.ask_amendment(stay, **given, by=world.ada, at=world.now)
    return placements.agree_amendment(row, party="office", by=world.ida, at=world.now)


def amendment(world: Any) -> Thing:
    return _of(_amendment(world))


def amendment_link(world: Any) -> Thing:
    made = _amendment(world)
    (pk,), invitation = tutor_link(world)
    return (pk, made.pk), invitation


def errand(world: Any) -> Thing:
    """Something that Ada has to see to before she arrives."""
    row = Errand(placement=world.placement, order=1, title="Vaccination", owner="fellow", days_before=60)
    row.save()
    return _of(row)


def finished(world: Any) -> Thing:
    (pk,), _ = errand(world)
    Errand.objects.filter(pk=pk).update(state="done", settled_at=world.now)
    return (pk,), None


def alarm(world: Any) -> Thing:
    """Ada wrote to Ida."""
    values = {"kind": "absent", "officer": world.ida, "text": "Nobody is here."}
    return _of(placements.raise_alarm(world.placement, **values, by=world.ada, at=world.now))


# --- tips & tricks ---


def _tip(world: Any, **more: Any) -> Any:
    values = {"title": "The first week", "kind": "Film", "society": world.society, **more}
    return calls.add_tip(values, by=world.finn, at=world.now)


def tip(world: Any) -> Thing:
    return _of(_tip(world, caption_text="WEBVTT"))


def speaker_link(world: Any) -> Thing:
    _tip(world, speaker="Sia Speaker", speaker_email="sia@speaker.example")
    invitation = Invitation.objects.get(door="calls:speaker")
    return (invitation.pk,), invitation


# --- agreements ---


def _paper(world: Any) -> Any:
    return agreements.draw_up(world.placement, "agreement", by=world.ida, at=world.now)


def paper(world: Any) -> Thing:
    """Ada's agreement, which nobody has signed yet."""
    return _of(_paper(world))


def sheet(world: Any) -> Thing:
    return _of(_paper(world), "sheet")


def paper_code(world: Any) -> Thing:
    return (_paper(world).code,), None


def paper_link(world: Any) -> Thing:
    made = _paper(world)
    tutor = world.placement.tutor
    invitation = post_actions.invite(signing.DOOR, to=tutor.email, thing=made, at=world.now, name=tutor.name)
    return (invitation.pk,), invitation


def sheet_link(world: Any) -> Thing:
    (pk,), invitation = paper_link(world)
    return (pk, "sheet"), invitation


def agreement_of(world: Any) -> Thing:
    return _of(world.placement, "agreement")


def wording(world: Any) -> Thing:
    return ("agreement", world.society.slug), None


def _certificate(world: Any) -> Certificate:
    return Certificate.objects.get(placement=world.placement)


def certificate(world: Any) -> Thing:
    return _of(_certificate(world))


def misspelt(world: Any) -> Thing:
    """A certificate whose fellow has corrected the name since."""
    found = _certificate(world)
    world.ada.given_name = "Adelheid"
    world.ada.save()
    return _of(found)


def signing_key(world: Any) -> Thing:
    return (sealed.key_in_use().kid,), None


def revocations(world: Any) -> Thing:
    """The demonstration has issued a certificate, so there is a key."""
    return (), None


def code(world: Any) -> Thing:
    return (_certificate(world).code,), None


def alumnus(world: Any) -> Thing:
    found = Alumnus.objects.filter(placement=world.placement, state="listed").first()
    return _of(found or alumni.join(world.placement, TOLD, by=world.ada, at=world.now))


def reachable(world: Any) -> Thing:
    """Ada is listed and takes messages."""
    alumnus(world)
    Alumnus.objects.filter(placement=world.placement).update(contactable=True)
    return _of(Alumnus.objects.get(placement=world.placement))


def unreachable(world: Any) -> Thing:
    """Ada is listed and takes none."""
    alumnus(world)
    Alumnus.objects.filter(placement=world.placement).update(contactable=False)
    return _of(Alumnus.objects.get(placement=world.placement))


def message(world: Any) -> Thing:
    """Somebody wrote to Ada."""
    (pk, *_), _ = reachable(world)
    return _of(alumni.write(Alumnus.objects.get(pk=pk), text="How was it?", by=world.mia, at=world.now))


def named_link(world: Any) -> Thing:
    """Ada's story names Gus, who has not answered."""
    alumnus(world)
    entry = Alumnus.objects.get(placement=world.placement)
    alumni.edit_story(entry, TOLD | {"named": [("Gus", "gus@clinic.example")]}, by=world.ada, at=world.now)
    made = world.invitation(entry.named.get(), former.NAMED_DOOR)
    return (made.pk,), made


def _follow_up(world: Any) -> Any:
    """A year has passed."""
    if not former.questions():
        alumni.begin_questions(by=world.finn, at=world.now)
    alumni.tick(at=world.now + timedelta(days=366))
    return former.own(world.ada).get(placement=world.placement)


def follow_up(world: Any) -> Thing:
    return _of(_follow_up(world))


def follow_up_link(world: Any) -> Thing:
    made = world.invitation(_follow_up(world), former.FOLLOW_UP_DOOR)
    return (made.pk,), made


def question(world: Any) -> Thing:
    """One that former fellows are asked."""
    if not former.questions():
        alumni.begin_questions(by=world.finn, at=world.now)
    return _of(former.questions()[0])


TOLD = {
    "shown_name": "Dr Ada Appleyard",
    "works_at": "Hospital of Ada (invented)",
    "story_title": "Three months",
    "story": "Three months sounded long and were short.",
}


def story(world: Any) -> Thing:
    (pk, *_), _ = alumnus(world)
    alumni.edit_story(Alumnus.objects.get(pk=pk), TOLD, by=world.ada, at=world.now)
    return (pk,), None


def unlisted(world: Any) -> Thing:
    """A completed stay whose fellow is not listed."""
    for each in Alumnus.objects.filter(placement=world.placement, state="listed"):
        alumni.leave(each, by=world.ada, at=world.now)
    return placement(world)


def hinting(world: Any) -> Thing:
    """The centre of Ada's stay."""
    return _of(world.placement.offer.centre)


def _hint(world: Any) -> Any:
    values = {"topic": "badge", "text": "At the gate, before eight.", "for_staff": False}
    return alumni.add_hint(world.placement.offer.centre, values, by=world.ada, at=world.now)


def hint(world: Any) -> Thing:
    return _of(_hint(world))


def doubted_hint(world: Any) -> Thing:
    return _of(alumni.doubt_hint(_hint(world), doubt="It is nine.", by=world.ada, at=world.now))


# --- upkeep ---


def heartbeat(world: Any) -> Thing:
    """The worker is well."""
    Heartbeat.objects.all().delete()
    Heartbeat.objects.create(real_at=datetime.now(UTC))
    return (), None


def person(world: Any) -> Thing:
    return _of(world.ada)


def written(world: Any) -> Thing:
    """Any letter of the demonstration."""
    return _of(Mail.objects.first())


# --- the office's letters ---


def letter_kind(world: Any) -> Thing:
    return ("applications.chase_draft",), None


def held_kind(world: Any) -> Thing:
    return ("applications.hold",), None


def edition(world: Any) -> Thing:
    """Words that Ida chose for her society, in their first version."""
    kind = letter_kind(world)[0][0]
    words = {"subject": "Not yet", "text": "Until {{ until }}: {{ page }}", "version": 0}
    letters.write_words(kind, scope=world.society.slug, language="", values=words, by=world.ida, at=world.now)
    return (kind, 1), None


def a_draft(world: Any) -> Thing:
    """A letter to Ada about what is missing, which waits for a person."""
    application = _ada(world)
    letters.hold("applications.hold", scope=world.society.slug, held=True, by=world.ida, at=world.now)
    context = {"application": application, "programme": application.programme, "note": "A page."}
    return _of(
        post_actions.write(
            "applications.hold", to=world.ada, thing=application, at=world.now, context=context
        )
    )


def mailing(world: Any) -> Thing:
    """A letter to all who applied, prepared by Ida."""
    words = {"subject": "News", "text": "Dear {{ name }}, {{ page }}"}
    return _of(letters.prepare(world.programme, audience="submitted", by=world.ida, at=world.now, **words))


# --- the journal ---


def trail(world: Any) -> Thing:
    return ("application", str(_ada(world).pk)), None


def society_trail(world: Any) -> Thing:
    return ("society", str(world.society.pk)), None


def ada_herself(world: Any) -> Thing:
    return (world.ada.pk,), None


def feed(world: Any) -> Thing:
    """The secret address of Ada's calendar."""
    return (people_actions.make_feed(world.ada, by=world.ada, at=world.now),), None


def programme_rule(world: Any) -> Thing:
    return (world.programme.pk, "referee"), None
