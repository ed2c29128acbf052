"""Who may decide, sign, run, answer, read, prepare and publish, and when."""

from sojourn.selection.rules.advice import (
    may_advise,
)
from sojourn.selection.rules.appeals import (
    may_answer_appeal,
    may_appeal,
    may_list,
)
from sojourn.selection.rules.matches import (
    may_discard,
    may_read,
    may_run,
)
from sojourn.selection.rules.meetings import (
    may_ask_packs,
    may_call_up,
    may_cancel_meeting,
    may_cast,
    may_close_ballot,
    may_close_meeting,
    may_decide_item,
    may_fetch_pack,
    may_open_ballot,
    may_open_meeting,
    may_plan_meeting,
    may_put_off,
    may_see_reviewers,
    may_write_note,
)
from sojourn.selection.rules.nominations import (
    may_accept_nomination,
    may_ask_centres,
    may_decline_nomination,
    may_give_time,
)
from sojourn.selection.rules.panels import (
    may_decide,
    may_judge,
    may_open_panel,
    may_place,
    may_reopen,
    may_sign,
)
from sojourn.selection.rules.parts import (
    NOT_CHAIR,
    NOT_OFFICE,
    NOT_YOURS,
    after_closing,
    leads,
    many,
)
from sojourn.selection.rules.releases import (
    may_cancel,
    may_drop,
    may_hold,
    may_prepare,
    may_publish,
    may_recall,
)
from sojourn.selection.rules.rooms import (
    may_commit,
    may_draw,
    may_drop_scenario,
    may_look,
    may_try_out,
)

__all__ = (
    "NOT_CHAIR",
    "NOT_OFFICE",
    "NOT_YOURS",
    "after_closing",
    "leads",
    "many",
    "may_accept_nomination",
    "may_advise",
    "may_answer_appeal",
    "may_appeal",
    "may_ask_centres",
    "may_ask_packs",
    "may_call_up",
    "may_cancel",
    "may_cancel_meeting",
    "may_cast",
    "may_close_ballot",
    "may_close_meeting",
    "may_commit",
    "may_decide",
    "may_decide_item",
    "may_decline_nomination",
    "may_discard",
    "may_draw",
    "may_drop",
    "may_drop_scenario",
    "may_fetch_pack",
    "may_give_time",
    "may_hold",
    "may_judge",
    "may_list",
    "may_look",
    "may_open_ballot",
    "may_open_meeting",
    "may_open_panel",
    "may_place",
    "may_plan_meeting",
    "may_prepare",
    "may_publish",
    "may_put_off",
    "may_read",
    "may_recall",
    "may_reopen",
    "may_run",
    "may_see_reviewers",
    "may_sign",
    "may_try_out",
    "may_write_note",
)
