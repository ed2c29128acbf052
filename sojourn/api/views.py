"""JSON for everybody."""

from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_safe

from sojourn.api import queries
from sojourn.calls import queries as calls_of
from sojourn.ui.gates import find


@require_safe
def calls(request: HttpRequest) -> JsonResponse:
    """`?phase=open`: only the calls that take applications now."""
    site = request.build_absolute_uri("/")[:-1]
    found = queries.listed(request.at, phase=request.GET.get("phase", ""), site=site)
    return _open({"version": queries.VERSION, "calls": found})


@require_safe
def call(request: HttpRequest, slug: str) -> JsonResponse:
    return _open(queries.whole(find(calls_of.public(), slug=slug), request.at))


def _open(content: dict) -> JsonResponse:
    """Public data: any page may read it."""
    response = JsonResponse(content, json_dumps_params={"ensure_ascii": False})
    response["Access-Control-Allow-Origin"] = "*"
    return response
