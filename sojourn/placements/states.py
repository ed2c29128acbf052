"""The states of a placement, its plan, a logbook entry, an evaluation and a report."""

START = "agreeing"
MOVES = {
    "propose_dates": (("agreeing", "proposed"), "proposed"),
    "agree_dates": (("proposed",), "agreed"),
    "confirm_arrival": (("agreed",), "arrived"),
    "complete": (("arrived",), "completed"),
    "end_early": (("agreeing", "proposed", "agreed", "arrived"), "ended_early"),
}
RUNNING = ("agreeing", "proposed", "agreed", "arrived")

ENTRY_START = "logged"
ENTRY_MOVES = {
    "countersign": (("logged",), "countersigned"),
    "query_entry": (("logged",), "queried"),
    "correct_entry": (("logged", "queried"), "logged"),
}

REPORT_START = "draft"
REPORT_MOVES = {
    "file_report": (("draft", "returned"), "filed"),
    "return_report": (("filed",), "returned"),
    "accept_report": (("filed",), "accepted"),
}
