"""By what the committee works: criteria, phases, training cases; each while its rule lets it change."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from sojourn.calls import queries, rules
from sojourn.calls.actions.overtaken import Overtaken
from sojourn.calls.actions.rows import free_code, locked, move
from sojourn.calls.models import Criterion, MinimumScore, Programme, ReviewPhase, TrainingCase
from sojourn.documents import actions as files
from sojourn.documents.models import File
from sojourn.journal import actions as journal
from sojourn.ui import gates

CRITERION = ("title", "guidance", "weight", "lowest", "highest", "anchors")
CASE = ("title", "text", "reference", "reference_note")


def add_criterion(programme: Programme, values: Mapping[str, Any], *, by: Any, at: datetime) -> Criterion:
    """The last of the form; its code comes from its title and stays."""
    with transaction.atomic():
        programme = locked(programme)
        gates.require(rules.may_add_criterion(programme, by=by, at=at))
        others = list(queries.criteria(programme))
        row = Criterion.objects.create(
            programme=programme,
            order=max((one.order for one in others), default=0) + 1,
            code=free_code(values["title"], {one.code for one in others}, otherwise="criterion"),
            **{name: values[name] for name in CRITERION if name in values},
        )
        journal.note("calls.add_criterion", thing=programme, by=by, at=at, facts={"code": row.code})
    return row


def edit_criterion(criterion: Criterion, values: Mapping[str, Any], *, by: Any, at: datetime) -> Criterion:
    """Raises Overtaken where somebody saved it since the form was opened.

    A minimum score outside the new scale goes: nobody could reach it, or everybody would.
    """
    with transaction.atomic():
        programme = locked(criterion.programme)
        gates.require(rules.may_edit_criterion(programme, by=by, at=at))
        row = journal.locked(criterion)
        if values.get("version") and values["version"] != row.version:
            raise Overtaken(row)
        given = {name: values[name] for name in CRITERION if name in values}
        if any(getattr(row, name) != value for name, value in given.items()):
            row.mark = {}
        for name, value in given.items():
            setattr(row, name, value)
        row.version += 1
        row.save()
        least = MinimumScore.objects.filter(programme=programme, criterion=row.code)
        (least.filter(least__lt=row.lowest) | least.filter(least__gt=row.highest)).delete()
        journal.note("calls.edit_criterion", thing=programme, by=by, at=at, facts={"code": row.code})
    return row


def move_criterion(criterion: Criterion, *, up: bool, by: Any, at: datetime) -> None:
    with transaction.atomic():
        programme = locked(criterion.programme)
        gates.require(rules.may_move_criterion(programme, by=by, at=at))
        if move(criterion, list(queries.criteria(programme)), up=up):
            facts = {"code": criterion.code}
            journal.note("calls.move_criterion", thing=programme, by=by, at=at, facts=facts)


def remove_criterion(criterion: Criterion, *, by: Any, at: datetime) -> None:
    """Its minimum score and the reference levels of the training cases go with it."""
    with transaction.atomic():
        programme = locked(criterion.programme)
        gates.require(rules.may_remove_criterion(programme, by=by, at=at))
        code = criterion.code
        journal.note("calls.remove_criterion", thing=programme, by=by, at=at, facts={"code": code})
        criterion.delete()
        MinimumScore.objects.filter(programme=programme, criterion=code).delete()
        for case in queries.cases(programme):
            if case.reference.pop(code, None) is not None:
                case.save(update_fields=["reference"])


def edit_phases(
    programme: Programme, given: list[Mapping[str, Any]], *, version: int, by: Any, at: datetime
) -> None:
    """All phases as they shall be, each with the `pk` that it has; what is not named goes.

    A phase that has begun is kept to what `rules.phase_stands` lets change.
    """
    with transaction.atomic():
        programme = locked(programme)
        gates.require(rules.may_edit_phases(programme, by=by, at=at))
        if version != programme.version:
            raise Overtaken(programme)
        named = {row["pk"]: row for row in given if row.get("pk")}
        gone = []
        for kept in queries.review_phases(programme):
            row = named.get(kept.pk)
            gates.require(rules.phase_stands(kept, row, at=at))
            if row is None:
                gone.append(kept.pk)
                continue
            for name in queries.PHASE:
                setattr(kept, name, row[name])
            kept.version += 1
            kept.save()
        ReviewPhase.objects.filter(pk__in=gone).delete()
        for row in given:
            if not row.get("pk"):
                ReviewPhase.objects.create(programme=programme, **{name: row[name] for name in queries.PHASE})
        programme.version += 1
        programme.save(update_fields=["version"])
        journal.note("calls.edit_phases", thing=programme, by=by, at=at, facts={"phases": len(given)})


def add_case(
    programme: Programme, values: Mapping[str, Any], *, upload: Any = None, by: Any, at: datetime
) -> TrainingCase:
    """Raises documents.rules.Refused for a file that is not taken."""
    gates.require(rules.may_add_case(programme, by=by, at=at))
    checked = files.look(upload, max_mb=programme.max_mb) if upload else None
    with transaction.atomic():
        programme = locked(programme)
        gates.require(rules.may_add_case(programme, by=by, at=at))
        last = queries.cases(programme).last()
        row = TrainingCase.objects.create(
            programme=programme,
            order=last.order + 1 if last else 1,
            file=_kept(checked, upload, by=by, at=at),
            **{name: values[name] for name in CASE if name in values},
        )
        journal.note("calls.add_case", thing=programme, by=by, at=at, facts={"case": row.pk})
    return row


def edit_case(
    case: TrainingCase, values: Mapping[str, Any], *, upload: Any = None, by: Any, at: datetime
) -> TrainingCase:
    """A new file replaces the one before. Overtaken and Refused as above."""
    gates.require(rules.may_edit_case(case.programme, by=by, at=at))
    checked = files.look(upload, max_mb=case.programme.max_mb) if upload else None
    with transaction.atomic():
        programme = locked(case.programme)
        gates.require(rules.may_edit_case(programme, by=by, at=at))
        row = journal.locked(case)
        if values.get("version") and values["version"] != row.version:
            raise Overtaken(row)
        for name in CASE:
            if name in values:
                setattr(row, name, values[name])
        before = row.file
        if checked or values.get("drop_file"):
            row.file = _kept(checked, upload, by=by, at=at)
        row.version += 1
        row.save()
        if before and before != row.file:
            _let_go(before)
        journal.note("calls.edit_case", thing=programme, by=by, at=at, facts={"case": row.pk})
    return row


def remove_case(case: TrainingCase, *, by: Any, at: datetime) -> None:
    with transaction.atomic():
        programme = locked(case.programme)
        gates.require(rules.may_remove_case(programme, by=by, at=at))
        journal.note("calls.remove_case", thing=programme, by=by, at=at, facts={"case": case.pk})
        before = case.file
        case.delete()
        if before:
            _let_go(before)


def _kept(checked: Any, upload: Any, *, by: Any, at: datetime) -> File | None:
    if checked is None:
        return None
    return files.keep_made(
        checked.content, name=upload.name, kind="call.case", at=at, owner=by, pages=checked.pages
    )


def _let_go(file: File) -> None:
    """The bytes go with the last case that shows them: the calls of other years share them."""
    if not queries.shows_case(file):
        transaction.on_commit(lambda: files.discard(file))
