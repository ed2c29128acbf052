"""What the phase of the day allows; a programme without phases goes by the end of its reviews alone."""

from datetime import datetime

from sojourn.calls.models import Programme
from sojourn.core.verdict import YES, Verdict, no
from sojourn.reviews import queries
from sojourn.ui import times

WORDS = {
    "may_score": "scores are not taken",
    "sees_colleagues": "the colleagues' scores are not shown",
    "may_discuss": "there is no discussion",
    "may_change": "final reviews do not change",
}


def allows(programme: Programme, right: str, *, at: datetime) -> Verdict:
    """Whether the present phase gives a right; the reason names the phase and what comes next."""
    phase, following = queries.phase_at(programme, at)
    if phase is queries.UNPHASED or (phase is not None and getattr(phase, right)):
        return YES
    when = f" The next phase, {following.title}, begins {_day(following, programme)}." if following else ""
    if phase is None:
        return no("no_phase", f"No phase of reviewing is running now.{when}")
    return no("phase", f"In the phase {phase.title} {WORDS[right]}.{when}")


def _day(phase, programme: Programme) -> str:
    return times.instant(phase.starts_at, programme.call.zone)
