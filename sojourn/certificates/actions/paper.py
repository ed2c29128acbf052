"""The certificate as a tagged PDF/A for archives and screen readers."""

from __future__ import annotations

import io
import json
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import segno
import typst
from django.conf import settings
from django.urls import reverse

from sojourn.ui.glyphs import legible

HERE = Path(__file__).resolve().parents[1] / "typst"
FONTS = Path(__file__).resolve().parents[2] / "ui" / "fonts"
STANDARDS = ["a-2a", "ua-1"]


def certificate(statement: dict[str, Any], *, code: str, seal: str, at: datetime) -> bytes:
    """One A4 sheet; the same statement, code and instant give the same bytes."""
    address = settings.SITE_URL + reverse("certificates:verify_code", args=[code])
    site = urlsplit(settings.SITE_URL + reverse("certificates:verify"))
    data = {
        **statement,
        "code": code,
        "seal": seal,
        "verify_url": address,
        "verify_words": f"{site.netloc}{site.path}".rstrip("/"),
    }
    return typst.compile(
        str(HERE / "certificate.typ"),
        root=str(HERE),
        font_paths=_fonts(),
        ignore_system_fonts=True,
        sys_inputs={"data": json.dumps(legible(data)), "qr": qr(address)},
        pdf_standards=STANDARDS,
        timestamp=int(at.timestamp()),
    )


def qr(address: str) -> str:
    """The address as an SVG picture."""
    out = io.BytesIO()
    segno.make(address, error="m").save(out, kind="svg", border=2, dark="#1d2529", light="#ffffff")
    return out.getvalue().decode()


@cache
def _fonts() -> typst.Fonts:
    # reading the fonts costs ten times as much as setting the page
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(FONTS)])
