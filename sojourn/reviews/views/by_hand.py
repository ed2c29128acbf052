"""Who reviews what as a table of boxes: marked, shown as a dry run, confirmed once."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from sojourn.reviews import actions, forms, queries, rules
from sojourn.reviews.views.pieces import programme_covered
from sojourn.reviews.views.queue import sent, where
from sojourn.ui.gates import require, sign_in

PAGE = 25


@sign_in
@require_http_methods(["GET", "POST"])
def assign_by_hand(request: HttpRequest, call_slug: str, society_slug: str) -> HttpResponse:
    """A page of the table; what is marked is a dry run first, then exactly that."""
    programme = programme_covered(request, call_slug, society_slug)
    require(rules.may_assign_by_hand(programme, by=request.user, at=request.at))
    listed = queries.before_committee(programme, request.user)
    page = Paginator(listed, PAGE).get_page(request.GET.get("page"))
    seats, lines = queries.table(programme, page)
    form = forms.AssignByHand(sent(request), applications=page, seats=seats)
    context = {
        "programme": programme,
        "call": programme.call,
        "page": page,
        "seats": seats,
        "where": where(programme, "Committee"),
        "here": request.get_full_path(),
    }
    if request.method != "POST":
        return _table(request, context, lines)
    if not form.is_valid():  # the page holds other files by now
        return _table(request, context, lines, changed=True)
    wanted, of = form.wanted(), form.cleaned_data["of"]
    if request.POST.get("then") == "back":
        return _table(request, context, _marked(lines, wanted))
    plan = queries.by_hand(programme, request.user, of=of, wanted=wanted)
    shown = form.cleaned_data["shown"]
    if shown == plan.digest:
        given, taken = actions.assign_by_hand(
            programme, wanted, of=of, shown=shown, by=request.user, at=request.at
        )
        messages.success(request, f"{given} given, {taken} taken back.")
        back = reverse("reviews:assign_by_hand", args=[call_slug, society_slug])
        return redirect(f"{back}?page={page.number}" if page.number > 1 else back)
    context |= {
        "plan": plan,
        "rows": _rows(plan),
        "loads": _loads(plan),
        "fields": [
            ("shown", plan.digest),
            *(("of", key) for key in of),
            *(("pair", f"{key}:{seat}") for key, seat in sorted(wanted)),
        ],
        "changed": rules.CHANGED.reason if shown else "",
    }
    return render(request, "reviews/assign_by_hand_dry.html", context, status=409 if shown else 200)


def _table(request: HttpRequest, context: dict, lines: list, *, changed: bool = False) -> HttpResponse:
    rows = [{"application": one, "name": queries.shown_name(one), "cells": cells} for one, cells in lines]
    more = {"rows": rows, "changed": rules.CHANGED.reason if changed else ""}
    return render(request, "reviews/assign_by_hand.html", context | more, status=409 if changed else 200)


def _marked(lines: list, wanted: set) -> list:
    """The table as it was marked, for whoever comes back from the dry run."""
    return [
        (
            one,
            [
                cell if cell.fixed else queries.Cell(cell.seat, (str(one.pk), cell.seat.pk) in wanted)
                for cell in cells
            ],
        )
        for one, cells in lines
    ]


def _rows(plan: queries.Hand) -> list[dict]:
    """One line for each application that changes, or stays short."""
    told: dict = {}
    for kind, pairs in (
        ("given", plan.added),
        ("refused", plan.refused),
        ("taken", [(row.application, row) for row in plan.removed]),
    ):
        for one, whom in pairs:
            name = whom.reviewer.formal_name if kind == "taken" else whom.user.formal_name
            told.setdefault(one.pk, {"one": one, "given": [], "taken": [], "refused": []})[kind].append(name)
    short = {one.pk: (one, number) for one, number in plan.short}
    for key, (one, _) in short.items():
        told.setdefault(key, {"one": one, "given": [], "taken": [], "refused": []})
    return [
        {
            "who": queries.shown_name(line["one"]),
            "what": "Reviewers",
            "before": f"without {', '.join(line['taken'])}" if line["taken"] else "",
            "after": ", ".join(line["given"]) or "nobody new",
            "problem": "; ".join(
                [f"{name}: barred by a conflict of interest, stays out" for name in line["refused"]]
                + ([f"{short[key][1]} too few"] if key in short else [])
            ),
        }
        for key, line in told.items()
    ]


def _loads(plan: queries.Hand) -> list[dict]:
    highest = max((then for _, _, then, _ in plan.loads), default=0) or 1
    return [
        {"seat": seat, "asked": then, "most": most, "share": then / highest, "before": now}
        for seat, now, then, most in plan.loads
    ]
