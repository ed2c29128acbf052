"""Forms of this room."""

from sojourn.alumni.forms.entries import EditStory, Join
from sojourn.alumni.forms.follow_ups import AddQuestion, AnswerFollowUp
from sojourn.alumni.forms.hand_over import AddHint, DoubtHint, EditHint, HideHint
from sojourn.alumni.forms.messages import AnswerMessage, Write

__all__ = (
    "AddHint",
    "AddQuestion",
    "AnswerFollowUp",
    "AnswerMessage",
    "DoubtHint",
    "EditHint",
    "EditStory",
    "HideHint",
    "Join",
    "Write",
)
