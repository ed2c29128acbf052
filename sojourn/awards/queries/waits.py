"""Who waits, and what must still happen; what each desk and the outbox ask this room."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.urls import reverse

from sojourn.applications.models import Application
from sojourn.awards import states
from sojourn.awards.models import Award, Change
from sojourn.awards.queries.offers import RELATED, awards_of, engine_pair, last_round, mine, release, standing
from sojourn.awards.queries.rounds import KEEPS, waits_for_better
from sojourn.calls import queries as calls
from sojourn.calls.models import Call, Programme
from sojourn.core import proofs
from sojourn.core.reminding import Owed
from sojourn.post import queries as letters
from sojourn.selection.models import Result
from sojourn.ui.waiting import Waiting


def waiting(user: Any) -> QuerySet[Application]:
    """This person's applications on a published waiting list, without an award; again where one fell away."""
    listed = Result.objects.filter(
        application__applicant=user, outcome__in=("waiting", "selected"), release__state="published"
    )
    other = Award.objects.exclude(state__in=("fallen", "recalled")).values("application")
    fell = Award.objects.filter(state="fallen").values("application")
    listed = listed.filter(Q(outcome="waiting") | Q(application__in=fell)).exclude(application__in=other)
    return Application.objects.filter(pk__in=listed.values("application")).select_related(
        "programme__call", "programme__society"
    )


def waiting_position(application: Application) -> list[dict[str, Any]]:
    """Per choice better than what is held: how many people must still give up a place or their wait for it.

    [{"rank", "offer", "least", "most", "ahead"}], no names. `least` is the engine's own bound; `most` is
    enough in any case; `ahead` is None unless the programme tells people their place.
    """
    call, programme = application.programme.call, application.programme
    shown = release(call)
    if shown is None:
        return []
    found, awards = last_round(call), awards_of(call)
    instance = found.instance if found else shown.match.instance
    result = found.result if found else shown.match.result
    me = str(application.pk)
    held = {str(a.application_id): a for a in awards if a.state in states.HOLDING}.get(me)
    least = {
        (one, centre): number
        for one, centre, number in proofs.waiting(instance, result, me)
        if one == programme.society.slug
    }
    rivals = _rivals(instance, programme, me, awards)
    taken = Counter(a.offer_id for a in awards if a.state in KEEPS)
    kept = sum(1 for a in awards if a.state in KEEPS and a.offer.programme_id == programme.pk)
    grants = next(p["grants"] for p in instance["programmes"] if p["id"] == programme.society.slug)
    fallen = {a.offer_id for a in awards if a.application_id == application.pk and a.state == "fallen"}
    lines = []
    choices = application.choices.select_related("offer__centre__institution", "offer__programme__society")
    for choice in choices.order_by("rank"):
        pair = engine_pair(choice.offer)
        if held and held.offer_id == choice.offer_id:
            break
        if pair not in least or choice.offer_id in fallen:
            continue
        free = choice.offer.places - taken[choice.offer_id]
        if held is None:  # whoever holds a place brings the grant along
            free = min(free, grants - kept)
        ahead = sum(1 for wishes in rivals.values() if pair[1] in wishes)
        most = max(ahead + 1 - max(free, 0), 0)
        lines.append(
            {
                "rank": choice.rank,
                "offer": choice.offer,
                "least": min(least[pair], most),
                "most": most,
                "ahead": ahead if programme.show_rank else None,
            }
        )
    return lines


def _rivals(instance: dict, programme: Programme, me: str, awards: list[Award]) -> dict[str, set[str]]:
    """Everybody ranked above who waits, or holds a place and waits for a better one: what they wish for."""
    row = next(p for p in instance["programmes"] if p["id"] == programme.society.slug)
    better = _before(row["ranking"], me)
    out = {str(a.application_id) for a in awards if a.state in ("declined", "lapsed")}
    held = {str(a.application_id): a for a in awards if a.state in KEEPS}
    barred = {(b["applicant"], b["centre"]) for b in instance.get("barred", ())}
    found = {}
    for person in instance["applicants"]:
        key = person["id"]
        if key not in better or key in out:
            continue
        wishes = [c["centre"] for c in person["choices"]]
        if key in held:
            if not waits_for_better(held[key]):
                continue
            _, here = engine_pair(held[key].offer)
            wishes = wishes[: wishes.index(here)] if here in wishes else []
        found[key] = {centre for centre in wishes if (key, centre) not in barred}
    return found


def _before(ranking: list[Any], me: str) -> set[str]:
    """Everybody ranked above, or equal: a tie is counted as ahead."""
    better: set[str] = set()
    for place in ranking:
        here = set(place) if isinstance(place, list) else {place}
        better |= here
        if me in here:
            return better - {me}
    return set()


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
            rule="offer",
        )
        for award in mine(user).filter(state="offered", accept_by__gte=at)
    ]
    return lines


def owed(programme: Programme, at: datetime) -> Iterator[Owed]:
    """Offers of published results that wait for an answer."""
    return _owed(Award.objects.filter(application__programme=programme), at)


def _owed(of: QuerySet[Award], at: datetime) -> Iterator[Owed]:
    rows = standing().filter(pk__in=of.values("pk"), state="offered", accept_by__gt=at)
    rows = rows.filter(application__applicant__isnull=False).select_related(*RELATED)
    awards = list(rows.order_by("accept_by", "pk"))
    told = letters.told(REMIND, LABEL, [one.pk for one in awards]) if awards else {}
    for one in awards:
        person, programme = one.application.applicant, one.application.programme
        yield Owed(
            "offer", programme, one, person.get_full_name(), one.accept_by, programme.call.zone,
            since=one.offered_at, told=told.get(str(one.pk)), about=person.pk,
        )  # fmt: skip


REMIND, LABEL = "awards.remind", "awards.award"


def was_reminded(award: Award, instant: datetime) -> bool:
    """Whether a reminder left at this moment or after it."""
    last = letters.told(REMIND, LABEL, [award.pk]).get(str(award.pk))
    return last is not None and last >= instant


def offers_to_remind(call: Call, at: datetime) -> list[tuple[Award, datetime]]:
    """Those for whom a moment of their programme's rule has come, with that moment."""
    schedule = calls.reminders.Schedule("offer")
    rows = _owed(Award.objects.filter(application__programme__call=call), at)
    return [(one.thing, now) for one in rows if (now := one.now(schedule.of(one.programme), at))]


def recipient(letter: Any) -> str:
    """The address that is right at this moment; empty when the letter has lost its reason."""
    if letter.thing_label == "awards.change":
        change = Change.objects.filter(pk=letter.thing_id).first()
        asks = letter.kind in ("awards.ask_change", "awards.ask_change_centre")
        return letter.to_address if change and (change.state == "proposed" or not asks) else ""
    award = Award.objects.filter(pk=letter.thing_id).select_related("application__applicant").first()
    if award is None or award.state == "recalled" or not standing().filter(pk=award.pk).exists():
        return ""
    if letter.kind in ("awards.remind", "awards.offer") and award.state != "offered":
        return ""
    return award.application.applicant.email
