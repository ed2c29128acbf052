"""Whose step is next in the demonstration: one query over the newest call, asked only by the banner."""

from datetime import datetime
from functools import cached_property
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse

from sojourn.applications import states as applications
from sojourn.applications.models import Application
from sojourn.awards.models import Award
from sojourn.calls import states as calls
from sojourn.calls.models import Call, Programme
from sojourn.placements.models import Placement
from sojourn.reviews import states as reviews
from sojourn.reviews.models import Assignment
from sojourn.selection.models import Match, Nomination, Panel, Reading, Release
from sojourn.upkeep.clock import Reading as Moment

CLOCK, CAST = "upkeep:move_clock", "upkeep:cast"
# in the order of the walk: fact -> whose step it is while the fact holds
AFTER_CLOSING = (
    ("unchecked", "the society officers check eligibility", CAST),
    ("unassigned", "the society officers assign reviewers", CAST),
    ("unscored", "the reviewers score", CAST),
    ("unsigned", "each chair decides and signs", CAST),
    ("unmatched", "the federation officer runs the match", CAST),
    ("unasked", "the federation officer asks the centres", CAST),
    ("unanswered", "the centres answer and name tutors", CAST),
    ("unread", "each chair reads the own society's part", CAST),
    ("unprepared", "a first person prepares the release", CAST),
    ("unpublished", "a second person signs the results", CAST),
    ("held", "the results appear ten minutes after the second signature", CLOCK),
    ("offered", "those selected accept or decline", CAST),
    ("undated", "fellows and centres agree on dates", CAST),
    ("awaited", "tutors confirm the arrival", CLOCK),
    ("staying", "fellows log, tutors countersign and evaluate", CAST),
)


class Rehearsal:
    """What the pages know of a demonstration; the next step costs its query only where it is shown."""

    def __init__(self, reading: Moment) -> None:
        self.reading = reading
        self.demonstration, self.empty = reading.demonstration, reading.empty
        self.real, self.shifted = reading.real, reading.shifted

    @cached_property
    def _next(self) -> tuple[str, str]:
        text, page = next_step(self.reading.at) if self.demonstration else ("", "")
        return text, reverse(page) if page else ""

    @property
    def next_step(self) -> str:
        return self._next[0]

    @property
    def next_url(self) -> str:
        return self._next[1]


def next_step(at: datetime) -> tuple[str, str]:
    """A sentence without its full stop, and the URL name of a page that leads there."""
    call = Call.objects.filter(state__in=calls.PUBLIC).annotate(**_facts()).order_by("-opens_at").first()
    if call is None:
        return "the federation officer announces a call", CAST
    if at < call.opens_at:
        return f"move the clock to the opening of {call.name}", CLOCK
    if at <= call.closes_at:
        return "applicants write and submit until the call closes", CLOCK
    for fact, text, page in AFTER_CLOSING:
        if getattr(call, fact):
            return text, page
    return "certificates and stories; everything else is done", CAST


def _facts() -> dict[str, Any]:
    """Which work is left in a call."""
    mine = OuterRef("pk")
    received = Application.objects.filter(programme__call=mine)
    reviewed = received.filter(state__in=applications.REVIEWED)
    assigned = Assignment.objects.filter(application=OuterRef("pk"), state__in=reviews.ACTIVE)
    signed = Panel.objects.filter(programme=OuterRef("pk"), state="signed")
    at_work = Application.objects.filter(programme=OuterRef("pk"), state__in=applications.REVIEWED)
    match = Match.objects.filter(call=mine).exclude(state="discarded")
    release = Release.objects.filter(call=mine).exclude(state__in=("dropped", "recalled"))
    read = Reading.objects.filter(programme=OuterRef("pk"), match__state="settled")
    programmes = Programme.objects.filter(call=mine).filter(Exists(at_work))
    stays = Placement.objects.filter(award__application__programme__call=mine)
    # after the panels an unassigned application is nobody's work any more
    return {
        "unchecked": Exists(received.filter(state="submitted")),
        "unassigned": Exists(reviewed.filter(~Exists(assigned))) & ~Exists(match),
        "unscored": Exists(_open_assignments(mine)) & ~Exists(match),
        "unsigned": Exists(programmes.filter(~Exists(signed))),
        "unmatched": ~Exists(match),
        "unasked": Exists(match.filter(state="run")),
        "unanswered": Exists(
            Nomination.objects.filter(match__call=mine, match__state="asking", state="asked")
        ),
        "unread": Exists(programmes.filter(~Exists(read))) & ~Exists(release),
        "unprepared": ~Exists(release),
        "unpublished": Exists(release.filter(state="prepared")),
        "held": Exists(release.filter(state="held")),
        "offered": Exists(Award.objects.filter(application__programme__call=mine, state="offered")),
        "undated": Exists(stays.filter(state__in=("agreeing", "proposed"))),
        "awaited": Exists(stays.filter(state="agreed")),
        "staying": Exists(stays.filter(state="arrived")),
    }


def _open_assignments(call: OuterRef) -> QuerySet:
    return Assignment.objects.filter(
        application__programme__call=call,
        application__state__in=applications.REVIEWED,
        state__in=reviews.OPEN,
    )
