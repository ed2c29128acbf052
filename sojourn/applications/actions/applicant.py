"""What the applicant does: begin, fill the sections, submit, change until closing, withdraw."""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from sojourn.applications import queries, rules, states
from sojourn.applications.actions import letters
from sojourn.applications.models import Application, Receipt
from sojourn.calls.models import Programme
from sojourn.core import seals
from sojourn.journal import actions as journal
from sojourn.post import actions as post
from sojourn.ui import gates, times

PROFILE = ("institution", "department", "city", "residence_country", "work_country", "phone")


class Stale(Exception):
    """The section was saved from elsewhere since this form was shown; `saved` is what it holds now."""

    def __init__(self, saved: Application) -> None:
        super().__init__("saved elsewhere")
        self.saved = saved


def begin(programme: Programme, *, by: Any, at: datetime) -> Application:
    """A draft that starts from the profile. Raises Refused where the scope is taken."""
    profile = getattr(by, "profile", None)
    known = {name: getattr(profile, name) for name in PROFILE} if profile else {}
    try:
        with transaction.atomic():
            journal.locked(by)  # a scope of time is no constraint: two tabs would each find nothing
            gates.require(rules.may_begin(programme, by=by, at=at))
            application = Application.objects.create(
                applicant=by,
                programme=programme,
                scope_key=rules.scope_key(programme),
                begun_at=at,
                saved_at=at,
                title=by.title,
                given_name=by.given_name,
                family_name=by.family_name,
                **known,
            )
            journal.note("applications.begin", thing=application, by=by, at=at)
    except IntegrityError:  # two hands at once: the constraint let one through
        gates.require(rules.may_begin(programme, by=by, at=at))
        raise
    return application


@contextmanager
def changing(
    application: Application,
    *,
    by: Any,
    at: datetime,
    section: str = "",
    seen: str = "",
    part: str = "",
    tab: str = "",
    drafted: bool = False,
    answers: Mapping[str, Any] | None = None,
) -> Iterator[Application]:
    """The locked row for one change; afterwards the version rises and what was submitted is sealed anew.

    `seen` is the digest that the form carried: another one now means that somebody else saved meanwhile,
    unless it was this very page (`tab`), or what is there are the same `answers`.
    `drafted`: nothing of what was submitted changes, and nobody has looked at what was carried over.
    """
    with transaction.atomic():
        row = journal.locked(application)
        row.programme, row.applicant = application.programme, application.applicant
        gates.require(rules.may_edit(row, by=by, at=at, part=part or rules.part_of_section(section)))
        if seen and seen != rules.section_digest(row, section):
            ours = bool(tab) and row.drafts.filter(section=section, tab=tab).exists()
            if not ours and (answers is None or not rules.same(row, section, answers)):
                raise Stale(row)
        yield row
        row.version += 1
        row.saved_at = at
        fields = ["version", "saved_at", *rules.fields_of(section)]
        if not drafted and section in row.carried.get("look", {}):
            row.carried["look"].pop(section)
            fields.append("carried")
        row.save(update_fields=fields)
        if row.state == "submitted" and not drafted:
            parts = queries.parts(row)
            gates.require(rules.complete(rules.gaps(parts, at=at)))
            seal(parts, by=by, at=at)
            fields.append("content_sha256")
    for name in fields:
        setattr(application, name, getattr(row, name))


def _save(
    application: Application,
    section: str,
    values: Mapping[str, Any],
    *,
    by: Any,
    at: datetime,
    seen: str,
    tab: str = "",
) -> Application:
    """The whole section, every field right; what was drafted of it has become this."""
    with changing(application, by=by, at=at, section=section, seen=seen, tab=tab, answers=values) as row:
        _fill(row, section, values)
        row.drafts.filter(section=section).delete()
    return application


def _fill(row: Application, section: str, values: Mapping[str, Any]) -> None:
    if section.startswith("cv-"):
        row.cv = row.cv | {section.removeprefix("cv-"): values["lines"]}
    for name in rules.SECTIONS.get(section, ()):
        if name in values:
            setattr(row, name, values[name])


def confirm_eligibility(
    application: Application,
    values: Mapping[str, Any],
    *,
    by: Any,
    at: datetime,
    seen: str = "",
    tab: str = "",
) -> Application:
    """values: statements (codes that were confirmed), memberships (body -> number as claimed), facts."""
    kept = {
        "statements": sorted(values.get("statements", ())),
        "memberships": {body: number for body, number in values.get("memberships", {}).items() if number},
        "facts": {
            name: answer.isoformat() if hasattr(answer, "isoformat") else answer
            for name, answer in values.get("facts", {}).items()
            if answer not in (None, "")
        },
    }
    return _save(application, "eligibility", kept, by=by, at=at, seen=seen, tab=tab)


def edit_about(
    application: Application,
    values: Mapping[str, Any],
    *,
    by: Any,
    at: datetime,
    seen: str = "",
    tab: str = "",
) -> Application:
    return _save(application, "about", values, by=by, at=at, seen=seen, tab=tab)


def edit_training(
    application: Application,
    values: Mapping[str, Any],
    *,
    by: Any,
    at: datetime,
    seen: str = "",
    tab: str = "",
) -> Application:
    return _save(application, "training", values, by=by, at=at, seen=seen, tab=tab)


def note_choices(
    application: Application,
    values: Mapping[str, Any],
    *,
    by: Any,
    at: datetime,
    seen: str = "",
    tab: str = "",
) -> Application:
    """The words beside the ranking."""
    return _save(application, "centres", values, by=by, at=at, seen=seen, tab=tab)


def submit(application: Application, *, by: Any, at: datetime) -> Receipt:
    """Seal what is there, give the receipt, ask referees not asked yet; again: the same receipt."""
    with transaction.atomic():
        row = journal.locked(application)
        row.programme, row.applicant = application.programme, application.applicant
        if row.state == "submitted" and by is not None and by.pk == row.applicant_id:
            application.state, application.number = row.state, row.number
            return queries.receipts(row)[0]
        parts = queries.parts(row)
        gates.require(rules.may_submit(row, by=by, at=at, found=rules.gaps(parts, at=at)))
        number = row.number or _new_number(parts.programme)
        also = {"number": number, "submitted_at": at, "saved_at": at}
        journal.turn(row, "submit", moves=states.MOVES, by=by, at=at, also=also)
        for letter in parts.letters:
            if letter.state == "named" and letter.agreed_at:
                letter.application = row
                letters.ask(letter, by=by, at=at)
        receipt = seal(parts, by=by, at=at)
        receipt.application = row
        context = {
            "application": row,
            "receipt": receipt,
            "check_address": queries.check_address(receipt),
            "when": times.instant(at, parts.call.zone),
            "really": times.instant(receipt.real_at, "UTC") if abs(receipt.real_at - at).days else "",
            "until": _closing(row),
        }
        post.write("applications.submit", to=row.applicant, thing=row, at=at, context=context)
    for name in ("state", "content_sha256", *also):
        setattr(application, name, getattr(row, name))
    return receipt


def seal(parts: queries.Parts, *, by: Any, at: datetime) -> Receipt:
    """A receipt of what the application holds now."""
    row = parts.application
    row.content_sha256 = rules.mark(parts)
    row.save(update_fields=["content_sha256"])
    entry = journal.note("applications.seal", thing=row, by=by, at=at, facts={"sha256": row.content_sha256})
    return Receipt.objects.create(
        application=row,
        number=row.number,
        at=at,
        real_at=entry.real_at,
        contents=rules.summary(parts),
        sha256=row.content_sha256,
    )


def _new_number(programme: Programme) -> str:
    """S24-ESGAR-7Q4K; longer where that one is taken."""
    for length in (4, 4, 4, 8, 8):
        code = seals.code(secrets.token_bytes(8), length=length)
        number = f"S{programme.call.year % 100:02d}-{programme.society.acronym[:8]}-{code}"
        if not Application.objects.filter(number=number).exists():
            return number
    raise RuntimeError("no free number")


def withdraw(application: Application, *, reason: str = "", by: Any, at: datetime) -> Application:
    """Take the application back, until closing; referees who were asked are told that no letter is needed."""
    gates.require(rules.may_withdraw(application, by=by, at=at))
    with transaction.atomic():
        journal.turn(
            application,
            "withdraw",
            moves=states.MOVES,
            by=by,
            at=at,
            also={"saved_at": at, "withdrawn_because": reason.strip()[:500]},
            facts={"reason_given": bool(reason.strip())},
        )
        for letter in queries.letters(application).filter(state__in=("asked", "opened")):
            letter.application = application
            letters.call_off(letter, at=at)
        post.write(
            "applications.withdraw", to=application.applicant, thing=application, at=at,
            context={"application": application, "until": _closing(application)},
        )  # fmt: skip
    return application


def reinstate(application: Application, *, by: Any, at: datetime) -> Application:
    """Undo a withdrawal: as it was, submitted or not; referees whose links were closed get new ones."""
    gates.require(rules.may_reinstate(application, by=by, at=at))
    verb = "reinstate" if application.number else "resume"
    try:
        with transaction.atomic():
            journal.turn(
                application, verb, moves=states.MOVES, by=by, at=at,
                also={"saved_at": at, "withdrawn_because": ""},
            )  # fmt: skip
            for letter in queries.letters(application).filter(state__in=("asked", "opened")):
                letter.application = application
                letters.ask_again(letter, at=at)
            post.write(
                "applications.reinstate", to=application.applicant, thing=application, at=at,
                context={"application": application, "until": _closing(application)},
            )  # fmt: skip
    except IntegrityError:  # another application took the scope in this moment
        application.refresh_from_db(fields=["state"])
        gates.require(rules.may_reinstate(application, by=by, at=at))
        raise
    return application


def _closing(application: Application) -> str:
    return times.instant(queries.closing(application), application.programme.call.zone)
