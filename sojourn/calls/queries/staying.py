"""What a stay of this programme owes, by when, and what an overdue duty holds back."""

from __future__ import annotations

from typing import Any

from sojourn.calls.models import Programme

DUTIES: dict[str, dict[str, Any]] = {
    "plan": {"days": 14, "blocks": []},
    "midterm_fellow": {"days": 14, "blocks": []},
    "midterm_tutor": {"days": 14, "blocks": []},
    "final_fellow": {"days": 14, "blocks": ["payment", "certificate"]},
    "final_tutor": {"days": 14, "blocks": []},
    "report": {"days": 28, "blocks": ["payment", "certificate", "application"]},
}
DUTY_WORDS = {
    "plan": "Training plan signed by everybody, after the first day",
    "midterm_fellow": "The fellow's mid-term evaluation, after the middle",
    "midterm_tutor": "The tutor's mid-term evaluation, after the middle",
    "final_fellow": "The fellow's final evaluation, after the last day",
    "final_tutor": "The tutor's final evaluation, after the last day",
    "report": "The report, after the last day",
}
BLOCKS = (
    ("payment", "the next payment"),
    ("certificate", "the certificate"),
    ("application", "the next application"),
)


def duties(programme: Programme) -> dict[str, dict[str, Any]]:
    """Duty -> {"days", "blocks"}: the usual, with what this programme set."""
    return {name: usual | programme.duties.get(name, {}) for name, usual in DUTIES.items()}


def duty_lines(programme: Programme) -> list[tuple[str, int, str]]:
    """(words, days, what it holds back) for a page."""
    words = dict(BLOCKS)
    return [
        (DUTY_WORDS[name], row["days"], ", ".join(words[each] for each in row["blocks"]))
        for name, row in duties(programme).items()
    ]
