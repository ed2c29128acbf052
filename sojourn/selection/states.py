"""The states of a panel, a meeting and its parts, a match, a nomination and a release."""

PANEL_START = "open"
PANEL_MOVES = {"sign": (("open",), "signed"), "reopen": (("signed",), "open")}

MEETING_START = "planned"

ITEM_START = "waiting"

BALLOT_START = "open"

PACK_START = "asked"

MATCH_START = "run"
MATCH_MOVES = {
    "ask_centres": (("run",), "asking"),
    "settle": (("asking",), "settled"),
    "discard": (("run", "asking", "settled"), "discarded"),
}

NOMINATION_START = "asked"
NOMINATION_MOVES = {
    "ask_later": (("kept",), "asked"),  # kept until the results are published
    "accept_nomination": (("asked",), "accepted"),
    "decline_nomination": (("asked",), "declined"),
    "cancel_nomination": (("kept", "waived", "asked", "accepted"), "cancelled"),
}

NOMINATION_READY = ("accepted", "kept", "waived")  # nothing stands in the way of the release

RELEASE_START = "prepared"
RELEASE_MOVES = {"publish": (("prepared",), "published"), "drop": (("prepared",), "dropped")}
