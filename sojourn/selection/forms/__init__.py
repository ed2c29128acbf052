"""One form per verb; the ranking has one row form per application."""

from sojourn.selection.forms.matches import Commit, Discard, Draw, TryOut
from sojourn.selection.forms.meetings import Cast, DecideItem, PlanMeeting, WriteNote
from sojourn.selection.forms.nominations import AcceptNomination, DeclineNomination, GiveTime
from sojourn.selection.forms.panels import Decide, Judge, Reopen, row_forms, rows_in, suggestion
from sojourn.selection.forms.releases import Drop

__all__ = (
    "AcceptNomination",
    "Cast",
    "Commit",
    "Decide",
    "DecideItem",
    "DeclineNomination",
    "Discard",
    "Draw",
    "Drop",
    "GiveTime",
    "Judge",
    "PlanMeeting",
    "Reopen",
    "TryOut",
    "WriteNote",
    "row_forms",
    "rows_in",
    "suggestion",
)
