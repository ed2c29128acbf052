"""The states of a letter in the outbox."""

START = "due"
MOVES = {
    "send": (("due", "failed"), "sent"),
    "fail": (("due", "failed"), "failed"),
    "give_up": (("due", "failed"), "given_up"),
    "stop": (("due", "failed"), "stopped"),
    "retry": (("failed", "given_up"), "due"),
}
WAITING = ("due", "failed")
