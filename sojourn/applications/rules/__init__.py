"""When an applicant, a referee or an officer may do something, and what a complete application is."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sojourn.applications import queries, states
from sojourn.applications.models import Application, Letter
from sojourn.applications.rules.completeness import (
    SECTIONS,
    Gap,
    asked_for,
    barred_centre,
    content,
    gaps,
    missing,
    section_digest,
    section_state,
    summary,
)
from sojourn.applications.rules.eligibility import SUGGESTION, findings, overall, suggestion
from sojourn.calls.models import Call, CentreOffer, Programme
from sojourn.core.states import legal
from sojourn.core.verdict import YES, Verdict, first_no, no
from sojourn.societies import queries as societies
from sojourn.ui import times

__all__ = (
    "SECTIONS",
    "SUGGESTION",
    "Gap",
    "asked_for",
    "barred_centre",
    "content",
    "findings",
    "gaps",
    "missing",
    "overall",
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


def scope_key(programme: Programme) -> str:
    """What one application of a person takes: the call, or the programme where several are allowed."""
    return f"call:{programme.call_id}" if programme.call.one_per_person else f"programme:{programme.pk}"


def may_begin(programme: Programme, *, by: Any, at: datetime) -> Verdict:
    """One application for each call and person (or programme and person), while the call is open."""
    opened = open_at(programme.call, at=at)
    if not opened:
        return opened
    other = queries.in_scope(by, [scope_key(programme)])
    if other is None:
        return YES
    if other.programme_id == programme.pk:
        return no("begun", "You have already begun an application to this programme.", other=other)
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


def may_edit(application: Application, *, by: Any, at: datetime) -> Verdict:
    """Sections, documents and choices change until closing, before and after submitting."""
    if application.state == "withdrawn":
        return no("withdrawn", "You withdrew this application; it cannot be changed any more.")
    return first_no(
        _own(application, by),
        open_at(application.programme.call, at=at),
        YES
        if application.state in states.EDITABLE
        else no("checked", "The office is checking this application."),
    )


may_confirm_eligibility = may_edit_about = may_edit_training = may_rank = may_edit
may_add_document = may_remove_document = may_edit


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
        open_at(application.programme.call, at=at),
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
    call = application.programme.call
    if at >= queries.letters_until(call):
        return no(
            "letters-closed",
            f"Letters were taken until {times.instant(queries.letters_due(call), call.zone)}.",
        )
    return YES


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
    if open_at(programme.call, at=at) or (application.state != "draft" and len(live) < programme.min_letters):
        return YES
    return no("closed", "The call is closed, and enough referees are named.")


def may_ask(letter: Letter, *, by: Any, at: datetime) -> Verdict:
    return first_no(
        _own(letter.application, by),
        legal(states.LETTER_MOVES, "ask", letter.state),
        _letters_open(letter.application, at),
    )


def may_remind(letter: Letter, *, by: Any, at: datetime) -> Verdict:
    """Once, politely, and not on the day of asking."""
    if letter.state not in ("asked", "opened"):
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


def _invited(letter: Letter, by: Any) -> Verdict:
    if by is not None and by._meta.label == "post.Invitation" and by.thing_id == str(letter.pk):
        return YES
    return no("not-invited", "Only the referee can do this, by the link in the letter.")


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
    return first_no(
        _invited(letter, by),
        legal(states.LETTER_MOVES, "write_letter", letter.state),
        _letters_open(letter.application, at),
    )


may_save_letter = may_write_letter


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
        legal(states.MOVES, verb, application.state), may_look(application.programme, by=by, at=at)
    )


def may_admit(application: Application, *, by: Any, at: datetime) -> Verdict:
    return _may_decide(application, "admit", by, at)


def may_refer(application: Application, *, by: Any, at: datetime) -> Verdict:
    return _may_decide(application, "refer", by, at)


def may_bar(application: Application, *, by: Any, at: datetime) -> Verdict:
    return _may_decide(application, "bar", by, at)


def may_hold(application: Application, *, by: Any, at: datetime) -> Verdict:
    return _may_decide(application, "hold", by, at)


def problems(parts: queries.Parts) -> list[Gap]:
    """What the office still misses of a submitted application: blocking gaps and awaited letters."""
    return [gap for gap in gaps(parts) if gap.blocks or gap.code in ("awaited", "unasked", "declined")]


def clear_verb(parts: queries.Parts) -> str:
    """The verb for a clear case: everything is there, and the rules say yes or leave it to the committee.

    Nobody is barred without a person who looked: that is never a clear case.
    """
    verb = suggestion(findings(parts))
    return verb if verb in ("admit", "refer") and not problems(parts) else ""


def needs_note(note: str) -> Verdict:
    """Barring and holding need a person's words, which the applicant reads."""
    if note.strip():
        return YES
    return no("note", "Write the reason: the applicant reads it.")
