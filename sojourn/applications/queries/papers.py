"""The dossier: cover sheet, contents, documents in the order of their slots, bookmarks and page labels."""

from __future__ import annotations

import io
import json
import re
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pikepdf
import typst

import sojourn.ui
from sojourn.core import conditions, cvs, periods
from sojourn.core.eligibility import Finding
from sojourn.documents import queries as files
from sojourn.ui import times
from sojourn.ui.templatetags.sojourn import country

if TYPE_CHECKING:
    from sojourn.applications.models import Letter
    from sojourn.applications.queries import Parts

FONTS = Path(sojourn.ui.__file__).parent / "fonts"
HERE = Path(__file__).parent


class TooLarge(Exception):
    """The assembled file passes the programme's limit; the message says by how much and what to do."""


def build(
    parts: Parts, *, confidential: bool, findings: list[Finding], demonstration: bool, at: datetime
) -> bytes:
    """The PDF; `confidential` adds referees' letters and leaves out contact and ranking.

    Raises TooLarge for an applicant's copy beyond the limit, FileNotFoundError if the storage lost a file.
    """
    pieces = [
        (
            line["title"],
            _content(line, parts, at, demonstration, blind=confidential and parts.programme.blind),
        )
        for line in _lines(parts, confidential=confidential)
        if not line["missing"]
    ]
    made = _assembled(parts, pieces, confidential, findings, demonstration, at)
    limit = parts.programme.max_mb * 1_000_000
    if not confidential and len(made) > limit:
        raise TooLarge(
            f"The assembled dossier has {len(made) / 1_000_000:.1f} MB; at most {parts.programme.max_mb} MB"
            " are allowed. Replace the largest document by one with a lower resolution."
        )
    return made


def _content(line: dict[str, Any], parts: Parts, at: datetime, demonstration: bool, *, blind: bool) -> bytes:
    if line["cv"]:
        return cv(parts, demonstration=demonstration, blind=blind)
    return files.content(line["file"]) if line["file"] else _typed(line["letter"], parts, at)


def cv(parts: Parts, *, demonstration: bool, blind: bool = False) -> bytes:
    """The structured CV as its own PDF; the same answers give the same bytes."""
    application = parts.application
    sections = []
    for kind, part in cvs.PARTS.items():
        lines = [
            {
                "span": cvs.span(line),
                "words": cvs.words(kind, line),
                "detail": line.get("detail", "").replace("\r\n", "\n"),
            }
            for line in cvs.ordered(kind, filter(None, application.cv.get(kind, [])))
        ]
        if lines:
            sections.append({"title": part.title, "lines": lines})
    number = application.number or "draft, not submitted"
    return _typeset(
        "cv.typ",
        application.saved_at,
        title="Curriculum vitae",
        office=parts.call.name,
        footer=f"{number} · {parts.programme.society.acronym}",
        demonstration=demonstration,
        name=number if blind else application.formal_name or str(application.applicant),
        orcid="" if blind else application.cv.get("orcid", ""),
        sections=sections,
    )


def contents(parts: Parts, *, confidential: bool) -> list[dict[str, Any]]:
    """Title, pages, file and what is missing, in the order of the dossier."""
    return _lines(parts, confidential=confidential)


def _lines(parts: Parts, *, confidential: bool) -> list[dict[str, Any]]:
    lines, page = [], 1
    letters = [letter for letter in parts.letters if letter.state == "received"] if confidential else []
    for slot in parts.slots:
        document = parts.documents.get(slot.pk)
        if document is None and slot.code == "cv" and _has_cv(parts):
            lines.append(_line(slot.title, cv=True, pages=_cv_pages(parts), note="from the form"))
            continue
        if document is None and (not slot.required or slot.code == "recommendation"):
            continue
        file = document.file if document else None
        dated = document.dated_on if document else None
        note = f"dated {periods.spoken(dated)}" if dated else ""
        lines.append(_line(slot.title, file=file, missing=document is None, note=note))
    for question in _asked(parts):
        answer = parts.answers.get(question.code)
        if question.kind == "file" and answer is not None and answer.file:
            lines.append(_line(question.label, file=answer.file))
    for letter in letters:
        title = f"Letter of recommendation: {letter.name}"
        if letter.text:
            lines.append(_line(title, letter=letter, note="typed by the referee"))
        elif letter.answers:
            lines.append(_line(f"Answers of the referee: {letter.name}", letter=letter))
        if letter.file:
            lines.append(_line(title, file=letter.file))
    for line in lines:
        line["page"] = None if line["missing"] else page
        page += line["pages"]
    return lines


def _has_cv(parts: Parts) -> bool:
    return any(line for kind in ("post", "training") for line in parts.application.cv.get(kind, []))


def _cv_pages(parts: Parts) -> int:
    with pikepdf.open(io.BytesIO(cv(parts, demonstration=False))) as pdf:
        return len(pdf.pages)


def _asked(parts: Parts) -> list[Any]:
    """The programme's own questions that are asked, by the answers so far."""
    answers = {code: answer.value for code, answer in parts.answers.items()}
    listed = [
        conditions.Question(row.code, row.kind, row.depends_on, row.depends_how, row.depends_value)
        for row in parts.questions
    ]
    wanted = set(conditions.asked(listed, answers))
    return [row for row in parts.questions if row.code in wanted]


def _line(
    title: str,
    *,
    file: Any = None,
    letter: Letter | None = None,
    cv: bool = False,
    pages: int = 0,
    missing: bool = False,
    note: str = "",
) -> dict[str, Any]:
    return {
        "title": title,
        "file": file,
        "letter": letter,
        "cv": cv,
        "missing": missing,
        "note": note,
        "pages": 0 if missing else file.pages if file else pages or 1,
    }


def _assembled(
    parts: Parts,
    pieces: list[tuple[str, bytes]],
    confidential: bool,
    findings: list[Finding],
    demonstration: bool,
    at: datetime,
) -> bytes:
    opened = [(title, pikepdf.open(io.BytesIO(content))) for title, content in pieces]
    # pages are counted again in the files themselves: a contents page must never be wrong
    starts, page = [], 1
    for _, pdf in opened:
        starts.append(page)
        page += len(pdf.pages)
    cover = _cover(parts, opened, starts, confidential, findings, demonstration, at)
    with pikepdf.open(io.BytesIO(cover)) as out:
        front = len(out.pages)
        for _, pdf in opened:
            out.pages.extend(pdf.pages)
        out.Root.PageLabels = pikepdf.Dictionary(
            Nums=pikepdf.Array(
                [0, pikepdf.Dictionary(S=pikepdf.Name("/r"))]
                + ([front, pikepdf.Dictionary(S=pikepdf.Name("/D"), St=1)] if opened else [])
            )
        )
        with out.open_outline() as outline:
            outline.root[:] = [pikepdf.OutlineItem("Cover sheet and contents", 0)]
            outline.root += [
                pikepdf.OutlineItem(title, front + start - 1)
                for (title, _), start in zip(opened, starts, strict=True)
            ]
        # the tags of the cover describe the cover only: a reader must not take them for the whole file
        for key in ("/StructTreeRoot", "/MarkInfo"):
            if key in out.Root:
                del out.Root[key]
        buffer = io.BytesIO()
        out.save(buffer, object_stream_mode=pikepdf.ObjectStreamMode.generate, deterministic_id=True)
    for _, pdf in opened:
        pdf.close()
    return buffer.getvalue()


def _cover(parts, opened, starts, confidential, findings, demonstration, at) -> bytes:
    application, programme, call = parts.application, parts.programme, parts.call
    blind = confidential and programme.blind
    name = application.formal_name or str(application.applicant)
    titles = [
        {"title": title, "page": start, "note": ""} for (title, _), start in zip(opened, starts, strict=True)
    ]
    present = {title for title, _ in opened}
    missing = [line for line in _lines(parts, confidential=confidential) if line["title"] not in present]
    titles += [{"title": line["title"], "page": 0, "note": ""} for line in missing]
    number = application.number or "draft, not submitted"
    return _typeset(
        "dossier.typ",
        at,
        title=f"Dossier {number}",
        office=call.name,
        footer=f"{number} · {programme.society.acronym}",
        demonstration=demonstration,
        call=call.name,
        name=number if blind else name,
        programme=programme.name,
        sections=_sections(parts, confidential, blind, findings),
        parts=titles,
    )


def _sections(parts: Parts, confidential: bool, blind: bool, findings: list[Finding]) -> list[dict[str, Any]]:
    application, zone = parts.application, parts.call.zone
    submitted = times.instant(application.submitted_at, zone) if application.submitted_at else "not yet"
    about = [
        ("Receipt", application.number or "draft"),
        ("Submitted", submitted),
        ("Institution", "" if blind else application.institution),
        ("Department", "" if blind else application.department),
        ("City", "" if blind else application.city),
        ("Lives in", country(application.residence_country)),
        ("Works in", country(application.work_country)),
    ]
    if not confidential:
        about += [("E-mail", application.applicant.email), ("Telephone", application.phone)]
    certified = application.certified_on
    training = [
        ("Certified on", periods.spoken(certified) if certified else ""),
        ("Certified by", application.certified_by),
        ("Profession", application.profession),
        ("Training", application.training),
        ("Interests", application.interests),
    ]
    sections = [("Applicant", about), ("Training and certification", training)]
    answered = [
        (row.label, _answered(parts.answers.get(row.code))) for row in _asked(parts) if row.kind != "file"
    ]
    if answered:
        sections.append(("Questions of the programme", answered))
    if not confidential:
        ranked = [(f"Choice {choice.rank}", str(choice.offer.centre.institution)) for choice in parts.choices]
        ranked += [("Not wanted", str(one.offer.centre.institution)) for one in parts.unwanted]
        sections.append(("Centres", [*ranked, ("Note", application.choices_note)]))
    if findings:
        words = {"yes": "Met", "borderline": "Borderline", "no": "Not met", "unknown": "Not known"}
        lines = [(words.get(found.outcome, ""), third(_without_birth(found))) for found in findings]
        sections.append(("Eligibility, rule by rule", lines))
    return [
        {"title": title, "lines": [{"label": a, "value": b} for a, b in lines if b]}
        for title, lines in sections
        if any(b for _, b in lines)
    ]


def _answered(answer: Any) -> str:
    if answer is None:
        return ""
    value = answer.value
    if answer.question.kind == "day" and value:
        return periods.spoken(date.fromisoformat(value))
    return ", ".join(value) if isinstance(value, list) else str(value)


def _without_birth(found: Finding) -> str:
    """The committee learns what a rule about the age says, not the age."""
    if found.rule.kind != "age":
        return found.reason
    return f"{found.rule.wording or 'The age'}: by the date of birth, which only the office reads."


def third(sentence: str) -> str:
    """Findings speak to the applicant; office and committee read about her.

    >>> third("You are an active member of FED.")
    'Is an active member of FED.'
    """
    for before, after in (
        ("You are not", "Is not"),
        ("You are", "Is"),
        ("You have", "Has"),
        ("You confirmed", "Confirmed"),
        ("You did not confirm", "Did not confirm"),
        ("You held", "Held"),
        ("You need", "Needs"),
        ("You will have to hand in", "Still to hand in"),
        ("This rule is not for you", "This rule does not apply"),
        ("We need to know", "Not given:"),
        ("you have", "there are"),
        ("that you are in", "of the applicant"),
        ("Please confirm or deny", "Not yet confirmed"),
        ("We need your", "Not given:"),
        ("We need", "Not given:"),
        ("where you live and work", "of residence and work"),
        ("where you live", "of residence"),
        ("where you work", "of work"),
        (" You can submit without it.", ""),
        ("Your", "The"),
        ("your", "the"),
    ):
        sentence = sentence.replace(before, after)
    return sentence


def _typed(letter: Letter, parts: Parts, at: datetime) -> bytes:
    text = letter.text.replace("\r\n", "\n").strip()
    return _typeset(
        "letter.typ",
        at,
        title=f"Letter of recommendation for {parts.application.formal_name}, {parts.programme.name}",
        name=letter.signed_as or letter.name,
        answers=[[one["title"], one["words"]] for one in letter.answers],
        position=letter.position,
        institution=letter.institution,
        received=times.instant(letter.received_at, parts.call.zone),
        paragraphs=[paragraph.split("\n") for paragraph in re.split(r"\n\s*\n", text)] if text else [],
    )


def _typeset(template: str, at: datetime, /, **data: Any) -> bytes:
    return typst.compile(
        str(HERE / template),
        root=str(HERE),
        font_paths=[str(FONTS)],
        ignore_system_fonts=True,
        sys_inputs={"data": json.dumps(data)},
        timestamp=at.replace(microsecond=0),  # a page lives between two seconds; typst does not
    )
