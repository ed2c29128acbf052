"""The states of a letter in the outbox."""

START = "due"
STARTS = ("due", "draft")  # at once, or once somebody has looked at it
MOVES = {
    "send": (("due", "failed"), "sent"),
    "fold": (("due", "failed"), "folded"),  # its text went out inside the one letter of the day
    "fail": (("due", "failed"), "failed"),
    "give_up": (("due", "failed"), "given_up"),
    "queue": (("draft",), "due"),
    "stop": (("draft", "due", "failed"), "stopped"),
    "slip": (("stopped",), "recalled"),  # it had left already when it was stopped
    "withdraw": (("sent", "folded"), "recalled"),
    "bounce": (("due", "failed", "sent"), "bounced"),
    "retry": (("failed", "given_up", "bounced"), "due"),
}
REACHED = ("sent", "folded")
WAITING = ("due", "failed")
UNSENT = ("draft", *WAITING)
TROUBLE = ("failed", "given_up", "bounced")
LOST = ("given_up", "bounced")  # it will not arrive unless somebody does something
