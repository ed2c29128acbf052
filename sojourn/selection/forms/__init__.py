"""One form per verb; the ranking has one row form per application."""

from sojourn.selection.forms.matches import Discard
from sojourn.selection.forms.nominations import AcceptNomination, DeclineNomination, GiveTime
from sojourn.selection.forms.panels import Decide, Reopen, row_forms
from sojourn.selection.forms.releases import Drop

__all__ = (
    "AcceptNomination",
    "Decide",
    "DeclineNomination",
    "Discard",
    "Drop",
    "GiveTime",
    "Reopen",
    "row_forms",
)
