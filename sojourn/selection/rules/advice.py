"""When a committee chooses what it tells each applicant about what would have helped."""

from datetime import datetime
from typing import Any

from sojourn.calls.models import Programme
from sojourn.core.verdict import YES, Verdict, first_no, no
from sojourn.selection import queries
from sojourn.selection.rules.parts import after_closing, leads


def may_advise(programme: Programme, *, by: Any, at: datetime) -> Verdict:
    """After the signature, when every review is final or closed; until the second one under the results."""
    panel = queries.panel_of(programme)
    release = queries.live_release(programme.call)
    return first_no(
        leads(programme, by=by),
        after_closing(programme, at=at),
        YES
        if panel is not None and panel.state == "signed"
        else no("unsigned", "Sign the ranking first: only then is every review final."),
        YES
        if release is None or release.state == "prepared"
        else no("out", "The results are signed: what they say stays as it is."),
    )
