"""When an applicant, a referee or an officer may do something, and what a complete application is."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sojourn.applications import queries, states
from sojourn.applications.models import Application, Letter
from sojourn.applications.rules import references, returns
from sojourn.applications.rules.carrying import anew
from sojourn.applications.rules.carrying import pieces as carriable
from sojourn.applications.rules.completeness import (
    SECTIONS,
    Gap,
    asked_for,
    asked_questions,
    asks_certification,
    barred_centre,
    content,
    fields_of,
    gaps,
    has_cv,
    held,
    mark,
    missing,
    part_of_section,
    same,
    section_digest,
    section_state,
    summary,
)
from sojourn.applications.rules.eligibility import (
    SUGGESTION,
    alone,
    extensions,
    findings,
    has_extensions,
    overall,
    suggestion,
)
from sojourn.applications.rules.papers import first_look, hints, limits
from sojourn.calls import queries as calls
from sojourn.calls.models import Call, CentreOffer, DocumentSlot, Programme
from sojourn.core.states import legal
from sojourn.core.verdict import YES, Verdict, first_no, no
from sojourn.people import queries as people
from sojourn.societies import queries as societies
from sojourn.ui import times

__all__ = (
    "SECTIONS",
    "SUGGESTION",
    "Gap",
    "alone",
    "anew",
    "asked_for",
    "asked_questions",
    "asks_certification",
    "barred_centre",
    "carriable",
    "content",
    "extensions",
    "fields_of",
    "findings",
    "first_look",
    "gaps",
    "has_cv",
    "held",
    "hints",
    "limits",
    "mark",
    "missing",
    "overall",
    "part_of_section",
    "references",
    "returns",
    "same",
    "section_digest",
    "section_state",
    "suggestion",
    "summary",
)


def open_at(call: Call, *, at: datetime) -> Verdict:
    """Whether applications are taken: from the opening instant until the end of the silent grace."""
    if call.state == "draft":
        return no("not-announced", "This call is not announced yet.")
    if at < call.opens_at:
        return no("not-open", f"Applications open on {times.instant(call.opens_at, call.zone)}.")
    if queries.over(call, at):
        return no("closed", f"Applications closed on {times.instant(call.closes_at, call.zone)}.")
    return YES


def open_for(programme: Programme, person: Any, *, at: datetime) -> Verdict:
    """The call's own time, or the longer one that was given to this person."""
    verdict = open_at(programme.call, at=at)
    if verdict or verdict.code != "closed":
        return verdict
    given = calls.extended(programme, person)
    if given is None:
        return verdict
    if at < given.refused_from:
        return YES
    return no("closed", f"Your own closing was {times.instant(given.until_at, programme.call.zone)}.")


def scope_key(programme: Programme) -> str:
    """What one application of a person takes: the call, or the programme where several are allowed."""
    return f"call:{programme.call_id}" if programme.call.one_per_person else f"programme:{programme.pk}"


def may_begin(programme: Programme, *, by: Any, at: datetime) -> Verdict:
    """One application for each call and person (or programme and person), while the call is open."""
    opened = open_for(programme, by, at=at)
    if not opened:
        return opened
    other = queries.in_scope(by, [scope_key(programme)])
    if other is None:
        return alone(programme, list(queries.beside([by.pk])), at=at)
    if other.programme_id == programme.pk:
        return no("begun", "You have already begun an application to this programme.", other=other)
    return _one_per_call(other)


def _one_per_call(other: Application) -> Verdict:
    return no(
        "one-per-call",
        f"You have an application to {other.programme.society.acronym} in this call, and one application a "
        "person is allowed. Withdraw that one first if you would rather apply here.",
        other=other,
    )


def _own(application: Application, by: Any) -> Verdict:
    if by is not None and by.pk == application.applicant_id:
        return YES
    return no("not-yours", "Only the applicant can do this.")


def may_edit(application: Application, *, by: Any, at: datetime, part: str = "") -> Verdict:
    """Until closing all changes, before and after submitting; what was sent back, only where it was asked."""
    if application.state == "withdrawn":
        return no("withdrawn", "You withdrew this application; it cannot be changed any more.")
    if application.state == "returned":
        return first_no(_own(application, by), returns.open_part(application, part, at=at))
    return first_no(
        _own(application, by),
        open_for(application.programme, by, at=at),
        YES
        if application.state in states.EDITABLE
        else no("checked", "The office is checking this application."),
    )


def may_rank(application: Application, *, by: Any, at: datetime) -> Verdict:
    return may_edit(application, by=by, at=at, part="centres")


def may_add_document(
    application: Application, *, by: Any, at: datetime, slot: DocumentSlot | None = None
) -> Verdict:
    """Any slot; of what was sent back, only the slots that were asked for."""
    return may_edit(application, by=by, at=at, part=f"document-{slot.code}" if slot else "")


may_confirm_eligibility = may_edit_about = may_edit_training = may_edit
may_remove_document = may_add_document


def may_edit_cv(application: Application, *, by: Any, at: datetime) -> Verdict:
    return may_edit(application, by=by, at=at, part="cv")


may_import_orcid = may_take_orcid = may_edit_cv


def may_answer_questions(application: Application, *, by: Any, at: datetime) -> Verdict:
    return may_edit(application, by=by, at=at, part="questions")


may_answer_file = may_remove_answer = may_answer_questions


def may_carry_over(application: Application, earlier: Application, *, by: Any, at: datetime) -> Verdict:
    """Into a draft, from an application of the same person."""
    return first_no(
        may_edit(application, by=by, at=at),
        YES
        if application.state == "draft"
        else no("submitted", "This application is submitted; change its sections one by one."),
        YES
        if earlier.applicant_id == application.applicant_id
        else no("not-yours", "Only your own earlier application can be carried over."),
    )


def may_submit(application: Application, *, by: Any, at: datetime, found: list[Gap] | None = None) -> Verdict:
    """Complete, own, a draft, and in time. `found` are the gaps if the caller knows them."""
    stands = first_no(may_edit(application, by=by, at=at), legal(states.MOVES, "submit", application.state))
    return stands and complete(found)


def complete(found: list[Gap] | None) -> Verdict:
    """No with the first thing that blocks."""
    blocking = missing(found or [])
    if not blocking:
        return YES
    more = f" ({len(blocking) - 1} more)" if len(blocking) > 1 else ""
    return no("incomplete", f"{blocking[0].text}{more}", gaps=[gap.code for gap in blocking])


def may_withdraw(application: Application, *, by: Any, at: datetime) -> Verdict:
    """Until closing; afterwards the later rooms have their own ways out."""
    return first_no(
        _own(application, by),
        legal(states.MOVES, "withdraw", application.state),
        open_for(application.programme, by, at=at),
    )


def may_reinstate(application: Application, *, by: Any, at: datetime) -> Verdict:
    """Undo a withdrawal until closing, unless another application has taken its place."""
    verb = "reinstate" if application.number else "resume"
    stands = first_no(
        _own(application, by),
        legal(states.MOVES, verb, application.state),
        open_for(application.programme, by, at=at),
    )
    other = queries.in_scope(by, [application.scope_key]) if stands else None
    if other is None:
        return stands
    name = other.programme.society.acronym
    return no(
        "taken",
        f"Since then you have begun an application to {name}, and only one may stand. "
        "Withdraw that one first if you would rather have this one back.",
        other=other,
    )


may_resume = may_reinstate


def may_answer(
    application: Application, *, by: Any, at: datetime, found: list[Gap] | None = None, words: str = ""
) -> Verdict:
    """In time, and with what was asked for or a word about why not. `found`: the gaps, where known."""
    return first_no(
        _own(application, by),
        legal(states.MOVES, "answer", application.state),
        returns.waits(application, at=at),
        returns.still_missing(application, found or [], words),
    )


def may_choose(
    application: Application, offers: list[CentreOffer], unwanted: list[CentreOffer] | None = None
) -> Verdict:
    """Distinct centres of this programme, not too many, none of a barred country, none of them unwanted."""
    programme, refused = application.programme, unwanted or []
    if len({offer.pk for offer in offers}) < len(offers):
        return no("twice", "A centre can be chosen only once.")
    for offer in refused:
        if offer.programme_id != programme.pk:
            return no("foreign", "This centre does not belong to the programme.")
        if offer in offers:
            return no("both", f"{offer.centre.institution} cannot be ranked and not wanted at once.")
    if len(offers) > programme.max_choices:
        return no("too-many", f"At most {programme.max_choices} centres can be ranked.")
    for offer in offers:
        if offer.programme_id != programme.pk:
            return no("foreign", "This centre does not belong to the programme.")
        barred = barred_centre(application, offer.centre.institution.country)
        if not barred:
            return no(barred.code, f"{offer.centre.institution}: {barred.reason}")
    return YES


# Referees and their letters.


def _letters_open(application: Application, at: datetime) -> Verdict:
    if application.state == "withdrawn":
        return no("withdrawn", "The application was withdrawn; no letter is needed any more.")
    programme = application.programme
    if at >= queries.letters_until(programme):
        longer = queries.letters_again(application)
        if longer and at < longer:
            return YES
        until = queries.letters_told(application)
        return no("letters-closed", f"Letters were taken until {times.instant(until, programme.call.zone)}.")
    return YES


MOST_ASKED = 10  # for one application, replaced ones included: nobody mails the whole world from here


def may_name_referee(application: Application, *, by: Any, at: datetime) -> Verdict:
    """Until closing; afterwards, while letters are taken, only in place of one that will not come."""
    programme = application.programme
    if programme.letter_by == "applicant":
        return no("by-applicant", "In this programme you upload the letter yourself, with your documents.")
    stands = first_no(_own(application, by), _letters_open(application, at))
    if not stands:
        return stands
    live = [letter for letter in queries.letters(application) if letter.state != "declined"]
    if len(live) >= programme.max_letters:
        return no("enough", f"At most {programme.max_letters} referees can be named.")
    if queries.references.ever_named(application) >= MOST_ASKED:
        return no("too-many", f"{MOST_ASKED} people have been named already. Write to the office instead.")
    if open_for(programme, by, at=at) or (application.state != "draft" and len(live) < programme.min_letters):
        return YES
    if application.state == "returned" and returns.open_part(application, "referees", at=at):
        return YES
    return no("closed", "The call is closed, and enough referees are named.")


def may_ask(letter: Letter, *, by: Any, at: datetime) -> Verdict:
    return first_no(
        _own(letter.application, by),
        legal(states.LETTER_MOVES, "ask", letter.state),
        YES
        if letter.agreed_at
        else no(
            "not-agreed", "Agree first that the letter is confidential: ask somebody else, or name again."
        ),
        _letters_open(letter.application, at),
    )


def may_change_address(letter: Letter, *, by: Any, at: datetime) -> Verdict:
    """Until the link was opened: whoever opened it is there, and is asked or replaced as a person."""
    if letter.state == "asked" and queries.opened([letter]):
        return no("opened", "The link has been opened at this address. Ask somebody else instead.")
    return first_no(
        _own(letter.application, by),
        legal(states.LETTER_MOVES, "change_address", letter.state),
        _letters_open(letter.application, at),
    )


def may_remind(letter: Letter, *, by: Any, at: datetime) -> Verdict:
    """Once, politely, and not on the day of asking."""
    if letter.state not in states.LETTER_OWED:
        return no("state", "There is no open request to remind of.")
    if letter.reminded_at:
        return no(
            "reminded", "You have reminded this referee already; we write again before the letter is due."
        )
    if letter.asked_at and at < letter.asked_at + timedelta(days=1):
        return no("just-asked", "You asked today; a reminder can go out from tomorrow.")
    return first_no(_own(letter.application, by), _letters_open(letter.application, at))


def may_replace_referee(letter: Letter, *, by: Any, at: datetime) -> Verdict:
    return first_no(
        _own(letter.application, by),
        legal(states.LETTER_MOVES, "replace_referee", letter.state),
        _letters_open(letter.application, at),
    )


def _invited(letter: Letter, by: Any, door: str = queries.DOOR) -> Verdict:
    """By a link to this door that is still open, from a letter to the address that is asked now."""
    address = letter.email if door == queries.DOOR else letter.helper_email
    if (
        by is not None
        and by._meta.label == "post.Invitation"
        and (by.door, by.thing_id) == (door, str(letter.pk))
        and by.address.casefold() == address.casefold()
        and by.closed_at is None
    ):
        return YES
    return no("not-invited", "This link is closed; nothing more is needed from you.")


def may_open_letter(letter: Letter, *, by: Any, at: datetime) -> Verdict:
    return first_no(
        _invited(letter, by),
        legal(states.LETTER_MOVES, "open_letter", letter.state),
        _letters_open(letter.application, at),
    )


def may_write_letter(letter: Letter, *, by: Any, at: datetime) -> Verdict:
    """Once; a letter that was sent is closed for its writer too."""
    if letter.state == "received":
        return no("sent", "You have already sent this letter; nothing more is needed from you.")
    if letter.state in ("replaced", "declined"):
        return no(letter.state, "This letter is no longer needed. Thank you for your readiness.")
    if letter.application.state == "withdrawn":
        return no("withdrawn", "The application was withdrawn; no letter is needed any more.")
    return first_no(
        _invited(letter, by),
        legal(states.LETTER_MOVES, "write_letter", letter.state),
        _letters_open(letter.application, at),
    )


may_save_letter = may_add_letter_file = may_hand_over = may_write_letter


def may_upload_letter(letter: Letter, *, by: Any, at: datetime) -> Verdict:
    """Somebody for the referee, as long as the letter is not sent: a file, and nothing else."""
    if letter.state == "received":
        return no("sent", "The letter has been sent; nothing more is needed from you.")
    if letter.state in ("replaced", "declined") or letter.application.state == "withdrawn":
        return no("not-needed", "This letter is no longer needed. Thank you for your help.")
    return first_no(
        _invited(letter, by, queries.references.HELPER_DOOR), _letters_open(letter.application, at)
    )


def may_reuse_letter(letter: Letter, earlier: Letter, *, by: Any, at: datetime) -> Verdict:
    """A letter that the same mailbox sent for the same applicant, and no other."""
    same = (
        earlier.state == "received"
        and earlier.pk != letter.pk
        and earlier.application.applicant_id == letter.application.applicant_id
        and earlier.email.casefold() == letter.email.casefold()
    )
    return first_no(
        may_write_letter(letter, by=by, at=at),
        YES if same else no("not-yours", "Only your own letter for the same applicant can be sent again."),
    )


def may_decline_letter(letter: Letter, *, by: Any, at: datetime) -> Verdict:
    """As long as the letter could be written."""
    return may_write_letter(letter, by=by, at=at)


# The office.


def may_enter_office(programmes: list[Programme]) -> Verdict:
    """Whoever is an officer of a society with a programme."""
    if programmes:
        return YES
    return no("not-officer", "Only officers of a society with a programme find something here.")


def may_look(programme: Programme, *, by: Any, at: datetime) -> Verdict:
    """Officers of the society and of the federation, after closing; before it they see counts only."""
    if not societies.is_officer(by, programme.society):
        return no("not-officer", "Only officers of the society look at its applications.")
    if not queries.over(programme.call, at):
        return no(
            "still-open",
            "Until the call has closed, nobody but the applicants reads applications. "
            f"It closes on {times.instant(programme.call.closes_at, programme.call.zone)}.",
        )
    return YES


def _may_decide(application: Application, verb: str, by: Any, at: datetime) -> Verdict:
    return first_no(
        legal(states.MOVES, verb, application.state),
        may_look(application.programme, by=by, at=at),
        _not_waiting(application, at) if verb in ("bar", "hold") else YES,
        _still_undecided(application, at),
    )


def _not_waiting(application: Application, at: datetime) -> Verdict:
    """Nobody is turned down while she was given time to answer."""
    if application.state != "returned" or not returns.waits(application, at=at):
        return YES
    asked = queries.returned(application)
    until = times.instant(asked.due_at, application.programme.call.zone) if asked else ""
    return no("waits", f"The applicant was given until {until} to answer. Until then this cannot be decided.")


def may_send_back(
    application: Application, *, by: Any, at: datetime, until: datetime | None = None
) -> Verdict:
    """Ask for what is missing, by a day; asking again replaces what was asked before."""
    stands = _may_decide(application, "send_back", by, at)
    if not stands or until is None:
        return stands
    return returns.may_be_due(application.programme, until, at=at)


def _still_undecided(application: Application, at: datetime) -> Verdict:
    """What was decided is not decided anew once the results are due; a late case still finds its answer."""
    call = application.programme.call
    if application.state not in states.DECIDED or call.results_on is None:
        return YES
    if at.astimezone(ZoneInfo(call.zone)).date() < call.results_on:
        return YES
    return no("results", f"The results of this call were due on {times.day(call.results_on)}; this stays.")


def may_admit(application: Application, *, by: Any, at: datetime) -> Verdict:
    return _may_decide(application, "admit", by, at)


def may_refer(application: Application, *, by: Any, at: datetime) -> Verdict:
    return _may_decide(application, "refer", by, at)


def may_bar(application: Application, *, by: Any, at: datetime) -> Verdict:
    return _may_decide(application, "bar", by, at)


def may_hold(application: Application, *, by: Any, at: datetime) -> Verdict:
    return _may_decide(application, "hold", by, at)


def may_allow_days(parts: queries.Parts, *, by: Any, at: datetime) -> Verdict:
    """The office answers a claim of leave or illness; the years are then counted with its days."""
    return first_no(may_look(parts.programme, by=by, at=at), has_extensions(parts))


LETTERS = ("referees", "awaited", "unasked", "bounced", "declined")


def problems(parts: queries.Parts) -> list[Gap]:
    """What the office still misses of a submitted application: blocking gaps and awaited letters."""
    return [gap for gap in gaps(parts) if gap.blocks or gap.code in LETTERS]


def lacking(parts: queries.Parts, *, at: datetime) -> list[Gap]:
    """What makes an application incomplete now: gaps, and letters that never came in their time."""
    over = at >= queries.letters_until(parts.programme)
    return [gap for gap in problems(parts) if gap.blocks or (over and gap.code in LETTERS and _short(parts))]


def _short(parts: queries.Parts) -> bool:
    """Fewer letters than the programme asks for, and none brought by the applicant."""
    if parts.programme.letter_by == "applicant":
        return False
    if parts.programme.letter_by == "either" and any(
        document.slot.code == "recommendation" for document in parts.documents.values()
    ):
        return False
    came = sum(letter.state == "received" for letter in parts.letters)
    return came < parts.programme.min_letters


def words_for_missing(parts: queries.Parts, note: str, *, at: datetime) -> Verdict:
    """Whoever lets an incomplete application through says why."""
    found = lacking(parts, at=at)
    if not found or note.strip():
        return YES
    return no("note", f"{queries.third(found[0].text)} Write why it goes on all the same.")


def clear_verb(parts: queries.Parts) -> str:
    """The verb for a clear case: everything is there, and the rules say yes or leave it to the committee.

    Nobody is barred without a person who looked: that is never a clear case.
    """
    verb = suggestion(findings(parts))
    return verb if verb in ("admit", "refer") and not problems(parts) else ""


def may_judge_pair(*, by: Any, at: datetime) -> Verdict:
    """Two accounts may lie in two societies: only the federation's office sees both."""
    if people.is_federation_officer(by):
        return YES
    return no("not-federation", "Only a federation officer compares people of all societies.")


def may_confirm_memberships(bodies: list[Any], *, by: Any, at: datetime) -> Verdict:
    return YES if bodies else no("not-officer", "Only officers confirm memberships.")


def needs_reason(reason: str) -> Verdict:
    return YES if reason.strip() else no("note", "Write the reason: others read it later.")


def needs_note(note: str) -> Verdict:
    """Barring and holding need a person's words, which the applicant reads."""
    if note.strip():
        return YES
    return no("note", "Write the reason: the applicant reads it.")
