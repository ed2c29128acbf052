"""Edit, announce and complete a call. `making` beside it writes whole calls: begin, clone, load."""

from datetime import datetime
from typing import Any

from django.db import transaction

from sojourn.calls import queries, rules, states
from sojourn.calls.actions.deciding import edit_deciding
from sojourn.calls.actions.eligibility import add_rule, edit_rule, move_rule, remove_rule
from sojourn.calls.actions.extensions import extend, forget, refuse_extension, sign_extension
from sojourn.calls.actions.funding import edit_money
from sojourn.calls.actions.making import begin, clone, load
from sojourn.calls.actions.overtaken import Overtaken
from sojourn.calls.actions.questions import add_question, edit_question, move_question, remove_question
from sojourn.calls.actions.reminding import keep_reminder
from sojourn.calls.actions.results import edit_results
from sojourn.calls.actions.reviewing import (
    add_case,
    add_criterion,
    edit_case,
    edit_criterion,
    edit_phases,
    move_criterion,
    remove_case,
    remove_criterion,
)
from sojourn.calls.actions.rows import free_code, locked
from sojourn.calls.actions.slots import (
    add_slot,
    attach_sample,
    detach_sample,
    edit_slot,
    move_slot,
    remove_slot,
)
from sojourn.calls.actions.staying import edit_stay
from sojourn.calls.actions.tips import TIP_FIELDS, add_tip, agree_tip, edit_tip, refuse_tip, remove_tip
from sojourn.calls.models import Call, CentreOffer, LetterQuestion, Programme, SharedPlaces
from sojourn.journal import actions as journal
from sojourn.ui import gates

__all__ = [
    "TIP_FIELDS",
    "Overtaken",
    "add_case",
    "add_criterion",
    "add_question",
    "add_rule",
    "add_slot",
    "add_tip",
    "agree_tip",
    "announce",
    "attach_sample",
    "begin",
    "clone",
    "complete",
    "detach_sample",
    "edit_case",
    "edit_criterion",
    "edit_dates",
    "edit_deciding",
    "edit_letter_questions",
    "edit_money",
    "edit_offers",
    "edit_pace",
    "edit_phases",
    "edit_programme",
    "edit_question",
    "edit_results",
    "edit_reviewing",
    "edit_rule",
    "edit_slot",
    "edit_stay",
    "edit_tip",
    "extend",
    "forget",
    "grade_conflicts",
    "keep_reminder",
    "load",
    "move_criterion",
    "move_question",
    "move_rule",
    "move_slot",
    "refuse_extension",
    "refuse_tip",
    "remove_case",
    "remove_criterion",
    "remove_question",
    "remove_rule",
    "remove_slot",
    "remove_tip",
    "sign_extension",
]

DATES = (
    "name", "zone", "introduction", "opens_at", "closes_at", "letters_by", "referee_chasers",
    "applicant_chasers", "reviews_by", "decisions_by",
    "results_on", "accept_days", "nomination_days", "starts_from", "ends_until", "months",
    "extension_days",
)  # fmt: skip
TEXTS = (
    "name", "aim", "modules", "activities", "places", "places_wording", "committee_size", "committee_note",
    "mentor_requirement", "eligibility_wording", "own_country_barred", "own_country_basis", "min_choices",
    "max_choices", "letter_by", "letters_by", "letter_grace_days", "min_letters", "max_letters",
    "min_reviews",
)  # fmt: skip

PACE = ("reviewer_chasers", "centre_chasers", "second_contact_days", "rounds_until", "rounds_by_hand")


def edit_dates(call: Call, values: dict[str, Any], *, by: Any, at: datetime) -> Call:
    """`values` may hold any of DATES, and the `version` that the form was opened with: else Overtaken."""
    return _edit(call, values, DATES, "edit_dates", rules.may_edit_dates, by, at)


def edit_programme(programme: Programme, values: dict[str, Any], *, by: Any, at: datetime) -> Programme:
    """`values` may hold any of TEXTS, and `version`. A field that a person has set loses its mark."""
    return _edit(programme, values, TEXTS, "edit_programme", rules.may_edit_programme, by, at)


def grade_conflicts(programme: Programme, values: dict[str, Any], *, by: Any, at: datetime) -> Programme:
    """`values`: `conflict_grades` (ground -> grade), `conflict_years`, and perhaps `version`."""
    names = ("conflict_grades", "conflict_years")
    return _edit(programme, values, names, "grade_conflicts", rules.may_grade_conflicts, by, at)


def edit_reviewing(programme: Programme, values: dict[str, Any], *, by: Any, at: datetime) -> Programme:
    """`values` may hold `blind`, `training_first`, and `version`."""
    names = ("blind", "training_first")
    return _edit(programme, values, names, "edit_reviewing", rules.may_edit_reviewing, by, at)


def edit_pace(call: Call, values: dict[str, Any], *, by: Any, at: datetime) -> Call:
    """`values` may hold any of PACE, and `version`."""
    return _edit(call, values, PACE, "edit_pace", rules.may_edit_pace, by, at)


def edit_offers(programme: Programme, places: dict[int, int], *, by: Any, at: datetime) -> None:
    """`places`: centre id -> places offered this year; 0 takes the centre off the list."""
    with transaction.atomic():
        call = journal.locked(programme.call)
        programme = journal.locked(programme)
        programme.call = call
        gates.require(rules.may_edit_offers(programme, by=by, at=at))
        approved = set(queries.approved_centres(programme).values_list("pk", flat=True))
        kept = {offer.centre_id: offer for offer in programme.offers.all()}
        for centre_id in approved | kept.keys():
            number, offer = places.get(centre_id, 0), kept.get(centre_id)
            if offer is None and number:
                CentreOffer.objects.create(programme=programme, centre_id=centre_id, places=number)
            elif offer is not None and not number:
                offer.delete()
            elif offer is not None and offer.places != number:
                offer.places = number
                offer.save(update_fields=["places"])
        _drop_idle_totals(call)
        _saved(programme, {"marks": _unmarked(programme, ["offers"])})
        journal.note("calls.edit_offers", thing=programme, by=by, at=at)


def edit_letter_questions(
    programme: Programme, rows: list[dict[str, Any]], *, version: int, by: Any, at: datetime
) -> None:
    """The questions beside a letter as `rows`, in this order; one without a code is new, one missing goes."""
    with transaction.atomic():
        call = journal.locked(programme.call)
        programme = journal.locked(programme)
        programme.call = call
        gates.require(rules.may_edit_letter_questions(programme, by=by, at=at))
        if version != programme.version:
            raise Overtaken(programme)
        kept = {one.code: one for one in programme.letter_questions.all()}
        left = {row["code"] for row in rows}
        programme.letter_questions.exclude(code__in=left).delete()
        codes = set(kept) & left
        for order, row in enumerate(rows, 1):
            values = {name: value for name, value in row.items() if name != "code"}
            if row["code"] in kept:
                one = kept[row["code"]]
                if any(getattr(one, name) != value for name, value in values.items()):
                    values["mark"] = {}
                for name, value in (values | {"order": order}).items():
                    setattr(one, name, value)
                one.save()
            else:
                code = free_code(row["title"], codes, otherwise="question")
                codes.add(code)
                LetterQuestion.objects.create(programme=programme, code=code, order=order, **values)
        _saved(programme, {})
        journal.note("calls.edit_letter_questions", thing=programme, by=by, at=at)


def announce(call: Call, *, by: Any, at: datetime) -> Call:
    """From now on the public sees the call; it opens by its dates."""
    with transaction.atomic():
        call = journal.locked(call)
        gates.require(rules.may_announce(call, by=by, at=at))
        return journal.turn(call, "announce", moves=states.MOVES, by=by, at=at)


def complete(call: Call, *, by: Any, at: datetime) -> Call:
    """Nothing of this call is due any more: it moves to the past calls."""
    with transaction.atomic():
        call = journal.locked(call)
        gates.require(rules.may_complete(call, by=by, at=at))
        return journal.turn(call, "complete", moves=states.MOVES, by=by, at=at)


def _edit(thing, values, fields, verb, may, by, at):
    with transaction.atomic():
        row = locked(thing) if isinstance(thing, Programme) else journal.locked(thing)
        gates.require(may(row, by=by, at=at))
        if values.get("version", row.version) != row.version:
            raise Overtaken(row)
        changed = [name for name in fields if name in values and values[name] != getattr(row, name)]
        if changed:
            _saved(row, {name: values[name] for name in changed} | {"marks": _unmarked(row, changed)})
            journal.note(f"calls.{verb}", thing=row, by=by, at=at, facts={"fields": changed})
    return row


def _unmarked(row, changed: list[str]) -> dict[str, Any]:
    """What somebody has written in the browser is no longer unknown, ours or made up."""
    return {name: mark for name, mark in row.marks.items() if name not in changed}


def _saved(row, values: dict[str, Any]) -> None:
    for name, value in values.items():
        setattr(row, name, value)
    row.version += 1
    row.save(update_fields=[*values, "version"])


def _drop_idle_totals(call: Call) -> None:
    """A total over societies means something only while an institution still offers more than it."""
    for total in SharedPlaces.objects.filter(call=call):
        offered = CentreOffer.objects.filter(
            programme__call=call, centre__institution_id=total.institution_id
        ).values_list("places", flat=True)
        if sum(offered) <= total.places:
            total.delete()
