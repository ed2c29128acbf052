"""The one match of a call: its input, its output, the centres' answers, the chairs' readings."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import datetime
from typing import Any

from django.db.models import Count, Q, QuerySet

from sojourn.applications import queries as application_queries
from sojourn.applications import rules as application_rules
from sojourn.applications import states as application_states
from sojourn.applications.models import Application, Choice
from sojourn.calls.models import Call, CentreOffer, Programme, SharedPlaces
from sojourn.core import matching, seals
from sojourn.people import queries as people
from sojourn.reviews import queries as reviews
from sojourn.selection.models import Commitment, Decision, Match, Panel, Reading
from sojourn.selection.queries.nominations import declined_pairs
from sojourn.selection.queries.panels import groups

FORMAT = "sojourn-match/1"


def live_match(call: Call) -> Match | None:
    return Match.objects.filter(call=call).exclude(state="discarded").first()


def programmes_in(call: Call) -> list[Programme]:
    """Programmes with something before their committee."""
    busy = Application.objects.filter(state__in=application_states.REVIEWED, programme__call=call)
    rows = Programme.objects.filter(call=call, pk__in=busy.values("programme_id"))
    return list(rows.select_related("society", "call"))


def before_committees(call: Call) -> bool:
    return Application.objects.filter(programme__call=call, state__in=application_states.REVIEWED).exists()


def unsigned(call: Call) -> list[Programme]:
    """Programmes whose ranking is not signed."""
    signed = set(
        Panel.objects.filter(programme__call=call, state="signed").values_list("programme_id", flat=True)
    )
    return [programme for programme in programmes_in(call) if programme.pk not in signed]


def instance(call: Call) -> dict[str, Any]:
    """The input of the match in the format `sojourn-match/1`: pseudonyms only (application ids), and what the
    committees signed, the applicants chose, the centres offer and the rules bar."""
    programmes = programmes_in(call)
    decisions = defaultdict(dict)
    for row in Decision.objects.filter(panel__programme__in=programmes, outcome="ranked"):
        decisions[row.panel_id][str(row.application_id)] = row.position
    panel = dict(Panel.objects.filter(programme__in=programmes).values_list("programme_id", "pk"))
    applications = list(
        Application.objects.filter(programme__in=programmes, state__in=application_states.REVIEWED).order_by(
            "pk"
        )
    )
    wishes, barred = _wishes(applications, programmes, declined_pairs(call))
    offers = list(
        CentreOffer.objects.filter(programme__in=programmes)
        .select_related("centre__institution", "programme__society")
        .order_by("programme__society__slug", "centre__institution__slug")
    )
    totals = dict(SharedPlaces.objects.filter(call=call).values_list("institution__slug", "places"))
    centres = sorted({row.centre.institution.slug for row in offers})
    made = {
        "format": FORMAT,
        "applicants": [{"id": str(row.pk), "choices": wishes[row.pk]} for row in applications],
        "programmes": [
            {
                "id": row.society.slug,
                "grants": row.places or 0,
                "ranking": _ranking(decisions.get(panel.get(row.pk), {})),
            }
            for row in programmes
        ],
        "offers": [
            {
                "programme": row.programme.society.slug,
                "centre": row.centre.institution.slug,
                "places": row.places,
            }
            for row in offers
        ],
        "centres": [
            {"id": name, "places": totals[name]} if name in totals else {"id": name} for name in centres
        ],
        "barred": barred,
    }
    if call.federation_grants is not None:
        made["federation"] = {"grants": call.federation_grants}
    made["lottery"] = {"seed": seed_of(call, made)}
    return made


def _ranking(given: dict[str, int]) -> list[Any]:
    return [sorted(group) if len(group) > 1 else group[0] for group in groups(given)]


def _wishes(applications, programmes, declined) -> tuple[dict[Any, list], list[dict[str, str]]]:
    """Each applicant's choices, best first, and the pairs that a rule, a centre or the applicant bars."""
    by_id = {row.pk: row for row in programmes}
    people_by_id = {row.pk: row for row in applications}
    wishes, barred = {row.pk: [] for row in applications}, []
    rows = Choice.objects.filter(application__in=applications).select_related("offer__centre__institution")
    rows = rows.prefetch_related("offer__centre__periods")
    for choice in rows.order_by("application_id", "rank"):
        applicant = people_by_id[choice.application_id]
        programme = by_id[applicant.programme_id]
        place = choice.offer.centre.institution
        wishes[applicant.pk].append({"programme": programme.society.slug, "centre": place.slug})
        reason = "own_country" if _own_country(applicant, programme, place.country) else ""
        if (applicant.pk, choice.offer_id) in declined:
            reason = "centre_declined"
        if not reason and applicant.available:
            applicant.programme = programme
            reason = application_rules.common_period(applicant, choice.offer.centre).code
        if reason:
            pair = {"applicant": str(applicant.pk), "programme": programme.society.slug}
            barred.append({**pair, "centre": place.slug, "reason": reason})
    for row in application_queries.unwanted_of(applications):
        programme = by_id[people_by_id[row.application_id].programme_id]
        pair = {"applicant": str(row.application_id), "programme": programme.society.slug}
        barred.append({**pair, "centre": row.offer.centre.institution.slug, "reason": "not_wanted"})
    return wishes, barred


def _own_country(applicant: Application, programme: Programme, country: str) -> bool:
    if not programme.own_country_barred:
        return False
    basis = programme.own_country_basis or ["residence", "work"]
    own = {getattr(applicant, f"{name}_country", "") for name in basis}
    return country in own - {""}


def seed_of(call: Call, made: dict[str, Any]) -> str:
    """The published seed of the call; where none was published, the SHA-256 of the canonical instance without
    its lottery: fixed by the signed rankings, the same for everybody who recomputes it, chosen by nobody."""
    drawn = Commitment.objects.filter(call=call).values_list("seed", flat=True).first()
    if drawn:
        return drawn
    seed = call.lottery_seed.strip().lower()
    if seed and not set(seed) - set("0123456789abcdef") and len(seed) % 2 == 0:
        return seed
    if seed:
        return seals.digest(seed.encode())
    return seals.seal({key: value for key, value in made.items() if key not in ("lottery", "barred")})


def classification(match: Match) -> matching.Structure:
    """What kind of call it was, in the engine's words."""
    return matching.classify(match.instance)


def awards_of(match: Match, *, programme: Programme | None = None) -> list[tuple[Application, CentreOffer]]:
    """Who got which offer; by society, then name."""
    given = {row["applicant"]: (row["programme"], row["centre"]) for row in match.result["awards"]}
    applications = Application.objects.filter(pk__in=list(given)).select_related(
        "programme__society", "applicant"
    )
    offers = {
        (row.programme.society.slug, row.centre.institution.slug): row
        for row in CentreOffer.objects.filter(programme__call=match.call_id).select_related(
            "centre__institution", "centre__society", "programme__society", "programme__call"
        )
    }
    if programme is not None:
        applications = applications.filter(programme=programme)
    pairs = [(row, offers[given[str(row.pk)]]) for row in applications]
    return sorted(
        pairs, key=lambda pair: (pair[0].programme.society.acronym, pair[0].family_name, str(pair[0].pk))
    )


def part_of(match: Match, programme: Programme, viewer: Any) -> list[tuple[Application, str, Any]]:
    """One society's part for its chair: (application, outcome, offer or None), without rows in conflict.

    Each application is called `shown` here: by its number where the committee is blind.
    """
    given = {application.pk: offer for application, offer in awards_of(match, programme=programme)}
    own = reviews.book([viewer])
    rows = [
        row
        for row in Decision.objects.filter(panel__programme=programme).select_related(
            "application__programme"
        )
        if not own.barred(viewer, row.application)
    ]
    for row in rows:
        row.application.shown = reviews.shown_name(row.application)
    rows.sort(key=lambda row: (row.application_id not in given, row.position or 10_000, str(row.pk)))
    outcome = {"ranked": "waiting", "unranked": "not_selected"}
    return [
        (
            row.application,
            "selected" if row.application_id in given else outcome[row.outcome],
            given.get(row.application_id),
        )
        for row in rows
    ]


def readings(match: Match) -> dict[Any, Reading]:
    """Programme id -> the chair's reading of this run."""
    rows = Reading.objects.filter(match=match).select_related("read_by")
    return {row.programme_id: row for row in rows}


def calls_of_office(user: Any, *, at: datetime) -> QuerySet[Call]:
    """Closed calls for the federation's officers."""
    rows = Call.objects.filter(closes_at__lt=at, state__in=("announced", "completed"))
    return rows if people.is_federation_officer(user) else rows.none()


def progress(call: Call, match: Match | None) -> list[dict[str, Any]]:
    """Each programme on its way: applications, decided, signed, awards, read."""
    programmes = programmes_in(call)
    panels = {
        row.programme_id: row
        for row in Panel.objects.filter(programme__in=programmes)
        .select_related("signed_by")
        .annotate(
            decided=Count("decisions"), ranked=Count("decisions", filter=Q(decisions__outcome="ranked"))
        )
    }
    numbers = dict(
        Application.objects.filter(programme__in=programmes, state__in=application_states.REVIEWED)
        .order_by()
        .values_list("programme_id")
        .annotate(number=Count("pk"))
    )
    awarded = Counter(row["programme"] for row in match.result["awards"]) if match else Counter()
    read = readings(match) if match else {}
    return [
        {
            "programme": row,
            "applications": numbers.get(row.pk, 0),
            "panel": panels.get(row.pk),
            "awards": awarded[row.society.slug] if match else None,
            "reading": read.get(row.pk),
        }
        for row in programmes
    ]


def unmatched(match: Match) -> dict[str, int]:
    """Programme's acronym -> how many of its ranked applicants got no place."""
    keys = list(match.result["unmatched"])
    rows = Decision.objects.filter(application__in=keys, outcome="ranked")
    return dict(Counter(rows.values_list("panel__programme__society__acronym", flat=True)))


def seed_text(call: Call) -> str:
    """Where the lottery's seed comes from, in a sentence."""
    last = Commitment.objects.filter(call=call).defer("salts", "terms").first()
    if last is not None:
        told = f"Its result was {last.outcome}." if last.seed else "Its result is still to come."
        return (
            "Ties are parted by one lottery for all societies. Its seed comes from a public event that was "
            f"named before: {last.event}. {told}"
        )
    if call.lottery_seed:
        source = f" ({call.lottery_source})" if call.lottery_source else ""
        return f"Ties are parted by one lottery for all societies; its seed was published before{source}."
    return (
        "Ties are parted by one lottery for all societies. No seed was published for this call: it is the "
        "SHA-256 of the signed input itself, so that nobody chose it and everybody can recompute it."
    )
