"""HTTP in, HTTP out: pages of the applicant, the referee and the office."""

from sojourn.applications.views.applicant import (
    answers,
    application,
    begin,
    dossier,
    mine,
    open_document,
    receipt,
    reinstate,
    submit,
    withdraw,
)
from sojourn.applications.views.decisions import admit, bar, check_clear, hold, refer
from sojourn.applications.views.letters import (
    ask,
    decline_letter,
    name_referee,
    referees,
    remind,
    replace_referee,
    write_letter,
)
from sojourn.applications.views.lists import export_list, office, office_list, office_page
from sojourn.applications.views.ranking import rank, ranking_history, wish
from sojourn.applications.views.returns import answer, send_back
from sojourn.applications.views.sections import (
    add_document,
    confirm_eligibility,
    documents,
    edit_about,
    edit_training,
    note_choices,
    remove_document,
)

__all__ = (
    "add_document",
    "admit",
    "answer",
    "answers",
    "application",
    "ask",
    "bar",
    "begin",
    "check_clear",
    "confirm_eligibility",
    "decline_letter",
    "documents",
    "dossier",
    "edit_about",
    "edit_training",
    "export_list",
    "hold",
    "mine",
    "name_referee",
    "note_choices",
    "office",
    "office_list",
    "office_page",
    "open_document",
    "rank",
    "ranking_history",
    "receipt",
    "refer",
    "referees",
    "reinstate",
    "remind",
    "remove_document",
    "replace_referee",
    "send_back",
    "submit",
    "wish",
    "withdraw",
    "write_letter",
)
