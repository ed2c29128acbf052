"""Everything that is read of applications; `Parts` is one application with all that belongs to it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Count, Exists, Prefetch, Q, QuerySet, prefetch_related_objects
from django.urls import reverse

from sojourn.applications import states
from sojourn.applications.models import (
    AllowedDays,
    Answer,
    Application,
    Choice,
    Document,
    Draft,
    Finding,
    HeldAward,
    Letter,
    Return,
    Unwanted,
)
from sojourn.applications.queries import briefs, eligibility, papers, ranking, redaction, references
from sojourn.applications.queries.copies import names_left, uncopied, waiting_copies
from sojourn.applications.queries.owing import drafts_to_chase, letters_to_chase, owed, returns_to_chase
from sojourn.applications.queries.receipts import check_address, given, receipt_copy, receipts
from sojourn.applications.queries.samples import example, has_example, template
from sojourn.applications.queries.slots import asks, because, condition
from sojourn.calls import queries as calls
from sojourn.calls.models import Call, DocumentSlot, EligibilityRule, Programme, Question
from sojourn.core import orcid
from sojourn.post.models import Invitation
from sojourn.societies import queries as societies
from sojourn.societies.models import Membership
from sojourn.ui import waiting

__all__ = (
    "because",
    "check_address",
    "condition",
    "drafts_to_chase",
    "example",
    "given",
    "has_example",
    "letters_to_chase",
    "names_left",
    "owed",
    "receipt_copy",
    "receipts",
    "returns_to_chase",
    "template",
    "uncopied",
    "waiting_copies",
)
DOOR = references.DOOR
letters_due = calls.letters_due
letters_until = calls.letters_until
TooLarge = papers.TooLarge
third = papers.third
slimmed = papers.slimmed
unwanted, unwanted_of = ranking.unwanted, ranking.unwanted_of
ranking_history, last_ranking_change = ranking.history, ranking.last_change


@dataclass
class Parts:
    """One application with its rows: what completeness, eligibility, receipt and dossier look at.

    `slots` are those asked of this applicant, `unasked` the programme's further ones. `documents` maps the id
    of an asked slot to its current document, `spare` that of another; replaced letters are left out;
    `memberships` maps a body's acronym to the confirmed membership.
    """

    application: Application
    slots: list[DocumentSlot]
    rules: list[EligibilityRule]
    documents: dict[int, Document] = field(default_factory=dict)
    unasked: list[DocumentSlot] = field(default_factory=list)
    spare: dict[int, Document] = field(default_factory=dict)
    letters: list[Letter] = field(default_factory=list)
    choices: list[Choice] = field(default_factory=list)
    unwanted: list[Unwanted] = field(default_factory=list)
    memberships: dict[str, Membership] = field(default_factory=dict)
    returned: Return | None = None
    questions: list[Question] = field(default_factory=list)
    answers: dict[str, Answer] = field(default_factory=dict)  # by the code of the question
    drafts: list[Draft] = field(default_factory=list)  # what was typed and is no answer
    others: list[Application] = field(default_factory=list)  # of the same person, not withdrawn
    allowed: dict[str, int] = field(default_factory=dict)  # extension -> days that the office allows
    awards: list[HeldAward] = field(default_factory=list)  # of the same person, accepted before this closing

    @property
    def programme(self) -> Programme:
        return self.application.programme

    @property
    def call(self) -> Call:
        return self.application.programme.call


def over(call: Call, at: datetime) -> bool:
    """Closed for good, the silent grace included."""
    return at >= calls.refused_from(call)


def closing(application: Application) -> datetime:
    """When this applicant's time to write ends: the call's closing, or a later one given to the person."""
    given = calls.extended(application.programme, application.applicant)
    closes = application.programme.call.closes_at
    return max(given.until_at, closes) if given else closes


def letters_again(application: Application) -> datetime | None:
    """Until when letters of this application alone are taken: by a later closing, or asked for once more."""
    given = calls.extended(application.programme, application.applicant)
    found = [given.refused_from] if given else []
    for row in application.returns.all():
        if "referees" in row.parts and (row.answered_at or row.ended_at is None):
            found.append(row.refused_from)
    return max(found, default=None)


def letters_told(application: Application) -> datetime:
    """Until when a letter of this application is taken, as it is told: silent minutes are not."""
    given = calls.extended(application.programme, application.applicant)
    found = [calls.letters_told_until(application.programme), *([given.until_at] if given else [])]
    for row in application.returns.all():
        if "referees" in row.parts and (row.answered_at or row.ended_at is None):
            found.append(row.due_at)
    return max(found)


def returned(application: Application) -> Return | None:
    """What the office waits for; none once it was answered or decided."""
    return next((row for row in application.returns.all() if row.ended_at is None), None)


def returns(application: Application) -> QuerySet[Return]:
    """What was asked and answered, the newest first."""
    return application.returns.select_related("returned_by")


def with_return(application: Application) -> Application:
    """What the office waits for is asked once, however many parts a page shows."""
    if application.state == "returned":
        prefetch_related_objects([application], "returns")
    return application


def _full(rows: QuerySet[Application]) -> QuerySet[Application]:
    return rows.select_related("applicant", "programme__call", "programme__society")


def mine(user: Any) -> QuerySet[Application]:
    """A person's own applications, the newest first, withdrawn ones included."""
    return _full(Application.objects.filter(applicant=user)).order_by("-begun_at")


def for_office(user: Any, *, at: datetime) -> QuerySet[Application]:
    """What an officer may open: received by the own societies, in calls that are over for this applicant."""
    closed = [call.pk for call in Call.objects.filter(closes_at__lte=at) if over(call, at)]
    return _full(
        Application.objects.filter(
            ~still_open(at),
            programme__society__in=societies.officer_of(user),
            programme__call__in=closed,
            state__in=states.RECEIVED,
        )
    )


def still_open(at: datetime) -> Exists:
    """Whether the applicant has a later closing than the call, and it has not come: nobody else reads yet."""
    return Exists(calls.running(at, programme="programme", person="applicant", email="applicant__email"))


def on_extension(programme: Programme, at: datetime) -> QuerySet[Application]:
    """Applications of this programme whose applicants may still write."""
    return _full(Application.objects.filter(still_open(at), programme=programme).exclude(state="withdrawn"))


def visible_to(user: Any, *, at: datetime) -> QuerySet[Application]:
    """Own applications; for officers also those of `for_office`. Committees look through the reviews room."""
    return _full(
        Application.objects.filter(
            Q(applicant=user) | Q(pk__in=for_office(user, at=at).order_by().values("pk"))
        )
    )


def office_programmes(user: Any) -> QuerySet[Programme]:
    """The programmes whose applications an officer looks after, in announced calls."""
    return (
        Programme.objects.filter(society__in=societies.officer_of(user))
        .exclude(call__state="draft")
        .select_related("call", "society")
        .order_by("-call__closes_at", "society__acronym")
    )


def for_programme(programme: Programme, *, states: Iterable[str] = states.RECEIVED) -> QuerySet[Application]:
    """Applications of a programme in these states, by family name; the caller has checked who asks."""
    rows = Application.objects.filter(programme=programme, state__in=states)
    return _full(rows).order_by("family_name", "given_name", "pk")


def to_review(programme: Programme) -> QuerySet[Application]:
    """What goes to the committee, with choices and letters at hand."""
    return for_programme(programme, states=states.REVIEWED).prefetch_related(_choices(), "letters")


def of_call(call: Call, *, states: Iterable[str] = states.RECEIVED) -> QuerySet[Application]:
    """Applications of all programmes of a call, with their choices."""
    return _full(Application.objects.filter(programme__call=call, state__in=states)).prefetch_related(
        _choices()
    )


def get(pk: Any) -> Application:
    """One application for an action that was handed an id; Application.DoesNotExist otherwise."""
    return _full(Application.objects.all()).get(pk=pk)


def in_scope(user: Any, scope_keys: Iterable[str]) -> Application | None:
    """The person's application that takes the scope, if any."""
    rows = Application.objects.filter(applicant=user, scope_key__in=list(scope_keys))
    return rows.exclude(state="withdrawn").select_related("programme__call", "programme__society").first()


def own(user: Any, programme: Programme) -> Application | None:
    """The person's application to this programme that is not withdrawn."""
    return Application.objects.filter(applicant=user, programme=programme).exclude(state="withdrawn").first()


def choices(application: Application) -> QuerySet[Choice]:
    """Ranked centres, the first choice first."""
    return application.choices.select_related("offer__centre__institution")


def _choices() -> Prefetch:
    return Prefetch("choices", Choice.objects.select_related("offer__centre__institution"))


def documents(application: Application, *, history: bool = False) -> QuerySet[Document]:
    """Current documents in the order of the slots; with `history` the replaced ones too."""
    rows = application.documents.select_related("slot", "file", "slim", "redacted")
    return rows if history else rows.filter(replaced_at=None)


def draft(application: Application, section: str) -> Draft | None:
    """What was typed into a section and is no answer yet."""
    return application.drafts.filter(section=section).first()


def file_answers(application: Application) -> QuerySet[Answer]:
    """Answers that are files."""
    return application.answers.exclude(file=None).select_related("question", "file")


def orcid_record(application: Application) -> orcid.Record | None:
    """The record that was read and waits to be looked through."""
    kept = draft(application, "orcid")
    if kept is None or not kept.typed:
        return None
    lines = [(kind, line) for kind, line in kept.typed["lines"]]
    return orcid.Record(kept.typed["orcid"], kept.typed["name"], lines)


def earlier(application: Application) -> Application | None:
    """The person's newest application before this one, whatever became of it."""
    rows = _full(Application.objects.filter(applicant=application.applicant_id))
    before = rows.filter(begun_at__lt=application.begun_at).exclude(pk=application.pk)
    return before.order_by("-begun_at").first()


def letters(application: Application) -> QuerySet[Letter]:
    """Letters that count: replaced ones are left out."""
    return application.letters.exclude(state="replaced").select_related("file").order_by("asked_at", "name")


def letters_of(user: Any) -> QuerySet[Letter]:
    """Letters asked for a person's own applications."""
    return Letter.objects.filter(application__applicant=user).select_related(
        "application__applicant", "application__programme__call", "application__programme__society"
    )


def opened(letters: Iterable[Letter]) -> set[str]:
    """Ids of letters whose link the referee opened, whatever was written since."""
    ids = [str(letter.pk) for letter in letters]
    rows = Invitation.objects.filter(
        thing_label="applications.letter", thing_id__in=ids, door=DOOR, opened_at__isnull=False
    )
    return set(rows.values_list("thing_id", flat=True))


def findings(application: Application) -> QuerySet[Finding]:
    """What was recorded when the office last decided."""
    return application.findings.all()


def slots(programme: Programme) -> QuerySet[DocumentSlot]:
    """The slots that an applicant of this programme may fill; some are asked of some only."""
    rows = DocumentSlot.objects.filter(programme=programme)
    return rows.exclude(code="recommendation") if programme.letter_by == "referee" else rows


def parts(application: Application) -> Parts:
    """Everything of one application, in the same number of queries whatever it holds."""
    return parts_of([application])[0]


def parts_of(applications: Iterable[Application]) -> list[Parts]:
    """Everything of many applications, in the same number of queries for any number of one programme."""
    listed = list(applications)
    programmes = {row.programme_id: row.programme for row in listed}
    asked = {key: list(slots(programme)) for key, programme in programmes.items()}
    rules: dict[int, list[EligibilityRule]] = {key: [] for key in programmes}
    for rule in EligibilityRule.objects.filter(programme__in=list(programmes)):
        rules[rule.programme_id].append(rule)
    found = {row.pk: Parts(row, asked[row.programme_id], rules[row.programme_id]) for row in listed}
    keys = list(found)
    for document in Document.objects.filter(application__in=keys, replaced_at=None).select_related(
        "file", "slim", "redacted", "slot"
    ):
        found[document.application_id].documents[document.slot_id] = document
    letters = Letter.objects.filter(application__in=keys).exclude(state="replaced").select_related("file")
    for letter in letters.order_by("asked_at", "name"):
        found[letter.application_id].letters.append(letter)
    for choice in Choice.objects.filter(application__in=keys).select_related("offer__centre__institution"):
        found[choice.application_id].choices.append(choice)
    for one in unwanted_of(listed):
        found[one.application_id].unwanted.append(one)
    for asked_again in Return.objects.filter(application__in=keys, ended_at=None):
        found[asked_again.application_id].returned = asked_again
    asked_too: dict[int, list[Question]] = {key: [] for key in programmes}
    for question in Question.objects.filter(programme__in=list(programmes)):
        asked_too[question.programme_id].append(question)
    for one in found.values():
        one.questions = asked_too[one.application.programme_id]
    for answer in Answer.objects.filter(application__in=keys).select_related("question", "file"):
        found[answer.application_id].answers[answer.question.code] = answer
    for draft in Draft.objects.filter(application__in=keys).exclude(typed={}):
        found[draft.application_id].drafts.append(draft)
    held = memberships([row.applicant_id for row in listed])
    for one in found.values():
        one.memberships = held.get(one.application.applicant_id, {})
        one.unasked = [slot for slot in one.slots if not asks(slot, one.application, one.choices)]
        if one.unasked:
            one.slots = [slot for slot in one.slots if slot not in one.unasked]
            kept = {slot.pk for slot in one.unasked}
            one.spare = {key: one.documents.pop(key) for key in kept if key in one.documents}
    _read_what_rules_need(found)
    ranked = [one for row in found.values() if row.application.available for one in row.choices]
    prefetch_related_objects(ranked, "offer__centre__periods")
    return list(found.values())


def _read_what_rules_need(found: dict[Any, Parts]) -> None:
    """Other applications, earlier awards and allowed days, only where a rule asks for them."""
    kinds = {rule.kind for one in found.values() for rule in one.rules}
    if "unique" in kinds:
        people: dict[Any, list[Application]] = {}
        for row in beside(one.application.applicant_id for one in found.values()):
            people.setdefault(row.applicant_id, []).append(row)
        for one in found.values():
            theirs = people.get(one.application.applicant_id, [])
            one.others = [row for row in theirs if row.pk != one.application.pk]
    if "prior_award" in kinds:
        won: dict[Any, list[HeldAward]] = {}
        for award in eligibility.held_awards(one.application.applicant_id for one in found.values()):
            won.setdefault(award.application.applicant_id, []).append(award)
        for one in found.values():
            theirs_too = won.get(one.application.applicant_id, [])
            one.awards = [row for row in theirs_too if eligibility.earlier(row, than=one.application)]
    if any(rule.params.get("extensions") for one in found.values() for rule in one.rules):
        for days in AllowedDays.objects.filter(application__in=list(found)):
            found[days.application_id].allowed[days.fact] = days.days


def beside(people: Iterable[Any]) -> QuerySet[Application]:
    """Everything that these people have begun or sent and not withdrawn, in any call."""
    rows = Application.objects.filter(applicant__in=list(people)).exclude(state="withdrawn")
    return rows.select_related("programme__call", "programme__society").order_by("begun_at")


def allowed_days(application: Application) -> QuerySet[AllowedDays]:
    """What the office has allowed, with its reasons."""
    return application.allowed_days.select_related("by")


def memberships(users: Iterable[Any]) -> dict[Any, dict[str, Membership]]:
    """Confirmed memberships of many people: user id -> body's acronym -> membership."""
    federation = societies.federation().acronym
    found: dict[Any, dict[str, Membership]] = {}
    for row in Membership.objects.filter(user__in=list(users)).select_related("society"):
        body = row.society.acronym if row.society else federation
        found.setdefault(row.user_id, {})[body] = row
    return found


def dossier(application: Application, *, confidential: bool, at: datetime) -> bytes:
    """The assembled PDF; `confidential` is the committee's: with letters, without contact and ranking.

    Raises TooLarge where the applicant's copy would pass the programme's limit.
    """
    known = parts(application)
    return papers.build(
        known,
        confidential=confidential,
        findings=eligibility.found(known, at=at) if confidential else [],
        demonstration=societies.federation().demonstration,
        at=at,
    )


def dossier_for_committee(application: Application, *, at: datetime) -> bytes:
    """What a committee reads; the reviews room has decided that this person may."""
    return dossier(application, confidential=True, at=at)


def sheets_for_committee(
    applications: Iterable[Application], *, at: datetime
) -> dict[Any, list[dict[str, Any]]]:
    """Application's id -> what the cover sheet of the committee's dossier says, in sections of lines."""
    return {
        known.application.pk: papers.sheet(known, eligibility.found(known, at=at))
        for known in parts_of(applications)
    }


def sheet_for_committee(known: Parts, *, at: datetime) -> list[dict[str, Any]]:
    """The same of one application that is read already."""
    return papers.sheet(known, eligibility.found(known, at=at))


def cv_for_committee(application: Application, known: Parts | None = None) -> list[dict[str, Any]]:
    """The structured CV in sections of lines, as this programme's committee may read it."""
    known = known or parts(application)
    return papers.cv_sections(known, blind=known.programme.blind)


def letter_for_committee(
    application: Application, letter: Letter, known: Parts | None = None
) -> dict[str, Any]:
    """A typed letter as the committee may read it; who wrote it only where it does not review blindly."""
    known = known or parts(application)
    blind = known.programme.blind
    without = redaction.of(known) if blind else redaction.nothing
    return {
        "name": "" if blind else letter.signed_as or letter.name,
        "text": without(letter.text),
        "answers": [(one["title"], without(one["words"])) for one in letter.answers],
    }


def without_names(application: Application, text: str) -> str:
    """A text about an applicant as a committee that reviews blindly reads it."""
    return redaction.of(parts(application))(text)


def contents(
    application: Application, *, confidential: bool, known: Parts | None = None
) -> list[dict[str, Any]]:
    """The dossier's table of contents as the part `_dossier.html` takes it."""
    return papers.contents(known or parts(application), confidential=confidential)


def brief(letter: Letter, *, at: datetime) -> bytes:
    """The page for whoever uploads a letter."""
    return briefs.brief(letter, demonstration=societies.federation().demonstration, at=at)


def counts(*, programme: Programme | None = None, call: Call | None = None) -> dict[str, int]:
    """How many applications in each state; every state is listed."""
    rows = Application.objects.order_by()
    if programme is not None:
        rows = rows.filter(programme=programme)
    if call is not None:
        rows = rows.filter(programme__call=call)
    found = dict(rows.values_list("state").annotate(number=Count("pk")))
    return {state: found.get(state, 0) for state in states.ALL}


def counts_by_programme(programmes: Iterable[Programme]) -> dict[int, dict[str, int]]:
    """Programme id -> state -> number, in one query."""
    keys = [programme.pk for programme in programmes]
    found: dict[int, dict[str, int]] = {key: dict.fromkeys(states.ALL, 0) for key in keys}
    rows = Application.objects.order_by().filter(programme__in=keys).values_list("programme", "state")
    for key, state, number in rows.annotate(number=Count("pk")):
        found[key][state] = number
    return found


def received(numbers: dict[str, int]) -> int:
    """The sum of the states in which the office has the application."""
    return sum(numbers[state] for state in states.RECEIVED)


def by_country(call: Call) -> list[tuple[str, int]]:
    """Received applications by country of residence, the most first; the caller suppresses small numbers."""
    rows = Application.objects.order_by().filter(programme__call=call, state__in=states.RECEIVED)
    return list(
        rows.values_list("residence_country")
        .annotate(number=Count("pk"))
        .order_by("-number", "residence_country")
    )


def wishes(programme: Programme) -> list[tuple[Any, dict[int, int]]]:
    """Centre offer -> rank -> number of applications; for the office and the chair after closing only."""
    found: dict[Any, dict[int, int]] = {}
    rows = Choice.objects.filter(
        application__programme=programme, application__state__in=states.RECEIVED
    ).select_related("offer__centre__institution")
    for choice in rows:
        ranks = found.setdefault(choice.offer, {})
        ranks[choice.rank] = ranks.get(choice.rank, 0) + 1
    return sorted(found.items(), key=lambda pair: -sum(pair[1].values()))


def recipient(letter: Any) -> str:
    """The address that a letter of this room should reach now; empty where it should reach nobody."""
    verb = letter.kind.partition(".")[2]
    if letter.thing_label == "applications.letter":
        row = Letter.objects.filter(pk=letter.thing_id).select_related("application__applicant").first()
        if row is None:
            return ""
        return _reached_by(verb, row)
    if letter.thing_label == "applications.return":
        asked = Return.objects.filter(pk=letter.thing_id, ended_at=None)
        waits = asked.filter(application__state="returned").select_related("application__applicant").first()
        return waits.application.applicant.email if waits else ""
    application = Application.objects.filter(pk=letter.thing_id).select_related("applicant").first()
    if application is None:
        return ""
    if verb == "check":  # whoever is an officer still, while there is something to check
        wanted = application.state == "submitted" and societies.officers(
            application.programme.society
        ).filter(user__email__iexact=letter.to_address)
        return letter.to_address if wanted and wanted.exists() else ""
    stays = {"bar": "barred", "hold": "incomplete", "chase_draft": "draft"}.get(verb, application.state)
    return application.applicant.email if application.state == stays else ""


def _reached_by(verb: str, letter: Letter) -> str:
    """Whom a mail about a referee's letter reaches, as things are now."""
    owing = letter.state in states.LETTER_OWED and letter.application.state != "withdrawn"
    if verb in ("write_letter", "decline_letter", "bounce_letter"):
        return letter.application.applicant.email
    if verb == "chase_applicant":
        return letter.application.applicant.email if owing else ""
    if verb == "hand_over":
        return letter.helper_email if owing else ""
    if verb in ("ask", "ask_again", "remind", "chase", "upload_letter"):
        return letter.email if owing else ""
    if verb == "call_off":  # unless the application was brought back meanwhile
        ended = letter.state == "replaced" or letter.application.state == "withdrawn"
        return letter.email if ended else ""
    return letter.email


def waiting_for(user: Any, *, at: datetime) -> list[waiting.Waiting]:
    """Drafts to finish, referees to replace, and for officers the applications to check."""
    lines = [*_waiting_for_applicant(user, at), *_waiting_for_officer(user, at)]
    if Programme.objects.filter(blind=True, call__state="announced").exists():
        lines += waiting_copies(for_office(user, at=at), at=at)
    return lines


def _waiting_for_applicant(user: Any, at: datetime) -> list[waiting.Waiting]:
    lines = []
    rows = list(mine(user).filter(state__in=("draft", "returned")).prefetch_related("returns"))
    longer = calls.extensions_of(user, [row.programme for row in rows]) if rows else {}
    for row in rows:
        call, name = row.programme.call, row.programme.society.acronym
        url = reverse("applications:application", args=[row.pk])
        given = longer.get(row.programme_id)
        asked = returned(row)
        if asked and at < asked.refused_from:
            lines.append(waiting.Waiting("Answer", f"the office of {name}", url, asked.due_at, rule="return"))
        if row.state != "draft" or at < call.opens_at:
            continue
        if not over(call, at) or (given and at < given.refused_from):
            until = max(call.closes_at, given.until_at) if given else call.closes_at
            lines.append(waiting.Waiting("Finish", f"your application to {name}", url, until, rule="draft"))
    lost = letters_of(user).filter(state__in=("declined", "bounced")).exclude(application__state="withdrawn")
    for letter in lost:
        programme = letter.application.programme
        if at >= letters_until(programme):
            continue
        if letter.state == "declined":
            verb, what, name = "Ask", f"another referee than {letter.name}", "replace_referee"
        else:
            verb, what, name = "Correct", f"the address of {letter.name}", "change_address"
        url = reverse(f"applications:{name}", args=[letter.pk])
        lines.append(waiting.Waiting(verb, what, url, letters_due(programme)))
    return lines


def _waiting_for_officer(user: Any, at: datetime) -> list[waiting.Waiting]:
    # to check: what came in, and what was not answered in time
    late = Q(state="returned", returns__ended_at=None, returns__refused_from__lte=at)
    rows = for_office(user, at=at).filter(Q(state="submitted") | late).order_by()
    numbers: dict[int, int] = dict(rows.values_list("programme").annotate(number=Count("pk")))
    if not numbers:
        return []
    programmes = list(Programme.objects.filter(pk__in=numbers).select_related("call", "society"))
    if len(programmes) > 3:
        url = reverse("applications:office")
        what = f"applications in {len(programmes)} programmes"
        return [waiting.Waiting("Check", what, url, None, sum(numbers.values()))]
    return [
        waiting.Waiting(
            "Check",
            f"application{'' if numbers[one.pk] == 1 else 's'} to {one.society.acronym}",
            reverse("applications:office_list", args=[one.call.slug, one.society.slug]),
            None,
            numbers[one.pk],
        )
        for one in programmes
    ]
