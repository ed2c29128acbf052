"""Who may be listed, named, written to and asked: the person concerned decides, at any time, both ways."""

from sojourn.alumni.rules.entries import (
    WORDING,
    may_agree_story,
    may_edit_story,
    may_join,
    may_leave,
    may_refuse_story,
)
from sojourn.alumni.rules.follow_ups import may_answer_follow_up, may_keep_questions, may_stop_follow_ups
from sojourn.alumni.rules.hand_over import (
    may_add_hint,
    may_confirm_hint,
    may_doubt_hint,
    may_edit_hint,
    may_hide_hint,
    may_remove_hint,
    may_show_hint,
)
from sojourn.alumni.rules.messages import may_answer_message, may_report_message, may_write

__all__ = (
    "WORDING",
    "may_add_hint",
    "may_agree_story",
    "may_answer_follow_up",
    "may_answer_message",
    "may_confirm_hint",
    "may_doubt_hint",
    "may_edit_hint",
    "may_edit_story",
    "may_hide_hint",
    "may_join",
    "may_keep_questions",
    "may_leave",
    "may_refuse_story",
    "may_remove_hint",
    "may_report_message",
    "may_show_hint",
    "may_stop_follow_ups",
    "may_write",
)
