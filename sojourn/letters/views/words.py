"""The words of letters: a list by room, a form with its placeholders and a preview, the history."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sojourn.letters import actions, forms, queries, rules
from sojourn.letters.actions import words as saving
from sojourn.post.queries import texts
from sojourn.ui import gates
from sojourn.ui.gates import sign_in


@require_safe
@sign_in
def words(request: HttpRequest) -> HttpResponse:
    """Every kind of letter, and whose words are in force."""
    scopes, scope, language = place(request)
    selects = [
        {
            "name": "scope",
            "label": "For",
            "value": scope,
            "options": [one for one in scopes.items() if one[0]],
        },
        {"name": "language", "label": "Language", "value": language, "options": texts.languages()},
    ]
    context = {
        "scope": scope,
        "scope_name": scopes[scope],
        "language": language,
        "language_name": texts.language(language),
        "selects": selects if "" in scopes else selects if len(scopes) > 1 else selects[1:],
        "rooms": queries.words.lines(scope, language),
        "query": query(scope, language),
    }
    return render(request, "letters/words.html", context)


@require_http_methods(["GET", "POST"])
@sign_in
def write_words(request: HttpRequest, kind: str) -> HttpResponse:
    """What is typed can be looked at as a letter before it is saved."""
    scope, language = gate(request, kind)
    gates.require(rules.may_write_words(kind, scope, by=request.user, at=request.at))
    subject, text, version = queries.words.in_force(kind, scope, language)
    people = {str(row.pk): row for row in queries.words.people(request.user, scope, at=request.at)}
    initial = {"subject": subject, "text": text, "version": version, "person": next(iter(people), "")}
    options = {"kind": kind, "people": [(key, f"{row.formal_name}, {row.number or 'no number yet'}")
                                        for key, row in people.items()]}  # fmt: skip
    form = forms.WriteWords(request.POST or None, initial=initial, **options)
    context: dict[str, Any] = {"preview": None, "kept": None}
    status = 200
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        if request.POST.get("then") == "preview":
            person = people.get(values["person"])
            context["preview"] = queries.words.preview(kind, values["subject"], values["text"], person)
        else:
            try:
                actions.write_words(
                    kind, scope=scope, language=language, values=values, by=request.user, at=request.at
                )
            except saving.Overtaken as overtaken:
                context["kept"], status = overtaken.template, 409
                now = overtaken.template.version if overtaken.template else 0
                form = forms.WriteWords(initial={**request.POST.dict(), "version": now}, **options)
            else:
                messages.success(
                    request, "Saved. Letters of this kind are written with these words from now on."
                )
                return redirect(back(kind, scope, language))
    elif request.method == "GET":
        context["preview"] = queries.words.preview(kind, subject, text, next(iter(people.values()), None))
    return _page(request, kind, scope, language, form, version, context, 422 if form.errors else status)


def _page(request, kind, scope, language, form, version, context, status) -> HttpResponse:
    context |= {
        "kind": kind,
        "title": queries.words.title(kind),
        "form": form,
        "own": version,
        "scope_name": queries.scopes.name(scope),
        "language_name": texts.language(language),
        "fallback": queries.words.fallback(kind, scope, language),
        "placeholders": texts.placeholders(kind).values(),
        "editions": texts.editions(kind, scope=scope, language=language),
        "held": texts.held(kind, scope),
        "held_here": texts.holds().filter(kind=kind, scope=scope).exists(),
        "may_hold": rules.may_hold(kind, scope, by=request.user, at=request.at),
        "query": query(scope, language),
    }
    return render(request, "letters/write_words.html", context, status=status)


@require_safe
@sign_in
def edition(request: HttpRequest, kind: str, version: int) -> HttpResponse:
    """What once was written here; it is used again by saving it anew."""
    scope, language = gate(request, kind)
    found = gates.find(texts.editions(kind, scope=scope, language=language), version=version)
    row = texts.template(kind, scope=scope, language=language)
    context = {
        "kind": kind,
        "title": queries.words.title(kind),
        "edition": found,
        "current": row.version if row else 0,
        "query": query(scope, language),
    }
    return render(request, "letters/edition.html", context)


@require_http_methods(["GET", "POST"])
@sign_in
def give_up_words(request: HttpRequest, kind: str) -> HttpResponse:
    scope, language = gate(request, kind)
    gates.require(rules.may_give_up_words(kind, scope, by=request.user, at=request.at))
    row = texts.template(kind, scope=scope, language=language)
    form = forms.GiveUpWords(request.POST or None, initial={"version": row.version if row else 0})
    if request.method == "POST" and form.is_valid():
        try:
            actions.give_up_words(
                kind,
                scope=scope,
                language=language,
                version=form.cleaned_data["version"],
                by=request.user,
                at=request.at,
            )
        except saving.Overtaken:
            messages.error(request, "Somebody else changed these words meanwhile. Look at them first.")
        else:
            messages.success(request, "The words of this place are given up; their history stays.")
        return redirect(back(kind, scope, language))
    context = {
        "kind": kind,
        "title": queries.words.title(kind),
        "form": form,
        "back": back(kind, scope, language),
    }
    return render(request, "letters/give_up_words.html", context, status=422 if form.errors else 200)


@require_POST
@sign_in
def hold(request: HttpRequest, kind: str) -> HttpResponse:
    """Letters of this kind wait for a person, or go by themselves again."""
    scope, language = gate(request, kind)
    held = request.POST.get("held") == "yes"
    actions.hold(kind, scope=scope, held=held, by=request.user, at=request.at)
    messages.success(
        request,
        "Letters of this kind wait for you in the outbox now."
        if held
        else "Letters of this kind leave by themselves again; what waits already still waits.",
    )
    return redirect(back(kind, scope, language))


def place(request: HttpRequest) -> tuple[dict[str, str], str, str]:
    """The scopes of the officer, the one that the address names, and its language; 404 for everybody else."""
    scopes = queries.scopes.of(request.user)
    if not scopes:
        raise Http404
    scope, language = request.GET.get("scope", ""), request.GET.get("language", "")
    if scope not in scopes:
        if scope:
            raise Http404
        scope = next(iter(scopes))
    if language and language not in texts.LANGUAGES:
        raise Http404
    return scopes, scope, language


def gate(request: HttpRequest, kind: str) -> tuple[str, str]:
    _, scope, language = place(request)
    if kind not in texts.kinds():
        raise Http404
    return scope, language


def query(scope: str, language: str) -> str:
    return urlencode({"scope": scope, "language": language})


def back(kind: str, scope: str, language: str) -> str:
    return f"{reverse('letters:write_words', args=[kind])}?{query(scope, language)}"
