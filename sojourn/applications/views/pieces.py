"""What the pages of this room share: where one is, the task list, the answers as lines."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from sojourn.applications import queries, rules, states
from sojourn.applications.models import Application
from sojourn.applications.queries import eligibility
from sojourn.calls import queries as calls
from sojourn.calls.models import Programme
from sojourn.core import cvs
from sojourn.core.eligibility import Question
from sojourn.documents.actions import plain_name
from sojourn.ui import gates, times, waiting, words
from sojourn.ui.templatetags.sojourn import country

TASKS = (
    ("eligibility", "confirm_eligibility", "Check you can apply"),
    ("about", "edit_about", "About you"),
    ("training", "edit_training", "Training and certification"),
    ("cv", "cv", "Curriculum vitae"),
    ("questions", "answer_questions", "Questions of the programme"),
    ("documents", "documents", "Documents"),
    ("referees", "referees", "Referees"),
    ("centres", "rank", "Centres you wish for"),
)


def own(request: HttpRequest, pk: Any) -> Application:
    return queries.with_return(gates.find(queries.mine(request.user), pk=pk))


def sent(request: HttpRequest) -> Any:
    """What a form was sent with, were it nothing; None for a page that is only shown."""
    return request.POST if request.method == "POST" else None


def page_of(row: Application) -> str:
    return reverse("applications:application", args=[row.pk])


def where(programme: Programme, role: str, *, due: waiting.Waiting | None = None) -> dict[str, Any]:
    """The line in the header."""
    society = programme.society
    return {
        "call": {"title": programme.call.name, "url": ""},
        "society": {
            "acronym": society.acronym,
            "name": society.name,
            "url": "",
            "accent": society.accent,
        },
        "role": role,
        "due": due,
        "zone": programme.call.zone,
    }


def show(
    request: HttpRequest, template: str, row: Application, context: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    """A page of the applicant, with the way back to the task list."""
    due = None
    call = row.programme.call
    closes_at = queries.closing(row) if row.state in (*states.EDITABLE, "withdrawn") else call.closes_at
    asked = queries.returned(row) if row.state == "returned" else None
    if asked and rules.returns.waits(row, at=request.at):
        due = waiting.Waiting(
            "Answer", f"the office of {row.programme.society.acronym}", page_of(row), asked.due_at
        )
    elif row.state == "draft" and request.at >= call.opens_at and request.at < closes_at:
        due = waiting.Waiting("Submit", "your application", page_of(row), closes_at)
    base = {
        "closes_at": closes_at,
        "asked": asked,
        "application": row,
        "programme": row.programme,
        "call": call,
        "where": where(row.programme, "Applicant", due=due),
        "crumbs": [
            ("Your applications", reverse("applications:mine")),
            (f"Application to {row.programme.society.acronym}", page_of(row)),
        ],
    }
    return render(request, f"applications/{template}.html", base | context, status=status)


def tasks(parts: queries.Parts, found: list[rules.Gap], *, editable: bool) -> list[dict[str, Any]]:
    """The task list without its last line."""
    lines = []
    for section, view, title in TASKS:
        if not _has(section, parts):
            continue
        state = rules.section_state(section, parts, found)
        lines.append(
            {
                "title": title,
                "url": reverse(f"applications:{view}", args=[parts.application.pk]) if editable else "",
                "state": state,
                "hint": hint(section, parts, found),
            }
        )
    return lines


def _has(section: str, parts: queries.Parts) -> bool:
    """Whether the programme has this section at all."""
    if section == "referees":
        return parts.programme.letter_by != "applicant"
    if section == "questions":
        return bool(parts.questions)
    return section != "cv" or any(slot.code == "cv" for slot in parts.slots)


def asked_tasks(parts: queries.Parts, found: list[rules.Gap]) -> list[dict[str, Any]]:
    """The task list of what was sent back: the parts that the office asked for, and nothing else."""
    asked, row = parts.returned, parts.application
    wanted = set(asked.parts) if asked else set()
    blocking = {rules.returns.part_of(gap): gap.text for gap in rules.missing(found)}
    lines = []
    for part, title in part_titles(parts).items():
        if part not in wanted:
            continue
        view, *more = next(
            ([view] for section, view, _ in TASKS if section == part),
            ["add_document", part.removeprefix("document-")],
        )
        slot = next((slot for slot in parts.slots if f"document-{slot.code}" == part), None)
        there = slot is None or slot.pk in parts.documents
        lines.append(
            {
                "title": title,
                "url": reverse(f"applications:{view}", args=[row.pk, *more]),
                "state": "todo" if part in blocking or not there else "open",
                "hint": blocking.get(part, "" if there else "Not uploaded."),
            }
        )
    return lines


def part_titles(parts: queries.Parts) -> dict[str, str]:
    """Every part that can be sent back, in the order of the task list; documents one by one."""
    found = {}
    for section, _, title in TASKS:
        if section == "documents":
            found |= {f"document-{slot.code}": f"Document: {slot.title}" for slot in parts.slots}
        elif _has(section, parts):
            found[section] = title
    return found


def hint(section: str, parts: queries.Parts, found: list[rules.Gap]) -> str:
    """One line below a task: the problem, what is missing, or what is there."""
    ours = [gap for gap in found if gap.section == section]
    for gap in ours:
        if gap.code in ("own-country", "declined", "typed") or (gap.code.startswith("rule-") and gap.blocks):
            return gap.text
    if section in _looks(parts.application):
        return "Carried over from your earlier application: look whether it still holds."
    blocking = rules.missing(ours)
    if section == "documents":
        asked = [slot for slot in parts.slots if slot.pk in parts.documents or rules.asked_for(slot, parts)]
        return f"{len(parts.documents)} of {len(asked)} uploaded"
    if section == "referees" and parts.letters:
        came = sum(letter.state == "received" for letter in parts.letters)
        return f"{len(parts.letters)} named, {came} letter{'' if came == 1 else 's'} received"
    if section == "centres" and parts.choices:
        return f"{len(parts.choices)} of {parts.programme.max_choices} ranked"
    if blocking and rules.section_state(section, parts, found) == "part":
        return blocking[0].text
    return next((gap.text for gap in ours if gap.code.startswith("rule-")), "")


def leading(row: Application, gap: rules.Gap) -> dict[str, str]:
    """What is missing, with the title and the address of the page that mends it."""
    view, title = next((view, title) for section, view, title in TASKS if section == gap.section)
    if (gap.section, gap.code) == ("centres", "typed"):
        view = "note_choices"  # the ranking itself is never half typed
    return {"text": gap.text, "title": title, "url": reverse(f"applications:{view}", args=[row.pk])}


def _looks(row: Application) -> set[str]:
    """Sections that were carried over and not looked at since, by the keys of the task list."""
    return {"cv" if name.startswith("cv-") else name for name in row.carried.get("look", {})}


def _months(row: Application) -> list[tuple[str, Any, bool]]:
    said = ", ".join(f"{date.fromisoformat(f'{one}-01'):%B %Y}" for one in row.available)
    return (
        [("Months in which you can go", said or "Any", False)] if rules.months_of(row.programme.call) else []
    )


def cv_lines(row: Application) -> list[tuple[str, Any, bool]]:
    """The CV as lines of answers."""
    found = []
    for kind, part in cvs.PARTS.items():
        told = [
            ": ".join(filter(None, [cvs.span(line), cvs.words(kind, line)]))
            for line in cvs.ordered(kind, filter(None, row.cv.get(kind, [])))
        ]
        found.append((part.title, "\n".join(told), False))
    return found


def question_lines(parts: queries.Parts) -> list[tuple[str, Any, bool]]:
    """The questions that are asked, with their answers."""
    found = []
    for question in rules.asked_questions(parts):
        answer = parts.answers.get(question.code)
        value = answer.value if answer else ""
        if question.kind == "day" and value:
            value = times.day(date.fromisoformat(value))
        shown = ", ".join(value) if isinstance(value, list) else value
        found.append((question.label, shown, question.required))
    return found


def answer_lines(parts: queries.Parts, *, change: bool = False, contact: bool = True) -> list[dict[str, Any]]:
    """Every answer as lines of `_summary.html`, by section; `change` adds the link to each section."""
    row = parts.application
    certified = times.day(row.certified_on) if row.certified_on else ""
    stated = {rule.params.get("key") or rule.code: rule.wording for rule in parts.rules}
    professions = dict(calls.professions(parts.programme))
    sections: list[tuple[str, str, list[tuple[str, Any, bool]]]] = [
        (
            "Check you can apply",
            "confirm_eligibility",
            [("You confirmed", "\n".join(stated.get(key, key) for key in row.statements), False)]
            + _fact_lines(parts)
            + [(f"{body} membership", number, False) for body, number in row.memberships.items()],
        ),
        (
            "About you",
            "edit_about",
            [
                ("Name", row.formal_name, True),
                ("Institution", row.institution, True),
                ("Department", row.department, False),
                ("City", row.city, True),
                ("Country where you live", country(row.residence_country), True),
                ("Country where you work", country(row.work_country), True),
                ("Telephone", row.phone if contact else "", False),
            ],
        ),
        (
            "Training and certification",
            "edit_training",
            [
                ("Certified on", certified, True),
                ("Certified by", row.certified_by, True),
                ("Profession", professions.get(row.profession, row.profession), True),
                ("Training", row.training, False),
                ("What you wish to learn", row.interests, False),
            ],
        ),
        ("Curriculum vitae", "cv", cv_lines(row)),
        *(
            [("Questions of the programme", "answer_questions", question_lines(parts))]
            if parts.questions
            else []
        ),
        ("Documents", "documents", _document_lines(parts)),
    ]
    if parts.programme.letter_by != "applicant":
        sections.append(("Referees", "referees", _letter_lines(parts)))
    ranked = [(f"Choice {one.rank}", str(one.offer.centre.institution), False) for one in parts.choices]
    ranked = ranked or [("Centres", "", parts.programme.min_choices > 0)]
    ranked += [("Not wanted", str(one.offer.centre.institution), False) for one in parts.unwanted]
    sections.append(("Centres", "rank", [*ranked, *_months(row), ("Note", row.choices_note, False)]))
    return [
        {
            "title": title,
            "url": reverse(f"applications:{view}", args=[row.pk]) if change else "",
            "lines": [
                {"label": label, "value": value, "missing": needed and not value}
                for label, value, needed in lines
                if value or needed
            ],
        }
        for title, view, lines in sections
    ]


def _fact_lines(parts: queries.Parts) -> list[tuple[str, Any, bool]]:
    """What the rules of the programme needed to know."""
    asked = eligibility.questions(parts.rules)
    told = eligibility.told(parts.application, asked)
    return [(question.label, _said(question, told[question.name]), False) for question in asked]


def _said(question: Question, answer: Any) -> str:
    if answer is None or answer == "":
        return ""
    if question.ask == "day":
        return times.day(answer)
    if question.ask == "country":
        return country(answer)
    if question.ask == "yes_no":
        return "Yes" if answer else "No"
    return dict(question.options).get(answer, str(answer))


def _document_lines(parts: queries.Parts) -> list[tuple[str, Any, bool]]:
    lines = []
    for slot in parts.slots:
        document = parts.documents.get(slot.pk)
        value = ""
        if document:
            pages = document.file.pages
            value = f"{document.file.name}, {pages} page{'' if pages == 1 else 's'}"
            value += f", dated {times.day(document.dated_on)}" if document.dated_on else ""
        lines.append((slot.title, value, rules.asked_for(slot, parts)))
    return lines


def _letter_lines(parts: queries.Parts) -> list[tuple[str, Any, bool]]:
    return [(letter.name, words.label(letter.state), False) for letter in parts.letters]


def rule_lines(
    parts: queries.Parts, *, office: bool = False, at: datetime | None = None
) -> list[dict[str, Any]]:
    """Rule by rule with its mark, as the part `_rules.html` takes it; for the office in the third person."""
    marks = {row.code: row.mark for row in parts.rules}
    return [
        {
            "label": found.rule.wording or found.rule.kind.replace("_", " ").capitalize(),
            "outcome": found.outcome,
            "reason": queries.third(found.reason) if office else found.reason,
            "mark": marks.get(found.rule.code),
        }
        for found in rules.findings(parts, at=at)
    ]


def pdf(content: bytes, name: str) -> HttpResponse:
    """A made PDF as an attachment that runs nothing."""
    return HttpResponse(
        content,
        content_type="application/pdf",
        headers={
            "Content-Disposition": f'attachment; filename="{plain_name(name)}"',
            "X-Content-Type-Options": "nosniff",
            "Content-Security-Policy": "sandbox; default-src 'none'",
            "Cache-Control": "private, no-store",
        },
    )


def today(call: Any, at: datetime) -> Any:
    """The day in the call's zone."""
    return at.astimezone(ZoneInfo(call.zone)).date()
