"""Applicants and referees: every application comes to be by the actions that the pages call."""

from __future__ import annotations

import random
from datetime import datetime, timedelta
from typing import Any

from sojourn.applications import actions as applications
from sojourn.applications import queries as read
from sojourn.people import actions as people
from sojourn.post import queries as post
from sojourn.societies import actions as societies
from sojourn.upkeep.demo import mishaps, papers
from sojourn.upkeep.demo.people import Person
from sojourn.upkeep.demo.scene import Scene

ONE_SENT_BACK = "ESSR"
LETTER_DOOR = "applications:write_letter"
TRAINING = (
    "Five years of residency with rotations in all sections, the last year with a focus on {field}. "
    "Attending radiologist since certification."
)
INTERESTS = "To see the rarer cases of {field} in a centre with volume, and to bring the protocols home."
LETTER = (
    "To the Evaluation Committee.\n\nI have worked with {name} for several years and support this "
    "application. Careful reports, a calm manner with patients, and real interest in {field}. The "
    "department will hold the post open during the stay.\n\nWith kind regards"
)


def join(scene: Scene, person: Person, *, at: datetime) -> None:
    """Register; most bring the memberships that their programme asks for."""
    user = people.register(
        email=person.email,
        password="",
        password_hash=scene.password_hash,
        title=person.title,
        given_name=person.given_name,
        family_name=person.family_name,
        at=at,
    )
    scene.users[person.key] = user
    for body in scene.bodies(scene.programme_of[person.key]):
        if person.case == "no_membership":
            continue
        _member(scene, person, body, at=at)


def _member(scene: Scene, person: Person, body: str, *, at: datetime) -> None:
    societies.note_membership(
        scene.societies.get(body),
        scene.users[person.key],
        number=f"D-{person.seed % 90000 + 10000}",
        since_on=person.certified_on,
        until_on=None,
        by=scene.officer,
        at=at,
    )


def apply(scene: Scene, person: Person, *, at: datetime, hand_in: bool = True, written: bool = True) -> None:
    """Fill every section, ask the referee and, unless the case says otherwise, submit two days later."""
    programme, user = scene.programme_of[person.key], scene.users[person.key]
    dice = random.Random(person.seed)
    application = applications.begin(programme, by=user, at=at)
    scene.applications[person.key] = application
    give = {"by": user, "at": at + timedelta(hours=1)}
    applications.edit_about(application, _about(person, person.country), **give)
    applications.edit_training(application, _training(person, programme), **give)
    applications.confirm_eligibility(application, scene.confirmations(programme, person), **give)
    if person.case == "draft" and dice.random() < 0.5:
        return
    slots = [
        slot for slot in scene.slots(programme) if slot.code != "recommendation" or scene.brings(programme)
    ]
    if structured(scene, person):
        slots = [slot for slot in slots if slot.code != "cv"]
        for kind, lines in papers.cv(person, programme.field, whole=person.key == "ada").items():
            applications.edit_cv(application, kind, lines, **give)
    offers = scene.wishes(programme, person, dice)
    ranked = {offer.centre.institution.slug for offer in offers}
    slots = [slot for slot in slots if not slot.when or ranked & set(slot.when.get("centres", ()))]
    for slot in slots[: 1 if person.case == "draft" else None]:
        dated = person.certified_on if slot.asks_date else None
        upload = papers.upload(slot.code, person, dated)
        applications.add_document(application, slot, upload=upload, dated_on=dated, **give)
    if offers:
        others = [offer for offer in scene.offers(programme) if offer not in offers]
        unwanted = others[-1:] if scene.call.year == 2024 and person.seed % 6 == 0 else []
        applications.rank(application, offers, unwanted=unwanted, **give)
    if person.case != "draft" and (given := papers.own_answers(scene.own_questions(programme), person)):
        applications.answer_questions(application, given, **give)
    letter = None
    if programme.letter_by != "applicant":
        letter = ask(scene, person, at=at + timedelta(hours=2), written=written)
    if person.case == "own_country" and offers:
        country = offers[-1].centre.institution.country
        applications.edit_about(application, _about(person, country), **give)
    if hand_in and person.case not in ("draft", "own_country"):
        submit(scene, person, at=at + timedelta(days=2))
    if letter and person.case in mishaps.NOT_PLAIN:
        mishaps.lose(letter, person.case, at=at + timedelta(days=3))
    if person.case == "two_doors":
        change_doors(scene, person, at=at + timedelta(days=3))


def structured(scene: Scene, person: Person) -> bool:
    """Whether the CV is filled in instead of uploaded."""
    return scene.call.year == 2024 and (person.key == "ada" or person.seed % 5 == 0)


def change_doors(scene: Scene, person: Person, *, at: datetime) -> None:
    """One person at two societies' doors: the second opens only after the first was withdrawn."""
    user, first = scene.users[person.key], scene.applications[person.key]
    reason = "My interest lies with the other programme; I apply there instead."
    applications.withdraw(first, reason=reason, by=user, at=at)
    other = next(one for one in scene.programmes if one != first.programme)
    scene.programme_of[person.key] = other
    for body in scene.bodies(other):
        if body not in scene.bodies(first.programme):
            _member(scene, person, body, at=at)
    person.case = "plain"
    apply(scene, person, at=at + timedelta(hours=2))


def submit(scene: Scene, person: Person, *, at: datetime) -> None:
    """Hand in; some withdraw the day after."""
    application, user = scene.applications[person.key], scene.users[person.key]
    applications.submit(application, by=user, at=at)
    if person.case == "withdrawn":
        reason = "I have taken another post and cannot be away for three months."
        applications.withdraw(application, reason=reason, by=user, at=at + timedelta(days=1))


def ask(scene: Scene, person: Person, *, at: datetime, written: bool) -> Any:
    """Name the head of department and ask; the letter comes by link unless this is the case of a late one."""
    application, user = scene.applications[person.key], scene.users[person.key]
    dice = random.Random(person.seed + 1)
    cast = person.key == "ada"
    values = {
        "name": "Prof. Ben Bramblewood"
        if cast
        else f"Prof. {dice.choice('ABCDEFGHJKLM')}. {person.family_name[::-1].title()}",
        "email": "ben@bramblewood.example" if cast else f"head.{person.key}@hospital.example",
        "position": "Head of department",
        "institution": person.institution,
        "message": "",
        "agreed": True,
    }
    letter = applications.name_referee(application, values, by=user, at=at)
    applications.ask(letter, by=user, at=at)
    late = person.case in ("late_letter", *mishaps.NOT_PLAIN)
    if not written or late or (cast and scene.stage == "open"):
        return letter
    write(scene, person, letter, at=at + timedelta(days=dice.randrange(1, 6)))
    return letter


def write(scene: Scene, person: Person, letter, *, at: datetime) -> None:
    """The referee opens the link and types the letter."""
    if at >= scene.now:
        return
    invitation = post.invitation_of(letter, LETTER_DOOR)
    applications.open_letter(letter, by=invitation, at=at)
    field = scene.programme_of[person.key].field.lower()
    text = LETTER.format(name=person.given_name, field=field)
    answers = _answers(scene, person)
    applications.write_letter(letter, text=text, answers=answers, by=invitation, at=at)


def _answers(scene: Scene, person: Person) -> dict[str, str]:
    """What this referee ticks beside the letter; the words are in the letter."""
    found = {}
    for one in scene.letter_questions(scene.programme_of[person.key]):
        if one.kind == "choice":
            found[one.code] = one.options[person.seed % 2 % len(one.options)]
        elif one.kind == "scale":
            found[one.code] = str(max(one.lowest, one.highest - person.seed % 3))
    return found


def check(scene: Scene, *, at: datetime) -> None:
    """The society officers take the clear cases together and look at each of the others."""
    for programme in scene.programmes:
        officer = scene.officer_of(programme)
        rows = list(read.for_programme(programme, states=("submitted",)))
        if programme.society.acronym == ONE_SENT_BACK and scene.call.year == 2024:
            plain = next(row for row in rows if scene.person_of(row).case == "plain")
            mishaps.send_back(scene, plain, at=at - timedelta(days=3))
            rows = list(read.for_programme(programme, states=("submitted",)))
        applications.check_clear(programme, [row.pk for row in rows], by=officer, at=at)
        for row in read.for_programme(programme, states=("submitted",)):
            person = scene.person_of(row)
            if person.case == "early":
                note = "Looked at by a person: certified more than four years before closing, no extension."
                applications.bar(row, note=note, by=officer, at=at)
            elif person.case == "no_membership":
                note = "We could not find your membership. Please send proof of it to the office by 29 March."
                applications.hold(row, note=note, by=officer, at=at)
            else:
                applications.admit(
                    row, note="Letter still missing; the committee is told.", by=officer, at=at
                )


def _about(person: Person, country: str) -> dict:
    return {
        "title": person.title,
        "given_name": person.given_name,
        "family_name": person.family_name,
        "institution": person.institution,
        "department": "Department of Radiology",
        "city": person.city,
        "residence_country": country,
        "work_country": country,
        "phone": "",
    }


def _training(person: Person, programme) -> dict:
    return {
        "certified_on": person.certified_on,
        "certified_by": "National Board of Radiology (invented)",
        "profession": "radiologist",
        "training": TRAINING.format(field=programme.field.lower()),
        "interests": INTERESTS.format(field=programme.field.lower()),
    }
