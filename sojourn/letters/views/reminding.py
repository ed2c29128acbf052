"""Reminders: the rules of a programme, and whom each reaches next."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from sojourn.calls import queries as calls
from sojourn.letters import actions, forms, queries, rules
from sojourn.ui import gates
from sojourn.ui.gates import sign_in


@require_safe
@sign_in
def reminders(request: HttpRequest) -> HttpResponse:
    """Every reminder of every role, one of the officer's programmes after the other."""
    if not queries.scopes.of(request.user):
        raise Http404
    rows = {str(row.pk): row for row in queries.reminders.programmes(request.user)[:60]}
    asked = request.GET.get("programme", "")
    if asked and asked not in rows:
        raise Http404
    programme = rows.get(asked) or next(iter(rows.values()), None)
    options = [(key, f"{row.society.acronym}, {row.call.year}") for key, row in rows.items()]
    context = {
        "programme": programme,
        "lines": queries.reminders.table(programme, request.user, at=request.at) if programme else [],
        "options": options if len(options) > 1 else [],
    }
    return render(request, "letters/reminders.html", context)


@require_http_methods(["GET", "POST"])
@sign_in
def set_days(request: HttpRequest, pk: int, rule: str) -> HttpResponse:
    programme = gates.find(queries.reminders.programmes(request.user), pk=pk)
    gates.require(rules.may_set_days(programme, by=request.user, at=request.at))
    kept = next((one for one in calls.reminders.kept(programme) if one.name == rule), None)
    if kept is None:
        raise Http404
    initial = {"days": kept.days, "on": kept.on}
    form = forms.SetDays(request.POST or None, initial=initial, due=kept.due)
    if request.method == "POST" and form.is_valid():
        actions.set_days(programme, rule, by=request.user, at=request.at, **form.cleaned_data)
        messages.success(request, "Reminders saved.")
        return redirect(f"{reverse('letters:reminders')}?programme={programme.pk}")
    usual = calls.reminders.spoken(calls.reminders.usual(rule, programme))
    context = {"programme": programme, "kept": kept, "form": form, "usual": usual}
    return render(request, "letters/set_days.html", context, status=422 if form.errors else 200)
