"""Whose a grant is, what stands in it, and what the fellow wants to know of it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Exists, OuterRef, Prefetch, QuerySet

from sojourn.awards import queries as awards
from sojourn.awards.models import Award
from sojourn.calls.models import GrantTerms, InstalmentRule
from sojourn.core import grants as core
from sojourn.payments.models import Claim, Demand, Grant, Instalment, Part, Payment, Share
from sojourn.payments.models.grants import PURPOSES
from sojourn.placements import queries as stays
from sojourn.societies import queries as societies
from sojourn.ui import times

TRIGGERS = dict(InstalmentRule.TRIGGERS) | {"claim": "receipts are accepted"}
OF = dict(PURPOSES)
RELATED = (
    "award__application__applicant",
    "award__application__programme__call",
    "award__application__programme__society",
    "award__application__programme__terms__lead",
    "award__offer__centre__institution",
)


def all_grants() -> QuerySet[Grant]:
    return Grant.objects.select_related(*RELATED)


def of(award: Award) -> Grant | None:
    return all_grants().filter(award=award).first()


def awards_visible_to(user: Any) -> QuerySet[Award]:
    """Whose money page opens: the fellow, the offices of society and federation."""
    return awards.visible_to(user)


def visible_to(user: Any) -> QuerySet[Grant]:
    return all_grants().filter(award__in=awards.visible_to(user).values("pk"))


def for_officer(user: Any) -> QuerySet[Grant]:
    return all_grants().filter(award__application__programme__society__in=societies.officer_of(user))


def mine(user: Any) -> QuerySet[Grant]:
    return all_grants().filter(award__application__applicant=user)


def undrawn() -> QuerySet[Award]:
    """Accepted awards without a grant, of programmes whose amounts are published."""
    drawn = Grant.objects.filter(award=OuterRef("pk"))
    published = awards.accepted().filter(
        application__programme__shares__amount__gt=0, application__programme__instalment_rules__isnull=False
    )
    return published.filter(~Exists(drawn)).distinct()


def open_grants() -> QuerySet[Grant]:
    return all_grants().filter(closed_at=None)


def terms(grant: Grant) -> GrantTerms:
    programme = grant.award.application.programme
    return getattr(programme, "terms", None) or GrantTerms(programme=programme)


def local_day(at: datetime, grant: Grant) -> date:
    return at.astimezone(ZoneInfo(grant.award.application.programme.call.zone)).date()


def instalments(grant: Grant) -> list[Instalment]:
    rows = grant.instalments.prefetch_related(
        Prefetch("parts", Part.objects.select_related("payer")),
        Prefetch("payments", Payment.objects.select_related("payer", "batch").order_by("paid_on", "pk")),
    )
    return list(rows.order_by("order"))


def shares(grant: Grant) -> list[Share]:
    return list(grant.shares.select_related("payer").order_by("pk"))


def total(grant: Grant) -> int:
    return sum(share.amount for share in shares(grant))


def claims(grant: Grant) -> QuerySet[Claim]:
    return grant.claims.select_related("receipt").order_by("filed_at", "pk")


def claims_for(user: Any) -> QuerySet[Claim]:
    return Claim.objects.filter(grant__in=for_officer(user).values("pk")).select_related(
        "receipt", *(f"grant__{name}" for name in RELATED)
    )


def own_claims(user: Any) -> QuerySet[Claim]:
    return Claim.objects.filter(grant__award__application__applicant=user).select_related(
        "receipt", *(f"grant__{name}" for name in RELATED)
    )


def demands(grant: Grant) -> QuerySet[Demand]:
    return grant.demands.select_related("payer").order_by("asked_at", "pk")


def paid_out_by(grant: Grant, payer_id: int) -> int:
    """Who pays out what this payer gives."""
    return terms(grant).lead_id or payer_id


# --- what the stay makes of it ---


def gone(award: Award) -> bool:
    """The award fell away: nothing is given any more."""
    return award.state not in ("accepted", "ended")


def stamp(grant: Grant, stay: stays.Facts | None, at: datetime) -> dict[str, Any]:
    """What of the stay money goes by; where it is what was booked last, there is nothing to do."""
    day = local_day(at, grant)
    dated = [
        row.order
        for row in grant.instalments.all()
        if row.trigger == "date" and row.state == "planned" and row.on <= day
    ]
    return {
        "award": grant.award.state,
        "first": stay and stay.first and stay.first.isoformat(),
        "last": stay and stay.last and stay.last.isoformat(),
        "days": stay.days if stay else 0,
        "cause": stay.cause if stay else "",
        "reached": sorted(stay.reached) if stay else [],
        "dated": dated,
        "claims": claims_over(grant, stay, at),
        "done": bool(stay and stay.state in ("completed", "ended_early")),
    }


def claims_over(grant: Grant, stay: stays.Facts | None, at: datetime) -> bool:
    """No receipt is taken any more, and none waits."""
    if not terms(grant).by_receipt or stay is None or stay.last is None:
        return False
    over = local_day(at, grant) > stay.last + timedelta(days=terms(grant).claim_days)
    if over and terms(grant).claims_block and receipts_by(grant, stay):
        return False  # they hold something back, so that they are taken late
    return over and not grant.claims.filter(state="filed").exists()


def entitled(share: Share, grant: Grant, stay: stays.Facts | None, *, kept: int, claims: bool) -> int:
    """What a share comes to for the stay as it is; `kept` is what was paid of it, `claims` whether they are
    over."""
    if gone(grant.award):
        return 0
    given = terms(grant)
    if stay and stay.cause == "no_show":
        return 0 if given.no_show == "repay" else min(kept, share.promised)
    if stay and stay.cause == "visa":
        stays_with = given.refused_visa == "keep" or (
            given.refused_visa == "travel" and share.purpose == "travel"
        )
        return min(kept, share.promised) if stays_with else 0
    found = _by_dates(share, grant, stay, given)
    if claims and share.purpose == "travel":
        return min(found, kept)
    return found


def _by_dates(share: Share, grant: Grant, stay: stays.Facts | None, given: GrantTerms) -> int:
    if stay is None or stay.first is None or stay.last is None or grant.first is None:
        return share.promised
    planned = core.days(grant.first, grant.last)
    now = stay.days
    if share.unit == "lump":
        if share.purpose == "travel":  # the way there is as long for a shorter stay
            return share.promised if now else 0
        if now < planned and given.shortened == "pro_rata":
            return core.shortened(share.promised, planned=planned, days=now)
        if now > planned and given.extended == "pro_rata":
            return core.lengthened(share.promised, planned=planned, days=now, cap=share.cap)
        return share.promised
    basis = core.worth(share.rate, share.unit, first=grant.first, last=grant.last, cap=share.cap)
    there = stay.first + timedelta(days=now - 1)  # as if it had not been interrupted
    actual = core.worth(share.rate, share.unit, first=stay.first, last=there, cap=share.cap)
    if (now < planned and given.shortened == "pro_rata") or (now > planned and given.extended == "pro_rata"):
        return actual
    return basis


def reached(line: Instalment, grant: Grant, stay: stays.Facts | None, *, day: date) -> bool:
    """Whether an instalment is due. What is left of a stay that ended early is due at once."""
    if stay is None or line.trigger == "claim" or gone(grant.award):
        return False
    if stay.state == "ended_early":
        return True
    if line.trigger == "date":
        return stay.agreed and line.on <= day
    return line.trigger in stay.reached


def expected(line: Instalment, stay: stays.Facts | None) -> date | None:
    """The day about which a planned instalment will be due; None where nobody can say yet."""
    if line.state == "due":
        return line.due_on
    if stay is None or stay.first is None or stay.last is None:
        return line.on
    middle = stay.first + (stay.last - stay.first) // 2
    days = {"agreed": stay.first, "arrived": stay.first, "midterm": middle, "date": line.on}
    return days.get(line.trigger, stay.last)


def near(grant: Grant, stay: stays.Facts | None, at: datetime) -> bool:
    """Whether a payment to the fellow nears: before that, nobody asks for bank data."""
    until = local_day(at, grant) + timedelta(days=terms(grant).near_days)
    for line in grant.instalments.filter(state__in=("planned", "due")).exclude(purpose="host"):
        day = expected(line, stay)
        if line.state == "due" or (stay and stay.agreed and day and day <= until):
            return True
    return False


def asked_of(user: Any, at: datetime) -> list[Grant]:
    """The fellow's grants of which a payment nears."""
    found = list(mine(user).filter(closed_at=None).prefetch_related("instalments"))
    facts = stays.facts(grant.award_id for grant in found)
    return [grant for grant in found if near(grant, facts.get(grant.award_id), at)]


# --- duties ---


def held_back(grant: Grant, stay: stays.Facts | None, day: date, what: str) -> list[str]:
    """In words, the overdue duties that hold back `what`: payment, certificate or application.

    `stay`: its facts, read with the instant. What a stay owes is the stay's; receipts are owed here.
    """
    if stay is None:
        return []
    found = [
        f"{duty.title} (due by {times.day(duty.due_on)})" for duty in stay.overdue if what in duty.blocks
    ]
    by = receipts_by(grant, stay)
    if what in terms(grant).claims_block and by and owes_receipts(grant, stay, day):
        found.append(f"receipts for travel (due by {times.day(by)})")
    return found


def receipts_by(grant: Grant, stay: stays.Facts) -> date | None:
    """The last day for receipts where travel is paid against them and none was filed."""
    given = terms(grant)
    if not given.by_receipt or stay.last is None or not stay.arrived or stay.cause:
        return None
    if any(claim.state != "taken_back" for claim in grant.claims.all()):
        return None
    return stay.last + timedelta(days=given.claim_days)


def held_applicants(at: datetime) -> set[Any]:
    """Who owes receipts that hold back a next application."""
    rows = GrantTerms.objects.filter(by_receipt=True).values_list("programme", "claims_block")
    holding = [programme for programme, blocks in rows if "application" in blocks]
    if not holding:
        return set()
    found = list(open_grants().filter(award__application__programme__in=holding).prefetch_related("claims"))
    facts = stays.facts(grant.award_id for grant in found)
    return {
        grant.award.application.applicant_id
        for grant in found
        if owes_receipts(grant, facts.get(grant.award_id), local_day(at, grant))
    }


def owes_receipts(grant: Grant, stay: stays.Facts | None, day: date) -> bool:
    by = receipts_by(grant, stay) if stay else None
    return by is not None and day > by


def barring(award_ids: Iterable[UUID], *, what: str, at: datetime) -> dict[UUID, list[str]]:
    """Award id -> the receipts that are owed and hold `what` back; only where there are any."""
    found = list(all_grants().filter(award__in=list(award_ids)).prefetch_related("claims"))
    facts = stays.facts(grant.award_id for grant in found)
    told = {
        grant.award_id: held_back(grant, facts.get(grant.award_id), local_day(at, grant), what)
        for grant in found
    }
    return {award: words for award, words in told.items() if words}


def paid_to(institution: Any) -> QuerySet[Grant]:
    """Grants of which a part goes to this institution."""
    lines = Instalment.objects.filter(grant=OuterRef("pk"), purpose="host")
    return all_grants().filter(Exists(lines), award__offer__centre__institution=institution)


def published(programme: Any) -> list[Any]:
    """The shares of a programme that have an amount, in their order."""
    return list(
        programme.shares.filter(amount__isnull=False).select_related("programme__call").order_by("pk")
    )


def plan(programme: Any) -> list[InstalmentRule]:
    return list(programme.instalment_rules.order_by("order"))


def is_gone(grant: Grant) -> bool:
    return gone(grant.award)


def claims_seen_by(user: Any) -> QuerySet[Claim]:
    return claims_for(user) | own_claims(user)


def left_for_travel(grant: Grant) -> int:
    """What was promised for travel against receipts and is not claimed yet."""
    found = grant.instalments.filter(trigger="claim", state="planned").order_by("order").first()
    return found.amount if found else 0
