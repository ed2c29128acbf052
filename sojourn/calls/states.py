"""The states of a call. Open, closed and the later phases follow from its dates."""

START = "draft"
MOVES = {"announce": (("draft",), "announced"), "complete": (("announced",), "completed")}
PUBLIC = ("announced", "completed")
