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
}
ASKED_LAST = ["centre", "new_centre"]  # parties, not states
# Who may ask for it, and in which states of the stay it can be.
ASKERS = {
    "redate": ("fellow", "office", "centre"),
    "extend": ("fellow", "office", "centre"),
    "interrupt": ("fellow", "office", "centre"),
    "move": ("fellow", "office"),
    "end": ("fellow", "office", "centre"),
}
AMENDABLE = {
    "redate": ("agreed",),
    "extend": ("agreed", "arrived"),
    "interrupt": ("arrived",),
    "move": ("arrived",),
    "end": ("agreeing", "proposed", "agreed", "arrived"),
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

# The five questions of each side, mirrored: code, question, what 1, 3 and 5 mean.
QUESTIONS = {
    "tutor": (
        (
            "preparation",
            "How well prepared did the fellow come?",
            (
                "The basics had to come first",
                "Could follow from the start",
                "Worked along from the first day",
            ),
        ),
        (
            "progress",
            "How far did the fellow come towards the objectives of the plan?",
            ("Hardly moved", "As planned", "Clearly further than planned"),
        ),
        (
            "independence",
            "How much can the fellow now do alone?",
            ("Watches", "Works under supervision", "Works alone and knows when to ask"),
        ),
        (
            "engagement",
            "How engaged was the fellow?",
            ("Rarely took part", "Took part when asked", "Sought out cases, meetings and questions"),
        ),
        (
            "teamwork",
            "How did the fellow work with the team?",
            ("Stayed outside it", "Fitted in", "Made the team better"),
        ),
    ),
    "fellow": (
        (
            "welcome",
            "How well was the centre prepared for you?",
            (
                "Nobody expected me",
                "Most was ready in the first week",
                "Everything was ready on the first day",
            ),
        ),
        (
            "learning",
            "How far did the centre bring you towards the objectives of the plan?",
            ("Hardly at all", "As planned", "Clearly further than planned"),
        ),
        (
            "doing",
            "How much could you do yourself?",
            ("I watched", "I worked under supervision", "I worked alone and could always ask"),
        ),
        (
            "supervision",
            "How present was your tutor?",
            ("Rarely there", "There when asked", "Took time every week"),
        ),
        (
            "team",
            "How did the team take you in?",
            ("I stayed a guest", "I belonged to it", "I will keep working with them"),
        ),
    ),
}
