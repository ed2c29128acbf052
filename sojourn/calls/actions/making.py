"""Whole calls at once: the first from defaults, the next from the last, a call of papers from its files."""

import copy
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction

from sojourn.calls import queries, rules
from sojourn.calls.models import (
    Call,
    CentreOffer,
    Criterion,
    DecisionReason,
    DocumentSlot,
    EligibilityRule,
    GrantShare,
    GrantTerms,
    InstalmentRule,
    LetterQuestion,
    MinimumScore,
    Objective,
    Programme,
    Question,
    ReviewPhase,
    SharedPlaces,
    Tip,
    TrainingCase,
)
from sojourn.calls.queries import papers
from sojourn.centres import queries as centres
from sojourn.core import eligibility
from sojourn.journal import actions as journal
from sojourn.societies import queries as societies
from sojourn.ui import gates

ROWS = {
    "rules": EligibilityRule,
    "slots": DocumentSlot,
    "criteria": Criterion,
    "letter_questions": LetterQuestion,
    "instalments": InstalmentRule,
    "objectives": Objective,
    "questions": Question,
}
COPIED = (
    EligibilityRule,
    DocumentSlot,
    Question,
    Criterion,
    DecisionReason,
    MinimumScore,
    LetterQuestion,
    InstalmentRule,
    Objective,
    GrantShare,
    GrantTerms,
    CentreOffer,
    ReviewPhase,
    TrainingCase,
)
INSTANTS = ("opens_at", "closes_at", "letters_by", "reviews_by", "decisions_by")
DAYS = ("results_on", "starts_from", "ends_until")


def begin(values: dict[str, Any], *, by: Any, at: datetime) -> Call:
    """The first call: `values` name, slug, year, zone, opens_at, closes_at; one programme per society."""
    gates.require(rules.may_begin(by=by, at=at))
    with transaction.atomic():
        call = Call.objects.create(**values)
        given = papers.defaults()
        body = societies.federation().acronym
        if body:
            given["rules"].append(
                {"code": "membership", "kind": "membership", "wording": f"{body} membership",
                 "params": {"bodies": [body], "need": "all"}}
            )  # fmt: skip
        programmes = [
            Programme(
                call=call,
                society=society,
                name=f"Exchange programme of {society.acronym}",
                field=society.field,
                activities=given["activities"],
                own_country_basis=["residence", "work"],
            )
            for society in societies.societies()
        ]
        Programme.objects.bulk_create(programmes)
        _write_rows([(programme, given) for programme in programmes])
        payers = queries.payers()
        GrantShare.objects.bulk_create(
            GrantShare(programme=programme, payer=payer)
            for programme in programmes
            for payer in (payers.get(None), payers.get(programme.society_id))
            if payer
        )
        journal.note("calls.begin", thing=call, by=by, at=at)
    return call


def clone(call: Call, values: dict[str, Any], *, by: Any, at: datetime) -> Call:
    """The next call: `values` name, slug, year; every row copied, dates moved by whole weeks.

    Retired centres stay behind. What was printed for the old year is not for the new one: its mark goes.
    """
    gates.require(rules.may_clone(call, by=by, at=at))
    shift = papers.weeks_between(call.year, values["year"])
    zone = ZoneInfo(call.zone)
    with transaction.atomic():
        new = copy.copy(call)
        new.pk, new._state = None, type(call._state)()
        new.state, new.version, new.marks = "draft", 1, _still_true(call.marks)
        for name, value in values.items():
            setattr(new, name, value)
        for name in INSTANTS:
            setattr(new, name, _moved(getattr(call, name), shift, zone))
        for name in DAYS:
            if day := getattr(call, name):
                setattr(new, name, day + shift)
        new.lottery_seed = new.lottery_source = ""
        new.save(force_insert=True)
        old_ids = {}
        for programme in call.programmes.all():
            old, programme.pk, programme._state = programme.pk, None, type(call._state)()
            programme.call, programme.version = new, 1
            programme.letters_by = _moved(programme.letters_by, shift, zone)
            programme.marks = _still_true(programme.marks)
            programme.save(force_insert=True)
            old_ids[old] = programme
        for table in COPIED:
            rows = list(table.objects.filter(programme__in=old_ids))
            if table is CentreOffer:
                rows = [row for row in rows if row.centre.state == "approved"]
            for row in rows:
                row.pk, row._state, row.programme = None, type(call._state)(), old_ids[row.programme_id]
                if table is InstalmentRule and row.on:
                    row.on += shift
                if table is ReviewPhase:
                    row.starts_at = _moved(row.starts_at, shift, zone)
                    row.ends_at = _moved(row.ends_at, shift, zone)
            table.objects.bulk_create(rows)
        totals = SharedPlaces.objects.filter(call=call)
        SharedPlaces.objects.bulk_create(
            SharedPlaces(call=new, institution_id=row.institution_id, places=row.places) for row in totals
        )
        journal.note("calls.clone", thing=new, by=by, at=at, facts={"of": call.slug})
    return new


def _moved(old: datetime | None, shift: timedelta, zone: ZoneInfo) -> datetime | None:
    """The wall clock moves, not the instant: summer time differs."""
    if old is None:
        return None
    wall = old.astimezone(zone).replace(tzinfo=None) + shift
    return wall.replace(tzinfo=zone).astimezone(UTC)


def load(data: dict[str, Any], *, by: Any, at: datetime) -> Call:
    """Write a call of `queries.papers` (of, earlier) as a draft.

    Societies, payers and the centres of the same papers must be there: LookupError names what is missing;
    ValueError names a rule that cannot be checked.
    """
    gates.require(rules.may_load(by=by, at=at))
    _checkable(data)
    with transaction.atomic():
        call = Call.objects.create(**_call_fields(data))
        known = {society.acronym: society for society in societies.societies()}
        missing = [row["acronym"] for row in data["programmes"] if row["acronym"] not in known]
        if missing:
            raise LookupError(f"societies not found: {', '.join(missing)}")
        programmes = [
            Programme(
                call=call, society=known[row["acronym"]], marks=row["marks"], **_plain(row["programme"])
            )
            for row in data["programmes"]
        ]
        Programme.objects.bulk_create(programmes)
        pairs = list(zip(programmes, data["programmes"], strict=True))
        _write_rows(pairs)
        _write_shares(pairs)
        _write_offers(call, pairs)
        if data["tips"] and not Tip.objects.exists():
            Tip.objects.bulk_create(Tip(order=order, **tip) for order, tip in enumerate(data["tips"], 1))
        journal.note("calls.load", thing=call, by=by, at=at)
    return call


def _call_fields(data: dict[str, Any]) -> dict[str, Any]:
    """Written wall-clock times become instants."""
    zone = ZoneInfo(data["zone"])
    fields = {name: value for name, value in data.items() if name not in ("programmes", "tips")}
    fields["opens_at"], fields["closes_at"] = fields.pop("opens"), fields.pop("closes")
    for name in INSTANTS:
        if name in fields:
            fields[name] = datetime.fromisoformat(fields[name]).replace(tzinfo=zone).astimezone(UTC)
    return _plain(fields)


def _checkable(data: dict[str, Any]) -> None:
    for given in data["programmes"]:
        for row in given["rules"]:
            for name, fault in eligibility.faults(row["kind"], row.get("params", {})).items():
                raise ValueError(f"{given['acronym']}, rule {row['code']}, {name}: {fault}")


def _plain(fields: dict[str, Any]) -> dict[str, Any]:
    return {name: value.strip() if isinstance(value, str) else value for name, value in fields.items()}


def _write_rows(pairs: list[tuple[Programme, dict[str, Any]]]) -> None:
    for name, table in ROWS.items():
        table.objects.bulk_create(
            table(programme=programme, order=order, **row)
            for programme, given in pairs
            for order, row in enumerate(given.get(name, ()), 1)
        )


def _write_shares(pairs: list[tuple[Programme, dict[str, Any]]]) -> None:
    payers = queries.payers()
    rows = []
    for programme, given in pairs:
        for share in given.get("shares", ()):
            payer = payers.get(None if share["payer"] == "federation" else programme.society_id)
            if payer is None:
                raise LookupError(f"no payer for the {share['payer']} in {programme.society}")
            rows.append(
                GrantShare(
                    programme=programme, payer=payer, **{k: v for k, v in share.items() if k != "payer"}
                )
            )
        if "terms" in given:
            GrantTerms.objects.create(programme=programme, **given["terms"])
    GrantShare.objects.bulk_create(rows)


def _write_offers(call: Call, pairs: list[tuple[Programme, dict[str, Any]]]) -> None:
    """The centres of the demonstration that exist here, with the places of the papers."""
    by_society = {programme.society.acronym: programme for programme, _ in pairs}
    written = {(centre.institution.slug, centre.society.acronym): centre for centre in centres.approved()}
    offers, totals = [], []
    for institution in papers.centres():
        here = None
        for given in institution["centres"]:
            centre = written.get((institution["slug"], given["society"]))
            if centre is not None and given["society"] in by_society:
                here = centre.institution
                programme = by_society[given["society"]]
                offers.append(CentreOffer(programme=programme, centre=centre, places=given["places"]))
        if here is not None and "shared_places" in institution:
            totals.append(SharedPlaces(call=call, institution=here, places=institution["shared_places"]))
    CentreOffer.objects.bulk_create(offers)
    SharedPlaces.objects.bulk_create(totals)


def _still_true(marks: dict[str, Any]) -> dict[str, Any]:
    return {name: mark for name, mark in marks.items() if mark.get("kind") != "printed"}
