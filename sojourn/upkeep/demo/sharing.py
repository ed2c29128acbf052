"""What is told on: lists of countries, films, and what fellows hand over to the next. All invented."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from typing import Any

from sojourn.alumni import actions as alumni
from sojourn.calls import actions as calls
from sojourn.calls import queries as read
from sojourn.centres import actions as centres
from sojourn.centres import queries as hosts
from sojourn.placements import actions as placements
from sojourn.placements import queries as stays_read
from sojourn.post import queries as post
from sojourn.upkeep.demo.scene import Scene
from sojourn.upkeep.demo.staying import stays

COUNTRIES = ("GR", "SE", "IT")
MOST_HINTS = 12
HINTS = (
    (
        "housing",
        "The guest house of the hospital has three rooms; write to its office two months before.",
        False,
    ),
    ("badge", "Badge and computer account are made on Monday morning; bring the letter of the centre.", True),
    (
        "commute",
        "A monthly ticket is cheaper from the second week on, and the bus is slower than walking.",
        False,
    ),
    (
        "monday",
        "The first meeting is at half past seven, in the reading room and not where the plan says.",
        False,
    ),
)
FILMS = (
    {
        "title": "The first week at another hospital",
        "kind": "Film",
        "about": "A former fellow tells what to ask for in the first week. Invented for this demonstration.",
        "address": "https://films.example/first-week",
        "topic": "Arrival",
        "speaker": "Dr Nils Northgate (invented)",
        "speaker_email": "nils@northgate.example",
        "captions": "file",
        "caption_text": "WEBVTT\n\n00:00.000 --> 00:04.000\nAsk for the badge before you ask for a desk.\n",
        "transcript": "Ask for the badge before you ask for a desk. Then find out when the meetings are.",
    },
    {
        "title": "How to write a training plan that is kept",
        "kind": "Talk",
        "about": "A tutor shows three plans and what became of them. Invented for this demonstration.",
        "address": "https://films.example/training-plan",
        "topic": "Training plan",
        "speaker": "Dr Tilda Tarn (invented)",
        "speaker_email": "tilda@tarn.example",
        "captions": "inside",
        "transcript": "Three objectives are enough. Write down how you will know that you have reached them.",
    },
)


def lists(*, by: Any, at: datetime) -> None:
    """Some countries have their list before the first stay opens."""
    known = {code for code, _ in hosts.countries()}
    for code in COUNTRIES:
        if code in known:
            centres.edit_country(hosts.country(code), hosts.usual(), version=1, by=by, at=at)


def films(societies: dict[str, Any], *, by: Any, at: datetime) -> None:
    """Both are asked; the first has agreed, the second has not answered."""
    for number, values in enumerate(FILMS):
        told = {**values, "society": societies["ESGAR"] if number else None}
        made = calls.add_tip(told, by=by, at=at, demonstration=True)
        if number == 0:
            link = post.invitation_of(made, read.SPEAKER_DOOR)
            calls.agree_tip(made, by=link, at=at + timedelta(days=2))


def hand_over(scene: Scene) -> None:
    """Who comes needs no visa; whoever is or was there has seen to the list before it, and tells the next."""
    for placement in stays(scene).filter(state="agreed"):
        for row in stays_read.errands_behind(placement).filter(state="open", of_whom="visa"):
            placements.spare_errand(row, by=placement.fellow, at=placement.agreed_at + timedelta(days=2))
    rows = list(stays(scene).filter(arrived_on__isnull=False))
    for number, placement in enumerate(rows):
        day = datetime.combine(placement.arrived_on, time(9), UTC)
        officer = scene.officer_of(placement.award.application.programme)
        for row in stays_read.errands_behind(placement).filter(state="open"):
            placements.finish_errand(row, by=officer, at=day - timedelta(days=20))
        if number < MOST_HINTS:
            topic, text, open_to_staff = HINTS[number % len(HINTS)]
            values = {"topic": topic, "text": text, "for_staff": open_to_staff}
            later = min(day + timedelta(days=14), scene.now)
            alumni.add_hint(placement.offer.centre, values, by=placement.fellow, at=later)
