"""The truth table of visibility: phase x role x authorship x conflict x blind, in the queries.

One application of Ada's among three, read by Cleo and Dov; Dov is final. What a person learns of it:

  file      the dossier opens
  scores    whose scores are read (c Cleo's, d Dov's)
  page      of the own review: the name, a code where the programme is blind, - where there is no page
  covered   the line in coverage and its sheet: names (n) or only numbers (#)
  of three  how many applications the overview counts for this person (- where there is no page)

`no` and `told` (a conflict disclosed to the chair) have the same rows: who reviews learns as much either way.
`bars` and `own` (the file is one's own) have the same rows: nobody reviews or leads oneself. `vic eva` is
what Vic, the vice chair, learns while a conflict bars Eva, the chair.
"""

from __future__ import annotations

import contextlib
from datetime import timedelta

import pytest
from django.db import transaction

from sojourn.applications.models import Application
from sojourn.calls.models import Programme, ReviewPhase
from sojourn.reviews import actions, queries
from sojourn.reviews.tests.cast import AT, CLOSED
from sojourn.societies import actions as societies

TABLE = """
phase   who   conflict  file scores page covered of_three
open    ada   no        -    -      -    -       -
open    cleo  no        -    -      -    -       -
open    dov   no        -    -      -    -       -
open    sam   no        -    -      -    -       -
open    eva   no        -    -      -    -       -
open    ida   no        -    -      -    -       -
open    finn  no        -    -      -    -       -
open    mia   no        -    -      -    -       -
open    uma   no        -    -      -    -       -
open    vic   no        -    -      -    -       -
open    vic   eva       -    -      -    -       -
open    cleo  bars      -    -      -    -       -
open    eva   bars      -    -      -    -       -
draft   ada   no        -    -      -    -       -
draft   cleo  no        yes  -      name -       -
draft   dov   no        yes  d      name -       -
draft   sam   no        -    -      -    -       -
draft   eva   no        yes  d      -    n       3
draft   ida   no        -    -      -    n       3
draft   finn  no        -    -      -    #       3
draft   mia   no        -    -      -    -       -
draft   uma   no        -    -      -    -       -
draft   vic   no        -    -      -    -       -
draft   vic   eva       yes  d      -    -       -
draft   vic   bars      -    -      -    -       -
draft   cleo  bars      -    -      -    -       -
draft   dov   bars      -    -      -    -       -
draft   sam   bars      -    -      -    -       -
draft   eva   bars      -    -      -    -       2
draft   ida   bars      -    -      -    -       2
draft   finn  bars      -    -      -    -       2
final   ada   no        -    -      -    -       -
final   cleo  no        yes  cd     name -       -
final   dov   no        yes  cd     name -       -
final   sam   no        -    -      -    -       -
final   eva   no        yes  cd     -    n       3
final   ida   no        -    -      -    n       3
final   finn  no        -    -      -    #       3
final   mia   no        -    -      -    -       -
final   uma   no        -    -      -    -       -
final   vic   no        -    -      -    -       -
final   vic   eva       yes  cd     -    -       -
final   vic   bars      -    -      -    -       -
final   cleo  bars      -    -      -    -       -
final   dov   bars      -    -      -    -       -
final   eva   bars      -    -      -    -       2
final   ida   bars      -    -      -    -       2
final   finn  bars      -    -      -    -       2
hidden  ada   no        -    -      -    -       -
hidden  cleo  no        yes  c      name -       -
hidden  dov   no        yes  d      name -       -
hidden  sam   no        -    -      -    -       -
hidden  eva   no        yes  cd     -    n       3
hidden  vic   no        -    -      -    -       -
hidden  vic   eva       yes  cd     -    -       -
hidden  ida   no        -    -      -    n       3
hidden  finn  no        -    -      -    #       3
hidden  mia   no        -    -      -    -       -
hidden  uma   no        -    -      -    -       -
hidden  cleo  bars      -    -      -    -       -
hidden  dov   bars      -    -      -    -       -
hidden  eva   bars      -    -      -    -       2
hidden  ida   bars      -    -      -    -       2
hidden  finn  bars      -    -      -    -       2
closed  ada   no        -    -      -    -       -
closed  cleo  no        yes  cd     name -       -
closed  dov   no        yes  cd     name -       -
closed  sam   no        -    -      -    -       -
closed  eva   no        yes  cd     -    n       3
closed  ida   no        -    -      -    n       3
closed  finn  no        -    -      -    #       3
closed  mia   no        -    -      -    -       -
closed  uma   no        -    -      -    -       -
closed  vic   no        -    -      -    -       -
closed  vic   eva       yes  cd     -    -       -
closed  vic   bars      -    -      -    -       -
closed  cleo  bars      -    -      -    -       -
closed  dov   bars      -    -      -    -       -
closed  eva   bars      -    -      -    -       2
closed  ida   bars      -    -      -    -       2
closed  finn  bars      -    -      -    -       2
over    ada   no        -    -      -    -       -
over    cleo  no        -    cd     name -       -
over    dov   no        -    cd     name -       -
over    sam   no        -    -      -    -       -
over    eva   no        -    cd     -    n       3
over    ida   no        -    -      -    n       3
over    finn  no        -    -      -    #       3
over    mia   no        -    -      -    -       -
over    uma   no        -    -      -    -       -
over    vic   no        -    -      -    -       -
over    vic   eva       -    cd     -    -       -
over    vic   bars      -    -      -    -       -
over    cleo  bars      -    -      -    -       -
over    dov   bars      -    -      -    -       -
over    eva   bars      -    -      -    -       2
over    ida   bars      -    -      -    -       2
over    finn  bars      -    -      -    -       2
"""
ROWS = [line.split() for line in TABLE.strip().splitlines()[1:]]
PHASES = ("open", "draft", "final", "hidden", "closed", "over")


@contextlib.contextmanager
def rolled_back():
    point = transaction.savepoint()
    try:
        yield
    finally:
        transaction.savepoint_rollback(point)


def scene(cast, phase):
    """The world of a phase."""
    cast.sam = cast.seat(cast.a.society, "member", "Sam")
    cast.vic = cast.seat(cast.a.society, "vice", "Vic")
    cast.uma = cast.b.chair
    cast.app = app = cast.application(family_name="Unmistakable", institution="Elsewhere")
    cast.ada = app.applicant
    for other in (cast.application(), cast.application()):
        cast.assigned(other, cast.cleo)
    own = cast.assigned(app, cast.cleo)
    dov = cast.assigned(app, cast.dov)
    actions.score(dov, {"comment": "Words of Dov."}, by=cast.dov, at=AT)
    cast.finished(dov, 4)
    if phase in ("final", "hidden", "closed", "over"):
        actions.score(own, {"comment": "Words of Cleo."}, by=cast.cleo, at=AT)
        cast.finished(own, 2)
    if phase == "hidden":
        ReviewPhase.objects.create(
            programme=cast.a.programme, title="Alone", starts_at=CLOSED, ends_at=AT + timedelta(days=9),
            may_score=True, may_discuss=False, sees_colleagues=False, may_change=True,
        )  # fmt: skip
    if phase in ("closed", "over"):
        actions.close(cast.a.programme, by=cast.eva, at=AT)
    if phase == "over":
        cast.call.state = "completed"
        cast.call.save()
    return CLOSED - timedelta(days=1) if phase == "open" else AT


def change(cast, user, conflict, blind):
    """What a row adds to its phase."""
    Programme.objects.filter(pk=cast.a.programme.pk).update(blind=blind == "blind")
    if conflict == "own":
        Application.objects.filter(pk=cast.app.pk).update(applicant=user)
    elif conflict == "eva":
        change(cast, cast.eva, "bars", blind)
    elif conflict != "no":
        grade = {"told": "disclosed", "bars": "bars"}[conflict]
        societies.declare(
            cast.a.society, user, against=cast.ada, ground="family", grade=grade, by=None, at=AT
        )


def told(cast, app, user, at):
    """The row as the queries have it."""
    seen = queries.visible(user, at=at).filter(application=app).exclude(comment="")
    scores = "".join(sorted(row.reviewer.given_name[0].lower() for row in seen)) or "-"
    own = queries.mine(user, at).filter(application=app).first()
    page = "-" if own is None else "name" if "Unmistakable" in queries.shown_name(own.application) else "code"
    covered, number = "-", "-"
    programme = queries.programmes_covered(user, at=at).filter(pk=cast.a.programme.pk).first()
    if programme is not None:
        lines = [row.application for row in queries.coverage(programme, user)]
        covered = ("n" if queries.sees_names(user, programme) else "#") if app in lines else "-"
        number = {row[0].pk: row[1] for row in queries.counts(cast.call, user)}[programme.pk]
    file = "yes" if queries.readable(user, at=at).filter(pk=app.pk).exists() else "-"
    return f"{file} {scores} {page} {covered} {number}"


@pytest.mark.parametrize("phase", PHASES)
def test_queries_keep_to_the_table(cast, phase):
    """Disclosed to the chair reads as no conflict does; blind takes the name from the own page, no more."""
    at = scene(cast, phase)
    wrong = []
    for _, who, conflict, *expected in (row for row in ROWS if row[0] == phase):
        for graded in {"no": ("no", "told"), "bars": ("bars", "own")}.get(conflict, (conflict,)):
            for blind in ("named", "blind"):
                with rolled_back():
                    user = getattr(cast, who)
                    change(cast, user, graded, blind)
                    row = told(cast, Application.objects.get(pk=cast.app.pk), user, at)
                meant = " ".join("code" if blind == "blind" and one == "name" else one for one in expected)
                if row != meant:
                    wrong.append(f"{phase} {who} {graded} {blind}: {row}, and not {meant}")
    assert wrong == []
