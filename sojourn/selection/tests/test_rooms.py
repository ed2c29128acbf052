"""The match in the room: who sees whom, what is told, how many questions are asked of the database."""

import re

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from sojourn.core import matching
from sojourn.reviews.tests.cast import AT, CLOSED
from sojourn.selection import actions, queries, rules
from sojourn.selection.tests.crowd import crowd
from sojourn.selection.tests.releasing import out
from sojourn.selection.tests.test_actions import bar, decision, panel_of, prepared
from sojourn.selection.tests.test_views import page

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]


def entered(made, user):
    return queries.room(user, made.call.slug, at=AT)


def looked(made, user):
    room = entered(made, user)
    return queries.standing_run(made.call), queries.Sight(room, user), queries.places_of(made.call)


def test_the_room_opens_to_a_chair_after_the_own_signature(cast):
    app = cast.application()
    panel = panel_of(cast.a, decision(app, 1), sign=False)
    assert rules.may_look(queries.room(cast.eva, "2024", at=AT), by=cast.eva, at=AT).code == "unsigned"
    assert page(cast.eva, "room", "2024").status_code == 403
    assert page(cast.finn, "room", "2024").status_code == 200
    actions.sign(panel, by=cast.eva, at=AT)
    assert page(cast.eva, "room", "2024").status_code == 200


@pytest.mark.parametrize("who", ["cleo", "ida", "mia", "hana"])
@pytest.mark.parametrize("name", ["room", "proof", "scenarios", "try_out"])
def test_nobody_else_enters(two, who, name):
    cast, _ = two
    assert page(getattr(cast, who), name, "2024").status_code == 404


def test_before_the_closing_there_is_no_room(two):
    cast, _ = two
    assert queries.room(cast.finn, "2024", at=CLOSED) is None


def test_a_dry_run_says_that_nothing_happened_and_who_has_not_signed(two):
    cast, _ = two
    text = page(cast.eva, "room", "2024").content.decode()
    assert "A dry run: nothing has happened" in text and "Every ranking is signed" in text
    late = cast.side("CCC", "ccc")
    cast.application(late)
    assert "Not signed yet: CCC." in page(cast.eva, "room", "2024").content.decode()
    assert queries.live_match(cast.call) is None


def test_the_kind_is_said_in_one_sentence_and_the_proof_is_one_click_deeper(two):
    cast, _ = two
    text = page(cast.eva, "room", "2024").content.decode()
    structure = matching.classify(queries.standing_run(cast.call).instance)
    assert structure.mode == "A" and structure.mechanism in text and "What it promises" in text
    assert "interleaved" not in text and "/room/proof/" in text
    assert "interleaved" in page(cast.eva, "proof", "2024").content.decode()


def test_another_society_is_only_numbers(two):
    """Neither the name nor the number of an application of the other society, on any page."""
    cast, (first, second, third, other) = two
    room = queries.room(cast.eva, "2024", at=AT)
    actions.try_out(
        queries.room(cast.finn, "2024", at=AT),
        name="Closed",
        changes=[{"what": "centre", "programme": "", "centre": "shared", "by": 0}],
        by=cast.finn,
        at=AT,
    )
    pages = [page(cast.eva, name, "2024").content.decode() for name in ("room", "proof", "scenarios")]
    pages += [page(cast.eva, "why", "2024", one.pk).content.decode() for one in (first, second, third)]
    for text in pages:
        for word in (other.family_name, other.number, str(other.pk)):
            assert word not in text
    assert page(cast.eva, "why", "2024", other.pk).status_code == 404
    assert page(cast.finn, "why", "2024", other.pk).status_code == 200
    lines = {row["society"]: row for row in queries.totals(*looked(cast, cast.eva)[:2])}
    assert lines["BBB"]["applications"] == 1 and lines["AAA"]["applications"] == 3
    assert not room.office


def test_a_barred_chair_finds_no_trace_of_the_person_not_even_in_a_count(two):
    cast, (first, second, third, other) = two
    bar(cast, cast.eva, second)
    bar(cast, cast.eva, other)
    run, sight, places = looked(cast, cast.eva)
    lines = {row["society"]: row for row in queries.totals(run, sight)}
    assert lines["AAA"]["applications"] == 2 and "BBB" not in lines
    assert [seat.application for seat in queries.seats(run, sight, places)] == [first, third]
    assert [seat.rank for seat in queries.seats(run, sight, places)] == [1, 2]
    assert sum(number for *_, number in queries.flow(run, sight, places)) == 2
    assert page(cast.eva, "why", "2024", second.pk).status_code == 404
    for one in (first, third):
        found = queries.why(run, sight, one, places)
        assert found.equal == 0
        named = [person for row in found.obstacles for person in row.holders]
        assert second not in named and not any(row.others for row in found.obstacles)
        assert second not in [person for person, *_ in found.follow] and not found.follow_others
    text = page(cast.eva, "room", "2024").content.decode()
    assert second.family_name not in text and str(second.pk) not in text


def test_the_chair_of_a_blind_programme_reads_numbers_in_the_room_too(two):
    cast, (first, second, third, _) = two
    cast.a.programme.blind = True
    cast.a.programme.save()
    for user, blind in ((cast.eva, True), (cast.finn, False)):
        pages = [page(user, "room", "2024"), page(user, "scenarios", "2024")]
        pages += [page(user, "why", "2024", one.pk) for one in (first, second, third)]
        texts = [answer.content.decode() for answer in pages]
        for one in (first, second, third):
            assert any(one.family_name in text for text in texts) is not blind
            assert any(f"Application {one.number}" in text for text in texts) is blind


def test_why_names_what_is_full_with_whom_and_who_waits(two):
    cast, (first, second, _third, other) = two
    run, sight, places = looked(cast, cast.finn)
    held = {row["applicant"]: row["centre"] for row in run.result["awards"]}
    winner = next(one for one in (first, second, other) if held.get(str(one.pk)) == "shared")
    loser = next(one for one in (first, second) if one != winner)
    found = queries.why(run, sight, loser, places)
    assert found.obstacles[0].centre == "Shared, City" and found.obstacles[0].holders == [winner]
    assert found.equal == 1 and found.sentences[0].startswith("Shared, City (your first choice):")
    gone = queries.why(run, sight, winner, places)
    assert not gone.obstacles
    assert loser in [person for person, *_ in gone.follow] or other in [person for person, *_ in gone.follow]
    text = page(cast.finn, "why", "2024", loser.pk).content.decode()
    assert winner.formal_name in text and "Must leave, at least" in text


def test_the_applicant_reads_the_own_why_alone_and_only_after_the_release(cast):
    release, (first, *_), (other, *_) = prepared(cast)
    sentences = queries.explanations(release.match)[str(first.pk)]
    before = page(first.applicant, "result", first.pk).content.decode()
    assert sentences[0] not in before
    out(release, by=cast.fay, at=AT)
    after = page(first.applicant, "result", first.pk).content.decode()
    assert all(text in after for text in sentences)
    assert page(first.applicant, "why", "2024", first.pk).status_code == 404
    assert page(other.applicant, "result", first.pk).status_code == 404


@pytest.mark.parametrize(("applications", "societies"), [(1, 1), (10, 1), (60, 1), (800, 11)])
def test_the_picture_is_one_look_at_any_size(applications, societies):
    made = crowd(applications, societies, centres=30)
    run, sight, places = looked(made, made.finn)
    links = queries.flow(run, sight, places)
    ranked = sum(row["ranked"] for row in queries.totals(run, sight))
    assert sum(number for *_, number in links) == ranked
    assert len({one for one, *_ in links}) <= 11 and len({other for _, other, _ in links}) <= 12
    text = page(made.finn, "room", "2024").content.decode()
    box = re.search(r'viewBox="0 0 640 ([\d.]+)"', text)
    assert float(box.group(1)) < 800
    assert "The same as a table" in text


def questions(number: int, societies: int, name: str) -> int:
    """How many queries a page asks in a world of that size; the world is gone afterwards."""
    with transaction.atomic():
        made = crowd(number, societies, 20)
        actions.run(made.call, by=made.finn, at=AT)
        change = {"what": "grants", "programme": "s01", "centre": "", "by": 1}
        room = queries.room(made.finn, "2024", at=AT)
        actions.try_out(room, name="One more", changes=[change], by=made.finn, at=AT)
        words = ("2024", made.applications[0].pk) if name == "why" else ("2024",)
        page(made.finn, name, *words)
        with CaptureQueriesContext(connection) as asked:
            assert page(made.finn, name, *words).status_code == 200
        transaction.set_rollback(True)
    return len(asked)


@pytest.mark.parametrize("name", ["room", "why", "scenarios", "proof", "try_out"])
def test_a_page_asks_as_many_questions_for_sixty_as_for_eight_hundred(name):
    assert questions(60, 1, name) == questions(800, 11, name)
