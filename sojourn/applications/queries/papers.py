"""The dossier: cover sheet, contents, documents in the order of their slots, bookmarks and page labels."""

from __future__ import annotations

import io
import json
import re
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pikepdf
import typst

import sojourn.ui
from sojourn.applications.queries import redaction
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
FRONT_BYTES = 150_000  # of the limit, kept for cover sheet and contents
LEVELS = ((150, 72), (110, 55))  # dots by the inch and quality of pictures, tried in this order
SMALLER = "smaller pictures"
LIGHTER = (
    "Where it says “smaller pictures”, their resolution was lowered so that the dossier stays within "
    "{limit} MB. The files as they were uploaded are kept, and the office can open them."
)


class TooLarge(Exception):
    """The assembled file passes the programme's limit; the message says by how much and what to do."""


def build(
    parts: Parts, *, confidential: bool, findings: list[Finding], demonstration: bool, at: datetime
) -> bytes:
    """The PDF; `confidential` adds referees' letters and leaves out contact and ranking.

    Where the pieces pass the programme's limit, their pictures are made smaller and the cover says whose.
    Raises TooLarge for an applicant's copy that is too large even so, FileNotFoundError for a lost file.
    """
    listed = _lines(parts, confidential=confidential)
    lines = [line for line in listed if not line["missing"] and not line["withheld"]]
    pieces = [
        _content(line, parts, at, demonstration, blind=confidential and parts.programme.blind)
        for line in lines
    ]
    for line, piece in zip(lines, pieces, strict=True):
        line["pages"] = line["pages"] or _pages(piece)
    pieces = _fitting(lines, pieces, parts.programme.max_mb * 1_000_000 - FRONT_BYTES)
    cover = _cover(parts, lines, confidential, findings, demonstration, at)
    titled = [(line["title"], piece) for line, piece in zip(lines, pieces, strict=True)]
    made, pages = files.merged([("Cover sheet and contents", cover), *titled])
    # a contents page must never be wrong: what was counted on arrival is counted again in the whole
    if pages[1:] != [line["pages"] for line in lines]:
        raise ValueError(f"The pages of {parts.application.pk} are not those of its contents")
    limit = parts.programme.max_mb * 1_000_000
    if not confidential and len(made) > limit:
        raise TooLarge(
            f"The assembled dossier has {len(made) / 1_000_000:.1f} MB, even with smaller pictures; at most "
            f"{parts.programme.max_mb} MB are allowed. Replace the largest document by one with fewer pages."
        )
    return made


def _content(line: dict[str, Any], parts: Parts, at: datetime, demonstration: bool, *, blind: bool) -> bytes:
    if line["cv"]:
        return cv(parts, demonstration=demonstration, blind=blind)
    if line["file"]:
        return files.content(line["file"])
    return _typed(line["letter"], parts, at, blind=blind)


def cv_sections(parts: Parts, *, blind: bool) -> list[dict[str, Any]]:
    """The structured CV as data, each section with the newest line first."""
    application = parts.application
    without = redaction.of(parts) if blind else redaction.nothing
    sections = []
    for kind, part in cvs.PARTS.items():
        lines = [
            {
                "span": cvs.span(line),
                "words": without(cvs.words(kind, line)),
                "detail": without(line.get("detail", "").replace("\r\n", "\n")),
            }
            for line in cvs.ordered(kind, filter(None, application.cv.get(kind, [])))
        ]
        if lines:
            sections.append({"title": part.title, "lines": lines})
    return sections


def cv(parts: Parts, *, demonstration: bool, blind: bool = False) -> bytes:
    """The structured CV as its own PDF; the same answers give the same bytes."""
    application = parts.application
    number = application.number or "draft, not submitted"
    return typeset(
        "cv.typ",
        application.saved_at,
        title="Curriculum vitae",
        office=parts.call.name,
        footer=f"{number} · {parts.programme.society.acronym}",
        demonstration=demonstration,
        name=number if blind else application.formal_name or str(application.applicant),
        orcid="" if blind else application.cv.get("orcid", ""),
        sections=cv_sections(parts, blind=blind),
    )


def contents(parts: Parts, *, confidential: bool) -> list[dict[str, Any]]:
    """Title, pages, file and what is missing, in the order of the dossier."""
    return _lines(parts, confidential=confidential)


def slimmed(parts: Parts) -> bool:
    """Whether the documents as they came pass the limit, so that copies with smaller pictures stand in."""
    whole = sum(document.file.size for document in parts.documents.values())
    return whole > parts.programme.max_mb * 1_000_000 - FRONT_BYTES


def _lines(parts: Parts, *, confidential: bool) -> list[dict[str, Any]]:
    lines, slim = [], slimmed(parts)
    blind = confidential and parts.programme.blind
    letters = [letter for letter in parts.letters if letter.state == "received"] if confidential else []
    for slot in parts.slots:
        document = parts.documents.get(slot.pk)
        if document is None and slot.code == "cv" and _has_cv(parts):
            lines.append(
                _line(slot.title, cv=True, pages=_cv_pages(parts, blind=blind), note="from the form")
            )
            continue
        if document is None and (not slot.required or slot.code == "recommendation"):
            continue
        if blind and document is not None:
            lines.append(redaction.slot(slot, document, _line))
            continue
        lighter = bool(document and slim and document.slim)
        file = document and (document.slim if lighter else document.file)
        dated = document.dated_on if document else None
        notes = [f"dated {periods.spoken(dated)}" if dated else "", SMALLER if lighter else ""]
        note = ", ".join(filter(None, notes))
        lines.append(_line(slot.title, file=file, missing=document is None, note=note))
    for question in _asked(parts):
        answer = parts.answers.get(question.code)
        if question.kind == "file" and answer is not None and answer.file:
            if blind:
                lines.append(redaction.left_out(question.label, _line))
                continue
            lines.append(_line(question.label, file=answer.file))
    for number, letter in enumerate(letters, 1):
        if blind:
            lines += redaction.letter(letter, number, _line)
            continue
        title = f"Letter of recommendation: {letter.name}"
        if letter.text:
            lines.append(_line(title, letter=letter, note="typed by the referee"))
        elif letter.answers:
            lines.append(_line(f"Answers of the referee: {letter.name}", letter=letter))
        if letter.file:
            lines.append(_line(title, file=letter.file))
    page: int | None = 1
    for line in lines:
        line["page"] = None if line["missing"] or line["withheld"] else page
        if line["letter"]:
            page = None  # how many pages a typed letter takes is known once it is set
        elif page is not None:
            page += line["pages"]
    return lines


def _has_cv(parts: Parts) -> bool:
    return any(line for kind in ("post", "training") for line in parts.application.cv.get(kind, []))


def _cv_pages(parts: Parts, *, blind: bool) -> int:
    with pikepdf.open(io.BytesIO(cv(parts, demonstration=False, blind=blind))) as pdf:
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
    withheld: bool = False,
    note: str = "",
) -> dict[str, Any]:
    """`pages` is 0 for what is missing or withheld, and for a typed letter until it is set."""
    return {
        "title": title,
        "file": file,
        "letter": letter,
        "cv": cv,
        "missing": missing,
        "withheld": withheld,
        "note": note,
        "pages": 0 if missing or withheld else file.pages if file else pages,
    }


def _pages(made: bytes) -> int:
    """The pages of a PDF that we have made ourselves."""
    with pikepdf.open(io.BytesIO(made)) as pdf:
        return len(pdf.pages)


def _fitting(lines: list[dict[str, Any]], pieces: list[bytes], limit: int) -> list[bytes]:
    """The pieces, the largest with smaller pictures where all together pass the limit; `lines` say which."""
    fitted = list(pieces)
    for dots, quality in LEVELS:
        for number in sorted(range(len(fitted)), key=lambda number: -len(fitted[number])):
            if sum(map(len, fitted)) <= limit:
                return fitted
            tried = files.smaller(pieces[number], dots=dots, quality=quality)
            if len(tried) < len(fitted[number]):
                fitted[number] = tried
                if SMALLER not in lines[number]["note"]:
                    lines[number]["note"] = ", ".join(filter(None, (lines[number]["note"], SMALLER)))
    return fitted


def _cover(parts, lines, confidential, findings, demonstration, at) -> bytes:
    application, programme, call = parts.application, parts.programme, parts.call
    blind = confidential and programme.blind
    name = application.formal_name or str(application.applicant)
    page = 1
    for line in lines:
        line["page"] = page
        page += line["pages"]
    listed = _lines(parts, confidential=confidential)
    missing = [line for line in listed if line["missing"] or line["withheld"]]
    number = application.number or "draft, not submitted"
    lighter = any(SMALLER in line["note"] for line in lines)
    return typeset(
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
        parts=[{"title": line["title"], "page": line["page"] or 0, "note": line["note"]} for line in lines]
        + [{"title": line["title"], "page": 0, "note": line["note"]} for line in missing],
        remark=LIGHTER.format(limit=programme.max_mb) if lighter else "",
    )


def sheet(parts: Parts, findings: list[Finding]) -> list[dict[str, Any]]:
    """The committee's cover sheet as data: what else shows it sets it itself."""
    return _sections(parts, True, parts.programme.blind, findings)


def _sections(parts: Parts, confidential: bool, blind: bool, findings: list[Finding]) -> list[dict[str, Any]]:
    application, zone = parts.application, parts.call.zone
    without = redaction.of(parts) if blind else redaction.nothing
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
        {"title": title, "lines": [{"label": a, "value": without(b)} for a, b in lines if b]}
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
        ("you gave", "the applicant gave"),
        ("Your", "The"),
        ("your", "the"),
    ):
        sentence = sentence.replace(before, after)
    return sentence


def _typed(letter: Letter, parts: Parts, at: datetime, *, blind: bool) -> bytes:
    without = redaction.of(parts) if blind else redaction.nothing
    text = without(letter.text.replace("\r\n", "\n").strip())
    whom = parts.application.number if blind else parts.application.formal_name
    return typeset(
        "letter.typ",
        at,
        title=f"Letter of recommendation for {whom}, {parts.programme.name}",
        name="A referee" if blind else letter.signed_as or letter.name,
        answers=[[one["title"], without(one["words"])] for one in letter.answers],
        position=without(letter.position),
        institution="" if blind else letter.institution,
        received=times.instant(letter.received_at, parts.call.zone),
        paragraphs=[paragraph.split("\n") for paragraph in re.split(r"\n\s*\n", text)] if text else [],
    )


def typeset(template: str, at: datetime, /, **data: Any) -> bytes:
    """A PDF of one of the `.typ` files beside this one; what people wrote is data and never markup."""
    return typst.compile(
        str(HERE / template),
        root=str(HERE),
        font_paths=_fonts(),
        ignore_system_fonts=True,
        sys_inputs={"data": json.dumps(data)},
        timestamp=at.replace(microsecond=0),  # a page lives between two seconds; typst does not
    )


@cache
def _fonts() -> typst.Fonts:
    # reading the fonts costs ten times as much as setting the page
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(FONTS)])
