"""What the pages of a programme's rows share: the gate, the way back, the form, two people on one form."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from sojourn.calls import queries
from sojourn.calls.models import Programme
from sojourn.ui import gates


def programme(request: HttpRequest, slug: str, society: str) -> Programme:
    return gates.find(queries.programmes_of(request.user), call__slug=slug, society__slug=society)


def back(row: Programme, page: str) -> str:
    return reverse(f"calls:{page}", args=[row.call.slug, row.society.slug])


def context(row: Programme) -> dict[str, Any]:
    return {"programme": row, "call": row.call}


def form(
    request: HttpRequest, template: str, row: Programme, typed: Any, *, status: int = 0, **more: Any
) -> HttpResponse:
    shown = context(row) | {"form": typed} | more
    return render(request, template, shown, status=status or (422 if typed.errors else 200))


def overtaken(
    request: HttpRequest, template: str, row: Programme, typed: Any, kept: Mapping[str, Any], **more: Any
) -> HttpResponse:
    """Both texts: what is kept now, and what was typed; sending again saves what was typed.

    `kept`: the row as the form would begin with it.
    """
    conflict = [
        {"label": field.label, "values": [_words(kept.get(name)), _words(typed.cleaned_data.get(name))]}
        for name, field in typed.fields.items()
        if name != "version" and _words(kept.get(name)) != _words(typed.cleaned_data.get(name))
    ]
    typed.data = typed.data.copy()
    typed.data["version"] = kept["version"]
    return form(request, template, row, typed, status=409, conflict=conflict, **more)


def _words(value: Any) -> str:
    if isinstance(value, list | tuple):
        return "\n".join(map(str, value))
    return "" if value is None or value is False else str(value)
