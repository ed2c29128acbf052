"""Twin worlds: whatever is decided about Ada, she can tell nothing before the results are published.

One world, two branches that differ in a secret and in nothing else. Everything that Ada reaches by links is
byte for byte the same in both, with the same number of queries and the same letters.
"""

from __future__ import annotations

import contextlib
import io
import re
import zipfile
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

import pytest
from django.db import connection
from django.db.models import F
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from sojourn.post.models import Letter
from sojourn.reviews import actions as reviews
from sojourn.reviews.models import Assignment, Score
from sojourn.selection import actions as selection
from sojourn.selection import queries as read
from sojourn.selection.models import Item, Match, Nomination
from sojourn.upkeep import clock
from tests.house import doors, things
from tests.house.plan import none
from tests.house.test_doors import rolled_back
from tests.house.test_pages import links, wanted

MASKED = (
    # the banner of a rehearsal tells its players whose turn it is; a real installation has none
    (re.compile(rb'<section class="rehearsal".*?</section>', re.DOTALL), b""),
    (re.compile(rb'name="csrfmiddlewaretoken" value="[^"]+"'), b"csrf"),
)

Change = Callable[[Any], None]


def nothing(world: Any) -> None:
    """The other twin."""


# --- secrets: each changes what the office or the committee knows, and nothing that is Ada's ---


def worst(world: Any) -> None:
    """Ada's scores are the lowest there are."""
    rows = Score.objects.filter(assignment__application=world.scene.applications["ada"])
    rows.update(value=F("lowest"))


def remarks(world: Any) -> None:
    rows = Assignment.objects.filter(application=world.scene.applications["ada"])
    rows.update(comment="Not convincing at all. " * 40, feedback="Write more.")


def recused(world: Any) -> None:
    row = Assignment.objects.get(application=world.scene.applications["ada"], reviewer=world.dov)
    reviews.declare(row, ground="colleague", explanation="We share an office.", by=world.dov, at=world.now)


def finished(world: Any) -> None:
    row = Assignment.objects.get(application=world.scene.applications["ada"], reviewer=world.cleo)
    reviews.declare_none(row, by=world.cleo, at=world.now)


def panel(world: Any) -> None:
    selection.open_panel(world.programme, by=world.eva, at=world.now)


def decided(world: Any, last: bool = False) -> None:
    """Eva's ranking with Ada first, or not ranked at all."""
    ada = world.scene.applications["ada"]
    opened = selection.open_panel(world.programme, by=world.eva, at=world.now)
    rows = [row.application for row in read.ranking(world.programme, world.eva, at=world.now)]
    ranked = [row for row in rows if row.pk != ada.pk] if last else rows
    values = [_line(row, place) for place, row in enumerate(ranked, 1)]
    values += [_line(row, None) for row in rows if row not in ranked]
    selection.decide(opened, values, by=world.eva, at=world.now)


def _line(application: Any, place: int | None) -> dict[str, Any]:
    return {
        "application": application,
        "outcome": "ranked" if place else "unranked",
        "position": place,
        "reason_code": "strong" if place else "others_stronger",
        "reason": f"A reason for place {place}.",
    }


def met(world: Any) -> None:
    """The committee has met over Ada, voted no, written and decided; its papers are made."""
    things.voted_item(world)
    item = Item.objects.get(application=world.scene.applications["ada"])
    ballot = item.ballots.get()
    selection.cast(ballot, choice="no", by=world.cleo, at=world.now)
    selection.close_ballot(ballot, by=world.eva, at=world.now)
    selection.write_note(item, text="Not this year. " * 40, edition=0, by=world.eva, at=world.now)
    values = {key: value for key, value in _line(item.application, None).items() if key != "application"}
    selection.decide_item(item, values, by=world.eva, at=world.now)
    selection.ask_packs(item.meeting, by=world.eva, at=world.now)
    selection.make_packs(at=world.now)


def signed(world: Any) -> None:
    decided(world)
    selection.sign(read.panel_of(world.programme), by=world.eva, at=world.now)


def unranked(world: Any) -> None:
    """Signed, matched and asked as far as it goes, without Ada."""
    decided(world, last=True)
    _on(world)


def first(world: Any) -> None:
    """The same with Ada on the first place."""
    decided(world)
    _on(world)


def _on(world: Any) -> None:
    selection.sign(read.panel_of(world.programme), by=world.eva, at=world.now)
    other = selection.open_panel(world.other_programme, by=world.uma, at=world.now)
    rows = read.ranking(world.other_programme, world.uma, at=world.now)
    values = [_line(row.application, place) for place, row in enumerate(rows, 1)]
    selection.decide(other, values, by=world.uma, at=world.now)
    selection.sign(other, by=world.uma, at=world.now)
    match = selection.run(world.call, by=world.finn, at=world.now)
    selection.ask_centres(match, by=world.finn, at=world.now)
    things.settled_call(world)
    selection.prepare(Match.objects.get(call=world.call, state="settled"), by=world.jon, at=world.now)


def first_held(world: Any) -> None:
    """Signed twice and held: the instant has not come."""
    first(world)
    selection.hold(read.live_release(world.call), by=world.finn, at=world.now)


def unranked_held(world: Any) -> None:
    unranked(world)
    selection.hold(read.live_release(world.call), by=world.finn, at=world.now)


def first_cancelled(world: Any) -> None:
    first_held(world)
    selection.cancel(read.live_release(world.call), reason="Wait.", by=world.finn, at=world.now)


def unranked_cancelled(world: Any) -> None:
    unranked_held(world)
    selection.cancel(read.live_release(world.call), reason="Wait.", by=world.finn, at=world.now)


def ran(world: Any) -> None:
    things.run_call(world)


def asked(world: Any) -> None:
    selection.ask_centres(selection.run(world.call, by=world.finn, at=world.now), by=world.finn, at=world.now)


def refused(world: Any) -> None:
    """The centre cannot take Ada; the match is run again."""
    row = Nomination.objects.get(application=world.scene.applications["ada"], state="asked")
    selection.decline_nomination(row, reason="We are rebuilding.", by=world.hana, at=world.now)


def accepted(world: Any) -> None:
    things.settled_programme(world)


def prepared(world: Any) -> None:
    things.prepared_call(world)


SECRETS = [
    ("assigned", nothing, recused),
    ("assigned", nothing, finished),
    ("scored", nothing, worst),
    ("scored", nothing, remarks),
    ("scored", nothing, panel),
    ("scored", nothing, decided),
    ("scored", nothing, met),
    ("scored", first, unranked),
    ("scored", first_held, unranked_held),
    ("scored", first_cancelled, unranked_cancelled),
    ("signed", nothing, ran),
    ("signed", nothing, asked),
    ("matched", nothing, refused),
    ("matched", nothing, accepted),
    ("matched", nothing, prepared),
]


@pytest.mark.timeout(600)
@pytest.mark.parametrize(
    ("walked_to", "one", "two"),
    SECRETS,
    ids=[f"{one.__name__}-or-{two.__name__}" for _, one, two in SECRETS],
    indirect=["walked_to"],
)
def test_ada_cannot_tell(walked, one, two):
    none(differences(seen_by_ada(walked, one), seen_by_ada(walked, two)))


@pytest.mark.timeout(600)
@pytest.mark.parametrize("walked_to", ["matched"], indirect=True)
def test_after_publication_ada_can_tell(walked):
    """The control: the same comparison finds what is published."""
    found = differences(seen_by_ada(walked, prepared), seen_by_ada(walked, published))
    assert any("/selection/results/" in line for line in found)
    assert any("letters" in line for line in found)


def published(world: Any) -> None:
    prepared(world)
    held = selection.hold(read.live_release(world.call), by=world.finn, at=world.now - selection.HOLD)
    selection.publish(held, at=world.now)


# --- looking ---


def seen_by_ada(world: Any, change: Change) -> dict[str, Any]:
    """Address -> status, type, body and queries of everything Ada reaches; and her letters."""
    now = world.now
    with rolled_back(), standing(now):
        change(world)
        client = doors.someone(world.ada)
        client.get(reverse("desks:home"))  # the header asks once a minute, and then no more
        seen: dict[str, Any] = {}
        queue = [reverse("desks:home"), *more(world)]
        while queue:
            address = queue.pop()
            if address in seen:
                continue
            with CaptureQueriesContext(connection) as asked_for:
                response = client.get(address)
            body = b"".join(response.streaming_content) if response.streaming else response.content
            seen[address] = {
                "status": response.status_code,
                "type": response.get("Content-Type", ""),
                "leads to": response.get("Location", ""),
                "body": masked(body),
                "queries": len(asked_for),
            }
            queue += [path for path in links(response, address) if wanted(path, False)]
        mails = Letter.objects.filter(to_user=world.ada).order_by("pk")
        seen["letters"] = list(mails.values_list("kind", "subject", "text", "state"))
    world.now = now
    return seen


@contextlib.contextmanager
def standing(now: datetime) -> Iterator[None]:
    """Both worlds live in one instant: a clock that goes on would be a difference of its own."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(clock, "read", lambda: clock.Reading(at=now, real=now, demonstration=True))
        yield


# rooms of what comes after a place: open to nobody, or empty, as long as nobody has one
LATER = (
    "awards:mine",
    "placements:mine",
    "payments:bank",
    "payments:give_bank",
    "payments:claims",
    "certificates:mine",
    "alumni:mine",
    "alumni:messages",
    "alumni:hand_overs",
    "people:inbox",
    "upkeep:own_trail",
    "upkeep:own_trail_sheet",
    "public:statistics",
)


def more(world: Any) -> list[str]:
    """What no link leads to, and a curious applicant would type."""
    pk, award = world.scene.applications["ada"].pk, "awards:waiting"
    names = (
        "selection:result",
        "selection:check_own",
        "selection:own_proof",
        "selection:appeal",
        "applications:answers",
        "applications:dossier",
        "applications:receipt",
        award,
    )
    call, society = world.call.slug, world.society.slug
    return [
        *(reverse(name, args=[pk]) for name in names),
        *(reverse(name) for name in LATER),
        reverse("reviews:dossier", args=[pk]),
        reverse("applications:office_page", args=[pk]),
        reverse("selection:match", args=[call]),
        reverse("selection:release", args=[call]),
        reverse("selection:decide", args=[call, society]),
        reverse("selection:ranking", args=[call, society]),
        reverse("selection:summary", args=[call, society]),
        reverse("reviews:coverage", args=[call, society]),
    ]


def masked(body: bytes) -> bytes:
    if body.startswith(b"PK"):  # a workbook says when it was made, in its members' dates and in core.xml
        with zipfile.ZipFile(io.BytesIO(body)) as book:
            names = sorted(set(book.namelist()) - {"docProps/core.xml"})
            return b"".join(name.encode() + book.read(name) for name in names)
    for pattern, word in MASKED:
        body = pattern.sub(word, body)
    return body


def differences(one: dict[str, Any], two: dict[str, Any]) -> list[str]:
    found = [f"only in one world: {address}" for address in sorted(one.keys() ^ two.keys())]
    for address in sorted(one.keys() & two.keys()):
        if address == "letters":
            found += ["other letters"] if one[address] != two[address] else []
            continue
        found += [
            f"{address}: {name} differs, {shown(left, two[address][name])}"
            for name, left in one[address].items()
            if left != two[address][name]
        ]
    return found


def shown(left: Any, right: Any) -> str:
    """The place where two bodies part."""
    if not isinstance(left, bytes):
        return f"{left} and {right}"
    at = next((i for i, pair in enumerate(zip(left, right, strict=False)) if pair[0] != pair[1]), -1)
    return f"{left[max(at - 40, 0) : at + 60]!r} and {right[max(at - 40, 0) : at + 60]!r}"


def test_another_body_is_seen():
    one = {"/": {"status": 200, "body": b"a place", "queries": 3}, "letters": []}
    two = {"/": {"status": 200, "body": b"no place", "queries": 3}, "letters": ["a letter"]}
    assert len(differences(one, two)) == 2
    assert differences(one, one) == []
    tokens = [masked(b'name="csrfmiddlewaretoken" value="%d"' % number) for number in (1, 2)]
    assert tokens[0] == tokens[1]
