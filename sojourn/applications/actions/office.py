"""The officer's check: what the rules found, and what a person decided."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from sojourn.applications import queries, rules, states
from sojourn.applications.actions import returns
from sojourn.applications.models import AllowedDays, Application, Finding
from sojourn.calls.models import Programme
from sojourn.core.verdict import no
from sojourn.journal import actions as journal
from sojourn.post import actions as post
from sojourn.ui import gates

HOLD = timedelta(minutes=10)  # a refusal leaves after this time: until then a slip of the hand can be mended


def check(application: Application, *, at: datetime, by: Any = None) -> list[Finding]:
    """Record what the rules say now; a note that a person wrote earlier stays."""
    return _record(queries.parts(application), at=at)


def _record(parts: queries.Parts, *, at: datetime) -> list[Finding]:
    made = []
    for found in rules.findings(parts):
        code = found.rule.code or found.rule.kind
        values = {"outcome": found.outcome, "reason": found.reason, "facts": _plain(found.facts), "at": at}
        made.append(Finding(application=parts.application, code=code, **values))
    Finding.objects.bulk_create(
        made,
        update_conflicts=True,
        unique_fields=["application", "code"],
        update_fields=["outcome", "reason", "facts", "at"],
    )
    return made


def _plain(value: Any) -> Any:
    """Facts as JSON knows them."""
    if isinstance(value, dict):
        return {str(key): _plain(one) for key, one in value.items()}
    if isinstance(value, list | tuple | set):
        return [_plain(one) for one in value]
    return value.isoformat() if hasattr(value, "isoformat") else value


def allow_days(
    application: Application, days: dict[str, int | None], *, reason: str, by: Any, at: datetime
) -> None:
    """Days for each extension of the rules, in place of those claimed; None: as claimed."""
    parts = queries.parts(application)
    gates.require(rules.may_allow_days(parts, by=by, at=at))
    gates.require(rules.needs_note(reason))
    known = {extension["fact"] for extension in rules.extensions(parts.rules)}
    with transaction.atomic():
        journal.locked(application)
        for fact in sorted(known & days.keys()):
            if days[fact] is None:
                application.allowed_days.filter(fact=fact).delete()
            else:
                values = {"days": days[fact], "reason": reason.strip(), "by": by, "at": at}
                AllowedDays.objects.update_or_create(application=application, fact=fact, defaults=values)
        journal.note("applications.allow_days", thing=application, by=by, at=at, facts={"days": days})
        _record(queries.parts(application), at=at)


def admit(application: Application, *, note: str = "", by: Any, at: datetime) -> Application:
    """Eligible: goes to the committee."""
    gates.require(rules.may_admit(application, by=by, at=at))
    gates.require(rules.words_for_missing(queries.parts(application), note, at=at))
    return _decide(application, "admit", note, by=by, at=at)


def refer(application: Application, *, note: str = "", by: Any, at: datetime) -> Application:
    """Borderline: goes to the committee, which decides about the rule too."""
    gates.require(rules.may_refer(application, by=by, at=at))
    gates.require(rules.words_for_missing(queries.parts(application), note, at=at))
    return _decide(application, "refer", note, by=by, at=at)


def bar(application: Application, *, note: str, by: Any, at: datetime) -> Application:
    """Not eligible, found by a person who gives the reason; the applicant is told."""
    gates.require(rules.may_bar(application, by=by, at=at))
    gates.require(rules.needs_note(note))
    with transaction.atomic():
        _decide(application, "bar", note, by=by, at=at)
        _tell("applications.bar", application, note, at=at)
    return application


def hold(application: Application, *, note: str, by: Any, at: datetime) -> Application:
    """Incomplete: something is missing; the applicant is told what."""
    gates.require(rules.may_hold(application, by=by, at=at))
    gates.require(rules.needs_note(note))
    with transaction.atomic():
        _decide(application, "hold", note, by=by, at=at)
        _tell("applications.hold", application, note, at=at)
    return application


def _decide(application: Application, verb: str, note: str, *, by: Any, at: datetime) -> Application:
    with transaction.atomic():
        found = _record(queries.parts(application), at=at)
        outcomes = {one.code: one.outcome for one in found}
        journal.turn(
            application,
            verb,
            moves=states.MOVES,
            by=by,
            at=at,
            also={"office_note": note.strip()},
            facts={"findings": outcomes},
        )
        returns.end(application, at=at)
    return application


def _tell(kind: str, application: Application, note: str, *, at: datetime) -> None:
    context = {"application": application, "programme": application.programme, "note": note.strip()}
    post.write(kind, to=application.applicant, thing=application, at=at, context=context, due_at=at + HOLD)


def check_clear(
    programme: Programme, ids: Iterable[Any], *, by: Any, at: datetime
) -> dict[str, list[Application]]:
    """Admit or refer the clear cases among these ids; what is no longer clear is left alone."""
    gates.require(rules.may_look(programme, by=by, at=at))
    wanted = {str(pk) for pk in ids}
    done: dict[str, list[Application]] = {"admit": [], "refer": []}
    with transaction.atomic():
        rows = [
            row
            for row in queries.for_programme(programme, states=("submitted",)).exclude(queries.still_open(at))
            if str(row.pk) in wanted
        ]
        for parts in queries.parts_of(rows):
            verb = rules.clear_verb(parts)
            if verb:
                found = _record(parts, at=at)
                journal.turn(
                    parts.application,
                    verb,
                    moves=states.MOVES,
                    by=by,
                    at=at,
                    facts={"findings": {one.code: one.outcome for one in found}, "together": True},
                )
                done[verb].append(parts.application)
    return done


def open_file(application: Application, what: str, *, by: Any, at: datetime) -> None:
    """Somebody else than the owner opens a file of the application: that is remembered."""
    if by is None:
        gates.require(no("nobody", "A file is opened by a person."))
    if by.pk != application.applicant_id:
        journal.note("applications.open_file", thing=application, by=by, at=at, facts={"what": what})


def open_list(programme: Programme, number: int, *, by: Any, at: datetime) -> None:
    """Somebody takes the list of a programme's applications out as a sheet: that is remembered."""
    gates.require(rules.may_look(programme, by=by, at=at))
    journal.note("applications.open_list", thing=programme, by=by, at=at, facts={"applications": number})
