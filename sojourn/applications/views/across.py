"""The office across applications: shared passages side by side, accounts of one person, members confirmed."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from sojourn.applications import actions, forms, queries, rules
from sojourn.applications.models import Application
from sojourn.applications.queries import likeness as near
from sojourn.applications.queries import office as across
from sojourn.applications.views import lists, pieces
from sojourn.core import persons, rolls
from sojourn.societies import queries as societies
from sojourn.ui import gates, times


@gates.sign_in
@require_GET
def likeness(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Passages that stand in this application and in another one that this officer may open, side by side."""
    row = lists.found_application(request, pk)
    found = near.found(queries.for_office(request.user, at=request.at), row)
    for one in found.shared:
        actions.open_file(one.other, "likeness", by=request.user, at=request.at)
    actions.open_file(row, "likeness", by=request.user, at=request.at)
    context = {
        "application": row,
        "programme": row.programme,
        "found": found,
        "least": near.LEAST,
        "where": pieces.where(row.programme, "Office"),
        "crumbs": lists.crumbs(row),
    }
    return render(request, "applications/likeness.html", context)


@gates.sign_in
@require_GET
def duplicates(request: HttpRequest) -> HttpResponse:
    """Pairs of accounts that may be one person's, with the reasons, and what was found of them."""
    gates.require(rules.may_judge_pair(by=request.user, at=request.at))
    rows = queries.for_office(request.user, at=request.at)
    known = across.judged()
    found = persons.pairs(across.applicants_of(rows))
    open_first = sorted(found, key=lambda pair: (pair.one, pair.other) in known)
    page = Paginator(open_first, 50).get_page(request.GET.get("page"))
    of = applications_of(rows, page)
    lines = [
        {
            "one": of[pair.one],
            "other": of[pair.other],
            "reasons": pair.reasons,
            "judged": known.get((pair.one, pair.other)),
            "url": reverse("applications:judge_pair", args=[pair.one, pair.other]),
        }
        for pair in page
    ]
    context = {"lines": lines, "page": page, "open": sum((p.one, p.other) not in known for p in found)}
    return render(request, "applications/duplicates.html", context)


def applications_of(rows: Any, found: Any) -> dict[str, list[Application]]:
    """Account -> its applications, for the people of these pairs."""
    users = {key for pair in found for key in (pair.one, pair.other)}
    of: dict[str, list[Application]] = {}
    for row in rows.filter(applicant__in=users).order_by("-begun_at"):
        of.setdefault(str(row.applicant_id), []).append(row)
    return of


@gates.sign_in
@require_http_methods(["GET", "POST"])
def judge_pair(request: HttpRequest, one: UUID, other: UUID) -> HttpResponse:
    """Same person or different people, with the reason; nothing is merged."""
    gates.require(rules.may_judge_pair(by=request.user, at=request.at))
    rows = queries.for_office(request.user, at=request.at).filter(applicant__in=[one, other])
    pair = next(iter(persons.pairs(across.applicants_of(rows))), None)
    if pair is None:
        raise Http404
    of = applications_of(rows, [pair])
    before = across.judged([one]).get((pair.one, pair.other))
    initial = {"same": "yes" if before.same else "no", "reason": before.reason} if before else None
    form = forms.JudgePair(pieces.sent(request), initial=initial)
    back = reverse("applications:duplicates")
    if request.method == "POST" and form.is_valid():
        users = [of[key][0].applicant for key in (pair.one, pair.other)]
        clean = form.cleaned_data
        asked = {
            "same": clean["same"] == "yes",
            "reason": clean["reason"],
            "by": request.user,
            "at": request.at,
        }
        actions.judge_pair(*users, **asked)
        messages.success(request, "Remembered. The two accounts stay as they are.")
        return redirect(back)
    for row in (row for listed in of.values() for row in listed):
        actions.open_file(row, "duplicates", by=request.user, at=request.at)
    context = {
        "form": form,
        "back": back,
        "reasons": pair.reasons,
        "things": [{"title": of[key][0].formal_name} for key in (pair.one, pair.other)],
        "rows": compared(of[pair.one][0], of[pair.other][0]),
        "applications": [of[pair.one], of[pair.other]],
    }
    return render(request, "applications/judge_pair.html", context, status=422 if form.errors else 200)


def compared(one: Application, other: Application) -> list[dict[str, Any]]:
    """Line by line, what the two accounts told of themselves."""
    told = (
        ("Account", lambda row: row.applicant.email),
        ("Telephone", lambda row: row.phone),
        ("Certified on", lambda row: times.day(row.certified_on) if row.certified_on else ""),
        ("Certified by", lambda row: row.certified_by),
        ("Institution", lambda row: f"{row.institution}, {row.city}"),
        ("Programme", lambda row: row.programme.name),
        ("Number", lambda row: row.number),
    )
    return [{"label": label, "values": [read(one) or "–", read(other) or "–"]} for label, read in told]


@gates.sign_in
@require_http_methods(["GET", "POST"])
def confirm_memberships(request: HttpRequest, body: str) -> HttpResponse:
    """Paste a list; see who is matched, who is to be looked at, who is unknown; then confirm."""
    bodies = dict(across.bodies(request.user))
    if body not in bodies:
        raise Http404
    society = bodies[body]
    acronym = society.acronym if society else societies.federation().acronym
    rows = queries.for_office(request.user, at=request.at)
    known = across.claimants(rows, acronym)
    form = forms.ConfirmMemberships(pieces.sent(request))
    context = {"form": form, "acronym": acronym, "body": body, "applied": len(known)}
    if request.method != "POST" or not form.is_valid():
        context["confirmed"] = len(across.confirmed(society, known))
        status = 422 if form.errors else 200
        return render(request, "applications/confirm_memberships.html", context, status=status)
    found = rolls.match(rolls.read(form.cleaned_data["roll"]), [member for _, member in known.values()])
    if "confirm" in request.POST:
        chosen = picked(found, set(request.POST.getlist("pick")))
        told = [(known[key][0].applicant, line.number, line.since_on) for line, key in chosen]
        number = actions.confirm_memberships(society, told, by=request.user, at=request.at)
        messages.success(request, f"{number} membership{'' if number == 1 else 's'} of {acronym} confirmed.")
        return redirect("applications:confirm_memberships", body)
    held = across.confirmed(society, known)
    context |= {outcome: [] for outcome in ("matched", "ambiguous", "unknown")}
    for one in found:
        people = [
            {"key": f"{one.line.at}:{key}", "row": known[key][0], "held": held.get(key)} for key in one.keys
        ]
        context[one.outcome].append({"line": one.line, "why": one.why, "people": people})
    return render(request, "applications/_memberships_found.html", context)


def picked(found: list[rolls.Match], picks: set[str]) -> list[tuple[rolls.Line, str]]:
    """What was ticked and is still possible; each person once, the first line that was ticked."""
    chosen: dict[str, rolls.Line] = {}
    for one in found:
        for key in one.keys:
            if f"{one.line.at}:{key}" in picks:
                chosen.setdefault(key, one.line)
    return [(line, key) for key, line in chosen.items()]
