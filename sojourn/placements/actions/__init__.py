"""Every verb of a stay, by its part: dates and arrival, plan, logbook, closing."""

from sojourn.placements.actions.agreement import (
    agree_dates,
    confirm_arrival,
    end_early,
    follow_awards,
    forget,
    open_accepted,
    propose_dates,
    refuse_dates,
    tick,
)
from sojourn.placements.actions.alarms import add_to_alarm, answer_alarm, close_alarm, raise_alarm
from sojourn.placements.actions.amendments import (
    agree_amendment,
    ask_amendment,
    refuse_amendment,
    take_back,
)
from sojourn.placements.actions.closing import (
    accept_report,
    complete,
    evaluate,
    file_report,
    return_report,
    save_report,
)
from sojourn.placements.actions.errands import finish_errand, reopen_errand, spare_errand
from sojourn.placements.actions.logbook import (
    answer_check_in,
    check_in,
    correct_entry,
    countersign,
    log,
    query_entry,
)
from sojourn.placements.actions.plan import copy_plan, edit_plan, sign_plan

__all__ = [
    "accept_report",
    "add_to_alarm",
    "agree_amendment",
    "agree_dates",
    "answer_alarm",
    "answer_check_in",
    "ask_amendment",
    "check_in",
    "close_alarm",
    "complete",
    "confirm_arrival",
    "copy_plan",
    "correct_entry",
    "countersign",
    "edit_plan",
    "end_early",
    "evaluate",
    "file_report",
    "finish_errand",
    "follow_awards",
    "forget",
    "log",
    "open_accepted",
    "propose_dates",
    "query_entry",
    "raise_alarm",
    "refuse_amendment",
    "refuse_dates",
    "reopen_errand",
    "return_report",
    "save_report",
    "sign_plan",
    "spare_errand",
    "take_back",
    "tick",
]
