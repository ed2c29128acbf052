"""Writing to a former fellow, and answering, without anybody's address."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages as told
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from sojourn.alumni import actions, forms, queries, rules
from sojourn.ui import gates

BOTH = require_http_methods(["GET", "POST"])


@gates.sign_in
@require_GET
def messages(request: HttpRequest) -> HttpResponse:
    """What came, the unanswered first, and what was sent."""
    received = sorted(queries.received(request.user), key=lambda one: one.state != "sent")
    return render(
        request, "alumni/messages.html", {"received": received, "sent": list(queries.sent(request.user))}
    )


@gates.sign_in
@BOTH
def write(request: HttpRequest, alumnus_id: UUID) -> HttpResponse:
    entry = gates.find(queries.reachable(), pk=alumnus_id)
    back = reverse("public:stories")
    gates.require(
        rules.may_write(entry, by=request.user, at=request.at), next_url=back, next_verb="Former fellows"
    )
    form = forms.Write(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.write(entry, text=form.cleaned_data["text"], by=request.user, at=request.at)
        told.success(request, f"Your message to {entry.shown_name} is on its way.")
        return redirect("alumni:messages")
    context = {"form": form, "entry": entry, "back": back}
    return render(request, "alumni/write.html", context, status=422 if form.errors else 200)


@gates.sign_in
@BOTH
def answer_message(request: HttpRequest, message_id: UUID) -> HttpResponse:
    message = gates.find(queries.received(request.user), pk=message_id)
    back = reverse("alumni:messages")
    verdict = rules.may_answer_message(message, by=request.user, at=request.at)
    gates.require(verdict, next_url=back, next_verb="Messages")
    form = forms.AnswerMessage(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.answer_message(message, answer=form.cleaned_data["answer"], by=request.user, at=request.at)
        told.success(request, "Your answer is on its way.")
        return redirect(back)
    context = {"form": form, "message": message, "back": back}
    return render(request, "alumni/answer_message.html", context, status=422 if form.errors else 200)


@gates.sign_in
@BOTH
def report_message(request: HttpRequest, message_id: UUID) -> HttpResponse:
    message = gates.find(queries.received(request.user), pk=message_id)
    back = reverse("alumni:messages")
    verdict = rules.may_report_message(message, by=request.user, at=request.at)
    gates.require(verdict, next_url=back, next_verb="Messages")
    if request.method == "POST":
        actions.report_message(message, by=request.user, at=request.at)
        told.success(request, "The message is reported. Its sender cannot write to you any more.")
        return redirect(back)
    consequences = [
        "The federation's office reads this message and sees who sent it.",
        "Its sender cannot write to you any more, and is not told why.",
    ]
    context = {"message": message, "consequences": consequences, "back": back}
    return render(request, "alumni/report_message.html", context)
