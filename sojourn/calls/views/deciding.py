"""What a programme sets for its committee's decisions, in the browser before the call opens."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from sojourn.calls import actions, forms, queries, rules
from sojourn.calls.queries import deciding
from sojourn.ui import gates


@gates.sign_in
@require_http_methods(["GET", "POST"])
def edit_deciding(request: HttpRequest, slug: str, society: str) -> HttpResponse:
    row = gates.find(queries.programmes_of(request.user), call__slug=slug, society__slug=society)
    back = reverse("calls:how_it_decides", args=[slug, society]) + "#reasons"
    verdict = rules.may_edit_deciding(row, by=request.user, at=request.at)
    gates.require(verdict, next_url=back, next_verb="How the programme decides")
    form = forms.EditDeciding(
        request.POST or None,
        reasons=deciding.decision_reasons(row),
        minimum=deciding.minimum_scores(row),
        criteria=list(queries.criteria(row)),
        initial={"version": row.version},
    )
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            actions.edit_deciding(
                row,
                reasons=form.reasons(),
                least=form.least(),
                version=form.cleaned_data["version"],
                by=request.user,
                at=request.at,
            )
        except actions.Overtaken:
            form.add_error(None, "Somebody saved this meanwhile. Open this page again in another tab.")
            status = 409
        else:
            messages.success(request, "Reasons and minimum scores saved.")
            return redirect(back)
    context = {"form": form, "programme": row, "call": row.call, "back": back}
    if form.errors and status == 200:
        status = 422
    return render(request, "calls/edit_deciding.html", context, status=status)
