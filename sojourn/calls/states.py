"""The states of a call, of one person's later closing, and of a film whose speaker is asked.

Open, closed and the later phases follow from a call's dates.
"""

START = "draft"
MOVES = {"announce": (("draft",), "announced"), "complete": (("announced",), "completed")}
PUBLIC = ("announced", "completed")

EXTENSION_START = "proposed"
EXTENSION_MOVES = {
    "sign_extension": (("proposed",), "signed"),
    "refuse_extension": (("proposed",), "refused"),
}

TIP_START = "shown"
TIP_MOVES = {
    "ask_speaker": (("shown", "asked", "hidden"), "asked"),
    "agree_tip": (("asked", "hidden"), "shown"),
    "refuse_tip": (("asked", "shown"), "hidden"),
}
