"""Reading calls, programmes and their rows. `papers` beside it reads the files in `data`."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Count, Prefetch, Q, QuerySet, Sum
from django.urls import reverse

from sojourn.calls import states
from sojourn.calls.models import (
    Call,
    CentreOffer,
    Criterion,
    DocumentSlot,
    EligibilityRule,
    GrantShare,
    InstalmentRule,
    LetterQuestion,
    Objective,
    Programme,
    Question,
    SharedPlaces,
    Tip,
)
from sojourn.calls.queries import reminders
from sojourn.calls.queries.conflicts import conflict_grades, conflict_words
from sojourn.calls.queries.extensions import (
    every_extension_of,
    extendable,
    extended,
    extensions,
    extensions_of,
    last_refused_from,
    proposed,
    running,
    to_sign,
    waiting_for_signature,
)
from sojourn.calls.queries.funding import grant_total, payers_for, terms, usual_days, worth
from sojourn.calls.queries.reviewing import (
    PHASE,
    cases,
    levels,
    review_phases,
    rights,
    rubric,
    shows_case,
)
from sojourn.calls.queries.samples import SAMPLES, as_seen, asked_of, institutions, papers_of, shows_sample
from sojourn.calls.queries.staying import BLOCKS, DUTIES, DUTY_WORDS, duties, duty_lines
from sojourn.calls.queries.tips import (
    SPEAKER_DOOR,
    behind_speaker,
    next_tip,
    recipient,
    seal_of,
    tips_about,
    tips_found,
    tips_kept_by,
)
from sojourn.centres.models import Centre
from sojourn.core import eligibility
from sojourn.people import queries as people
from sojourn.societies import queries as societies
from sojourn.societies.models import Payer, Seat
from sojourn.ui.waiting import Waiting

__all__ = (
    "BLOCKS",
    "DUTIES",
    "DUTY_WORDS",
    "PHASE",
    "SAMPLES",
    "SPEAKER_DOOR",
    "as_seen",
    "asked_of",
    "behind_speaker",
    "cases",
    "conflict_grades",
    "conflict_words",
    "duties",
    "duty_lines",
    "every_extension_of",
    "extendable",
    "extended",
    "extensions",
    "extensions_of",
    "grant_total",
    "institutions",
    "last_refused_from",
    "levels",
    "next_tip",
    "papers_of",
    "payers_for",
    "proposed",
    "recipient",
    "reminders",
    "review_phases",
    "rights",
    "rubric",
    "running",
    "seal_of",
    "shows_case",
    "shows_sample",
    "terms",
    "tips_about",
    "tips_found",
    "tips_kept_by",
    "to_sign",
    "usual_days",
    "worth",
)

# what an applicant may call herself; `profession` rules name the first words
PROFESSIONS = (
    ("radiologist", "Radiologist"),
    ("nuclear medicine physician", "Nuclear medicine physician"),
    ("other", "Another profession"),
)


def public() -> QuerySet[Call]:
    return Call.objects.filter(state__in=states.PUBLIC)


def public_calls(at: datetime) -> QuerySet[Call]:
    """Announced and completed calls, newest first; a draft is nobody's but the officers'."""
    return public().order_by("-opens_at", "-pk")


def current(at: datetime) -> Call | None:
    """The newest public call."""
    return public_calls(at).first()


def call(slug: str) -> Call | None:
    return public().filter(slug=slug).first()


def every_call() -> QuerySet[Call]:
    return Call.objects.order_by("-opens_at", "-pk")


def next_year(of: Call) -> dict[str, Any]:
    """What the form of `clone` starts with."""
    year = of.year + 1
    name = of.name.replace(str(of.year), str(year))
    return {"year": year, "name": name if name != of.name else f"{name} {year}"}


def home_zone() -> str:
    return societies.federation().zone


def visible_to(user: Any) -> QuerySet[Call]:
    """What an officer prepares: federation officers all calls, society officers those with their society."""
    if people.is_federation_officer(user):
        return every_call()
    return every_call().filter(programmes__society__in=societies.officer_of(user)).distinct()


def programmes_of(user: Any) -> QuerySet[Programme]:
    """The programmes an officer may read in preparation: those of the calls she sees."""
    return Programme.objects.filter(call__in=visible_to(user)).select_related("call", "society")


def public_programmes() -> QuerySet[Programme]:
    return Programme.objects.filter(call__state__in=states.PUBLIC).select_related("call", "society")


def programme(call_slug: str, society_slug: str) -> Programme | None:
    return public_programmes().filter(call__slug=call_slug, society__slug=society_slug).first()


def programmes(of: Call) -> QuerySet[Programme]:
    """With their rows prefetched, `offered` (centres) and `offered_places`."""
    return (
        Programme.objects.filter(call=of)
        .select_related("call", "society")
        .annotate(offered=Count("offers"), offered_places=Sum("offers__places", default=0))
        .prefetch_related(
            "eligibility_rules", "slots", "criteria", "letter_questions", "instalment_rules", "objectives",
            Prefetch("shares", GrantShare.objects.select_related("payer__society", "programme__call")),
        )
        .order_by("society__acronym")
    )  # fmt: skip


def offers(of: Programme) -> QuerySet[CentreOffer]:
    return of.offers.select_related("centre__institution", "centre__society").order_by(
        "centre__institution__country", "centre__institution__city", "centre__institution__name"
    )


def every_offer(of: Call) -> QuerySet[CentreOffer]:
    """All offers of a call, for catalogues."""
    return (
        CentreOffer.objects.filter(programme__call=of)
        .select_related("programme__society", "centre__institution", "centre__society")
        .order_by("centre__institution__country", "centre__institution__city", "programme__society__acronym")
    )


def public_offers() -> QuerySet[CentreOffer]:
    """Those of calls that everybody may read."""
    return CentreOffer.objects.filter(programme__call__state__in=states.PUBLIC).select_related(
        "programme__call", "programme__society"
    )


def shared_places(of: Call) -> dict[int, int]:
    """Institution id -> its total over all societies, where it is less than the sum."""
    return dict(SharedPlaces.objects.filter(call=of).values_list("institution_id", "places"))


def slots(of: Programme) -> QuerySet[DocumentSlot]:
    return of.slots.all()


def own_questions(of: Programme) -> QuerySet[Question]:
    """What the programme asks beside the usual sections, in order."""
    return Question.objects.filter(programme=of)


def condition_words(question: Question, labels: Mapping[str, str]) -> str:
    """When a question is asked; empty where it always is."""
    if not question.depends_on:
        return ""
    value = f" “{question.depends_value}”" if question.depends_value else ""
    return (
        f"Only if “{labels.get(question.depends_on, question.depends_on)}” "
        f"{question.get_depends_how_display()}{value}."
    )


def criteria(of: Programme) -> QuerySet[Criterion]:
    return of.criteria.all()


def letter_questions(of: Programme) -> QuerySet[LetterQuestion]:
    return of.letter_questions.all()


def rules(of: Programme) -> QuerySet[EligibilityRule]:
    return of.eligibility_rules.all()


def shares(of: Programme) -> QuerySet[GrantShare]:
    return of.shares.select_related("payer__society", "programme__call")


def instalments(of: Programme) -> QuerySet[InstalmentRule]:
    return of.instalment_rules.all()


def objectives(of: Programme) -> QuerySet[Objective]:
    return of.objectives.all()


def payers() -> dict[int | None, Payer]:
    """Society id -> its payer; None -> the federation's. The first of each."""
    found: dict[int | None, Payer] = {}
    for payer in societies.all_payers().order_by("pk"):
        found.setdefault(payer.society_id, payer)
    return found


def approved_centres(of: Programme) -> QuerySet[Centre]:
    """What the society may put on this programme's list."""
    return Centre.objects.filter(society=of.society_id, state="approved").select_related("institution")


def chaired(of: Iterable[Programme]) -> set[int]:
    """Ids of the societies whose committee has a chair."""
    wanted = [row.society_id for row in of]
    return set(Seat.objects.filter(role="chair", society__in=wanted).values_list("society_id", flat=True))


def tips() -> QuerySet[Tip]:
    """What the public sees."""
    return Tip.objects.filter(state="shown").select_related("society", "institution")


# What follows from the dates of a call: computed, never stored.


def phase(of: Call, at: datetime) -> str:
    """draft, announced, open, grace, closed or completed."""
    if of.state != "announced":
        return of.state
    if at < of.opens_at:
        return "announced"
    if at < of.closes_at:
        return "open"
    return "grace" if at < refused_from(of) else "closed"


def letters_due(of: Programme) -> datetime:
    """By when referees are asked to write: the programme's own instant, else the call's, else its closing."""
    return of.letters_by or of.call.letters_by or of.call.closes_at


def letters_told_until(of: Programme) -> datetime:
    """Until when a late letter is taken, as it is told: the programme's grace."""
    return letters_due(of) + timedelta(days=of.letter_grace_days)


def letters_until(of: Programme) -> datetime:
    """Until when a late letter is really taken: the silent minutes of the call on top."""
    return letters_told_until(of) + timedelta(minutes=of.call.grace_minutes)


def open_at(of: Call, at: datetime) -> bool:
    """Whether an application may be changed and submitted: from opening until the silent grace is over."""
    return phase(of, at) in ("open", "grace")


def refused_from(of: Call) -> datetime:
    return of.closes_at + timedelta(minutes=of.grace_minutes)


def closes_on(of: Call) -> date:
    """The closing day in the call's own zone: what years and ages are counted from."""
    return day_of(of, of.closes_at)


def opens_on(of: Call) -> date:
    return day_of(of, of.opens_at)


def core_rules(of: Programme) -> list[eligibility.Rule]:
    """The rows as the core reads them."""
    return [core_rule(row) for row in of.eligibility_rules.all()]


def core_rule(row: EligibilityRule) -> eligibility.Rule:
    return eligibility.Rule(row.kind, row.params, row.wording, row.hard, row.code)


def day_of(of: Call, at: datetime) -> date:
    """The calendar's day in the call's own zone."""
    return at.astimezone(ZoneInfo(of.zone)).date()


def questions(of: Programme, *, besides: Iterable[str] = ()) -> list[eligibility.Question]:
    """What has to be known of a person to answer every rule; `besides` are facts asked elsewhere."""
    return eligibility.questions(
        core_rules(of),
        own_country=own_country_basis(of),
        professions=PROFESSIONS,
        besides=set(besides),
    )


def professions(of: Programme) -> list[tuple[str, str]]:
    """What an applicant may call herself: the usual ones, and those that a rule of the programme names."""
    asked = {question.name: question for question in questions(of)}
    return list(asked["profession"].options if "profession" in asked else PROFESSIONS)


def sentences(of: Programme) -> list[tuple[EligibilityRule, str]]:
    """Each rule with what it asks for in plain words, beside what is printed."""
    rows = of.eligibility_rules.all()
    return [(row, eligibility.sentence(rule)) for row, rule in zip(rows, core_rules(of), strict=True)]


def own_country_basis(of: Programme) -> str:
    """The core's word for the own-country rule; empty where the programme has none."""
    return "_or_".join(of.own_country_basis) if of.own_country_barred else ""


def bodies(of: Programme) -> list[str]:
    """The bodies whose membership is asked for, each once."""
    asked = [body for row in of.eligibility_rules.all() for body in row.params.get("bodies", ())]
    return list(dict.fromkeys(asked))


def statements(of: Programme) -> list[EligibilityRule]:
    return [row for row in of.eligibility_rules.all() if row.kind == "statement"]


def waiting_for(user: Any, *, at: datetime) -> list[Waiting]:
    """Drafts: a federation officer prepares the call, a society officer completes the own programme."""
    if people.is_federation_officer(user):
        drafts = Call.objects.filter(state="draft").only("slug", "name", "opens_at")
        found = [
            Waiting("Prepare", draft.name, reverse("calls:call", args=[draft.slug]), draft.opens_at)
            for draft in drafts
        ]
        if not drafts and not Call.objects.exists():
            found.append(Waiting("Begin", "the first call", reverse("calls:begin")))
        return [*waiting_for_signature(user, at=at), *found]
    lacking = (
        Programme.objects.filter(call__state="draft", society__in=societies.officer_of(user))
        .annotate(offered=Count("offers"))
        .filter(Q(places=None) | Q(offered=0))
        .select_related("call", "society")
    )
    return waiting_for_signature(user, at=at) + [
        Waiting(
            "Complete",
            f"the programme of {row.society.acronym} in {row.call.name}",
            reverse("calls:programme", args=[row.call.slug, row.society.slug]),
            row.call.opens_at,
        )
        for row in lacking
    ]
