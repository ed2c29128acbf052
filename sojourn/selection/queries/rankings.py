"""The ranking as a page shows it: sorted, filtered, searched and cut into pages, for one viewer."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from functools import reduce
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Case, Exists, F, OuterRef, Q, QuerySet, Subquery, Value, When

from sojourn.applications import states as application_states
from sojourn.applications.models import Application
from sojourn.calls.models import Programme
from sojourn.reviews import queries as reviews
from sojourn.selection.models import Decision, Ruling, Tally, TallyRow
from sojourn.selection.queries import panels, tallies

PAGE = 60
SORTS = {
    "place": ("Place", ("shown_place",), False),
    "mean": ("Mean", ("mean",), True),
    "calibrated": ("Calibrated", ("calibrated",), True),
    "change": ("Change of rank", ("change",), True),
    "spread": ("Spread", ("spread",), True),
    "number": ("Number", ("application__number",), False),
    "name": ("Name", ("application__family_name", "application__given_name"), False),
}
SHOWS = {
    "open": "Not decided",
    "placed": "Within the places",
    "waiting": "Waiting list",
    "unranked": "Not to be placed",
    "below": "Below a minimum score",
    "borderline": "Eligibility not decided",
    "apart": "Reviewers far apart",
}
APART = 0.375  # reviewers are far apart whose scores span that part of the scale or more


@dataclass
class Line:
    """One application on the page. `position` and `waiting` count what the viewer sees."""

    application: Application
    tally: TallyRow
    decision: Decision | None = None
    position: int | None = None
    waiting: int | None = None
    ruling: Ruling | None = None
    disclosed: list[str] = field(default_factory=list)
    editable: bool = False
    item: Any = None  # id of the open meeting's item that the viewer may call up

    @property
    def suggested(self) -> str:
        return str(self.tally.rank or "")

    @property
    def below(self) -> list[str]:
        return self.tally.below

    @property
    def unruled(self) -> bool:
        return self.application.state == "borderline" and self.ruling is None


@dataclass
class Listing:
    """One page of lines and what stands above the table."""

    tally: Tally
    lines: list[Line]
    page: Page | None = None


def listing(
    programme: Programme,
    viewer: Any,
    *,
    at: datetime,
    show: str = "",
    sort: str = "place",
    words: str = "",
    page: Any = 1,
) -> Listing:
    """What a page of the ranking shows. Unknown words of the address mean the usual."""
    show = show if show in SHOWS else ""
    sort = sort if sort in SORTS and not (sort == "name" and programme.blind) else "place"
    tally, rows = _rows(programme, viewer, at)
    fitting = _Fitting(programme, apart(programme), show, words.strip(), sort)
    chosen = fitting.stored(rows) if isinstance(rows, QuerySet) else fitting.listed(rows)
    cut = Paginator(chosen, PAGE).get_page(page)
    return Listing(tally, _lines(programme, viewer, cut.object_list), cut)


def lines_of(programme: Programme, viewer: Any, keys: Iterable[str], *, at: datetime) -> list[Line]:
    """The lines of these applications, as far as the viewer may see them."""
    wanted = set(keys)
    _, rows = _rows(programme, viewer, at)
    if isinstance(rows, QuerySet):
        rows = rows.filter(application__in=[key for key in wanted if _is_key(key)])
    return _lines(programme, viewer, [row for row in rows if str(row.application_id) in wanted])


def every_line(programme: Programme, viewer: Any, *, at: datetime) -> list[Line]:
    """All lines in the order of the places, for a signature and a sheet."""
    _, rows = _rows(programme, viewer, at)
    fitting = _Fitting(programme, apart(programme), "", "", "place")
    chosen = fitting.stored(rows) if isinstance(rows, QuerySet) else fitting.listed(rows)
    return _lines(programme, viewer, chosen)


def _is_key(text: str) -> bool:
    return len(text) == 36 and text.count("-") == 4


def apart(programme: Programme) -> float:
    """From this spread on, reviewers count as far apart."""
    criteria = reviews.criteria_of(programme)
    return (criteria[0].highest - criteria[0].lowest) * APART if criteria else 1.0


def _rows(programme: Programme, viewer: Any, at: datetime) -> tuple[Tally, Any]:
    """The tally with all its rows, each knowing `place` (as shown to the viewer), `outcome` and `ruled`."""
    tally = tallies.kept(programme, viewer) if tallies.is_large(programme) else None
    hidden = _hidden_places(programme, viewer)
    if tally is not None:
        return tally, _stored(tally, programme, viewer, hidden)
    tally, rows = tallies.reckon(programme, viewer, at=at)
    decisions = {
        key: (outcome, place)
        for key, outcome, place in Decision.objects.filter(application__programme=programme).values_list(
            "application_id", "outcome", "position"
        )
    }
    ruled = set(
        Ruling.objects.filter(application__programme=programme).values_list("application_id", flat=True)
    )
    for row in rows:
        row.outcome, place = decisions.get(row.application_id, (None, None))
        row.shown_place = None if place is None else place - sum(one < place for one in hidden)
        row.ruled = row.application_id in ruled
    return tally, rows


def _hidden_places(programme: Programme, viewer: Any) -> list[int]:
    """Places of what the viewer may not see: the others are counted without them."""
    rows = Decision.objects.filter(
        application__programme=programme,
        application__state__in=application_states.REVIEWED,
        position__isnull=False,
    )
    seen = reviews.without_conflict(rows, viewer).values("pk")
    return list(rows.exclude(pk__in=seen).values_list("position", flat=True))


def _stored(tally: Tally, programme: Programme, viewer: Any, hidden: list[int]) -> QuerySet[TallyRow]:
    rows = TallyRow.objects.filter(tally=tally, application__state__in=application_states.REVIEWED)
    own = Decision.objects.filter(application=OuterRef("application"))
    less = [Case(When(place__gt=one, then=Value(1)), default=Value(0)) for one in hidden]
    return (
        reviews.without_conflict(rows, viewer)
        .annotate(
            outcome=Subquery(own.values("outcome")[:1]),
            place=Subquery(own.values("position")[:1]),
            ruled=Exists(Ruling.objects.filter(application=OuterRef("application"))),
        )
        .annotate(shown_place=reduce(lambda a, b: a - b, less, F("place")) if less else F("place"))
        .select_related("application__programme__society", "application__programme__call")
    )


@dataclass
class _Fitting:
    """One filter and one order, said twice: to the database and to a list. A test holds them together."""

    programme: Programme
    apart: float
    show: str
    words: str
    sort: str

    def stored(self, rows: QuerySet[TallyRow]) -> QuerySet[TallyRow]:
        places = self.programme.places or 0
        wanted = {
            "open": Q(outcome=None),
            "placed": Q(shown_place__lte=places),
            "waiting": Q(shown_place__gt=places),
            "unranked": Q(outcome="unranked"),
            "below": ~Q(below=[]),
            "borderline": Q(application__state="borderline", ruled=False),
            "apart": Q(spread__gte=self.apart),
        }
        if self.show:
            rows = rows.filter(wanted[self.show])
        for word in self.words.split():
            found = Q(application__number__icontains=word)
            if not self.programme.blind:
                found |= Q(application__given_name__icontains=word)
                found |= Q(application__family_name__icontains=word)
            rows = rows.filter(found)
        _, names, falling = SORTS[self.sort]
        first = [F(name).desc(nulls_last=True) if falling else F(name).asc(nulls_last=True) for name in names]
        return rows.order_by(*first, *self._then())

    def _then(self) -> list:
        return [F("outcome").asc(nulls_first=True), F("mean").desc(nulls_last=True), F("application__number")]

    def listed(self, rows: list[TallyRow]) -> list[TallyRow]:
        places = self.programme.places or 0
        wanted: dict[str, Callable[[Any], bool]] = {
            "": lambda row: True,
            "open": lambda row: row.outcome is None,
            "placed": lambda row: row.shown_place is not None and row.shown_place <= places,
            "waiting": lambda row: row.shown_place is not None and row.shown_place > places,
            "unranked": lambda row: row.outcome == "unranked",
            "below": lambda row: bool(row.below),
            "borderline": lambda row: row.application.state == "borderline" and not row.ruled,
            "apart": lambda row: row.spread is not None and row.spread >= self.apart,
        }
        found = [row for row in rows if wanted[self.show](row) and self._says(row.application)]
        _, names, falling = SORTS[self.sort]

        def key(row: Any) -> tuple:
            first = [_ordered(_value(row, name), falling) for name in names]
            then = (row.outcome is not None, row.outcome or "")
            return (*first, then, _ordered(row.mean, True), row.application.number)

        return sorted(found, key=key)

    def _says(self, application: Application) -> bool:
        blind = self.programme.blind
        text = " ".join(
            (application.number, *(() if blind else (application.given_name, application.family_name)))
        ).casefold()
        return all(word.casefold() in text for word in self.words.split())


def _value(row: Any, path: str) -> Any:
    for name in path.split("__"):
        row = getattr(row, name)
    return row


def _ordered(value: Any, falling: bool) -> tuple:
    """Missing values last, in either direction."""
    if value is None:
        return (1, 0)
    return (0, -value if falling else value)


def _lines(programme: Programme, viewer: Any, rows: Iterable[Any]) -> list[Line]:
    rows = list(rows)
    applications = [row.application for row in rows]
    decisions = {row.application_id: row for row in Decision.objects.filter(application__in=applications)}
    rulings = {row.application_id: row for row in Ruling.objects.filter(application__in=applications)}
    chairs = panels.is_chair(viewer, programme)
    mine = panels.mine_of(viewer, programme, applications)
    notes = panels.disclosed_notes(programme, applications) if chairs else {}
    places = programme.places or 0
    return [
        Line(
            application=row.application,
            tally=row,
            decision=decisions.get(row.application_id),
            position=row.shown_place,
            waiting=row.shown_place - places if row.shown_place and row.shown_place > places else None,
            ruling=rulings.get(row.application_id),
            disclosed=notes.get(row.application_id, []),
            editable=row.application_id in mine,
        )
        for row in rows
    ]


def names_of_reviewers(programme: Programme, viewer: Any) -> dict[str, str]:
    """Reviewer's id -> name, for who may know who reviews what."""
    if not reviews.sees_names(viewer, programme):
        return {}
    return {str(row.user_id): row.user.formal_name for row in panels.reviewers(programme)}
