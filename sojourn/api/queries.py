"""Calls as plain dicts. Names of fields are a promise: others may join them, none changes its meaning."""

from datetime import date, datetime
from typing import Any

from django.urls import reverse

from sojourn.calls import queries as calls
from sojourn.calls.models import Call, CentreOffer, Programme

VERSION = 1
CALL = (
    "name", "year", "introduction", "zone", "opens_at", "closes_at", "grace_minutes", "letters_by",
    "referee_chasers", "applicant_chasers", "reviews_by", "decisions_by",
    "results_on", "accept_days", "nomination_days", "starts_from", "ends_until",
    "months", "one_per_person",
)  # fmt: skip
PROGRAMME = (
    "name", "field", "aim", "modules", "activities", "places", "places_wording", "committee_size",
    "committee_note", "mentor_requirement", "eligibility_wording", "own_country_barred",
    "own_country_basis", "min_choices", "max_choices", "max_mb", "letter_by",
    "letters_by", "letter_grace_days", "min_letters", "max_letters", "min_reviews", "currency", "sources",
)  # fmt: skip
RULE = ("code", "kind", "params", "wording", "hard", "mark")
ROWS = {
    "documents": ("slots", ("code", "title", "guidance", "addressee", "required", "asks_date", "mark")),
    "criteria": ("criteria", ("code", "title", "guidance", "weight", "lowest", "highest", "anchors", "mark")),
    "letter_questions": (
        "letter_questions",
        ("code", "kind", "title", "guidance", "required", "lowest", "highest", "anchors", "options", "mark"),
    ),
    "instalments": ("instalment_rules", ("purpose", "share", "trigger", "on", "days", "mark")),
    "objectives": ("objectives", ("module", "kind", "text", "planned", "mark")),
}


def listed(at: datetime, *, phase: str = "", site: str = "") -> list[dict[str, Any]]:
    """Two queries. `phase` leaves only calls that stand there; `site` is what addresses begin with."""
    return [
        {
            "slug": row.slug,
            "name": row.name,
            "year": row.year,
            "phase": calls.phase(row, at),
            "open": calls.phase(row, at) in ("open", "grace"),
            "opens_at": _plain(row.opens_at),
            "closes_at": _plain(row.closes_at),
            "zone": row.zone,
            "page": site + reverse("public:call", args=[row.slug]),
            "data": site + reverse("api:call", args=[row.slug]),
            "programmes": [_line(row, programme, site) for programme in row.programmes.all()],
        }
        for row in calls.public_calls(at).prefetch_related("programmes__society")
        if phase in ("", calls.phase(row, at))
    ]


def _line(call: Call, programme: Programme, site: str) -> dict[str, Any]:
    where = [call.slug, programme.society.slug]
    return {
        "society": programme.society.acronym,
        "name": programme.name,
        "field": programme.field,
        "page": site + reverse("public:programme", args=where),
        "check": site + reverse("public:check", args=where),
    }


def whole(call: Call, at: datetime) -> dict[str, Any]:
    """Twelve queries, whatever the number of programmes and centres."""
    offers: dict[int, list[CentreOffer]] = {}
    for offer in calls.every_offer(call).prefetch_related("centre__periods", "centre__requirements"):
        offers.setdefault(offer.programme_id, []).append(offer)
    shared = calls.shared_places(call)
    return {
        "version": VERSION,
        "slug": call.slug,
        "phase": calls.phase(call, at),
        "refused_from": _plain(calls.refused_from(call)),
        **{name: _plain(getattr(call, name)) for name in CALL},
        "marks": call.marks,
        "programmes": [_programme(row, offers.get(row.pk, []), shared) for row in calls.programmes(call)],
    }


def _programme(row: Programme, offers: list[CentreOffer], shared: dict[int, int]) -> dict[str, Any]:
    return {
        "society": {"acronym": row.society.acronym, "slug": row.society.slug, "name": row.society.name},
        **{name: _plain(getattr(row, name)) for name in PROGRAMME},
        "marks": row.marks,
        "own_country": calls.own_country_basis(row),
        **{
            name: [{field: getattr(each, field) for field in fields} for each in getattr(row, relation).all()]
            for name, (relation, fields) in ROWS.items()
        },
        "eligibility": [
            {"sentence": said, **{field: getattr(each, field) for field in RULE}}
            for each, said in calls.sentences(row)
        ],
        "grant": [
            {
                "payer": share.payer.name,
                "purpose": share.purpose,
                "unit": share.unit,
                "minor": share.amount,
                "cap": share.cap,
                "currency": row.currency,
                "mark": share.mark,
            }
            for share in row.shares.all()
        ],
        "centres": [_offer(offer, shared) for offer in offers],
    }


def _offer(offer: CentreOffer, shared: dict[int, int]) -> dict[str, Any]:
    centre, here = offer.centre, offer.centre.institution
    return {
        "institution": here.name,
        "slug": here.slug,
        "city": here.city,
        "country": here.country,
        "places": offer.places,
        "shared_places": shared.get(here.pk),
        "mode": centre.mode,
        "scope": centre.scope,
        "languages": centre.languages,
        "topics": centre.topics,
        "subjects": centre.subjects,
        "licence": centre.licence,
        "licence_note": centre.licence_note,
        "visa_route": centre.visa_route,
        "periods": [
            {name: _plain(getattr(one, name)) for name in ("starts_on", "ends_on", "places", "topic")}
            for one in centre.periods.all()
        ],
        "asks_for": centre.asks_for,
        "before_arrival": [
            {name: getattr(one, name) for name in ("title", "owner", "days_before", "of_whom")}
            for one in centre.requirements.all()
        ],
    }


def _plain(value: Any) -> Any:
    """Instants in UTC with a Z, days as they are written."""
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%dT%H:%M:%SZ}"
    return value.isoformat() if isinstance(value, date) else value
