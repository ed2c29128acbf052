"""The states of an award and of an instalment."""

START = "offered"
MOVES = {
    "accept": (("offered",), "accepted"),
    "decline": (("offered",), "declined"),
    "lapse": (("offered",), "lapsed"),
    "end": (("accepted",), "ended"),
}
HOLDING = ("offered", "accepted")  # takes a place

INSTALMENT_START = "planned"
INSTALMENT_MOVES = {
    "trigger": (("planned",), "due"),
    "pay": (("due",), "paid"),
    "cancel": (("planned", "due"), "cancelled"),
}
