"""The states of an entry, of those whom a story names, of messages, follow-ups and lines handed over."""

START = "listed"
MOVES = {"leave": (("listed",), "left"), "rejoin": (("left",), "listed")}

NAMED_START = "asked"
NAMED_MOVES = {
    "agree_story": (("asked", "refused"), "agreed"),
    "refuse_story": (("asked", "agreed"), "refused"),
    "ask_again": (("agreed", "refused"), "asked"),
}

MESSAGE_START = "sent"
MESSAGE_MOVES = {
    "answer_message": (("sent",), "answered"),
    "report_message": (("sent", "answered"), "reported"),
}

FOLLOW_UP_START = "asked"
FOLLOW_UP_MOVES = {
    "answer_follow_up": (("asked",), "answered"),
    "stop_follow_ups": (("asked",), "stopped"),
}

HINT_START = "shown"
HINT_MOVES = {
    "doubt_hint": (("shown",), "doubted"),
    "confirm_hint": (("shown", "doubted"), "shown"),
    "hide_hint": (("shown", "doubted"), "hidden"),
    "show_hint": (("hidden", "doubted"), "shown"),
}
