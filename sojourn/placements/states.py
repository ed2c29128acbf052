"""The states of a placement, its changes, its plan, a logbook entry, a report, an alarm and an errand."""

START = "agreeing"
MOVES = {
    "propose_dates": (("agreeing", "proposed"), "proposed"),
    "agree_dates": (("proposed",), "agreed"),
    "refuse_dates": (("proposed",), "agreeing"),
    "confirm_arrival": (("agreed",), "arrived"),
    "start_over": (("agreeing", "proposed", "agreed"), "agreeing"),  # another place, or another window
    "complete": (("arrived",), "completed"),
    "end_early": (("agreeing", "proposed", "agreed", "arrived"), "ended_early"),
}
RUNNING = ("agreeing", "proposed", "agreed", "arrived")

AMENDMENT_START = "asked"
AMENDMENT_MOVES = {
    "carry_out": (("asked",), "done"),
    "refuse_amendment": (("asked",), "refused"),
    "take_back": (("asked",), "taken_back"),
}
# Who must agree to which change of a stay, in this order: a centre is asked when the others have agreed.
PARTIES = {
    "redate": ("fellow", "centre"),
    "extend": ("fellow", "office", "centre"),
    "interrupt": ("fellow", "office", "centre"),
    "move": ("fellow", "office", "new_centre"),
    "end": ("office",),
    "tutor": (),
}
ASKED_LAST = ["centre", "new_centre"]  # parties, not states
# Who may ask for it, and in which states of the stay it can be.
ASKERS = {
    "redate": ("fellow", "office", "centre"),
    "extend": ("fellow", "office", "centre"),
    "interrupt": ("fellow", "office", "centre"),
    "move": ("fellow", "office"),
    "end": ("fellow", "office", "centre"),
    "tutor": ("office", "centre"),  # a fellow who needs another one tells an officer (alarm)
}
AMENDABLE = {
    "redate": ("agreed",),
    "extend": ("agreed", "arrived"),
    "interrupt": ("arrived",),
    "move": ("arrived",),
    "end": ("agreeing", "proposed", "agreed", "arrived"),
    "tutor": ("agreeing", "proposed", "agreed", "arrived"),
}
# Why a stay ends early; whether somebody has to have arrived for it (None: either way).
CAUSES = {
    "visa": ("The visa was refused", False),
    "no_show": ("The fellow did not come", False),
    "centre": ("The centre cannot host any longer", None),
    "health": ("Illness, or care for somebody", None),
    "work": ("Called back, or a new post", None),
    "conduct": ("Rules were broken", None),
    "safety": ("It was not safe or not bearable there", None),
    "other": ("Another reason", None),
}

ENTRY_START = "logged"
ENTRY_MOVES = {
    "countersign": (("logged",), "countersigned"),
    "query_entry": (("logged",), "queried"),
    "correct_entry": (("logged", "queried"), "logged"),
}

REPORT_START = "draft"
REPORT_MOVES = {
    "file_report": (("draft", "returned"), "filed"),
    "return_report": (("filed",), "returned"),
    "accept_report": (("filed",), "accepted"),
}
REPORT_OPEN = ("draft", "returned")

ALARM_START = "raised"
ALARM_MOVES = {
    "answer_alarm": (("raised", "answered"), "answered"),
    "add_to_alarm": (("raised", "answered"), "raised"),
    "close_alarm": (("raised", "answered"), "closed"),
}

ERRAND_START = "open"
ERRAND_MOVES = {
    "finish_errand": (("open",), "done"),
    "spare_errand": (("open",), "spared"),
    "reopen_errand": (("done", "spared"), "open"),
}
