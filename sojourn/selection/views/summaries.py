"""The one page for a board or a funder."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from sojourn.selection import queries
from sojourn.selection.views.panels import led, where
from sojourn.ui.gates import sign_in


@sign_in
@require_GET
def summary(request: HttpRequest, call_slug: str, society_slug: str) -> HttpResponse:
    programme = led(request, call_slug, society_slug)
    chairs = queries.is_chair(request.user, programme)
    context = {
        "programme": programme,
        "call": programme.call,
        "chairs": chairs,
        "summary": queries.summary(programme, request.user, at=request.at),
        "where": where(programme, "Chair" if chairs else "Office"),
    }
    return render(request, "selection/summary.html", context)


@sign_in
@require_GET
def summary_paper(request: HttpRequest, call_slug: str, society_slug: str) -> HttpResponse:
    programme = led(request, call_slug, society_slug)
    made = queries.summary_paper(queries.summary(programme, request.user, at=request.at), at=request.at)
    name = f"summary-{society_slug}-{call_slug}.pdf"
    headers = {
        "Content-Disposition": f'attachment; filename="{name}"',
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "private, no-store",
    }
    return HttpResponse(made, content_type="application/pdf", headers=headers)
