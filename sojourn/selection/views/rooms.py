"""The match in the room: what came out, each person's why, scenarios side by side."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from sojourn.core import matching
from sojourn.selection import actions, forms, queries, rules
from sojourn.selection.views.panels import sent, where
from sojourn.ui.gates import find, require, sign_in

MANY = 100  # from here on the office reads one society at a time


def _entered(request: HttpRequest, call_slug: str) -> queries.Room:
    found = queries.room(request.user, call_slug, at=request.at)
    if found is None:
        raise Http404
    back = (
        {}
        if found.office
        else {
            "next_url": reverse("selection:decide", args=[call_slug, found.own[0].society.slug]),
            "next_verb": "To the ranking",
        }
    )
    require(rules.may_look(found, by=request.user, at=request.at), **back)
    return found


def _page(found: queries.Room, run) -> dict:
    """What the pages of the room share."""
    shared = {"room": found, "call": found.call, "run": run, "office": found.office}
    if not found.office:
        shared |= {"programme": found.own[0], "where": where(found.own[0], "Chair")}
    if run is not None and run.match is None:
        shared["unsigned"] = ", ".join(row.society.acronym for row in queries.unsigned(found.call))
    return shared


@sign_in
@require_GET
def room(request: HttpRequest, call_slug: str) -> HttpResponse:
    """One sentence and one table, the picture, everybody's place; the proof is one click deeper."""
    found = _entered(request, call_slug)
    run = queries.standing_run(found.call)
    context = _page(found, run)
    if run is not None:
        sight, places = queries.Sight(found, request.user), queries.places_of(found.call)
        pages = sorted(sight.societies().items(), key=lambda one: one[1]) if found.office else []
        seats = queries.seats(run, sight, places)
        if len(seats) > MANY and len(pages) > 1:
            shown = request.GET.get("society") or pages[0][0]
            seats = [one for one in seats if one.application.programme.society.slug == shown]
            context |= {"pages": pages, "shown": shown}
        context |= {
            "structure": matching.classify(run.instance),
            "totals": queries.totals(run, sight),
            "met": queries.choices_met(run, sight),
            "flow": queries.flow(run, sight, places),
            "seats": seats,
            "unranked": [one for one in seats if not one.rank],
            "trying": rules.may_try_out(found, by=request.user, at=request.at),
        }
    return render(request, "selection/room.html", context)


@sign_in
@require_GET
def proof(request: HttpRequest, call_slug: str) -> HttpResponse:
    """What is promised and how it is checked: properties, lottery, commitment, the run computed again."""
    found = _entered(request, call_slug)
    run = queries.standing_run(found.call)
    if run is None:
        raise Http404
    last = queries.commitment_of(found.call)
    context = _page(found, run) | {
        "structure": matching.classify(run.instance),
        "seed": queries.seed_text(found.call),
        "commitment": last,
        "kept": queries.still_committed(last, run.instance) if last else None,
        "replayed": queries.replayed(run.match) if run.match else None,
        "committing": rules.may_commit(found.call, by=request.user, at=request.at),
        "drawing": rules.may_draw(found.call, by=request.user, at=request.at),
    }
    return render(request, "selection/proof.html", context)


@sign_in
@require_GET
def why(request: HttpRequest, call_slug: str, application_id) -> HttpResponse:
    """What decided about one person, for the chair of the society and the office."""
    found = _entered(request, call_slug)
    run, sight = queries.standing_run(found.call), queries.Sight(found, request.user)
    application = sight.named.get(str(application_id))
    if application is None or run is None or str(application_id) not in run.result["reasons"]:
        raise Http404
    places = queries.places_of(found.call)
    context = _page(found, run) | {
        "application": application,
        "why": queries.why(run, sight, application, places),
    }
    return render(request, "selection/why.html", context)


@sign_in
@require_GET
def scenarios(request: HttpRequest, call_slug: str) -> HttpResponse:
    """Those chosen in the address, or else the last ones, beside what stands."""
    found = _entered(request, call_slug)
    run = queries.standing_run(found.call)
    rows = queries.scenarios(found)
    listed = list(rows.defer("before", "instance", "result"))
    asked = set(request.GET.getlist("beside"))
    chosen = [row for row in listed if str(row.pk) in asked] or listed
    chosen = chosen[-queries.SIDE_BY_SIDE :]
    sight, places = queries.Sight(found, request.user), queries.places_of(found.call)
    whole = {row.pk: row for row in rows.filter(pk__in=[row.pk for row in chosen])}
    shown = [(whole[row.pk], queries.difference(whole[row.pk], sight, places)) for row in chosen]
    basis = queries.basis(run.instance) if run else ""
    context = _page(found, run) | {
        "listed": [
            {
                "scenario": row,
                "chosen": row in chosen,
                "words": queries.in_words(row.changes, places),
                "stale": row.basis_sha256 != basis,
                "drop": rules.may_drop_scenario(row, by=request.user, at=request.at),
            }
            for row in listed
        ],
        "shown": [(row, made, queries.in_words(row.changes, places)) for row, made in shown],
        "table": queries.side_by_side(run, sight, [made for _, made in shown]) if run else [],
        "most": queries.SIDE_BY_SIDE,
        "trying": rules.may_try_out(found, by=request.user, at=request.at),
    }
    return render(request, "selection/scenarios.html", context)


@sign_in
@require_http_methods(["GET", "POST"])
def try_out(request: HttpRequest, call_slug: str) -> HttpResponse:
    found = _entered(request, call_slug)
    require(rules.may_try_out(found, by=request.user, at=request.at))
    run = queries.standing_run(found.call)
    groups = queries.changeable(found, run.instance, queries.places_of(found.call))
    form = forms.TryOut(sent(request), groups=groups)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.try_out(
                found,
                name=form.cleaned_data["name"],
                changes=form.cleaned_data["changes"],
                by=request.user,
                at=request.at,
            )
        except actions.Disagreement as disagreement:
            form.add_error(None, f"The independent program does not agree: {disagreement}")
        else:
            messages.success(request, f"“{made.name}” was computed. Nothing real has changed.")
            return redirect("selection:scenarios", call_slug)
    context = _page(found, run) | {"form": form}
    return render(request, "selection/try_out.html", context, status=422 if form.errors else 200)


@sign_in
@require_http_methods(["GET", "POST"])
def drop_scenario(request: HttpRequest, call_slug: str, scenario_id) -> HttpResponse:
    found = _entered(request, call_slug)
    scenario = find(queries.scenarios(found), pk=scenario_id)
    back = reverse("selection:scenarios", args=[call_slug])
    require(
        rules.may_drop_scenario(scenario, by=request.user, at=request.at),
        next_url=back,
        next_verb="Back to the scenarios",
    )
    if request.method == "POST":
        actions.drop_scenario(scenario, by=request.user, at=request.at)
        messages.success(request, "The scenario was dropped.")
        return redirect(back)
    context = _page(found, None) | {"scenario": scenario, "back": back}
    return render(request, "selection/drop_scenario.html", context)
