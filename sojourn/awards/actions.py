"""Offers, answers, the waiting list, and the grant. Places are counted under a lock."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import F

from sojourn.awards import queries, rules, states
from sojourn.awards.models import Award, Grant, Instalment, Part, Quota, Round, Share
from sojourn.calls.models import Call, CentreOffer
from sojourn.core import instalments, matching, money
from sojourn.journal import actions as journal
from sojourn.post import actions as post
from sojourn.ui import gates, times

REMIND_DAYS = 3


class Full(Exception):
    """Every place of this counter is taken: nobody else can be offered one."""


# --- offers ---


def offer_released(call: Call, *, at: datetime) -> int:
    """An offer to everybody selected in the published release who has none; the number made."""
    if not queries.unoffered(call).exists():
        return 0
    with transaction.atomic():
        journal.locked(queries.release(call))  # two workers: the second finds nothing left
        results = list(queries.unoffered(call))
        for result in results:
            offer(result.application, result.offer, tutor=result.tutor, at=at)
    return len(results)


def offer(application: Any, place: CentreOffer, *, tutor: Any = None, number: int = 0, at: datetime) -> Award:
    """Take the place, then offer it with a letter. Raises Full; `number` is the round, 0 the release."""
    call = application.programme.call
    with transaction.atomic():
        take(place)
        award = Award.objects.create(
            application=application,
            offer=place,
            tutor=tutor,
            round=number,
            offered_at=at,
            accept_by=rules.accept_by(call, at=at),
        )
        journal.note("awards.offer", thing=award, by=None, at=at, facts={"round": number})
        _write("offer", award, at=at)
        _write("remind", award, at=at, due_at=award.accept_by - timedelta(days=REMIND_DAYS))
    return award


def take(place: CentreOffer) -> None:
    """One more in every counter of this place, or Full; one statement each, so that no racer slips by."""
    limits = _limits(place)
    for key in sorted(limits):  # always in the same order: two transactions never wait for each other
        free = Quota.objects.filter(key=key, taken__lt=F("places"))
        if not free.update(taken=F("taken") + 1):
            Quota.objects.bulk_create([Quota(key=key, places=limits[key])], ignore_conflicts=True)
            if not free.update(taken=F("taken") + 1):
                raise Full(key)


def give_back(place: CentreOffer) -> None:
    Quota.objects.filter(key__in=_limits(place), taken__gt=0).update(taken=F("taken") - 1)


def _limits(place: CentreOffer) -> dict[str, int]:
    """The counters of a place with their sizes; a programme without a number has as many as its centres."""
    programme, institution = place.programme, place.centre.institution_id
    places = programme.places
    if places is None:
        places = sum(programme.offers.values_list("places", flat=True))
    limits = {f"programme:{programme.pk}": places, f"offer:{place.pk}": place.places}
    shared = programme.call.shared_places.filter(institution=institution).first()
    if shared:
        limits[f"institution:{programme.call_id}:{institution}"] = shared.places
    return limits


# --- answers ---


def accept(award: Award, *, by: Any, at: datetime) -> Award:
    """The place is the fellow's, and the grant is drawn up."""
    gates.require(rules.may_accept(award, by=by, at=at))
    with transaction.atomic():
        journal.turn(award, "accept", moves=states.MOVES, by=by, at=at, also={"answered_at": at})
        draw_up(award, at=at)
        _write("accept", award, at=at)
    return award


def decline(award: Award, *, reason: str = "", by: Any, at: datetime) -> Award:
    """The place goes back; the waiting list moves with the next tick."""
    gates.require(rules.may_decline(award, by=by, at=at))
    with transaction.atomic():
        also = {"answered_at": at, "reason": reason}
        journal.turn(award, "decline", moves=states.MOVES, by=by, at=at, also=also)
        give_back(award.offer)
        _write("decline", award, at=at)
    return award


def lapse(award: Award, *, at: datetime) -> Award:
    """Nobody answered in time."""
    gates.require(rules.may_lapse(award, by=None, at=at))
    with transaction.atomic():
        journal.turn(award, "lapse", moves=states.MOVES, by=None, at=at, also={"answered_at": at})
        give_back(award.offer)
        _write("lapse", award, at=at)
    return award


def end(award: Award, *, reason: str = "", by: Any = None, at: datetime) -> Award:
    """The stay ended early: what isn't due yet will not be paid. The place is used up."""
    gates.require(rules.may_end(award, by=by, at=at))
    with transaction.atomic():
        journal.turn(
            award, "end", moves=states.MOVES, by=by, at=at, reason=reason, also={"reason": reason[:300]}
        )
        for instalment in Instalment.objects.filter(grant__award=award, state="planned"):
            journal.turn(instalment, "cancel", moves=states.INSTALMENT_MOVES, by=by, at=at)
    return award


def follow_recalled(*, at: datetime) -> int:
    """Take back what rests on recalled results: places are free again, nothing is paid; the number."""
    found = queries.to_recall()
    for award in found:
        recall(award, at=at)
    return len(found)


def recall(award: Award, *, at: datetime) -> Award:
    """The results went back as a whole: this offer with them, whatever its answer was."""
    with transaction.atomic():
        held = award.state in states.HOLDING
        journal.turn(award, "recall", moves=states.MOVES, by=None, at=at)
        if held:
            give_back(award.offer)
        for instalment in Instalment.objects.filter(grant__award=award, state__in=("planned", "due")):
            journal.turn(instalment, "cancel", moves=states.INSTALMENT_MOVES, by=None, at=at)
        Round.objects.filter(call=award.application.programme.call).delete()
        post.withdraw(Award, [award.pk], ("awards.offer", "awards.remind", "awards.accept"), by=None, at=at)
    return award


def follow_ended(ended: Iterable[tuple[Any, str]], *, at: datetime) -> int:
    """End the awards of stays that ended early: (award id, reason) pairs; the number ended."""
    reasons = dict(ended)
    found = list(queries.accepted().filter(pk__in=reasons))
    for award in found:
        end(award, reason=reasons[award.pk], at=at)
    return len(found)


# --- the waiting list ---


def next_round(call: Call, *, at: datetime) -> Round | None:
    """Offer places that were given back to those who wait: the same engine, declined out, holders frozen.

    None when nobody declined since the last round.
    """
    with transaction.atomic():
        journal.locked(call)
        release, last = queries.release(call), queries.last_round(call)
        if release is None:
            return None
        awards = queries.awards_of(call)
        holding = {str(a.application_id) for a in awards if a.state in (*states.HOLDING, "ended")}
        gone = {str(a.application_id) for a in awards} - holding
        if gone <= set(last.instance["previous"]["declined"] if last else ()):
            return None
        before = (last.result if last else release.match.result)["awards"]
        instance = {
            **release.match.instance,
            "previous": {"awards": before, "declined": sorted(gone), "frozen": sorted(holding)},
        }
        result = matching.match(instance)
        number = last.number + 1 if last else 1
        made = Round.objects.create(call=call, number=number, instance=instance, result=result, run_at=at)
        moved = [line for line in result["awards"] if line["applicant"] not in holding | gone]
        journal.note("awards.next_round", thing=made, by=None, at=at, facts={"offers": len(moved)})
        _offer_moved(call, moved, number=number, at=at)
    return made


def _offer_moved(call: Call, moved: list[dict], *, number: int, at: datetime) -> None:
    if not moved:
        return
    places = queries.offer_by_codes(call)
    people = queries.applications(call, [line["applicant"] for line in moved])
    for line in moved:
        place = places[line["programme"], line["centre"]]
        tutor = queries.tutor_for(place)
        offer(people[line["applicant"]], place, tutor=tutor, number=number, at=at)


# --- the grant ---


def draw_up(award: Award, *, at: datetime) -> Grant | None:
    """Shares, instalments, and parts that sum both ways to the cent; None if no amount is published."""
    programme = award.application.programme
    shares = [share for share in programme.shares.all() if share.amount]
    plan = list(programme.instalment_rules.all())
    if not shares or not plan:
        return None
    total = sum(share.amount for share in shares)
    marks = [row.mark.get("kind") for row in (*shares, *plan) if row.mark]
    sums = money.split(total, [rule.share for rule in plan])
    grant = Grant.objects.create(
        award=award,
        currency=programme.currency,
        total=total,
        allotted=sum(sums),
        demonstration="demonstration" in marks,
    )
    Share.objects.bulk_create(Share(grant=grant, payer_id=s.payer_id, amount=s.amount) for s in shares)
    lines = Instalment.objects.bulk_create(
        Instalment(grant=grant, order=rule.order, trigger=rule.trigger, days=rule.days, amount=amount)
        for rule, amount in zip(plan, sums, strict=True)
    )
    table = instalments.spread(sums, [share.amount for share in shares])
    Part.objects.bulk_create(
        Part(instalment=line, payer_id=share.payer_id, amount=amount)
        for line, row in zip(lines, table, strict=True)
        for share, amount in zip(shares, row, strict=True)
    )
    return grant


def follow(progress: Iterable[tuple[Any, str]], *, at: datetime) -> int:
    """Make due what the progress of stays has earned: (award id, trigger) pairs, any number of times."""
    reached = {(str(award), trigger) for award, trigger in progress}
    if not reached:
        return 0
    waiting = [line for line in queries.planned() if (str(line.grant.award_id), line.trigger) in reached]
    for line in waiting:
        _make_due(line, at=at)
    return len(waiting)


def trigger(award: Award, trigger: str, *, at: datetime) -> int:
    """Make due what waits for this trigger; a second time does nothing."""
    return follow([(award.pk, trigger)], at=at)


def _make_due(line: Instalment, *, at: datetime) -> None:
    award = line.grant.award
    day = rules.local_day(at, award.application.programme.call)
    also = {"triggered_at": at, "due_on": day + timedelta(days=line.days)}
    with transaction.atomic():
        journal.turn(line, "trigger", moves=states.INSTALMENT_MOVES, by=None, at=at, also=also)
        _write("trigger", award, at=at, context=_money_words(line))


def pay(instalment: Instalment, *, paid_on: date, by: Any, at: datetime) -> Instalment:
    """The payer's office says that it left the account."""
    gates.require(rules.may_pay(instalment, by=by, at=at, paid_on=paid_on))
    with transaction.atomic():
        also = {"paid_on": paid_on, "paid_by": by}
        journal.turn(instalment, "pay", moves=states.INSTALMENT_MOVES, by=by, at=at, also=also)
        Grant.objects.filter(pk=instalment.grant_id).update(paid=F("paid") + instalment.amount)
        _write("pay", instalment.grant.award, at=at, context=_money_words(instalment))
    return instalment


def _money_words(line: Instalment) -> dict[str, Any]:
    return {
        "amount": str(money.Money(line.amount, line.grant.currency)),
        "number": line.order,
        "of": line.grant.instalments.count(),
        "leaves_by": line.due_on and times.day(line.due_on),
        "paid_on": line.paid_on and times.day(line.paid_on),
        "why": queries.TRIGGERS.get(line.trigger, ""),
        "demonstration": line.grant.demonstration,
    }


# --- the clock, the letters, the right to be forgotten ---


def tick(*, at: datetime) -> None:
    """Recalls, offers of published releases, lapses, and the waiting list of each call."""
    follow_recalled(at=at)
    for call in queries.released_calls():
        offer_released(call, at=at)
        for award in queries.overdue(call, at):
            lapse(award, at=at)
        next_round(call, at=at)


def _write(
    kind: str, award: Award, *, at: datetime, due_at: datetime | None = None, context: dict | None = None
):
    call = award.application.programme.call
    return post.write(
        f"awards.{kind}",
        to=award.application.applicant,
        thing=award,
        at=at,
        due_at=due_at,
        context={
            "programme": award.application.programme,
            "institution": award.offer.centre.institution,
            "accept_by": times.instant(award.accept_by, call.zone),
            "days": call.accept_days,
            "site": settings.SITE_URL,
            **(context or {}),
        },
    )


def forget(person: Any, *, at: datetime) -> None:
    """The reasons a person gave go; who was paid what stays for as long as accounts must be kept."""
    Award.objects.filter(application__applicant=person).update(reason="")
