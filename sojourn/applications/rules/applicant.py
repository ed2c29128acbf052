"""When an applicant may begin, edit, rank, submit, withdraw and answer."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sojourn.applications import queries, states
from sojourn.applications.models import Application
from sojourn.applications.rules import returns
from sojourn.applications.rules.completeness import (
    Gap,
    barred_centre,
    missing,
)
from sojourn.applications.rules.eligibility import (
    alone,
)
from sojourn.calls import queries as calls
from sojourn.calls.models import Call, CentreOffer, DocumentSlot, Programme
from sojourn.core.states import legal
from sojourn.core.verdict import YES, Verdict, first_no, no
from sojourn.journal import queries as journal
from sojourn.people.models import User
from sojourn.ui import times


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


def own(application: Application, *, by: Any) -> Verdict:
    if by is not None and by.pk == application.applicant_id:
        return YES
    return no("not-yours", "Only the applicant can do this.")


def may_edit(application: Application, *, by: Any, at: datetime, part: str = "") -> Verdict:
    """Until closing all changes, before and after submitting; what was sent back, only where it was asked."""
    if application.state == "withdrawn":
        return no("withdrawn", "You withdrew this application; it cannot be changed any more.")
    if application.state == "returned":
        return first_no(own(application, by=by), returns.open_part(application, part, at=at))
    return first_no(
        own(application, by=by),
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
    return stands and complete(found) and _owes_nothing(application)


def _owes_nothing(application: Application) -> Verdict:
    """Of an earlier stay, as `upkeep` hands it down where the programme of that stay says so."""
    if journal.has_reached(OWES, User, application.applicant_id):
        return no("owes", "Something of your earlier stay is overdue. Bring it in first: it is on your desk.")
    return YES


OWES = "placements.owes"


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
        own(application, by=by),
        legal(states.MOVES, "withdraw", application.state),
        open_for(application.programme, by, at=at),
    )


def may_reinstate(application: Application, *, by: Any, at: datetime) -> Verdict:
    """Undo a withdrawal until closing, unless another application has taken its place."""
    verb = "reinstate" if application.number else "resume"
    stands = first_no(
        own(application, by=by),
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
        own(application, by=by),
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
