"""When an applicant can go, and when a centre takes somebody."""

from __future__ import annotations

from sojourn.applications.models import Application
from sojourn.calls.models import Call
from sojourn.centres.models import Centre
from sojourn.core import periods
from sojourn.core.verdict import YES, Verdict, no


def months_of(call: Call) -> list[str]:
    """The months in which the stays of a call lie; none where that is not settled."""
    if call.starts_from is None or call.ends_until is None:
        return []
    return periods.months_between(call.starts_from, call.ends_until)


def common_period(application: Application, centre: Centre) -> Verdict:
    """Whether one whole stay fits into the months of the applicant and one period of the centre.

    Whoever ticked nothing can always go, and a centre without a calendar always takes somebody.
    """
    mine, length = set(application.available), application.programme.call.months
    calendar = list(centre.periods.all()) if mine else []
    if not calendar:
        return YES
    for one in calendar:
        if periods.longest_run(mine & set(periods.months_between(one.starts_on, one.ends_on))) >= length:
            return YES
    return no(
        "no_common_period",
        "It takes nobody in the months that you ticked, so the match cannot give it to you.",
    )
