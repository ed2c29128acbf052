"""Add, offer, approve, retire, edit, keep the calendar, name a tutor."""

from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.text import slugify

from sojourn.centres import queries, rules, states
from sojourn.centres.models import (
    Centre,
    Closure,
    Coordinator,
    Country,
    CountryRequirement,
    History,
    Institution,
    Period,
    Requirement,
    Tutor,
)
from sojourn.core.verdict import no
from sojourn.journal import actions as journal
from sojourn.ui import gates

ABOUT = (
    "name", "city", "country", "latitude", "longitude", "about", "web", "housing", "room_cost", "currency",
)  # fmt: skip
TEXTS = (
    "topics", "subjects", "mode", "scope", "languages", "licence", "licence_note", "visa_route", "fee",
    "costs", "asks_for", "capacity",
)  # fmt: skip
RESERVED = ("compare", "countries")  # pages of the catalogue


class Overtaken(Exception):
    """Somebody saved this since the form was opened; `kept` is the row as it is now."""

    def __init__(self, kept: Any) -> None:
        super().__init__("overtaken")
        self.kept = kept


def add_institution(values: dict[str, Any], *, by: Any, at: datetime) -> Institution:
    """`values`: name, city, country, and what else of ABOUT is known; `slug` if it is to be a certain one."""
    gates.require(rules.may_add_institution(by=by, at=at))
    fields = {name: values[name] for name in ABOUT if name in values}
    with transaction.atomic():
        slug = values.get("slug") or _free_slug(values["name"])
        institution = Institution.objects.create(slug=slug, **fields)
        journal.note("centres.add_institution", thing=institution, by=by, at=at)
    return institution


def coordinate(institution: Institution, user: Any, *, by: Any, at: datetime) -> Coordinator:
    """Name who answers for an institution; a second time changes nothing."""
    gates.require(rules.may_coordinate(institution, by=by, at=at))
    with transaction.atomic():
        row, new = Coordinator.objects.get_or_create(institution=institution, user=user)
        if new:
            journal.note("centres.coordinate", thing=institution, by=by, at=at)
    return row


def offer(institution: Institution, society: Any, values: dict[str, Any], *, by: Any, at: datetime) -> Centre:
    """The institution volunteers for a society; an officer still has to approve."""
    gates.require(rules.may_offer(institution, society, by=by, at=at))
    fields = {name: values[name] for name in TEXTS if name in values}
    with transaction.atomic():
        try:
            with transaction.atomic():
                centre = Centre.objects.create(institution=institution, society=society, **fields)
        except IntegrityError:
            gates.require(no("twice", f"{institution.name} has a centre of {society.acronym} already."))
            raise
        journal.note("centres.offer", thing=centre, by=by, at=at)
    return centre


def approve(centre: Centre, *, by: Any, at: datetime) -> Centre:
    gates.require(rules.may_approve(centre, by=by, at=at))
    return journal.turn(centre, "approve", moves=states.MOVES, by=by, at=at)


def retire(centre: Centre, *, by: Any, at: datetime, reason: str = "") -> Centre:
    """From the next call on; a call that has opened keeps its list."""
    gates.require(rules.may_retire(centre, by=by, at=at))
    return journal.turn(centre, "retire", moves=states.MOVES, by=by, at=at, reason=reason)


def edit(thing: Institution | Centre, values: dict[str, Any], *, by: Any, at: datetime) -> Any:
    """Edit whichever of the two it is."""
    if isinstance(thing, Centre):
        return edit_centre(thing, values, by=by, at=at)
    return edit_institution(thing, values, by=by, at=at)


def edit_institution(
    institution: Institution, values: dict[str, Any], *, by: Any, at: datetime
) -> Institution:
    gates.require(rules.may_edit_institution(institution, by=by, at=at))
    return _edit(institution, values, ABOUT, "edit_institution", by=by, at=at)


def edit_centre(centre: Centre, values: dict[str, Any], *, by: Any, at: datetime) -> Centre:
    gates.require(rules.may_edit_centre(centre, by=by, at=at))
    return _edit(centre, values, TEXTS, "edit_centre", by=by, at=at)


def edit_calendar(
    centre: Centre, rows: list[dict[str, Any]], *, version: int, by: Any, at: datetime
) -> Centre:
    """The whole calendar of a centre: periods with their places."""
    gates.require(rules.may_edit_calendar(centre, by=by, at=at))
    return _rewrite(centre, Period, {"centre": centre}, rows, "edit_calendar", version=version, by=by, at=at)


def edit_closures(
    institution: Institution, rows: list[dict[str, Any]], *, version: int, by: Any, at: datetime
) -> Institution:
    """All closures of an institution, each of the whole house or of one centre."""
    gates.require(rules.may_edit_closures(institution, by=by, at=at))
    owner = {"institution": institution}
    return _rewrite(institution, Closure, owner, rows, "edit_closures", version=version, by=by, at=at)


def edit_requirements(
    centre: Centre, rows: list[dict[str, Any]], *, version: int, by: Any, at: datetime
) -> Centre:
    """All that the centre asks for before arrival, in this order."""
    gates.require(rules.may_edit_requirements(centre, by=by, at=at))
    numbered = [{**row, "order": number} for number, row in enumerate(rows, 1)]
    owner = {"centre": centre}
    return _rewrite(centre, Requirement, owner, numbered, "edit_requirements", version=version, by=by, at=at)


def edit_country(
    country: Country, rows: list[dict[str, Any]], *, version: int, by: Any, at: datetime
) -> Country:
    """All that a country asks for; stays that are open already keep what they were asked."""
    gates.require(rules.may_edit_country(country, by=by, at=at))
    numbered = [{**row, "order": number} for number, row in enumerate(rows, 1)]
    with transaction.atomic():
        kept, _ = Country.objects.get_or_create(code=country.code)
        owner = {"country": kept}
        return _rewrite(
            kept, CountryRequirement, owner, numbered, "edit_country", version=version, by=by, at=at
        )


def name_tutor(
    centre: Centre, *, name: str, email: str, membership: str = "", by: Any, at: datetime
) -> Tutor:
    """A tutor acts by mailed link; naming the same address again changes the name and membership kept."""
    gates.require(rules.may_name_tutor(centre, by=by, at=at))
    with transaction.atomic():
        journal.locked(centre)
        tutor = centre.tutors.filter(email__iexact=email).first() or Tutor(centre=centre)
        tutor.name, tutor.email, tutor.membership, tutor.active = name, email.lower(), membership, True
        tutor.save()
        journal.note("centres.name_tutor", thing=centre, by=by, at=at)
    return tutor


def retire_tutor(tutor: Tutor, *, by: Any, at: datetime) -> Tutor:
    """Nobody new is given to this tutor; a stay that runs is not touched."""
    gates.require(rules.may_retire_tutor(tutor, by=by, at=at))
    with transaction.atomic():
        tutor.active = False
        tutor.save(update_fields=["active"])
        journal.note("centres.retire_tutor", thing=tutor.centre, by=by, at=at)
    return tutor


def load(
    institutions: list[dict[str, Any]],
    histories: list[dict[str, Any]],
    societies: dict[str, Any],
    *,
    by: Any,
    at: datetime,
) -> list[Institution]:
    """Write institutions with approved centres and tutors, and history rows, in a few inserts.

    `institutions` as in calls' papers; `histories` with `society` (acronym); `societies`: acronym -> Society.
    """
    gates.require(rules.may_load(by=by, at=at))
    with transaction.atomic():
        rows = [
            Institution(slug=given["slug"], **{name: given[name] for name in ABOUT if name in given})
            for given in institutions
        ]
        Institution.objects.bulk_create(rows)
        offered = [
            (Centre(
                institution=row, society=societies[given["society"]], state="approved",
                **{name: given[name] for name in TEXTS if name in given},
            ), given)
            for row, institution in zip(rows, institutions, strict=True)
            for given in institution["centres"]
            if given["society"] in societies
        ]  # fmt: skip
        Centre.objects.bulk_create(centre for centre, _ in offered)
        Tutor.objects.bulk_create(
            Tutor(centre=centre, **tutor) for centre, given in offered for tutor in given["tutors"]
        )
        Period.objects.bulk_create(
            Period(centre=centre, **row) for centre, given in offered for row in given.get("periods", ())
        )
        Requirement.objects.bulk_create(
            Requirement(centre=centre, order=order, **row)
            for centre, given in offered
            for order, row in enumerate(given.get("requirements", ()), 1)
        )
        Closure.objects.bulk_create(
            Closure(institution=row, **closed)
            for row, given in zip(rows, institutions, strict=True)
            for closed in given.get("closures", ())
        )
        History.objects.bulk_create(
            History(**{"kind": "placement", **row, "society": societies[row["society"]]})
            for row in histories
            if row["society"] in societies
        )
        for row in rows[:1]:  # one line for all of them
            journal.note("centres.load", thing=row, by=by, at=at, facts={"institutions": len(rows)})
    return rows


def forget(person: Any, *, at: datetime) -> None:
    """Nobody answers for an institution any more; tutors are no accounts and stay with their address."""
    Coordinator.objects.filter(user=person).delete()


def _edit(
    row: Any, values: dict[str, Any], fields: tuple[str, ...], verb: str, *, by: Any, at: datetime
) -> Any:
    with transaction.atomic():
        kept = journal.locked(row)
        if values.get("version", kept.version) != kept.version:
            raise Overtaken(kept)
        changed = [name for name in fields if name in values and values[name] != getattr(kept, name)]
        if changed:
            for name in changed:
                setattr(kept, name, values[name])
            kept.version += 1
            kept.save(update_fields=[*changed, "version"])
            journal.note(f"centres.{verb}", thing=kept, by=by, at=at, facts={"fields": changed})
    return kept


def _rewrite(
    thing: Any,
    model: type,
    owner: dict[str, Any],
    rows: list[dict[str, Any]],
    verb: str,
    *,
    version: int,
    by: Any,
    at: datetime,
) -> Any:
    """Put these rows in the place of all there were; the version of their owner rises."""
    with transaction.atomic():
        kept = journal.locked(thing)
        if version != kept.version:
            raise Overtaken(kept)
        model.objects.filter(**owner).delete()
        model.objects.bulk_create(model(**owner, **row) for row in rows)
        kept.version += 1
        kept.save(update_fields=["version"])
        journal.note(f"centres.{verb}", thing=kept, by=by, at=at, facts={"rows": len(rows)})
    return kept


def _free_slug(name: str) -> str:
    base = slugify(name)[:70] or "institution"
    slug, number = base, 1
    while slug in RESERVED or queries.institution(slug) is not None:
        number += 1
        slug = f"{base}-{number}"
    return slug
