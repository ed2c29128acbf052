"""Whose a paper is, who has still to sign it, and what the clock has to do with it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Max, Q, QuerySet
from django.urls import reverse

from sojourn.agreements import states
from sojourn.agreements.models import Paper
from sojourn.agreements.queries import words
from sojourn.calls import queries as calls
from sojourn.calls.models import Programme
from sojourn.centres import queries as centres
from sojourn.core import periods, seals
from sojourn.core.reminding import Owed
from sojourn.people import queries as people
from sojourn.placements import queries as placements
from sojourn.placements.models import Placement
from sojourn.societies import queries as societies
from sojourn.ui.waiting import Waiting

DOOR = "agreements:link_page"
RELATED = (
    "sheet",
    "sealed",
    "placement__fellow",
    "placement__tutor",
    "placement__award__application__applicant",
    "placement__award__application__programme__call",
    "placement__award__application__programme__society",
    "placement__offer__centre__institution",
)


def every() -> QuerySet[Paper]:
    return Paper.objects.exclude(placement__award__state="recalled").select_related(*RELATED)


def visible_to(user: Any) -> QuerySet[Paper]:
    """The fellow and the office; the centre's coordinators what they are a party to."""
    hosted = Q(placement__offer__centre__institution__in=centres.coordinated_by(user))
    return every().filter(
        Q(placement__fellow=user)
        | Q(placement__award__application__programme__society__in=societies.officer_of(user))
        | hosted & Q(parties__contains="coordinator")
    )


def for_officer(user: Any) -> QuerySet[Paper]:
    return every().filter(
        placement__award__application__programme__society__in=societies.officer_of(user),
        placement__award__state="accepted",
    )


def behind(link: Any) -> QuerySet[Paper]:
    """The paper that a mailed link is about."""
    return every().filter(pk=link.thing_id)


def of_stay(placement: Placement, user: Any) -> list[Paper]:
    """Every version that this person may read, the newest first of each kind."""
    return list(visible_to(user).filter(placement=placement))


def groups(papers: list[Paper]) -> list[tuple[str, list[Paper]]]:
    """By kind, in the order of the kinds, those without any left in."""
    return [(word, [paper for paper in papers if paper.kind == kind]) for kind, word in states.KINDS.items()]


def current(placement: Placement, kind: str) -> Paper | None:
    """The version that counts now."""
    return every().filter(placement=placement, kind=kind, state__in=states.LIVE).first()


def next_number(placement: Placement, kind: str) -> int:
    found = Paper.objects.filter(placement=placement, kind=kind).aggregate(last=Max("number"))["last"]
    return (found or 0) + 1


def by_code(code: str) -> Paper | None:
    tidy = seals.parse(code)
    return Paper.objects.filter(code=tidy).select_related("sealed", "sheet").first() if tidy else None


def by_digest(sha256: str) -> Paper | None:
    """The paper whose sealed file, or whose file for signing, has these very bytes."""
    return (
        Paper.objects.filter(Q(sealed__sha256=sha256) | Q(sheet__sha256=sha256))
        .select_related("sealed", "sheet")
        .first()
    )


# --- who signs ---


def roles_of(by: Any, paper: Paper) -> list[str]:
    """As what somebody may sign this paper, in its order; an account, or a link of this very paper."""
    if by is None:
        return []
    held = _held_by_link(by, paper) if by._meta.label == "post.Invitation" else _held_by_account(by, paper)
    return [role for role in paper.roles if role in held]


def _held_by_link(link: Any, paper: Paper) -> set[str]:
    if link.door != DOOR or link.thing_id != str(paper.pk):
        return set()
    address, tutor = link.address.casefold(), paper.placement.tutor
    held = {"tutor"} if tutor and tutor.email.casefold() == address else set()
    if any(person.email.casefold() == address for person in placements.coordinators(paper.placement)):
        held.add("coordinator")
    return held


def _held_by_account(by: Any, paper: Paper) -> set[str]:
    placement = paper.placement
    if by.pk == placement.fellow_id:
        return {"fellow"}  # whoever holds an office as well signs no paper of her own for the other side
    society = placement.award.application.programme.society
    institution = placement.offer.centre.institution_id
    held = set()
    if centres.coordinated_by(by).filter(pk=institution).exists():
        held.add("coordinator")
    if societies.officers(society).filter(user=by).exists():
        held.add("society")
    if people.is_federation_officer(by):
        held.add("federation")
    return held


def missing(paper: Paper) -> list[str]:
    """Roles that have not signed yet."""
    signed = set(paper.marks.values_list("role", flat=True))
    return [role for role in paper.roles if role not in signed]


def signers(paper: Paper, role: str) -> list[Any]:
    """Whom to ask for a signature: accounts, or addresses of people without one."""
    placement = paper.placement
    if role == "fellow":
        return [placement.fellow] if placement.fellow else []
    if role == "tutor":
        return [placement.tutor] if placement.tutor else []
    if role == "coordinator":
        return placements.coordinators(placement)
    if role == "society":
        return placements.office_people(placement)
    return list(people.in_role("federation_officer"))


def held_by(user: Any) -> QuerySet[Paper]:
    """Open papers that this person might sign; whether by which role is asked of each."""
    near = Q(placement__fellow=user) | Q(
        placement__offer__centre__institution__in=centres.coordinated_by(user)
    )
    office = Q(placement__award__application__programme__society__in=societies.officer_of(user))
    return every().filter(near | office, state="open").prefetch_related("marks")


# --- the clock ---


def overtaken() -> list[tuple[Paper, list[str]]]:
    """Papers that say what is no longer so, with what is otherwise now; the same few queries for many."""
    rows = list(
        every()
        .filter(state__in=states.DRAWN, placement__state__in=("agreeing", "proposed", "agreed", "arrived"))
        .order_by("pk")
    )
    grants = words.grants([paper.placement for paper in rows])
    told = [
        (paper, words.changed(paper.facts, words.binding(paper.placement, grants[paper.placement.award_id])))
        for paper in rows
    ]
    return [(paper, changes) for paper, changes in told if changes]


def to_draw() -> list[tuple[Paper, list[str]]]:
    """The last version was replaced while the dates were open, and they stand again."""
    rows = every().filter(state="replaced", placement__state__in=("agreed", "arrived")).order_by("-number")
    newest: dict[tuple[Any, str], Paper] = {}
    for paper in rows:
        newest.setdefault((paper.placement_id, paper.kind), paper)
    again = [
        paper
        for (stay, kind), paper in newest.items()
        if not Paper.objects.filter(placement=stay, kind=kind, number__gt=paper.number).exists()
    ]
    return [(paper, words.changed(paper.facts, words.facts(paper.placement))) for paper in again]


def outlived(at: datetime) -> list[Paper]:
    """Papers whose years are over, counted from the last day of the stay, else from the asking."""
    rows = Paper.objects.filter(asked_at__lte=at - timedelta(days=365)).select_related(*RELATED)
    years: dict[tuple[str, Any], int] = {}
    found = []
    for paper in rows.exclude(placement__state__in=("agreed", "arrived")).order_by("asked_at", "pk"):
        programme = paper.placement.award.application.programme
        if (paper.kind, programme.pk) not in years:
            words_now = words.wording(paper.kind, words.scopes_of(programme))
            years[paper.kind, programme.pk] = words_now.keep_years
        last = paper.placement.left_on or paper.placement.ends_on or paper.asked_at.date()
        until = periods.add_years(last, years[paper.kind, programme.pk])
        if max(last, until) < at.date():
            found.append(paper)
    return found


def to_seal() -> QuerySet[Paper]:
    return every().filter(state="signed").order_by("drawn_at", "pk")


def owed(programme: Programme, at: datetime) -> Iterator[Owed]:
    """Papers that somebody has not signed."""
    rows = every().filter(state="open", placement__award__application__programme=programme)
    yield from map(_owed, rows.order_by("drawn_at", "pk"))


def _owed(paper: Paper) -> Owed:
    programme = paper.placement.award.application.programme
    zone = programme.call.zone
    return Owed(
        "paper", programme, paper, what(paper), paper.drawn_at, zone, told=paper.chased_at,
        about=paper.placement.fellow_id,
    )  # fmt: skip


def to_chase(at: datetime) -> list[tuple[Paper, datetime]]:
    """Open ones for which a moment of the rule has come, with it."""
    schedule = calls.reminders.Schedule("paper")
    rows = map(_owed, every().filter(state="open").order_by("drawn_at", "pk"))
    return [(one.thing, now) for one in rows if (now := one.now(schedule.of(one.programme), at))]


def recipient(letter: Any) -> str:
    """The address that is right at this moment; empty when the letter has lost its reason."""
    paper = every().filter(pk=letter.thing_id).first()
    if paper is None:
        return ""
    if letter.kind in ("agreements.sign", "agreements.chase"):
        if paper.state != "open":
            return ""
        asked = [one for role in missing(paper) for one in signers(paper, role)]
        return letter.to_address if letter.to_address in {one.email for one in asked} else ""
    if letter.invitation_id:
        asked = [one for role in states.BY_LINK for one in signers(paper, role)]
        return letter.to_address if letter.to_address in {one.email for one in asked} else ""
    return letter.to_address if letter.to_user_id else ""


def waiting_for(user: Any, *, at: datetime) -> list[Waiting]:
    """Papers to sign, letters to draw up, objections to answer."""
    lines = []
    for paper in held_by(user):
        signed = {mark.role for mark in paper.marks.all()}
        if any(role not in signed for role in roles_of(user, paper)):
            lines.append(Waiting("Sign", f"the {what(paper)}", reverse("agreements:paper", args=[paper.pk])))
    todo = for_officer(user).filter(state__in=("asked", "objected")).order_by("asked_at", "pk")
    for paper in todo:
        verb = "Draw up" if paper.state == "asked" else "Answer the objection to"
        lines.append(Waiting(verb, f"the {what(paper)}", reverse("agreements:paper", args=[paper.pk])))
    return lines


def what(paper: Paper) -> str:
    """ "agreement of Dr Ada Lind": as a line on a desk names it."""
    fellow = paper.placement.fellow
    whose = f" of {fellow.formal_name}" if fellow else ""
    return f"{paper.get_kind_display().lower()}{whose}"
