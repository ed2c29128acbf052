"""The fellow's pages: dates, plan, logbook, evaluation, report. The office reads the papers."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from sojourn.core import periods
from sojourn.placements import actions, forms, queries, rules
from sojourn.placements.models import Placement
from sojourn.placements.views import pieces
from sojourn.placements.views.pieces import link, own, readable, show
from sojourn.ui import gates

BOTH = require_http_methods(["GET", "POST"])


@gates.sign_in
@require_GET
def mine(request: HttpRequest) -> HttpResponse:
    """Every stay of this person; straight on where there is one."""
    stays = list(queries.mine(request.user))
    if len(stays) == 1:
        return redirect("placements:stay", stays[0].pk)
    rows = [(each, pieces.SIGNS[each.state], pieces.STANDS[each.state]) for each in stays]
    return render(request, "placements/mine.html", {"rows": rows})


@gates.sign_in
@require_GET
def stay(request: HttpRequest, placement_id: UUID) -> HttpResponse:
    """The timeline of a stay, for the fellow, the centre and the office."""
    placement = gates.find(queries.visible_to(request.user), pk=placement_id)
    part = pieces.role(request, placement)
    report = queries.report_of(placement) if part == "office" else None
    context = {
        "steps": pieces.steps(placement, part, request.at),
        "may_agree": rules.may_agree_dates(placement, by=request.user, at=request.at),
        "may_arrive": rules.may_confirm_arrival(placement, by=request.user, at=request.at),
        "may_end_early": rules.may_end_early(placement, by=request.user, at=request.at),
        "may_complete": rules.may_complete(placement, by=request.user, at=request.at),
        "report": report,
        "next_step": _next(placement, part, request),
        **_changes(placement, request),
        "may_raise": rules.may_raise_alarm(placement, by=request.user, at=request.at),
        "alarms": queries.alarms_in(placement, request.user),
    }
    return show(request, "stay", placement, context)


def _changes(placement: Placement, request: HttpRequest) -> dict[str, Any]:
    rows = list(queries.amendments_of(placement, request.user))
    return {
        "may_change": rules.may_ask_amendment(placement, by=request.user, at=request.at),
        "open_change": next((row for row in rows if row.state == "asked"), None),
        "changed": rows,
    }


def _next(placement: Placement, part: str, request: HttpRequest) -> Any:
    lines = queries.waiting_of(placement, at=request.at) if part == "fellow" else []
    if lines:
        return lines[0]
    return None


# --- dates ---


@gates.sign_in
@BOTH
def propose_dates(request: HttpRequest, placement_id: UUID) -> HttpResponse:
    placement = own(request, placement_id)
    _require(rules.may_propose_dates(placement, by=request.user, at=request.at), placement)
    call = placement.award.application.programme.call
    begin = placement.starts_on or rules.window(placement)[0]
    first = {
        "starts_on": begin,
        "ends_on": placement.ends_on or (begin and periods.stay_end(begin, call.months)),
    }
    form = forms.ProposeDates(request.POST or None, initial=first)
    if request.method == "POST" and form.is_valid():
        days = form.cleaned_data
        verdict = rules.may_propose_dates(placement, by=request.user, at=request.at, **days)
        if verdict:
            actions.propose_dates(placement, **days, by=request.user, at=request.at)
            messages.success(request, "Your dates are proposed. The centre and your tutor were asked.")
            return redirect("placements:stay", placement.pk)
        form.add_error("ends_on" if verdict.code in ENDS else "starts_on", verdict.reason)
    start = form.cleaned_data.get("starts_on") if form.is_bound else begin
    context = {
        "form": form,
        "tolerance": rules.TOLERANCE_DAYS,
        "start": start,
        "lines": queries.errand_lines(placement, at=request.at, starts_on=start) if start else [],
    }
    return show(request, "propose_dates", placement, context, status=422 if form.errors else 200)


ENDS = ("order", "too-short", "too-long", "after-window")


# --- evaluation and report ---


@gates.sign_in
@BOTH
def evaluate(request: HttpRequest, placement_id: UUID, moment: str) -> HttpResponse:
    """The fellow's evaluation of the centre."""
    placement = own(request, placement_id)
    _known(moment)
    _require(
        rules.may_evaluate(placement, moment=moment, side="fellow", by=request.user, at=request.at), placement
    )
    form = forms.Evaluate(request.POST or None, side="fellow")
    if request.method == "POST" and form.is_valid():
        actions.evaluate(
            placement,
            moment=moment,
            side="fellow",
            answers=form.answers(),
            comment=form.cleaned_data["comment"],
            by=request.user,
            at=request.at,
        )
        messages.success(request, "Your evaluation is in. It opens to your tutor when both are in.")
        return redirect("placements:stay", placement.pk)
    context = {"form": form, "moment": pieces.MOMENTS[moment], **pieces.objectives(placement)}
    return show(request, "evaluate", placement, context, status=422 if form.errors else 200)


@gates.sign_in
@require_GET
def evaluation(request: HttpRequest, placement_id: UUID, moment: str) -> HttpResponse:
    """Both sides once both are in; until then each sees the own only. The office sees what is in."""
    placement = readable(request, placement_id)
    _known(moment)
    office = pieces.role(request, placement) == "office"
    shown = queries.readable_evaluations(placement, moment, side="" if office else "fellow")
    closed = pieces.closed(placement, moment, request.at)
    context = {"moment": pieces.MOMENTS[moment], "sides": shown, "closed": closed}
    return show(request, "evaluation", placement, context)


@gates.sign_in
@require_GET
def report(request: HttpRequest, placement_id: UUID) -> HttpResponse:
    """The report as it was filed; drafts are the fellow's alone."""
    placement = readable(request, placement_id)
    found = queries.report_of(placement)
    if found is None or (found.state == "draft" and pieces.role(request, placement) != "fellow"):
        raise Http404
    context = {
        "report": found,
        "grown": queries.growth(placement),
        "against": queries.done_against_planned(placement),
        "levels": dict(forms.LEVELS),
        "may_accept": rules.may_accept_report(found, by=request.user, at=request.at),
    }
    return show(request, "report", placement, context)


@gates.sign_in
@BOTH
def file_report(request: HttpRequest, placement_id: UUID) -> HttpResponse:
    """Save a draft or file; nothing typed is lost."""
    placement = own(request, placement_id)
    _require(rules.may_save_report(placement, by=request.user, at=request.at), placement)
    found = queries.report_of(placement)
    draft = "draft" in request.POST
    names = ("learned", "changes", "advice", "version")
    first = {name: getattr(found, name) for name in names} if found else {"version": 0}
    form = forms.FileReport(request.POST or None, initial=first, placement=placement, draft=draft)
    may_file = rules.may_file_report(placement, by=request.user, at=request.at)
    saved = None
    if request.method == "POST" and form.is_valid():
        if (form.cleaned_data["version"] or 0) != (found.version if found else 0):
            saved, form.data = found, form.data.copy()
            form.data["version"] = found.version
        elif draft:
            actions.save_report(placement, form.values(), by=request.user, at=request.at)
            messages.success(request, "Your draft is saved.")
            return redirect("placements:file_report", placement.pk)
        elif may_file:
            actions.file_report(placement, form.values(), by=request.user, at=request.at)
            messages.success(request, "Your report is filed. The office reads it next.")
            return redirect("placements:stay", placement.pk)
        else:
            form.add_error(None, may_file.reason)
    context = {
        "form": form,
        "report": found,
        "may_file": may_file,
        "saved": saved,
        "levels": dict(forms.LEVELS),
    }
    return show(request, "file_report", placement, context, status=422 if form.errors or saved else 200)


def _known(moment: str) -> None:
    if moment not in pieces.MOMENTS:
        raise Http404


def _require(verdict: Any, placement: Placement) -> None:
    gates.require(verdict, next_url=link("stay", placement), next_verb="Open your stay")
