"""Referees: the applicant's pages, and the one page of the referee, behind a mailed link."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from sojourn.applications import actions, forms, queries, rules
from sojourn.applications.models import Application, Letter
from sojourn.applications.views import pieces
from sojourn.documents.rules import Refused as RefusedFile
from sojourn.post import queries as post
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
                "may_remind": rules.may_remind(letter, **asks),
                "may_replace": rules.may_replace_referee(letter, **asks),
            }
        )
    context = {
        "lines": lines,
        "may_name": rules.may_name_referee(row, by=request.user, at=request.at),
        "due": queries.letters_due(row.programme.call),
    }
    return pieces.show(request, "referees", row, context)


def taken(row: Application) -> set[str]:
    """Addresses that cannot be named again."""
    return {row.applicant.email.lower(), *(letter.email.lower() for letter in queries.letters(row))}


@gates.sign_in
@require_http_methods(["GET", "POST"])
def name_referee(request: HttpRequest, pk: UUID) -> HttpResponse:
    row = pieces.own(request, pk)
    back = reverse("applications:referees", args=[row.pk])
    verdict = rules.may_name_referee(row, by=request.user, at=request.at)
    gates.require(verdict, next_url=back, next_verb="Back to your referees")
    form = forms.NameReferee(pieces.sent(request), taken=taken(row))
    if request.method == "POST" and form.is_valid():
        letter = actions.name_referee(row, form.values(), by=request.user, at=request.at)
        messages.success(request, said(letter))
        return redirect(back)
    context = {"form": form, "back": back, "keep": f"application-{row.pk}-referee"}
    return pieces.show(request, "name_referee", row, context, status=422 if form.errors else 200)


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
    back = reverse("applications:referees", args=[row.pk])
    verdict = rules.may_replace_referee(letter, by=request.user, at=request.at)
    gates.require(verdict, next_url=back, next_verb="Back to your referees")
    form = forms.ReplaceReferee(pieces.sent(request), taken=taken(row) - {letter.email.lower()})
    if request.method == "POST" and form.is_valid():
        named = actions.replace_referee(letter, form.values(), by=request.user, at=request.at)
        messages.success(request, said(named))
        return redirect(back)
    context = {"form": form, "letter": letter, "back": back}
    return pieces.show(request, "replace_referee", row, context, status=422 if form.errors else 200)


# The referee: no account, one letter. Nothing changes by a GET.


def behind_door(request: HttpRequest, invitation_id: UUID) -> tuple[Any, Letter]:
    """The invitation that this browser holds, and its letter."""
    invitation = post.invited(request, queries.DOOR, invitation_id)
    letter = queries.letter_behind(invitation)
    if letter is None:
        raise Http404
    return invitation, letter


def page(
    request: HttpRequest, template: str, letter: Letter, context: dict[str, Any], status: int = 200
) -> HttpResponse:
    row = letter.application
    base = {
        "letter": letter,
        "applicant": row.formal_name or str(row.applicant),
        "programme": row.programme,
        "call": row.programme.call,
        "due": queries.letters_due(row.programme.call),
        "where": pieces.where(row.programme, "Referee"),
    }
    return render(request, f"applications/{template}.html", base | context, status=status)


def closed(request: HttpRequest, letter: Letter, verdict: Any) -> HttpResponse:
    """What stands behind the link once nothing more can be done: "received on", or why not."""
    status = 200 if letter.state in ("received", "declined") else 403
    return page(request, "_letter_closed", letter, {"verdict": verdict}, status)


@never_cache
@require_http_methods(["GET", "POST"])
def write_letter(request: HttpRequest, invitation_id: UUID) -> HttpResponse:
    """Who, for what, by when; type or upload, keep a draft, send. Afterwards only "received on"."""
    invitation, letter = behind_door(request, invitation_id)
    verdict = rules.may_write_letter(letter, by=invitation, at=request.at)
    if not verdict:
        return closed(request, letter, verdict)
    decline_url = reverse("applications:decline_letter", args=[invitation.pk])
    if request.method == "POST" and "save" in request.POST:
        return save_letter(request, invitation, letter)
    form = forms.WriteLetter(pieces.sent(request), request.FILES or None, initial={"text": letter.draft})
    if request.method == "POST" and form.is_valid():
        text, file = form.cleaned_data["text"], form.cleaned_data["file"]
        try:
            actions.write_letter(letter, text=text, upload=file, by=invitation, at=request.at)
        except RefusedFile as refused:
            form.add_error("file", refused)
        else:
            return redirect("applications:write_letter", invitation_id=invitation.pk)
    context = {"form": form, "decline_url": decline_url, "keep": f"letter-{letter.pk}"}
    return page(request, "write_letter", letter, context, status=422 if form.errors else 200)


def save_letter(request: HttpRequest, invitation: Any, letter: Letter) -> HttpResponse:
    """The second button of the page: keep what is typed, send nothing."""
    form = forms.SaveLetter(request.POST)
    if form.is_valid():
        actions.save_letter(letter, form.cleaned_data["text"], by=invitation, at=request.at)
        messages.success(request, "Your draft is saved. Only you can read it; nothing was sent.")
        return redirect("applications:write_letter", invitation_id=invitation.pk)
    return page(request, "write_letter", letter, {"form": form}, status=422)


@never_cache
@require_http_methods(["GET", "POST"])
def decline_letter(request: HttpRequest, invitation_id: UUID) -> HttpResponse:
    invitation, letter = behind_door(request, invitation_id)
    verdict = rules.may_decline_letter(letter, by=invitation, at=request.at)
    if not verdict:
        return closed(request, letter, verdict)
    form = forms.DeclineLetter(pieces.sent(request))
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        actions.decline_letter(letter, reason=reason, by=invitation, at=request.at)
        return redirect("applications:write_letter", invitation_id=invitation.pk)
    consequences = [
        f"{letter.application.formal_name} is told and can ask somebody else.",
        "Your link is closed.",
    ]
    back = reverse("applications:write_letter", args=[invitation.pk])
    context = {"form": form, "consequences": consequences, "back": back}
    return page(request, "decline_letter", letter, context, status=422 if form.errors else 200)
