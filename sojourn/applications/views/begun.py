"""Forms that end in an act: what is typed is kept as a draft, and nothing happens until the button."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect

from sojourn.applications import actions, queries, rules
from sojourn.applications.views import pieces, saving
from sojourn.core.verdict import Verdict
from sojourn.ui import gates


def begun(
    request: HttpRequest,
    act: str,
    thing: Any,
    make: saving.Make,
    do: Callable[[Any], HttpResponse | None],
    verdict: Verdict,
    *,
    back: str,
    back_verb: str,
    initial: dict[str, Any] | None = None,
    **context: Any,
) -> HttpResponse:
    """Show the form of an act, keep what is typed, do it. `do` answers None where the form says why not."""
    row, here, by_script = rules.begun.application_of(thing), request.path, saving.AUTOSAVE in request.headers
    if by_script and not verdict:
        return JsonResponse({"reason": verdict.reason}, status=403)
    gates.require(verdict, next_url=back, next_verb=back_verb)
    who = {"by": request.user, "at": request.at}
    section = rules.begun.section_of(act, thing)
    draft = queries.draft(row, section)
    kept = draft.typed if draft else {}
    first = {**(initial or {}), **kept, "seen": rules.section_digest(row, section)}
    shown = {"back": back, "autosave": here, "keep": f"application-{row.pk}-{section}", **context}
    if request.method != "POST":
        again = {"at": draft.at, "here": here} if draft and kept else None
        return pieces.show(request, act, row, shown | {"form": make(None, initial=first), "begun": again})
    if "discard" in request.POST:
        actions.drop_begun(act, thing, **who)
        messages.success(request, "Thrown away. Nobody was written to.")
        return redirect(here)
    data = saving.picked(request.POST)
    form = make(data, initial=first)
    right = form.is_valid()
    try:
        actions.keep_begun(act, thing, form.raw(), **saving.sent_by(request, form), **who)
    except actions.Stale as stale:
        if by_script:
            return JsonResponse({"reason": saving.STALE}, status=409)
        return saving.conflict(request, stale.saved, act, make, form, name=section, here=here)
    if by_script:
        return JsonResponse(_kept(form, rules.section_digest(row, section)))
    if data is not request.POST:
        messages.info(request, "Put together. Nothing is sent before you press the button.")
        return redirect(here)
    if right and (done := do(form)) is not None:
        actions.drop_begun(act, thing, **who)
        return done
    form = saving.renewed(form, row, section)
    return pieces.show(request, act, row, shown | {"form": form}, status=422)


def _kept(form: Any, seen: str) -> dict[str, str]:
    wrong = [
        f"{form.fields[name].label}: {form.errors[name][0]}"
        for name, errors in form.errors.as_data().items()
        if name in form.fields and any(error.code != "required" for error in errors)
    ]
    note = "Nothing is sent before you press the button."
    return {"seen": seen, "word": "Kept as a draft", "but": " ".join(wrong), "note": note}
