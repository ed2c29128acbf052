"""One form per verb; the ranking has one row form per application."""

from sojourn.selection.forms.advice import (
    Advise,
    advice_forms,
)
from sojourn.selection.forms.appeals import (
    AnswerAppeal,
    Appeal,
)
from sojourn.selection.forms.matches import (
    Commit,
    Discard,
    Draw,
    TryOut,
)
from sojourn.selection.forms.meetings import (
    Cast,
    DecideItem,
    PlanMeeting,
    WriteNote,
)
from sojourn.selection.forms.nominations import (
    AcceptNomination,
    DeclineNomination,
    GiveTime,
)
from sojourn.selection.forms.panels import (
    Decide,
    Judge,
    Reopen,
    row_forms,
    rows_in,
    suggestion,
)
from sojourn.selection.forms.releases import (
    Cancel,
    Drop,
    Hold,
    Prepare,
    Recall,
)

__all__ = (
    "AcceptNomination",
    "Advise",
    "AnswerAppeal",
    "Appeal",
    "Cancel",
    "Cast",
    "Commit",
    "Decide",
    "DecideItem",
    "DeclineNomination",
    "Discard",
    "Draw",
    "Drop",
    "GiveTime",
    "Hold",
    "Judge",
    "PlanMeeting",
    "Prepare",
    "Recall",
    "Reopen",
    "TryOut",
    "WriteNote",
    "advice_forms",
    "row_forms",
    "rows_in",
    "suggestion",
)
