"""What an application must hold before it can be submitted, and the text that its receipt seals."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sojourn.applications import states
from sojourn.applications.models import Application
from sojourn.applications.queries import Parts
from sojourn.calls import queries as calls
from sojourn.calls.models import DocumentSlot
from sojourn.core import eligibility, seals
from sojourn.core.verdict import Verdict

SECTIONS = {
    "eligibility": ("statements", "memberships"),
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
    "centres": ("choices_note",),
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


def gaps(parts: Parts) -> list[Gap]:
    """Everything that is missing or worth knowing, in the order of the task list."""
    return [
        *_eligibility(parts),
        *_fields(parts.application),
        *_documents(parts),
        *_referees(parts),
        *_centres(parts),
    ]


def _fields(application: Application) -> Iterable[Gap]:
    for name, (section, text) in REQUIRED.items():
        if not getattr(application, name):
            yield Gap(section, name, text)


def _eligibility(parts: Parts) -> Iterable[Gap]:
    for rule in parts.rules:
        key = rule.params.get("key") or rule.code
        if rule.kind == "statement" and key not in parts.application.statements:
            yield Gap(
                "eligibility", f"statement-{key}", f"Not confirmed: “{rule.wording}”.", blocks=rule.hard
            )
        elif rule.kind == "membership" and not _claimed(parts, rule.params["bodies"]):
            bodies = ", ".join(rule.params["bodies"])
            yield Gap(
                "eligibility",
                f"membership-{rule.code}",
                f"No membership number is given ({bodies}).",
                blocks=False,
            )


def _claimed(parts: Parts, bodies: Iterable[str]) -> bool:
    return any(parts.application.memberships.get(body) or body in parts.memberships for body in bodies)


def asked_for(slot: DocumentSlot, parts: Parts) -> bool:
    """Whether the application is incomplete without it; a letter that a referee may give instead is not."""
    return slot.required and not (slot.code == "recommendation" and parts.programme.letter_by == "either")


def _documents(parts: Parts) -> Iterable[Gap]:
    for slot in parts.slots:
        document = parts.documents.get(slot.pk)
        if document is None and asked_for(slot, parts):
            yield Gap("documents", f"document-{slot.code}", f"Not uploaded: {slot.title}.")
        elif document is None and slot.code != "recommendation":  # that one is looked at with the referees
            told = f"Not uploaded (optional): {slot.title}."
            yield Gap("documents", f"document-{slot.code}", told, blocks=False)
        elif document is not None and slot.asks_date and document.dated_on is None:
            yield Gap("documents", f"date-{slot.code}", f"The date is missing beside: {slot.title}.")


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
        "eligibility": bool(parts.application.statements or parts.application.memberships),
        "about": all(getattr(parts.application, name) for name in ("institution", "city")),
        "training": any(getattr(parts.application, name) for name in SECTIONS["training"]),
        "documents": bool(parts.documents),
        "referees": bool(parts.letters),
        "centres": bool(parts.choices),
    }[section]
    if any(gap.code in ("own-country", "declined", "bounced") for gap in ours):
        return "problem"
    if section == "eligibility" and not begun and ours:
        return "todo"
    if not blocking:
        return "done"
    return "part" if begun else "todo"


def section_digest(application: Application, section: str) -> str:
    """Changes whenever another tab or device saved this section; short, for a hidden field."""
    if section == "choices":
        value: Any = [
            [choice.offer_id for choice in application.choices.all()],
            sorted(one.offer_id for one in application.unwanted.all()),
        ]
    else:
        value = {name: _plain(getattr(application, name)) for name in SECTIONS[section]}
    return seals.seal(value)[:16]


def _plain(value: Any) -> Any:
    return value.isoformat() if hasattr(value, "isoformat") else value


def content(parts: Parts) -> dict[str, Any]:
    """What the receipt seals: every answer, the choices, and each document by its SHA-256."""
    application = parts.application
    answers = {name: _plain(getattr(application, name)) for section in SECTIONS.values() for name in section}
    refused = sorted(str(one.offer.centre.institution) for one in parts.unwanted)
    return {
        "programme": parts.programme.name,
        "call": parts.call.slug,
        "applicant": str(application.applicant_id),
        "answers": answers,
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
    for choice in parts.choices:
        lines.append({"label": f"Choice {choice.rank}", "value": str(choice.offer.centre.institution)})
    for one in parts.unwanted:
        lines.append({"label": "Not wanted", "value": str(one.offer.centre.institution)})
    for letter in parts.letters:
        if letter.state in LIVE:
            came = "received" if letter.state == "received" else "asked, not yet received"
            lines.append({"label": "Letter of recommendation", "value": f"{letter.name}: {came}"})
    return lines
