"""Whoever holds a file may ask whether it is the one that was signed, and whether it still holds."""

from __future__ import annotations

import hashlib
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from sojourn.agreements import forms, queries
from sojourn.agreements.models import Paper
from sojourn.core import seals

BOTH = require_http_methods(["GET", "POST"])


@never_cache
@BOTH
def verify(request: HttpRequest) -> HttpResponse:
    """By the file alone: its bytes are counted and not kept."""
    form = forms.Verify(request.POST or None, request.FILES or None)
    context: dict[str, Any] = {"form": form}
    if request.method == "POST" and form.is_valid():
        digest = _digest(form.cleaned_data["file"])
        found = queries.by_digest(digest)
        context |= {"asked": True, "digest": digest, "paper": found, "whole": _whole(found, digest)}
    return render(request, "agreements/verify.html", context, status=422 if form.errors else 200)


@never_cache
@BOTH
def verify_code(request: HttpRequest, code: str) -> HttpResponse:
    """By the number on the paper: whether it holds; nothing that names anybody."""
    tidy = seals.parse(code)
    found = queries.by_code(tidy) if tidy else None
    form = forms.VerifyCode(request.POST or None, request.FILES or None)
    context: dict[str, Any] = {"code": tidy or code, "paper": found, "form": form}
    if found and request.method == "POST" and form.is_valid():
        digest = _digest(form.cleaned_data["file"])
        same = digest in {file.sha256 for file in (found.sealed, found.sheet) if file}
        context |= {"asked": True, "digest": digest, "same": same, "whole": _whole(found, digest)}
    status = 422 if form.errors else 200 if found else 404
    return render(request, "agreements/verify_code.html", context, status=status)


def _digest(uploaded: Any) -> str:
    return hashlib.sha256(b"".join(uploaded.chunks())).hexdigest()


def _whole(found: Paper | None, digest: str) -> bool:
    """The file with all signatures, rather than the sheet that was signed."""
    return bool(found and found.sealed and found.sealed.sha256 == digest)
