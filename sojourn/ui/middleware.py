"""Sends the answer that a gate gave in place of the page asked for; keeps what an ended session would eat."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render, resolve_url
from django.urls import reverse

from sojourn.ui import gates, held


class Answers:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        return exception.response if isinstance(exception, gates.Instead) else None


TAKEN = (200, 302, 409, 422)  # the page has it now: saved, or shown again


class Held:
    """Nothing that was sent is eaten by a session that ended, and no account takes in another's form.

    Inside the session and the check against forgery, so that it sees both and their refusals.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.method != "POST":
            return response
        if not self._lost(request, response):
            if response.status_code in TAKEN and held.waits_at(request, request.get_full_path()):
                held.drop(request)
            return response
        if request.headers.get("X-Sojourn-Autosave"):
            return JsonResponse({"reason": "you are signed out."}, status=401)
        whose = held.owner(request)
        if not whose or not held.hold(request, whose):
            return response
        if request.user.is_authenticated:
            # signed in again in another tab: this page's token is from before
            return redirect("ui:held") if str(request.user.pk) == whose else self._other(request)
        return redirect_to_login(reverse("ui:held"))

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        if request.method != "POST" or held.FIELD not in request.POST or not request.user.is_authenticated:
            return None
        whose = held.owner(request)
        if not whose or whose == str(request.user.pk):
            return None
        return self._other(request)

    @staticmethod
    def _lost(request: HttpRequest, response: HttpResponse) -> bool:
        if getattr(response, "forged", False):
            return True
        if response.status_code != 302 or request.user.is_authenticated:
            return False
        login = resolve_url(settings.LOGIN_URL)
        return response["Location"].partition("?")[0] == login and request.path != login

    @staticmethod
    def _other(request: HttpRequest) -> HttpResponse:
        reason = "another account is signed in in this browser now."
        if request.headers.get("X-Sojourn-Autosave"):
            return JsonResponse({"reason": reason}, status=401)
        return render(request, "ui/other_account.html", status=409)
