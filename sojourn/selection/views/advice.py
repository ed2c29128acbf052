"""The committee chooses what each applicant reads about what would have helped."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from sojourn.reviews import queries as reviews
from sojourn.selection import actions, forms, queries, rules
from sojourn.selection.views.panels import led, printed, sent, where
from sojourn.ui.gates import require, sign_in


@sign_in
@require_http_methods(["GET", "POST"])
def advise(request: HttpRequest, call_slug: str, society_slug: str) -> HttpResponse:
    """One page of rows; nothing is told that was not saved here."""
    programme = led(request, call_slug, society_slug)
    back = reverse("selection:decide", args=[call_slug, society_slug])
    verdict = rules.may_advise(programme, by=request.user, at=request.at)
    require(verdict, next_url=back, next_verb="Back to the ranking")
    shown = None
    if request.method == "POST":
        lines = queries.lines_of(programme, request.user, forms.rows_in(request.POST), at=request.at)
    else:
        shown = queries.listing(programme, request.user, at=request.at, page=request.GET.get("page", ""))
        lines = shown.lines
    written = reviews.feedback_of([line.application for line in lines if line.editable])
    pairs = forms.advice_forms(lines, written, sent(request))
    valid = all(form.is_valid() for _, form in pairs)
    if request.method == "POST" and valid:
        texts = {line.application.pk: form.cleaned_data["text"] for line, form in pairs}
        actions.advise(programme, texts, by=request.user, at=request.at)
        messages.success(request, "Saved. The applicants read it with their results.")
        return redirect(request.get_full_path())
    context = {
        "programme": programme,
        "call": programme.call,
        "pairs": [(line, form, printed(line)) for line, form in pairs],
        "page": shown.page if shown else None,
        "chairs": queries.is_chair(request.user, programme),
        "where": where(programme, "Chair" if queries.is_chair(request.user, programme) else "Office"),
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "selection/advise.html", context, status=status)
