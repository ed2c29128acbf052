"""The states of an application and of a referee's letter."""

START = "draft"
MOVES = {
    "submit": (("draft",), "submitted"),
    "withdraw": (("draft", "submitted"), "withdrawn"),
    "admit": (("submitted", "eligible", "borderline", "barred", "incomplete"), "eligible"),
    "refer": (("submitted", "eligible", "borderline", "barred", "incomplete"), "borderline"),
    "bar": (("submitted", "eligible", "borderline", "barred", "incomplete"), "barred"),
    "hold": (("submitted", "eligible", "borderline", "barred", "incomplete"), "incomplete"),
}
EDITABLE = ("draft", "submitted")
RECEIVED = ("submitted", "eligible", "borderline", "barred", "incomplete")  # the office has it
CHECKED = ("eligible", "borderline", "barred", "incomplete")
ALL = ("draft", "submitted", "eligible", "borderline", "barred", "incomplete", "withdrawn")
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
