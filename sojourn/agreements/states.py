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
# after the stay, where no office has chosen otherwise: the paper of a grant, the paper of a journey
KEEP_YEARS = {"agreement": 10, "invitation": 1}
ROLES = {
    "fellow": "The fellow",
    "tutor": "The tutor",
    "coordinator": "The coordinator of the centre",
    "society": "An officer of the society",
    "federation": "An officer of the federation",
}
BY_LINK = ["tutor", "coordinator"]  # who comes in by a mailed link
