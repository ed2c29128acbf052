"""Years after their stay, former fellows are asked how it went on, and most answer."""

from __future__ import annotations

import random
from datetime import datetime, timedelta
from typing import Any

from sojourn.alumni import actions as alumni
from sojourn.alumni import queries as read

A_MONTH = timedelta(days=30)
WORDS = "Let fellows meet the tutor by video before they travel."


def ask(*, since: datetime, until: datetime, by: Any) -> None:
    """Month by month: the clock asks, three of four answer within it."""
    alumni.begin_questions(by=by, at=since)
    dice, at = random.Random("sojourn-later"), since
    while at <= until:
        for row in alumni.tick(at=at):
            if dice.random() < 0.75:
                alumni.answer_follow_up(row, _answers(row, dice), by=row.placement.fellow, at=at)
        at += A_MONTH


def _answers(row: Any, dice: random.Random) -> dict[int, str]:
    given = {}
    for question in read.questions(row.years):
        if question.kind == "choice":
            given[question.pk] = dice.choice([*question.choices[:1] * 3, *question.choices])
        elif question.kind == "number":
            given[question.pk] = str(dice.randrange(1, 12))
        elif dice.random() < 0.3:
            given[question.pk] = WORDS
    return given
