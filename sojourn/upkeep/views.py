"""Set-up, health, letters in trouble, the journal; and the pages of a demonstration."""

import re
from datetime import datetime
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sojourn.people import queries as people
from sojourn.societies import queries as societies
from sojourn.ui import gates, sheets
from sojourn.ui.gates import sign_in
from sojourn.upkeep import actions, forms, queries, rules, trails

BACKEND = settings.AUTHENTICATION_BACKENDS[0]


def in_demonstration(view: Any) -> Any:
    """In a real installation the page does not exist."""

    @wraps(view)
    def gated(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.rehearsal.demonstration:
            raise Http404
        return view(request, *args, **kwargs)

    return gated


def for_operators(view: Any) -> Any:
    """For operators and federation officers; the page does not exist for others."""

    @wraps(view)
    @sign_in
    def gated(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not (people.is_operator(request.user) or people.is_federation_officer(request.user)):
            raise Http404
        return view(request, *args, **kwargs)

    return gated


# --- a real installation -------------------------------------------------------------------------------


@never_cache
@sensitive_post_parameters("code", "password")
@require_http_methods(["GET", "POST"])
def set_up(request: HttpRequest) -> HttpResponse:
    """Once: who holds the code founds the federation and becomes its first officer."""
    if queries.is_set_up() or not request.rehearsal.empty:
        raise Http404
    verdict = rules.may_set_up(queries.open_set_up(), by=None, at=request.at)
    form = forms.SetUp(request.POST or None, initial={"zone": "Europe/Vienna"})
    if request.method == "POST" and verdict and form.is_valid():
        federation, officer = form.part(form.FEDERATION), form.part(form.OFFICER)
        try:
            user = actions.set_up(
                form.cleaned_data["code"], federation=federation, officer=officer, at=request.at
            )
        except actions.WrongCode:
            form.add_error("code", "This is not the code that the server printed last.")
        else:
            login(request, user, backend=BACKEND)
            messages.success(request, "Sojourn is set up. Add the societies next, then a second officer.")
            return redirect("societies:mine")
    return render(
        request,
        "upkeep/set_up.html",
        {"form": form, "verdict": verdict},
        status=422 if form.errors else 200,
    )


@never_cache
@require_safe
def health(request: HttpRequest) -> HttpResponse:
    """One word for everybody (a monitor asks without an account), the whole for operators."""
    told = people.is_operator(request.user) or people.is_federation_officer(request.user)
    real = request.rehearsal.real
    if not told:
        well = queries.is_well(real)
        return JsonResponse({"well": well}, status=200 if well else 503)
    found = queries.health(at=request.at, real=real)
    if request.GET.get("format") == "json":
        return JsonResponse(found, status=200 if found["well"] else 503)
    return render(request, "upkeep/health.html", {"health": found})


@require_safe
@for_operators
def troubles(request: HttpRequest) -> HttpResponse:
    """Heads and states of letters that could not be delivered; never a text."""
    page = Paginator(queries.troubles(), 25).get_page(request.GET.get("page"))
    beat = queries.heartbeat()
    context = {"page": page, "outbox": queries.outbox(request.at), "trouble": beat and beat.trouble}
    return render(request, "upkeep/troubles.html", context)


@require_POST
@for_operators
def retry_letter(request: HttpRequest, pk: int) -> HttpResponse:
    letter = gates.find(queries.letters(), pk=pk)
    gates.require(rules.may_retry_letter(letter, by=request.user, at=request.at))
    actions.retry_letter(letter, by=request.user, at=request.at)
    messages.success(request, f"Letter {letter.pk} is tried again now.")
    return redirect("upkeep:troubles")


@require_safe
@sign_in
def journal(request: HttpRequest) -> HttpResponse:
    """Who did what, to which thing, without content."""
    found = _journal(request)
    page = Paginator(found, 50).get_page(request.GET.get("page"))
    context = {"verb": request.GET.get("verb", ""), **_lines(request, page)}
    return render(request, "upkeep/journal.html", context)


@require_safe
@sign_in
def journal_sheet(request: HttpRequest) -> HttpResponse:
    """The newest of it as a sheet."""
    return _sheet("journal", _journal(request))


@require_safe
@sign_in
def trail(request: HttpRequest, kind: str, pk: str) -> HttpResponse:
    """What was done with one thing, and with all that hangs on it."""
    thing = _thing_of(request, kind, pk)
    page = Paginator(trails.about(thing, verb=_verb(request)), 50).get_page(request.GET.get("page"))
    context = {
        "verb": request.GET.get("verb", ""),
        "thing": thing,
        "kind": kind,
        "pk": pk,
        **_lines(request, page),
    }
    return render(request, "upkeep/trail.html", context)


@require_safe
@sign_in
def trail_sheet(request: HttpRequest, kind: str, pk: str) -> HttpResponse:
    thing = _thing_of(request, kind, pk)
    return _sheet(f"journal-{kind}", trails.about(thing, verb=_verb(request)))


@require_safe
@sign_in
def person_trail(request: HttpRequest, pk: Any) -> HttpResponse:
    """What a person did, in the officer's own scope; who did nothing there is not there."""
    if not queries.may_read_journal(request.user):
        raise Http404
    person = gates.find(queries.person(pk))
    found = trails.by_person(request.user, person, at=request.at)
    page = Paginator(found, 50).get_page(request.GET.get("page"))
    if not page.paginator.count:
        raise Http404
    context = {"person": person, **_lines(request, page)}
    return render(request, "upkeep/person_trail.html", context)


def _verb(request: HttpRequest) -> str:
    """As it is kept, however it was typed: as the page shows it ("Awards: offer") or as the sheet does."""
    asked = request.GET.get("verb", "").strip().lower()
    return re.sub(r"\s*[:.]\s*", ".", asked, count=1).replace(" ", "_")


def _lines(request: HttpRequest, page: Any) -> dict[str, Any]:
    entries = list(page.object_list)
    known = trails.with_trail(request.user, entries, at=request.at)
    return {"page": page, "lines": trails.told(request.user, entries, at=request.at), "known": known}


@require_safe
@sign_in
def own_trail(request: HttpRequest) -> HttpResponse:
    """What was done with one's own data: by whom in a word, never by name."""
    page = Paginator(trails.of_oneself(request.user, at=request.at), 50).get_page(request.GET.get("page"))
    lines = trails.roles(list(page.object_list), request.user)
    return render(request, "upkeep/own_trail.html", {"page": page, "lines": lines})


@require_safe
@sign_in
def own_trail_sheet(request: HttpRequest) -> HttpResponse:
    found = list(trails.of_oneself(request.user, at=request.at)[:5000])
    rows = [[entry.at, who, entry.verb] for entry, who in trails.roles(found, request.user)]
    return sheets.answer("my-data", ["When (UTC)", "Who", "What"], rows)


def _thing_of(request: HttpRequest, kind: str, pk: str) -> Any:
    if kind not in trails.KINDS or not queries.may_read_journal(request.user):
        raise Http404
    return gates.find(trails.things(kind, request.user, at=request.at), pk=pk)


def _sheet(name: str, entries: Any) -> HttpResponse:
    heads = ["When (UTC)", "Who", "Verb", "Thing", "From", "To"]
    rows = [
        [
            entry.at,
            str(entry.actor or entry.actor_kind),
            entry.verb,
            _thing(entry),
            entry.state_from,
            entry.state_to,
        ]
        for entry in entries[:5000]
    ]
    return sheets.answer(name, heads, rows)


def _journal(request: HttpRequest) -> Any:
    if not queries.may_read_journal(request.user):
        raise Http404
    return trails.for_officer(request.user, at=request.at, verb=_verb(request))


def _thing(entry: Any) -> str:
    return f"{entry.thing_label} {entry.thing_id}"


# --- a demonstration -----------------------------------------------------------------------------------


@require_safe
@in_demonstration
def letters(request: HttpRequest) -> HttpResponse:
    """Every letter that was written; nothing leaves the machine."""
    q, kind = request.GET.get("q", "").strip(), request.GET.get("kind", "")
    page = Paginator(queries.letters(q, kind), 25).get_page(request.GET.get("page"))
    kinds = [(one, one.replace(".", ": ").replace("_", " ")) for one in queries.kinds()]
    selects = [{"name": "kind", "label": "Kind", "value": kind, "options": kinds}]
    return render(request, "upkeep/letters.html", {"page": page, "q": q, "kind": kind, "selects": selects})


@require_safe
@in_demonstration
def letter(request: HttpRequest, pk: int) -> HttpResponse:
    found = gates.find(queries.letters(), pk=pk)
    text = found.text.replace("[[link]]", "(the link is made when the letter is sent)")
    return render(request, "upkeep/letter.html", {"letter": found, "text": text})


@require_safe
@in_demonstration
def cast(request: HttpRequest) -> HttpResponse:
    """The named cast, and everybody else by search."""
    q = request.GET.get("q", "").strip()
    page = Paginator(queries.everybody(q), 25).get_page(request.GET.get("page"))
    roles = queries.roles_of([*page.object_list])
    others = [{"user": user, "role": roles.get(user.pk, "")} for user in page.object_list]
    context = {"people": queries.cast(), "others": others, "page": page, "q": q}
    return render(request, "upkeep/cast.html", context)


@require_POST
@in_demonstration
def sign_in_as(request: HttpRequest, pk: Any) -> HttpResponse:
    person = gates.find(queries.person(pk))
    by = request.user if request.user.is_authenticated else person
    actions.sign_in_as(person, by=by, at=request.at)
    login(request, person, backend=BACKEND)
    messages.success(request, f"You are {person} now.")
    return redirect(settings.LOGIN_REDIRECT_URL)


@require_http_methods(["GET", "POST"])
@in_demonstration
def move_clock(request: HttpRequest) -> HttpResponse:
    zone = societies.federation().zone
    may = rules.may_move_clock(None, by=request.user, at=request.at)
    spoken = "UTC" if request.POST.get("utc") else zone  # the page's buttons send UTC
    form = forms.MoveClock(
        request.POST if request.method == "POST" else None, zone=spoken, initial={"to": request.at}
    )
    if request.method == "POST" and form.is_valid():
        to: datetime = form.cleaned_data["to"]
        gates.require(may, next_url="/upkeep/cast/", next_verb="Open the cast")
        verdict = rules.may_move_clock(to, by=request.user, at=request.at)
        if verdict:
            actions.move_clock(to, by=request.user, at=request.at)
            messages.success(request, "The clock was moved. What is due by now happens within seconds.")
            return redirect("upkeep:move_clock")
        form.add_error("to", verdict.reason)
    context = {"form": form, "may": may, "moments": queries.moments(request.at), "zone": zone}
    return render(request, "upkeep/move_clock.html", context, status=422 if form.errors else 200)
