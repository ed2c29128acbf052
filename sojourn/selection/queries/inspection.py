"""What must be true before results go out: each thing is counted again here, not remembered."""

from __future__ import annotations

from collections import Counter
from typing import Any

from sojourn.calls.models import CentreOffer
from sojourn.core import verifier
from sojourn.people import queries as people
from sojourn.reviews import queries as reviews
from sojourn.selection import states
from sojourn.selection.models import Match, Nomination, Release, Result
from sojourn.selection.queries import matches, scored, told
from sojourn.selection.queries import nominations as asked
from sojourn.selection.queries.ways import Check, Way
from sojourn.societies import queries as societies


def checks(match: Match, *, viewer: Any = None, made: list[told.Line] | None = None) -> list[Check]:
    """Everything that must hold; names and means are told only of whom this viewer may read. `made` are the
    lines where a page has derived them already."""
    made = told.lines(match) if made is None else made
    nominations = asked.nominations_of(match)
    readable = {line.application.pk for line in readable_lines(made, viewer)}
    way = Way(match, viewer)
    return [
        _answered(way, nominations),
        _read(way),
        _counted(way),
        _recomputed(way),
        scored.reckoned(way),
        scored.in_order(way, readable),
        scored.declared(way),
        _changed(way, made, readable),
        _recipients(way, made),
        _as_signed(way),
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


def _answered(way: Way, nominations: list[Nomination]) -> Check:
    match = way.match
    awards, many = len(match.result["awards"]), Counter(row.state for row in nominations)
    ok = match.state == "settled" and awards == sum(many[name] for name in states.NOMINATION_READY)
    text = f"{many['accepted']} of {awards} nominations accepted."
    if many["kept"]:
        text += f" {many['kept']} centres are asked after the release, as their programmes say."
    if many["waived"]:
        text += f" {many['waived']} places need no answer of a centre, as their programmes say."
    return way.check("Every centre has said yes", ok, text, way.office("selection:match"), "See the answers")


def _read(way: Way) -> Check:
    match = way.match
    read = matches.readings(match)
    wanted = matches.programmes_in(match.call)
    missing = [row.society.acronym for row in wanted if row.pk not in read]
    text = f"Missing: {', '.join(missing)}." if missing else f"All {len(wanted)} chairs have read their part."
    title = "Every chair has read the part of the own society"
    return way.check(title, not missing, text, way.office("selection:match"), "See who has read")


def _counted(way: Way) -> Check:
    """Recounted from the call's own rows, not from the instance."""
    match = way.match
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
    return way.check(title, not over, text, way.office("selection:match"), "See the awards")


def _recomputed(way: Way) -> Check:
    match = way.match
    faults = verifier.verify(match.instance, match.result)
    text = (
        "; ".join(faults[:3]) if faults else "A second program that shares no code came to the same result."
    )
    title = "The match is right, recomputed independently"
    return way.check(title, not faults, text, way.office("selection:instance"), "The exact input")


def _changed(way: Way, made: list, readable: set) -> Check:
    """Against what was released and recalled; else against the run before."""
    match = way.match
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
            return way.check(title, True, "This is the first run.")
        was = _places(earlier)
        now, before, against = _places(match), was, "the run before"
    names = {str(line.application.pk): line.application for line in made}
    moved = [key for key in now.keys() | before.keys() if now.get(key) != before.get(key)]
    if not moved:
        return way.check(title, True, f"Nothing differs from {against}.")
    people_of = [names[str(key)] for key in moved if str(key) in names]
    details = sorted(
        f"{row.programme.society.acronym}: {row.formal_name}" for row in people_of if row.pk in readable
    )
    text = f"{len(moved)} {'result differs' if len(moved) == 1 else 'results differ'} from {against}."
    link = way.office("selection:match")
    return way.check(title, True, text, link, "See the match", look=True, details=details)


def _places(match: Match) -> dict[str, tuple[str, str]]:
    return {row["applicant"]: (row["programme"], row["centre"]) for row in match.result["awards"]}


def _as_signed(way: Way) -> Check:
    match = way.match
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
    return way.check(title, same, text, way.office("selection:match"), "See the match")


def _recipients(way: Way, made: list) -> Check:
    match = way.match
    title = "Recipients are those of the decisions"
    unchecked = [line for line in made if line.application.state == "submitted"]
    if unchecked:
        url = way.society("applications:office_list", [line.application.programme for line in unchecked])
        number = len(unchecked)
        text = f"{number} application{' was' if number == 1 else 's were'} never checked."
        return way.check(title, False, text, url, "See them")
    selected = {str(line.application.pk) for line in made if line.outcome == "selected"}
    awarded = {row["applicant"] for row in match.result["awards"]}
    if selected != awarded:
        url = way.office("selection:match")
        return way.check(title, False, "Selected and awarded are not the same.", url, "See the match")
    unwritable = [line for line in made if not line.application.applicant.is_active]
    many = Counter(line.outcome for line in made)
    text = (
        f"{many['selected']} selected, {many['waiting']} waiting, {many['not_selected']} not selected: "
        f"{len(made)} people, {len(made)} letters."
    )
    if unwritable:
        text += f" {len(unwritable)} of them closed their account: they can't read the page."
    return way.check(title, True, text, look=bool(unwritable))
