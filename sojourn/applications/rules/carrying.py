"""What of an earlier application can be carried over, and what of it may be stale."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sojourn.applications.models import Application
from sojourn.applications.queries import Parts
from sojourn.applications.rules import completeness
from sojourn.calls import queries as calls
from sojourn.core import cvs, periods

ABOUT = completeness.SECTIONS["about"]
TRAINING = completeness.SECTIONS["training"]
SECTIONS = ("about", "training", "eligibility", "cv", "questions")


@dataclass(frozen=True)
class Piece:
    """One section: what would be written, whether it replaces something, and what to look at afterwards."""

    section: str
    values: dict[str, Any]
    replaces: bool
    look: dict[str, list[str]] = field(default_factory=dict)  # section -> reasons


def pieces(now: Parts, before: Parts) -> list[Piece]:
    """Every section that the earlier application fills and this one can take."""
    found = [_fields("about", ABOUT, now, before), _fields("training", TRAINING, now, before)]
    found += [_eligibility(now, before), _cv(now, before), _questions(now, before)]
    return [piece for piece in found if any(piece.values.values())]


def anew(now: Parts, before: Parts) -> list[str]:
    """What is never carried over, each with its reason: documents, letters, the ranking, the statements."""
    found = []
    closing = calls.closes_on(now.call)
    dated = {doc.slot.code: doc for doc in before.documents.values()}
    for slot in now.slots:
        document = dated.get(slot.code)
        if document is None or (slot.code == "cv" and completeness.has_cv(before.application)):
            continue
        years = getattr(slot, "max_age_years", None)
        if document.dated_on and years and periods.add_years(document.dated_on, years) < closing:
            day = periods.spoken(document.dated_on)
            found.append(
                f"{slot.title}: the earlier one is dated {day}, and at closing it may be at most {years} "
                f"year{'' if years == 1 else 's'} old. Get a new one."
            )
        else:
            found.append(f"{slot.title}: upload it again, in its present form.")
    if before.letters:
        names = ", ".join(letter.name for letter in before.letters)
        found.append(f"Letters of recommendation ({names}) were written for the earlier call. Ask anew.")
    if before.choices:
        found.append("Centres and places change every year. Rank them again.")
    if before.application.statements:
        found.append("The statements of the programme are confirmed anew for each call.")
    return found


def _fields(section: str, names: tuple[str, ...], now: Parts, before: Parts) -> Piece:
    values = {name: getattr(before.application, name) for name in names}
    here = {name: getattr(now.application, name) for name in names}
    replaces = any(here[name] and here[name] != values[name] for name in names)
    since = _when(before.application)
    reasons = {
        "about": f"This was true in {since}: your place of work, and where you live, may have changed.",
        "training": f"This was written in {since}: add what you did since, and what you wish to learn now.",
    }
    return Piece(section, values, replaces, {section: [reasons[section]]})


def _eligibility(now: Parts, before: Parts) -> Piece:
    bodies = {
        body for rule in now.rules if rule.kind == "membership" for body in rule.params.get("bodies", ())
    }
    numbers = {b: number for b, number in before.application.memberships.items() if b in bodies and number}
    here = now.application.memberships
    replaces = any(here.get(body) and here[body] != number for body, number in numbers.items())
    reason = "Membership numbers are copied; look whether you are still a member."
    return Piece("eligibility", {"memberships": here | numbers}, replaces, {"eligibility": [reason]})


def _cv(now: Parts, before: Parts) -> Piece:
    cv = before.application.cv
    replaces = any(now.application.cv.get(kind) for kind in cvs.PARTS)
    look: dict[str, list[str]] = {}
    for kind, part in cvs.PARTS.items():
        lines = [line for line in cv.get(kind, []) if line]
        if not lines:
            continue
        reasons = [
            f"“{cvs.words(kind, line)}” went on in {_when(before.application)}: does it still?"
            for line in lines
            if "ended" in part.names and line.get("began") and not line.get("ended")
        ]
        if kind == "publication":
            reasons.append("Add what has appeared since.")
        if kind == "certification":
            reasons.append("Look whether each is still valid.")
        if reasons:
            look[f"cv-{kind}"] = reasons
    return Piece("cv", {"cv": cv} if any(cv.get(kind) for kind in cvs.PARTS) else {}, replaces, look)


def _questions(now: Parts, before: Parts) -> Piece:
    found: dict[str, Any] = {}
    for question in now.questions:
        answer = before.answers.get(question.code)
        if answer is None or answer.file or answer.question.kind != question.kind:
            continue
        given = answer.value if isinstance(answer.value, list) else [answer.value]
        offered = not question.choices or all(one in question.choices for one in given)
        if answer.value and offered:
            found[question.code] = answer.value
    replaces = any(now.answers.get(code) and now.answers[code].value != found[code] for code in found)
    reason = f"These answers were written in {_when(before.application)}, for another call. Read them again."
    return Piece("questions", found, replaces, {"questions": [reason]})


def _when(application: Application) -> str:
    at: datetime = application.submitted_at or application.saved_at
    return f"{at:%B %Y}"
