"""One form per verb; the ranking has one row form per application."""

from sojourn.selection.forms.matches import Discard
from sojourn.selection.forms.meetings import Cast, DecideItem, PlanMeeting, WriteNote
from sojourn.selection.forms.nominations import AcceptNomination, DeclineNomination, GiveTime
from sojourn.selection.forms.panels import Decide, Judge, Reopen, row_forms, rows_in, suggestion
from sojourn.selection.forms.releases import Drop

__all__ = (
    "AcceptNomination",
    "Cast",
    "Decide",
    "DecideItem",
    "DeclineNomination",
    "Discard",
    "Drop",
    "GiveTime",
    "Judge",
    "PlanMeeting",
    "Reopen",
    "WriteNote",
    "row_forms",
    "rows_in",
    "suggestion",
)
