"""The tutor's pages behind a mailed link: no account, phone first, a minute each."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from sojourn.awards import queries as awards
from sojourn.placements import actions, forms, queries, rules
from sojourn.placements.models import Placement
from sojourn.placements.views import amending, pieces
from sojourn.post import queries as post
from sojourn.post.models import Invitation
from sojourn.ui import gates, times

BOTH = require_http_methods(["GET", "POST"])


@require_GET
def tutor_page(request: HttpRequest, invitation_id: UUID) -> HttpResponse:
    """What waits for the tutor now, the rest below."""
    link, placement = _enter(request, invitation_id)
    return _show(request, "tutor_page", link, placement, {"tasks": _tasks(link, placement, request.at)})


@BOTH
def tutor_dates(request: HttpRequest, invitation_id: UUID) -> HttpResponse:
    """Agree, or ask for other dates, on one page."""
    link, placement = _enter(request, invitation_id)
    _require(rules.may_agree_dates(placement, by=link, at=request.at), link)
    form = forms.RefuseDates(request.POST if "refuse" in request.POST else None)
    if request.method == "POST" and "agree" in request.POST:
        actions.agree_dates(placement, by=link, at=request.at)
        return _done(request, link, "The dates are agreed. The fellow was told.")
    if form.is_bound and form.is_valid():
        actions.refuse_dates(placement, reason=form.cleaned_data["reason"], by=link, at=request.at)
        return _done(request, link, "The fellow was asked for other dates.")
    context = {"form": form, **pieces.before_start(placement, request.at)}
    return _show(request, "tutor_dates", link, placement, context, status=422 if form.errors else 200)


@BOTH
def tutor_arrival(request: HttpRequest, invitation_id: UUID) -> HttpResponse:
    link, placement = _enter(request, invitation_id)
    _require(rules.may_confirm_arrival(placement, by=link, at=request.at), link)
    form = forms.ConfirmArrival(request.POST or None, initial={"arrived_on": placement.starts_on})
    if request.method == "POST" and form.is_valid():
        day = form.cleaned_data["arrived_on"]
        verdict = rules.may_confirm_arrival(placement, by=link, at=request.at, arrived_on=day)
        if verdict:
            actions.confirm_arrival(placement, arrived_on=day, by=link, at=request.at)
            return _done(request, link, "The arrival is confirmed.")
        form.add_error("arrived_on", verdict.reason)
    return _show(
        request, "tutor_arrival", link, placement, {"form": form}, status=422 if form.errors else 200
    )


@BOTH
def tutor_plan(request: HttpRequest, invitation_id: UUID) -> HttpResponse:
    """Read the plan; sign it when the fellow has."""
    link, placement = _enter(request, invitation_id)
    verdict = rules.may_sign_plan(placement, role="tutor", by=link, at=request.at)
    before = queries.signed_before(placement)
    form = forms.SignPlan(request.POST or None, initial={"name": placement.tutor.name})
    if request.method == "POST" and form.is_valid():
        _require(verdict, link)
        actions.sign_plan(placement, role="tutor", name=form.cleaned_data["name"], by=link, at=request.at)
        return _done(request, link, "You have signed the training plan.")
    context = {
        "form": form,
        "verdict": verdict,
        **pieces.plan_parts(placement),
        "before": before,
        "changes": queries.plan_changes(placement, before) if before else [],
    }
    return _show(request, "tutor_plan", link, placement, context, status=422 if form.errors else 200)


@BOTH
def countersign(request: HttpRequest, invitation_id: UUID) -> HttpResponse:
    """All entries are ticked to begin with; untick, query one by saying why, answer the week's line, sign."""
    link, placement = _enter(request, invitation_id)
    entries = list(queries.unsigned(placement).select_related("objective", "placement__tutor"))
    notes = queries.unanswered(placement)
    error = ""
    if request.method == "POST":
        chosen = set(request.POST.getlist("entry"))
        why = {entry: request.POST.get(f"why-{entry.pk}", "").strip()[:300] for entry in entries}
        said = {note: request.POST.get(f"answer-{note.pk}", "").strip()[:300] for note in notes}
        ticked = [entry for entry in entries if str(entry.pk) in chosen and not why[entry]]
        asked = {entry: reason for entry, reason in why.items() if reason}
        answered = {note: answer for note, answer in said.items() if answer}
        looks = next(filter(None, map(rules.looks_like_a_patient, (*asked.values(), *answered.values()))), "")
        verdict = rules.may_countersign(ticked, by=link, at=request.at)
        if looks:
            error = f"What you wrote looks like {looks}. Say it without: nobody may be recognised."
        elif any(request.POST.get(f"read-{key}", mark) != mark for key, mark in _marks(ticked, answered)):
            error = "The fellow changed something here meanwhile. Read it again, then sign."
        elif not ticked and not asked and not answered and _signed_before(placement, chosen):
            return _done(request, link, "They were countersigned already.")
        elif verdict or asked or answered:
            return _done(request, link, _signed(link, placement, ticked, asked, answered, request.at))
        else:
            error = verdict.reason
        for entry in entries:
            entry.why, entry.left = why[entry], str(entry.pk) not in chosen
        for note in notes:
            note.said = said[note]
    for row in (*entries, *notes):
        row.mark = queries.mark(row)
    context = {"entries": entries, "notes": notes, "error": error}
    return _show(request, "countersign", link, placement, context, status=422 if error else 200)


def _marks(entries: Any, notes: Any) -> list[tuple[str, str]]:
    """What of the page must not have changed since it was read."""
    return [
        *((str(entry.pk), queries.mark(entry)) for entry in entries),
        *((f"note-{note.pk}", queries.mark(note)) for note in notes),
    ]


def _signed_before(placement: Placement, chosen: set[str]) -> bool:
    """Whether the same page was sent before, from here or from another device."""
    signed = queries.entries(placement).filter(state="countersigned").values_list("pk", flat=True)
    return any(str(pk) in chosen for pk in signed)


def _signed(link, placement, ticked, asked, answered, at) -> str:
    """Do what was chosen; what was done, in words."""
    words = []
    if ticked:
        count = actions.countersign(ticked, by=link, at=at)
        words.append(f"{count} {'entry is' if count == 1 else 'entries are'} countersigned.")
    for entry, reason in asked.items():
        entry.placement = placement
        actions.query_entry(entry, reason=reason, by=link, at=at)
    if asked:
        words.append(f"The fellow was asked about {len(asked)}.")
    for note, answer in answered.items():
        note.placement = placement
        actions.answer_check_in(note, answer=answer, by=link, at=at)
    if answered:
        words.append("Your answer stands in the logbook.")
    return " ".join(words)


@BOTH
def query_entry(request: HttpRequest, invitation_id: UUID, entry_id: int) -> HttpResponse:
    link, placement = _enter(request, invitation_id)
    entry = gates.find(queries.entries(placement).select_related("placement__tutor"), pk=entry_id)
    _require(rules.may_query_entry(entry, by=link, at=request.at), link)
    form = forms.QueryEntry(request.POST or None)
    if request.method == "POST" and form.is_valid():
        entry.placement = placement
        actions.query_entry(entry, reason=form.cleaned_data["reason"], by=link, at=request.at)
        messages.success(request, "The fellow was asked about this entry.")
        return redirect("placements:countersign", link.pk)
    context = {"form": form, "entry": entry}
    return _show(request, "query_entry", link, placement, context, status=422 if form.errors else 200)


@BOTH
def tutor_evaluate(request: HttpRequest, invitation_id: UUID, moment: str) -> HttpResponse:
    """Five questions; what the fellow said is shown once both sides are in."""
    link, placement = _enter(request, invitation_id)
    if moment not in pieces.MOMENTS:
        raise Http404
    given = queries.evaluations(placement).get((moment, "tutor"))
    if given and given.offer_id != placement.offer_id:
        raise Http404  # of the centre where the fellow was before
    if given:
        sides = queries.readable_evaluations(placement, moment, side="tutor")
        context = {
            "sides": sides,
            "moment": pieces.MOMENTS[moment],
            "closed": pieces.closed(placement, moment, request.at),
        }
        return _show(request, "_tutor_evaluation", link, placement, context)
    _require(rules.may_evaluate(placement, moment=moment, side="tutor", by=link, at=request.at), link)
    form = forms.Evaluate(request.POST or None, side="tutor")
    if request.method == "POST" and form.is_valid():
        actions.evaluate(
            placement,
            moment=moment,
            side="tutor",
            answers=form.answers(),
            comment=form.cleaned_data["comment"],
            by=link,
            at=request.at,
        )
        return _done(request, link, "Your evaluation is in. It opens to the fellow when both are in.")
    context = {"form": form, "moment": pieces.MOMENTS[moment], **pieces.objectives(placement)}
    return _show(request, "tutor_evaluate", link, placement, context, status=422 if form.errors else 200)


@BOTH
def tutor_amendment(request: HttpRequest, invitation_id: UUID, amendment_id: UUID) -> HttpResponse:
    """A change of the stay that the centre is asked about."""
    link, placement = _enter(request, invitation_id)
    row = gates.find(queries.amendments_behind(placement), pk=amendment_id)
    back = reverse("placements:tutor_page", args=[link.pk])
    context = {"back": back, "tutor": placement.tutor}
    return _closed(amending.answered(request, row, by=link, context=context, template="tutor_amendment"))


# --- shared ---


def _enter(request: HttpRequest, invitation_id: UUID) -> tuple[Invitation, Placement]:
    """The invitation and its stay; 404 for everybody else, a former tutor included."""
    link = post.invited(request, queries.DOOR, invitation_id)
    placement = gates.find(queries.behind(link), pk=link.thing_id)
    if not queries.is_tutor(link, placement):
        raise Http404
    return link, placement


def _tasks(link: Invitation, placement: Placement, at: Any) -> list[dict[str, Any]]:
    """Due first: each a link to a page of a minute."""

    def url(name: str, *more: Any) -> str:
        return reverse(f"placements:{name}", args=[link.pk, *more])

    given, signed = queries.evaluations(placement), queries.signed_roles(placement)
    unsigned, notes = queries.unsigned(placement).count(), len(queries.unanswered(placement))
    dates = (
        f"{times.day(placement.starts_on)} to {times.day(placement.ends_on)}" if placement.starts_on else ""
    )
    may_arrive = rules.may_confirm_arrival(placement, by=link, at=at)
    may_sign = rules.may_sign_plan(placement, role="tutor", by=link, at=at)
    tasks = [
        {
            "title": "Agree the dates",
            "url": url("tutor_dates"),
            "state": {"proposed": "todo", "agreeing": "locked"}.get(placement.state, "done"),
            "hint": dates or "The fellow proposes them first",
        },
        {
            "title": "Sign the training plan",
            "url": url("tutor_plan"),
            "state": "done" if "tutor" in signed else "todo" if may_sign else "locked",
            "hint": "" if may_sign or "tutor" in signed else may_sign.reason,
        },
        {
            "title": "Confirm the arrival",
            "url": url("tutor_arrival"),
            "state": "done" if placement.arrived_on else "todo" if may_arrive else "locked",
            "hint": times.day(placement.arrived_on)
            if placement.arrived_on
            else ""
            if may_arrive
            else "When the fellow is there",
        },
        {
            "title": "Countersign logbook entries",
            "url": url("countersign"),
            "state": "todo" if unsigned or notes else "done" if placement.arrived_on else "locked",
            "hint": f"{unsigned} waiting"
            if unsigned
            else f"{notes} of the weeks' lines to answer"
            if notes
            else ""
            if placement.arrived_on is None
            else "Nothing waits",
        },
    ]
    for moment, word in pieces.MOMENTS.items():
        may = rules.may_evaluate(placement, moment=moment, side="tutor", by=link, at=at)
        done = (moment, "tutor") in given
        task = {
            "title": f"Evaluate at {word}" if moment == "midterm" else "Evaluate at the end",
            "url": url("tutor_evaluate", moment),
            "state": "done" if done else "todo" if may else "locked",
            "hint": "Five questions" if may or done else may.reason,
        }
        tasks.append(task)
    asked = queries.amendments_behind(placement).filter(state="asked").prefetch_related("consents").first()
    if asked is not None and queries.turn_of(asked, link):
        title = f"Answer a change: {asked.get_kind_display().lower()}"
        tasks.insert(
            0, {"title": title, "url": url("tutor_amendment", asked.pk), "state": "todo", "hint": ""}
        )
    for task in tasks:
        if task["state"] == "locked" or (task["state"] == "done" and not _readable(task["url"])):
            task["url"] = ""
    return tasks


def _readable(url: str) -> bool:
    """What is done can be read again where there is something to read."""
    return "/evaluate/" in url or url.endswith("/plan/")


def _done(request: HttpRequest, link: Invitation, said: str) -> HttpResponse:
    messages.success(request, said)
    return redirect("placements:tutor_page", link.pk)


def _show(
    request: HttpRequest,
    template: str,
    link: Invitation,
    placement: Placement,
    context: dict[str, Any],
    *,
    status: int = 200,
) -> HttpResponse:
    programme = placement.award.application.programme
    base = {
        "link_id": link.pk,
        "placement": placement,
        "programme": programme,
        "fellow_name": pieces.person(placement),
        "institution": placement.offer.centre.institution,
        "tutor": placement.tutor,
        "back": reverse("placements:tutor_page", args=[link.pk]),
        "where": awards.where(programme, "Tutor"),
    }
    return _closed(render(request, f"placements/{template}.html", base | context, status=status))


def _closed(response: HttpResponse) -> HttpResponse:
    response["Referrer-Policy"] = "strict-origin"  # with no-referrer browsers post Origin: null
    response["Cache-Control"] = "no-store"
    return response


def _require(verdict: Any, link: Invitation) -> None:
    back = reverse("placements:tutor_page", args=[link.pk])
    gates.require(verdict, next_url=back, next_verb="Back to your page")
