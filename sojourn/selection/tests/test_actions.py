"""From the first decision to the published release: what changes, which journal line, which letter."""

from datetime import timedelta

import pytest

from sojourn.calls.models import SharedPlaces
from sojourn.centres.models import Coordinator, Tutor
from sojourn.core import verifier
from sojourn.journal.models import Entry
from sojourn.post import actions as post
from sojourn.post.models import Invitation
from sojourn.post.models import Letter as Mail
from sojourn.reviews import actions as reviews
from sojourn.reviews.tests.cast import AT
from sojourn.selection import actions, queries
from sojourn.selection.models import Decision, Match, Nomination, Panel, Release, Result
from sojourn.selection.tests.releasing import out
from sojourn.societies.models import Conflict
from sojourn.ui.gates import Refused

pytestmark = pytest.mark.django_db
LATER = AT + timedelta(days=1)


def decision(application, position=None, **more):
    outcome = "ranked" if position else "unranked"
    values = {"outcome": outcome, "position": position, "reason_code": "strong", "reason": "Because."}
    return {"application": application, **values, **more}


def panel_of(side, *decisions, by=None, sign=True):
    panel = actions.open_panel(side.programme, by=side.chair, at=AT)
    actions.decide(panel, decisions, by=by or side.chair, at=AT)
    return actions.sign(panel, by=side.chair, at=AT) if sign else panel


def positions(side) -> dict:
    rows = Decision.objects.filter(panel__programme=side.programme)
    return {row.application_id: row.position for row in rows}


def refusal(action, *given, **more) -> str:
    with pytest.raises(Refused) as refused:
        action(*given, **more)
    return refused.value.verdict.code


def bar(cast, member, application):
    return Conflict.objects.create(
        society=application.programme.society,
        member=member,
        against=application.applicant,
        ground="family",
        noted_at=AT,
    )


def settled(cast, apps_a=2, apps_b=1):
    """A run in which every centre said yes."""
    a = [cast.application() for _ in range(apps_a)]
    b = [cast.application(cast.b) for _ in range(apps_b)]
    panel_of(cast.a, *(decision(app, i) for i, app in enumerate(a, 1)))
    panel_of(cast.b, *(decision(app, i) for i, app in enumerate(b, 1)))
    match = actions.run(cast.call, by=cast.finn, at=AT)
    actions.ask_centres(match, by=cast.finn, at=AT)
    accept_all(cast)
    return Match.objects.get(pk=match.pk), a, b


def accept_all(cast):
    for row in Nomination.objects.filter(state="asked"):
        tutor = Tutor.objects.get(centre=row.offer.centre)
        actions.accept_nomination(row, tutor=tutor, by=cast.hana, at=AT)


def prepared(cast, **more):
    match, a, b = settled(cast, **more)
    for side in (cast.a, cast.b):
        actions.read(match, side.programme, by=side.chair, at=AT)
    return actions.prepare(match, by=cast.finn, at=AT), a, b


# --- panels ---


def test_decide_keeps_ties_and_closes_gaps(cast):
    x, y, z = (cast.application() for _ in range(3))
    panel_of(cast.a, decision(x, 5), decision(y, 9), decision(z, 5), sign=False)
    assert positions(cast.a) == {x.pk: 1, z.pk: 1, y.pk: 3}


def test_decide_again_changes_only_what_is_given(cast):
    x, y = cast.application(), cast.application()
    panel = panel_of(cast.a, decision(x, 1), decision(y, 2), sign=False)
    actions.decide(panel, [decision(x, reason="Not now.")], by=cast.eva, at=LATER)
    assert positions(cast.a) == {x.pk: None, y.pk: 1}
    assert Decision.objects.get(application=x).reason == "Not now."
    assert Decision.objects.get(application=y).decided_at == AT


def test_decide_from_an_old_tab_is_stale(cast):
    x = cast.application()
    panel = panel_of(cast.a, decision(x, 1), sign=False)
    with pytest.raises(actions.Stale):
        actions.decide(panel, [decision(x)], version=1, by=cast.eva, at=LATER)


@pytest.mark.parametrize("who", ["cleo", "mia", "hana"])
def test_decide_is_the_chairs(cast, who):
    panel = actions.open_panel(cast.a.programme, by=cast.eva, at=AT)
    app = cast.application()
    assert refusal(actions.decide, panel, [decision(app, 1)], by=getattr(cast, who), at=AT) == "not_chair"


def test_decide_by_an_officer_only_what_the_chair_may_not_see(cast):
    seen, hidden = cast.application(), cast.application()
    bar(cast, cast.eva, hidden)
    panel = actions.open_panel(cast.a.programme, by=cast.eva, at=AT)
    assert refusal(actions.decide, panel, [decision(seen, 1)], by=cast.ida, at=AT) == "not_yours"
    assert refusal(actions.decide, panel, [decision(hidden, 1)], by=cast.eva, at=AT) == "not_yours"
    actions.decide(panel, [decision(hidden, 1)], by=cast.ida, at=AT)
    assert positions(cast.a) == {hidden.pk: 1}


def test_decide_puts_the_hidden_row_before_whoever_has_its_place(cast):
    x, y, z, hidden = (cast.application() for _ in range(4))
    bar(cast, cast.eva, hidden)
    panel = panel_of(cast.a, decision(x, 1), decision(y, 2), decision(z, 3), sign=False)
    actions.decide(panel, [decision(hidden, 2)], by=cast.ida, at=AT)
    assert positions(cast.a) == {x.pk: 1, hidden.pk: 2, y.pk: 3, z.pk: 4}
    actions.decide(panel, [decision(hidden, 2)], by=cast.ida, at=AT)  # the same again moves nothing
    assert positions(cast.a) == {x.pk: 1, hidden.pk: 2, y.pk: 3, z.pk: 4}
    # the chair turns the own rows round: the hidden one keeps one row before it
    actions.decide(panel, [decision(z, 1), decision(x, 3)], by=cast.eva, at=AT)
    assert positions(cast.a) == {z.pk: 1, hidden.pk: 2, y.pk: 3, x.pk: 4}


def test_sign_needs_every_decision_and_keeps_its_basis(cast):
    x, y = cast.application(), cast.application()
    cast.reviewed(x, cast.cleo, 4)
    panel = panel_of(cast.a, decision(x, 1), sign=False)
    assert refusal(actions.sign, panel, by=cast.eva, at=AT) == "undecided"
    actions.decide(panel, [decision(y)], by=cast.eva, at=AT)
    actions.sign(panel, by=cast.eva, at=AT)
    assert (panel.state, panel.signed_by, panel.signed_at) == ("signed", cast.eva, AT)
    assert panel.basis == {str(x.pk): {"mean": "4.00", "reviews": 1}}


def test_sign_does_not_tell_of_a_part_that_the_chair_may_not_see(cast):
    """The chair signs what the chair sees; the rest is finished after it, and the match waits for it."""
    x, hidden = cast.application(), cast.application()
    bar(cast, cast.eva, hidden)
    panel = panel_of(cast.a, decision(x, 1), sign=False)

    actions.sign(panel, by=cast.eva, at=AT)

    assert refusal(actions.run, cast.call, by=cast.finn, at=AT) == "left"
    assert refusal(actions.commit, cast.call, event="Draw", by=cast.finn, at=AT) == "left"
    assert refusal(actions.decide, panel, [decision(x, 1)], by=cast.eva, at=AT) == "signed"
    assert refusal(actions.decide, panel, [decision(x, 1)], by=cast.ida, at=AT) == "not_yours"
    actions.decide(panel, [decision(hidden, 1)], by=cast.ida, at=AT)
    panel.refresh_from_db()
    assert (panel.state, panel.signed_by) == ("signed", cast.eva)
    assert positions(cast.a) == {hidden.pk: 1, x.pk: 2}
    shown = queries.every_line(cast.a.programme, cast.eva, at=AT)
    assert [(line.application, line.position) for line in shown] == [(x, 1)]
    actions.run(cast.call, by=cast.finn, at=AT)
    assert refusal(actions.decide, panel, [decision(hidden, 2)], by=cast.ida, at=AT) == "matched"


def test_sign_waits_for_open_reviews_unless_they_are_closed(cast):
    x = cast.application()
    cast.assigned(x)
    panel = panel_of(cast.a, decision(x, 1), sign=False)
    assert refusal(actions.sign, panel, by=cast.eva, at=AT) == "reviews_open"
    reviews.close(cast.a.programme, by=cast.eva, at=AT)
    assert actions.sign(panel, by=cast.eva, at=AT).state == "signed"


def test_sign_is_not_an_officers(cast):
    panel = panel_of(cast.a, decision(cast.application(), 1), sign=False)
    assert refusal(actions.sign, panel, by=cast.ida, at=AT) == "not_chair"
    assert refusal(actions.sign, panel, by=cast.finn, at=AT) == "not_chair"


def test_reopen_until_the_match_is_run(cast):
    panel = panel_of(cast.a, decision(cast.application(), 1))
    actions.reopen(panel, reason="A slip", by=cast.eva, at=AT)
    assert (panel.state, panel.signed_by, panel.basis) == ("open", None, {})
    actions.sign(panel, by=cast.eva, at=AT)
    actions.run(cast.call, by=cast.finn, at=AT)
    assert refusal(actions.reopen, panel, reason="Too late", by=cast.eva, at=AT) == "matched"


# --- the match ---


def test_run_gives_the_choices_by_merit_and_stores_what_it_did(cast):
    first, second, third = (cast.application() for _ in range(3))
    cast.a.programme.places = 2
    cast.a.programme.save()
    panel_of(cast.a, decision(third, 3), decision(first, 1), decision(second, 2))
    match = actions.run(cast.call, by=cast.finn, at=AT)
    given = {row["applicant"]: row["centre"] for row in match.result["awards"]}
    assert given == {str(first.pk): "centre-aaa1", str(second.pk): "centre-aaa2"}
    assert match.result["unmatched"] == [str(third.pk)]
    assert verifier.verify(match.instance, match.result) == []
    assert Entry.objects.get(verb="selection.run").facts["instance"] == match.instance_sha256


def test_run_holds_no_name_and_no_address(cast):
    app = cast.application()
    panel_of(cast.a, decision(app, 1))
    text = str(actions.run(cast.call, by=cast.finn, at=AT).instance)
    assert str(app.pk) in text
    assert app.family_name not in text and app.applicant.email not in text


def test_run_bars_the_own_country_and_shares_places_between_societies(cast):
    abroad = cast.offer(cast.a, "Shared", country="SE")
    at_home = cast.offer(cast.a, "Home", country="AT")
    theirs = cast.offer(cast.b, "Shared")
    SharedPlaces.objects.create(call=cast.call, institution=abroad.centre.institution, places=1)
    x = cast.application(choices=[at_home, abroad])
    y = cast.application(cast.b, choices=[theirs])
    panel_of(cast.a, decision(x, 1))
    panel_of(cast.b, decision(y, 1))
    match = actions.run(cast.call, by=cast.finn, at=AT)
    assert {"id": "shared", "places": 1} in match.instance["centres"]
    assert [(row["applicant"], row["reason"]) for row in match.instance["barred"]] == [
        (str(x.pk), "own_country")
    ]
    assert len(match.result["awards"]) == 1


def test_run_waits_for_every_signature_and_for_places(cast):
    x = cast.application()
    panel_of(cast.a, decision(x, 1), sign=False)
    assert refusal(actions.run, cast.call, by=cast.finn, at=AT) == "unsigned"
    actions.sign(Panel.objects.get(), by=cast.eva, at=AT)
    cast.a.programme.places = None
    cast.a.programme.save()
    assert refusal(actions.run, cast.call, by=cast.finn, at=AT) == "places"
    assert refusal(actions.run, cast.call, by=cast.ida, at=AT) == "not_office"


def test_run_without_a_published_seed_is_the_same_each_time(cast):
    panel_of(cast.a, decision(cast.application(), 1), decision(cast.application(), 1))
    first, second = queries.instance(cast.call), queries.instance(cast.call)
    assert first == second and len(first["lottery"]["seed"]) == 64
    cast.call.lottery_seed = "ab12"
    assert queries.instance(cast.call)["lottery"] == {"seed": "ab12"}


def test_run_stores_nothing_when_the_verifier_disagrees(cast, monkeypatch):
    panel_of(cast.a, decision(cast.application(), 1))
    monkeypatch.setattr(verifier, "verify", lambda instance, result: ["something is wrong"])
    with pytest.raises(actions.Disagreement):
        actions.run(cast.call, by=cast.finn, at=AT)
    assert not Match.objects.exists()


# --- centres ---


def asked(cast, apps=2):
    made = [cast.application() for _ in range(apps)]
    panel_of(cast.a, *(decision(app, i) for i, app in enumerate(made, 1)))
    match = actions.run(cast.call, by=cast.finn, at=AT)
    return actions.ask_centres(match, by=cast.finn, at=AT), made


def test_ask_centres_writes_to_who_answers_with_a_link(cast):
    match, (first, _) = asked(cast)
    nomination = Nomination.objects.get()
    assert (nomination.application, nomination.due_at) == (first, AT + timedelta(days=7))
    letter = Mail.objects.get(kind="selection.ask_centres")
    assert letter.to_user == cast.hana and letter.invitation.door == "selection:answer_nomination"
    assert first.family_name in letter.text
    assert match.state == "asking"


def test_ask_centres_needs_somebody_to_ask(cast):
    panel_of(cast.a, decision(cast.application(), 1))
    match = actions.run(cast.call, by=cast.finn, at=AT)
    Coordinator.objects.all().delete()
    assert refusal(actions.ask_centres, match, by=cast.finn, at=AT) == "no_coordinator"


def test_ask_centres_settles_a_run_without_awards(cast):
    panel_of(cast.a, decision(cast.application()))
    match = actions.run(cast.call, by=cast.finn, at=AT)
    assert actions.ask_centres(match, by=cast.finn, at=AT).state == "settled"


def test_accept_nomination_by_link_names_the_tutor_and_settles(cast):
    asked(cast)
    nomination, invitation = Nomination.objects.get(), Invitation.objects.get()
    tutor = Tutor.objects.get(centre=nomination.offer.centre)
    actions.accept_nomination(nomination, tutor=tutor, by=invitation, at=LATER)
    assert (nomination.state, nomination.tutor, nomination.answered_at) == ("accepted", tutor, LATER)
    assert Match.objects.get().state == "settled"
    assert Invitation.objects.get().closed_at == LATER
    assert Entry.objects.get(verb="selection.accept_nomination").actor_kind == "link"


def test_accept_nomination_wants_a_tutor_of_the_centre_and_the_right_person(cast):
    asked(cast)
    nomination = Nomination.objects.get()
    tutor = Tutor.objects.get(centre=nomination.offer.centre)
    foreign = Tutor.objects.exclude(centre=nomination.offer.centre).first()
    accept = actions.accept_nomination
    assert refusal(accept, nomination, tutor=foreign, by=cast.hana, at=AT) == "tutor"
    assert refusal(accept, nomination, tutor=tutor, by=cast.eva, at=AT) == "not_yours"
    other = post.invite("selection:answer_nomination", to="x@y.example", thing=cast.eva, at=AT)
    assert refusal(accept, nomination, tutor=tutor, by=other, at=AT) == "not_yours"
    assert refusal(accept, nomination, tutor=tutor, by=None, at=AT) == "not_yours"


def test_decline_nomination_runs_again_without_the_pair(cast):
    match, (first, _) = asked(cast)
    nomination = Nomination.objects.get()
    actions.decline_nomination(nomination, reason="No bed", by=cast.hana, at=LATER)
    new = queries.live_match(cast.call)
    assert Match.objects.get(pk=match.pk).state == "discarded" and new.state == "asking"
    assert [(row["centre"], row["reason"]) for row in new.instance["barred"]] == [
        ("centre-aaa1", "centre_declined")
    ]
    assert new.instance["lottery"] == match.instance["lottery"]
    (next_one,) = queries.nominations_of(new)
    assert (next_one.application, next_one.offer) == (first, cast.a.offers[1])
    assert Mail.objects.filter(kind="selection.ask_centres").count() == 2


def test_decline_nomination_keeps_the_answers_and_links_that_still_hold(cast):
    cast.a.programme.places = 2
    cast.a.programme.save()
    third = cast.offer(cast.a, "Third")
    one, two = cast.a.offers
    x = cast.application(choices=[one, third])
    y = cast.application(choices=[two])
    panel_of(cast.a, decision(x, 1), decision(y, 2))
    match = actions.run(cast.call, by=cast.finn, at=AT)
    actions.ask_centres(match, by=cast.finn, at=AT)
    kept = Nomination.objects.get(application=y)
    actions.accept_nomination(kept, tutor=Tutor.objects.get(centre=two.centre), by=cast.hana, at=AT)
    actions.decline_nomination(Nomination.objects.get(application=x), reason="No", by=cast.hana, at=AT)
    new = queries.live_match(cast.call)
    kept.refresh_from_db()
    assert (kept.match, kept.state) == (new, "accepted")
    assert Mail.objects.filter(kind="selection.ask_centres").count() == 3
    accept_all(cast)
    assert queries.live_match(cast.call).state == "settled"


def test_decline_nomination_calls_off_what_moved(cast):
    """The refused one moves to a centre that had been asked for somebody ranked lower."""
    cast.a.programme.places = 2
    cast.a.programme.save()
    one, two = cast.a.offers
    x = cast.application(choices=[one, two])
    y = cast.application(choices=[two])
    panel_of(cast.a, decision(x, 1), decision(y, 2))
    match = actions.run(cast.call, by=cast.finn, at=AT)
    actions.ask_centres(match, by=cast.finn, at=AT)
    actions.decline_nomination(Nomination.objects.get(application=x), reason="No", by=cast.hana, at=AT)
    assert Nomination.objects.get(application=y).state == "cancelled"
    assert Mail.objects.filter(kind="selection.cancel_nomination").count() == 1
    (left,) = queries.nominations_of(queries.live_match(cast.call))
    assert (left.application, left.offer, left.state) == (x, two, "asked")


def test_tick_reminds_once_when_two_days_are_left(cast):
    asked(cast)
    actions.tick(at=AT + timedelta(days=4))
    assert not Mail.objects.filter(kind="selection.remind").exists()
    for _ in range(2):
        actions.tick(at=AT + timedelta(days=5))
    reminded = list(Mail.objects.filter(kind="selection.remind").values_list("to_address", flat=True))
    assert len(reminded) == len(set(reminded)) == 2  # the contact, and the second one asked a day before


# --- the release ---


def test_read_is_the_chairs_of_the_society_and_once(cast):
    match, _, _ = settled(cast)
    assert refusal(actions.read, match, cast.a.programme, by=cast.b.chair, at=AT) == "not_chair"
    for _ in range(2):
        actions.read(match, cast.a.programme, by=cast.eva, at=AT)
    assert Entry.objects.filter(verb="selection.read").count() == 1


def test_prepare_waits_for_every_chair(cast):
    match, _, _ = settled(cast)
    actions.read(match, cast.a.programme, by=cast.eva, at=AT)
    assert refusal(actions.prepare, match, by=cast.finn, at=AT) == "check"
    assert [check.title for check in queries.checks(match) if not check.ok] == [
        "Every chair has read the part of the own society"
    ]


def test_prepare_derives_a_result_for_everybody(cast):
    barred = cast.application(state="barred", office_note="No certificate.")
    release, (first, second), (theirs,) = prepared(cast)
    outcomes = {row.application: row.outcome for row in Result.objects.all()}
    assert outcomes == {
        first: "selected",
        theirs: "selected",
        second: "waiting",
        barred: "not_selected",
    }
    assert Result.objects.get(application=first).tutor is not None
    assert "No certificate." in Result.objects.get(application=barred).reason
    assert release.state == "prepared"


def test_prepare_refuses_what_the_office_never_checked(cast):
    cast.application(state="submitted")
    match, _, _ = settled(cast)
    for side in (cast.a, cast.b):
        actions.read(match, side.programme, by=side.chair, at=AT)
    assert refusal(actions.prepare, match, by=cast.finn, at=AT) == "check"


def test_prepare_sees_a_tampered_match(cast):
    match, _, _ = settled(cast)
    match.result["awards"][0]["centre"] = "centre-aaa2"
    failed = [check.title for check in queries.checks(match) if not check.ok]
    assert "The match is right, recomputed independently" in failed


def test_prepare_sees_a_changed_input(cast):
    match, _, _ = settled(cast)
    cast.a.programme.places = 7
    cast.a.programme.save()
    failed = [check.title for check in queries.checks(match) if not check.ok]
    assert failed[-1] == "The input is still what was signed"


def test_hold_takes_a_second_person(cast):
    release, _, _ = prepared(cast)
    assert refusal(actions.hold, release, by=cast.finn, at=LATER) == "same_person"
    assert refusal(actions.hold, release, by=cast.hana, at=LATER) == "not_signer"
    assert refusal(actions.hold, release, by=cast.eva, at=LATER) == "not_signer"
    assert not Mail.objects.filter(kind="selection.selected").exists()
    actions.hold(release, by=cast.fay, at=LATER)
    assert (release.state, release.published_by) == ("held", cast.fay)
    assert release.published_at == LATER + timedelta(minutes=10)


@pytest.mark.parametrize(("may_sign", "expected"), [(True, None), (False, "not_signer")])
def test_hold_by_a_society_officer_named_to_sign(cast, may_sign, expected):
    release, _, _ = prepared(cast)
    cast.a.society.officers.update(may_sign=may_sign)
    if expected:
        assert refusal(actions.hold, release, by=cast.ida, at=LATER) == expected
    else:
        assert actions.hold(release, by=cast.ida, at=LATER).state == "held"


def test_publish_writes_to_exactly_those_who_were_decided(cast):
    release, (first, second), (theirs,) = prepared(cast)
    out(release, by=cast.fay, at=LATER)
    letters = Mail.objects.filter(kind__in=actions.releases.LETTERS.values())
    assert {(letter.to_user_id, letter.kind) for letter in letters} == {
        (first.applicant_id, "selection.selected"),
        (theirs.applicant_id, "selection.selected"),
        (second.applicant_id, "selection.waiting"),
    }
    assert all(queries.recipient(letter) == letter.to_address for letter in letters)
    result = Result.objects.get(application=second)
    Result.objects.filter(pk=result.pk).update(outcome="not_selected")
    assert queries.recipient(letters.get(to_user=second.applicant)) == ""


def test_publish_twice_is_impossible(cast):
    release, _, _ = prepared(cast)
    out(release, by=cast.fay, at=LATER)
    assert refusal(actions.publish, release, at=LATER) == "state"
    assert refusal(actions.hold, release, by=cast.fay, at=LATER) == "state"


def test_drop_takes_back_what_was_prepared(cast):
    release, _, _ = prepared(cast)
    actions.drop(release, reason="A slip", by=cast.finn, at=LATER)
    assert not Result.objects.exists() and queries.live_release(cast.call) is None
    actions.prepare(release.match, by=cast.finn, at=LATER)
    assert Release.objects.filter(state="prepared").count() == 1


def test_forget_removes_the_words(cast):
    release, (first, _), _ = prepared(cast)
    out(release, by=cast.fay, at=LATER)
    actions.forget(first.applicant, at=LATER)
    result = Result.objects.get(application=first)
    assert (result.reason, result.explanation, result.outcome) == ("", [], "selected")
    assert Decision.objects.get(application=first).reason == ""
