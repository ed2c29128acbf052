"""Receipts: the newest and those before, the copy on paper, and whether what somebody holds is genuine."""

from __future__ import annotations

import hashlib
import io
from dataclasses import dataclass
from datetime import UTC
from typing import Any
from urllib.parse import urlencode

import segno
from django.conf import settings
from django.db.models import QuerySet
from django.urls import reverse

from sojourn.applications.models import Application, Document, Receipt
from sojourn.applications.queries import papers
from sojourn.documents import queries as files
from sojourn.societies import queries as societies
from sojourn.ui import times


def receipts(application: Application) -> QuerySet[Receipt]:
    """Every receipt, the newest first."""
    return application.receipts.order_by("-at", "-pk")


@dataclass(frozen=True)
class Checked:
    """A receipt that is ours, how many came after it under its number, and whether its files are whole.

    `lost` counts documents whose stored bytes do not give their SHA-256 any more; None where that was not
    looked at, because the receipt is not the newest or its content was erased.
    """

    receipt: Receipt
    later: int
    erased: bool
    lost: int | None


def given(number: str, mark: str) -> Checked | None:
    """The receipt with this number and mark; knowing both is the proof that one holds it."""
    found = Receipt.objects.filter(number__iexact=number, sha256=mark).select_related(
        "application__programme__call", "application__programme__society", "application__applicant"
    )
    receipt = found.order_by("-at", "-pk").first()
    if receipt is None:
        return None
    application, erased = receipt.application, not receipt.contents
    later = sum(1 for one in receipts(application) if (one.at, one.pk) > (receipt.at, receipt.pk))
    current = not later and not erased
    return Checked(receipt, later, erased, _lost(application) if current else None)


def _lost(application: Application) -> int:
    current = Document.objects.filter(application=application, replaced_at=None).select_related("file")
    return sum(not _whole(document.file) for document in current)


def _whole(file: Any) -> bool:
    try:
        return hashlib.sha256(files.content(file)).hexdigest() == file.sha256
    except OSError:
        return False


def check_address(receipt: Receipt) -> str:
    """Where anybody who holds the receipt can check it."""
    asked = urlencode({"number": receipt.number, "mark": receipt.sha256})
    return f"{settings.SITE_URL}{reverse('applications:check_receipt')}?{asked}"


def receipt_copy(receipt: Receipt) -> bytes:
    """The receipt as a PDF: the same receipt always gives the same bytes."""
    programme = receipt.application.programme
    zone, federation = programme.call.zone, societies.federation()
    out = io.BytesIO()
    address = check_address(receipt)
    segno.make(address, error="m", micro=False).save(out, kind="svg", border=2, xmldecl=False)
    shifted = abs(receipt.real_at - receipt.at).total_seconds() > 300
    return papers.typeset(
        "receipt.typ",
        receipt.at,
        number=receipt.number,
        office=programme.call.name,
        federation=federation.name,
        demonstration=federation.demonstration,
        received=times.instant(receipt.at, zone),
        exactly=receipt.at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z"),
        really=times.instant(receipt.real_at, "UTC") if shifted else "",
        contents=receipt.contents,
        mark=receipt.sha256,
        site=f"{settings.SITE_URL}{reverse('applications:check_receipt')}",
        address=address,
        qr=out.getvalue().decode(),
    )
