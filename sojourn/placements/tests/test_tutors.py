"""Another tutor in the middle of a stay: what opens, what closes, what is signed anew, what stays unread."""

from datetime import date

import pytest

from sojourn.awards.tests import stage as stages
from sojourn.awards.tests.stage import answers, at, client, person
from sojourn.centres.models import Coordinator, Tutor
from sojourn.placements import actions, queries
from sojourn.placements.models import Amendment, Placement
from sojourn.post.models import Letter
from sojourn.ui.gates import Refused

NOW = at(date(2024, 10, 21))


@pytest.fixture
def stage(db):
    return stages.make()


def now(placement):
    return Placement.objects.select_related(*queries.RELATED).get(pk=placement.pk)


def second(placement, name="Tove Second", email="tove@example.org"):
    return Tutor.objects.create(centre=placement.offer.centre, name=name, email=email)


def take_over(placement, tutor, by, when=NOW):
    made = actions.ask_amendment(
        placement, kind="tutor", reason="On leave until May.", tutor=tutor, by=by, at=when
    )
    return made, now(placement)


def code_of(action, *given, **more):
    with pytest.raises(Refused) as refused:
        action(*given, **more)
    return refused.value.verdict.code


@pytest.mark.parametrize("who", ["ida", "hana"])
def test_another_tutor_takes_over_at_once_and_the_former_finds_nothing(stage, who):
    placement = stage.placement("arrived")
    former = stage.link(placement)
    row, after = take_over(placement, second(placement), getattr(stage, who))
    assert (row.state, after.tutor.name, after.plan_version) == ("done", "Tove Second", 2)
    stages.live_at(NOW)
    assert client(link=former).get(f"/placements/tutor/{former.pk}/").status_code == 404
    new = stage.link(after)
    page = client(link=new).get(f"/placements/tutor/{new.pk}/").content.decode()
    assert "The fellow has not signed the plan yet." in page
    (told,) = Letter.objects.filter(kind="placements.take_over")
    assert told.to_address == "tove@example.org"
    waiting = Letter.objects.filter(kind="placements.evaluate_final")
    assert sorted(filter(None, map(queries.recipient, waiting))) == ["tove@example.org"]


def test_the_signed_plan_stays_and_all_sign_anew(stage):
    placement = stage.placement("arrived")
    _, after = take_over(placement, second(placement), stage.hana)
    assert queries.missing_for_certificate(after)[0] == "the training plan signed by everybody"
    actions.sign_plan(after, role="fellow", name="Ada", by=stage.ada, at=NOW)
    actions.sign_plan(after, role="tutor", name="Tove", by=stage.link(after), at=NOW)
    assert set(queries.signed_roles(after)) == {"fellow", "tutor"}
    assert [version.number for version in after.plan_versions.all()] == [2, 1]


def test_who_may_name_another_tutor_and_whom(stage):
    placement = stage.placement("arrived")
    tove = second(placement)
    retired = Tutor.objects.create(
        centre=placement.offer.centre, name="Rolf Retired", email="r@example.org", active=False
    )
    assert code_of(take_over, placement, tove, stage.ada) == "not-asker"
    assert code_of(take_over, placement, tove, stage.mia) == "not-yours"
    assert code_of(take_over, placement, placement.tutor, stage.ida) == "same"
    assert code_of(take_over, placement, stage.tutors[1], stage.ida) == "which-tutor"
    assert code_of(take_over, placement, retired, stage.ida) == "which-tutor"
    assert now(placement).tutor == stage.tutors[0]


def test_a_stay_without_a_tutor_gets_its_first(stage):
    placement = stage.placement("agreed")
    Placement.objects.update(tutor=None)
    _, after = take_over(now(placement), stage.tutors[0], stage.hana, at(date(2024, 8, 1)))
    assert (after.tutor, after.plan_version) == (stage.tutors[0], 1)


def test_the_centre_never_reads_why_the_office_named_another(stage):
    placement = stage.placement("arrived")
    tove = second(placement)
    row, after = take_over(placement, tove, stage.ida)
    stages.live_at(NOW)
    address = f"/placements/amendments/{row.pk}/"
    readers = (stage.ada, stage.ida, stage.hana)
    assert [client(who).get(address).status_code for who in readers] == [200, 200, 404]
    own, _ = take_over(after, stage.tutors[0], stage.hana)
    assert client(stage.hana).get(f"/placements/amendments/{own.pk}/").status_code == 200
    new = stage.link(after)
    for name in ("", f"amendments/{row.pk}/", "countersign/", "plan/"):
        page = client(link=new).get(f"/placements/tutor/{new.pk}/{name}")
        assert "On leave" not in page.content.decode()


@pytest.mark.parametrize("first", ["tutor", "fellow"])
def test_what_was_said_under_the_former_tutor_is_no_pair_with_the_new_ones(stage, first):
    """Each under its own tutor: neither side reads the other, and the office reads both."""
    placement = stage.placement("arrived")
    hands = {"fellow": stage.ada, "tutor": stage.link(placement)}
    other = "tutor" if first == "fellow" else "fellow"

    def give(stay, side, word):
        given = {"moment": "midterm", "side": side, "answers": answers(side), "comment": word}
        actions.evaluate(stay, **given, by=hands[side], at=NOW)

    give(placement, first, "Heron")
    _, after = take_over(placement, second(placement), stage.hana)
    hands["tutor"] = stage.link(after)
    give(after, other, "Kingfisher")
    stages.live_at(NOW)
    tutors = client(link=hands["tutor"]).get(f"/placements/tutor/{hands['tutor'].pk}/evaluate/midterm/")
    fellows = client(stage.ada).get(f"/placements/{placement.pk}/evaluations/midterm/")
    words = {"tutor": "Heron" if first == "tutor" else "Kingfisher", "fellow": "Heron"}
    words["fellow"] = "Kingfisher" if first == "tutor" else "Heron"
    assert words["fellow"] not in tutors.content.decode()
    assert words["tutor"] not in fellows.content.decode()
    assert words["fellow"] in fellows.content.decode()
    assert not Letter.objects.filter(kind="placements.revealed").exists()
    office = client(stage.ida).get(f"/placements/{placement.pk}/evaluations/midterm/").content.decode()
    assert "Heron" in office
    assert "Kingfisher" in office


# --- a stay that goes on elsewhere ---


@pytest.fixture
def moving(stage):
    placement = stage.placement("arrived")
    stage.per = person("Per Porto")
    Coordinator.objects.filter(institution__city="Porto").update(user=stage.per)

    def ask():
        row = actions.ask_amendment(
            placement,
            kind="move",
            reason="The scanner is broken.",
            offer=stage.offers[1],
            from_on=date(2024, 10, 28),
            by=stage.ida,
            at=NOW,
        )
        return actions.agree_amendment(row, party="fellow", by=stage.ada, at=NOW)

    stage.ask = ask
    return stage


def test_a_new_centre_with_two_tutors_says_which(moving):
    there = Tutor.objects.create(centre=moving.offers[1].centre, name="Tito Two", email="tito@example.org")
    row = moving.ask()
    stages.live_at(NOW)
    browser, address = client(moving.per), f"/placements/amendments/{row.pk}/"
    assert code_of(actions.agree_amendment, row, party="new_centre", by=moving.per, at=NOW) == "which-tutor"
    assert browser.post(address, {"answer": "agree"}).status_code == 422
    assert browser.post(address, {"answer": "agree", "tutor": moving.tutors[0].pk}).status_code == 422
    assert Amendment.objects.get().state == "asked"
    assert browser.post(address, {"answer": "agree", "tutor": there.pk}).status_code == 302
    after = Placement.objects.get()
    assert (after.offer, after.tutor) == (moving.offers[1], there)


def test_a_new_centre_without_a_tutor_names_one_first(moving):
    Tutor.objects.filter(centre=moving.offers[1].centre).update(active=False)
    row = moving.ask()
    stages.live_at(NOW)
    browser, address = client(moving.per), f"/placements/amendments/{row.pk}/"
    assert "The centre has no tutor yet" in browser.get(address).content.decode()
    assert browser.post(address, {"answer": "agree"}).status_code == 422
    assert code_of(actions.agree_amendment, row, party="new_centre", by=moving.per, at=NOW) == "no-tutor"
    named = Tutor.objects.create(centre=moving.offers[1].centre, name="Nia New", email="nia@example.org")
    assert browser.post(address, {"answer": "agree", "tutor": named.pk}).status_code == 302
    assert Placement.objects.get().tutor == named


def test_what_the_new_centre_asks_for_is_reminded_during_the_stay(moving):
    placement = Placement.objects.get()
    Amendment.objects.all().delete()
    row = moving.ask()
    actions.agree_amendment(row, party="new_centre", by=moving.per, at=NOW)
    placement = now(placement)
    placement.errands.all().delete()
    placement.errands.create(
        order=1, title="Badge", owner="fellow", days_before=3, counted_from=date(2024, 10, 28)
    )
    actions.tick(at=at(date(2024, 10, 22)))
    (letter,) = Letter.objects.filter(kind="placements.before_arrival")
    assert queries.recipient(letter) == moving.ada.email
    placement.errands.update(state="done")
    assert queries.recipient(letter) == ""
