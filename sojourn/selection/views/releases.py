"""Results are prepared, signed, held, cancelled, recalled and dropped."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from sojourn.people import queries as people
from sojourn.selection import actions, forms, queries, rules
from sojourn.selection.views.panels import sent
from sojourn.selection.views.pieces import call_of, with_reason
from sojourn.ui.gates import find, require, sign_in


@sign_in
@require_http_methods(["GET", "POST"])
def drop(request: HttpRequest, call_slug: str) -> HttpResponse:
    return with_reason(
        request, call_slug, forms.Drop, "drop", queries.live_release, "The release was taken back."
    )


@sign_in
@require_http_methods(["GET", "POST"])
def prepare(request: HttpRequest, call_slug: str) -> HttpResponse:
    """Every check in the open; then the first of two signatures."""
    call = call_of(request, call_slug)
    live = queries.live_match(call)
    if live is None:
        raise Http404
    lines = queries.lines(live)
    made = queries.checks(live, viewer=request.user, made=lines)
    verdict = rules.may_prepare(live, by=request.user, at=request.at, checks=made)
    form = forms.Prepare(sent(request), checks=made)
    if request.method == "POST":
        require(verdict)
        if form.is_valid():
            actions.prepare(live, by=request.user, at=request.at, checks=made)
            messages.success(request, "The release was prepared. A second person signs it.")
            return redirect("selection:match", call.slug)
    context = {
        "call": call,
        "form": form,
        "verdict": verdict,
        "release": queries.live_release(call),
        **_shown(lines, made, request.user),
    }
    return render(request, "selection/prepare.html", context, status=422 if form.errors else 200)


def _shown(lines: list, made: list, viewer: Any) -> dict[str, Any]:
    return {
        "checks": made,
        "counts": queries.outcome_counts(lines),
        "samples": queries.samples(lines, viewer),
    }


def _found(request: HttpRequest, call_slug: str) -> Any:
    return find(queries.releases_to_sign(request.user), call__slug=call_slug)


@sign_in
@require_safe
def release(request: HttpRequest, call_slug: str) -> HttpResponse:
    """Where it stands: prepared, held until an instant, out; and what can still be done."""
    row = _found(request, call_slug)
    who = {"by": request.user, "at": request.at}
    out = row.state in ("held", "published") and row.published_at <= request.at
    context = {
        "call": row.call,
        "release": row,
        "out": out,
        "held": row.state == "held" and not out,
        "recall": rules.may_recall(row, **who),
        "cancel": rules.may_cancel(row, **who),
        "letters": queries.letters_of(row) if out else None,
    }
    if row.state == "prepared":
        lines = queries.lines(row.match)
        made = queries.checks(row.match, viewer=request.user, made=lines)
        context |= {"hold": rules.may_hold(row, **who, checks=made), **_shown(lines, made, request.user)}
    return render(request, "selection/release.html", context)


@sign_in
@require_http_methods(["GET", "POST"])
def hold(request: HttpRequest, call_slug: str) -> HttpResponse:
    """The second person: looks, then confirms; ten minutes later everything appears."""
    row = _found(request, call_slug)
    back = reverse("selection:release", args=[call_slug])
    lines = queries.lines(row.match)
    made = queries.checks(row.match, viewer=request.user, made=lines)
    verdict = rules.may_hold(row, by=request.user, at=request.at, checks=made)
    require(verdict, next_url=back, next_verb="Back to the release")
    form = forms.Hold(sent(request), checks=made)
    if request.method == "POST" and form.is_valid():
        actions.hold(row, by=request.user, at=request.at, checks=made)
        messages.success(request, "Signed. The results are held for ten minutes, then they appear for all.")
        return redirect(back)
    context = {
        "call": row.call,
        "form": form,
        "back": back,
        "letters": len(lines),
        "looked": [check for check in made if check.look],
    }
    return render(request, "selection/hold.html", context, status=422 if form.errors else 200)


@sign_in
@require_http_methods(["GET", "POST"])
def cancel(request: HttpRequest, call_slug: str) -> HttpResponse:
    return _taken_back(request, call_slug, "cancel", forms.Cancel, "Cancelled. Nobody has read anything.")


@sign_in
@require_http_methods(["GET", "POST"])
def recall(request: HttpRequest, call_slug: str) -> HttpResponse:
    done = "Recalled. Every page says again that nothing is decided; who had a letter gets an honest one."
    return _taken_back(request, call_slug, "recall", forms.Recall, done)


def _taken_back(request: HttpRequest, call_slug: str, verb: str, make: Any, done: str) -> HttpResponse:
    row = _found(request, call_slug)
    back = reverse("selection:release", args=[call_slug])
    require(
        getattr(rules, f"may_{verb}")(row, by=request.user, at=request.at),
        next_url=back,
        next_verb="Back to the release",
    )
    form = make(sent(request))
    if request.method == "POST" and form.is_valid():
        getattr(actions, verb)(row, **form.cleaned_data, by=request.user, at=request.at)
        messages.success(request, done)
        return redirect("selection:after_recall" if verb == "recall" else "selection:release", call_slug)
    context = {"call": row.call, "form": form, "back": back, "letters": queries.letters_of(row)}
    return render(request, f"selection/{verb}.html", context, status=422 if form.errors else 200)


@sign_in
@require_safe
def after_recall(request: HttpRequest, call_slug: str) -> HttpResponse:
    """Who recalled what and when, for those who may sign the next one."""
    row = find(queries.recalled_to(request.user), call__slug=call_slug)
    live = queries.live_match(row.call)
    context = {
        "call": row.call,
        "release": row,
        "letters": queries.letters_of(row),
        "preparing": live is not None and people.is_federation_officer(request.user),
        "discarding": live and rules.may_discard(live, by=request.user, at=request.at),
    }
    return render(request, "selection/after_recall.html", context)
