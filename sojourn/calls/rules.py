"""Who may change a call, until when, and what it still lacks; eligibility as the core sees it."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sojourn.calls import queries, states
from sojourn.calls.models import (
    Call,
    DocumentSlot,
    EligibilityRule,
    Extension,
    Programme,
    Question,
    ReviewPhase,
    Tip,
)
from sojourn.core import eligibility
from sojourn.core import states as tables
from sojourn.core.verdict import YES, Verdict, first_no, no
from sojourn.people import queries as people
from sojourn.societies import queries as societies
from sojourn.ui import times

FEDERATION_ONLY = no("not-officer", "Only a federation officer prepares a call.")


@dataclass(frozen=True)
class Point:
    """One line of the checklist "ready to open": a `needed` one stops the announcement, others inform."""

    title: str
    verdict: Verdict
    needed: bool = True
    programme: Programme | None = None

    @property
    def sentence(self) -> str:
        """What is missing, with the society before it."""
        whose = f"{self.programme.society.acronym}: " if self.programme else ""
        return f"{whose}{self.verdict.reason}"


def may_begin(*, by: Any, at: datetime) -> Verdict:
    return _federation(by)


def may_load(*, by: Any, at: datetime) -> Verdict:
    """`by` None: the set-up of a demonstration."""
    return YES if by is None else _federation(by)


def may_clone(call: Call, *, by: Any, at: datetime) -> Verdict:
    return _federation(by)


def may_edit_dates(call: Call, *, by: Any, at: datetime) -> Verdict:
    return first_no(_federation(by), frozen(call, at=at))


def may_edit_programme(programme: Programme, *, by: Any, at: datetime) -> Verdict:
    return first_no(_officer(programme, by), frozen(programme.call, at=at))


def _officer(programme: Programme, by: Any) -> Verdict:
    if by is not None and societies.is_officer(by, programme.society):
        return YES
    return no("not-officer", "Only officers of the society and of the federation edit a programme.")


def _not_completed(call: Call) -> Verdict:
    return no("completed", "This call is among the past ones.") if call.state == "completed" else YES


may_edit_offers = may_edit_letter_questions = may_add_question = may_edit_question = may_edit_programme
may_edit_deciding = may_edit_money = may_edit_results = may_edit_stay = may_edit_programme
may_add_criterion = may_edit_criterion = may_move_criterion = may_remove_criterion = may_edit_programme
may_add_rule = may_edit_rule = may_move_rule = may_remove_rule = may_edit_programme
may_add_slot = may_edit_slot = may_move_slot = may_attach_sample = may_detach_sample = may_edit_programme

faults = eligibility.faults


def may_edit_reviewing(programme: Programme, *, by: Any, at: datetime) -> Verdict:
    """How the committee and the centres work is nothing that applicants apply by: until files open."""
    return first_no(_officer(programme, by), before_reviewing(programme.call, at=at))


may_grade_conflicts = may_add_case = may_edit_case = may_remove_case = may_edit_reviewing


def may_edit_phases(programme: Programme, *, by: Any, at: datetime) -> Verdict:
    """What lies ahead may always move; `phases_as_they_were` keeps what has run."""
    return first_no(_officer(programme, by), _not_completed(programme.call))


def may_edit_pace(call: Call, *, by: Any, at: datetime) -> Verdict:
    """Reminders and rounds: nobody's chances hang on them, so they may change until the call is over."""
    return first_no(_federation(by), _not_completed(call))


def before_reviewing(call: Call, *, at: datetime) -> Verdict:
    """YES until the committee may open files: with the closing, its grace included."""
    if call.state == "draft" or (call.state == "announced" and at <= queries.refused_from(call)):
        return YES
    closed = times.instant(call.closes_at, call.zone)
    return no(
        "reviewing",
        f"Reviewing began when the call closed on {closed}. What the committee works by stays since then, "
        "so that all files are judged alike.",
    )


def phase_stands(kept: ReviewPhase, given: Mapping[str, Any] | None, *, at: datetime) -> Verdict:
    """Whether a phase may become what is `given` (None: go). One that ended stays; of one that runs, only
    its title and its end change: scores were given, and read, under its rights."""
    when = times.instant(kept.starts_at if at < kept.ends_at else kept.ends_at, kept.programme.call.zone)
    if at < kept.starts_at:
        return YES
    now = {name: getattr(kept, name) for name in queries.PHASE}
    same = given is not None and {name: given[name] for name in now} == now
    if at >= kept.ends_at:
        return YES if same else no("ended", f"This phase ended on {when}; it stays as it was.")
    open_to_change = ("title", "ends_at")
    fixed = given is not None and all(given[name] == now[name] for name in now if name not in open_to_change)
    if not fixed:
        return no("runs", f"This phase runs since {when}: only its title and its end may change.")
    return YES if given["ends_at"] >= at else no("past", "Its new end lies in the past.")


def may_remove_slot(slot: DocumentSlot, *, by: Any, at: datetime) -> Verdict:
    """Not while a rule is proved by this document, or the letter can come in no other way."""
    programme = slot.programme
    tied = [row.wording for row in programme.eligibility_rules.all() if slot.code in queries.papers_of(row)]
    brought = slot.code == "recommendation" and programme.letter_by == "applicant"
    return first_no(
        may_edit_programme(programme, by=by, at=at),
        no("tied", f"The rule “{tied[0]}” is proved by this document. Change that rule first.")
        if tied
        else YES,
        no("tied", "The applicant brings the letter here. Let the referee give it first.")
        if brought
        else YES,
    )


def may_move_question(question: Question, *, up: bool, by: Any, at: datetime) -> Verdict:
    """A question is asked after the one that it depends on: before it, its condition could never be met."""
    rows = list(queries.own_questions(question.programme))
    codes = [row.code for row in rows]
    index = codes.index(question.code)
    other = index - 1 if up else index + 1
    beside = rows[other] if 0 <= other < len(rows) else None
    tied = beside is not None and (
        (up and question.depends_on == beside.code) or (not up and beside.depends_on == question.code)
    )
    return first_no(
        may_edit_programme(question.programme, by=by, at=at),
        no("tied", "One of the two depends on the other and has to be asked after it.") if tied else YES,
    )


def may_remove_question(question: Question, *, by: Any, at: datetime) -> Verdict:
    tied = [row for row in queries.own_questions(question.programme) if row.depends_on == question.code]
    return first_no(
        may_edit_programme(question.programme, by=by, at=at),
        no("tied", f"“{tied[0].label}” depends on this question. Change that condition first.")
        if tied
        else YES,
    )


# One person's later closing: a changed deadline after opening, so two people answer for it.


def may_see_extensions(programme: Programme, *, by: Any, at: datetime) -> Verdict:
    if by is not None and societies.is_officer(by, programme.society):
        return YES
    return no("not-officer", "Only officers of the society and of the federation give a later closing.")


def may_extend(
    programme: Programme, *, by: Any, at: datetime, email: str = "", until_at: datetime | None = None
) -> Verdict:
    """From the opening on, at most so many days beyond the closing, and before reviewing ends."""
    call = programme.call
    stands = first_no(
        may_see_extensions(programme, by=by, at=at),
        YES if call.extension_days else no("never", "This call gives nobody a later closing."),
        YES
        if call.state == "announced" and at >= call.opens_at
        else no("not-open", "A later closing is given once the call is open."),
        YES if at < latest(call) else no("too-late", f"The last day was {_spoken(latest(call), call)}."),
    )
    if not stands or until_at is None:
        return stands
    return first_no(
        YES
        if until_at > call.closes_at
        else no("not-later", f"That is not after the call's closing, {_spoken(call.closes_at, call)}."),
        YES if until_at > at else no("past", "That lies in the past."),
        YES
        if until_at <= latest(call)
        else no(
            "too-long",
            f"At most {call.extension_days} days are given: until {_spoken(latest(call), call)}.",
        ),
        no("waiting", "A later closing for this address already waits for the second signature.")
        if queries.proposed(programme, email)
        else YES,
    )


def latest(call: Call) -> datetime:
    """The latest closing that one person may be given: so many days on, the clock of the zone kept."""
    zone = ZoneInfo(call.zone)
    there = call.closes_at.astimezone(zone).replace(tzinfo=None) + timedelta(days=call.extension_days)
    moved = there.replace(tzinfo=zone).astimezone(UTC)
    return min(moved, call.reviews_by) if call.reviews_by else moved


def may_sign_extension(extension: Extension, *, by: Any, at: datetime) -> Verdict:
    """Somebody else than the proposer, who may sign for the society."""
    return signing(extension.programme, by=by, at=at)(extension)


def signing(programme: Programme, *, by: Any, at: datetime) -> Callable[[Extension], Verdict]:
    """The facts read once, then a verdict for each later closing of a list."""
    sees = may_see_extensions(programme, by=by, at=at)
    signs = bool(sees) and societies.signers(programme.society).filter(pk=by.pk).exists()

    def verdict(extension: Extension) -> Verdict:
        return first_no(
            sees,
            tables.legal(states.EXTENSION_MOVES, "sign_extension", extension.state),
            no("own-proposal", "You proposed this yourself; a second person signs it.")
            if by is not None and extension.proposed_by_id == by.pk
            else YES,
            YES if signs else no("may-not-sign", "You have no leave to sign for this society."),
            YES if at < extension.until_at else no("past", "Its time has passed; propose a later one."),
        )

    return verdict


def may_refuse_extension(extension: Extension, *, by: Any, at: datetime) -> Verdict:
    """Whoever could sign; the proposer takes it back by the same verb."""
    return first_no(
        may_see_extensions(extension.programme, by=by, at=at),
        tables.legal(states.EXTENSION_MOVES, "refuse_extension", extension.state),
    )


def gives_reason(reason: str) -> Verdict:
    return YES if reason.strip() else no("reason", "Write the reason.")


def _spoken(moment: datetime, call: Call) -> str:
    return times.instant(moment, call.zone)


def frozen(call: Call, *, at: datetime) -> Verdict:
    """YES while the rules may still change: until the call opens."""
    if call.state == "draft":
        return YES
    if call.state == "announced" and at < call.opens_at:
        return YES
    opened = times.instant(call.opens_at, call.zone)
    return no(
        "frozen",
        f"The call opened on {opened}. Its dates, places and rules are frozen since then, "
        "so that all who apply meet the same ones.",
    )


def may_announce(call: Call, *, by: Any, at: datetime, points: list[Point] | None = None) -> Verdict:
    """`points`: the checklist, where it is at hand already."""
    allowed = first_no(_federation(by), tables.legal(states.MOVES, "announce", call.state))
    return first_no(allowed, lacking_of(points or ready(call, at=at))) if allowed else allowed


def may_complete(call: Call, *, by: Any, at: datetime) -> Verdict:
    over = queries.phase(call, at) == "closed"
    return first_no(
        YES if by is None else _federation(by),
        YES if over else no("not-closed", "A call is completed after it has closed."),
    )


def lacking_of(points: list[Point]) -> Verdict:
    """No with what is missing, as one sentence, if anything needed is."""
    missing = [point for point in points if point.needed and not point.verdict]
    if not missing:
        return YES
    more = f" {len(missing) - 1} more on the list." if len(missing) > 1 else ""
    return no("not-ready", f"{missing[0].sentence}{more}")


def ready(call: Call, *, at: datetime) -> list[Point]:
    """The checklist, the call's own lines first. Six queries, whatever the number of programmes."""
    programmes = list(queries.programmes(call))
    points = [
        Point(
            "Opening before closing",
            _if(call.opens_at < call.closes_at, "The closing is before the opening."),
        ),
        Point("Closing lies ahead", _if(at < call.closes_at, "The closing lies in the past.")),
        Point("Dates of the stay", _stay(call)),
        Point("Dates of letters, reviews and decisions in order", _order(call)),
        Point("Programmes", _if(programmes, "There is no programme: add a society first.")),
    ]
    chaired = queries.chaired(programmes)
    for row in programmes:
        points += [
            Point("Places", _if(row.places, "the number of places is missing."), True, row),
            Point("Centres", _if(row.offered, "no centre is offered."), True, row),
            Point(
                "Centres for all places",
                _if(
                    not row.places or row.offered_places >= row.places,
                    f"the centres offer {row.offered_places} of {row.places} places.",
                ),
                False,
                row,
            ),
            Point("Aim", _if(row.aim.strip(), "the aim is empty."), False, row),
            Point("Documents", _if(row.slots.all(), "no document is asked for."), True, row),
            Point("Criteria", _if(row.criteria.all(), "there is no criterion."), True, row),
            Point(
                "Grant",
                _if(queries.grant_total(row.shares.all()), "the grant is not published."),
                False,
                row,
            ),
            Point(
                "Committee",
                _if(row.society_id in chaired, "the committee has no chair."),
                False,
                row,
            ),
        ]
    return points


def findings(
    programme: Programme,
    facts: Mapping[str, Any],
    *,
    submitted_at: datetime | None = None,
    at: datetime | None = None,
    rows: Iterable[EligibilityRule] | None = None,
) -> list[eligibility.Finding]:
    """One finding for each rule of the programme, for visitor, applicant, officer and committee alike.

    Days are counted in the call's zone. Who has not submitted is answered as if it were done `at`.
    `rows`: the programme's rules, where they are at hand.
    """
    call = programme.call
    return eligibility.check(
        queries.core_rules(programme) if rows is None else [queries.core_rule(row) for row in rows],
        facts,
        closes_on=queries.closes_on(call),
        opens_on=queries.opens_on(call),
        submitted_on=queries.day_of(call, submitted_at) if submitted_at else None,
        starts_on=call.starts_from,
        today=queries.day_of(call, at) if at else None,
    )


def own_country(programme: Programme, country: str, *, residence: str | None, work: str | None) -> Verdict:
    """Whether an applicant who lives and works there may choose a centre of this country."""
    return eligibility.barred_country(
        country, residence=residence or None, work=work or None, basis=queries.own_country_basis(programme)
    )


def _federation(by: Any) -> Verdict:
    return YES if people.is_federation_officer(by) else FEDERATION_ONLY


def _if(true: Any, reason: str) -> Verdict:
    return YES if true else no("missing", reason)


def _stay(call: Call) -> Verdict:
    if not (call.starts_from and call.ends_until):
        return no("missing", "The window of the stay is missing.")
    return _if(call.starts_from < call.ends_until, "The stay ends before it may start.")


def _order(call: Call) -> Verdict:
    steps = [call.closes_at, call.letters_by, call.reviews_by, call.decisions_by]
    known = [step for step in steps if step]
    return _if(known == sorted(known), "Closing, letters, reviews and decisions are not in this order.")


# --- tips & tricks ---


def may_keep_tips(*, by: Any, at: datetime) -> Verdict:
    office = by is not None and societies.officer_of(by).exists()
    return YES if office else no("not-officer", "Tips and tricks are kept by officers.")


def may_add_tip(society: Any, *, by: Any, at: datetime) -> Verdict:
    """`society` None: for all programmes. `by` None: the set-up of a demonstration."""
    if by is None or people.is_federation_officer(by):
        return YES
    own = society is not None and societies.is_officer(by, society)
    return YES if own else no("not-officer", "A society officer keeps the films of the own programme.")


def may_edit_tip(tip: Tip, *, by: Any, at: datetime) -> Verdict:
    return may_add_tip(tip.society, by=by, at=at)


may_remove_tip = may_edit_tip


def may_agree_tip(tip: Tip, *, by: Any, at: datetime) -> Verdict:
    return first_no(_speaks(tip, by), tables.legal(states.TIP_MOVES, "agree_tip", tip.state))


def may_refuse_tip(tip: Tip, *, by: Any, at: datetime) -> Verdict:
    return first_no(_speaks(tip, by), tables.legal(states.TIP_MOVES, "refuse_tip", tip.state))


def _speaks(tip: Tip, by: Any) -> Verdict:
    """The holder of the link that was mailed to the present speaker."""
    link = by is not None and by._meta.label == "post.Invitation"
    theirs = (
        link
        and by.door == queries.SPEAKER_DOOR
        and by.thing_id == str(tip.pk)
        and by.address.casefold() == tip.speaker_email.casefold()
    )
    return YES if theirs else no("not-speaker", "Only whoever speaks in it answers this.")
