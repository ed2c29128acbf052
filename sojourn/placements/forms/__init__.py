"""Forms of a stay: short, made for a phone."""

from sojourn.placements.forms.alarms import AddToAlarm, AnswerAlarm, RaiseAlarm
from sojourn.placements.forms.changes import AgreeAmendment, RefuseAmendment, asking
from sojourn.placements.forms.closing import EndEarly, Evaluate, FileReport, ReturnReport
from sojourn.placements.forms.logbook import CheckIn, CorrectEntry, Log, QueryEntry
from sojourn.placements.forms.plan import (
    LEVELS,
    ConfirmArrival,
    EditPlan,
    ProposeDates,
    RefuseDates,
    SignPlan,
)

__all__ = [
    "LEVELS",
    "AddToAlarm",
    "AgreeAmendment",
    "AnswerAlarm",
    "CheckIn",
    "ConfirmArrival",
    "CorrectEntry",
    "EditPlan",
    "EndEarly",
    "Evaluate",
    "FileReport",
    "Log",
    "ProposeDates",
    "QueryEntry",
    "RaiseAlarm",
    "RefuseAmendment",
    "RefuseDates",
    "ReturnReport",
    "SignPlan",
    "asking",
]
