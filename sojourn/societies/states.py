"""The states of a conflict of interest."""

START = "declared"
MOVES = {
    "confirm": (("declared", "found"), "confirmed"),
    "clear": (("declared", "found", "confirmed"), "cleared"),
}
# a conflict counts until somebody clears it with a reason
IN_FORCE = ("declared", "found", "confirmed")
