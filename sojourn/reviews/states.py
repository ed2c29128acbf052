"""The states of an assignment."""

START = "assigned"
MOVES = {
    "score": (("assigned", "scoring"), "scoring"),
    "finish": (("scoring",), "final"),
    "abstain": (("assigned", "scoring"), "abstained"),
    "reopen": (("final", "abstained"), "scoring"),
    "declare": (("assigned", "scoring", "final", "abstained"), "recused"),
    "bar": (("assigned", "scoring", "final", "abstained"), "recused"),  # others found or confirmed a conflict
    "decline": (("assigned", "scoring"), "declined"),
    "release": (("assigned", "scoring"), "released"),  # late: somebody else takes it
    "assign": (("recused", "declined", "released"), "assigned"),  # by hand, once again
}
ACTIVE = ("assigned", "scoring", "final")
OPEN = ("assigned", "scoring")
ANSWERED = ("final", "abstained")  # an abstention answers without a score
HELD = (*ACTIVE, "abstained")
HANDED_BACK = ("declined", "released")  # the same person is not asked again by itself
