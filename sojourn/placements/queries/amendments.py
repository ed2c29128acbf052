"""Changes of a stay whose dates are agreed: whose they are, who must still agree, what would move."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from sojourn.calls.models import CentreOffer
from sojourn.centres import queries as centres
from sojourn.placements import states
from sojourn.placements.models import Amendment, Consent, Placement
from sojourn.placements.queries import dates, duties, errands, stays
from sojourn.ui import times

FULL = (
    *(f"placement__{name}" for name in stays.RELATED),
    "offer__centre__institution",
    "tutor",
)
CENTRE_READS = ("redate", "extend", "interrupt")  # nothing that a fellow may say against a centre


def amendments_for(user: Any) -> QuerySet[Amendment]:
    """The own stay, the own society; the centre where it is asked, once the others have agreed.

    The centre never reads why a fellow or the office ends a stay, moves it away or wants another tutor.
    """
    office = Q(placement__award__application__programme__society__in=stays.societies.officer_of(user))
    asked_first = ~Q(asked_as="centre") & Exists(
        Consent.objects.filter(amendment=OuterRef("pk"), given_at=None).exclude(party__in=states.ASKED_LAST)
    )
    hosted = Q(offer__centre__institution__in=centres.coordinated_by(user))
    own = Q(kind__in=(*CENTRE_READS, "move")) & ~asked_first
    centre = hosted & (own | Q(kind__in=("end", "tutor"), asked_as="centre"))
    return Amendment.objects.filter(Q(placement__fellow=user) | office | centre).select_related(*FULL)


def amendments_of(placement: Placement, user: Any) -> QuerySet[Amendment]:
    return amendments_for(user).filter(placement=placement)


def amendments_behind(placement: Placement) -> QuerySet[Amendment]:
    """What the tutor of this stay may read by link: what the centre is asked."""
    first = Consent.objects.filter(amendment=OuterRef("pk"), given_at=None).exclude(
        party__in=states.ASKED_LAST
    )
    rows = Amendment.objects.filter(placement=placement, offer=placement.offer, kind__in=CENTRE_READS)
    return rows.filter(Q(asked_as="centre") | ~Exists(first)).select_related(*FULL)


def open_amendment(placement: Placement) -> Amendment | None:
    return Amendment.objects.filter(placement=placement, state="asked").select_related(*FULL).first()


def party_of(by: Any, placement: Placement) -> str:
    """As whom this person, or the holder of this link, acts in this stay; empty for a stranger."""
    if stays.is_fellow(by, placement):
        return "fellow"
    if stays.is_office(by, placement):
        return "office"
    return "centre" if stays.is_centre(by, placement) else ""


def asked_parties(amendment: Amendment) -> list[str]:
    """Whose turn it is: the centre is troubled last."""
    waiting = [each.party for each in amendment.consents.all() if each.given_at is None]
    return [party for party in waiting if party not in states.ASKED_LAST] or waiting


def speaks_for(amendment: Amendment, party: str, by: Any) -> bool:
    if by is None:
        return False
    placement = amendment.placement
    if party == "new_centre":
        person = by._meta.label == "people.User"
        institution = amendment.offer.centre.institution_id
        return person and centres.coordinated_by(by).filter(pk=institution).exists()
    right = {"fellow": stays.is_fellow, "office": stays.is_office, "centre": stays.is_centre}[party]
    return right(by, placement)


def turn_of(amendment: Amendment, by: Any) -> str:
    """The party for which this person may answer now, or nothing."""
    if amendment.state != "asked":
        return ""
    return next((p for p in asked_parties(amendment) if speaks_for(amendment, p, by)), "")


def waiting_amendments(user: Any) -> list[Amendment]:
    """What waits for this person's yes or no."""
    rows = amendments_for(user).filter(state="asked").prefetch_related("consents")
    return [row for row in rows if turn_of(row, user)]


def other_centres(placement: Placement) -> list[CentreOffer]:
    """Every other place of the same programme, whatever its capacity: the centre itself says yes or no."""
    programme = placement.award.application.programme_id
    rows = CentreOffer.objects.filter(programme=programme).exclude(pk=placement.offer_id)
    return list(rows.select_related("centre__institution", "programme__call").order_by("pk"))


def tutors_at(offer: CentreOffer, *, but: Any = None) -> list[Any]:
    """Who of a centre may be the tutor of a stay."""
    return [one for one in centres.tutors(offer.centre) if one != but]


def only_tutor_of(offer: CentreOffer) -> Any:
    """The tutor, where the centre has no choice; else whoever agrees for it says who it is."""
    found = tutors_at(offer)
    return found[0] if len(found) == 1 else None


def legs(placement: Placement) -> list[dict[str, Any]]:
    """Where the fellow was: [{"institution", "from", "until"}], one line unless the stay moved."""
    moves = placement.amendments.filter(kind="move", state="done").select_related(
        "offer__centre__institution"
    )
    moves = list(moves.order_by("from_on", "settled_at"))
    last = placement.left_on or placement.ends_on
    if not moves:
        return [
            {"institution": placement.offer.centre.institution, "from": placement.starts_on, "until": last}
        ]
    first = placement.award.offer.centre.institution
    steps = [(first, placement.starts_on), *((row.offer.centre.institution, row.from_on) for row in moves)]
    ends = [*(start - timedelta(1) for _, start in steps[1:]), last]
    return [
        {"institution": institution, "from": start, "until": end}
        for (institution, start), end in zip(steps, ends, strict=True)
    ]


def amendment_words(amendment: Amendment) -> str:
    """What is asked for, in a sentence that does not name the fellow."""
    day = times.day
    if amendment.kind == "redate":
        return f"The stay lasts from {day(amendment.starts_on)} to {day(amendment.ends_on)}."
    if amendment.kind == "extend":
        return f"The stay lasts until {day(amendment.ends_on)}."
    if amendment.kind == "interrupt":
        return (
            f"The stay is interrupted from {day(amendment.pause_from)} to {day(amendment.pause_until)} "
            f"and lasts until {day(amendment.ends_on)}."
        )
    if amendment.kind == "move":
        return (
            f"From {day(amendment.from_on)} the stay goes on at {amendment.offer.centre.institution}, "
            f"until {day(amendment.placement.ends_on)}."
        )
    if amendment.kind == "tutor":
        return f"{amendment.tutor.name} is the tutor from now on."
    last = f" Its last day is {day(amendment.left_on)}." if amendment.left_on else ""
    return f"The stay ends early: {states.CAUSES[amendment.cause][0].lower()}.{last}"


def new_dates(placement: Placement, values: dict[str, Any]) -> dates.Dates | None:
    """The dates that a stay would have; None where it has none, or an early end leaves nothing to come."""
    if placement.starts_on is None or values.get("cause"):
        return None
    pause = values.get("pause_from"), values.get("pause_until")
    more = {"pauses": (pause,)} if all(pause) else {}
    return dates.dates_of(placement, starts_on=values.get("starts_on"), ends_on=values.get("ends_on"), **more)


def what_moves(
    placement: Placement, values: dict[str, Any], *, at: datetime | None = None
) -> list[dict[str, Any]]:
    """[{"what", "before", "after", "late"}] of everything that hangs on the dates, whether it moves or not.

    `late`: what must be seen to before the arrival, and could not be any more by then.
    """
    new = new_dates(placement, values)
    if new is None or "tutor" in values:
        return []
    old = dates.dates_of(placement)
    before, after = (duties.due_days(placement, each) for each in (old, new))
    today = errands.day_of(placement, at) if at else None
    late: set[str] = set()
    lines: list[tuple[str, Any, Any]] = [
        ("First day", old.starts_on, new.starts_on),
        ("Last day", old.ends_on, new.ends_on),
        ("Weeks of the training plan", _weeks(old), _weeks(new)),
        *((duties.TITLES[name], before[name], after[name]) for name in before),
    ]
    for row in placement.errands.all():
        if row.state == "open" and row.counted_from is None:
            back = timedelta(row.days_before)
            what = f"{row.title}: latest day"
            lines.append((what, old.starts_on - back, new.starts_on - back))
            if today and new.starts_on - back < today:
                late.add(what)
    return [
        {"what": what, "before": _said(a), "after": _said(b), "moved": a != b, "late": what in late}
        for what, a, b in lines
    ]


def _weeks(each: dates.Dates) -> int:
    return sum(1 for _ in each.weeks())


def _said(value: Any) -> str:
    return times.day(value) if isinstance(value, date) else str(value)
