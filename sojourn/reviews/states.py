"""The states of an assignment."""

START = "assigned"
MOVES = {
    "score": (("assigned", "scoring"), "scoring"),
    "finish": (("scoring",), "final"),
    "reopen": (("final",), "scoring"),
    "declare": (("assigned", "scoring", "final"), "recused"),
}
ACTIVE = ("assigned", "scoring", "final")
OPEN = ("assigned", "scoring")
