"""Pages on which a former fellow decides what is shown, is written to, and is asked."""

from sojourn.alumni.views.entries import edit_story, join, leave, mine
from sojourn.alumni.views.follow_ups import (
    add_question,
    answer_by_link,
    answer_follow_up,
    follow_ups,
    retire_question,
)
from sojourn.alumni.views.hand_over import (
    add_hint,
    confirm_hint,
    doubt_hint,
    doubted_hints,
    edit_hint,
    hand_over,
    hand_overs,
    hide_hint,
    remove_hint,
    show_hint,
)
from sojourn.alumni.views.messages import answer_message, messages, report_message, write
from sojourn.alumni.views.stories import named_in

__all__ = (
    "add_hint",
    "add_question",
    "answer_by_link",
    "answer_follow_up",
    "answer_message",
    "confirm_hint",
    "doubt_hint",
    "doubted_hints",
    "edit_hint",
    "edit_story",
    "follow_ups",
    "hand_over",
    "hand_overs",
    "hide_hint",
    "join",
    "leave",
    "messages",
    "mine",
    "named_in",
    "remove_hint",
    "report_message",
    "retire_question",
    "show_hint",
    "write",
)
