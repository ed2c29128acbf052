"""The logbook: an entry in under a minute, also from a browser that was offline; pictures; exports."""

from __future__ import annotations

import uuid
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from sojourn.placements import actions, forms, queries, rules
from sojourn.placements.models import LogEntry, Placement
from sojourn.placements.views.pieces import link, own, readable, show
from sojourn.ui import gates, sheets

BOTH = require_http_methods(["GET", "POST"])
QUEUED = "X-Sojourn-Queue"  # sent by the script, which wants an answer and no page


@gates.sign_in
@BOTH
def logbook(request: HttpRequest, placement_id: UUID) -> HttpResponse:
    """Entries and pictures; the fellow's line on the week is sent here."""
    placement = readable(request, placement_id)
    who = {"by": request.user, "at": request.at}
    may_check_in = rules.may_check_in(placement, **who)
    form = forms.CheckIn(request.POST or None)
    if request.method == "POST":
        gates.require(may_check_in, next_url=link("logbook", placement), next_verb="Open the logbook")
        if form.is_valid():
            actions.check_in(placement, note=form.cleaned_data["note"], **who)
            messages.success(request, "Your line is kept; your tutor reads it with the entries.")
            return redirect("placements:logbook", placement.pk)
    rows = queries.objective_progress(placement)
    means = queries.earlier_means(placement)
    context = {
        "entries": list(queries.entries(placement)),
        "against": [(row["objective"].text, row["done"], row["planned"]) for row in rows],
        "roles": [(row, means.get(row["objective"].text)) for row in rows],
        "compared": bool(means),
        "may_log": rules.may_log(placement, **who),
        "check_ins": queries.check_ins(placement),
        "check_in_form": form if may_check_in else None,
    }
    return show(request, "logbook", placement, context, status=422 if form.errors else 200)


@gates.sign_in
@BOTH
def log(request: HttpRequest, placement_id: UUID) -> HttpResponse:
    """One entry; what was logged last is offered again."""
    placement = own(request, placement_id)
    verdict = rules.may_log(placement, by=request.user, at=request.at)
    gates.require(verdict, next_url=link("stay", placement), next_verb="Open your stay")
    form = forms.Log(
        request.POST or None,
        initial=_offered(placement, request),
        placement=placement,
        by=request.user,
        at=request.at,
    )
    if request.method == "POST" and form.is_valid():
        key = form.cleaned_data["key"]
        entry = actions.log(placement, form.values(), by=request.user, at=request.at, key=key)
        said = f"Logged: {entry.get_activity_display()}, {entry.count}."
        next_ = link("log" if "another" in request.POST else "logbook", placement)
        if QUEUED in request.headers:
            if request.headers[QUEUED] == "now":
                messages.success(request, said)
            return JsonResponse({"said": said, "next": next_}, status=201)
        messages.success(request, said)
        return redirect(next_)
    context: dict[str, Any] = {"form": form}
    if request.headers.get(QUEUED) == "page":
        context[
            "messages"
        ] = ()  # the copy for a browser without a connection: they are for the page that is seen
    return show(request, "log", placement, context, status=422 if form.errors else 200)


@gates.sign_in
@require_GET
def log_worker(request: HttpRequest, placement_id: UUID) -> HttpResponse:
    """Its address confines it to the page of one logbook."""
    own(request, placement_id)
    return render(request, "placements/worker.js", content_type="text/javascript")


def _offered(placement: Placement, request: HttpRequest) -> dict[str, Any]:
    day = min(rules.local_day(request.at, placement), placement.ends_on)
    first: dict[str, Any] = {"done_on": day, "key": uuid.uuid4()}
    last = queries.last_entry(placement)
    if last is not None:
        first |= {name: getattr(last, name) for name in ("activity", "role", "modality")}
        first["objective"] = last.objective_id or ""
    return first


@gates.sign_in
@BOTH
def correct_entry(request: HttpRequest, entry_id: int) -> HttpResponse:
    entry = gates.find(queries.entries_of(request.user), pk=entry_id)
    placement = entry.placement
    verdict = rules.may_correct_entry(entry, by=request.user, at=request.at)
    gates.require(verdict, next_url=link("logbook", placement), next_verb="Open the logbook")
    first = {
        name: getattr(entry, name) for name in ("done_on", "activity", "modality", "role", "count", "note")
    }
    first["objective"] = entry.objective_id or ""
    form = forms.CorrectEntry(
        request.POST or None, initial=first, placement=placement, by=request.user, at=request.at
    )
    if request.method == "POST" and form.is_valid():
        actions.correct_entry(entry, form.values(), by=request.user, at=request.at)
        messages.success(request, "The entry is corrected and waits for your tutor again.")
        return redirect("placements:logbook", placement.pk)
    context = {"form": form, "entry": entry}
    return show(request, "correct_entry", placement, context, status=422 if form.errors else 200)


HEADS = ("Day", "Activity", "Modality", "Objective", "Part", "Number", "Note", "State", "Countersigned")


@gates.sign_in
@require_GET
def export_logbook(request: HttpRequest, placement_id: UUID, kind: str) -> HttpResponse:
    """For a diploma: every entry with its state, as a sheet or with the sums as a PDF."""
    placement = readable(request, placement_id)
    if kind == "pdf":
        answer = HttpResponse(queries.logbook_pdf(placement, at=request.at), content_type="application/pdf")
        answer["Content-Disposition"] = 'attachment; filename="logbook.pdf"'
        answer["Cache-Control"] = "private, no-store"
        return answer
    if kind not in ("xlsx", "csv"):
        raise Http404
    rows = [_row(entry) for entry in queries.entries(placement).order_by("done_on", "pk")]
    return sheets.answer("logbook", HEADS, rows) if kind == "xlsx" else sheets.lines("logbook", HEADS, rows)


def _row(entry: LogEntry) -> list[Any]:
    return [
        entry.done_on,
        entry.get_activity_display(),
        entry.modality,
        entry.objective.text if entry.objective else "",
        entry.get_role_display(),
        entry.count,
        entry.note,
        entry.state,
        entry.countersigned_at and entry.countersigned_at.date(),
    ]
