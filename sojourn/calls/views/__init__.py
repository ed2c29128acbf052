"""Officers prepare a call: list, checklist, dates, programmes, centres, announcement."""

from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from sojourn.calls import actions, forms, queries, rules
from sojourn.calls.models import Extension, Programme
from sojourn.calls.views.conflicts import grade_conflicts as grade_conflicts
from sojourn.calls.views.deciding import edit_deciding as edit_deciding
from sojourn.calls.views.eligibility import add_rule as add_rule
from sojourn.calls.views.eligibility import edit_rule as edit_rule
from sojourn.calls.views.eligibility import eligibility as eligibility
from sojourn.calls.views.eligibility import move_rule as move_rule
from sojourn.calls.views.eligibility import remove_rule as remove_rule
from sojourn.calls.views.funding import edit_money as edit_money
from sojourn.calls.views.questions import add_question as add_question
from sojourn.calls.views.questions import edit_question as edit_question
from sojourn.calls.views.questions import move_question as move_question
from sojourn.calls.views.questions import questions as questions
from sojourn.calls.views.questions import remove_question as remove_question
from sojourn.calls.views.results import edit_results as edit_results
from sojourn.calls.views.reviewing import add_case as add_case
from sojourn.calls.views.reviewing import add_criterion as add_criterion
from sojourn.calls.views.reviewing import edit_case as edit_case
from sojourn.calls.views.reviewing import edit_criterion as edit_criterion
from sojourn.calls.views.reviewing import edit_pace as edit_pace
from sojourn.calls.views.reviewing import edit_phases as edit_phases
from sojourn.calls.views.reviewing import edit_reviewing as edit_reviewing
from sojourn.calls.views.reviewing import how_it_decides as how_it_decides
from sojourn.calls.views.reviewing import move_criterion as move_criterion
from sojourn.calls.views.reviewing import open_case as open_case
from sojourn.calls.views.reviewing import remove_case as remove_case
from sojourn.calls.views.reviewing import remove_criterion as remove_criterion
from sojourn.calls.views.slots import add_slot as add_slot
from sojourn.calls.views.slots import attach_sample as attach_sample
from sojourn.calls.views.slots import detach_sample as detach_sample
from sojourn.calls.views.slots import documents as documents
from sojourn.calls.views.slots import edit_slot as edit_slot
from sojourn.calls.views.slots import move_slot as move_slot
from sojourn.calls.views.slots import open_sample as open_sample
from sojourn.calls.views.slots import remove_slot as remove_slot
from sojourn.calls.views.staying import edit_stay as edit_stay
from sojourn.calls.views.tips import add_tip as add_tip
from sojourn.calls.views.tips import edit_tip as edit_tip
from sojourn.calls.views.tips import remove_tip as remove_tip
from sojourn.calls.views.tips import speaker as speaker
from sojourn.calls.views.tips import tips as tips
from sojourn.core.money import decimals
from sojourn.ui import sheets, times
from sojourn.ui.gates import find, require, sign_in

read_or_write = require_http_methods(["GET", "HEAD", "POST"])


@sign_in
@require_safe
def calls(request: HttpRequest) -> HttpResponse:
    rows = [(call, queries.phase(call, request.at)) for call in queries.visible_to(request.user)]
    may_begin = rules.may_begin(by=request.user, at=request.at)
    if not rows:
        require(may_begin)
    newest = rows[0][0] if rows else None
    return render(request, "calls/calls.html", {"rows": rows, "may_begin": may_begin, "newest": newest})


@sign_in
@require_safe
def calls_sheet(request: HttpRequest) -> HttpResponse:
    rows = list(queries.visible_to(request.user))
    if not rows:
        require(rules.may_begin(by=request.user, at=request.at))
    heads = (
        "Call",
        "Where it stands",
        "Opens (UTC)",
        "Closes (UTC)",
        "Zone",
        "Results",
        "Stays from",
        "until",
    )
    lines = (
        (row.name, queries.phase(row, request.at), row.opens_at, row.closes_at, row.zone, row.results_on,
         row.starts_from, row.ends_until)
        for row in rows
    )  # fmt: skip
    return sheets.answer("calls", heads, lines)


@sign_in
@require_safe
def programmes_sheet(request: HttpRequest, slug: str) -> HttpResponse:
    row = find(queries.visible_to(request.user), slug=slug)
    heads = (
        "Society",
        "Programme",
        "Places",
        "Centres",
        "Their places",
        "Committee",
        "Letter",
        "Grant",
        "Currency",
    )
    lines = (
        (each.society.acronym, each.name, each.places, each.offered, each.offered_places, each.committee_size,
         each.letter_by, _major(each), each.currency)
        for each in queries.programmes(row)
    )  # fmt: skip
    return sheets.answer(f"programmes-{row.slug}", heads, lines)


@sign_in
@read_or_write
def begin(request: HttpRequest) -> HttpResponse:
    require(rules.may_begin(by=request.user, at=request.at))
    form = forms.Begin(request.POST or None, initial={"zone": queries.home_zone(), "year": request.at.year})
    if request.method == "POST" and form.is_valid():
        call = actions.begin(
            {**form.cleaned_data, "slug": str(form.cleaned_data["year"])}, by=request.user, at=request.at
        )
        messages.success(request, "Call begun: a draft that only officers see.")
        return redirect("calls:call", call.slug)
    return _form(request, "calls/begin.html", form)


@sign_in
@require_safe
def call(request: HttpRequest, slug: str) -> HttpResponse:
    row = find(queries.visible_to(request.user), slug=slug)
    asked = {"by": request.user, "at": request.at}
    points = rules.ready(row, at=request.at)
    context = {
        "call": row,
        "phase": queries.phase(row, request.at),
        "refused_from": queries.refused_from(row),
        "points": [point for point in points if point.programme is None],
        "programmes": _with_points(points),
        "lacking": rules.lacking_of(points),
        "may_edit_dates": rules.may_edit_dates(row, **asked),
        "may_announce": rules.may_announce(row, **asked, points=points),
        "may_complete": rules.may_complete(row, **asked),
        "may_edit_pace": rules.may_edit_pace(row, **asked),
        "may_clone": rules.may_clone(row, **asked),
    }
    return render(request, "calls/call.html", context)


@sign_in
@read_or_write
def edit_dates(request: HttpRequest, slug: str) -> HttpResponse:
    row = find(queries.visible_to(request.user), slug=slug)
    back = reverse("calls:call", args=[row.slug])
    require(
        rules.may_edit_dates(row, by=request.user, at=request.at), next_url=back, next_verb="Back to the call"
    )
    form = forms.EditDates(request.POST or None, initial=forms.EditDates.of(row))
    context = {"call": row, "back": back}
    if request.method == "POST" and form.is_valid():
        try:
            actions.edit_dates(row, form.cleaned_data, by=request.user, at=request.at)
        except actions.Overtaken as overtaken:
            return _overtaken(
                request, "calls/edit_dates.html", form, forms.EditDates.of(overtaken.kept), context
            )
        messages.success(request, "Dates saved.")
        return redirect(back)
    return _form(request, "calls/edit_dates.html", form, context)


@sign_in
@read_or_write
def clone(request: HttpRequest, slug: str) -> HttpResponse:
    row = find(queries.visible_to(request.user), slug=slug)
    require(rules.may_clone(row, by=request.user, at=request.at))
    form = forms.Clone(request.POST or None, initial=queries.next_year(row))
    if request.method == "POST" and form.is_valid():
        values = {**form.cleaned_data, "slug": str(form.cleaned_data["year"])}
        new = actions.clone(row, values, by=request.user, at=request.at)
        messages.success(request, f"{new.name} begun as a copy: check its dates first.")
        return redirect("calls:call", new.slug)
    return _form(request, "calls/clone.html", form, {"call": row})


@sign_in
@read_or_write
def announce(request: HttpRequest, slug: str) -> HttpResponse:
    row = find(queries.visible_to(request.user), slug=slug)
    back = reverse("calls:call", args=[row.slug])
    require(
        rules.may_announce(row, by=request.user, at=request.at), next_url=back, next_verb="Back to the call"
    )
    if request.method == "POST":
        actions.announce(row, by=request.user, at=request.at)
        messages.success(request, "Call announced.")
        return redirect(back)
    return render(request, "calls/announce.html", {"call": row, "back": back})


@sign_in
@read_or_write
def complete(request: HttpRequest, slug: str) -> HttpResponse:
    row = find(queries.visible_to(request.user), slug=slug)
    back = reverse("calls:call", args=[row.slug])
    require(
        rules.may_complete(row, by=request.user, at=request.at), next_url=back, next_verb="Back to the call"
    )
    if request.method == "POST":
        actions.complete(row, by=request.user, at=request.at)
        messages.success(request, "Call moved to the past calls.")
        return redirect(back)
    return render(request, "calls/complete.html", {"call": row, "back": back})


@sign_in
@require_safe
def programme(request: HttpRequest, slug: str, society: str) -> HttpResponse:
    row = _programme(request, slug, society)
    context = {
        "programme": row,
        "call": row.call,
        "offers": list(queries.offers(row)),
        "shares": list(queries.shares(row)),
        "terms": queries.terms(row),
        "rules": queries.sentences(row),
        "duty_lines": queries.duty_lines(row),
        "may_edit_programme": rules.may_edit_programme(row, by=request.user, at=request.at),
    }
    context["own"] = rules.may_see_extensions(row, by=request.user, at=request.at)
    if context["own"] and row.call.state != "draft":
        context["extensions_url"] = reverse("calls:extensions", args=[slug, society])
    return render(request, "calls/programme.html", context)


@sign_in
@read_or_write
def edit_programme(request: HttpRequest, slug: str, society: str) -> HttpResponse:
    row = _programme(request, slug, society)
    back = _editable(request, row)
    initial = forms.EditProgramme.of(row)
    form = forms.EditProgramme(request.POST or None, initial=initial, zone=row.call.zone)
    context = {"programme": row, "call": row.call, "back": back}
    if request.method == "POST" and form.is_valid():
        try:
            actions.edit_programme(row, form.cleaned_data, by=request.user, at=request.at)
        except actions.Overtaken as overtaken:
            kept = forms.EditProgramme.of(overtaken.kept)
            return _overtaken(request, "calls/edit_programme.html", form, kept, context)
        messages.success(request, "Programme saved.")
        return redirect(back)
    return _form(request, "calls/edit_programme.html", form, context)


@sign_in
@read_or_write
def edit_offers(request: HttpRequest, slug: str, society: str) -> HttpResponse:
    row = _programme(request, slug, society)
    back = _editable(request, row)
    centres = list(queries.approved_centres(row))
    form = forms.EditOffers(request.POST or None, centres=centres, offers=list(row.offers.all()))
    if request.method == "POST" and form.is_valid():
        actions.edit_offers(row, form.places(), by=request.user, at=request.at)
        messages.success(request, "List of centres saved.")
        return redirect(back)
    context = {"programme": row, "call": row.call, "back": back, "centres": centres}
    return _form(request, "calls/edit_offers.html", form, context)


@sign_in
@require_safe
def extensions(request: HttpRequest, slug: str, society: str) -> HttpResponse:
    """Who has a later closing, until when and why, and what waits for the second signature."""
    row = _extendable(request, slug, society)
    asked = {"by": request.user, "at": request.at}
    may_sign = rules.signing(row, **asked)
    lines = [
        {
            "extension": one,
            "may_sign": may_sign(one),
            "may_refuse": one.state == "proposed",
            "own": one.proposed_by_id == request.user.pk,
        }
        for one in queries.extensions(row)
    ]
    context = {
        "programme": row,
        "call": row.call,
        "lines": lines,
        "latest": rules.latest(row.call),
        "may_extend": rules.may_extend(row, **asked),
    }
    return render(request, "calls/extensions.html", context)


@sign_in
@read_or_write
def extend(request: HttpRequest, slug: str, society: str) -> HttpResponse:
    row = _extendable(request, slug, society)
    back = reverse("calls:extensions", args=[slug, society])
    verdict = rules.may_extend(row, by=request.user, at=request.at)
    require(verdict, next_url=back, next_verb="Back to the later closings")
    initial = {"email": request.GET.get("email", ""), "until_at": rules.latest(row.call)}
    form = forms.Extend(request.POST or None, call=row.call, initial=initial)
    if request.method == "POST" and form.is_valid():
        clean = form.cleaned_data
        asked = {"email": clean["email"], "until_at": clean["until_at"], "by": request.user, "at": request.at}
        verdict = rules.may_extend(row, **asked)
        if verdict:
            actions.extend(row, reason=clean["reason"], **asked)
            messages.success(request, "Proposed. It counts when a second person has signed it.")
            return redirect(back)
        form.add_error("email" if verdict.code == "waiting" else "until_at", verdict.reason)
    context = {"programme": row, "call": row.call, "back": back, "latest": rules.latest(row.call)}
    return _form(request, "calls/extend.html", form, context)


@sign_in
@read_or_write
def sign_extension(request: HttpRequest, slug: str, society: str, pk: int) -> HttpResponse:
    row, back = _extension(request, slug, society, pk)
    verdict = rules.may_sign_extension(row, by=request.user, at=request.at)
    require(verdict, next_url=back, next_verb="Back to the later closings")
    if request.method == "POST":
        actions.sign_extension(row, by=request.user, at=request.at)
        messages.success(request, "Signed. The person is told by mail.")
        return redirect(back)
    call = row.programme.call
    consequences = [
        f"{row.email} may begin, change and submit until {times.instant(row.until_at, call.zone)}.",
        "For everybody else the closing stays as it was announced.",
        "Until then nobody in the office reads this application.",
        f"Asked for by {row.proposed_by}, with this reason: {row.reason}",
    ]
    context = {"extension": row, "programme": row.programme, "call": call, "back": back}
    return render(request, "calls/sign_extension.html", context | {"consequences": consequences})


@sign_in
@read_or_write
def refuse_extension(request: HttpRequest, slug: str, society: str, pk: int) -> HttpResponse:
    row, back = _extension(request, slug, society, pk)
    verdict = rules.may_refuse_extension(row, by=request.user, at=request.at)
    require(verdict, next_url=back, next_verb="Back to the later closings")
    form = forms.RefuseExtension(request.POST or None)
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        actions.refuse_extension(row, reason=reason, by=request.user, at=request.at)
        messages.success(request, "Refused. The closing stays as it was.")
        return redirect(back)
    context = {"extension": row, "programme": row.programme, "call": row.programme.call, "back": back}
    return _form(request, "calls/refuse_extension.html", form, context)


def _extendable(request: HttpRequest, slug: str, society: str) -> Programme:
    return find(queries.extendable(request.user), call__slug=slug, society__slug=society)


def _extension(request: HttpRequest, slug: str, society: str, pk: int) -> tuple[Extension, str]:
    of = _extendable(request, slug, society)
    return find(queries.extensions(of), pk=pk), reverse("calls:extensions", args=[slug, society])


@sign_in
@read_or_write
def edit_letter_questions(request: HttpRequest, slug: str, society: str) -> HttpResponse:
    row = _programme(request, slug, society)
    back = _editable(request, row)
    asked = list(queries.letter_questions(row))
    form = forms.EditLetterQuestions(request.POST or None, questions=asked, initial={"version": row.version})
    context = {"programme": row, "call": row.call, "back": back}
    if request.method == "POST" and form.is_valid():
        version = form.cleaned_data["version"]
        try:
            actions.edit_letter_questions(row, form.rows(), version=version, by=request.user, at=request.at)
        except actions.Overtaken:
            form.add_error(
                None, "Somebody saved the questions meanwhile. Open this page again in another tab."
            )
            return render(request, "calls/edit_letter_questions.html", {"form": form, **context}, status=409)
        messages.success(request, "Questions to referees saved.")
        return redirect(back)
    return _form(request, "calls/edit_letter_questions.html", form, context)


def _programme(request: HttpRequest, slug: str, society: str) -> Programme:
    return find(queries.programmes_of(request.user), call__slug=slug, society__slug=society)


def _editable(request: HttpRequest, row: Programme) -> str:
    """The way back, if the rule lets this person in."""
    back = reverse("calls:programme", args=[row.call.slug, row.society.slug])
    verdict = rules.may_edit_programme(row, by=request.user, at=request.at)
    require(verdict, next_url=back, next_verb="Back to the programme")
    return back


def _with_points(points: list[rules.Point]) -> list[dict[str, Any]]:
    """One line for each programme: how far it is, and what it still lacks."""
    lines: dict[int, dict[str, Any]] = {}
    for point in points:
        if point.programme is not None:
            line = lines.setdefault(point.programme.pk, {"programme": point.programme, "open": []})
            if not point.verdict:
                line["open"].append(point)
    for line in lines.values():
        needed = any(point.needed for point in line["open"])
        line["state"] = "problem" if needed else "part" if line["open"] else "done"
    return list(lines.values())


def _major(programme: Programme) -> Decimal | None:
    total = queries.grant_total(programme.shares.all())
    return None if total is None else Decimal(total).scaleb(-decimals(programme.currency))


def _form(request: HttpRequest, template: str, form: Any, context: dict | None = None) -> HttpResponse:
    status = 422 if form.is_bound and form.errors else 200
    return render(request, template, {"form": form, **(context or {})}, status=status)


def _overtaken(
    request: HttpRequest, template: str, form: Any, kept: dict[str, Any], context: dict
) -> HttpResponse:
    """Both texts: what is kept now, and what was typed; sending again saves what was typed."""
    typed = form.cleaned_data
    conflict = [
        {"label": form.fields[name].label, "values": [_words(kept[name]), _words(typed[name])]}
        for name in form.fields
        if name != "version" and kept[name] != typed[name]
    ]
    form.data = form.data.copy()
    form.data["version"] = kept["version"]
    return render(request, template, {"form": form, "conflict": conflict, **context}, status=409)


def _words(value: Any) -> str:
    if isinstance(value, list):
        return "\n".join(value)
    return "" if value is None else str(value)
