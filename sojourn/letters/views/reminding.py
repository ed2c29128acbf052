"""Reminders: the rules of a programme, and what other rooms chase by dates of their own."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from sojourn.letters import actions, forms, queries, rules
from sojourn.ui import gates
from sojourn.ui.gates import sign_in


@require_safe
@sign_in
def reminders(request: HttpRequest) -> HttpResponse:
    """The officer's programmes, each with its rules."""
    if not queries.scopes.of(request.user):
        raise Http404
    rows = [
        {
            "programme": row,
            "rules": [
                (queries.reminders.ROLES[role], queries.reminders.spoken(days))
                for role, (days, _) in queries.reminders.rules_of(row).items()
            ],
        }
        for row in queries.reminders.programmes(request.user)[:40]
    ]
    call = rows[0]["programme"].call if rows else None
    chasers = queries.reminders.chasers(call) if call else []
    return render(request, "letters/reminders.html", {"rows": rows, "call": call, "chasers": chasers})


@require_http_methods(["GET", "POST"])
@sign_in
def set_days(request: HttpRequest, pk: int) -> HttpResponse:
    programme = gates.find(queries.reminders.programmes(request.user), pk=pk)
    gates.require(rules.may_set_days(programme, by=request.user, at=request.at))
    initial = {role: days for role, (days, _) in queries.reminders.rules_of(programme).items()}
    form = forms.SetDays(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        actions.set_days(programme, form.cleaned_data, by=request.user, at=request.at)
        messages.success(request, "Reminders saved.")
        return redirect("letters:reminders")
    context = {"programme": programme, "form": form}
    return render(request, "letters/set_days.html", context, status=422 if form.errors else 200)
