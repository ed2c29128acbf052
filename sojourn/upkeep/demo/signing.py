"""Papers of some stays of the present call: sealed, half signed, objected to, asked for.

Earlier years have none: each sheet takes a tenth of a second to set.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sojourn.agreements import actions as agreements
from sojourn.agreements import queries as read
from sojourn.agreements.models import Paper
from sojourn.certificates import actions as certificates
from sojourn.placements.models import Placement
from sojourn.post import actions as post
from sojourn.upkeep.demo.scene import Scene
from sojourn.upkeep.demo.staying import stays

MOST = 5


def sign(scene: Scene, *, at: datetime) -> None:
    """Ada's agreement is sealed and her letter drawn up; four more stand where such papers stand."""
    rows = list(stays(scene).filter(state="agreed"))
    rows.sort(key=lambda row: scene.person_of(row.award.application).key != "ada")
    for number, placement in enumerate(rows[:MOST]):
        officer = scene.officer_of(placement.award.application.programme)
        paper = agreements.draw_up(placement, "agreement", by=officer, at=at)
        for role in {0: paper.roles, 1: ["fellow", "tutor"], 2: ["fellow"]}.get(number, []):
            _sign(scene, paper, role, at=at + timedelta(days=1 + number))
        if number == 3:
            reason = "My department is spelled otherwise."
            agreements.object_to(paper, reason=reason, by=placement.fellow, at=at + timedelta(days=2))
        if number in (0, 4):
            _ask(placement, draw=officer if number == 0 else None, at=at)
    agreements.seal_signed(at=at + timedelta(days=3), seal=certificates.seal)


def _sign(scene: Scene, paper: Paper, role: str, *, at: datetime) -> None:
    placement = paper.placement
    programme = placement.award.application.programme
    if role == "tutor":
        tutor = placement.tutor
        by = post.invite(read.DOOR, to=tutor.email, thing=paper, at=at, name=tutor.name)
        name = tutor.name
    else:
        by = {
            "fellow": placement.fellow,
            "society": scene.officer_of(programme),
            "federation": scene.officer,
        }[role]
        name = by.formal_name
    agreements.sign(paper, role=role, name=name, sha256=paper.sha256, by=by, at=at)


def _ask(placement: Placement, *, draw, at: datetime) -> None:
    told = {"passport_name": placement.fellow.get_full_name(), "addressee": "the embassy (invented)"}
    agreements.ask_letter(placement, told, by=placement.fellow, at=at)
    if draw is not None:
        agreements.draw_up(placement, "invitation", by=draw, at=at + timedelta(days=1))
