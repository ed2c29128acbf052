"""Conflicts that the system finds: each ground, its grade per programme, and what is remembered."""

from datetime import date

import pytest

from sojourn.applications.models import Letter
from sojourn.calls.models import Call
from sojourn.reviews import actions, queries
from sojourn.reviews.models import Assignment, Sweep
from sojourn.reviews.tests.cast import AT, CLOSED
from sojourn.societies import actions as societies
from sojourn.societies.models import Conflict, Seat, Tie
from sojourn.ui.gates import Refused


def found(cast, application, user):
    seats = Seat.objects.filter(society=cast.a.society, user=user).select_related("user")
    return {one.ground: one.grade for one in queries.find_conflicts(cast.a.programme, [application], seats)}


def works(cast, user, institution, **more):
    values = {"institution": institution, "department": "", "city": "", "since_on": None, "until_on": None}
    return societies.affiliate(user, values | more, by=user, at=AT)


def post(body, **more):
    return {"post": [{"title": "Fellow", "body": body} | more]}


def test_the_same_institution_however_it_is_written(cast):
    app = cast.application(institution="CLÍNICA  Cleo-Clinic".replace("CLÍNICA  ", ""))
    assert found(cast, app, cast.cleo) == {"same_institution": "bars"}


@pytest.mark.parametrize(
    ("ended", "expected"),
    [
        ("2021", {"past_institution": "bars"}),
        ("2021-03", {"past_institution": "bars"}),
        ("2021-02", {}),
        ("2020", {}),
    ],
)
def test_a_post_of_the_past_counts_for_the_programmes_years(cast, ended, expected):
    app = cast.application(cv=post("Cleo Clinic", began="2015", ended=ended))
    assert found(cast, app, cast.cleo) == expected


def test_a_post_that_goes_on_is_the_present(cast):
    app = cast.application(cv=post("Cleo Clinic", began="2015"))
    assert found(cast, app, cast.cleo) == {"same_institution": "bars"}


def test_the_years_are_the_programmes(cast):
    app = cast.application(cv=post("Cleo Clinic", ended="2019"))
    assert found(cast, app, cast.cleo) == {}
    cast.a.programme.conflict_years = 6
    assert found(cast, app, cast.cleo) == {"past_institution": "bars"}


def test_where_the_reviewer_was_counts_with_its_dates(cast):
    app = cast.application(institution="Old Hospital")
    works(cast, cast.dov, "Old Hospital", until_on=date(2021, 3, 17))
    assert found(cast, app, cast.dov) == {}
    works(cast, cast.dov, "old hospital", until_on=date(2021, 3, 18))
    assert found(cast, app, cast.dov) == {"past_institution": "bars"}


@pytest.mark.parametrize(
    ("name", "email", "expected"),
    [
        ("Prof. Cleo Cast", "private@else.example", {"letter_writer": "bars"}),
        ("Dr Cleo Maria Cást", "private@else.example", {"letter_writer": "bars"}),
        ("Prof. C. Cast", "private@else.example", {}),
        ("Cleo", "private@else.example", {}),
        ("Somebody Else", "CLEO@cast.example", {"letter_writer": "bars"}),
    ],
)
def test_a_writer_of_a_letter_is_known_by_address_or_by_name(cast, name, email, expected):
    app = cast.application()
    cast.cleo.email = "cleo@cast.example"
    cast.cleo.save()
    Letter.objects.create(application=app, name=name, email=email, state="received")
    assert found(cast, app, cast.cleo) == expected


def test_the_same_city_and_department(cast):
    app = cast.application(city="Vienna", department="Dept. of Radiology")
    works(cast, cast.dov, "Another House", city="VIENNA", department="Dept of Radiology")
    assert found(cast, app, cast.dov) == {"same_department": "bars"}
    app.city = "Graz"
    assert found(cast, app, cast.dov) == {}


def test_a_past_tutor_counts_until_the_years_are_over(cast):
    app = cast.application()
    societies.tie(cast.dov.pk, app.applicant_id, ground="past_tutor", ended_on=date(2023, 6, 30), at=AT)
    assert found(cast, app, cast.dov) == {"past_tutor": "bars"}
    Tie.objects.update(ended_on=date(2019, 6, 30))
    assert found(cast, app, cast.dov) == {}


def test_who_published_together(cast):
    cast.dov.given_name, cast.dov.family_name = "Dóv", "Müller"
    cast.dov.save()
    paper = {"title": "On hearts", "authors": "Applicant A, Mueller D", "on": "2023"}
    app = cast.application(cv={"publication": [paper]})
    assert found(cast, app, cast.dov) == {"co_author": "bars"}
    app.cv = {"publication": [paper | {"on": "2015"}]}
    assert found(cast, app, cast.dov) == {}
    app.cv = {"publication": [paper | {"authors": "Applicant A, Mueller E"}]}
    assert found(cast, app, cast.dov) == {}


def test_a_ranked_centre_is_disclosed_and_a_programme_may_grade_otherwise(cast):
    Seat.objects.filter(user=cast.dov).update(institution="CentreAAA1")
    app = cast.application()
    assert found(cast, app, cast.dov) == {"ranked_centre": "disclosed"}
    cast.a.programme.conflict_grades = {"ranked_centre": "bars"}
    assert found(cast, app, cast.dov) == {"ranked_centre": "bars"}
    cast.a.programme.conflict_grades = {"ranked_centre": "off"}
    assert found(cast, app, cast.dov) == {}


def test_not_a_conflict_is_remembered_for_the_pair_and_ground_in_the_next_call_too(cast):
    app = cast.application(institution="Cleo Clinic", cv=post("Cleo Clinic"))
    actions.sweep(cast.a.programme, at=AT)
    conflict = Conflict.objects.get(member=cast.cleo)
    societies.clear(conflict, reason="Different sites, 300 km apart.", by=cast.eva, at=AT)
    assert found(cast, app, cast.cleo) == {}
    call = cast.call
    call.pk, call.slug, call.year = None, "2025", 2025
    call.closes_at = CLOSED.replace(year=2025)
    call.save(force_insert=True)
    programme = cast.a.programme
    programme.pk, programme.call = None, Call.objects.get(slug="2025")
    programme.save(force_insert=True)
    app.pk, app.programme, app.number, app.scope_key = "0" * 32, programme, "2025-1", "call:2025"
    app.save(force_insert=True)
    actions.sweep(programme, at=AT.replace(year=2025))
    assert list(Conflict.objects.filter(member=cast.cleo).values_list("state", flat=True)) == ["cleared"]
    app.city, app.department = "Vienna", "Radiology"
    works(cast, cast.cleo, "Elsewhere", city="Vienna", department="Radiology")
    assert found(cast, app, cast.cleo) == {"same_department": "bars"}  # another ground is asked again


def test_another_year_may_grade_more_strictly_and_never_less(cast):
    Seat.objects.filter(user=cast.dov).update(institution="CentreAAA1")
    cast.application()
    actions.sweep(cast.a.programme, at=AT)
    cast.a.programme.conflict_grades = {"ranked_centre": "bars"}
    actions.sweep(cast.a.programme, at=AT)
    assert Conflict.objects.get(member=cast.dov).grade == "bars"
    cast.a.programme.conflict_grades = {}
    actions.sweep(cast.a.programme, at=AT)
    assert Conflict.objects.get(member=cast.dov).grade == "bars"


def test_the_clock_looks_before_anybody_is_given_a_file_and_again_when_something_changes(cast):
    cast.application(state="submitted", institution="Cleo Clinic")
    assert actions.tick(at=CLOSED) == 0 and not Conflict.objects.exists()
    assert actions.tick(at=AT) == 2
    assert Conflict.objects.get().state == "found"
    assert actions.tick(at=AT) == 0
    works(cast, cast.dov, "Home Hospital")
    cast.application(institution="Home Hospital")
    assert actions.tick(at=AT) == 1
    assert Conflict.objects.filter(member=cast.dov).exists()
    assert Sweep.objects.count() == 2


def test_by_hand_nobody_gets_a_file_before_it_was_looked_at(cast):
    app = cast.application(institution="Cleo Clinic")
    with pytest.raises(Refused, match="conflict"):
        actions.assign(app, cast.cleo, by=cast.ida, at=AT)
    assert not Assignment.objects.exists() and Conflict.objects.get().ground == "same_institution"


def test_a_file_that_became_a_conflict_does_not_open(cast):
    row = cast.assigned(cast.application(institution="Old Hospital"), cast.dov, declared=False)
    works(cast, cast.dov, "Old Hospital")
    with pytest.raises(Refused):
        actions.declare_none(row, by=cast.dov, at=AT)
    row.refresh_from_db()
    assert (row.declared_at, row.state) == (None, "recused")


def test_a_final_review_of_somebody_barred_later_counts_no_longer(cast):
    app = cast.application(institution="Old Hospital")
    row = cast.reviewed(app, cast.dov, 5)
    cast.reviewed(app, cast.cleo, 1)
    works(cast, cast.dov, "Old Hospital")
    actions.tick(at=AT)
    row.refresh_from_db()
    assert row.state == "recused"
    assert [one.number for one in queries.scores_for(cast.a.programme).values()] == [1]


def test_a_disclosed_conflict_may_be_declared_and_does_not_take_the_file_away(cast):
    cast.a.programme.conflict_grades = {"collaboration": "disclosed"}
    cast.a.programme.save()
    row = cast.assigned(cast.application(), cast.dov, declared=False)
    actions.declare(row, ground="collaboration", by=cast.dov, at=AT)
    row.refresh_from_db()
    assert row.state == "assigned" and Conflict.objects.get().grade == "disclosed"
