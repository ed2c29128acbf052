"""One form per verb."""

from sojourn.reviews.forms.assigning import Assign, AssignAll, AssignByHand, Decline, Limit
from sojourn.reviews.forms.conflicts import Declare
from sojourn.reviews.forms.scoring import Abstain, Remark, Score, Train, Where, score_initial

__all__ = (
    "Abstain",
    "Assign",
    "AssignAll",
    "AssignByHand",
    "Declare",
    "Decline",
    "Limit",
    "Remark",
    "Score",
    "Train",
    "Where",
    "score_initial",
)
