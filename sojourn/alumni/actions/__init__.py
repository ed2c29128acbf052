"""Join, tell a story, name others, write, answer, leave."""

from datetime import datetime
from typing import Any

from sojourn.alumni import queries
from sojourn.alumni.actions.entries import FIELDS, edit_story, join, leave
from sojourn.alumni.actions.follow_ups import (
    add_question,
    answer_follow_up,
    begin_questions,
    retire_question,
    stop_follow_ups,
    tick,
)
from sojourn.alumni.actions.messages import answer_message, report_message, write
from sojourn.alumni.actions.stories import agree_story, refuse_story
from sojourn.alumni.models import Alumnus, Answer, Message, Named
from sojourn.post import actions as post


def forget(person: Any, *, at: datetime) -> None:
    """The entry goes as a whole, and with it messages both ways; of old answers only the choices stay."""
    for row in Named.objects.filter(alumnus__user=person):
        post.forget_about(row)
    Alumnus.objects.filter(user=person).delete()
    Message.objects.filter(sender=person).delete()
    rows = queries.forgotten(person)
    Answer.objects.filter(follow_up__in=rows, question__kind="text").delete()


__all__ = (
    "FIELDS",
    "add_question",
    "agree_story",
    "answer_follow_up",
    "answer_message",
    "begin_questions",
    "edit_story",
    "forget",
    "join",
    "leave",
    "refuse_story",
    "report_message",
    "retire_question",
    "stop_follow_ups",
    "tick",
    "write",
)
