"""Pages of the stay: the fellow's, the centre's, the tutor's by link, the office's."""

from sojourn.placements.views.alarms import add_to_alarm, alarm, answer_alarm, close_alarm, raise_alarm
from sojourn.placements.views.amending import amendment, amendments, ask_amendment
from sojourn.placements.views.centre import agree_dates, confirm_arrival, hosted, refuse_dates
from sojourn.placements.views.errands import before_arrival, finish_errand, reopen_errand, spare_errand
from sojourn.placements.views.fellow import (
    evaluate,
    evaluation,
    file_report,
    mine,
    propose_dates,
    report,
    stay,
)
from sojourn.placements.views.logbooks import correct_entry, export_logbook, log, log_worker, logbook
from sojourn.placements.views.office import (
    accept_report,
    complete,
    end_early,
    export_list,
    office,
    return_report,
)
from sojourn.placements.views.plans import copy_plan, edit_plan, plan, plan_version, sign_plan
from sojourn.placements.views.tutor import (
    countersign,
    query_entry,
    tutor_amendment,
    tutor_arrival,
    tutor_dates,
    tutor_evaluate,
    tutor_page,
    tutor_plan,
)

__all__ = [
    "accept_report",
    "add_to_alarm",
    "agree_dates",
    "alarm",
    "amendment",
    "amendments",
    "answer_alarm",
    "ask_amendment",
    "before_arrival",
    "close_alarm",
    "complete",
    "confirm_arrival",
    "copy_plan",
    "correct_entry",
    "countersign",
    "edit_plan",
    "end_early",
    "evaluate",
    "evaluation",
    "export_list",
    "export_logbook",
    "file_report",
    "finish_errand",
    "hosted",
    "log",
    "log_worker",
    "logbook",
    "mine",
    "office",
    "plan",
    "plan_version",
    "propose_dates",
    "query_entry",
    "raise_alarm",
    "refuse_dates",
    "reopen_errand",
    "report",
    "return_report",
    "sign_plan",
    "spare_errand",
    "stay",
    "tutor_amendment",
    "tutor_arrival",
    "tutor_dates",
    "tutor_evaluate",
    "tutor_page",
    "tutor_plan",
]
