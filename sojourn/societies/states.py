"""The states of a conflict of interest."""

START = "declared"
STARTS = ("declared", "found")  # by a person, or by the system
MOVES = {
    "declare": (("found", "cleared"), "declared"),  # who is concerned may bring it up again
    "confirm": (("declared", "found"), "confirmed"),
    "clear": (("declared", "found", "confirmed"), "cleared"),
}
# a conflict counts until somebody clears it with a reason
IN_FORCE = ("declared", "found", "confirmed")
OPEN = ("declared", "found")  # nobody looked at it yet
