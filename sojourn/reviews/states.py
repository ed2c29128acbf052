"""The states of an assignment."""

START = "assigned"
MOVES = {
    "score": (("assigned", "scoring"), "scoring"),
    "finish": (("scoring",), "final"),
    "reopen": (("final",), "scoring"),
    "declare": (("assigned", "scoring", "final"), "recused"),
    "bar": (("assigned", "scoring", "final"), "recused"),  # a conflict that others found or confirmed
    "decline": (("assigned", "scoring"), "declined"),
    "release": (("assigned", "scoring"), "released"),  # late: somebody else takes it
    "assign": (("recused", "declined", "released"), "assigned"),  # by hand, once again
}
ACTIVE = ("assigned", "scoring", "final")
OPEN = ("assigned", "scoring")
HANDED_BACK = ("declined", "released")  # the same person is not asked again by itself
