"""What is missing goes back and comes again: the office asks, the applicant answers."""

from __future__ import annotations

from datetime import UTC, timedelta
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from sojourn.applications import actions, forms, queries, rules
from sojourn.applications.views import lists, pieces
from sojourn.applications.views.begun import begun
from sojourn.ui import gates, times

WEEK = timedelta(days=7)


@gates.sign_in
@require_http_methods(["GET", "POST"])
def send_back(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Which parts, what is missing, by when; what the rules miss is ticked and written already."""
    row = lists.found_application(request, pk)
    back = reverse("applications:office_page", args=[row.pk])
    verdict = rules.may_send_back(row, by=request.user, at=request.at)
    gates.require(verdict, next_url=back, next_verb="Back to the application")
    parts = queries.parts(row)
    zone = row.programme.call.zone
    found = rules.lacking(parts, at=request.at)
    asked = parts.returned
    initial = {
        "parts": asked.parts if asked else list(dict.fromkeys(map(rules.returns.part_of, found))),
        "note": asked.note if asked else "\n".join(dict.fromkeys(gap.text for gap in found)),
        "until": pieces.today(row.programme.call, asked.due_at if asked else request.at + WEEK),
    }
    form = forms.SendBack(pieces.sent(request), titles=pieces.part_titles(parts), initial=initial)
    if request.method == "POST" and form.is_valid():
        clean = form.cleaned_data
        until = times.aware(clean["until"], zone).astimezone(UTC)
        verdict = rules.may_send_back(row, by=request.user, at=request.at, until=until)
        if verdict:
            actions.send_back(
                row, parts=clean["parts"], note=clean["note"], until=until, by=request.user, at=request.at
            )
            messages.success(request, f"Sent back to {row.formal_name}, until {times.instant(until, zone)}.")
            return redirect(back)
        form.add_error("until", verdict.reason)
    context = {
        "application": row,
        "form": form,
        "back": back,
        "where": pieces.where(row.programme, "Office"),
        "crumbs": lists.crumbs(row),
    }
    return render(request, "applications/send_back.html", context, status=422 if form.errors else 200)


@gates.sign_in
@require_http_methods(["GET", "POST"])
def answer(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The applicant's last step: a word to the office where needed, and the button."""
    row = pieces.own(request, pk)
    parts = queries.parts(row)
    found = rules.gaps(parts)

    def do(form: forms.Answer) -> HttpResponse | None:
        words = form.cleaned_data["words"]
        verdict = rules.may_answer(row, by=request.user, at=request.at, found=found, words=words)
        if not verdict:
            form.add_error("words", verdict.reason)
            return None
        actions.answer(row, words=words, by=request.user, at=request.at)
        messages.success(request, "Your answer is sent, and sealed on a new receipt.")
        return redirect("applications:receipt", pk=row.pk)

    verdict = rules.may_answer(row, by=request.user, at=request.at)
    context = {"tasks": pieces.asked_tasks(parts, found), "back": pieces.page_of(row)}
    context["back_verb"] = "Back to your application"
    return begun(request, "answer", row, forms.Answer, do, verdict, **context)
