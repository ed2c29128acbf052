"""Pages of certificates: the fellow's, the office's, and the check that is open to everybody."""

from __future__ import annotations

import hashlib
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from sojourn.awards import queries as awards
from sojourn.awards import rules as offices
from sojourn.certificates import actions, forms, queries, rules
from sojourn.certificates.views.keys import issuer, key, keys, renew_key, revoked
from sojourn.core import seals
from sojourn.documents import actions as documents
from sojourn.placements import queries as placements
from sojourn.ui import gates, sheets

BOTH = require_http_methods(["GET", "POST"])


# --- for everybody ---


@never_cache
@BOTH
def verify(request: HttpRequest) -> HttpResponse:
    """Type a code; a slip of the hand is told before anything is looked up."""
    typed = request.GET.get("code")
    form = forms.Verify(request.POST or ({"code": typed} if typed else None))
    if form.is_bound and form.is_valid():
        code = seals.parse(form.cleaned_data["code"])
        if code:
            return redirect("certificates:verify_code", code)
        form.add_error("code", MISTYPED)
    return render(request, "certificates/verify.html", {"form": form}, status=422 if form.errors else 200)


MISTYPED = (
    "This is no certificate number: its last character does not fit the others, or there are not ten. "
    "Compare it with the paper, character by character."
)


@never_cache
@BOTH
def verify_code(request: HttpRequest, code: str) -> HttpResponse:
    """Valid, revoked, or unknown; a PDF can be compared with the one issued. Nothing is kept of it."""
    tidy = seals.parse(code)
    if tidy is None:
        form = forms.Verify({"code": code})
        form.is_valid()
        form.add_error("code", MISTYPED)
        return render(request, "certificates/verify.html", {"form": form}, status=422)
    found = queries.by_code(tidy)
    form = forms.VerifyCode(request.POST or None, request.FILES or None)
    same = None
    if found and request.method == "POST" and form.is_valid():
        given = hashlib.sha256(b"".join(form.cleaned_data["file"].chunks())).hexdigest()
        same = given == found.file.sha256
    context = {"code": tidy, "certificate": found, "form": form, "same": same}
    status = 422 if form.errors else 200 if found else 404
    return render(request, "certificates/verify_code.html", context, status=status)


# --- the fellow ---


@gates.sign_in
@require_GET
def mine(request: HttpRequest) -> HttpResponse:
    """Every certificate of this person, and what is missing for those to come."""
    coming = [
        (placement, placements.missing_for_certificate(placement))
        for placement in placements.mine(request.user)
        if queries.for_placement(placement) is None
    ]
    context = {"certificates": queries.mine(request.user), "coming": coming}
    return render(request, "certificates/mine.html", context)


@gates.sign_in
@require_GET
def certificate(request: HttpRequest, certificate_id: UUID) -> HttpResponse:
    found = gates.find(queries.visible_to(request.user), pk=certificate_id)
    context = {
        "may_revoke": rules.may_revoke(found, by=request.user, at=request.at),
        "may_reissue": rules.may_reissue(found, by=request.user, at=request.at),
        "may_issue": rules.may_issue(found.placement, by=request.user, at=request.at),
        "verify_url": request.build_absolute_uri(reverse("certificates:verify_code", args=[found.code])),
    }
    return _page(request, "certificate", found, context)


@gates.sign_in
@require_GET
def download(request: HttpRequest, certificate_id: UUID) -> HttpResponse:
    found = gates.find(queries.visible_to(request.user), pk=certificate_id)
    return documents.serve(found.file, as_name=f"certificate-{found.code}.pdf")


@gates.sign_in
@require_GET
def credential(request: HttpRequest, certificate_id: UUID) -> HttpResponse:
    """The same as an Open Badges 3.0 credential, for a wallet or another program."""
    found = gates.find(queries.visible_to(request.user), pk=certificate_id)
    signs = queries.key_in_use()
    gates.require(rules.may_have_credential(found, signs=signs))
    response = HttpResponse(actions.credential(found, key=signs), content_type="application/vc+jwt")
    response["Content-Disposition"] = f'attachment; filename="certificate-{found.code}.jwt"'
    response["X-Content-Type-Options"] = "nosniff"
    return response


# --- the office ---


@gates.sign_in
@require_GET
def office(request: HttpRequest) -> HttpResponse:
    """Those to issue first, then stays that still lack something, then what was issued."""
    gates.require(offices.may_see_office(by=request.user))
    context = {
        "ready": queries.to_issue(request.user),
        "running": queries.running_with_missing(request.user),
        "issued": queries.for_officer(request.user),
    }
    return render(request, "certificates/office.html", context)


@gates.sign_in
@require_GET
def export_list(request: HttpRequest) -> HttpResponse:
    """What was issued, as XLSX."""
    gates.require(offices.may_see_office(by=request.user))
    heads = [
        "Number",
        "Name",
        "Programme",
        "Centre",
        "From",
        "To",
        "State",
        "Issued (UTC)",
        "Revoked or superseded (UTC)",
        "Seal",
    ]
    rows = [
        [
            each.code,
            each.statement["name"],
            each.statement["programme"],
            each.centres,
            each.statement["starts"],
            each.statement["ends"],
            each.state,
            each.issued_at,
            each.revoked_at,
            each.seal,
        ]
        for each in queries.for_officer(request.user)
    ]
    return sheets.answer("certificates", heads, rows)


@gates.sign_in
@BOTH
def issue(request: HttpRequest, placement_id: UUID) -> HttpResponse:
    """The page shows what will be printed; what is missing is the refusal."""
    placement = gates.find(placements.for_officer(request.user), pk=placement_id)
    verdict = rules.may_issue(placement, by=request.user, at=request.at)
    gates.require(verdict, next_url=reverse("certificates:office"), next_verb="Open certificates")
    if request.method == "POST":
        made = actions.issue(placement, by=request.user, at=request.at)
        messages.success(request, f"Certificate {made.code} is issued. The fellow was told.")
        return redirect("certificates:certificate", made.pk)
    context = {
        "placement": placement,
        "statement": queries.statement(placement, by=request.user, at=request.at),
        "back": reverse("certificates:office"),
        "where": awards.where(placement.award.application.programme, "Office"),
    }
    return render(request, "certificates/issue.html", context)


@gates.sign_in
@BOTH
def reissue(request: HttpRequest, certificate_id: UUID) -> HttpResponse:
    """After a correction of name or stay: what the new one would say, and what becomes of the old."""
    found = gates.find(queries.for_officer(request.user), pk=certificate_id)
    back = reverse("certificates:certificate", args=[found.pk])
    verdict = rules.may_reissue(found, by=request.user, at=request.at)
    gates.require(verdict, next_url=back, next_verb="Open the certificate")
    form = forms.Reissue(request.POST or None)
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        made = actions.reissue(found, reason=reason, by=request.user, at=request.at)
        messages.success(
            request, f"Certificate {made.code} takes the place of {found.code}. The fellow was told."
        )
        return redirect("certificates:certificate", made.pk)
    context = {
        "form": form,
        "statement": queries.statement(found.placement, by=request.user, at=request.at),
        "differences": verdict.facts["differences"],
        "back": back,
    }
    return _page(request, "reissue", found, context, status=422 if form.errors else 200)


@gates.sign_in
@BOTH
def revoke(request: HttpRequest, certificate_id: UUID) -> HttpResponse:
    found = gates.find(queries.for_officer(request.user), pk=certificate_id)
    back = reverse("certificates:certificate", args=[found.pk])
    verdict = rules.may_revoke(found, by=request.user, at=request.at)
    gates.require(verdict, next_url=back, next_verb="Open the certificate")
    form = forms.Revoke(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.revoke(found, reason=form.cleaned_data["reason"], by=request.user, at=request.at)
        messages.success(request, f"Certificate {found.code} is revoked. The fellow was told.")
        return redirect(back)
    consequences = [
        "From now on everyone who checks it reads that it was revoked, and the date.",
        "The fellow gets a letter with your reason.",
        "This cannot be undone; a new certificate can be issued for the same stay.",
    ]
    context = {"form": form, "consequences": consequences, "back": back}
    return _page(request, "revoke", found, context, status=422 if form.errors else 200)


def _page(
    request: HttpRequest, name: str, found: Any, context: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    own = found.placement.fellow_id == request.user.pk
    base = {
        "certificate": found,
        "statement": found.statement,
        "own": own,
        "where": awards.where(found.placement.award.application.programme, "Fellow" if own else "Office"),
    }
    return render(request, f"certificates/{name}.html", base | context, status=status)


__all__ = (
    "certificate",
    "credential",
    "download",
    "export_list",
    "issue",
    "issuer",
    "key",
    "keys",
    "mine",
    "office",
    "reissue",
    "renew_key",
    "revoke",
    "revoked",
    "verify",
    "verify_code",
)
