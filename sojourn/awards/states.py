"""The states of an award, and of a change after the award."""

START = "offered"
MOVES = {
    "accept": (("offered",), "accepted"),
    "decline": (("offered",), "declined"),
    "lapse": (("offered",), "lapsed"),
    "fall": (("offered", "accepted"), "fallen"),  # the centre could not take the fellow
    "end": (("accepted",), "ended"),
    "recall": (
        ("offered", "accepted", "declined", "lapsed", "fallen", "ended"),
        "recalled",
    ),  # as the results were
}
HOLDING = ("offered", "accepted")  # takes a place
FREED = ("declined", "lapsed", "fallen")  # gave its place back

CHANGE_START = "proposed"
CHANGE_MOVES = {
    "carry_out": (("proposed",), "done"),
    "refuse": (("proposed",), "refused"),
    "take_back": (("proposed",), "taken_back"),
}
