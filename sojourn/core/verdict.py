"""A yes, or a no with its reason: one value for the button, the refusal page, the API and the test."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Verdict:
    """`code` is stable and compared by tests; `reason` is a sentence for the person who reads it."""

    allowed: bool
    code: str = ""
    reason: str = ""
    facts: dict[str, Any] = field(default_factory=dict, compare=False)

    def __bool__(self) -> bool:
        return self.allowed


YES = Verdict(True)


def no(code: str, reason: str, **facts: Any) -> Verdict:
    """Refuse with a stable code and a sentence; `facts` are what the reason rests on."""
    return Verdict(False, code, reason, facts)


def first_no(*verdicts: Verdict) -> Verdict:
    """The first refusal in order, else YES: rules are written as a list of conditions."""
    return next((verdict for verdict in verdicts if not verdict), YES)
