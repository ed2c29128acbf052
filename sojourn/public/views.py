"""Pages for everybody. Nothing here writes, and nothing depends on who looks."""

from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from sojourn.alumni import queries as alumni
from sojourn.awards import queries as awards
from sojourn.calls import queries as calls_of
from sojourn.calls import rules as call_rules
from sojourn.calls.models import Call, Programme
from sojourn.centres import queries as centres_of
from sojourn.core import eligibility
from sojourn.placements import queries as placements
from sojourn.public import catalogue, forms, numbers, queries, search
from sojourn.societies import queries as societies
from sojourn.ui import sheets
from sojourn.ui.gates import find
from sojourn.ui.words import label

PAGE_OF_CENTRES = 20  # institutions; the map shows all
PAGE_OF_FELLOWS = 50


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    row = calls_of.current(request.at)
    if row is None:
        return render(request, "public/home.html", {"federation": societies.federation()})
    return _call_page(request, row, "public/home.html")


@require_safe
def programmes(request: HttpRequest) -> HttpResponse:
    row = calls_of.current(request.at)
    return render(request, "public/programmes.html", _call_context(request, row) if row else {})


@require_safe
def calls(request: HttpRequest) -> HttpResponse:
    rows = [(row, calls_of.phase(row, request.at)) for row in calls_of.public_calls(request.at)]
    return render(request, "public/calls.html", {"rows": rows})


@require_safe
def call(request: HttpRequest, slug: str) -> HttpResponse:
    return _call_page(request, find(calls_of.public(), slug=slug), "public/call.html")


@require_safe
def programme(request: HttpRequest, slug: str, society: str) -> HttpResponse:
    row = _programme(slug, society)
    shares = list(row.shares.all())
    context = {
        "programme": row,
        "offers": list(calls_of.offers(row)),
        "shared": calls_of.shared_places(row.call),
        "shares": shares,
        "grant_total": calls_of.grant_total(shares),
        "rules": calls_of.sentences(row),
        "address": request.build_absolute_uri(request.path),
        "history": list(centres_of.history(row.society)),
        "tips": calls_of.tips_about(society=row.society),
        "listed": awards.public_list(row, at=request.at),
        "notes": queries.notes(row, row.call),
        "timeline": queries.timeline(row.call),
        **_where(request, row.call, row),
    }
    return render(request, "public/programme.html", context)


@require_safe
def check(request: HttpRequest, slug: str, society: str) -> HttpResponse:
    row = _programme(slug, society)
    asked = bool(request.GET)
    today = calls_of.day_of(row.call, request.at)
    form = forms.Check(request.GET if asked else None, programme=row, today=today)
    context = {"programme": row, "form": form, "asked": asked, **_where(request, row.call, row)}
    if asked and form.is_valid():
        facts = form.facts()
        findings = call_rules.findings(row, facts, at=request.at)
        marks = {rule.code: rule.mark for rule in row.eligibility_rules.all()}
        context |= {
            "overall": eligibility.overall(findings),
            "tally": eligibility.tally(findings),
            "refused": not eligibility.refusal(findings),
            "rules": [_finding(finding, marks) for finding in findings],
            "centres": _own_country(row, facts),
        }
    return render(request, "public/check.html", context, status=422 if form.errors else 200)


@require_safe
def centres(request: HttpRequest) -> HttpResponse:
    """The catalogue beside its map; every condition stands in the address."""
    lines = catalogue.lines(request.at)
    wanted = {name: request.GET.get(name, "") for name in ("q", *dict(catalogue.FILTERS))}
    options = catalogue.options(lines)
    shown = catalogue.matching(lines, wanted)
    found = catalogue.by_institution(shown)
    selects = [
        {"name": name, "label": words, "value": wanted[name], "options": options[name]}
        for name, words in catalogue.FILTERS
        if options[name]
    ]
    page = Paginator(found, PAGE_OF_CENTRES).get_page(request.GET.get("page"))
    call = calls_of.current(request.at)
    context = {
        "page": page,
        "centres": page.object_list,
        "points": catalogue.points(found),
        "off_map": [one for one in found if not catalogue.on_map(one)],
        "institutions": len(found),
        "offered": len(shown),
        "total": len(lines),
        "wanted": wanted,
        "unknown": search.parse(wanted["q"]).unknown,
        "selects": [one for one in selects if one["name"] in catalogue.FIRST],
        "more": [one for one in selects if one["name"] not in catalogue.FIRST],
        "more_used": any(wanted[name] for name, _ in catalogue.FILTERS if name not in catalogue.FIRST),
        "history": list(centres_of.every_history()),
        "call": call,
    }
    return render(request, "public/centres.html", context)


@require_safe
def compare(request: HttpRequest) -> HttpResponse:
    """Up to three centres side by side, chosen by the address alone."""
    asked = catalogue.asked_for(request.GET.getlist("centre"))
    wanted = asked[: catalogue.SIDE_BY_SIDE]
    call = calls_of.current(request.at)
    every = catalogue.lines(request.at)
    by_id = {line["centre"].pk: line for line in every}
    found = [by_id[pk] for pk in wanted if pk in by_id]
    kept = [line["centre"].pk for line in found]
    things = [
        {"line": line, "without": "&".join(f"centre={pk}" for pk in kept if pk != line["centre"].pk)}
        for line in found
    ]
    context = {
        "things": things,
        "kept": kept,
        "rows": catalogue.compared(found, call),
        "left_out": len(asked) - len(wanted),
        "others": [line for line in every if line["centre"].pk not in kept] if len(found) < 3 else [],
        "call": call,
    }
    return render(request, "public/compare.html", context)


@require_safe
def centre(request: HttpRequest, slug: str) -> HttpResponse:
    row = find(centres_of.public_institutions(), slug=slug)
    lines = catalogue.lines(request.at, of=row)
    current = calls_of.current(request.at)
    for line in lines:
        line["fee"] = catalogue.fee(line["centre"])
    context = {
        "institution": row,
        "room": catalogue.room(row),
        "lines": lines,
        "call": current,
        "open": bool(current and calls_of.open_at(current, request.at)),
        "shared": calls_of.shared_places(current).get(row.pk) if current else None,
        "ratings": lines[0]["ratings"] if lines else placements.ratings(row),
        "alumni": alumni.at_institution(row),
        "asked_here": centres_of.asked_in(row.country),
        "tips": calls_of.tips_about(institution=row),
    }
    return render(request, "public/centre.html", context)


@require_safe
def tips(request: HttpRequest) -> HttpResponse:
    """All that is shown; words, programme, centre and topic stand in the address."""
    every = list(calls_of.tips())
    wanted = " ".join(request.GET.get("q", "").split())[:100]
    chosen = {name: request.GET.get(name, "") for name in ("society", "centre", "topic")}
    kept = {
        "society": lambda tip: (tip.society.slug, tip.society.acronym) if tip.society else None,
        "centre": lambda tip: (tip.institution.slug, str(tip.institution)) if tip.institution else None,
        "topic": lambda tip: (tip.topic, tip.topic) if tip.topic else None,
    }
    labels = {"society": "Programme", "centre": "Centre", "topic": "Topic"}
    selects = [
        {
            "name": name,
            "label": labels[name],
            "value": chosen[name],
            "options": sorted({pair for tip in every if (pair := of(tip))}),
        }
        for name, of in kept.items()
    ]
    found = [
        tip
        for tip in calls_of.tips_found(every, wanted)
        if all(not chosen[name] or (of(tip) or ("",))[0] == chosen[name] for name, of in kept.items())
    ]
    context = {
        "tips": found,
        "every": every,
        "wanted": wanted,
        "selects": [s for s in selects if s["options"]],
    }
    return render(request, "public/tips.html", context)


@require_safe
def tip(request: HttpRequest, pk: int) -> HttpResponse:
    """One film or session with its transcript. Nothing is fetched from where the film lies."""
    return render(request, "public/tip.html", {"tip": find(calls_of.tips(), pk=pk)})


@require_safe
def captions(request: HttpRequest, pk: int) -> HttpResponse:
    row = find(calls_of.tips().exclude(caption_text=""), pk=pk)
    response = HttpResponse(row.caption_text, content_type="text/vtt; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="captions-{row.pk}.vtt"'
    return response


@require_safe
def stories(request: HttpRequest) -> HttpResponse:
    """The directory of former fellows who agreed; the words looked for stand in the address."""
    wanted = " ".join(request.GET.get("q", "").split())[:100]
    everybody = alumni.shown()
    found = [one for one in everybody if queries.fits(one, wanted)]
    found.sort(key=lambda one: not one.told)  # keeps the newest first among each
    page = Paginator(found, PAGE_OF_FELLOWS).get_page(request.GET.get("page"))
    context = {
        "stories": [one for one in page.object_list if one.told],
        "others": [one for one in page.object_list if not one.told],
        "page": page,
        "wanted": wanted,
        "found": len(found),
        "everybody": len(everybody),
    }
    return render(request, "public/stories.html", context)


@require_safe
def story(request: HttpRequest, pk: Any) -> HttpResponse:
    row = alumni.story(pk)
    if row is None:
        raise Http404
    return render(request, "public/story.html", {"alumnus": row})


@require_safe
def statistics(request: HttpRequest) -> HttpResponse:
    found = queries.statistics(request.at)
    for line in (*found["years"], *(one for row in found["years"] for one in row["societies"].values())):
        line["rate"] = numbers.rate(line)
    for line in found["societies"].values():
        line["rate"] = numbers.rate(line)
    for part in (found, *found["years"]):
        part["any_society"] = any(line["received"] is not None for line in part["societies"].values())
    context = {**found, "few": numbers.FEW, "outcomes": alumni.outcomes()}
    return render(request, "public/statistics.html", context)


@require_safe
def statistics_json(request: HttpRequest) -> HttpResponse:
    """The numbers of the page as JSON; what is too few is null, as it is a dash there."""
    rows = queries.as_rows(queries.statistics(request.at))
    names = ("table", "row", "measure", "number")
    return JsonResponse({"few": numbers.FEW, "rows": [dict(zip(names, row, strict=True)) for row in rows]})


@require_safe
def statistics_csv(request: HttpRequest) -> HttpResponse:
    rows = queries.as_rows(queries.statistics(request.at))
    return sheets.lines("statistics", ["table", "row", "measure", "number"], rows)


@require_safe
def about(request: HttpRequest) -> HttpResponse:
    return render(request, "public/about.html", {"federation": societies.federation()})


@require_safe
def help(request: HttpRequest) -> HttpResponse:
    context = {"federation": societies.federation(), "call": calls_of.current(request.at)}
    return render(request, "public/help.html", context)


@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    return render(request, "public/privacy.html", {"federation": societies.federation()})


@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    return render(request, "public/accessibility.html", {"federation": societies.federation()})


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """A demonstration is for nobody's index; elsewhere only what is public is."""
    hidden = ["/"] if request.rehearsal.demonstration else HIDDEN
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in hidden)]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


HIDDEN = (
    "/account/", "/link/", "/desk/", "/societies/", "/hosts/", "/office/", "/applications/", "/reviews/",
    "/selection/", "/awards/", "/placements/", "/agreements/", "/certificates/", "/alumni/", "/upkeep/",
)  # fmt: skip


def _call_page(request: HttpRequest, row: Call, template: str) -> HttpResponse:
    return render(request, template, _call_context(request, row))


def _call_context(request: HttpRequest, row: Call) -> dict[str, Any]:
    rows = list(calls_of.programmes(row))
    return {
        "programmes": rows,
        "needed": queries.same_for_all(rows),
        "timeline": queries.timeline(row),
        "notes": queries.notes(row),
        **_where(request, row),
    }


def _where(request: HttpRequest, row: Call, of: Programme | None = None) -> dict[str, Any]:
    """The header: which call, which society."""
    place: dict[str, Any] = {
        "zone": row.zone,
        "call": {"title": row.name, "url": reverse("public:call", args=[row.slug])},
    }
    if of is not None:
        url = reverse("public:programme", args=[row.slug, of.society.slug])
        place["society"] = {
            "acronym": of.society.acronym,
            "name": of.society.name,
            "url": url,
            "accent": of.society.accent,
        }
    context = {"call": row, "phase": calls_of.phase(row, request.at), "zone": row.zone}
    # whoever is signed in keeps the header of the own desk
    return context if request.user.is_authenticated else {**context, "where": place}


def _programme(slug: str, society: str) -> Programme:
    row = find(calls_of.public(), slug=slug)
    found = find(calls_of.programmes(row), society__slug=society)
    found.call = row
    return found


def _finding(finding: eligibility.Finding, marks: dict[str, Any]) -> dict[str, Any]:
    """A borderline answer tells how the wording is read; a statement is its own wording."""
    mark = marks.get(finding.rule.code) or {}
    why = f" {mark.get('note', '')}" if finding.outcome == "borderline" else ""
    return {
        "label": LABELS.get(finding.rule.kind) or label(finding.rule.kind),
        "outcome": finding.outcome,
        "reason": f"{finding.reason}{why}",
        "printed": "" if finding.rule.kind == "statement" else finding.rule.wording,
        "mark": mark,
    }


LABELS = {
    "years_since": "Years since certification",
    "membership": "Membership",
    "profession": "Profession",
    "statement": "Further requirement",
    "countries": "Country",
    "language": "Language",
    "prior_training": "Earlier training",
    "training_year": "Year of training",
    "prior_award": "Earlier awards",
    "unique": "One application",
    "age": "Age",
    "document": "Document",
}


def _own_country(row: Programme, facts: dict[str, Any]) -> list[dict[str, Any]]:
    """Each centre of the programme with the verdict on choosing it."""
    return [
        {
            "institution": offer.centre.institution,
            "verdict": call_rules.own_country(
                row,
                offer.centre.institution.country,
                residence=facts.get("residence_country"),
                work=facts.get("work_country"),
            ),
        }
        for offer in calls_of.offers(row)
    ]
