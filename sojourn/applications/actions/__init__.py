"""Everything that writes: the applicant's sections, the referee's letter, the office's check, the clock."""

from sojourn.applications.actions.applicant import (
    Stale,
    add_document,
    begin,
    confirm_eligibility,
    edit_about,
    edit_training,
    note_choices,
    reinstate,
    remove_document,
    submit,
    withdraw,
)
from sojourn.applications.actions.clock import forget, tick
from sojourn.applications.actions.letters import (
    ask,
    decline_letter,
    name_referee,
    open_letter,
    remind,
    replace_referee,
    save_letter,
    write_letter,
)
from sojourn.applications.actions.office import (
    admit,
    bar,
    check,
    check_clear,
    hold,
    open_file,
    open_list,
    refer,
)
from sojourn.applications.actions.ranking import rank
from sojourn.applications.actions.returns import answer, send_back

__all__ = (
    "Stale",
    "add_document",
    "admit",
    "answer",
    "ask",
    "bar",
    "begin",
    "check",
    "check_clear",
    "confirm_eligibility",
    "decline_letter",
    "edit_about",
    "edit_training",
    "forget",
    "hold",
    "name_referee",
    "note_choices",
    "open_file",
    "open_letter",
    "open_list",
    "rank",
    "refer",
    "reinstate",
    "remind",
    "remove_document",
    "replace_referee",
    "save_letter",
    "send_back",
    "submit",
    "tick",
    "withdraw",
    "write_letter",
)
