"""The states of a panel, a meeting and its parts, a match, a nomination and a release."""

PANEL_START = "open"
PANEL_MOVES = {"sign": (("open",), "signed"), "reopen": (("signed",), "open")}

MEETING_START = "planned"
MEETING_MOVES = {
    "open_meeting": (("planned",), "open"),
    "close_meeting": (("open",), "closed"),
    "cancel_meeting": (("planned",), "cancelled"),
}

ITEM_START = "waiting"
ITEM_MOVES = {
    "call_up": (("waiting", "put_off", "settled"), "current"),
    "settle_item": (("current",), "settled"),
    "put_off": (("current",), "put_off"),
}

BALLOT_START = "open"
BALLOT_MOVES = {"close_ballot": (("open",), "closed")}

PACK_START = "asked"
PACK_MOVES = {
    "make_pack": (("asked",), "ready"),
    "fail_pack": (("asked",), "failed"),
    "ask_again": (("ready", "failed", "removed"), "asked"),
    "remove_pack": (("asked", "ready", "failed"), "removed"),
}

MATCH_START = "run"
MATCH_MOVES = {
    "ask_centres": (("run",), "asking"),
    "settle": (("asking",), "settled"),
    "discard": (("run", "asking", "settled"), "discarded"),
}

NOMINATION_START = "asked"
NOMINATION_STARTS = ("asked", "kept", "waived")
NOMINATION_MOVES = {
    "ask_later": (("kept",), "asked"),  # kept until the results are published
    "accept_nomination": (("asked",), "accepted"),
    "decline_nomination": (("asked",), "declined"),
    "cancel_nomination": (("kept", "waived", "asked", "accepted"), "cancelled"),
}

NOMINATION_READY = ("accepted", "kept", "waived")  # nothing stands in the way of the release

RELEASE_START = "prepared"
RELEASE_MOVES = {
    "hold": (("prepared",), "held"),
    "cancel": (("held",), "prepared"),
    "publish": (("held",), "published"),
    "recall": (("held", "published"), "recalled"),
    "drop": (("prepared",), "dropped"),
}
LIVE = ("prepared", "held", "published")
OUT = ("held", "published")  # can be read, once its instant has come

APPEAL_START = "filed"
APPEAL_MOVES = {"uphold": (("filed",), "upheld"), "reject": (("filed",), "rejected")}
