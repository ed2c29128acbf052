"""What changes, which journal line, which letter."""

import pytest

from sojourn.applications.models import Letter
from sojourn.calls.models import Criterion
from sojourn.journal.models import Entry
from sojourn.post.models import Letter as Mail
from sojourn.reviews import actions, queries
from sojourn.reviews.models import Assignment
from sojourn.reviews.tests.cast import AT, CLOSED
from sojourn.societies.models import Conflict
from sojourn.ui.gates import Refused

pytestmark = pytest.mark.django_db


def pairs(programme):
    rows = Assignment.objects.filter(application__programme=programme).exclude(state="recused")
    return {(row.application_id, row.reviewer_id) for row in rows}


def levels(programme, *given):
    return dict(
        zip(Criterion.objects.filter(programme=programme).values_list("pk", flat=True), given, strict=False)
    )


def code_of(refused) -> str:
    return refused.value.verdict.code


def test_assign_all_gives_everything_to_everybody_in_a_small_committee(cast):
    apps = [cast.application() for _ in range(3)]
    cast.seat(cast.a.society, "substitute", "Sam")
    made = actions.assign_all(cast.a.programme, by=cast.ida, at=AT)
    everybody = {cast.eva.pk, cast.cleo.pk, cast.dov.pk}
    assert pairs(cast.a.programme) == {(app.pk, user) for app in apps for user in everybody}
    assert len(made) == 9
    assert Entry.objects.filter(verb="reviews.assign_all").count() == 1
    assert sorted(Mail.objects.filter(kind="reviews.assign").values_list("to_user", flat=True)) == sorted(
        everybody
    )


def test_assign_all_only_adds(cast):
    cast.application()
    actions.assign_all(cast.a.programme, by=cast.ida, at=AT)
    assert actions.assign_all(cast.a.programme, by=cast.ida, at=AT) == []
    assert Entry.objects.filter(verb="reviews.assign_all").count() == 1


def test_assign_all_bars_who_shares_the_institution_and_calls_a_substitute(cast):
    app = cast.application(institution="CLEO clinic ")
    Conflict.objects.create(
        society=cast.a.society, member=cast.dov, against=app.applicant, ground="family", noted_at=AT
    )
    sam = cast.seat(cast.a.society, "substitute", "Sam")
    actions.assign_all(cast.a.programme, by=cast.ida, at=AT)
    assert pairs(cast.a.programme) == {(app.pk, cast.eva.pk), (app.pk, sam.pk)}
    found = Conflict.objects.get(member=cast.cleo)
    assert (found.state, found.grade, found.ground) == ("found", "bars", "same_institution")


def test_assign_all_bars_who_wrote_the_letter(cast):
    app = cast.application()
    Letter.objects.create(
        application=app, name="Cleo", email=cast.cleo.email.upper(), position="Head", state="received"
    )
    actions.assign_all(cast.a.programme, by=cast.ida, at=AT)
    assert pairs(cast.a.programme) == {(app.pk, cast.eva.pk), (app.pk, cast.dov.pk)}


def test_assign_all_discloses_a_ranked_centre_and_bars_nobody(cast):
    offer = cast.offer(cast.a, "Cleo Clinic")
    app = cast.application(choices=[offer])
    actions.assign_all(cast.a.programme, by=cast.ida, at=AT)
    assert (app.pk, cast.cleo.pk) in pairs(cast.a.programme)
    assert Conflict.objects.get(member=cast.cleo).grade == "disclosed"


def test_assign_all_does_not_find_again_what_the_chair_cleared(cast):
    app = cast.application(institution="Cleo Clinic")
    Conflict.objects.create(
        society=cast.a.society,
        member=cast.cleo,
        against=app.applicant,
        ground="same_institution",
        state="cleared",
        noted_at=AT,
    )
    actions.assign_all(cast.a.programme, by=cast.ida, at=AT)
    assert (app.pk, cast.cleo.pk) in pairs(cast.a.programme)
    assert Conflict.objects.count() == 1


def test_assign_all_says_what_it_cannot_serve(cast):
    app = cast.application()
    for member in (cast.eva, cast.cleo):
        Conflict.objects.create(
            society=cast.a.society, member=member, against=app.applicant, ground="family", noted_at=AT
        )
    assert queries.plan(cast.a.programme).short == {app: 1}


def test_assign_all_shares_the_work_in_a_larger_committee(cast):
    for name in ("Kim", "Lou", "Max"):
        cast.seat(cast.a.society, "member", name)
    apps = [cast.application() for _ in range(6)]
    actions.assign_all(cast.a.programme, by=cast.ida, at=AT)
    given = pairs(cast.a.programme)
    assert [sum(app.pk == key for key, _ in given) for app in apps] == [2] * 6
    assert {sum(user == one for _, one in given) for user in {one for _, one in given}} == {2}


def test_assign_all_waits_for_the_closing_and_for_an_officer(cast):
    cast.application()
    with pytest.raises(Refused) as early:
        actions.assign_all(cast.a.programme, by=cast.ida, at=CLOSED)
    with pytest.raises(Refused) as stranger:
        actions.assign_all(cast.a.programme, by=cast.mia, at=AT)
    assert [code_of(early), code_of(stranger)] == ["not_closed", "not_officer"]


def test_assign_refuses_a_barred_person_and_one_without_a_seat(cast):
    app = cast.application()
    Conflict.objects.create(
        society=cast.a.society, member=cast.cleo, against=app.applicant, ground="family", noted_at=AT
    )
    with pytest.raises(Refused) as barred:
        actions.assign(app, cast.cleo, by=cast.ida, at=AT)
    with pytest.raises(Refused) as seatless:
        actions.assign(app, cast.hana, by=cast.ida, at=AT)
    assert [code_of(barred), code_of(seatless)] == ["conflict", "no_seat"]


def test_assign_twice_is_one_assignment(cast):
    app = cast.application()
    first, second = (actions.assign(app, cast.cleo, by=cast.ida, at=AT) for _ in range(2))
    assert first == second
    assert Mail.objects.filter(kind="reviews.assign").count() == 1


def test_unassign_takes_back_what_has_not_begun(cast):
    row = cast.assigned(cast.application(), declared=False)
    actions.unassign(row, by=cast.ida, at=AT)
    assert not Assignment.objects.exists()
    begun = cast.reviewed(cast.application())
    with pytest.raises(Refused) as refused:
        actions.unassign(begun, by=cast.ida, at=AT)
    assert code_of(refused) == "begun"


def test_declare_recuses_and_the_society_knows(cast):
    row = cast.assigned(cast.application(), declared=False)
    actions.declare(row, ground="family", explanation="Cousins", by=cast.cleo, at=AT)
    assert Assignment.objects.get().state == "recused"
    conflict = Conflict.objects.get(member=cast.cleo)
    assert (conflict.against, conflict.state, conflict.grade) == (
        row.application.applicant,
        "declared",
        "bars",
    )
    assert list(queries.mine(cast.cleo, AT)) == []


def test_declare_none_opens_the_file_once(cast):
    row = cast.assigned(cast.application(), declared=False)
    actions.declare_none(row, by=cast.cleo, at=AT)
    actions.declare_none(row, by=cast.cleo, at=AT)
    assert Entry.objects.filter(verb="reviews.declare_none").count() == 1


def test_score_needs_the_declaration(cast):
    row = cast.assigned(cast.application(), declared=False)
    with pytest.raises(Refused) as refused:
        actions.score(row, {}, by=cast.cleo, at=AT)
    assert code_of(refused) == "undeclared"


def test_score_keeps_a_draft_and_overwrites_it(cast):
    row = cast.assigned(cast.application())
    first, second = levels(cast.a.programme, 3, 4).items()
    actions.score(row, dict([first]) | {"comment": "Sound"}, by=cast.cleo, at=AT)
    actions.score(row, {first[0]: 5, second[0]: 4}, by=cast.cleo, at=AT)
    assert {one.criterion_id: one.value for one in row.scores.all()} == {first[0]: 5, second[0]: 4}
    assert (row.state, row.comment, row.version) == ("scoring", "Sound", 3)


def test_score_from_an_old_tab_is_stale(cast):
    row = cast.assigned(cast.application())
    actions.score(row, {"comment": "First tab"}, version=1, by=cast.cleo, at=AT)
    with pytest.raises(actions.Stale):
        actions.score(row, {"comment": "Second tab"}, version=1, by=cast.cleo, at=AT)
    assert Assignment.objects.get().comment == "First tab"


def test_score_of_another_programme_is_refused(cast):
    row = cast.assigned(cast.application())
    with pytest.raises(Refused) as refused:
        actions.score(row, levels(cast.b.programme, 3), by=cast.cleo, at=AT)
    assert code_of(refused) == "unknown_criterion"


def test_finish_needs_every_criterion(cast):
    row = cast.assigned(cast.application())
    actions.score(row, levels(cast.a.programme, 3), by=cast.cleo, at=AT)
    with pytest.raises(Refused) as refused:
        actions.finish(row, by=cast.cleo, at=AT)
    assert code_of(refused) == "incomplete"
    actions.score(row, levels(cast.a.programme, 3, 4), by=cast.cleo, at=AT)
    actions.finish(row, by=cast.cleo, at=AT)
    assert (row.state, row.finished_at) == ("final", AT)


def test_reopen_takes_up_a_final_review(cast):
    row = cast.reviewed(cast.application())
    actions.reopen(row, by=cast.cleo, at=AT)
    assert (row.state, row.finished_at) == ("scoring", None)


def test_close_holds_every_score_until_it_is_opened_again(cast):
    row = cast.reviewed(cast.application())
    actions.close(cast.a.programme, by=cast.eva, at=AT)
    with pytest.raises(Refused) as refused:
        actions.reopen(row, by=cast.cleo, at=AT)
    assert code_of(refused) == "reviews_closed"
    actions.open_again(cast.a.programme, by=cast.eva, at=AT)
    assert actions.reopen(row, by=cast.cleo, at=AT).state == "scoring"


def test_nobody_scores_for_somebody_else(cast):
    row = cast.assigned(cast.application())
    for verb in (actions.score, actions.finish, actions.reopen):
        more = ({},) if verb is actions.score else ()
        with pytest.raises(Refused) as refused:
            verb(row, *more, by=cast.dov, at=AT)
        assert code_of(refused) == "not_yours"


def test_forget_removes_the_words(cast):
    row = cast.reviewed(cast.application())
    actions.reopen(row, by=cast.cleo, at=AT)
    actions.score(row, {"comment": "Words", "feedback": "More"}, by=cast.cleo, at=AT)
    actions.forget(row.application.applicant, at=AT)
    row.refresh_from_db()
    assert (row.comment, row.feedback, row.scores.count()) == ("", "", 2)
