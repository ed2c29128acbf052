"""The states of an alumni entry."""

START = "listed"
MOVES = {"leave": (("listed",), "left"), "rejoin": (("left",), "listed")}
