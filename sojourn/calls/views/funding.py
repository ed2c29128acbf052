"""The money of a programme, set by its office until the call opens."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from sojourn.calls import actions, forms, queries, rules
from sojourn.calls.models import InstalmentRule
from sojourn.calls.queries import funding
from sojourn.calls.views import rows
from sojourn.ui import gates


@gates.sign_in
@require_http_methods(["GET", "POST"])
def edit_money(request: HttpRequest, slug: str, society: str) -> HttpResponse:
    row = rows.programme(request, slug, society)
    back = rows.back(row, "programme")
    verdict = rules.may_edit_money(row, by=request.user, at=request.at)
    gates.require(verdict, next_url=back, next_verb="Back to the programme")
    chosen = request.GET.get("pattern", "")
    begun = funding.pattern(chosen)
    instalments = [InstalmentRule(**line) for line in begun] if begun else list(queries.instalments(row))
    form = forms.EditMoney(
        request.POST or None,
        payers=funding.payers_for(row),
        currency=row.currency,
        shares=list(queries.shares(row)),
        instalments=instalments,
        terms=funding.terms(row),
        initial={"version": row.version},
    )
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            actions.edit_money(
                row,
                shares=form.shares(),
                instalments=form.instalments(),
                terms=form.terms(),
                version=form.cleaned_data["version"],
                by=request.user,
                at=request.at,
            )
        except actions.Overtaken:
            form.add_error(None, "Somebody saved this meanwhile. Open this page again in another tab.")
            status = 409
        else:
            messages.success(request, "The money of the programme is saved.")
            return redirect(back)
    if form.errors and status == 200:
        status = 422
    context = rows.context(row) | {
        "form": form,
        "back": back,
        "patterns": funding.patterns(),
        "pattern": chosen,
        "begun": bool(begun),
    }
    return render(request, "calls/edit_money.html", context, status=status)
