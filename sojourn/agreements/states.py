"""The states of a paper: asked for, open for signatures, signed by all, sealed as a file."""

START = "asked"
MOVES = {
    "draw_up": (("asked",), "open"),
    "object_to": (("open",), "objected"),
    "complete": (("open",), "signed"),
    "seal": (("signed",), "sealed"),
    "replace": (("open", "objected", "signed", "sealed"), "replaced"),
    "withdraw": (("asked", "open", "objected", "signed", "sealed"), "withdrawn"),
}
LIVE = ("asked", "open", "objected", "signed", "sealed")
DRAWN = ("open", "objected", "signed", "sealed")

KINDS = {"agreement": "Agreement", "invitation": "Letter of invitation"}
ROLES = {
    "fellow": "The fellow",
    "tutor": "The tutor",
    "coordinator": "The coordinator of the centre",
    "society": "An officer of the society",
    "federation": "An officer of the federation",
}
BY_LINK = ["tutor", "coordinator"]  # who comes in by a mailed link
