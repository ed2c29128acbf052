"""Referees: the pages of the applicant, who sees whether a letter came and never what it says."""

from __future__ import annotations

from functools import partial
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from sojourn.applications import actions, forms, queries, rules
from sojourn.applications.models import Application, Letter
from sojourn.applications.views import pieces
from sojourn.applications.views.begun import begun
from sojourn.ui import gates


@gates.sign_in
@require_GET
def referees(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Who was named, and whether the letter has come; never its content."""
    row = pieces.own(request, pk)
    listed = list(queries.letters(row))
    opened = queries.opened(listed)
    lines = []
    for letter in listed:
        letter.application = row
        state = "opened" if letter.state == "asked" and str(letter.pk) in opened else letter.state
        asks = {"by": request.user, "at": request.at}
        lines.append(
            {
                "letter": letter,
                "state": state,
                "may_ask": rules.may_ask(letter, **asks),
                "may_change": rules.may_change_address(letter, **asks),
                "may_remind": rules.may_remind(letter, **asks),
                "may_replace": rules.may_replace_referee(letter, **asks),
            }
        )
    context = {
        "lines": lines,
        "may_name": rules.may_name_referee(row, by=request.user, at=request.at),
        "due": queries.letters_due(row.programme),
        "grace": row.programme.letter_grace_days,
    }
    return pieces.show(request, "referees", row, context)


def taken(row: Application) -> set[str]:
    """Addresses that cannot be named again."""
    return {row.applicant.email.lower(), *(letter.email.lower() for letter in queries.letters(row))}


@gates.sign_in
@require_http_methods(["GET", "POST"])
def name_referee(request: HttpRequest, pk: UUID) -> HttpResponse:
    row = pieces.own(request, pk)
    verdict = rules.may_name_referee(row, by=request.user, at=request.at)

    def do(form: forms.NameReferee) -> HttpResponse:
        letter = actions.name_referee(row, form.values(), by=request.user, at=request.at)
        messages.success(request, said(letter))
        return redirect(back_of(row))

    make = partial(forms.NameReferee, taken=taken(row))
    return begun(request, "name_referee", row, make, do, verdict, **to_referees(row))


def back_of(row: Application) -> str:
    return reverse("applications:referees", args=[row.pk])


def to_referees(row: Application) -> dict[str, str]:
    return {"back": back_of(row), "back_verb": "Back to your referees"}


def said(letter: Letter) -> str:
    if letter.state == "asked":
        return f"The request to {letter.name} is on its way."
    return f"{letter.name} is named and has not been asked yet."


def own_letter(request: HttpRequest, pk: Any) -> Letter:
    return gates.find(queries.letters_of(request.user), pk=pk)


@gates.sign_in
@require_POST
def ask(request: HttpRequest, pk: UUID) -> HttpResponse:
    letter = own_letter(request, pk)
    actions.ask(letter, by=request.user, at=request.at)
    messages.success(request, said(letter))
    return redirect("applications:referees", pk=letter.application_id)


@gates.sign_in
@require_POST
def remind(request: HttpRequest, pk: UUID) -> HttpResponse:
    letter = own_letter(request, pk)
    actions.remind(letter, by=request.user, at=request.at)
    messages.success(request, f"{letter.name} is reminded.")
    return redirect("applications:referees", pk=letter.application_id)


@gates.sign_in
@require_http_methods(["GET", "POST"])
def replace_referee(request: HttpRequest, pk: UUID) -> HttpResponse:
    letter = own_letter(request, pk)
    row = letter.application
    verdict = rules.may_replace_referee(letter, by=request.user, at=request.at)

    def do(form: forms.ReplaceReferee) -> HttpResponse:
        named = actions.replace_referee(letter, form.values(), by=request.user, at=request.at)
        messages.success(request, said(named))
        return redirect(back_of(row))

    make = partial(forms.ReplaceReferee, taken=taken(row) - {letter.email.lower()})
    more = to_referees(row) | {"letter": letter}
    return begun(request, "replace_referee", letter, make, do, verdict, **more)


@gates.sign_in
@require_http_methods(["GET", "POST"])
def change_address(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The same person at another address, after the request came back or went astray."""
    letter = own_letter(request, pk)
    row = letter.application
    verdict = rules.may_change_address(letter, by=request.user, at=request.at)

    def do(form: forms.ChangeAddress) -> HttpResponse:
        actions.change_address(letter, form.cleaned_data["email"], by=request.user, at=request.at)
        messages.success(request, f"The request to {letter.name} is on its way to {letter.email}.")
        return redirect(back_of(row))

    make = partial(forms.ChangeAddress, taken=taken(row) - {letter.email.lower()})
    more = to_referees(row) | {"letter": letter, "initial": {"email": letter.email}}
    return begun(request, "change_address", letter, make, do, verdict, **more)
