"""What an application must hold before it can be submitted, and the text that its receipt seals."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sojourn.applications import states
from sojourn.applications.models import Application
from sojourn.applications.queries import Parts
from sojourn.applications.rules.eligibility import findings
from sojourn.applications.rules.papers import doubts
from sojourn.applications.rules.stays import common_period
from sojourn.calls import queries as calls
from sojourn.calls.models import DocumentSlot, EligibilityRule, Question
from sojourn.core import conditions, cvs, eligibility, seals
from sojourn.core.verdict import Verdict

SECTIONS = {
    "eligibility": ("statements", "memberships", "facts"),
    "about": (
        "title",
        "given_name",
        "family_name",
        "institution",
        "department",
        "city",
        "residence_country",
        "work_country",
        "phone",
    ),
    "training": ("certified_on", "certified_by", "profession", "training", "interests"),
    "centres": ("choices_note", "available"),
}
REQUIRED = {
    "given_name": ("about", "Your given name is missing."),
    "family_name": ("about", "Your family name is missing."),
    "institution": ("about", "Your institution is missing."),
    "city": ("about", "Your city is missing."),
    "residence_country": ("about", "The country where you live is missing."),
    "work_country": ("about", "The country where you work is missing."),
    "certified_on": ("training", "The date of your certification is missing."),
    "certified_by": ("training", "The body that certified you is missing."),
    "profession": ("training", "Your profession is missing."),
}
CERTIFICATION = ("certified_on", "certified_by")
FIELDS = {"certified_on", "profession", "residence_country", "work_country"}  # missing ones are told as such
LIVE = states.LETTER_LIVE


@dataclass(frozen=True)
class Gap:
    """Something that is missing (`blocks`) or worth knowing; `section` is a key of the task list."""

    section: str
    code: str
    text: str
    blocks: bool = True


def missing(found: Iterable[Gap]) -> list[Gap]:
    """Those that block."""
    return [gap for gap in found if gap.blocks]


def gaps(parts: Parts, *, at: datetime | None = None) -> list[Gap]:
    """Everything that is missing or worth knowing, in the order of the task list. `at`: now, for a draft."""
    return [
        *_eligibility(parts, at),
        *_fields(parts),
        *_cv(parts),
        *_questions(parts),
        *_typed(parts),
        *_carried(parts),
        *_documents(parts),
        *_referees(parts),
        *_centres(parts),
    ]


def _fields(parts: Parts) -> Iterable[Gap]:
    certified = asks_certification(parts.rules)
    for name, (section, text) in REQUIRED.items():
        if not getattr(parts.application, name) and (certified or name not in CERTIFICATION):
            yield Gap(section, name, text)


def has_cv(application: Application) -> bool:
    """Whether the structured CV tells of a post or of training: then it stands in the dossier."""
    return any(line for kind in ("post", "training") for line in application.cv.get(kind, []))


def _cv(parts: Parts) -> Iterable[Gap]:
    slot = next((slot for slot in parts.slots if slot.code == "cv"), None)
    if slot is None or has_cv(parts.application) or slot.pk in parts.documents:
        return
    text = "Your CV tells of no post and no training yet. Fill it in, or upload your own as a PDF."
    yield Gap("cv", "cv", text, blocks=slot.required)


def asked_questions(parts: Parts) -> list[Question]:
    """The programme's own questions that this application has to answer, by the answers so far."""
    rows = {question.code: question for question in parts.questions}
    answers = {code: answer.value for code, answer in parts.answers.items()}
    listed = [
        conditions.Question(row.code, row.kind, row.depends_on, row.depends_how, row.depends_value)
        for row in parts.questions
    ]
    return [rows[code] for code in conditions.asked(listed, answers)]


def _questions(parts: Parts) -> Iterable[Gap]:
    for question in asked_questions(parts):
        answer = parts.answers.get(question.code)
        if question.required and (answer is None or not answer.value):
            yield Gap("questions", f"answer-{question.code}", f"Not answered: {question.label}")


def _typed(parts: Parts) -> Iterable[Gap]:
    """What was typed and is no answer: a draft with it is not whole; a submitted application stands."""
    for draft in parts.drafts:
        if draft.section == "orcid":
            continue  # a record that waits to be looked through
        if draft.section.partition("-")[0] in states.BEGUN.values():
            if draft.section == states.BEGUN["name_referee"] and draft.typed.get("name"):
                text = f"You began to name {draft.typed['name'][:100]} as a referee, and did not finish."
                yield Gap("referees", "begun", text, blocks=False)
            continue
        section = "cv" if draft.section.startswith("cv-") else draft.section
        if parts.application.state in ("draft", "returned"):
            yield Gap(section, "typed", "Something you typed could not be saved as it stands. Mend it.")
        else:
            text = "You typed a change here and did not press Save; what you submitted stands."
            yield Gap(section, "typed", text, blocks=False)


def _carried(parts: Parts) -> Iterable[Gap]:
    for name in parts.application.carried.get("look", {}):
        section = "cv" if name.startswith("cv-") else name
        text = "Carried over from an earlier application, and not looked at since."
        yield Gap(section, "carried", text, blocks=False)


def asks_certification(rules: list[EligibilityRule]) -> bool:
    """Residents have no certificate yet: asked for where a rule counts from it, or where none counts."""
    counted = [row for row in rules if row.kind in ("years_since", "training_year")]
    return not counted or any(
        row.kind == "years_since" and row.params.get("fact", "certified_on") == "certified_on"
        for row in counted
    )


def _eligibility(parts: Parts, at: datetime | None) -> Iterable[Gap]:
    """Answers still open; and what a hard rule, or a second application, stands in the way of."""
    for found in findings(parts, at=at):
        rule, code = found.rule, found.rule.code or found.rule.kind
        if found.outcome in ("yes", "borderline"):
            continue
        if rule.kind == "statement":
            key = rule.params.get("key") or rule.code
            text = f"Not confirmed: “{rule.wording}”."
            yield Gap("eligibility", f"statement-{key}", text, blocks=rule.hard)
        elif rule.kind == "membership":
            if not _claimed(parts, rule.params["bodies"]):
                text = f"No membership number is given ({', '.join(rule.params['bodies'])})."
                yield Gap("eligibility", f"membership-{code}", text, blocks=rule.hard)
        elif found.outcome == "no":
            yield Gap("eligibility", f"rule-{code}", found.reason, blocks=rule.hard or rule.kind == "unique")
        elif found.outcome == "unknown" and set(found.facts) & FIELDS:
            continue
        elif found.outcome == "unknown" and rule.kind == "document":
            if not any(slot.code == rule.params["slot"] and asked_for(slot, parts) for slot in parts.slots):
                yield Gap("documents", f"asked-{code}", found.reason, blocks=rule.hard)
        elif found.outcome == "unknown":
            yield Gap("eligibility", f"asked-{code}", found.reason, blocks=rule.hard)


def _claimed(parts: Parts, bodies: Iterable[str]) -> bool:
    return any(parts.application.memberships.get(body) or body in parts.memberships for body in bodies)


def asked_for(slot: DocumentSlot, parts: Parts) -> bool:
    """Whether the application is incomplete without it; a letter that a referee may give instead is not."""
    if slot.code == "cv" and has_cv(parts.application):
        return False
    return slot.required and not (slot.code == "recommendation" and parts.programme.letter_by == "either")


def _documents(parts: Parts) -> Iterable[Gap]:
    for slot in parts.slots:
        document = parts.documents.get(slot.pk)
        if document is None and slot.code == "cv":
            continue  # looked at with the CV
        if document is None and asked_for(slot, parts):
            yield Gap("documents", f"document-{slot.code}", f"Not uploaded: {slot.title}.")
        elif document is None and slot.code != "recommendation":  # that one is looked at with the referees
            told = f"Not uploaded (optional): {slot.title}."
            yield Gap("documents", f"document-{slot.code}", told, blocks=False)
        elif document is not None and slot.asks_date and document.dated_on is None:
            yield Gap("documents", f"date-{slot.code}", f"The date is missing beside: {slot.title}.")
        for hint in doubts(document, parts.application) if document else ():
            yield Gap("documents", f"look-{slot.code}", f"{slot.title}: {hint}", blocks=False)


def _referees(parts: Parts) -> Iterable[Gap]:
    programme = parts.programme
    if programme.letter_by == "applicant":
        return
    brought = any(document.slot.code == "recommendation" for document in parts.documents.values())
    live = [letter for letter in parts.letters if letter.state in LIVE]
    if programme.letter_by == "either" and brought:
        wanted = 0
    else:
        wanted = programme.min_letters
    if len(live) < wanted:
        people = "a referee" if wanted == 1 else f"{wanted} referees"
        upload = " or upload the letter with your documents" if programme.letter_by == "either" else ""
        # a referee who declines after submission must not lock what was submitted
        blocks = parts.application.state == "draft"
        yield Gap("referees", "referees", f"Name {people}{upload}.", blocks=blocks)
    for letter in live:
        if letter.state == "named":
            text = f"{letter.name} has not been asked yet; the request is mailed when you submit."
            yield Gap("referees", "unasked", text, blocks=False)
        elif letter.state == "bounced":
            text = f"The request to {letter.name} came back: correct the address, or ask somebody else."
            yield Gap("referees", "bounced", text, blocks=False)
        elif letter.state != "received":
            text = f"The letter from {letter.name} is not here yet. You can submit without it."
            yield Gap("referees", "awaited", text, blocks=False)
    for letter in parts.letters:
        if letter.state == "declined":
            yield Gap("referees", "declined", f"{letter.name} declined. Ask somebody else.", blocks=False)


def _centres(parts: Parts) -> Iterable[Gap]:
    programme, number = parts.programme, len(parts.choices)
    if number < programme.min_choices:
        least = "one centre" if programme.min_choices == 1 else f"{programme.min_choices} centres"
        yield Gap("centres", "choices", f"Rank at least {least}.")
    elif number < programme.max_choices:
        text = f"You ranked {number} of {programme.max_choices} centres; one not ranked cannot be given."
        yield Gap("centres", "fewer", text, blocks=False)
    for choice in parts.choices:
        institution = choice.offer.centre.institution
        barred = barred_centre(parts.application, institution.country)
        if not barred:
            yield Gap("centres", "own-country", f"{institution}: {barred.reason}")
        elif not (meets := common_period(parts.application, choice.offer.centre)):
            yield Gap("centres", "no-period", f"{institution}: {meets.reason}", blocks=False)


def barred_centre(application: Application, country: str) -> Verdict:
    """Whether a centre of this country may be chosen, by the programme's own-country rule."""
    basis = calls.own_country_basis(application.programme)
    return eligibility.barred_country(
        country, residence=application.residence_country, work=application.work_country, basis=basis
    )


def section_state(section: str, parts: Parts, found: list[Gap]) -> str:
    """done, part or todo, as the task list shows it."""
    ours = [gap for gap in found if gap.section == section]
    blocking = missing(ours)
    begun = {
        "eligibility": any(getattr(parts.application, name) for name in SECTIONS["eligibility"]),
        "about": all(getattr(parts.application, name) for name in ("institution", "city")),
        "training": any(getattr(parts.application, name) for name in SECTIONS["training"]),
        "cv": any(parts.application.cv.values()),
        "questions": bool(parts.answers),
        "documents": bool(parts.documents),
        "referees": bool(parts.letters),
        "centres": bool(parts.choices),
    }[section]
    broken = ("own-country", "declined", "bounced")
    if any(gap.code in broken or (gap.code == "typed" and gap.blocks) for gap in ours) or _refused(ours):
        return "problem"
    if section == "eligibility" and not begun and ours:
        return "todo"
    if not blocking:
        return "done"
    return "part" if begun else "todo"


def _refused(ours: list[Gap]) -> bool:
    """A rule that stands in the way, whatever else is filled in."""
    return any(gap.section == "eligibility" and gap.code.startswith("rule-") and gap.blocks for gap in ours)


def section_digest(application: Application, section: str) -> str:
    """Changes whenever another tab or device saved this section; short, for a hidden field."""
    if section == "choices":
        value: Any = [
            [choice.offer_id for choice in application.choices.all()],
            sorted(one.offer_id for one in application.unwanted.all()),
        ]
    else:
        value = held(application, section)
        draft = application.drafts.filter(section=section).first()
        if draft is not None and draft.typed:
            value = {"held": value, "typed": draft.typed}
    return seals.seal(value)[:16]


def held(application: Application, section: str) -> dict[str, Any]:
    """What a section holds, as plain values."""
    if section.startswith("cv-"):
        return {"lines": application.cv.get(section.removeprefix("cv-"), [])}
    if section.partition("-")[0] in states.BEGUN.values():
        return {}
    if section == "questions":
        rows = application.answers.filter(file=None).select_related("question")
        return {answer.question.code: answer.value for answer in rows}
    return {name: _plain(getattr(application, name)) for name in SECTIONS[section]}


def same(application: Application, section: str, values: Mapping[str, Any]) -> bool:
    """Whether the section holds these values already: a double click, or two devices of one mind."""
    now = held(application, section)
    return all(now.get(name) == _plain(value) for name, value in values.items() if name in now)


def part_of_section(section: str) -> str:
    """The task that a section belongs to, as the office names it when it asks for something."""
    return "cv" if section.startswith("cv-") else "questions" if section == "files" else section


def fields_of(section: str) -> tuple[str, ...]:
    """The columns of an application that a section fills."""
    return ("cv",) if section.startswith("cv-") else SECTIONS.get(section, ())


def _plain(value: Any) -> Any:
    return value.isoformat() if hasattr(value, "isoformat") else value


def content(parts: Parts) -> dict[str, Any]:
    """What the receipt seals: every answer, the choices, and each document by its SHA-256."""
    application = parts.application
    answers = {name: _plain(getattr(application, name)) for section in SECTIONS.values() for name in section}
    if not answers["available"]:
        answers.pop("available")  # so that older seals hold
    refused = sorted(str(one.offer.centre.institution) for one in parts.unwanted)
    return {
        "programme": parts.programme.name,
        "call": parts.call.slug,
        "applicant": str(application.applicant_id),
        "answers": answers,
        "cv": application.cv,
        "questions": {
            question.code: answer.file.sha256 if answer.file else answer.value
            for question in asked_questions(parts)
            if (answer := parts.answers.get(question.code))
        },
        "choices": [str(choice.offer.centre.institution) for choice in parts.choices],
        **({"not_wanted": refused} if refused else {}),
        "documents": [
            {
                "slot": slot.code,
                "sha256": parts.documents[slot.pk].file.sha256,
                "dated_on": _plain(parts.documents[slot.pk].dated_on),
            }
            for slot in parts.slots
            if slot.pk in parts.documents
        ],
    }


def mark(parts: Parts) -> str:
    """The SHA-256 of what the application holds: equal content, equal mark."""
    return seals.seal(content(parts))


def summary(parts: Parts) -> list[dict[str, str]]:
    """The list of contents on the receipt, as label and value."""
    application = parts.application
    lines = [
        {"label": "Call", "value": parts.call.name},
        {"label": "Programme", "value": parts.programme.name},
        {"label": "Applicant", "value": application.formal_name},
        {"label": "Institution", "value": f"{application.institution}, {application.city}"},
    ]
    for slot in parts.slots:
        document = parts.documents.get(slot.pk)
        if document:
            pages = document.file.pages
            value = f"{document.file.name}, {pages} page{'' if pages == 1 else 's'}"
            lines.append({"label": slot.title, "value": value})
    if has_cv(application):
        number = sum(len(application.cv.get(kind, [])) for kind in cvs.PARTS)
        lines.append({"label": "Curriculum vitae", "value": f"{number} lines"})
    for question in asked_questions(parts):
        answer = parts.answers.get(question.code)
        if answer is not None and answer.value:
            lines.append({"label": question.label, "value": answer.file.name if answer.file else "answered"})
    for choice in parts.choices:
        lines.append({"label": f"Choice {choice.rank}", "value": str(choice.offer.centre.institution)})
    for one in parts.unwanted:
        lines.append({"label": "Not wanted", "value": str(one.offer.centre.institution)})
    for letter in parts.letters:
        if letter.state in LIVE:
            came = "received" if letter.state == "received" else "asked, not yet received"
            lines.append({"label": "Letter of recommendation", "value": f"{letter.name}: {came}"})
    return lines
