"""The page of a result for each kind of it, the words that helped nobody know before, and one's own check."""

import pytest

from sojourn.reviews import actions as reviews
from sojourn.reviews.tests.cast import AT
from sojourn.selection import actions, queries
from sojourn.selection.models import Decision, Match
from sojourn.selection.tests.releasing import out
from sojourn.selection.tests.test_actions import (
    accept_all,
    bar,
    decision,
    panel_of,
    prepared,
    refusal,
)
from sojourn.selection.tests.test_views import page, row_of, send

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]


def titled(user, application):
    return page(user, "result", application.pk).content.decode()


def test_each_kind_of_result_says_what_why_and_what_now(cast):
    full = cast.a.offers[0]
    first = cast.application(choices=[full])
    second = cast.application(choices=[full])
    own = cast.application(choices=[full], residence_country="NO")
    weak = cast.application()
    barred = cast.application(state="barred", office_note="The certificate is missing.")
    panel_of(
        cast.a, decision(first, 1), decision(second, 2), decision(own, 3), decision(weak, reason="Weak.")
    )
    match = actions.run(cast.call, by=cast.finn, at=AT)
    actions.ask_centres(match, by=cast.finn, at=AT)
    accept_all(cast)
    actions.read(Match.objects.get(), cast.a.programme, by=cast.eva, at=AT)
    release = actions.prepare(Match.objects.get(), by=cast.finn, at=AT)
    out(release, by=cast.fay, at=AT)
    expected = {
        first: ("You have been selected", "(your first choice): yours.", "/awards/"),
        second: (
            "You are on the waiting list",
            "went to a person ranked above you",
            f"/waiting/{second.pk}/",
        ),
        own: ("There is no place for you this year", "in your own country", "with other choices of centres"),
        weak: ("You have not been selected", "Weak.", "You may apply again in a later call"),
        barred: ("Your application could not be considered", "The certificate is missing.", "once the rules"),
    }
    for application, words in expected.items():
        text = titled(application.applicant, application)
        assert all(word in text for word in words), words
        assert "This programme takes no appeals" in text
        checked = page(application.applicant, "check_own", application.pk)
        assert checked.status_code == (404 if application == barred else 200)
        assert ("check-own" in text) == (application != barred)
    assert "in your own country" in page(own.applicant, "check_own", own.pk).content.decode()
    assert page(second.applicant, "check_own", first.pk).status_code == 404


def test_the_appeal_stands_on_the_page_with_its_last_day(cast):
    cast.a.programme.appeal_days = 7
    cast.a.programme.save()
    release, (first, _), _ = prepared(cast)
    out(release, by=cast.fay, at=AT)
    text = titled(first.applicant, first)
    assert "You can appeal once" in text and f"/results/{first.pk}/appeal/" in text


def test_the_own_rank_is_told_only_where_the_programme_tells_it(cast):
    cast.a.programme.show_rank = True
    cast.a.programme.save()
    release, (_, second), (other,) = prepared(cast)
    lines = {line.application: line.explanation for line in queries.lines(release.match)}
    assert lines[second][0] == "You were 2nd."
    assert not any("You were" in text for text in lines[other])


def advised(cast):
    """An application reviewed with words of advice, and the ranking signed."""
    app = cast.application()
    row = cast.assigned(app)
    reviews.score(row, {"feedback": "Say what you want to learn."}, by=cast.cleo, at=AT)
    cast.finished(row)
    return app, panel_of(cast.a, decision(app, 1))


def test_advise_is_the_committees_between_the_signatures(cast):
    app, programme = cast.application(), cast.a.programme
    panel_of(cast.a, decision(app, 1), sign=False)
    give = {"texts": {app.pk: "More."}, "at": AT}
    assert refusal(actions.advise, programme, by=cast.eva, **give) == "unsigned"
    actions.sign(queries.panel_of(programme), by=cast.eva, at=AT)
    for who in ("cleo", "mia", "hana"):
        assert refusal(actions.advise, programme, by=getattr(cast, who), **give) == "not_chair"
    assert refusal(actions.advise, programme, by=cast.ida, **give) == "not_yours"
    assert actions.advise(programme, by=cast.eva, **give) == 1
    hidden = bar(cast, cast.eva, app)
    assert refusal(actions.advise, programme, by=cast.eva, **give) == "not_yours"
    assert actions.advise(programme, by=cast.ida, **give) == 1
    hidden.delete()


def test_advise_ends_with_the_second_signature(cast):
    release, (first, _), _ = prepared(cast)
    texts = {first.pk: "More."}
    actions.advise(cast.a.programme, texts, by=cast.eva, at=AT)
    out(release, by=cast.fay, at=AT)
    assert refusal(actions.advise, cast.a.programme, texts, by=cast.eva, at=AT) == "out"
    assert "More." in titled(first.applicant, first)


def test_what_reviewers_wrote_reaches_the_applicant_only_as_the_chair_saved_it(cast):
    app, _ = advised(cast)
    shown = page(cast.eva, "advise", "2024", "aaa").content.decode()
    assert "Say what you want to learn." in shown and cast.cleo.formal_name not in shown
    assert {line.advice for line in queries.lines(actions.run(cast.call, by=cast.finn, at=AT))} == {""}
    sent = send(cast.eva, "advise", "2024", "aaa", **row_of(app, text="Say more."))
    assert sent.status_code == 302
    row = Decision.objects.get(application=app)
    assert (row.advice, row.advised_at) == ("Say more.", AT)
    assert send(cast.eva, "advise", "2024", "aaa", **row_of(app, text="")).status_code == 302
    shown = page(cast.eva, "advise", "2024", "aaa").content.decode()
    assert "Nothing is told" in shown and "Say what you want to learn." not in shown
