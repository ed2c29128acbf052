"""Everything that writes: the applicant's sections, the referee's letter, the office's check, the clock."""

from sojourn.applications.actions.applicant import (
    Stale,
    begin,
    confirm_eligibility,
    edit_about,
    edit_training,
    note_choices,
    reinstate,
    submit,
    withdraw,
)
from sojourn.applications.actions.awarded import keep_awards
from sojourn.applications.actions.begun import drop_begun, keep_begun
from sojourn.applications.actions.carrying import carry_over, drop_orcid, keep_orcid, take_orcid
from sojourn.applications.actions.clock import forget, tick
from sojourn.applications.actions.copies import NamesLeft, redact, unredact
from sojourn.applications.actions.letters import (
    ask,
    bounce_letter,
    change_address,
    name_referee,
    remind,
    replace_referee,
)
from sojourn.applications.actions.office import (
    admit,
    allow_days,
    bar,
    check,
    check_clear,
    hold,
    open_file,
    open_list,
    refer,
)
from sojourn.applications.actions.pairs import confirm_memberships, judge_pair
from sojourn.applications.actions.papers import add_document, remove_document
from sojourn.applications.actions.ranking import rank
from sojourn.applications.actions.references import (
    StaleDraft,
    add_letter_file,
    decline_letter,
    hand_over,
    open_letter,
    remove_letter_file,
    reuse_letter,
    save_letter,
    upload_letter,
    write_letter,
)
from sojourn.applications.actions.returns import answer, send_back
from sojourn.applications.actions.sections import (
    answer_file,
    answer_questions,
    discard,
    edit_cv,
    keep,
    remove_answer,
)

__all__ = (
    "NamesLeft",
    "Stale",
    "StaleDraft",
    "add_document",
    "add_letter_file",
    "admit",
    "allow_days",
    "answer",
    "answer_file",
    "answer_questions",
    "ask",
    "bar",
    "begin",
    "bounce_letter",
    "carry_over",
    "change_address",
    "check",
    "check_clear",
    "confirm_eligibility",
    "confirm_memberships",
    "decline_letter",
    "discard",
    "drop_begun",
    "drop_orcid",
    "edit_about",
    "edit_cv",
    "edit_training",
    "forget",
    "hand_over",
    "hold",
    "judge_pair",
    "keep",
    "keep_awards",
    "keep_begun",
    "keep_orcid",
    "name_referee",
    "note_choices",
    "open_file",
    "open_letter",
    "open_list",
    "rank",
    "redact",
    "refer",
    "reinstate",
    "remind",
    "remove_answer",
    "remove_document",
    "remove_letter_file",
    "replace_referee",
    "reuse_letter",
    "save_letter",
    "send_back",
    "submit",
    "take_orcid",
    "tick",
    "unredact",
    "upload_letter",
    "withdraw",
    "write_letter",
)
