"""The office's pages: every stay of its societies, reports, and the end of a stay."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from sojourn.awards import rules as awards
from sojourn.placements import actions, forms, queries, rules
from sojourn.placements.models import Placement, Report
from sojourn.placements.views import pieces
from sojourn.ui import gates, sheets, times

BOTH = require_http_methods(["GET", "POST"])


@gates.sign_in
@require_GET
def office(request: HttpRequest) -> HttpResponse:
    """Stays of the officer's societies; `?show=reports` those whose report waits."""
    gates.require(awards.may_see_office(by=request.user))
    every = list(queries.for_officer(request.user).select_related("report"))
    show = request.GET.get("show", "")
    if show == "reports":
        shown = [each for each in every if _report_state(each) == "filed"]
    else:
        shown = [each for each in every if show in ("", each.state)]
    rows = [
        {
            "placement": each,
            "name": pieces.person(each),
            "sign": pieces.SIGNS[each.state],
            "word": pieces.STANDS[each.state],
            "report": REPORTS[_report_state(each)],
        }
        for each in shown
    ]
    figures = [
        {"number": sum(each.state == name for each in every), "label": word.lower(), "url": f"?show={name}"}
        for name, word in pieces.STANDS.items()
    ]
    filed = sum(_report_state(each) == "filed" for each in every)
    figures.append({"number": filed, "label": "reports to read", "url": "?show=reports"})
    context = {"rows": rows, "figures": figures, "show": show}
    return render(request, "placements/office.html", context)


REPORTS = {
    "": "",
    "draft": "",
    "filed": "To read",
    "returned": "Returned",
    "accepted": "Accepted",
}


@gates.sign_in
@require_GET
def export_list(request: HttpRequest) -> HttpResponse:
    """The list of the office as XLSX."""
    gates.require(awards.may_see_office(by=request.user))
    heads = [
        "Fellow",
        "E-mail",
        "Society",
        "Call",
        "Centre",
        "City",
        "Tutor",
        "First day",
        "Last day",
        "Arrived",
        "State",
        "Report",
    ]
    rows = [
        [
            pieces.person(each),
            each.fellow.email if each.fellow else "",
            each.award.application.programme.society.acronym,
            each.award.application.programme.call.name,
            each.offer.centre.institution.name,
            each.offer.centre.institution.city,
            each.tutor.name if each.tutor else "",
            each.starts_on,
            each.ends_on,
            each.arrived_on,
            pieces.STANDS[each.state],
            REPORTS[_report_state(each)],
        ]
        for each in queries.for_officer(request.user).select_related("report")
    ]
    return sheets.answer("stays", heads, rows)


@gates.sign_in
@BOTH
def accept_report(request: HttpRequest, placement_id: UUID) -> HttpResponse:
    placement, report = _filed(request, placement_id)
    _require(rules.may_accept_report(report, by=request.user, at=request.at), placement)
    if request.method == "POST":
        actions.accept_report(report, by=request.user, at=request.at)
        messages.success(request, "The report is accepted.")
        return redirect("placements:stay", placement.pk)
    consequences = [
        "The fellow is told; the report cannot be changed any more.",
        "What the grant pays for the report becomes due when both final evaluations are in.",
        f"The stay is completed once everything is in, on {times.day(placement.ends_on)} at the earliest.",
    ]
    return pieces.show(request, "accept_report", placement, {"consequences": consequences})


@gates.sign_in
@BOTH
def return_report(request: HttpRequest, placement_id: UUID) -> HttpResponse:
    placement, report = _filed(request, placement_id)
    _require(rules.may_return_report(report, by=request.user, at=request.at), placement)
    form = forms.ReturnReport(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.return_report(report, reason=form.cleaned_data["reason"], by=request.user, at=request.at)
        messages.success(request, "The report is returned. The fellow was told what to change.")
        return redirect("placements:stay", placement.pk)
    return pieces.show(
        request, "return_report", placement, {"form": form}, status=422 if form.errors else 200
    )


@gates.sign_in
@BOTH
def complete(request: HttpRequest, placement_id: UUID) -> HttpResponse:
    placement = gates.find(queries.for_officer(request.user), pk=placement_id)
    _require(rules.may_complete(placement, by=request.user, at=request.at), placement)
    if request.method == "POST":
        actions.complete(placement, by=request.user, at=request.at)
        messages.success(request, "The stay is completed. Its certificate can be issued.")
        return redirect("placements:stay", placement.pk)
    consequences = [
        "The fellow is told.",
        "Logbook, plan and evaluations stay as they are.",
        "The certificate can be issued.",
    ]
    return pieces.show(request, "complete", placement, {"consequences": consequences})


@gates.sign_in
@BOTH
def end_early(request: HttpRequest, placement_id: UUID) -> HttpResponse:
    placement = gates.find(queries.for_officer(request.user), pk=placement_id)
    _require(rules.may_end_early(placement, by=request.user, at=request.at), placement)
    first = {"left_on": min(rules.local_day(request.at, placement), placement.ends_on or request.at.date())}
    form = forms.EndEarly(request.POST or None, initial=first, placement=placement)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        named = {"cause": given["cause"], "left_on": given.get("left_on")}
        verdict = rules.may_end_early(placement, by=request.user, at=request.at, **named)
        if verdict:
            actions.end_early(placement, reason=given["reason"], by=request.user, at=request.at, **named)
            messages.success(request, "The stay is ended. The fellow and the centre were told.")
            return redirect("placements:stay", placement.pk)
        form.add_error("cause" if verdict.code in ("cause", "too-soon") else None, verdict.reason)
    consequences = [
        "The stay ends now; this cannot be undone.",
        "The grant is reckoned anew by the terms of the programme; what was paid too much is asked back.",
        "No certificate is issued. The place is not offered again.",
        "The fellow gets your reason, the centre only that it ended.",
    ]
    context = {"form": form, "consequences": consequences}
    return pieces.show(request, "end_early", placement, context, status=422 if form.errors else 200)


def _filed(request: HttpRequest, placement_id: UUID) -> tuple[Placement, Report]:
    placement = gates.find(queries.for_officer(request.user).filter(report__isnull=False), pk=placement_id)
    report = queries.report_of(placement)
    report.placement = placement
    return placement, report


def _report_state(placement: Placement) -> str:
    report: Any = getattr(placement, "report", None)
    return report.state if report else ""


def _require(verdict: Any, placement: Placement) -> None:
    gates.require(
        verdict, next_url=reverse("placements:stay", args=[placement.pk]), next_verb="Open the stay"
    )
