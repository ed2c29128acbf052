"""The states of a letter in the outbox."""

START = "due"
MOVES = {
    "send": (("due", "failed"), "sent"),
    "fail": (("due", "failed"), "failed"),
    "give_up": (("due", "failed"), "given_up"),
    "stop": (("due", "failed"), "stopped"),
    "bounce": (("due", "failed", "sent"), "bounced"),
    "retry": (("failed", "given_up", "bounced"), "due"),
}
WAITING = ("due", "failed")
TROUBLE = ("failed", "given_up", "bounced")
LOST = ("given_up", "bounced")  # it will not arrive unless somebody does something
