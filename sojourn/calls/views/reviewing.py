"""How a programme decides, on one page, and the pages on which each part of it is edited."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sojourn.calls import actions, forms, queries, rules
from sojourn.calls.models import Criterion, Programme, TrainingCase
from sojourn.calls.queries import deciding
from sojourn.calls.views import rows
from sojourn.documents import actions as files
from sojourn.documents.rules import Refused
from sojourn.ui import gates

HUB = "how_it_decides"
NEXT = "How the programme decides"


@gates.sign_in
@require_safe
def how_it_decides(request: HttpRequest, slug: str, society: str) -> HttpResponse:
    """Everything that the committee works by, each part with who may change it until when."""
    row = rows.programme(request, slug, society)
    asked = {"by": request.user, "at": request.at}
    phases = queries.review_phases(row)
    rubric = queries.rubric(row)
    context = {
        "rubric": rubric,
        "least": deciding.least_of_all(row),
        "reasons": deciding.decision_reasons(row),
        "phases": [{"phase": one, "rights": queries.rights(one)} for one in phases],
        "cases": [{"case": one, "levels": _reference(rubric, one)} for one in queries.cases(row)],
        "conflict_words": queries.conflict_words(row),
        "may_rules": rules.may_edit_results(row, **asked),
        "may_reviewing": rules.may_edit_reviewing(row, **asked),
        "may_phases": rules.may_edit_phases(row, **asked),
        "may_pace": rules.may_edit_pace(row.call, **asked),
    }
    return render(request, "calls/how_it_decides.html", rows.context(row) | context)


def _reference(rubric: list[dict[str, Any]], case: TrainingCase) -> list[str]:
    rows = [line["criterion"] for line in rubric]
    return [f"{one.title} {case.reference[one.code]}" for one in rows if one.code in case.reference]


# --- criteria ------------------------------------------------------------------------------------------


@gates.sign_in
@require_http_methods(["GET", "POST"])
def add_criterion(request: HttpRequest, slug: str, society: str) -> HttpResponse:
    row, back = _open(request, slug, society, rules.may_add_criterion, "criteria")
    others = list(queries.criteria(row))
    initial: dict[str, Any] = {"weight": 1}
    if others:  # most committees score every criterion on one scale
        initial["anchors"] = [str(level) for level, _ in queries.levels(others[-1])[::-1]]
    form = forms.AddCriterion(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        actions.add_criterion(row, form.values(), by=request.user, at=request.at)
        messages.success(request, "Criterion added.")
        return redirect(back)
    return rows.form(request, "calls/add_criterion.html", row, form, back=back)


@gates.sign_in
@require_http_methods(["GET", "POST"])
def edit_criterion(request: HttpRequest, slug: str, society: str, code: str) -> HttpResponse:
    row, back = _open(request, slug, society, rules.may_edit_criterion, "criteria")
    criterion = gates.find(queries.criteria(row), code=code)
    form = forms.EditCriterion(request.POST or None, initial=forms.EditCriterion.of(criterion))
    context = {"back": back, "criterion": criterion}
    if request.method == "POST" and form.is_valid():
        try:
            actions.edit_criterion(criterion, form.values(), by=request.user, at=request.at)
        except actions.Overtaken as overtaken:
            kept = forms.EditCriterion.of(overtaken.kept)
            return rows.overtaken(request, "calls/edit_criterion.html", row, form, kept, **context)
        messages.success(request, "Criterion saved.")
        return redirect(back)
    return rows.form(request, "calls/edit_criterion.html", row, form, **context)


@gates.sign_in
@require_POST
def move_criterion(request: HttpRequest, slug: str, society: str, code: str) -> HttpResponse:
    row, back = _open(request, slug, society, rules.may_move_criterion, "criteria")
    criterion = gates.find(queries.criteria(row), code=code)
    up = request.POST.get("direction") != "down"
    actions.move_criterion(criterion, up=up, by=request.user, at=request.at)
    return redirect(back)


@gates.sign_in
@require_http_methods(["GET", "POST"])
def remove_criterion(request: HttpRequest, slug: str, society: str, code: str) -> HttpResponse:
    row, back = _open(request, slug, society, rules.may_remove_criterion, "criteria")
    criterion: Criterion = gates.find(queries.criteria(row), code=code)
    if request.method == "POST":
        actions.remove_criterion(criterion, by=request.user, at=request.at)
        messages.success(request, "Criterion removed.")
        return redirect(back)
    told = [
        "Reviewers will not score it, and the others count for the whole.",
        "Its minimum score and its reference levels go with it.",
    ]
    context = {"criterion": criterion, "back": back, "consequences": told}
    return render(request, "calls/remove_criterion.html", rows.context(row) | context)


# --- phases --------------------------------------------------------------------------------------------


@gates.sign_in
@require_http_methods(["GET", "POST"])
def edit_phases(request: HttpRequest, slug: str, society: str) -> HttpResponse:
    row, back = _open(request, slug, society, rules.may_edit_phases, "phases")
    kept = queries.review_phases(row)
    form = forms.EditPhases(
        request.POST or None, phases=kept, call=row.call, initial={"version": row.version}
    )
    status = 0
    if request.method == "POST" and form.is_valid() and _stand(request, form, kept):
        version = form.cleaned_data["version"]
        try:
            actions.edit_phases(row, form.rows(), version=version, by=request.user, at=request.at)
        except actions.Overtaken:
            form.add_error(None, "Somebody saved this meanwhile. Open this page again in another tab.")
            status = 409
        else:
            messages.success(request, "Phases saved.")
            return redirect(back)
    return rows.form(request, "calls/edit_phases.html", row, form, status=status, back=back)


def _stand(request: HttpRequest, form: forms.EditPhases, kept: list) -> bool:
    """Each phase that has begun, beside its field."""
    given = {one["pk"]: one for one in form.rows()}
    for number, one in enumerate(kept):
        verdict = rules.phase_stands(one, given.get(one.pk), at=request.at)
        if not verdict:
            form.add_error(f"title-{number}", verdict.reason)
    return not form.errors


# --- training cases ------------------------------------------------------------------------------------


@gates.sign_in
@require_http_methods(["GET", "POST"])
def add_case(request: HttpRequest, slug: str, society: str) -> HttpResponse:
    row, back = _open(request, slug, society, rules.may_add_case, "training")
    form = forms.AddCase(
        request.POST or None,
        request.FILES or None,
        criteria=queries.criteria(row),
        max_mb=row.max_mb,
        holds=False,
    )

    def act() -> None:
        asked = {"by": request.user, "at": request.at}
        actions.add_case(row, form.values(), upload=form.cleaned_data["file"], **asked)

    return _case(request, "calls/add_case.html", row, form, act, {}, back=back)


@gates.sign_in
@require_http_methods(["GET", "POST"])
def edit_case(request: HttpRequest, slug: str, society: str, pk: int) -> HttpResponse:
    row, back = _open(request, slug, society, rules.may_edit_case, "training")
    case = gates.find(queries.cases(row), pk=pk)
    form = forms.EditCase(
        request.POST or None,
        request.FILES or None,
        criteria=queries.criteria(row),
        max_mb=row.max_mb,
        holds=case.file is not None,
        initial=_initial(case),
    )

    def act() -> None:
        asked = {"by": request.user, "at": request.at}
        actions.edit_case(case, form.values(), upload=form.cleaned_data["file"], **asked)

    return _case(request, "calls/edit_case.html", row, form, act, case, back=back)


def _case(
    request: HttpRequest, template: str, row: Programme, form: Any, act: Callable, case: Any, *, back: str
) -> HttpResponse:
    context = {"back": back, "case": case}
    if request.method == "POST" and form.is_valid():
        try:
            act()
        except Refused as refused:
            form.add_error("file", refused)
        except actions.Overtaken as overtaken:
            return rows.overtaken(request, template, row, form, _initial(overtaken.kept), **context)
        else:
            messages.success(request, "Training case saved.")
            return redirect(back)
    return rows.form(request, template, row, form, **context)


def _initial(case: TrainingCase) -> Mapping[str, Any]:
    names = ("version", "title", "text", "reference_note")
    levels = {f"level-{code}": str(level) for code, level in case.reference.items()}
    return {name: getattr(case, name) for name in names} | levels


@gates.sign_in
@require_http_methods(["GET", "POST"])
def remove_case(request: HttpRequest, slug: str, society: str, pk: int) -> HttpResponse:
    row, back = _open(request, slug, society, rules.may_remove_case, "training")
    case = gates.find(queries.cases(row), pk=pk)
    if request.method == "POST":
        actions.remove_case(case, by=request.user, at=request.at)
        messages.success(request, "Training case removed.")
        return redirect(back)
    told = ["Reviewers will not be asked to score it."]
    if case.file:
        told.append("Its file goes with it.")
    context = {"case": case, "back": back, "consequences": told}
    return render(request, "calls/remove_case.html", rows.context(row) | context)


@gates.sign_in
@require_safe
def open_case(request: HttpRequest, slug: str, society: str, pk: int) -> HttpResponse:
    case = gates.find(queries.cases(rows.programme(request, slug, society)), pk=pk)
    if case.file is None:
        raise Http404
    return files.serve(case.file)


# --- rights and reminders -------------------------------------------------------------------------------


@gates.sign_in
@require_http_methods(["GET", "POST"])
def edit_reviewing(request: HttpRequest, slug: str, society: str) -> HttpResponse:
    row, back = _open(request, slug, society, rules.may_edit_reviewing, "who-sees")
    form = forms.EditReviewing(request.POST or None, initial=forms.EditReviewing.of(row))
    if request.method == "POST" and form.is_valid():
        try:
            actions.edit_reviewing(row, form.cleaned_data, by=request.user, at=request.at)
        except actions.Overtaken as overtaken:
            kept = forms.EditReviewing.of(overtaken.kept)
            return rows.overtaken(request, "calls/edit_reviewing.html", row, form, kept, back=back)
        messages.success(request, "Saved.")
        return redirect(back)
    return rows.form(request, "calls/edit_reviewing.html", row, form, back=back)


@gates.sign_in
@require_http_methods(["GET", "POST"])
def edit_pace(request: HttpRequest, slug: str) -> HttpResponse:
    """Of the whole call: the same for every society."""
    call = gates.find(queries.visible_to(request.user), slug=slug)
    back = reverse("calls:call", args=[slug])
    verdict = rules.may_edit_pace(call, by=request.user, at=request.at)
    gates.require(verdict, next_url=back, next_verb="Back to the call")
    form = forms.EditPace(request.POST or None, initial=forms.EditPace.of(call))
    context = {"call": call, "back": back, "form": form}
    if request.method == "POST" and form.is_valid():
        try:
            actions.edit_pace(call, form.cleaned_data, by=request.user, at=request.at)
        except actions.Overtaken:
            form.add_error(None, "Somebody saved this meanwhile. Open this page again in another tab.")
            return render(request, "calls/edit_pace.html", context, status=409)
        messages.success(request, "Reminders and rounds saved.")
        return redirect(back)
    return render(request, "calls/edit_pace.html", context, status=422 if form.errors else 200)


def _open(request: HttpRequest, slug: str, society: str, may: Callable, part: str) -> tuple[Programme, str]:
    """The programme and the way back to its part of the page, if the rule lets this person in."""
    row = rows.programme(request, slug, society)
    back = f"{rows.back(row, HUB)}#{part}"
    verdict = may(row, by=request.user, at=request.at)
    gates.require(verdict, next_url=back, next_verb=NEXT)
    return row, back
