"""My societies, the people of one, its conflicts of interest, and the federation's own page."""

from typing import Any

from django.contrib import messages
from django.db.models import ProtectedError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sojourn.people import queries as people
from sojourn.societies import actions, forms, queries, rules, states
from sojourn.societies.models import Awaited
from sojourn.ui import gates, sheets
from sojourn.ui.gates import sign_in


@require_safe
@sign_in
def mine(request: HttpRequest) -> HttpResponse:
    user = request.user
    office = set(queries.officer_of(user).values_list("pk", flat=True))
    chaired = set((queries.chaired_by(user) | queries.vice_of(user)).values_list("pk", flat=True))
    rows = [
        {"society": each, "is_officer": each.pk in office, "is_chair": each.pk in chaired}
        for each in queries.visible_to(user)
    ]
    context = {
        "rows": rows,
        "is_federation": people.is_federation_officer(user),
        "seated": queries.sits_in(user).exists(),
        "places": queries.affiliations(user).count(),
    }
    return render(request, "societies/mine.html", context)


@require_safe
@sign_in
def society(request: HttpRequest, slug: str) -> HttpResponse:
    """Everybody who works for a society, and what each may be changed to now."""
    found, by, at = _office(request, slug), request.user, request.at
    context = {
        "society": found,
        "officers": queries.officers(found),
        "seats": queries.seats(found),
        "awaited": queries.awaited(found),
        "payers": queries.payers(found),
        "may_seat": rules.may_seat(found, role="member", by=by, at=at),
        "may_add_payer": rules.may_add_payer(found, by=by, at=at),
        "fixed": found.fixed_from if not rules.may_seat(found, role="member", by=by, at=at) else None,
    }
    return render(request, "societies/society.html", context)


@require_safe
@sign_in
def people_sheet(request: HttpRequest, slug: str) -> HttpResponse:
    """The same list as a sheet."""
    return sheets.answer(f"people-{slug}", *queries.people_rows(_office(request, slug)))


@require_http_methods(["GET", "POST"])
@sign_in
def edit_federation(request: HttpRequest) -> HttpResponse:
    _federation_only(request)
    federation = queries.federation()
    initial = {name: getattr(federation, name) for name in actions.FEDERATION_FIELDS}
    form = forms.EditFederation(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        actions.edit_federation(form.cleaned_data, by=request.user, at=request.at)
        messages.success(request, "Federation saved.")
        return redirect("societies:mine")
    return _form(request, "societies/edit_federation.html", form)


@require_http_methods(["GET", "POST"])
@sign_in
def add(request: HttpRequest) -> HttpResponse:
    _federation_only(request)
    taken = frozenset(queries.societies().values_list("slug", flat=True))
    form = forms.Add(request.POST or None, taken=taken)
    if request.method == "POST" and form.is_valid():
        found = actions.add(form.cleaned_data, by=request.user, at=request.at)
        messages.success(request, f"{found.acronym} added. Name its officers and its committee now.")
        return redirect("societies:society", found.slug)
    return _form(request, "societies/add.html", form)


@require_http_methods(["GET", "POST"])
@sign_in
def edit(request: HttpRequest, slug: str) -> HttpResponse:
    found = _office(request, slug)
    form = forms.Edit(request.POST or None, initial={name: getattr(found, name) for name in actions.FIELDS})
    if request.method == "POST" and form.is_valid():
        actions.edit(found, form.cleaned_data, by=request.user, at=request.at)
        messages.success(request, f"{found.acronym} saved.")
        return redirect("societies:society", slug)
    return _form(request, "societies/edit.html", form, society=found)


@require_http_methods(["GET", "POST"])
@sign_in
def appoint(request: HttpRequest, slug: str) -> HttpResponse:
    found = _office(request, slug)
    gates.require(rules.may_appoint(found, by=request.user, at=request.at))
    form = forms.Appoint(request.POST or None, initial={"may_sign": True})
    if request.method == "POST" and form.is_valid():
        made = actions.appoint_by_email(found, by=request.user, at=request.at, **form.cleaned_data)
        return _named(request, slug, made)
    return _form(request, "societies/appoint.html", form, society=found)


@require_http_methods(["GET", "POST"])
@sign_in
def dismiss(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    found = _office(request, slug)
    officer = gates.find(queries.officers(found), pk=pk)
    gates.require(rules.may_dismiss(officer, by=request.user, at=request.at))
    if request.method == "POST":
        actions.dismiss(officer, by=request.user, at=request.at)
        messages.success(request, f"{officer.user} is no longer an officer of {found.acronym}.")
        return redirect("societies:society", slug)
    return render(request, "societies/dismiss.html", {"society": found, "officer": officer})


@require_http_methods(["GET", "POST"])
@sign_in
def seat(request: HttpRequest, slug: str) -> HttpResponse:
    found = _office(request, slug)
    form = forms.Seat(request.POST or None)
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        verdict = rules.may_seat(found, role=values["role"], by=request.user, at=request.at)
        if verdict:
            return _named(
                request, slug, actions.seat_by_email(found, by=request.user, at=request.at, **values)
            )
        form.add_error("role", verdict.reason)
    return _form(request, "societies/seat.html", form, society=found)


@require_http_methods(["GET", "POST"])
@sign_in
def unseat(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    found = _office(request, slug)
    seat = gates.find(queries.seats(found), pk=pk)
    gates.require(rules.may_unseat(seat, by=request.user, at=request.at))
    if request.method == "POST":
        actions.unseat(seat, by=request.user, at=request.at)
        messages.success(request, f"{seat.user} has no seat in the committee any more.")
        return redirect("societies:society", slug)
    return render(request, "societies/unseat.html", {"society": found, "seat": seat})


@require_http_methods(["GET", "POST"])
@sign_in
def drop_awaited(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    found = _office(request, slug)
    awaited = gates.find(queries.awaited(found), pk=pk)
    if request.method == "POST":
        actions.drop_awaited(awaited, by=request.user, at=request.at)
        messages.success(request, f"{awaited.email} is no longer awaited, and the link is closed.")
        return redirect("societies:society", slug)
    return render(request, "societies/drop_awaited.html", {"society": found, "awaited": awaited})


@require_http_methods(["GET", "POST"])
@sign_in
def add_payer(request: HttpRequest, slug: str) -> HttpResponse:
    found = _office(request, slug)
    gates.require(rules.may_add_payer(found, by=request.user, at=request.at))
    form = forms.AddPayer(request.POST or None)
    if request.method == "POST" and form.is_valid():
        payer = actions.add_payer(found, form.cleaned_data["name"], by=request.user, at=request.at)
        if payer.society_id == found.pk:
            messages.success(request, f"{payer} may pay a part of a grant.")
            return redirect("societies:society", slug)
        form.add_error("name", "Another body has a payer of this name. Choose another name.")
    return _form(request, "societies/add_payer.html", form, society=found)


@require_http_methods(["GET", "POST"])
@sign_in
def remove_payer(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    found = _office(request, slug)
    payer = gates.find(queries.payers(found), pk=pk)
    gates.require(rules.may_remove_payer(payer, by=request.user, at=request.at))
    if request.method == "POST":
        try:
            actions.remove_payer(payer, by=request.user, at=request.at)
            messages.success(request, f"{payer} was removed.")
        except ProtectedError:
            messages.error(request, f"{payer} stays: a grant counts on it.")
        return redirect("societies:society", slug)
    return render(request, "societies/remove_payer.html", {"society": found, "payer": payer})


@require_safe
@sign_in
def conflicts(request: HttpRequest, slug: str) -> HttpResponse:
    found = _seen(request, slug)
    listed = list(queries.conflicts_visible_to(request.user, found))
    verdict = rules.judge(found, by=request.user, at=request.at)
    for each in listed:
        each.open = each.state in states.OPEN  # nobody judged it yet
        each.can_confirm = each.open and verdict(each)
        each.can_clear = each.state in states.IN_FORCE and verdict(each)
    context = {"society": found, "conflicts": listed, "is_chair": queries.is_chair(request.user, found)}
    return render(request, "societies/conflicts.html", context)


@require_http_methods(["GET", "POST"])
@sign_in
def affiliate(request: HttpRequest) -> HttpResponse:
    """Where somebody with a seat works and worked: the list, and one more."""
    _seated(request)
    form = forms.Affiliate(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        actions.affiliate(request.user, form.cleaned_data, by=request.user, at=request.at)
        messages.success(request, "Your place of work was added.")
        return redirect("societies:affiliate")
    rows = list(queries.affiliations(request.user))
    return _form(request, "societies/affiliate.html", form, rows=rows)


@require_POST
@sign_in
def drop_affiliation(request: HttpRequest, pk: int) -> HttpResponse:
    row = gates.find(queries.affiliations(request.user), pk=pk)
    actions.drop_affiliation(row, by=request.user, at=request.at)
    messages.success(request, "The place of work was removed.")
    return redirect("societies:affiliate")


def _seated(request: HttpRequest) -> None:
    gates.find(queries.sits_in(request.user).order_by("pk")[:1])


@require_http_methods(["GET", "POST"])
@sign_in
def confirm(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    return _judge(request, slug, pk, "confirm", forms.Confirm, "Conflict confirmed.")


@require_http_methods(["GET", "POST"])
@sign_in
def clear(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    return _judge(request, slug, pk, "clear", forms.Clear, "Conflict cleared; it counts no longer.")


def _judge(request: HttpRequest, slug: str, pk: int, verb: str, form_class: Any, done: str) -> HttpResponse:
    found = _seen(request, slug)
    conflict = gates.find(queries.conflicts_visible_to(request.user, found), pk=pk)
    may, act = getattr(rules, f"may_{verb}"), getattr(actions, verb)
    gates.require(may(conflict, by=request.user, at=request.at))
    form = form_class(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        act(conflict, reason=form.cleaned_data["reason"], by=request.user, at=request.at)
        messages.success(request, done)
        return redirect("societies:conflicts", slug)
    return _form(request, f"societies/{verb}.html", form, society=found, conflict=conflict)


def _office(request: HttpRequest, slug: str) -> Any:
    """The society whose office the reader does; 404 for everybody else."""
    return gates.find(queries.officer_of(request.user), slug=slug)


def _seen(request: HttpRequest, slug: str) -> Any:
    """The society whose conflicts the reader may see: as chair or as officer."""
    user = request.user
    mine = queries.officer_of(user) | queries.chaired_by(user) | queries.vice_of(user)
    return gates.find(mine.distinct(), slug=slug)


def _federation_only(request: HttpRequest) -> None:
    gates.find(people.in_role("federation_officer"), pk=request.user.pk)


def _named(request: HttpRequest, slug: str, made: Any) -> HttpResponse:
    if isinstance(made, Awaited):
        text = f"{made.email} has no account yet and got a letter with a link. Until then the name is kept."
    else:
        text = f"{made.user} was named and told by letter."
    messages.success(request, text)
    return redirect("societies:society", slug)


def _form(request: HttpRequest, template: str, form: Any, **context: Any) -> HttpResponse:
    return render(request, template, {"form": form, **context}, status=422 if form.errors else 200)
