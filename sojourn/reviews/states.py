"""The states of an assignment."""

START = "assigned"
MOVES = {
    "score": (("assigned", "scoring"), "scoring"),
    "finish": (("assigned", "scoring"), "final"),
    "reopen": (("final",), "scoring"),
    "recuse": (("assigned", "scoring", "final"), "recused"),
}
ACTIVE = ("assigned", "scoring", "final")
OPEN = ("assigned", "scoring")
