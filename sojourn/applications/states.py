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
DECIDED = ("eligible", "borderline", "barred")
REVIEWED = ("eligible", "borderline")  # what goes to the committee

LETTER_START = "named"
LETTER_MOVES = {
    "ask": (("named",), "asked"),
    "bounce_letter": (("asked",), "bounced"),
    "change_address": (("asked", "bounced"), "asked"),
    "open_letter": (("asked", "bounced"), "opened"),
    "write_letter": (("asked", "bounced", "opened"), "received"),
    "decline_letter": (("asked", "bounced", "opened"), "declined"),
    "replace_referee": (("named", "asked", "bounced", "opened", "declined"), "replaced"),
}
LETTER_LIVE = ("named", "asked", "bounced", "opened", "received")  # it has come or may still come
LETTER_OWED = ("asked", "opened")  # somebody was asked and has not answered

# Forms that end in an act and not in an answer: the section under which what was typed is kept until then.
BEGUN = {
    "name_referee": "name_referee",
    "answer": "answer",
    "replace_referee": "replace",
    "change_address": "address",
}
