"""The programme's rules of eligibility, made in the browser before the call opens."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sojourn.calls import actions, forms, queries, rules
from sojourn.calls.models import EligibilityRule, Programme
from sojourn.calls.views import rows
from sojourn.core import eligibility as core
from sojourn.ui import gates

NEXT = "The rules"


@gates.sign_in
@require_safe
def eligibility(request: HttpRequest, slug: str, society: str) -> HttpResponse:
    """In their order, each with its printed wording, as it is checked, and what applicants are asked."""
    row = rows.programme(request, slug, society)
    lines = [
        {"rule": rule, "title": forms.TITLES.get(rule.kind, rule.kind), "said": said, "asked": _asked(rule)}
        for rule, said in queries.sentences(row)
    ]
    may = rules.may_edit_programme(row, by=request.user, at=request.at)
    return render(request, "calls/eligibility.html", rows.context(row) | {"lines": lines, "may": may})


@gates.sign_in
@require_http_methods(["GET", "POST"])
def add_rule(request: HttpRequest, slug: str, society: str) -> HttpResponse:
    row = rows.programme(request, slug, society)
    back = rows.back(row, "eligibility")
    gates.require(rules.may_add_rule(row, by=request.user, at=request.at), next_url=back, next_verb=NEXT)
    kind = request.GET.get("kind", "")
    if kind not in forms.TITLES:
        context = rows.context(row) | {"kinds": forms.KINDS, "back": back}
        return render(request, "calls/choose_kind.html", context, status=422 if request.POST else 200)
    form = forms.AddRule(request.POST or None, kind=kind, **_known(row))
    context = {"back": back, "kind": forms.TITLES[kind]}
    if request.method == "POST" and form.is_valid():
        if request.POST.get("then") != "preview":
            actions.add_rule(row, form.values(), by=request.user, at=request.at)
            messages.success(request, "Rule added.")
            return redirect(back)
        context["preview"] = _preview(form)
    return rows.form(request, "calls/add_rule.html", row, form, **context)


@gates.sign_in
@require_http_methods(["GET", "POST"])
def edit_rule(request: HttpRequest, slug: str, society: str, code: str) -> HttpResponse:
    row = rows.programme(request, slug, society)
    back = rows.back(row, "eligibility")
    gates.require(rules.may_edit_rule(row, by=request.user, at=request.at), next_url=back, next_verb=NEXT)
    rule = gates.find(queries.rules(row), code=code)
    form = _edit_form(request, row, rule)
    context: dict[str, Any] = {"back": back, "kind": forms.TITLES[rule.kind], "rule": rule}
    if request.method != "POST":
        context["preview"] = {"said": core.sentence(queries.core_rule(rule)), "asked": _asked(rule)}
    elif form.is_valid():
        if request.POST.get("then") == "preview":
            return rows.form(
                request, "calls/edit_rule.html", row, form, **context, preview=_preview(form, rule.code)
            )
        try:
            actions.edit_rule(rule, form.values(), by=request.user, at=request.at)
        except actions.Overtaken as overtaken:
            kept = _edit_form(request, row, overtaken.kept).initial
            return rows.overtaken(request, "calls/edit_rule.html", row, form, kept, **context)
        messages.success(request, "Rule saved.")
        return redirect(back)
    return rows.form(request, "calls/edit_rule.html", row, form, **context)


@gates.sign_in
@require_POST
def move_rule(request: HttpRequest, slug: str, society: str, code: str) -> HttpResponse:
    row = rows.programme(request, slug, society)
    rule = gates.find(queries.rules(row), code=code)
    back = rows.back(row, "eligibility")
    gates.require(rules.may_move_rule(row, by=request.user, at=request.at), next_url=back, next_verb=NEXT)
    up = request.POST.get("direction") != "down"
    actions.move_rule(rule, up=up, by=request.user, at=request.at)
    return redirect(back)


@gates.sign_in
@require_http_methods(["GET", "POST"])
def remove_rule(request: HttpRequest, slug: str, society: str, code: str) -> HttpResponse:
    row = rows.programme(request, slug, society)
    rule = gates.find(queries.rules(row), code=code)
    back = rows.back(row, "eligibility")
    gates.require(rules.may_remove_rule(row, by=request.user, at=request.at), next_url=back, next_verb=NEXT)
    if request.method == "POST":
        actions.remove_rule(rule, by=request.user, at=request.at)
        messages.success(request, "Rule removed.")
        return redirect(back)
    told = ["Nobody will be asked for it or refused because of it.", "The printed wording goes with it."]
    context = {"rule": rule, "back": back, "consequences": told}
    return render(request, "calls/remove_rule.html", rows.context(row) | context)


def _known(row: Programme) -> dict[str, Any]:
    return {"slots": queries.slots(row), "professions": queries.PROFESSIONS}


def _edit_form(request: HttpRequest, row: Programme, rule: EligibilityRule) -> forms.EditRule:
    initial = {"version": rule.version, "wording": rule.wording, "hard": rule.hard}
    return forms.EditRule(
        request.POST or None, kind=rule.kind, params=rule.params, initial=initial, **_known(row)
    )


def _preview(form: Any, code: str = "new") -> dict[str, Any]:
    """The rule as it was typed, before it is saved."""
    given = form.values()
    typed = EligibilityRule(
        kind=form.kind, params=given["params"], wording=given["wording"], hard=given["hard"], code=code
    )
    return {"said": core.sentence(queries.core_rule(typed)), "asked": _asked(typed)}


def _asked(rule: EligibilityRule) -> list[str]:
    asked = core.questions([queries.core_rule(rule)], professions=queries.PROFESSIONS)
    return [question.label for question in asked]
