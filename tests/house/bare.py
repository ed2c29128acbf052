"""The project's addresses with bare error pages: where only the status is asked, looks cost two thirds."""

from typing import Any

from django.http import HttpRequest, HttpResponse

from sojourn.config.urls import urlpatterns

__all__ = ["handler403", "handler404", "urlpatterns"]


def handler403(request: HttpRequest, exception: Any) -> HttpResponse:
    return HttpResponse(status=403)


def handler404(request: HttpRequest, exception: Any) -> HttpResponse:
    return HttpResponse(status=404)
