"""Every verb of this room: panels, the match, the centres' answers, the release."""

from sojourn.selection.actions.advice import (
    advise,
)
from sojourn.selection.actions.appeals import (
    WORDING,
    answer_appeal,
    appeal,
    list_name,
)
from sojourn.selection.actions.clock import (
    tick,
)
from sojourn.selection.actions.lotteries import (
    commit,
    draw,
)
from sojourn.selection.actions.matches import (
    Disagreement,
    read,
    run,
)
from sojourn.selection.actions.meetings import (
    NoteStale,
    call_up,
    cancel_meeting,
    cast,
    close_ballot,
    close_meeting,
    decide_item,
    open_ballot,
    open_meeting,
    plan_meeting,
    put_off,
    write_note,
)
from sojourn.selection.actions.nominations import (
    accept_nomination,
    ask_centres,
    confirm,
    decline_nomination,
    discard,
    give_time,
)
from sojourn.selection.actions.packs import (
    ask_packs,
    fetch_pack,
    make_packs,
)
from sojourn.selection.actions.panels import (
    Stale,
    decide,
    judge,
    open_panel,
    reopen,
    sign,
)
from sojourn.selection.actions.releases import (
    HOLD,
    cancel,
    drop,
    forget,
    hold,
    prepare,
    publish,
    recall,
    tell,
)
from sojourn.selection.actions.scenarios import (
    drop_scenario,
    try_out,
)
from sojourn.selection.actions.tallies import (
    reckon_large,
)

__all__ = (
    "HOLD",
    "WORDING",
    "Disagreement",
    "NoteStale",
    "Stale",
    "accept_nomination",
    "advise",
    "answer_appeal",
    "appeal",
    "ask_centres",
    "ask_packs",
    "call_up",
    "cancel",
    "cancel_meeting",
    "cast",
    "close_ballot",
    "close_meeting",
    "commit",
    "confirm",
    "decide",
    "decide_item",
    "decline_nomination",
    "discard",
    "draw",
    "drop",
    "drop_scenario",
    "fetch_pack",
    "forget",
    "give_time",
    "hold",
    "judge",
    "list_name",
    "make_packs",
    "open_ballot",
    "open_meeting",
    "open_panel",
    "plan_meeting",
    "prepare",
    "publish",
    "put_off",
    "read",
    "recall",
    "reckon_large",
    "reopen",
    "run",
    "sign",
    "tell",
    "tick",
    "try_out",
    "write_note",
)
