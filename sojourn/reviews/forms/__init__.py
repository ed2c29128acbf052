"""One form per verb."""

from sojourn.reviews.forms.assigning import Assign, Decline, Limit, Way
from sojourn.reviews.forms.conflicts import Declare
from sojourn.reviews.forms.scoring import Score, score_initial

__all__ = (
    "Assign",
    "Declare",
    "Decline",
    "Limit",
    "Score",
    "Way",
    "score_initial",
)
