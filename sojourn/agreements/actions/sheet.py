"""Papers as tagged PDF/A: the sheet that is signed, and the whole with all signatures.

The whole is PDF/A-3 and carries the very file that was signed as an attachment, so that whoever holds it
can take that file out, count its SHA-256 and compare it with the one beside each signature.
"""

from __future__ import annotations

import io
import json
from collections.abc import Sequence
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import segno
import typst
from django.conf import settings
from django.urls import reverse

from sojourn.agreements import queries, states
from sojourn.agreements.models import Mark, Paper
from sojourn.documents import queries as documents
from sojourn.societies import queries as societies
from sojourn.ui import times
from sojourn.ui.glyphs import legible

HERE = Path(__file__).resolve().parents[1] / "typst"
FONTS = Path(__file__).resolve().parents[2] / "ui" / "fonts"
ROLES = dict(states.ROLES)


def sheet(paper: Paper, *, at: datetime) -> bytes:
    """What the parties read and sign."""
    return _set({**_head(paper, at), "signatures": [], "whole": False}, at=at)


def whole(paper: Paper, marks: Sequence[Mark], *, at: datetime) -> bytes:
    """The same, the signatures on a page of their own, the signed file inside."""
    zone = paper.placement.award.application.programme.call.zone
    lines = [
        {
            "role": ROLES[mark.role],
            "name": mark.name,
            "at": times.instant(mark.signed_at, zone),
            "way": mark.get_way_display(),
            "sha256": mark.sha256,
        }
        for mark in marks
    ]
    data = {**_head(paper, at), "signatures": lines, "whole": True}
    return _set(data, at=at, attached=documents.content(paper.sheet))


def preview(*, title: str, text: str, parties: Sequence[str], scope: str, at: datetime) -> bytes:
    """A text as it would be printed, with invented people."""
    values = queries.sample(scope)
    data = {
        "title": title,
        "code": "PREVIEW",
        "number": 1,
        "federation": values["federation"],
        "society": values["society"],
        "blocks": queries.blocks(queries.filled(text, values)),
        "parties": [ROLES[role] for role in parties],
        "demonstration": bool(societies.federation().demonstration),
        "sha256": "",
        "signatures": [],
        "whole": False,
        "preview": True,
    }
    return _set({**data, **_addresses("0000-0000-00"), **_day(at)}, at=at)


def _head(paper: Paper, at: datetime) -> dict[str, Any]:
    programme = paper.placement.award.application.programme
    federation = societies.federation()
    return {
        "title": paper.title,
        "code": paper.code,
        "number": paper.number,
        "federation": federation.name,
        "society": f"{programme.society.name} ({programme.society.acronym})",
        "blocks": queries.words_of(paper),
        "parties": [ROLES[role] for role in paper.roles],
        "demonstration": bool(federation.demonstration),
        "sha256": paper.sha256,
        "preview": False,
        **_addresses(paper.code),
        **_day(paper.drawn_at or at),
    }


def _addresses(code: str) -> dict[str, str]:
    address = settings.SITE_URL + reverse("agreements:verify_code", args=[code])
    site = urlsplit(settings.SITE_URL + reverse("agreements:verify"))
    return {"verify_url": address, "verify_words": f"{site.netloc}{site.path}".rstrip("/")}


def _day(at: datetime) -> dict[str, Any]:
    return {
        "day": {"year": at.year, "month": at.month, "day": at.day},
        "day_words": times.day(at.date()),
    }


def _set(data: dict[str, Any], *, at: datetime, attached: bytes | None = None) -> bytes:
    inputs = {"data": json.dumps(legible(data)), "qr": _qr(data["verify_url"])}
    if attached is not None:
        inputs["signed"] = attached.hex()  # inputs are texts
    return typst.compile(
        str(HERE / "paper.typ"),
        root=str(HERE),
        font_paths=_fonts(),
        ignore_system_fonts=True,
        sys_inputs=inputs,
        pdf_standards=["a-2a" if attached is None else "a-3a", "ua-1"],
        timestamp=int(at.timestamp()),
    )


def _qr(address: str) -> str:
    out = io.BytesIO()
    segno.make(address, error="m").save(out, kind="svg", border=2, dark="#1d2529", light="#ffffff")
    return out.getvalue().decode()


@cache
def _fonts() -> typst.Fonts:
    # reading the fonts costs ten times as much as setting the page
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(FONTS)])
