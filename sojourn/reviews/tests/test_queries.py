"""The truth table of visibility, the numbers, and the same query count for any length."""

from datetime import timedelta
from fractions import Fraction

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test.utils import CaptureQueriesContext

from sojourn.journal import actions as journal
from sojourn.reviews import actions, queries
from sojourn.reviews.tests.cast import AT, CLOSED
from sojourn.societies.models import Conflict

pytestmark = pytest.mark.django_db


def bar(cast, member, application, grade="bars"):
    return Conflict.objects.create(
        society=cast.a.society,
        member=member,
        against=application.applicant,
        ground="family",
        grade=grade,
        noted_at=AT,
    )


# who asks: own state (none = not assigned) x the colleague's state -> sees own, sees the colleague's
TABLE = [
    ("reviewer", "assigned", "final", (True, False)),
    ("reviewer", "scoring", "final", (True, False)),
    ("reviewer", "final", "final", (True, True)),
    ("reviewer", "final", "scoring", (True, False)),
    ("reviewer", "final", "assigned", (True, False)),
    ("reviewer", "none", "final", (False, False)),
    ("chair", "none", "final", (False, True)),
    ("chair", "none", "scoring", (False, False)),
    ("chair", "assigned", "final", (True, False)),
    ("chair", "final", "final", (True, True)),
    ("officer", "none", "final", (False, False)),
    ("federation", "none", "final", (False, False)),
    ("stranger", "none", "final", (False, False)),
    ("applicant", "none", "final", (False, False)),
    ("visitor", "none", "final", (False, False)),
]


def at_state(cast, application, reviewer, state):
    if state == "final":
        return cast.reviewed(application, reviewer)
    row = cast.assigned(application, reviewer)
    if state == "scoring":
        actions.score(row, {"comment": "draft"}, by=reviewer, at=AT)
    return row


@pytest.mark.parametrize("phase", ["open", "review"])
@pytest.mark.parametrize("conflict", [None, "bars", "disclosed"])
@pytest.mark.parametrize(("role", "own", "other", "sees"), TABLE)
def test_visible_phase_role_authorship_conflict(cast, phase, conflict, role, own, other, sees):
    app = cast.application()
    viewer = {
        "reviewer": cast.cleo,
        "chair": cast.eva,
        "officer": cast.ida,
        "federation": cast.finn,
        "stranger": cast.b.chair,
        "applicant": app.applicant,
        "visitor": AnonymousUser(),
    }[role]
    mine = at_state(cast, app, viewer, own) if own != "none" else None
    theirs = at_state(cast, app, cast.dov, other)
    if conflict and viewer.is_authenticated:
        bar(cast, viewer, app, conflict)
    at = AT if phase == "review" else CLOSED
    seen = set(queries.visible(viewer, at=at).values_list("pk", flat=True))
    expected = sees if phase == "review" and (conflict != "bars" or role == "visitor") else (False, False)
    assert (mine is not None and mine.pk in seen, theirs.pk in seen) == expected


def test_visible_nothing_by_an_institution_in_conflict(cast):
    app = cast.application(institution="Home Hospital")
    cast.reviewed(app, cast.cleo)
    cast.reviewed(app, cast.dov)
    assert queries.visible(cast.cleo, at=AT).count() == 2
    Conflict.objects.create(
        society=cast.a.society, member=cast.cleo, institution="home hospital", ground="other", noted_at=AT
    )
    assert queries.visible(cast.cleo, at=AT).count() == 0
    assert queries.mine(cast.cleo, AT).count() == 0


def test_visible_counts_a_cleared_conflict_no_more(cast):
    app = cast.application()
    cast.reviewed(app, cast.cleo)
    conflict = bar(cast, cast.cleo, app)
    assert queries.visible(cast.cleo, at=AT).count() == 0
    conflict.state = "cleared"
    conflict.save()
    assert queries.visible(cast.cleo, at=AT).count() == 1


def test_colleagues_open_when_the_own_review_is_final(cast):
    app = cast.application()
    own, other = cast.assigned(app, cast.cleo), cast.reviewed(app, cast.dov)
    assert queries.colleagues(own, cast.cleo, at=AT) == []
    own = cast.reviewed(app, cast.cleo)
    assert queries.colleagues(own, cast.cleo, at=AT) == [other]


@pytest.mark.parametrize(
    ("who", "expected"),
    [
        ("cleo", True),
        ("eva", True),
        ("dov", False),
        ("ida", False),
        ("mia", False),
        ("finn", False),
    ],
)
def test_readable_is_for_reviewers_without_conflict_and_the_chair(cast, who, expected):
    app = cast.application()
    cast.assigned(app, cast.cleo)
    cast.assigned(app, cast.dov, declared=False)
    assert queries.readable(getattr(cast, who), at=AT).filter(pk=app.pk).exists() == expected


def test_readable_ends_with_the_call(cast):
    app = cast.application()
    actions.sweep(app.programme, at=AT)
    call = app.programme.call
    call.results_on = AT.date()
    call.save(update_fields=["results_on"])
    late = AT + queries.FILE_CLOSES
    assert queries.readable(cast.eva, at=late).filter(pk=app.pk).exists()
    assert not queries.readable(cast.eva, at=late + timedelta(days=1)).exists()
    call.results_on, call.state = None, "completed"
    call.save(update_fields=["results_on", "state"])
    assert not queries.readable(cast.eva, at=AT).exists()


@pytest.mark.parametrize("who", ["cleo", "eva"])
def test_readable_never_with_a_conflict(cast, who):
    app = cast.application()
    cast.assigned(app, cast.cleo)
    bar(cast, getattr(cast, who), app)
    assert not queries.readable(getattr(cast, who), at=AT).exists()


def test_scores_for_is_the_weighted_mean_of_final_reviews(cast):
    app = cast.application()
    cast.reviewed(app, cast.cleo, 5, 2)  # weights 1 and 2: 3
    cast.reviewed(app, cast.dov, 4, 4)
    draft = cast.assigned(app, cast.eva)
    actions.score(draft, {"comment": "draft"}, by=cast.eva, at=AT)
    standing = queries.scores_for(cast.a.programme)[app.pk]
    assert (standing.mean, standing.number, standing.spread) == (Fraction(7, 2), 2, 1)


def test_coverage_leaves_out_what_stands_in_conflict_with_the_reader(cast):
    seen, hidden = cast.application(), cast.application()
    bar(cast, cast.ida, hidden)
    assert [row.application for row in queries.coverage(cast.a.programme, cast.ida)] == [seen]


def test_coverage_counts_what_is_missing(cast):
    app = cast.application()
    cast.reviewed(app, cast.cleo)
    (row,) = queries.coverage(cast.a.programme, cast.ida)
    assert (row.finals, row.missing) == (1, 1)


def test_blind_programmes_show_a_code(cast):
    app = cast.application()
    assert queries.shown_name(app) == app.formal_name
    app.programme.blind = True
    assert app.family_name not in queries.shown_name(app)


def test_waiting_for_reviewers_and_officers(cast):
    apps = [cast.application(), cast.application()]
    (line,) = queries.waiting_for(cast.ida, at=AT)
    assert (line.verb, line.count) == ("Assign reviewers to", 2)
    for app in apps:
        cast.assigned(app, cast.cleo)
    (line,) = queries.waiting_for(cast.cleo, at=AT)
    assert (line.verb, line.count, line.due_at) == ("Score", 2, cast.call.reviews_by)
    bar(cast, cast.cleo, apps[0])
    assert queries.waiting_for(cast.cleo, at=AT)[0].count == 1
    assert queries.waiting_for(cast.mia, at=AT) == []


def counted(function) -> int:
    with CaptureQueriesContext(
        connection,
    ) as caught:
        function()
    return len(caught)


def test_an_application_is_reviewed_once_and_when_its_last_review_is_final(cast):
    two = cast.application()
    cast.reviewed(two, cast.cleo)
    assert queries.reviewed(cast.call) == {}  # one review is too few for this programme
    late = cast.assigned(two, cast.dov)
    assert queries.reviewed(cast.call) == {}
    cast.finished(late)
    assert queries.reviewed(cast.call) == {cast.a.programme.pk: 1}


LISTS = {
    "queue": lambda cast: queries.queue(cast.cleo, AT),
    "coverage": lambda cast: queries.coverage(cast.a.programme, cast.ida),
    "scores_for": lambda cast: queries.scores_for(cast.a.programme),
    "plan": lambda cast: queries.plan(cast.a.programme),
    "counts": lambda cast: queries.counts(cast.call),
    "reviewed": lambda cast: queries.reviewed(cast.call),
    "waiting": lambda cast: queries.waiting_for(cast.cleo, at=AT),
    "waiting_officer": lambda cast: queries.waiting_for(cast.ida, at=AT),
    "visible": lambda cast: list(queries.visible(cast.eva, at=AT)),
}


@pytest.mark.parametrize("name", LISTS)
def test_lists_ask_as_much_for_three_as_for_one(cast, name):
    cast.reviewed(cast.application(), cast.cleo)
    LISTS[name](cast)  # a person's roles are asked once
    one = counted(lambda: LISTS[name](cast))
    for _ in range(2):
        cast.reviewed(cast.application(), cast.cleo)
    assert counted(lambda: LISTS[name](cast)) == one


def test_the_files_close_to_reviewers_when_the_results_are_out(cast):
    app = cast.application()
    row = cast.assigned(app)
    assert app in queries.readable(cast.cleo, at=AT)
    journal.reach(queries.RESULTS_OUT, cast.call, at=AT)
    assert list(queries.readable(cast.cleo, at=AT)) == []
    assert row not in queries.mine(cast.cleo, AT)
    assert app in queries.readable(cast.eva, at=AT)  # the chair answers appeals
    journal.leave(queries.RESULTS_OUT, cast.call)
    assert app in queries.readable(cast.cleo, at=AT)
