"""The office's lists: counts before closing, then each application rule by rule, and the sheet."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from sojourn.applications import actions, queries, rules, states
from sojourn.applications.models import Application
from sojourn.applications.queries import office as across
from sojourn.applications.views import pieces
from sojourn.calls import queries as calls
from sojourn.calls.models import Programme
from sojourn.journal import queries as journal
from sojourn.post import queries as post
from sojourn.societies import queries as societies
from sojourn.ui import gates, sheets, times, words

VERBS = {
    "admit": ("Admit to the committee", "Goes to the evaluation committee."),
    "refer": ("Refer as borderline", "Goes to the committee, which also decides about the borderline rule."),
    "send_back": (
        "Send back for what is missing",
        "The applicant answers here, by a day that you set; only the parts that you name are open.",
    ),
    "hold": (
        "Hold as incomplete",
        "Does not go to the committee; the applicant is told in ten minutes, with your reason.",
    ),
    "bar": ("Bar", "Does not go to the committee; the applicant is told in ten minutes, with your reason."),
}
PROBLEMS = (
    ("none", "Nothing missing"),
    ("incomplete", "Incomplete"),
    ("late", "Not answered in time"),
    ("missing", "Something missing"),
    ("letters", "Letter not here"),
    ("unknown", "A rule cannot be told"),
    ("borderline", "Borderline"),
    ("no", "A rule is not met"),
)


@gates.sign_in
@require_GET
def office(request: HttpRequest) -> HttpResponse:
    """Programmes with counts; names appear only after closing."""
    programmes = list(queries.office_programmes(request.user))
    gates.require(rules.may_enter_office(programmes))
    counted = queries.counts_by_programme(programmes)
    lines = []
    for programme in programmes:
        numbers = counted[programme.pk]
        over = queries.over(programme.call, request.at)
        lines.append(
            {
                "society": programme.society.acronym,
                "call": programme.call.name,
                "url": reverse(
                    "applications:office_list", args=[programme.call.slug, programme.society.slug]
                ),
                "drafts": numbers["draft"],
                "received": queries.received(numbers),
                "to_check": numbers["submitted"] if over else "",
                "reviewed": sum(numbers[state] for state in states.REVIEWED),
                "withdrawn": numbers["withdrawn"],
            }
        )
    federation = societies.federation().acronym
    context = {
        "lines": lines,
        "programmes": programmes,
        "bodies": [(body, one.acronym if one else federation) for body, one in across.bodies(request.user)],
        "may_judge": rules.may_judge_pair(by=request.user, at=request.at),
    }
    return render(request, "applications/office.html", context)


def found_programme(request: HttpRequest, call: str, society: str) -> Programme:
    programmes = queries.office_programmes(request.user)
    return gates.find(programmes, call__slug=call, society__slug=society)


def line(parts: queries.Parts, at: datetime) -> dict[str, Any]:
    """One application as the list, the filters and the sheet see it."""
    row = parts.application
    found = rules.findings(parts)
    problems = rules.problems(parts)
    lacking = rules.lacking(parts, at=at)
    worst = rules.overall(found)
    kinds = {worst} if worst != "yes" else set()
    if any(gap.blocks for gap in problems):
        kinds.add("missing")
    if any(not gap.blocks for gap in problems):
        kinds.add("letters")
    asked = parts.returned
    if lacking:
        kinds.add("incomplete")
    if asked and at >= asked.refused_from:
        kinds.add("late")
    never = {gap.text for gap in lacking if not gap.blocks}
    texts = [
        queries.third(gap.text).replace("is not here yet.", "never came.") if gap.text in never
        else queries.third(gap.text)
        for gap in problems
    ]  # fmt: skip
    return {
        "row": row,
        "asked": asked,
        "late": "late" in kinds,
        "incomplete": bool(lacking),
        "parts": parts,
        "outcome": worst,
        "suggestion": rules.suggestion(found),
        "clear": rules.clear_verb(parts) if row.state == "submitted" else "",
        "problems": texts,
        "reasons": [queries.third(one.reason) for one in found if one.outcome != "yes"],
        "kinds": kinds or {"none"},
    }


@gates.sign_in
@require_GET
def office_list(request: HttpRequest, call: str, society: str) -> HttpResponse:
    """Before closing: counts. Afterwards: every application, filtered by state, problem and name."""
    programme = found_programme(request, call, society)
    context: dict[str, Any] = {
        "programme": programme,
        "call": programme.call,
        "numbers": queries.counts(programme=programme),
        "verdict": rules.may_look(programme, by=request.user, at=request.at),
        "where": pieces.where(programme, "Office"),
        "crumbs": [("Applications", reverse("applications:office")), (programme.society.acronym, "")],
    }
    if context["verdict"]:
        lines = programme_lines(programme, request.at)
        shown = filtered(lines, request)
        page = Paginator(shown, 50).get_page(request.GET.get("page"))
        context |= {
            "page": page,
            "rows": [cells(one) for one in page],
            "total": len(lines),
            "clear": sum(bool(one["clear"]) for one in lines),
            "selects": selects(request),
            "export_url": reverse("applications:export_list", args=[call, society]),
            "longer": extended_lines(programme, request.at),
        }
    return render(request, "applications/office_list.html", context)


def extended_lines(programme: Programme, at: datetime) -> list[dict[str, Any]]:
    """Who still has time, by the address that the later closing was given to; nothing of what they write."""
    return [
        {"email": one.email, "until_at": one.until_at}
        for one in calls.extensions(programme)
        if one.state == "signed" and at < one.refused_from
    ]


def programme_lines(programme: Programme, at: datetime) -> list[dict[str, Any]]:
    """Everything the office may read of a programme; whoever still has time to write is left out."""
    rows = queries.for_programme(programme).exclude(queries.still_open(at))
    return [line(parts, at) for parts in queries.parts_of(rows)]


def filtered(lines: list[dict[str, Any]], request: HttpRequest) -> list[dict[str, Any]]:
    state, problem = request.GET.get("state", ""), request.GET.get("problem", "")
    words_typed = request.GET.get("q", "").lower().split()

    def wanted(one: dict[str, Any]) -> bool:
        row = one["row"]
        text = f"{row.number} {row.formal_name} {row.institution} {row.city}".lower()
        return (
            (not state or row.state == state)
            and (not problem or problem in one["kinds"])
            and all(word in text for word in words_typed)
        )

    return [one for one in lines if wanted(one)]


def selects(request: HttpRequest) -> list[dict[str, Any]]:
    received = [(state, words.label(state)) for state in states.RECEIVED]
    return [
        {"name": "state", "label": "State", "value": request.GET.get("state", ""), "options": received},
        {"name": "problem", "label": "Problem", "value": request.GET.get("problem", ""), "options": PROBLEMS},
    ]


def cells(one: dict[str, Any]) -> dict[str, Any]:
    """A line of the list."""
    row, told = one["row"], [*one["problems"], *one["reasons"]]
    return {
        "url": reverse("applications:office_page", args=[row.pk]),
        "name": f"{row.family_name}, {row.given_name}",
        "number": row.number,
        "place": f"{row.institution}, {row.city}",
        "state": row.state,
        "until": times.short_day(pieces.today(row.programme.call, one["asked"].due_at))
        if one["asked"]
        else "",
        "late": one["late"],
        "incomplete": one["incomplete"],
        "outcome": one["outcome"],
        "outcome_label": OUTCOME[one["outcome"]],
        "told": told[0] if told else "",
        "more": max(0, len(told) - 1),
    }


OUTCOME = {"yes": "Rules met", "borderline": "Borderline", "unknown": "To look at", "no": "Rule not met"}


@gates.sign_in
@require_GET
def export_list(request: HttpRequest, call: str, society: str) -> HttpResponse:
    """The list as a sheet; every cell is plain text, so that nothing in it can run."""
    programme = found_programme(request, call, society)
    gates.require(rules.may_look(programme, by=request.user, at=request.at))
    lines = programme_lines(programme, request.at)
    rows = [sheet_row(one) for one in filtered(lines, request)]
    actions.open_list(programme, len(rows), by=request.user, at=request.at)
    return sheets.answer(f"applications-{society}-{call}", HEADS, rows)


HEADS = (
    *("Number", "Family name", "Given name", "E-mail"),
    *("Institution", "City", "Lives in", "Works in"),
    *("Submitted (UTC)", "State", "Rules", "Missing", "Reasons"),
)


def sheet_row(one: dict[str, Any]) -> list[Any]:
    """A line of the list with what the office writes letters from."""
    row = one["row"]
    person = [row.number, row.family_name, row.given_name, row.applicant.email]
    place = [row.institution, row.city, row.residence_country, row.work_country]
    told = [one["outcome"], " ".join(one["problems"]), " ".join(one["reasons"])]
    return [*person, *place, row.submitted_at, row.state, *told]


def found_application(request: HttpRequest, pk: Any) -> Application:
    return gates.find(queries.for_office(request.user, at=request.at), pk=pk)


@gates.sign_in
@require_GET
def office_page(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One application: rule by rule, what is missing, documents and letters (present or not), the verbs."""
    row = found_application(request, pk)
    actions.open_file(row, "page", by=request.user, at=request.at)
    parts = queries.parts(row)
    one = line(parts, request.at)
    rule_of = {
        "admit": rules.may_admit,
        "refer": rules.may_refer,
        "send_back": rules.may_send_back,
        "hold": rules.may_hold,
        "bar": rules.may_bar,
    }
    verbs = [
        {
            "verb": verb,
            "label": label,
            "note": note,
            "url": reverse(f"applications:{verb}", args=[row.pk]),
            "verdict": rule_of[verb](row, by=request.user, at=request.at),
            "kind": "main" if verb == one["suggestion"] != "bar" else "other",
        }
        for verb, (label, note) in VERBS.items()
    ]
    documents = document_lines(parts)
    context = {
        "application": row,
        "programme": row.programme,
        "noticed": any(one.get("notes") for one in documents),
        "rules": pieces.rule_lines(parts, office=True),
        "one": one,
        "may_allow_days": rules.may_allow_days(parts, by=request.user, at=request.at),
        "allowed_days": list(queries.allowed_days(row)) if parts.allowed else [],
        "suggested": VERBS[one["suggestion"]][0] if one["suggestion"] else "",
        "sections": told(parts),
        "documents": documents,
        "letters": [(letter, words.label(letter.state)) for letter in parts.letters],
        "committee_reads": _committee_reads(parts, request) if row.programme.blind else [],
        "verbs": verbs,
        "returns": queries.returns(row),
        "acts": [act for act in journal.about(row) if act.state_to or act.verb.endswith("open_file")][:12],
        "lost_letters": post.number_lost(row.pk),
        "where": pieces.where(row.programme, "Office"),
        "crumbs": crumbs(row),
        "dossier_url": reverse("applications:dossier", args=[row.pk]),
    }
    return render(request, "applications/office_page.html", context)


def told(parts: queries.Parts) -> list[dict[str, Any]]:
    """The answers as the office reads them; documents and referees stand on the page already."""
    sections = [one for one in pieces.answer_lines(parts) if one["title"] not in ("Documents", "Referees")]
    for one in sections:
        one["title"] = SECTION_TITLES.get(one["title"], one["title"])
        for shown in one["lines"]:
            shown["label"] = queries.third(shown["label"])
    return sections


SECTION_TITLES = {
    "Check you can apply": "What the applicant confirmed",
    "About you": "About the applicant",
}


def document_lines(parts: queries.Parts) -> list[dict[str, Any]]:
    lines = []
    for slot in parts.slots:
        document = parts.documents.get(slot.pk)
        shown: dict[str, Any] = {"title": slot.title, "optional": not rules.asked_for(slot, parts)}
        if document:
            url = reverse("applications:open_document", args=[parts.application.pk, document.pk])
            dated = f"{slot.asks_date}: {times.day(document.dated_on)}" if document.dated_on else ""
            file = document.file
            shown |= {"name": file.name, "url": url, "bytes": file.size, "pages": file.pages, "hint": dated}
            shown["notes"] = rules.office_hints(document, parts.application)
        elif rules.asked_for(slot, parts):
            shown["state"] = "missing"
        lines.append(shown)
    return lines


def _committee_reads(parts: queries.Parts, request: HttpRequest) -> list[dict[str, Any]]:
    """Each part of a blind committee's file, with the document that it stands for and whether its copy may
    change; what a referee wrote is not told here."""
    of_slot = {document.slot.title: document for document in parts.documents.values()}
    found = []
    for part in queries.contents(parts.application, confidential=True):
        document = of_slot.get(part["title"])
        if document is None and part["letter"]:
            continue
        may = document and rules.may_redact(document, by=request.user, at=request.at)
        found.append(part | {"document": document, "may": bool(may)})
    return found


def crumbs(row: Application) -> list[tuple[str, str]]:
    programme = row.programme
    url = reverse("applications:office_list", args=[programme.call.slug, programme.society.slug])
    return [
        ("Applications", reverse("applications:office")),
        (programme.society.acronym, url),
        (row.formal_name, reverse("applications:office_page", args=[row.pk])),
    ]
