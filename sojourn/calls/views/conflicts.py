"""How the programme grades conflicts of interest, set in the browser before the call opens."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from sojourn.calls import actions, forms, queries, rules
from sojourn.ui import gates


@gates.sign_in
@require_http_methods(["GET", "POST"])
def grade_conflicts(request: HttpRequest, slug: str, society: str) -> HttpResponse:
    row = gates.find(queries.programmes_of(request.user), call__slug=slug, society__slug=society)
    back = reverse("calls:how_it_decides", args=[slug, society]) + "#conflicts"
    verdict = rules.may_grade_conflicts(row, by=request.user, at=request.at)
    gates.require(verdict, next_url=back, next_verb="How the programme decides")
    form = forms.GradeConflicts(request.POST or None, initial=forms.GradeConflicts.of(row))
    if request.method == "POST" and form.is_valid():
        values = {name: form.cleaned_data[name] for name in ("conflict_years", "conflict_grades")}
        if form.cleaned_data["version"]:
            values["version"] = form.cleaned_data["version"]
        try:
            actions.grade_conflicts(row, values, by=request.user, at=request.at)
        except actions.Overtaken:
            form.add_error(None, "Somebody saved other grades meanwhile. Load the page again, then decide.")
        else:
            messages.success(request, "Grades of conflicts saved.")
            return redirect(back)
    context = {"form": form, "programme": row, "call": row.call, "back": back}
    return render(request, "calls/grade_conflicts.html", context, status=422 if form.errors else 200)
