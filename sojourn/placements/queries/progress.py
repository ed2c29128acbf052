"""What later rooms and the desks ask: how far a stay is, what is missing, how a centre is rated."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.urls import reverse

from sojourn.calls.models import Programme
from sojourn.core.reminding import Owed
from sojourn.journal.queries import label
from sojourn.placements import states
from sojourn.placements.models import Alarm, Amendment, Evaluation, LogEntry, Placement, Report, Signature
from sojourn.placements.queries import alarms, amendments, dates, duties, errands, plans, stays, tutoring
from sojourn.ui import times
from sojourn.ui.waiting import Waiting


def arrivals(since: datetime | None = None) -> Iterator[UUID]:
    """Ids of the awards whose fellows have arrived, confirmed by the tutor; from then on a place is fixed."""
    found = Placement.objects.filter(arrived_on__isnull=False, award__arrived_at=None)
    if since:
        found = found.filter(arrived_on__gte=since.date() - timedelta(30))
    yield from found.values_list("award_id", flat=True)


def ended() -> Iterator[tuple[UUID, str]]:
    """(award id, reason) of stays that ended early while their award still counts as accepted."""
    found = Placement.objects.filter(state="ended_early", award__state="accepted")
    yield from found.values_list("award_id", "reason")


def tutored() -> Iterator[tuple[str, Any, Any]]:
    """(tutor's address, fellow id, last day) of every stay that began or was agreed."""
    found = Placement.objects.filter(fellow__isnull=False, tutor__isnull=False, agreed_at__isnull=False)
    yield from found.values_list("tutor__email", "fellow_id", "ends_on")


def last_days() -> dict[UUID, date]:
    """Award id -> the last day of its stay, where it is agreed or was."""
    agreed = Placement.objects.filter(agreed_at__isnull=False, ends_on__isnull=False)
    return dict(agreed.values_list("award_id", "ends_on"))


def completed() -> QuerySet[Placement]:
    return Placement.objects.filter(state="completed").select_related(*stays.RELATED)


def owed(programme: Programme, at: datetime) -> Iterator[Owed]:
    """What is to be seen to before arrivals, and what tutors owe."""
    yield from errands.owed_errands(programme, at)
    yield from tutoring.tutors_owe(programme)


def missing_for_certificate(placement: Placement) -> list[str]:
    """What must still come in before the certificate, in words; empty when nothing is missing."""
    return missing_by_stay([placement])[placement.pk]


def missing_by_stay(placements: Iterable[Placement]) -> dict[UUID, list[str]]:
    """The same for many stays, in three queries."""
    placements = list(placements)
    given, signed = defaultdict(set), defaultdict(set)
    for pk, moment, side in Evaluation.objects.filter(placement__in=placements).values_list(
        "placement_id", "moment", "side"
    ):
        given[pk].add((moment, side))
    for pk, version, role in Signature.objects.filter(placement__in=placements).values_list(
        "placement_id", "plan_version", "role"
    ):
        signed[pk, version].add(role)
    accepted = Report.objects.filter(placement__in=placements, state="accepted")
    reports = set(accepted.values_list("placement_id", flat=True))
    return {
        each.pk: _missing(each, given[each.pk], signed[each.pk, each.plan_version], each.pk in reports)
        for each in placements
    }


def _missing(placement: Placement, given: set, signed: set, reported: bool) -> list[str]:
    if placement.state == "ended_early":
        return ["the whole stay: it ended early"]
    missing = [
        (placement.arrived_on is None, "the tutor's confirmation of the arrival"),
        (not set(duties.signers(placement)) <= signed, "the training plan signed by everybody"),
        (("final", "tutor") not in given, "the tutor's final evaluation"),
        (("final", "fellow") not in given, "the fellow's final evaluation of the centre"),
        (not reported, "the fellow's report, accepted by the office"),
        (placement.state != "completed", "the end of the stay"),
    ]
    return [what for is_missing, what in missing if is_missing]


def statistics(call: Any) -> dict[str, int]:
    """Placements of a call by state."""
    rows = Placement.objects.filter(award__offer__programme__call=call).values_list("state")
    return dict(rows.annotate(Count("pk")).order_by("state"))


OF_A_DAY = (
    "placements.confirm_arrival",
    "placements.evaluate_midterm",
    "placements.evaluate_final",
    "placements.midterm",
    "placements.final",
)


def recipient(letter: Any) -> str:
    """The address that is right at this moment; empty when the letter has lost its reason."""
    if letter.thing_label == label(Amendment):
        return letter.to_address if _is_asked(letter) else ""
    if letter.thing_label == label(Alarm):
        alarm = Alarm.objects.filter(pk=letter.thing_id).select_related("officer").first()
        if alarm is None or (letter.to_user_id == alarm.officer_id and not alarms.is_read(alarm)):
            return ""
        return letter.to_address  # the officer chosen, or the fellow: never anybody else
    placement = Placement.objects.filter(pk=letter.thing_id).select_related("tutor", "fellow").first()
    if placement is None or _has_lost_its_reason(letter.kind, placement):
        return ""
    dated_at = placement.dated_at or placement.agreed_at
    if letter.kind in OF_A_DAY and (dated_at is None or letter.written_at < dated_at):
        return ""  # of dates that were agreed before the present ones
    if letter.invitation_id:
        return placement.tutor.email if placement.tutor else ""
    return letter.to_address if letter.to_user_id else ""


def _is_asked(letter: Any) -> bool:
    """A question that was answered or taken back meanwhile is not asked any more."""
    open_ = Amendment.objects.filter(pk=letter.thing_id, state="asked")
    return not letter.kind.startswith("placements.ask_") or open_.exists()


def _has_lost_its_reason(kind: str, placement: Placement) -> bool:
    given = placement.evaluations.filter
    return {
        "placements.confirm_arrival": lambda: placement.state != "agreed",
        "placements.evaluate_midterm": lambda: (
            placement.state != "arrived" or given(moment="midterm", side="tutor").exists()
        ),
        "placements.evaluate_final": lambda: (
            placement.state != "arrived" or given(moment="final", side="tutor").exists()
        ),
        "placements.midterm": lambda: (
            placement.state != "arrived" or given(moment="midterm", side="fellow").exists()
        ),
        "placements.final": lambda: (
            placement.state != "arrived"
            or (given(moment="final", side="fellow").exists() and _has_report(placement))
        ),
        "placements.ask_tutor": lambda: amendments.open_amendment(placement) is None,
        "placements.before_arrival": lambda: (
            placement.state not in ("agreed", "arrived")
            or not placement.errands.filter(state="open").exists()
        ),
        "placements.sign_plan": lambda: (
            placement.state not in states.RUNNING or set(stays.signed_roles(placement)) != {"fellow"}
        ),
        "placements.remind_tutor": lambda: not tutoring.tutor_owes(placement),
        "placements.countersign": lambda: not placement.entries.filter(state="logged").exists(),
    }.get(kind, lambda: False)()


def _has_report(placement: Placement) -> bool:
    return Report.objects.filter(placement=placement, state__in=("filed", "accepted")).exists()


# --- desks ---


def waiting_for(user: Any, *, at: datetime) -> list[Waiting]:
    """What this room waits for this person to do, as fellow, coordinator and officer."""
    lines = [line for placement in _own_running(user) for line in _for_fellow(placement, at)]
    for placement in stays.hosted_by(user).filter(state="proposed"):
        name = placement.fellow.formal_name if placement.fellow else "the fellow"
        lines.append(
            Waiting("Agree", f"the dates of {name}", reverse("placements:stay", args=[placement.pk]))
        )
    for row in amendments.waiting_amendments(user):
        title = f"a change of the stay{'' if row.placement.fellow_id == user.pk else f' of {_name(row)}'}"
        lines.append(Waiting("Answer", title, reverse("placements:amendment", args=[row.pk])))
    for placement in plans.plans_to_sign(user):
        title = f"the training plan of {placement.fellow.formal_name if placement.fellow else 'the fellow'}"
        programme = placement.award.application.programme
        due = times.aware(duties.due_days_of(placement)["plan"], programme.call.zone)
        url = reverse("placements:plan", args=[placement.pk])
        lines.append(Waiting("Sign", title, url, due, programme=programme.pk))
    lines += _soon(user, at)
    lines += [
        Waiting("Answer", f"an alarm of {_name(row)}", reverse("placements:alarm", args=[row.pk]))
        for row in alarms.alarms_of(user).filter(officer=user, state="raised")
    ]
    filed = stays.for_officer(user).filter(report__state="filed").count()
    if filed:
        title = "report" if filed == 1 else "reports"
        lines.append(Waiting("Read", title, reverse("placements:office") + "?show=reports", count=filed))
    return lines


def _soon(user: Any, at: datetime) -> list[Waiting]:
    """What must be seen to before an arrival within two weeks, by this person in any part."""
    parts = {"fellow": stays.mine(user), "centre": stays.hosted_by(user), "office": stays.for_officer(user)}
    found = []
    for owner, placements in parts.items():
        for line in errands.late_for(owner, placements, at):
            placement = line.errand.placement
            zone = placement.award.application.programme.call.zone
            whose = "" if owner == "fellow" else f" (for {_name(line.errand)})"
            address = reverse("placements:before_arrival", args=[placement.pk])
            due = times.aware(line.due_on, zone)
            title = f"{line.errand.title}{whose}"
            found.append(Waiting("See to", title, address, due_at=due, rule="errand"))
    return found


def _name(row: Any) -> str:
    fellow = row.placement.fellow
    return fellow.formal_name if fellow else "the fellow"


def waiting_of(placement: Placement, *, at: datetime) -> list[Waiting]:
    """What one stay waits for its fellow to do."""
    found = _own_running(placement.fellow).filter(pk=placement.pk).first() if placement.fellow else None
    return list(_for_fellow(found, at)) if found else []


def _own_running(user: Any) -> QuerySet[Placement]:
    def given(moment):
        return Exists(Evaluation.objects.filter(placement=OuterRef("pk"), moment=moment, side="fellow"))

    return (
        stays.mine(user)
        .filter(state__in=states.RUNNING)
        .annotate(
            gave_midterm=given("midterm"),
            gave_final=given("final"),
            queried=Count("entries", filter=Q(entries__state="queried")),
        )
        .select_related("report")
        .prefetch_related("signatures")
    )


def _for_fellow(placement: Placement, at: datetime) -> Iterator[Waiting]:
    where = placement.offer.centre.institution.city
    zone = placement.award.application.programme.call.zone
    today = at.astimezone(ZoneInfo(zone)).date()

    def line(verb, title, name, *more, due=None):
        return Waiting(
            verb,
            title,
            reverse(f"placements:{name}", args=[placement.pk, *more]),
            due_at=due and times.aware(due, zone),
            programme=placement.award.application.programme_id,
        )

    if placement.state == "agreeing":
        yield line("Propose", f"start and end of your stay in {where}", "propose_dates")
    signed = {s.role for s in placement.signatures.all() if s.plan_version == placement.plan_version}
    if placement.state in ("agreed", "arrived") and "fellow" not in signed:
        first = placement.plan_version == 1  # later versions have no day of their own
        yield line("Sign", "your training plan", "plan", due=placement.starts_on if first else None)
    if placement.state != "arrived":
        return
    due = duties.due_days_of(placement)
    if placement.queried:
        yield line("Correct", "logbook entries that your tutor queried", "logbook")
    if not placement.gave_midterm and not placement.gave_final and today >= dates.midterm_on(placement):
        yield line(
            "Evaluate",
            "your centre at mid-term",
            "evaluate",
            "midterm",
            due=due["midterm"],
        )
    if today >= dates.final_from(placement):
        if not placement.gave_final:
            yield line("Evaluate", "your centre", "evaluate", "final", due=due["final"])
        report = getattr(placement, "report", None)
        if report is None or report.state in states.REPORT_OPEN:
            yield line("File", "your report", "file_report", due=due["report"])


def unsigned(placement: Placement) -> QuerySet[LogEntry]:
    return placement.entries.filter(state="logged")
