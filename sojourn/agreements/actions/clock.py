"""What the clock does with papers: follow the stay, seal what is signed, remind, forget."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db import transaction

from sojourn.agreements import queries, states
from sojourn.agreements.actions import letters, papers, sheet
from sojourn.agreements.models import Mark, Paper, Wording
from sojourn.documents import actions as documents
from sojourn.journal import actions as journal
from sojourn.post import actions as post

log = logging.getLogger(__name__)
STANDING = ("agreed", "arrived")
Seal = Callable[..., bytes]


def tick(*, at: datetime) -> None:
    follow_stays(at=at)
    drop_old(at=at)
    for paper, instant in queries.to_chase(at):
        _chase(paper, instant, at=at)


def follow_stays(*, at: datetime) -> None:
    """Dates moved, another centre or tutor, another grant: the version is replaced and all sign anew."""
    for paper, changes in queries.overtaken():
        with transaction.atomic():
            row = journal.locked(paper)
            if row.state not in states.DRAWN:
                continue  # somebody was quicker
            if paper.placement.state in STANDING:
                papers.drawn(paper.placement, paper.kind, changes=changes, by=None, at=at)
            else:
                papers.replace(paper, by=None, at=at)
    for paper, changes in queries.to_draw():
        with transaction.atomic():
            journal.locked(paper.placement)
            if queries.current(paper.placement, paper.kind) is None:
                papers.drawn(paper.placement, paper.kind, changes=changes, by=None, at=at)


def seal_signed(*, at: datetime, seal: Seal) -> None:
    """Make the file with all signatures. `seal(content, at=...)` closes it with the installation's key, which
    lies in a room above: whoever has every key hands it down."""
    for paper in queries.to_seal():
        with transaction.atomic():
            row = journal.locked(paper)
            if row.state != "signed":
                continue
            content = seal(sheet.whole(paper, list(paper.marks.all()), at=at), at=at)
            name = f"{paper.kind}-{paper.code}-signed.pdf"
            file = documents.keep_made(content, name=name, kind=papers.KIND, at=at)
            also = {"sealed": file, "sealed_at": at}
            journal.turn(paper, "seal", moves=states.MOVES, by=None, at=at, also=also)
            letters.to_all("seal", paper, at=at)


def _chase(paper: Paper, instant: datetime, *, at: datetime) -> None:
    with transaction.atomic():
        row = journal.locked(paper)
        if row.state != "open" or (row.chased_at and row.chased_at >= instant):
            return
        row.chases, row.chased_at = row.chases + 1, at
        row.save(update_fields=["chases", "chased_at"])
        journal.note("agreements.chase", thing=paper, by=None, at=at, facts={"number": row.chases})
        letters.to_signers("chase", paper, at=at)


def drop_old(*, at: datetime) -> None:
    """The years are over: every version of a paper goes, with files, signatures, letters and links."""
    for paper in queries.outlived(at):
        with transaction.atomic():
            journal.locked(paper.placement)
            for row in Paper.objects.filter(pk=paper.pk):
                files = [file for file in (row.sheet, row.sealed) if file]
                facts = {"kind": row.kind, "number": row.number}
                journal.note("agreements.drop_old", thing=row, by=None, at=at, facts=facts)
                post.forget_about(row)
                row.delete()
                for file in files:
                    documents.discard(file)


def forget(person: Any, *, at: datetime) -> None:
    """A letter of invitation served the journey and goes as a whole, with what was told for the embassy. An
    agreement is a paper of the grant and stays with its files for as long as those must be kept."""
    for paper in Paper.objects.filter(placement__fellow=person, kind="invitation"):
        files = [file for file in (paper.sheet, paper.sealed) if file]
        state = paper.state if paper.state not in states.LIVE else "withdrawn"
        Paper.objects.filter(pk=paper.pk).update(
            sheet=None, sealed=None, wanted="", text="", facts={}, changes=[], reason="", state=state
        )
        Mark.objects.filter(paper=paper).delete()
        for file in files:
            documents.discard(file)
    Paper.objects.filter(placement__fellow=person).update(reason="")
    Wording.objects.filter(changed_by=person).update(changed_by=None)
