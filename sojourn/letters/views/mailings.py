"""Letters to many: prepare, dry run, confirm by a second person, halt."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sojourn.letters import actions, forms, queries, rules
from sojourn.ui import gates
from sojourn.ui.gates import sign_in


@require_safe
@sign_in
def mailings(request: HttpRequest) -> HttpResponse:
    if not queries.scopes.of(request.user):
        raise Http404
    rows = queries.mailings.visible_to(request.user)
    page = Paginator(rows, 25).get_page(request.GET.get("page"))
    return render(request, "letters/mailings.html", {"page": page, "audiences": queries.audiences.AUDIENCES})


@require_http_methods(["GET", "POST"])
@sign_in
def prepare(request: HttpRequest) -> HttpResponse:
    """Nothing leaves: what is prepared is looked at as a dry run, and confirmed by a second officer."""
    if not queries.scopes.of(request.user):
        raise Http404
    programmes = {str(row.pk): row for row in queries.mailings.programmes(request.user)}
    options = [(key, f"{row.society.acronym}, {row.call.year}") for key, row in programmes.items()]
    first = {"text": "{{ page }}\n"}
    form = forms.Prepare(request.POST or None, programmes=options, initial=first)
    if request.method == "POST" and form.is_valid():
        values = dict(form.cleaned_data)
        programme = programmes[values.pop("programme")]
        verdict = rules.may_prepare(programme, values["audience"], by=request.user, at=request.at)
        if verdict:
            made = actions.prepare(programme, by=request.user, at=request.at, **values)
            return redirect("letters:mailing", made.pk)
        form.add_error("audience", verdict.reason)
    context = {"form": form, "placeholders": queries.mailings.NAMES.values()}
    return render(request, "letters/prepare.html", context, status=422 if form.errors else 200)


@require_safe
@sign_in
def mailing(request: HttpRequest, pk: int) -> HttpResponse:
    return _page(request, _mailing(request, pk))


@require_POST
@sign_in
def confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """A second click finds it confirmed, and writes nothing."""
    found = _mailing(request, pk)
    form = forms.Confirm(request.POST)
    if found.state == "confirmed":
        messages.info(request, "This letter is confirmed already; nothing was written twice.")
        return redirect("letters:mailing", pk)
    gates.require(rules.may_confirm(found, by=request.user, at=request.at))
    if form.is_valid():
        try:
            number = actions.confirm(found, mark=form.cleaned_data["mark"], by=request.user, at=request.at)
        except actions.Changed:
            messages.error(request, "The list has changed since the page was opened. Look at it once more.")
        else:
            told = "1 letter is" if number == 1 else f"{number} letters are"
            messages.success(
                request, f"{told} written. In ten minutes they leave; until then you can halt them."
            )
            return redirect("letters:mailing", pk)
    return _page(request, found, status=409 if form.is_valid() else 422)


@require_POST
@sign_in
def drop(request: HttpRequest, pk: int) -> HttpResponse:
    found = _mailing(request, pk)
    actions.drop(found, by=request.user, at=request.at)
    messages.success(request, "The letter is dropped; nobody gets it.")
    return redirect("letters:mailings")


@require_POST
@sign_in
def halt(request: HttpRequest, pk: int) -> HttpResponse:
    found = _mailing(request, pk)
    actions.halt(found, by=request.user, at=request.at)
    messages.success(request, "What has not left does not leave any more.")
    return redirect("letters:mailing", pk)


def _page(request: HttpRequest, found: Any, *, status: int = 200) -> HttpResponse:
    asks: dict[str, Any] = {"by": request.user, "at": request.at}
    run = queries.audiences.dry_run(found, **asks) if found.state == "prepared" else None
    context = {
        "mailing": found,
        "audience": queries.audiences.AUDIENCES[found.audience],
        "run": run,
        "samples": queries.mailings.samples(found, run) if run else [],
        "letters": queries.outbox.of_mailing(request.user, found, at=request.at),
        "may_confirm": rules.may_confirm(found, **asks),
        "may_drop": rules.may_drop(found, **asks),
        "may_halt": rules.may_halt(found, **asks),
        "second_hands": queries.mailings.second_hands(found),
    }
    return render(request, "letters/mailing.html", context, status=status)


def _mailing(request: HttpRequest, pk: int) -> Any:
    return gates.find(queries.mailings.visible_to(request.user), pk=pk)
