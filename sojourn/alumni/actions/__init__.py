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
from sojourn.alumni.actions.hand_over import (
    add_hint,
    confirm_hint,
    doubt_hint,
    edit_hint,
    hide_hint,
    remove_hint,
    show_hint,
)
from sojourn.alumni.actions.messages import answer_message, report_message, write
from sojourn.alumni.actions.stories import agree_story, refuse_story
from sojourn.alumni.models import Alumnus, Answer, Hint, Message, Named
from sojourn.post import actions as post


def forget(person: Any, *, at: datetime) -> None:
    """The entry goes as a whole, and with it messages both ways; of old answers only the choices stay."""
    for row in Named.objects.filter(alumnus__user=person):
        post.forget_about(row)
    Alumnus.objects.filter(user=person).delete()
    Message.objects.filter(sender=person).delete()
    Hint.objects.filter(author=person).delete()
    rows = queries.forgotten(person)
    Answer.objects.filter(follow_up__in=rows, question__kind="text").delete()


__all__ = (
    "FIELDS",
    "add_hint",
    "add_question",
    "agree_story",
    "answer_follow_up",
    "answer_message",
    "begin_questions",
    "confirm_hint",
    "doubt_hint",
    "edit_hint",
    "edit_story",
    "forget",
    "hide_hint",
    "join",
    "leave",
    "refuse_story",
    "remove_hint",
    "report_message",
    "retire_question",
    "show_hint",
    "stop_follow_ups",
    "tick",
    "write",
)
