"""What must be true before results go out: each thing is counted again here, not remembered."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from django.db.models import Q
from django.urls import reverse

from sojourn.applications.models import Application
from sojourn.calls.models import CentreOffer, Criterion
from sojourn.core import verifier
from sojourn.core.verifier import ranking as second
from sojourn.people import queries as people
from sojourn.reviews import queries as reviews
from sojourn.reviews.models import Assignment, Score
from sojourn.selection import states
from sojourn.selection.models import Decision, Match, Nomination, Panel, Release, Result
from sojourn.selection.queries import matches, told
from sojourn.selection.queries import nominations as asked
from sojourn.societies import queries as societies
from sojourn.societies import states as conflict_states
from sojourn.societies.models import Conflict

SHOWN = 20  # lines of detail below a check


@dataclass(frozen=True)
class Check:
    """`text` says what was found, `url` leads to what must be mended; `look`: allowed, but to be seen."""

    title: str
    ok: bool
    text: str
    url: str = ""
    verb: str = ""
    look: bool = False
    details: list[str] = field(default_factory=list)

    @property
    def word(self) -> str:
        return "no" if not self.ok else "look" if self.look else "yes"


def checks(match: Match, *, viewer: Any = None) -> list[Check]:
    """Everything that must hold; names and means are told only of whom this viewer may read."""
    made = told.lines(match)
    nominations = asked.nominations_of(match)
    readable = {line.application.pk for line in readable_lines(made, viewer)}
    return [
        _answered(match, nominations),
        _read(match),
        _counted(match),
        _recomputed(match),
        _reckoned(match),
        _in_order(match, readable),
        _declared(match),
        _changed(match, made, readable),
        _recipients(match, made),
        _as_signed(match),
    ]


def readable_lines(made: list, viewer: Any) -> list:
    """The lines of one's own societies, all for the federation; none in conflict with the reader."""
    if viewer is None:
        return []
    own = None
    if not people.is_federation_officer(viewer):
        own = set(societies.officer_of(viewer).values_list("pk", flat=True))
    book = reviews.book([viewer])
    return [
        line
        for line in made
        if (own is None or line.application.programme.society_id in own)
        and not book.barred(viewer, line.application)
    ]


def _page(name: str, match: Match, *more: str) -> str:
    return reverse(name, args=[match.call.slug, *more])


def _answered(match: Match, nominations: list[Nomination]) -> Check:
    awards, many = len(match.result["awards"]), Counter(row.state for row in nominations)
    ok = match.state == "settled" and awards == sum(many[name] for name in states.NOMINATION_READY)
    text = f"{many['accepted']} of {awards} nominations accepted."
    if many["kept"]:
        text += f" {many['kept']} centres are asked after the release, as their programmes say."
    if many["waived"]:
        text += f" {many['waived']} places need no answer of a centre, as their programmes say."
    return Check("Every centre has said yes", ok, text, _page("selection:match", match), "See the answers")


def _read(match: Match) -> Check:
    read = matches.readings(match)
    wanted = matches.programmes_in(match.call)
    missing = [row.society.acronym for row in wanted if row.pk not in read]
    text = f"Missing: {', '.join(missing)}." if missing else f"All {len(wanted)} chairs have read their part."
    title = "Every chair has read the part of the own society"
    return Check(title, not missing, text, _page("selection:match", match), "See who has read")


def _counted(match: Match) -> Check:
    """Recounted from the call's own rows, not from the instance."""
    given = Counter((row["programme"], row["centre"]) for row in match.result["awards"])
    by_programme = Counter(row["programme"] for row in match.result["awards"])
    over = [
        f"{row.programme.society.acronym} at {row.centre.institution}"
        for row in CentreOffer.objects.filter(programme__call=match.call_id).select_related(
            "programme__society", "centre__institution"
        )
        if given[row.programme.society.slug, row.centre.institution.slug] > row.places
    ]
    places = {row.society.slug: row.places or 0 for row in matches.programmes_in(match.call)}
    over += [slug for slug, number in by_programme.items() if number > places.get(slug, 0)]
    by_centre = Counter(row["centre"] for row in match.result["awards"])
    over += [
        f"{row.institution}, all societies"
        for row in match.call.shared_places.select_related("institution")
        if by_centre[row.institution.slug] > row.places
    ]
    grants, total = match.call.federation_grants, sum(by_programme.values())
    if grants is not None and total > grants:
        over.append(f"{total} for {grants} grants of the federation")
    text = f"{total} awards for {sum(places.values())} places"
    text += f" and {grants} grants of the federation." if grants is not None else "."
    if over:
        text = f"Too many: {', '.join(over)}."
    title = "No more awards than places and grants"
    return Check(title, not over, text, _page("selection:match", match), "See the awards")


def _recomputed(match: Match) -> Check:
    faults = verifier.verify(match.instance, match.result)
    text = (
        "; ".join(faults[:3]) if faults else "A second program that shares no code came to the same result."
    )
    title = "The match is right, recomputed independently"
    return Check(title, not faults, text, _page("selection:instance", match), "The exact input")


def _reckoned(match: Match) -> Check:
    """The means that a chair signed with, from the single marks and by the second program."""
    title = "The ranking's means are right, recomputed independently"
    wrong, number = [], 0
    for panel in _panels(match):
        means = _means(panel.programme_id)
        number += len(panel.basis)
        if any(not _same(means.get(key), value) for key, value in panel.basis.items()):
            wrong.append(panel.programme)
    if not wrong:
        return Check(title, True, f"{number} means reckoned again from the single marks: all the same.")
    names = ", ".join(row.society.acronym for row in wrong)
    text = f"Scores changed after the ranking was signed: {names}. The chair looks and signs again."
    return Check(title, False, text, _coverage(match, wrong[0]), "See the scores")


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


def _means(programme_id: Any) -> dict[str, Any]:
    criteria = list(Criterion.objects.filter(programme=programme_id).order_by("order"))
    if not criteria:
        return {}
    marks = Score.objects.filter(
        assignment__application__programme=programme_id, assignment__state="final"
    ).values_list("assignment__application", "assignment__reviewer", "criterion", "value")
    scales = {str(row.pk): (row.weight, row.lowest, row.highest) for row in criteria}
    given = [(str(a), str(r), str(c), value) for a, r, c, value in marks]
    return second.means(given, scales, first=str(criteria[0].pk))


def _coverage(match: Match, programme: Any) -> str:
    return _page("reviews:coverage", match, programme.society.slug)


def _in_order(match: Match, readable: set) -> Check:
    """Whoever stands above somebody with a higher mean: the committee may, the signers look."""
    title, number, details, link = "Ranks follow the scores", 0, [], ""
    for panel in _panels(match):
        mean = {key: value for key, (value, _) in _means(panel.programme_id).items()}
        rows = {
            str(row.application_id): row
            for row in Decision.objects.filter(panel=panel, outcome="ranked").select_related("application")
        }
        found = second.inversions([(key, row.position) for key, row in rows.items()], mean)
        number += len(found)
        link = link or (_page("selection:decide", match, panel.programme.society.slug) if found else "")
        for above, below in found:
            if {rows[above].application_id, rows[below].application_id} <= readable:
                details.append(
                    f"{panel.programme.society.acronym}: {rows[above].application.formal_name} "
                    f"({float(mean[above]):.2f}) stands above {rows[below].application.formal_name} "
                    f"({float(mean[below]):.2f})."
                )
    if not number:
        return Check(title, True, "Nobody stands above somebody with a higher mean.")
    text = f"{number} {'stands' if number == 1 else 'stand'} above somebody with a higher mean."
    return Check(title, True, text, link, "See the ranking", look=True, details=details[:SHOWN])


def _declared(match: Match) -> Check:
    """Every review that counts was declared free of conflict, and no conflict waits for its chair."""
    title = "No conflict of interest is open"
    final = Assignment.objects.filter(application__programme__call=match.call_id, state="final")
    undeclared = final.filter(declared_at=None).count()
    members = final.values("reviewer")
    waiting = Conflict.objects.filter(
        Q(against__in=Application.objects.filter(programme__call=match.call_id).values("applicant"))
        | Q(member__in=members),
        state__in=conflict_states.OPEN,
        grade="bars",
        society__in=[row.society_id for row in matches.programmes_in(match.call)],
    ).select_related("society")
    barred = _barred_scores(final)
    if undeclared:
        return Check(title, False, f"{undeclared} reviews without a declaration.", *_where(match, final))
    if barred:
        text = f"{barred} scores come from somebody whom a conflict bars."
        return Check(title, False, text, *_where(match, final))
    first = waiting.first()
    if first is not None:
        text = f"{waiting.count()} found or declared, and neither confirmed nor cleared by the chair."
        url = reverse("societies:conflicts", args=[first.society.slug])
        return Check(title, True, text, url, "See them", look=True)
    return Check(title, True, "Every review was declared free of conflict; none waits for its chair.")


def _where(match: Match, final: Any) -> tuple[str, str]:
    row = final.filter(declared_at=None).first() or final.first()
    return _coverage(match, row.application.programme), "See the reviews"


def _barred_scores(final: Any) -> int:
    rows = list(
        final.select_related("application__programme", "reviewer").prefetch_related("application__letters")
    )
    book = reviews.book({row.reviewer_id for row in rows})
    return sum(book.barred(row.reviewer, row.application) for row in rows)


def _changed(match: Match, made: list, readable: set) -> Check:
    """Against what was released and recalled; else against the run before."""
    title = "What differs from the last run"
    recalled = (
        Release.objects.filter(call=match.call_id, state="recalled").order_by("-recalled_at", "-pk").first()
    )
    now = {line.application.pk: (line.outcome, line.offer and line.offer.pk) for line in made}
    before: dict[Any, Any] = {}
    if recalled is not None:
        rows = Result.objects.filter(release=recalled)
        before = {row.application_id: (row.outcome, row.offer_id) for row in rows}
        against = "the release that was recalled"
    else:
        earlier = Match.objects.filter(call=match.call_id, run_at__lt=match.run_at).first()
        if earlier is None:
            return Check(title, True, "This is the first run.")
        was = _places(earlier)
        now, before, against = _places(match), was, "the run before"
    names = {str(line.application.pk): line.application for line in made}
    moved = [key for key in now.keys() | before.keys() if now.get(key) != before.get(key)]
    if not moved:
        return Check(title, True, f"Nothing differs from {against}.")
    people_of = [names[str(key)] for key in moved if str(key) in names]
    details = sorted(
        f"{row.programme.society.acronym}: {row.formal_name}" for row in people_of if row.pk in readable
    )
    text = f"{len(moved)} {'result differs' if len(moved) == 1 else 'results differ'} from {against}."
    link = _page("selection:match", match)
    return Check(title, True, text, link, "See the match", look=True, details=details[:SHOWN])


def _places(match: Match) -> dict[str, tuple[str, str]]:
    return {row["applicant"]: (row["programme"], row["centre"]) for row in match.result["awards"]}


def _as_signed(match: Match) -> Check:
    now = matches.instance(match.call)
    same = all(
        now[part] == match.instance[part] for part in ("applicants", "programmes", "offers", "lottery")
    )
    text = (
        "Rankings, choices and places are those that were matched."
        if same
        else "Something changed since the run: discard it and run again."
    )
    title = "The input is still what was signed"
    return Check(title, same, text, _page("selection:match", match), "See the match")


def _recipients(match: Match, made: list) -> Check:
    title = "Recipients are those of the decisions"
    unchecked = [line for line in made if line.application.state == "submitted"]
    if unchecked:
        programme = unchecked[0].application.programme
        url = _page("applications:office_list", match, programme.society.slug)
        number = len(unchecked)
        text = f"{number} application{' was' if number == 1 else 's were'} never checked."
        return Check(title, False, text, url, "See them")
    selected = {str(line.application.pk) for line in made if line.outcome == "selected"}
    awarded = {row["applicant"] for row in match.result["awards"]}
    if selected != awarded:
        url = _page("selection:match", match)
        return Check(title, False, "Selected and awarded are not the same.", url, "See the match")
    unwritable = [line for line in made if not line.application.applicant.is_active]
    many = Counter(line.outcome for line in made)
    text = (
        f"{many['selected']} selected, {many['waiting']} waiting, {many['not_selected']} not selected: "
        f"{len(made)} people, {len(made)} letters."
    )
    if unwritable:
        text += f" {len(unwritable)} of them closed their account: they can't read the page."
    return Check(title, True, text, look=bool(unwritable))
