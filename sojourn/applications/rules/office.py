"""When the office may look, decide, send back and ask for what is missing."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sojourn.applications import queries, states
from sojourn.applications.models import Application
from sojourn.applications.rules import returns
from sojourn.applications.rules.completeness import (
    Gap,
    gaps,
)
from sojourn.applications.rules.eligibility import (
    findings,
    has_extensions,
    suggestion,
)
from sojourn.calls.models import Programme
from sojourn.core.states import legal
from sojourn.core.verdict import YES, Verdict, first_no, no
from sojourn.people import queries as people
from sojourn.societies import queries as societies
from sojourn.ui import times


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
