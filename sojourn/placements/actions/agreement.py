"""From an accepted award to the arrival; the end before its time; the clock."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction

from sojourn.journal import actions as journal
from sojourn.placements import queries, rules, states
from sojourn.placements.actions import alarms, closing, errands, letters
from sojourn.placements.models import Amendment, CheckIn, Errand, LogEntry, Placement, PlanObjective, PlanWeek
from sojourn.post import queries as post
from sojourn.ui import gates

COUNTERSIGN_DAYS = 7


def open_accepted(*, at: datetime) -> int:
    """A placement, with the plan's objectives, for each accepted award that has none; the number opened."""
    awards = list(queries.to_open().prefetch_related("application__programme__objectives"))
    for award in awards:
        with transaction.atomic():
            placement, made = Placement.objects.get_or_create(
                award=award,
                defaults={
                    "fellow": award.application.applicant,
                    "offer": award.offer,
                    "tutor": award.tutor,
                    "opened_at": at,
                },
            )
            if not made:
                continue
            PlanObjective.objects.bulk_create(
                PlanObjective(
                    placement=placement,
                    order=line.order,
                    module=line.module,
                    kind=line.kind,
                    text=line.text,
                    planned=line.planned,
                    chapter=line.chapter,
                    curriculum_url=line.curriculum_url,
                )
                for line in award.application.programme.objectives.all()
            )
            errands.open_errands(placement)
            journal.note("placements.open", thing=placement, by=None, at=at)
            letters.to_fellow("open", placement, at=at)
    return len(awards)


def follow_awards(*, at: datetime) -> int:
    """Begin anew where a swap, another centre or a later window was agreed after the stay was opened.

    Dates and signatures were given for another place or another time; the plan's lines stay.
    """
    found = queries.overtaken()
    for placement in found:
        with transaction.atomic():
            award = placement.award
            signed = placement.signatures.filter(plan_version=placement.plan_version).exists()
            also = {
                "offer": award.offer,
                "tutor": award.tutor,
                "starts_on": None,
                "ends_on": None,
                "agreed_at": None,
                "dated_at": None,
                "reason": "",
                "plan_version": placement.plan_version + signed,
            }
            facts = {"from": placement.offer_id, "to": award.offer_id}
            moved, moves = placement.offer_id != award.offer_id, states.MOVES
            drop_open(placement, at=at)
            journal.turn(placement, "start_over", moves=moves, by=None, at=at, also=also, facts=facts)
            if moved:  # another centre asks for other things before the arrival
                Errand.objects.filter(placement=placement).delete()
                errands.open_errands(placement)
            else:
                placement.errands.filter(state="open").update(reminded_at=None)
            letters.to_fellow("start_over", placement, at=at)
    return len(found)


def propose_dates(
    placement: Placement, *, starts_on: date, ends_on: date, by: Any, at: datetime
) -> Placement:
    """The fellow's wish goes to the coordinators and, by link, to the tutor."""
    gates.require(rules.may_propose_dates(placement, by=by, at=at, starts_on=starts_on, ends_on=ends_on))
    with transaction.atomic():
        also = {"starts_on": starts_on, "ends_on": ends_on, "reason": ""}
        journal.turn(placement, "propose_dates", moves=states.MOVES, by=by, at=at, also=also)
        letters.to_people("propose_dates", placement, queries.coordinators(placement), at=at)
        letters.to_tutor("agree_dates", placement, at=at)
    return placement


def agree_dates(placement: Placement, *, by: Any, at: datetime) -> Placement:
    """The dates stand. What has to be asked during the stay is put into the outbox now, due on its day."""
    gates.require(rules.may_agree_dates(placement, by=by, at=at))
    with transaction.atomic():
        journal.turn(
            placement, "agree_dates", moves=states.MOVES, by=by, at=at, also={"agreed_at": at, "dated_at": at}
        )
        letters.to_fellow("agreed_dates", placement, at=at)
        put_off_letters(placement, at=at)
    return placement


def put_off_letters(placement: Placement, *, at: datetime) -> None:
    """In the caller's transaction: what is asked on its day, by the agreed dates; earlier ones stop."""
    due = {
        "evaluate_midterm": queries.midterm_on(placement),
        "evaluate_final": placement.ends_on - timedelta(7),
    }
    if placement.arrived_on is None:
        due["confirm_arrival"] = placement.starts_on
    for verb, day in due.items():
        letters.to_tutor(verb, placement, at=at, due_at=letters.morning(day, placement))
    for verb, day in (("midterm", due["evaluate_midterm"]), ("final", due["evaluate_final"])):
        letters.to_fellow(verb, placement, at=at, due_at=letters.morning(day, placement))


def refuse_dates(placement: Placement, *, reason: str, by: Any, at: datetime) -> Placement:
    """The centre asks for other dates and says why."""
    gates.require(rules.may_refuse_dates(placement, by=by, at=at))
    with transaction.atomic():
        also = {"reason": reason[:300]}
        journal.turn(placement, "refuse_dates", moves=states.MOVES, by=by, at=at, also=also)
        letters.to_fellow("refuse_dates", placement, at=at, reason=reason)
    return placement


def confirm_arrival(placement: Placement, *, arrived_on: date, by: Any, at: datetime) -> Placement:
    gates.require(rules.may_confirm_arrival(placement, by=by, at=at, arrived_on=arrived_on))
    with transaction.atomic():
        also = {"arrived_on": arrived_on}
        journal.turn(placement, "confirm_arrival", moves=states.MOVES, by=by, at=at, also=also)
        letters.to_fellow("arrived", placement, at=at)
    return placement


def end_early(
    placement: Placement,
    *,
    reason: str,
    cause: str = "other",
    left_on: date | None = None,
    by: Any,
    at: datetime,
) -> Placement:
    """The office ends a stay before its time; the reason goes to the fellow, not to the journal's readers."""
    if placement.state == "arrived" and left_on is None:
        left_on = min(rules.local_day(at, placement), placement.ends_on)
    gates.require(rules.may_end_early(placement, by=by, at=at, cause=cause, left_on=left_on))
    with transaction.atomic():
        return end_now(placement, cause=cause, left_on=left_on, reason=reason, by=by, at=at)


def end_now(
    placement: Placement, *, cause: str, left_on: date | None, reason: str, by: Any, at: datetime
) -> Placement:
    """In the caller's transaction, after its rule."""
    also = {"reason": reason[:300], "completed_at": at, "cause": cause, "left_on": left_on}
    facts = {"left_on": left_on and left_on.isoformat()}
    moves = states.MOVES
    drop_open(placement, at=at)
    journal.turn(placement, "end_early", moves=moves, by=by, at=at, also=also, facts=facts)
    letters.to_fellow("end_early", placement, at=at, reason=reason)
    letters.to_people("ended_early", placement, queries.coordinators(placement), at=at)
    return placement


def drop_open(placement: Placement, *, at: datetime) -> None:
    """In the caller's transaction: what is still asked of a stay that is over has lost its object."""
    row = queries.open_amendment(placement)
    if row is not None:
        moves = states.AMENDMENT_MOVES
        journal.turn(row, "take_back", moves=moves, by=None, at=at, also={"settled_at": at})


def tick(*, at: datetime) -> None:
    """Open what was accepted, ask tutors weekly for countersignatures, complete what is ready."""
    open_accepted(at=at)
    follow_awards(at=at)
    for placement in queries.with_unsigned_entries():
        asked = post.about(placement).filter(
            kind="placements.countersign", written_at__gt=at - timedelta(COUNTERSIGN_DAYS)
        )
        oldest = queries.unsigned(placement).filter(logged_at__lte=at - timedelta(COUNTERSIGN_DAYS))
        if oldest.exists() and not asked.exists():
            letters.to_tutor("countersign", placement, at=at, count=queries.unsigned(placement).count())
    errands.remind_owners(at=at)
    errands.remind_tutors(at=at)
    alarms.remind_officers(at=at)
    closing.complete_all(at=at)


def forget(person: Any, *, at: datetime) -> None:
    """What the fellow wrote freely goes; that a stay took place remains, without a name."""
    own = Placement.objects.filter(fellow=person)
    LogEntry.objects.filter(placement__in=own).update(note="", query="")
    for placement in own:
        placement.evaluations.filter(side="fellow").update(comment="")
        placement.signatures.filter(role="fellow").update(name="erased")
    closing.forget_reports(own)
    alarms.forget_alarms(own)
    Errand.objects.filter(placement__in=own).update(settled_by="")
    Amendment.objects.filter(placement__in=own).update(reason="", refusal="")
    own.update(reason="", monitoring="", evaluating="")
    CheckIn.objects.filter(placement__in=own).update(note="", answer="")
    PlanWeek.objects.filter(placement__in=own).update(activities="")
