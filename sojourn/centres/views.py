"""Officers approve centres; coordinators keep their institution, its centres and tutors."""

from collections.abc import Callable, Iterable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from sojourn.centres import actions, forms, queries, rules
from sojourn.centres.models import Period, Requirement
from sojourn.ui import sheets
from sojourn.ui.gates import find, require, sign_in

read_or_write = require_http_methods(["GET", "HEAD", "POST"])


@sign_in
@require_safe
def centres(request: HttpRequest) -> HttpResponse:
    rows = list(queries.listed(request.user))
    may_add = rules.may_add_institution(by=request.user, at=request.at)
    if not rows:
        require(may_add)
    state, society = request.GET.get("state", ""), request.GET.get("society", "")
    shown = [row for row in rows if state in ("", row.state) and society in ("", row.society.slug)]
    slugs = {row.society.slug: row.society.acronym for row in rows}
    selects = [
        {"name": "society", "label": "Society", "value": society, "options": sorted(slugs.items())},
        {"name": "state", "label": "State", "value": state, "options": STATES},
    ]
    context = {"rows": shown, "total": len(rows), "selects": selects, "may_add_institution": may_add}
    return render(request, "centres/centres.html", context)


def _lines_of(rows: Iterable[Any], said: Callable[[Any], str]) -> str:
    return "\n".join(said(row) for row in rows)


def _period(row: Period) -> str:
    topic = f", {row.topic}" if row.topic else ""
    return f"{row.starts_on} to {row.ends_on}: {row.places}{topic}"


def _requirement(row: Requirement) -> str:
    return f"{row.title} ({row.get_owner_display()}, {row.days_before} days before)"


@sign_in
@require_safe
def centres_sheet(request: HttpRequest) -> HttpResponse:
    rows = list(queries.listed(request.user).prefetch_related("periods", "requirements"))
    if not rows:
        require(rules.may_add_institution(by=request.user, at=request.at))
    heads = (
        "Institution",
        "City",
        "Country",
        "Society",
        "State",
        "Works as",
        "What a fellow may do",
        "Languages",
        "Topics",
        "Licence",
        "About the licence",
        "Visa route",
        "Periods",
        "Asks for",
        "Before arrival",
        "Capacity",
        "Tutors",
    )
    lines = (
        (row.institution.name, row.institution.city, row.institution.country, row.society.acronym, row.state,
         row.get_mode_display(), row.scope, ", ".join(row.languages), row.topics, row.get_licence_display(),
         row.licence_note, row.visa_route, _lines_of(row.periods.all(), _period), row.asks_for,
         _lines_of(row.requirements.all(), _requirement), row.capacity, row.tutors_active)
        for row in rows
    )  # fmt: skip
    return sheets.answer("centres", heads, lines)


@sign_in
@read_or_write
def add_institution(request: HttpRequest) -> HttpResponse:
    require(rules.may_add_institution(by=request.user, at=request.at))
    form = forms.AddInstitution(request.POST or None)
    if request.method == "POST" and form.is_valid():
        row = actions.add_institution(form.cleaned_data, by=request.user, at=request.at)
        messages.success(request, "Institution added. Now say to which society it offers a centre.")
        return redirect("centres:institution", row.slug)
    return _form(request, "centres/add_institution.html", form, {"back": reverse("centres:centres")})


@sign_in
@require_safe
def institution(request: HttpRequest, slug: str) -> HttpResponse:
    row = find(queries.visible_to(request.user), slug=slug)
    asked = {"by": request.user, "at": request.at}
    lines = [
        {
            "centre": centre,
            "tutors": [tutor for tutor in centre.tutors.all() if tutor.active],
            "may_edit_centre": rules.may_edit_centre(centre, **asked),
            "may_approve": rules.may_approve(centre, **asked),
            "may_retire": rules.may_retire(centre, **asked),
        }
        for centre in queries.centres(row).prefetch_related("tutors", "periods", "requirements")
    ]
    context = {
        "institution": row,
        "lines": lines,
        "coordinators": list(queries.coordinators(row)),
        "may_edit_institution": rules.may_edit_institution(row, **asked),
        "may_coordinate": rules.may_coordinate(row, **asked),
    }
    return render(request, "centres/institution.html", context)


@sign_in
@read_or_write
def edit_institution(request: HttpRequest, slug: str) -> HttpResponse:
    row = find(queries.visible_to(request.user), slug=slug)
    require(rules.may_edit_institution(row, by=request.user, at=request.at))
    form = forms.EditInstitution(request.POST or None, initial=forms.EditInstitution.of(row))
    context = {"institution": row, "back": reverse("centres:institution", args=[row.slug])}
    return _saved(request, "centres/edit_institution.html", form, actions.edit_institution, row, context)


@sign_in
@read_or_write
def edit_centre(request: HttpRequest, pk: int) -> HttpResponse:
    row = find(queries.centres_visible_to(request.user), pk=pk)
    require(rules.may_edit_centre(row, by=request.user, at=request.at))
    form = forms.EditCentre(request.POST or None, initial=forms.EditCentre.of(row))
    return _saved(request, "centres/edit_centre.html", form, actions.edit_centre, row, _context(row))


@sign_in
@read_or_write
def offer(request: HttpRequest, slug: str) -> HttpResponse:
    row = find(queries.visible_to(request.user), slug=slug)
    form = forms.Offer(request.POST or None, institution=row, initial={"mode": "observer"})
    back = reverse("centres:institution", args=[row.slug])
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        actions.offer(row, values["society"], values, by=request.user, at=request.at)
        messages.success(request, "Centre offered. The society decides whether it takes part.")
        return redirect(back)
    return _form(request, "centres/offer.html", form, {"institution": row, "back": back})


@sign_in
@read_or_write
def coordinate(request: HttpRequest, slug: str) -> HttpResponse:
    row = find(queries.visible_to(request.user), slug=slug)
    require(rules.may_coordinate(row, by=request.user, at=request.at))
    form = forms.Coordinate(request.POST or None)
    back = reverse("centres:institution", args=[row.slug])
    if request.method == "POST" and form.is_valid():
        actions.coordinate(row, form.cleaned_data["email"], by=request.user, at=request.at)
        messages.success(request, "Coordinator named.")
        return redirect(back)
    return _form(request, "centres/coordinate.html", form, {"institution": row, "back": back})


@sign_in
@read_or_write
def name_tutor(request: HttpRequest, pk: int) -> HttpResponse:
    row = find(queries.centres_visible_to(request.user), pk=pk)
    require(rules.may_name_tutor(row, by=request.user, at=request.at))
    form = forms.NameTutor(request.POST or None)
    context = _context(row)
    if request.method == "POST" and form.is_valid():
        actions.name_tutor(row, **form.cleaned_data, by=request.user, at=request.at)
        messages.success(request, "Tutor named.")
        return redirect(context["back"])
    return _form(request, "centres/name_tutor.html", form, context)


@sign_in
@read_or_write
def approve(request: HttpRequest, pk: int) -> HttpResponse:
    row = find(queries.centres_visible_to(request.user), pk=pk)
    require(rules.may_approve(row, by=request.user, at=request.at))
    return _confirmed(request, "approve", "approved", row, _context(row))


@sign_in
@read_or_write
def retire(request: HttpRequest, pk: int) -> HttpResponse:
    row = find(queries.centres_visible_to(request.user), pk=pk)
    require(rules.may_retire(row, by=request.user, at=request.at))
    return _confirmed(request, "retire", "retired", row, _context(row))


@sign_in
@read_or_write
def retire_tutor(request: HttpRequest, pk: int) -> HttpResponse:
    row = find(queries.tutors_visible_to(request.user), pk=pk)
    require(rules.may_retire_tutor(row, by=request.user, at=request.at))
    return _confirmed(request, "retire_tutor", "retired", row, {**_context(row.centre), "tutor": row})


@sign_in
@read_or_write
def edit_calendar(request: HttpRequest, pk: int) -> HttpResponse:
    row = find(queries.centres_visible_to(request.user), pk=pk)
    require(rules.may_edit_calendar(row, by=request.user, at=request.at))
    kept = queries.periods(row).values("starts_on", "ends_on", "places", "topic")
    return _listed(request, "edit_calendar", row, kept, _context(row))


@sign_in
@read_or_write
def edit_requirements(request: HttpRequest, pk: int) -> HttpResponse:
    row = find(queries.centres_visible_to(request.user), pk=pk)
    require(rules.may_edit_requirements(row, by=request.user, at=request.at))
    kept = queries.requirements(row).values("title", "owner", "days_before", "of_whom")
    return _listed(request, "edit_requirements", row, kept, _context(row))


@sign_in
@require_safe
def countries(request: HttpRequest) -> HttpResponse:
    """Every country with an institution, and whether its list is written."""
    require(rules.may_edit_country(None, by=request.user, at=request.at))
    return render(request, "centres/countries.html", {"rows": queries.countries()})


@sign_in
@read_or_write
def edit_country(request: HttpRequest, code: str) -> HttpResponse:
    """A list that nobody has written yet begins with the usual lines; they count once they are saved."""
    row = queries.country(code)
    if row is None:
        raise Http404
    require(rules.may_edit_country(row, by=request.user, at=request.at))
    kept = queries.asked_in(code).values("title", "owner", "days_before", "of_whom")
    context = {"country": row, "back": reverse("centres:countries"), "fresh": row.pk is None}
    first = queries.usual() if row.pk is None else kept
    return _listed(request, "edit_country", row, first, context)


@sign_in
@read_or_write
def edit_closures(request: HttpRequest, slug: str) -> HttpResponse:
    row = find(queries.visible_to(request.user), slug=slug)
    require(rules.may_edit_closures(row, by=request.user, at=request.at))
    kept = queries.closures(row).values("starts_on", "ends_on", "reason", "centre")
    context = {"institution": row, "back": reverse("centres:institution", args=[row.slug])}
    return _listed(request, "edit_closures", row, kept, context, institution=row)


STATES = [("offered", "Offered"), ("approved", "Approved"), ("retired", "Retired")]


def _context(centre: Any) -> dict[str, Any]:
    back = reverse("centres:institution", args=[centre.institution.slug])
    return {"centre": centre, "institution": centre.institution, "back": back}


def _confirmed(request: HttpRequest, verb: str, done: str, row: Any, context: dict) -> HttpResponse:
    """The second step of a verb that has no form."""
    if request.method == "POST":
        getattr(actions, verb)(row, by=request.user, at=request.at)
        messages.success(request, f"{'Tutor' if 'tutor' in context else 'Centre'} {done}.")
        return redirect(context["back"])
    return render(request, f"centres/{verb}.html", context)


def _saved(
    request: HttpRequest, template: str, form: Any, action: Any, row: Any, context: dict
) -> HttpResponse:
    """Save a form that carries a version; where somebody was quicker, show both texts."""
    if request.method == "POST" and form.is_valid():
        try:
            action(row, form.cleaned_data, by=request.user, at=request.at)
        except actions.Overtaken as overtaken:
            kept = type(form).of(overtaken.kept)
            conflict = [
                {"label": field.label, "values": [_words(kept[name]), _words(form.cleaned_data[name])]}
                for name, field in form.fields.items()
                if name != "version" and kept[name] != form.cleaned_data[name]
            ]
            form.data = form.data.copy()
            form.data["version"] = kept["version"]
            return render(request, template, {"form": form, "conflict": conflict, **context}, status=409)
        messages.success(request, "Saved.")
        return redirect(context["back"])
    return _form(request, template, form, context)


def _listed(request: HttpRequest, verb: str, row: Any, kept: Any, context: dict, **more: Any) -> HttpResponse:
    """Save a list of lines as a whole; where somebody was quicker, say so and keep both in sight."""
    make = getattr(forms, "".join(word.capitalize() for word in verb.split("_")))
    template = f"centres/{verb}.html"
    if request.method != "POST":
        lines = make(initial=list(kept), form_kwargs=more)
        return render(request, template, {"lines": lines, "version": row.version, **context})
    lines = make(request.POST, form_kwargs=more)
    sent = request.POST.get("version", "")
    version = int(sent) if sent.isdecimal() and len(sent) < 9 else 0
    if not lines.is_valid():
        return render(request, template, {"lines": lines, "version": version, **context}, status=422)
    try:
        getattr(actions, verb)(row, lines.rows(), version=version, by=request.user, at=request.at)
    except actions.Overtaken as overtaken:
        now = make(initial=list(kept), form_kwargs=more)
        both = {"lines": lines, "now": [form.initial for form in now.initial_forms]}
        both["version"] = overtaken.kept.version
        return render(request, template, {**both, "overtaken": True, **context}, status=409)
    messages.success(request, "Saved.")
    return redirect(context["back"])


def _words(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(value)
    return "" if value is None else str(value)


def _form(request: HttpRequest, template: str, form: Any, context: dict) -> HttpResponse:
    status = 422 if form.is_bound and form.errors else 200
    return render(request, template, {"form": form, **context}, status=status)
