"""Reading awards, rounds and grants. Applicants see their own; officers what their society offers."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import Count, Prefetch, Q, QuerySet, Sum
from django.urls import reverse

from sojourn.applications.models import Application
from sojourn.awards import states
from sojourn.awards.models import Award, Instalment, Part, Quota, Round, Share
from sojourn.calls.models import Call, CentreOffer, Programme
from sojourn.calls.models import InstalmentRule as Rule
from sojourn.people import queries as people
from sojourn.selection.models import Release, Result
from sojourn.societies import queries as societies
from sojourn.ui.waiting import Waiting

RELATED = (
    "application__applicant",
    "application__programme__call",
    "application__programme__society",
    "offer__centre__institution",
    "tutor",
)
TRIGGERS = dict(Rule.TRIGGERS)


# --- whose ---


def mine(user: Any) -> QuerySet[Award]:
    """The offers to this person, newest first."""
    return Award.objects.filter(application__applicant=user).select_related(*RELATED).order_by("-offered_at")


def for_officer(user: Any) -> QuerySet[Award]:
    """Every award of the officer's societies."""
    return Award.objects.filter(
        application__programme__society__in=societies.officer_of(user)
    ).select_related(*RELATED)


def visible_to(user: Any) -> QuerySet[Award]:
    """Own awards, and those of one's societies."""
    own = Q(application__applicant=user)
    office = Q(application__programme__society__in=societies.officer_of(user))
    return Award.objects.filter(own | office).select_related(*RELATED)


def is_office(by: Any, programme: Programme) -> bool:
    """Whether this actor is a person of the society's (or the federation's) office."""
    return is_person(by) and societies.is_officer(by, programme.society)


def is_person(by: Any) -> bool:
    return by is not None and by._meta.label == "people.User"


# --- the release and the rounds ---


def released_calls() -> list[Call]:
    """Calls with a published release that are not yet completed."""
    published = Release.objects.filter(state="published").exclude(call__state="completed")
    return [release.call for release in published.select_related("call")]


def release(call: Call) -> Release | None:
    """The published release; nothing is read from any other."""
    return Release.objects.filter(call=call, state="published").select_related("match").first()


def unoffered(call: Call) -> QuerySet[Result]:
    """Those selected in the published release who were not offered their place yet."""
    return (
        Result.objects.filter(release__call=call, release__state="published", outcome="selected")
        .exclude(
            application__in=Award.objects.filter(round=0, offer__programme__call=call).values("application")
        )
        .select_related(
            "application__applicant",
            "application__programme__call",
            "application__programme__society",
            "offer__centre__institution",
            "offer__programme",
            "tutor",
        )
        .order_by("pk")
    )


def overdue(call: Call, at: datetime) -> QuerySet[Award]:
    return Award.objects.filter(
        offer__programme__call=call, state="offered", accept_by__lt=at
    ).select_related(*RELATED)


def awards_of(call: Call) -> list[Award]:
    return list(
        Award.objects.filter(offer__programme__call=call).select_related("application", "offer__centre")
    )


def last_round(call: Call) -> Round | None:
    return Round.objects.filter(call=call).first()


def rounds(call: Call) -> QuerySet[Round]:
    return Round.objects.filter(call=call)


def offer_by_codes(call: Call) -> dict[tuple[str, str], CentreOffer]:
    """(programme, centre) as the engine names them -> the offer."""
    offers = CentreOffer.objects.filter(programme__call=call).select_related(
        "programme__call", "programme__society", "centre__institution"
    )
    return {engine_pair(offer): offer for offer in offers}


def engine_pair(offer: CentreOffer) -> tuple[str, str]:
    """How the match names a programme and a centre: as `selection` wrote them."""
    return offer.programme.society.slug, offer.centre.institution.slug


def applications(call: Call, ids: Iterable[str]) -> dict[str, Application]:
    found = Application.objects.filter(programme__call=call, pk__in=list(ids)).select_related(
        "applicant", "programme__call", "programme__society"
    )
    return {str(application.pk): application for application in found}


def tutor_for(offer: CentreOffer) -> Any:
    """Who was named for this place before, else the centre's first tutor."""
    before = Award.objects.filter(offer=offer, tutor__isnull=False).select_related("tutor").first()
    return before.tutor if before else offer.centre.tutors.filter(active=True).first()


def quotas(keys: Iterable[str]) -> dict[str, Quota]:
    return {quota.key: quota for quota in Quota.objects.filter(key__in=list(keys))}


# --- who waits ---


def waiting(user: Any) -> QuerySet[Application]:
    """This person's applications on a published waiting list, without an award."""
    listed = Result.objects.filter(
        application__applicant=user, outcome="waiting", release__state="published"
    ).exclude(application__in=Award.objects.values("application"))
    return Application.objects.filter(pk__in=listed.values("application")).select_related(
        "programme__call", "programme__society"
    )


def waiting_position(application: Application) -> list[dict[str, Any]]:
    """Per choice: at most how many people must still give up a place or their wait. No names.

    [{"rank", "offer", "ahead", "free", "needed"}]; holders never move, so a free place goes to the
    best-ranked of those who wait for it.
    """
    call = application.programme.call
    found = last_round(call)
    shown = release(call)
    if shown is None:
        return []
    instance = found.instance if found else shown.match.instance
    result = found.result if found else shown.match.result
    me, mine_ = str(application.pk), application.programme.society.slug
    awards = awards_of(call)
    gone = {str(a.application_id) for a in awards if a.state not in states.HOLDING}
    holding = {str(a.application_id): a for a in awards if a.state in states.HOLDING}
    programme = next(p for p in instance["programmes"] if p["id"] == mine_)
    better = _before(programme["ranking"], me)
    waits = (set(result["unmatched"]) & better) - gone - set(holding)
    wishes = {a["id"]: {c["centre"] for c in a["choices"]} for a in instance["applicants"]}
    barred = {(b["applicant"], b["centre"]) for b in instance.get("barred", ())}
    held = sum(1 for a in holding.values() if a.offer.programme_id == application.programme_id)
    # of the programme as a whole: places not held now
    open_places = programme["grants"] - held
    lines = []
    choices = application.choices.select_related("offer__centre__institution", "offer__programme__society")
    for choice in choices:
        _, centre = engine_pair(choice.offer)
        if (me, centre) in barred:
            continue
        ahead = sum(1 for each in waits if centre in wishes[each] and (each, centre) not in barred)
        taken = sum(1 for a in holding.values() if a.offer_id == choice.offer_id)
        free = min(choice.offer.places - taken, open_places)
        lines.append(
            {
                "rank": choice.rank,
                "offer": choice.offer,
                "ahead": ahead,
                "free": max(free, 0),
                "needed": max(ahead + 1 - free, 0),
            }
        )
    return lines


def _before(ranking: list[Any], me: str) -> set[str]:
    """Everybody ranked above, or equal: a tie is counted as ahead."""
    better: set[str] = set()
    for place in ranking:
        here = set(place) if isinstance(place, list) else {place}
        better |= here
        if me in here:
            return better - {me}
    return set()


# --- the grant ---


def accepted(call: Call | None = None) -> QuerySet[Award]:
    """Awards that were accepted, for the room that opens placements."""
    found = Award.objects.filter(state="accepted").select_related(*RELATED)
    return found.filter(offer__programme__call=call) if call else found


def with_grant(awards: QuerySet[Award]) -> QuerySet[Award]:
    return awards.select_related(*RELATED, "grant").prefetch_related(
        Prefetch("grant__shares", Share.objects.select_related("payer")),
        Prefetch("grant__instalments__parts", Part.objects.select_related("payer")),
    )


def planned(triggers: Iterable[str] = ()) -> QuerySet[Instalment]:
    """Instalments of live awards that still wait for their trigger."""
    found = Instalment.objects.filter(state="planned", grant__award__state="accepted").select_related(
        "grant__award__application__applicant", "grant__award__application__programme__call"
    )
    return found.filter(trigger__in=list(triggers)) if triggers else found


def instalments(user: Any) -> QuerySet[Instalment]:
    """The instalments that this officer's societies pay, by the day by which they leave."""
    return (
        Instalment.objects.filter(
            grant__award__application__programme__society__in=societies.officer_of(user)
        )
        .select_related(
            "grant__award__application__applicant",
            "grant__award__application__programme__call",
            "grant__award__application__programme__society",
            "grant__award__offer__centre__institution",
            "grant__award__tutor",
            "paid_by",
        )
        .prefetch_related(Prefetch("parts", Part.objects.select_related("payer")))
        .order_by("due_on", "pk")
    )


def per_payer(user: Any, call: Call | None = None) -> list[dict[str, Any]]:
    """Per payer and currency: promised, due now, paid; in minor units."""
    parts = Part.objects.filter(
        instalment__grant__award__application__programme__society__in=societies.officer_of(user)
    ).exclude(instalment__state="cancelled")
    if call:
        parts = parts.filter(instalment__grant__award__offer__programme__call=call)
    rows = parts.values(
        "payer__name", "instalment__grant__currency", "instalment__grant__demonstration"
    ).annotate(
        promised=Sum("amount"),
        due=Sum("amount", filter=Q(instalment__state="due"), default=0),
        paid=Sum("amount", filter=Q(instalment__state="paid"), default=0),
        grants=Count("instalment__grant", distinct=True),
    )
    return [
        {
            "payer": row["payer__name"],
            "currency": row["instalment__grant__currency"],
            "demonstration": row["instalment__grant__demonstration"],
            **{name: row[name] for name in ("promised", "due", "paid", "grants")},
        }
        for row in rows.order_by("payer__name")
    ]


# --- for other rooms ---


def counts(call: Call) -> dict[str, int]:
    """How many offers of a call stand in which state."""
    rows = Award.objects.filter(offer__programme__call=call).values_list("state").annotate(Count("pk"))
    return dict(rows.order_by("state"))


def waiting_for(user: Any, *, at: datetime) -> list[Waiting]:
    """What this room waits for this person to do."""
    lines = [
        Waiting(
            "Answer",
            f"the offer of a place at {award.offer.centre.institution}",
            reverse("awards:offer", args=[award.pk]),
            due_at=award.accept_by,
        )
        for award in mine(user).filter(state="offered", accept_by__gte=at)
    ]
    if people.is_federation_officer(user) or societies.officer_of(user).exists():
        due = instalments(user).filter(state="due").count()
        if due:
            lines.append(
                Waiting(
                    "Pay", "instalment" if due == 1 else "instalments", reverse("awards:payments"), count=due
                )
            )
    return lines


def recipient(letter: Any) -> str:
    """The address that is right at this moment; empty when the letter has lost its reason."""
    award = Award.objects.filter(pk=letter.thing_id).select_related("application__applicant").first()
    if award is None or (letter.kind == "awards.remind" and award.state != "offered"):
        return ""
    return award.application.applicant.email
