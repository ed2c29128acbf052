"""How a section is shown, saved, kept half-typed, and what happens when two pages save the same one."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse

from sojourn.applications import actions, queries, rules
from sojourn.applications.models import Application
from sojourn.applications.views import pieces
from sojourn.core.verdict import Verdict
from sojourn.ui import gates

Make = Callable[..., Any]
AUTOSAVE = "X-Sojourn-Autosave"
STALE = "this section was saved in another tab or on another device meanwhile."


def editable(request: HttpRequest, row: Application, verdict: Verdict) -> None:
    gates.require(verdict, next_url=pieces.page_of(row), next_verb="Back to your application")


def section(
    request: HttpRequest,
    row: Application,
    verb: str,
    make: Make,
    save: Callable[..., Any],
    *,
    name: str,
    initial: dict[str, Any],
    here: str = "",
    then: str = "",
    **context: Any,
) -> HttpResponse:
    """Show a section, save it, keep what is not right yet, or show both texts where another page saved."""
    here = here or reverse(f"applications:{verb}", args=[row.pk])
    may = rules.may_edit(row, by=request.user, at=request.at, part=rules.part_of_section(name))
    if request.headers.get(AUTOSAVE) and not may:
        return JsonResponse({"reason": may.reason}, status=403)
    editable(request, row, may)
    draft = queries.draft(row, name)
    typed = draft.typed if draft else {}
    initial = initial | typed | {"seen": rules.section_digest(row, name)}
    if request.method != "POST":
        form = make(None, initial=initial)
        return page(request, row, verb, form, name=name, here=here, draft=draft, **context)
    if "discard" in request.POST:
        actions.discard(row, name, by=request.user, at=request.at)
        messages.success(request, "Thrown away. The section is as you last saved it.")
        return redirect(here)
    form = make(picked(request.POST), initial=initial)
    further = request.POST.get("then", "")
    try:
        if request.headers.get(AUTOSAVE):
            return autosave(request, row, form, name=name)
        if further or not form.is_valid():
            keep(request, row, form, name=name)
            if further:
                return redirect(context["leads"](further))
        elif (refused := saved(request, row, form, save, name=name)) is None:
            sealed = row.state == "submitted"
            messages.success(request, "Saved, and sealed again on your receipt." if sealed else "Saved.")
            return redirect(then or pieces.page_of(row))
        else:
            form.add_error(
                None, f"{refused} What you typed is kept here, and what you submitted stands as it was."
            )
    except actions.Stale as stale:
        return conflict(request, stale.saved, verb, make, form, name=name, here=here)
    form = renewed(form, row, name)
    return page(request, row, verb, form, name=name, here=here, draft=None, status=422, **context)


def page(
    request: HttpRequest, row: Application, verb: str, form: Any, *, here: str, draft: Any, name: str,
    status: int = 200, **context: Any,
) -> HttpResponse:  # fmt: skip
    context = {
        "form": form,
        "keep": f"application-{row.pk}-{name}",
        "autosave": here,
        "here": here,
        "back": pieces.page_of(row),
        "pending": pending(row, form, draft),
        "look": row.carried.get("look", {}).get(name, []),
        **context,
    }
    return pieces.show(request, verb, row, context, status=status)


def pending(row: Application, form: Any, draft: Any) -> dict[str, Any]:
    """What the reader is told of a draft: what of it is no answer yet."""
    if draft is None or not draft.typed:
        return {}
    labels = [label_of(form, name) for name in draft.typed if name in form.fields]
    return {"at": draft.at, "labels": labels, "submitted": row.state == "submitted"}


def label_of(form: Any, name: str) -> str:
    return form.label_of(name) if hasattr(form, "label_of") else str(form.fields[name].label)


def saved(request: HttpRequest, row: Application, form: Any, save: Callable[..., Any], *, name: str) -> str:
    """None once it is saved; the reason where a submitted application would no longer be complete."""
    try:
        save(
            row,
            form.values(),
            by=request.user,
            at=request.at,
            seen=form.cleaned_data["seen"],
            tab=tab_of(request),
        )
    except gates.Refused as refused:
        keep(request, row, form, name=name)
        return refused.verdict.reason
    return None


def tab_of(request: HttpRequest) -> str:
    return request.POST.get("tab", "")[:40]


def keep(request: HttpRequest, row: Application, form: Any, *, name: str) -> dict[str, Any]:
    """Save what is right of a form, and keep the rest as it was typed; returns the rest."""
    values, wrong = form.part()
    who = {"by": request.user, "at": request.at}
    actions.keep(row, name, values, wrong, raw=form.raw(), **sent_by(request, form), **who)
    return wrong


def sent_by(request: HttpRequest, form: Any) -> dict[str, Any]:
    """Which page sends, what it had seen, and in which turn."""
    turn = request.POST.get("turn", "")
    return {
        "seen": form.cleaned_data.get("seen", ""),
        "tab": tab_of(request),
        "turn": min(int(turn), 10**9) if turn.isascii() and turn.isdigit() else 0,
    }


def autosave(request: HttpRequest, row: Application, form: Any, *, name: str) -> JsonResponse:
    """What the script of the page says below the form, and the digest that its next save carries."""
    try:
        wrong = keep(request, row, form, name=name)
    except actions.Stale:
        return JsonResponse({"reason": STALE}, status=409)
    errors = [f"{label_of(form, field)}: {form.errors[field][0]}" for field in wrong if field in form.errors]
    submitted = row.state == "submitted"
    return JsonResponse(
        {
            "seen": rules.section_digest(row, name),
            "word": "Kept as a draft" if submitted else "Saved",
            "but": " ".join(errors),
            "note": "What you submitted stands until you press Save." if submitted else "",
        }
    )


def renewed(form: Any, row: Application, name: str) -> Any:
    """A refused form was kept: its next save starts from there."""
    form.data = form.data.copy()
    form.data["seen"] = rules.section_digest(row, name)
    return form


def conflict(
    request: HttpRequest, saved: Application, verb: str, make: Make, form: Any, *, name: str, here: str
) -> HttpResponse:
    """Both texts, field by field; each can be taken, or for texts both put together."""
    data = form.data.copy()
    draft = queries.draft(saved, name)
    stored = initial_of(saved, name) | (draft.typed if draft else {})
    if hasattr(form, "beside"):
        data = form.beside(data, stored)
    data["seen"] = rules.section_digest(saved, name)
    shown = make(data, initial=stored)
    rows, same = [], []
    for field in shown:
        if field.name == "seen":
            continue
        theirs, ours = raw_of(field, field.initial), raw_of(field, field.value())
        if theirs == ours or of_one_meaning(field, theirs, ours):
            same += [(field.html_name, one) for one in ours]
            continue
        text = not getattr(field.field, "choices", None) and field.widget_type in ("text", "textarea")
        rows.append(
            {
                "name": field.html_name,
                "label": label_of(shown, field.name),
                "theirs": theirs,
                "ours": ours,
                "saved": readable(field, theirs),
                "typed": readable(field, ours),
                "together": together(theirs, ours) if text else "",
                "long": field.widget_type == "textarea",
            }
        )
    same.append(("seen", data["seen"]))
    context = {"rows": rows, "same": same, "here": here, "keep": f"application-{saved.pk}-{name}"}
    return pieces.show(request, "_conflict", saved, context, status=409)


def picked(data: QueryDict) -> QueryDict:
    """The answers that were chosen on the page of both texts, as the fields that they belong to."""
    picks = {name[5:]: data[name] for name in data if name.startswith("pick:")}
    if not picks:
        return data
    chosen = data.copy()
    for name, side in picks.items():
        values = data.getlist(f"{side}:{name}")
        chosen.pop(name, None)
        if values:
            chosen.setlist(name, values)
    return chosen


def raw_of(field: Any, value: Any) -> list[str]:
    """A value as its control would send it."""
    if isinstance(value, bool):
        return ["on"] if value else []
    if isinstance(value, list | tuple):
        return sorted(str(one) for one in value)
    if field.widget_type == "checkbox":
        return ["on"] if value else []
    if isinstance(value, date):
        return [value.isoformat()]
    shown = "" if value is None else str(field.field.prepare_value(value))
    return [shown.replace("\r\n", "\n")]


def of_one_meaning(field: Any, theirs: list[str], ours: list[str]) -> bool:
    """Two ways to write the same: "05/2019" and "May 2019"."""
    if len(theirs) != 1 or len(ours) != 1:
        return False
    try:
        return field.field.clean(theirs[0]) == field.field.clean(ours[0])
    except ValidationError:
        return False


def readable(field: Any, values: list[str]) -> str:
    """What its control would send, as people read it."""
    if field.widget_type == "checkbox":
        return "Yes" if values else "No"
    options = {str(key): label for key, label in getattr(field.field, "choices", ()) or ()}
    return "\n".join(str(options.get(value, value)) for value in values if value)


def together(theirs: list[str], ours: list[str]) -> str:
    """Both texts below each other; only the longer one where it holds the other."""
    one, other = "".join(theirs), "".join(ours)
    if one in other or other in one:
        return ""
    return f"{one}\n\n{other}" if "\n" in one + other or len(one + other) > 80 else f"{one} / {other}"


def initial_of(row: Application, name: str) -> dict[str, Any]:
    """What the form of a section shows first."""
    if rules.begun.is_begun(name):
        return {}
    if name == "eligibility":
        stated = {f"statement-{key}": True for key in row.statements}
        told = {
            name: ("yes" if answer else "no") if isinstance(answer, bool) else answer
            for name, answer in row.facts.items()
        }
        return stated | told | {f"membership-{body}": number for body, number in row.memberships.items()}
    if name == "questions":
        return {f"answer-{code}": value for code, value in rules.held(row, name).items()}
    if name.startswith("cv-"):
        lines = row.cv.get(name.removeprefix("cv-"), [])
        return {f"{n}-{key}": text for n, line in enumerate(lines) for key, text in line.items()}
    return {field: getattr(row, field) for field in rules.SECTIONS[name]}
