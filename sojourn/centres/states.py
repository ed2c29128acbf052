"""The states of a centre: an institution volunteers, the society approves."""

START = "offered"
MOVES = {
    "approve": (("offered", "retired"), "approved"),
    "retire": (("offered", "approved"), "retired"),
}
