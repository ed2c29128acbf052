"""Reminders, phases, abstention, advice, discussion: each against its rule."""

from datetime import timedelta

import pytest

from sojourn.calls.models import Criterion, ReviewPhase, TrainingCase
from sojourn.post.models import Letter
from sojourn.reviews import actions, queries, rules
from sojourn.reviews.models import Advice, Remark
from sojourn.reviews.tests.cast import AT
from sojourn.reviews.tests.test_queries import bar
from sojourn.ui.gates import Refused

pytestmark = pytest.mark.django_db


def test_remind_writes_once_a_day_with_the_true_number(cast):
    apps = [cast.application() for _ in range(3)]
    for app in apps:
        cast.assigned(app, cast.cleo)
    bar(cast, cast.cleo, apps[0])
    due = cast.call.reviews_by
    sent = {days: actions.remind(at=due - timedelta(days=days, minutes=30)) for days in (8, 7, 1, 0, -1, -2)}
    assert sent == {8: 0, 7: 1, 1: 1, 0: 1, -1: 0, -2: 1}
    assert actions.remind(at=due - timedelta(days=7, minutes=10)) == 0
    letter = Letter.objects.filter(kind="reviews.remind").first()
    assert letter.subject.startswith("2 applications") and "/decline/" in letter.text


def test_a_phase_gives_and_takes_rights(cast):
    row = cast.assigned(cast.application())
    phase = ReviewPhase.objects.create(
        programme=cast.a.programme, title="Discussion", may_score=False,
        starts_at=AT - timedelta(days=1), ends_at=AT + timedelta(days=1),
    )  # fmt: skip
    assert rules.may_score(row, by=cast.cleo, at=AT).code == "phase"
    assert rules.may_score(row, by=cast.cleo, at=AT + timedelta(days=2)).code == "no_phase"
    phase.may_score = True
    phase.save()
    assert rules.may_score(row, by=cast.cleo, at=AT)


def test_a_phase_hides_the_colleagues_scores(cast):
    app = cast.application()
    cast.reviewed(app, cast.dov)
    own = cast.reviewed(app, cast.cleo)
    assert len(queries.colleagues(own, cast.cleo, at=AT)) == 1
    ReviewPhase.objects.create(
        programme=cast.a.programme, title="Scoring", sees_colleagues=False,
        starts_at=AT - timedelta(days=1), ends_at=AT + timedelta(days=1),
    )  # fmt: skip
    assert queries.colleagues(own, cast.cleo, at=AT) == []


def test_an_abstention_is_an_answer_and_no_score(cast):
    app = cast.application()
    row = actions.abstain(cast.assigned(app), reason="Not my field", by=cast.cleo, at=AT)
    assert row.state == "abstained" and queries.scores_for(cast.a.programme) == {}
    assert queries.colleagues(row, cast.cleo, at=AT) == []
    assert rules.may_score(row, by=cast.cleo, at=AT).code == "abstained"


def test_shared_cases_come_first_and_names_when_all_are_in(cast):
    cast.a.programme.training_first = True
    cast.a.programme.save()
    case = TrainingCase.objects.create(programme=cast.a.programme, order=1, title="A", text="Invented")
    app = cast.application()
    row, other = cast.assigned(app), cast.assigned(app, cast.dov)
    row.application.programme.refresh_from_db()
    assert rules.may_score(row, by=cast.cleo, at=AT).code == "training"
    levels = {one.pk: 4 for one in Criterion.objects.filter(programme=cast.a.programme)}
    actions.train(case, levels, by=cast.cleo, at=AT)
    assert rules.may_score(row, by=cast.cleo, at=AT)
    assert queries.compared(case, cast.cleo)[0][0].names == []
    actions.train(case, levels, by=cast.dov, at=AT)
    assert [value for _, value in queries.compared(case, cast.cleo)[0][0].names] == [4, 4]
    with pytest.raises(Refused):
        actions.train(case, levels, by=other.reviewer, at=AT)


def test_the_discussion_is_for_those_who_are_final_and_never_for_a_conflict(cast):
    app = cast.application()
    cast.reviewed(app, cast.cleo)
    cast.assigned(app, cast.dov)
    for audience in ("committee", "chair", "applicant"):
        actions.remark(app, text=audience, audience=audience, by=cast.cleo, at=AT)
    cast.finished(queries.mine(cast.dov, AT).get())
    seen = {
        who: [one.audience for one in queries.remarks(app, getattr(cast, who), at=AT)]
        for who in ("cleo", "dov", "eva", "ida", "mia")
    }
    everything = ["committee", "chair", "applicant"]
    assert seen == {"cleo": everything, "dov": ["committee"], "eva": everything, "ida": [], "mia": []}
    bar(cast, cast.dov, app)
    assert queries.remarks(app, cast.dov, at=AT) == []
    assert queries.feedback_for(app) == ["applicant"]
    assert Remark.objects.count() == 3


def test_advice_by_criterion_reaches_the_feedback_of_final_reviews_only(cast):
    app = cast.application()
    row = cast.assigned(app)
    first = Criterion.objects.filter(programme=cast.a.programme).first()
    actions.score(row, {"advice": {first.pk: "Say why there."}}, by=cast.cleo, at=AT)
    assert queries.feedback_for(app) == []
    cast.finished(row)
    assert queries.feedback_for(app) == [f"{first.title}: Say why there."]
    actions.reopen(row, by=cast.cleo, at=AT)
    actions.score(row, {"advice": {first.pk: ""}}, by=cast.cleo, at=AT)
    assert not Advice.objects.exists()
