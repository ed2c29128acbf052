"""Twin worlds of a person whom a conflict bars from Ada: whatever is done about Ada, she can tell nothing.

Two branches of one world that differ by real actions: who reviews Ada, what is scored, said and declared of
her. Every page, sheet and line of the desk that the barred person reaches is the same, byte for byte.
"""

from __future__ import annotations

from io import BytesIO

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from sojourn.post.models import Letter
from sojourn.reviews import actions, queries
from sojourn.reviews.models import Assignment
from sojourn.reviews.tests.cast import AT
from sojourn.reviews.tests.test_visibility import rolled_back
from sojourn.selection import actions as selection
from sojourn.societies import actions as societies
from sojourn.upkeep import clock
from tests.house.test_twins import masked

BARRED = ("eva", "vic", "cleo", "ida", "finn")


@pytest.fixture(autouse=True)
def _now(monkeypatch):
    monkeypatch.setattr(clock, "read", lambda: clock.Reading(at=AT, real=AT, demonstration=False))


@pytest.fixture
def four(cast):
    """A committee of chair, vice chair and five members; Ada and three others, some of it assigned."""
    cast.vic = cast.seat(cast.a.society, "vice", "Vic")
    cast.sam = cast.seat(cast.a.society, "member", "Sam", "House of Sam")
    cast.seat(cast.a.society, "member", "Tess", "House of Tess")
    cast.app = cast.application(family_name="Unmistakable")
    cast.ada = cast.app.applicant
    cast.others = [cast.application() for _ in range(3)]
    for one in cast.others:
        cast.reviewed(one, cast.cleo)
        cast.assigned(one, cast.eva, declared=False)
    cast.assigned(cast.app, cast.sam)
    return cast


def officer(cast, user):
    return cast.finn if user != cast.finn else cast.ida


def assigned(cast, user):
    actions.assign(cast.app, cast.dov, by=officer(cast, user), at=AT)


def taken_back(cast, user):
    row = Assignment.objects.get(application=cast.app, reviewer=cast.sam)
    actions.unassign(row, by=officer(cast, user), at=AT)


def declined(cast, user):
    row = Assignment.objects.get(application=cast.app, reviewer=cast.sam)
    actions.decline(row, reason="No time this month.", by=cast.sam, at=AT)


def scored(cast, user):
    row = Assignment.objects.get(application=cast.app, reviewer=cast.sam)
    cast.finished(row, 5)
    actions.remark(cast.app, text="The best of all. " * 9, audience="committee", by=cast.sam, at=AT)


def conflicted(cast, user):
    """Somebody else declares a conflict, and his review falls."""
    row = Assignment.objects.get(application=cast.app, reviewer=cast.dov)
    actions.declare(row, ground="family", explanation="Cousins.", by=cast.dov, at=AT)


def decided(cast, user):
    """Whoever decides Ada's row does: the chair, or the vice chair where that is the chair's conflict."""
    by = cast.vic if queries.barred(cast.eva, cast.app) else cast.eva
    values = {"application": cast.app, "outcome": "ranked", "position": 1, "reason_code": "", "reason": "So."}
    selection.decide(selection.open_panel(cast.a.programme, by=by, at=AT), [values], by=by, at=AT)


def found(cast, user):
    """The system finds that somebody else works at the same place."""
    cast.app.institution = "House of Tess"
    cast.app.save(update_fields=["institution"])
    actions.sweep(cast.a.programme, at=AT)


# what may happen in one world is done in one: a world is some sixteen pages
CHANGES = {
    "assigned, scored, found": (assigned, scored, found),
    "taken back, decided": (taken_back, decided),
    "assigned, conflicted, declined": (assigned, conflicted, declined),
}


def addresses(cast) -> list[str]:
    slugs = [cast.call.slug, cast.a.society.slug]
    told = [
        reverse(f"reviews:{name}", args=slugs)
        for name in ("coverage", "export_coverage", "export_scores", "assign_all", "assign_by_hand")
    ]
    told += [
        reverse(f"selection:{name}", args=slugs)
        for name in ("ranking", "decide", "disagreements", "reviewers", "summary", "export_ranking")
    ]
    told += [reverse("societies:conflicts", args=[cast.a.society.slug])]
    told += [reverse("reviews:overview", args=[cast.call.slug])]
    return [*told, reverse("reviews:queue"), reverse("reviews:declare_many"), reverse("desks:home")]


def seen(cast, user, changes=(), *, barred: bool = True) -> dict[str, tuple]:
    """Address -> status, length and bytes; and the letters, in a branch of the world that is undone."""
    with rolled_back():
        cache.clear()
        if barred:
            societies.declare(cast.a.society, user, against=cast.ada, ground="family", by=None, at=AT)
            actions.sweep(cast.a.programme, at=AT)
        for change in changes:
            change(cast, user)
        browser = Client(headers={"host": "localhost"})
        browser.force_login(user)
        browser.get(reverse("desks:home"))
        answers = {}
        for address in addresses(cast):
            answer = browser.get(address)
            body = b"".join(answer.streaming_content) if answer.streaming else answer.content
            if "spreadsheet" in answer.get("Content-Type", ""):  # a workbook holds the instant of its making
                body = repr([list(line) for line in load_workbook(BytesIO(body)).active.values]).encode()
            body = masked(body)
            answers[address] = (answer.status_code, len(body), body)
        letters = Letter.objects.filter(to_user=user).order_by("kind", "text")
        answers["letters"] = tuple(letters.values_list("kind", "text"))
    return answers


def differing(one: dict, two: dict) -> list[str]:
    return [address for address in one if one[address] != two[address]]


@pytest.mark.parametrize("who", BARRED)
def test_who_is_barred_cannot_tell_what_happens_about_ada(four, who):
    user = getattr(four, who)
    twin = seen(four, user)
    assert sum(answer[0] == 200 for key, answer in twin.items() if key != "letters") > 2
    told = {name: differing(twin, seen(four, user, changes)) for name, changes in CHANGES.items()}
    assert told == {name: [] for name in CHANGES}


@pytest.mark.parametrize("who", ["eva", "ida"])
def test_without_the_conflict_the_same_comparison_finds_each(four, who):
    user = getattr(four, who)
    twin = seen(four, user, barred=False)
    told = {name: seen(four, user, changes, barred=False) for name, changes in CHANGES.items()}
    assert [name for name, world in told.items() if not differing(twin, world)] == []


def test_the_vice_chair_can_tell_once_the_chair_is_barred(four):
    """The control of the vice chair's rows: she is told what the chair is not."""
    societies.declare(four.a.society, four.eva, against=four.ada, ground="family", by=None, at=AT)
    twin = seen(four, four.vic, barred=False)
    assert differing(twin, seen(four, four.vic, (scored,), barred=False))
