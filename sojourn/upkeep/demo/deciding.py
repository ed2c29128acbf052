"""Reviewers score, chairs rank and sign, the office matches, centres answer, two people publish."""

from __future__ import annotations

import random
from datetime import datetime, timedelta

from sojourn.calls import queries as calls
from sojourn.reviews import actions as reviews
from sojourn.reviews.models import Assignment
from sojourn.selection import actions as selection
from sojourn.selection import queries as read
from sojourn.societies import queries as societies
from sojourn.upkeep.demo.scene import Scene

FEEDBACK = (
    "More of your own cases in the letter of motivation.",
    "Say what will change at home after the stay.",
    "A second referee from the subspecialty would have helped.",
    "",
)
BORDERLINE = "Certified a little more than three years before closing; the training shown makes up for it."
REASONS = {
    "strong": "The committee found your file strong in all criteria.",
    "training": "Your training and experience fit the programme well.",
    "others_stronger": "Your application was good. Others scored higher, and the places were few.",
}


def assign(scene: Scene, *, at: datetime) -> None:
    """Every programme's reviewers get their files."""
    for programme in scene.programmes:
        reviews.assign_all(programme, by=scene.officer_of(programme), at=at)


def score(scene: Scene, *, at: datetime, part: float = 1.0) -> None:
    """Reviewers declare, score and finish; with `part` below 1 some have only begun."""
    for programme in scene.programmes:
        criteria = list(calls.criteria(programme))
        rows = Assignment.objects.filter(
            application__programme=programme, state__in=("assigned", "scoring")
        ).select_related(
            "application__programme__call",
            "application__programme__society",
            "application__applicant",
            "reviewer",
        )
        for row in rows.order_by("assigned_at", "reviewer__email", "application__number"):
            _score_one(row, criteria, scene.person_of(row.application), at=at, part=part)


def _score_one(row: Assignment, criteria: list, person, *, at: datetime, part: float) -> None:
    dice = random.Random(f"{row.reviewer.email}-{person.seed}")
    roll = dice.random()
    if roll > part:
        return
    severity = random.Random(row.reviewer.email).uniform(-0.6, 0.6)
    reviews.declare_none(row, by=row.reviewer, at=at)
    levels = {
        criterion.pk: max(
            criterion.lowest,
            min(criterion.highest, round(1.5 + 3.2 * person.strength + severity + dice.uniform(-0.9, 0.9))),
        )
        for criterion in criteria
    }
    values = {
        **levels,
        "comment": "A clear file." if person.strength > 0.6 else "",
        "feedback": dice.choice(FEEDBACK),
    }
    reviews.score(row, values, by=row.reviewer, at=at)
    if part == 1.0 or roll < part * 0.7:
        reviews.finish(row, by=row.reviewer, at=at)


def rank(scene: Scene, *, at: datetime, leave: str = "") -> None:
    """Chairs take the order of the scores and sign; the society `leave` is left as it is."""
    for programme in scene.programmes:
        if programme.society.acronym == leave:
            continue
        chair = societies.chair(programme.society)
        panel = selection.open_panel(programme, by=chair, at=at)
        rows = read.ranking(programme, chair, at=at)
        hidden = read.hidden_from_chair(programme, [row for row, _ in read.rows_of(programme)])
        officer = scene.officer_of(programme)
        for application, _ in read.rows_of(programme):
            if application.state == "borderline":
                by = officer if application.pk in hidden else chair
                selection.judge(application, eligible=True, reason=BORDERLINE, by=by, at=at)
        selection.decide(panel, _decisions(rows, programme.places or 1), by=chair, at=at)
        if hidden:
            rows = [row for row in read.ranking(programme, officer, at=at) if row.editable]
            selection.decide(panel, _decisions(rows, 0), by=officer, at=at)
        selection.sign(panel, by=chair, at=at + timedelta(hours=1))


def _decisions(rows: list, places: int) -> list[dict]:
    decisions = []
    for index, row in enumerate(rows):
        mean = row.standing.mean if row.standing else None
        ranked = index < max(3 * places, 4) and (mean or 0) >= 2
        code = "strong" if index < places else "training" if ranked else "others_stronger"
        decisions.append(
            {
                "application": row.application,
                "outcome": "ranked" if ranked else "unranked",
                "position": index + 1 if ranked else None,
                "reason_code": code,
                "reason": REASONS[code],
            }
        )
    return decisions


def match(scene: Scene, *, at: datetime):
    """The one match; centres accept and name their first tutor."""
    match = selection.run(scene.call, by=scene.officer, at=at)
    selection.ask_centres(match, by=scene.officer, at=at + timedelta(hours=1))
    return match


def publish(scene: Scene, match, *, at: datetime) -> None:
    """Centres answer, chairs read, one prepares and another publishes."""
    for nomination in match.nominations.filter(state="asked").select_related("offer__centre__institution"):
        tutor = nomination.offer.centre.tutors.filter(active=True).first()
        coordinator = nomination.offer.centre.institution.coordinators.select_related("user").first().user
        selection.accept_nomination(nomination, tutor=tutor, by=coordinator, at=at - timedelta(days=3))
    match.refresh_from_db()
    for programme in scene.programmes:
        chair = societies.chair(programme.society)
        selection.read(match, programme, by=chair, at=at - timedelta(days=1))
    release = selection.prepare(match, by=scene.officer, at=at - timedelta(hours=2))
    selection.hold(release, by=scene.second, at=at - selection.HOLD)
    selection.publish(release, at=at)
