"""What a checker's program fetches: the issuer, the keys past and present, the list of what was revoked."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from sojourn.certificates import actions, queries, rules
from sojourn.ui import gates


@require_safe
def issuer(request: HttpRequest) -> HttpResponse:
    return JsonResponse(queries.issuer())


@require_safe
def keys(request: HttpRequest) -> HttpResponse:
    """Every key that ever signed, as a JSON Web Key Set."""
    return JsonResponse({"keys": [queries.jwk(row) for row in queries.every_key()]})


@require_safe
def key(request: HttpRequest, kid: str) -> HttpResponse:
    row = queries.key(kid)
    if row is None:
        raise Http404
    return JsonResponse(queries.jwk(row))


@require_safe
def revoked(request: HttpRequest) -> HttpResponse:
    """The list as a signed credential; 404 until the first certificate was issued."""
    row = queries.key_in_use()
    if row is None:
        raise Http404
    return HttpResponse(actions.revocations(key=row, at=request.at), content_type="application/vc+jwt")


@gates.sign_in
@require_http_methods(["GET", "POST"])
def renew_key(request: HttpRequest) -> HttpResponse:
    gates.require(rules.may_renew_key(by=request.user, at=request.at))
    if request.method == "POST":
        made = actions.renew_key(by=request.user, at=request.at)
        messages.success(request, f"From now on {made.kid} signs.")
        return redirect("certificates:renew_key")
    consequences = [
        "Certificates issued from now on are signed with a new key.",
        "What the old key signed stays valid: its public part stays published, with its dates.",
        "The old private key is deleted.",
    ]
    context = {"keys": queries.every_key(), "consequences": consequences, "back": reverse("desks:home")}
    return render(request, "certificates/renew_key.html", context)
