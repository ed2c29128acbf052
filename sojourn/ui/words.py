"""The words and tones of states on screen. A state that is not named here is shown as it is, quietly."""

from __future__ import annotations

TONES = ("todo", "part", "wait", "done", "due", "bad", "quiet")

WORDS = {
    "todo": "todo not_started requested asked invited planned",
    "part": "draft part started in_progress open active signing published reviewing ongoing",
    "wait": "wait waiting sent offered pending held proposed countersigning waiting_list reserve"
    " for_countersignature queued",
    "done": "done yes accepted submitted received complete completed final signed countersigned approved paid"
    " issued confirmed verified valid eligible selected awarded nominated matched kept delivered cleared",
    "due": "due overdue late problem missing borderline bounced expiring incomplete needs_attention returned",
    "bad": "bad no refused rejected ineligible failed revoked invalid conflict expired not_selected declined"
    " barred",
    "quiet": "quiet withdrawn closed archived locked cancelled abstained skipped superseded lapsed none"
    " unknown",
}

TONE_OF = {word: tone for tone, words in WORDS.items() for word in words.split()}

LABELS = {
    "todo": "To do",
    "part": "In progress",
    "locked": "Not yet open",
    "problem": "Needs attention",
    "wait": "Waiting",
    "unknown": "Not known",
    "no": "No",
    "yes": "Yes",
    "borderline": "The committee decides",
}


def label(word: str) -> str:
    return LABELS.get(word) or word.replace("_", " ").capitalize()


def tone(word: str) -> str:
    return TONE_OF.get(word, "quiet")
