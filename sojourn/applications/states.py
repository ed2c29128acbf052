"""The states of an application and of a referee's letter."""

START = "draft"
_WITH_THE_OFFICE = ("submitted", "returned", "eligible", "borderline", "barred", "incomplete")
MOVES = {
    "submit": (("draft",), "submitted"),
    "withdraw": (("draft", "submitted"), "withdrawn"),
    "reinstate": (("withdrawn",), "submitted"),  # had been submitted
    "resume": (("withdrawn",), "draft"),  # had not
    "send_back": (_WITH_THE_OFFICE, "returned"),
    "answer": (("returned",), "submitted"),
    "admit": (_WITH_THE_OFFICE, "eligible"),
    "refer": (_WITH_THE_OFFICE, "borderline"),
    "bar": (_WITH_THE_OFFICE, "barred"),
    "hold": (_WITH_THE_OFFICE, "incomplete"),
}
EDITABLE = ("draft", "submitted")
RECEIVED = _WITH_THE_OFFICE  # the office has it
CHECKED = ("eligible", "borderline", "barred", "incomplete")
ALL = ("draft", *_WITH_THE_OFFICE, "withdrawn")
REVIEWED = ("eligible", "borderline")  # what goes to the committee

LETTER_START = "named"
LETTER_MOVES = {
    "ask": (("named",), "asked"),
    "open_letter": (("asked",), "opened"),
    "write_letter": (("asked", "opened"), "received"),
    "decline_letter": (("asked", "opened"), "declined"),
    "replace_referee": (("named", "asked", "opened", "declined"), "replaced"),
}
LETTER_OPEN = ("named", "asked", "opened")
