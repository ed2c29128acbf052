"""The states of a call, and of one person's later closing.

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
