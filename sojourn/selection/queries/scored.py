"""Before a release: the scores under the rankings, reckoned again, and the conflicts behind the scores."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from django.db.models import Q

from sojourn.applications.models import Application
from sojourn.calls.models import Criterion, Programme
from sojourn.core import calibration
from sojourn.core.verifier import ranking as second
from sojourn.reviews import queries as reviews
from sojourn.reviews.models import Assignment, Score
from sojourn.selection.models import Decision, Match, Panel
from sojourn.selection.queries import matches
from sojourn.selection.queries.ways import Check, Way
from sojourn.societies import states as conflict_states
from sojourn.societies.models import Conflict

CLOSE = 1e-6  # two ways to solve the same equations may part in the last digits


def reckoned(way: Way) -> Check:
    """The means that a chair signed with, from the single marks and by the second program."""
    title = "The ranking's means are right, recomputed independently"
    wrong, apart, number = [], [], 0
    for panel in _panels(way.match):
        means = _means(way, panel.programme_id)
        number += len(panel.basis)
        if any(not _same(means.get(key), value) for key, value in panel.basis.items()):
            wrong.append(panel.programme)
        elif not _calibrated_alike(way, panel.programme):
            apart.append(panel.programme.society.acronym)
    if apart and not wrong:
        text = f"Two programs come to different calibrated scores: {', '.join(apart)}."
        return way.check(title, False, text)
    if not wrong:
        text = (
            f"{number} means, and the calibrated scores, reckoned again from the single marks: all the same."
        )
        return way.check(title, True, text)
    names = ", ".join(row.society.acronym for row in wrong)
    text = f"Scores changed after the ranking was signed: {names}. The chair looks and signs again."
    return way.check(title, False, text, way.society("reviews:coverage", wrong), "See the scores")


def _same(found: tuple[Fraction, int] | None, signed: dict[str, Any]) -> bool:
    """`signed` is what the panel kept: the mean in words, to so many decimals, and the number of reviews."""
    if found is None:
        return not signed["reviews"]
    mean, number = found
    decimals = len(signed["mean"].partition(".")[2])
    far = abs(mean - Fraction(signed["mean"])) * 2 * 10**decimals > 1
    return number == signed["reviews"] and not far


def _panels(match: Match) -> list[Panel]:
    rows = Panel.objects.filter(programme__call=match.call_id, state="signed")
    return list(rows.select_related("programme__society").order_by("programme__society__acronym"))


def _calibrated_alike(way: Way, programme: Programme) -> bool:
    """What committees see beside the means, from the standings by the one program and from the marks by the
    other; where the files fall apart, both must say so."""
    standings = reviews.scores_for(programme)
    shown = {
        (str(key), str(who.pk)): float(value) for key, one in standings.items() for who, value in one.scores
    }
    given, scales = _marks(way, programme.pk)
    again = second.scores(given, scales, first=next(iter(scales))) if scales else {}
    found = second.calibrated({key: float(value) for key, value in again.items()})
    try:
        engine = calibration.calibrate(shown).score
    except calibration.NotConnected:
        return found is None
    if found is None or set(found) != set(engine):
        return False
    return all(abs(found[key] - value) < CLOSE for key, value in engine.items())


def _means(way: Way, programme_id: Any) -> dict[str, Any]:
    given, scales = _marks(way, programme_id)
    return second.means(given, scales, first=next(iter(scales))) if scales else {}


Marks = tuple[list[tuple[str, str, str, int]], dict[str, second.Scale]]


def _marks(way: Way, programme_id: Any) -> Marks:
    """Every mark of a final review, and the scales in the programme's order; read once for all checks."""
    if programme_id not in way.marks:
        criteria = Criterion.objects.filter(programme=programme_id).order_by("order")
        scales = {str(row.pk): (row.weight, row.lowest, row.highest) for row in criteria}
        marks = Score.objects.filter(
            assignment__application__programme=programme_id, assignment__state="final"
        ).values_list("assignment__application", "assignment__reviewer", "criterion", "value")
        way.marks[programme_id] = [(str(a), str(r), str(c), value) for a, r, c, value in marks], scales
    return way.marks[programme_id]


def in_order(way: Way, readable: set) -> Check:
    """Whoever stands above somebody with a higher mean: the committee may, the signers look."""
    title, number, details, where = "Ranks follow the scores", 0, [], []
    for panel in _panels(way.match):
        mean = {key: value for key, (value, _) in _means(way, panel.programme_id).items()}
        rows = {
            str(row.application_id): row
            for row in Decision.objects.filter(panel=panel, outcome="ranked").select_related("application")
        }
        found = second.inversions([(key, row.position) for key, row in rows.items()], mean)
        number += len(found)
        where += [panel.programme] if found else []
        for above, below in found:
            if {rows[above].application_id, rows[below].application_id} <= readable:
                details.append(
                    f"{panel.programme.society.acronym}: {rows[above].application.formal_name} "
                    f"({float(mean[above]):.2f}) stands above {rows[below].application.formal_name} "
                    f"({float(mean[below]):.2f})."
                )
    if not number:
        return way.check(title, True, "Nobody stands above somebody with a higher mean.")
    text = f"{number} {'stands' if number == 1 else 'stand'} above somebody with a higher mean."
    link = way.society("selection:decide", where)
    return way.check(title, True, text, link, "See the ranking", look=True, details=details)


def declared(way: Way) -> Check:
    """Every review that counts was declared free of conflict, and no conflict waits for its chair."""
    title, match = "No conflict of interest is open", way.match
    final = Assignment.objects.filter(application__programme__call=match.call_id, state="final")
    undeclared = final.filter(declared_at=None).count()
    members = final.values("reviewer")
    waiting = Conflict.objects.filter(
        Q(against__in=Application.objects.filter(programme__call=match.call_id).values("applicant"))
        | Q(member__in=members),
        state__in=conflict_states.OPEN,
        grade="bars",
        society__in=[row.society_id for row in matches.programmes_in(match.call)],
    )
    barred = _barred_scores(final)
    if undeclared:
        return way.check(title, False, f"{undeclared} reviews without a declaration.", *_where(way, final))
    if barred:
        text = f"{barred} scores come from somebody whom a conflict bars."
        return way.check(title, False, text, *_where(way, final))
    number = waiting.count()
    if number:
        text = f"{number} found or declared, and neither confirmed nor cleared by the chair."
        busy = set(waiting.values_list("society_id", flat=True))
        where = [row for row in matches.programmes_in(match.call) if row.society_id in busy]
        url = way.society("societies:conflicts", where, call=False)
        return way.check(title, True, text, url, "See them", look=True)
    return way.check(title, True, "Every review was declared free of conflict; none waits for its chair.")


def _where(way: Way, final: Any) -> tuple[str, str]:
    rows = final.filter(declared_at=None) if final.filter(declared_at=None).exists() else final
    busy = set(rows.values_list("application__programme", flat=True))
    where = [row for row in matches.programmes_in(way.match.call) if row.pk in busy]
    return way.society("reviews:coverage", where), "See the reviews"


def _barred_scores(final: Any) -> int:
    rows = list(
        final.select_related("application__programme", "reviewer").prefetch_related("application__letters")
    )
    book = reviews.book({row.reviewer_id for row in rows})
    return sum(book.barred(row.reviewer, row.application) for row in rows)
