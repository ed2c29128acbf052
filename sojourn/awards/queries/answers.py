"""Receipts of answers: one's own, the copy on paper, and whether what somebody holds is genuine."""

from __future__ import annotations

import io
import json
from datetime import UTC
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

import segno
import typst
from django.conf import settings
from django.db.models import QuerySet
from django.urls import reverse

from sojourn.awards.models import Answer, Award
from sojourn.awards.queries import paper
from sojourn.core import seals
from sojourn.societies import queries as societies
from sojourn.ui import times
from sojourn.ui.glyphs import legible


def answers_of(award: Award) -> QuerySet[Answer]:
    """Every receipt of this award, the newest first."""
    return award.answers.order_by("-at", "-pk")


def answered(number: str, mark: str) -> Answer | None:
    """The receipt with this number and mark; knowing both is the proof that one holds it."""
    found = Answer.objects.filter(number__iexact=number.strip(), sha256=mark.strip().lower())
    return found.select_related("award__application__programme__call").first()


def is_whole(answer: Answer) -> bool:
    """Whether what is stored still gives the mark."""
    return seals.seal(answer.contents) == answer.sha256


def later_answers(answer: Answer) -> int:
    same = Answer.objects.filter(award__application=answer.award.application_id)
    return sum((row.at, row.pk) > (answer.at, answer.pk) for row in same)


def check_address(answer: Answer) -> str:
    """Where anybody who holds the receipt can check it."""
    asked = urlencode({"number": answer.number, "mark": answer.sha256})
    return f"{settings.SITE_URL}{reverse('awards:check_answer')}?{asked}"


def answer_copy(answer: Answer) -> bytes:
    """The receipt as a PDF: the same receipt always gives the same bytes."""
    programme = answer.award.application.programme
    zone, federation = programme.call.zone, societies.federation()
    address, out = check_address(answer), io.BytesIO()
    segno.make(address, error="m", micro=False).save(out, kind="svg", border=2, xmldecl=False)
    day = answer.at.astimezone(ZoneInfo(zone)).date()
    shifted = abs(answer.real_at - answer.at).total_seconds() > 300
    data = {
        "federation": federation.name,
        "office": programme.call.name,
        "demonstration": bool(federation.demonstration),
        "number": answer.number,
        "answer": answer.get_kind_display(),
        "programme": programme.name,
        "centre": answer.contents.get("centre", ""),
        "received": times.instant(answer.at, zone),
        "exactly": answer.at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z"),
        "really": times.instant(answer.real_at, "UTC") if shifted else "",
        "mark": answer.sha256,
        "site": f"{settings.SITE_URL}{reverse('awards:check_answer')}",
        "address": address,
        "qr": out.getvalue().decode(),
        "day": {"year": day.year, "month": day.month, "day": day.day},
    }
    return typst.compile(
        str(paper.HERE / "answer.typ"),
        root=str(paper.HERE),
        font_paths=paper.fonts(),
        ignore_system_fonts=True,
        sys_inputs={"data": json.dumps(legible(data))},
        pdf_standards=["a-2a", "ua-1"],
        timestamp=int(answer.at.timestamp()),
    )
