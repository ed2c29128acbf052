"""A list as an XLSX file. No cell is ever a formula, whatever somebody typed into a name."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from functools import cache
from typing import Any

from django.http import HttpResponse
from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Font

NO_CHARACTERS = re.compile("[\ud800-\udfff\ufffe\uffff]")  # openpyxl lets them pass, and XML does not
FORMULA = ("=", "+", "-", "@", "\t", "\r", "|", "%")  # what spreadsheets may run
CELL = 32_767  # characters that the format takes
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def answer(name: str, heads: Sequence[str], rows: Iterable[Sequence[Any]]) -> HttpResponse:
    """The file as a download called `name`.xlsx."""
    response = HttpResponse(sheet(heads, rows), content_type=XLSX)
    response["Content-Disposition"] = f'attachment; filename="{name}.xlsx"'
    response["Cache-Control"] = "private, no-store"
    return response


def lines(name: str, heads: Sequence[str], rows: Iterable[Sequence[Any]]) -> HttpResponse:
    """The same as CSV, for what has too many lines for a workbook; a text that begins a formula is quoted."""
    made = io.StringIO()
    made.write("\ufeff")  # without it spreadsheets read another alphabet
    out = csv.writer(made)
    out.writerow(heads)
    quoted = cache(_quoted)  # names and titles come again with each line
    out.writerows([quoted(value) if isinstance(value, str) else value for value in row] for row in rows)
    response = HttpResponse(made.getvalue().encode(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    response["Cache-Control"] = "private, no-store"
    return response


def _quoted(value: str) -> str:
    return f"'{value}" if value.lstrip().startswith(FORMULA) else value


def sheet(heads: Sequence[str], rows: Iterable[Sequence[Any]]) -> bytes:
    """Texts, numbers, dates and instants (in UTC, without their zone, as the format wants)."""
    book = Workbook()
    page = book.active
    for number, row in enumerate([heads, *rows], 1):
        for column, value in enumerate(row, 1):
            cell = page.cell(row=number, column=column)
            cell.value = _plain(value)
            if isinstance(value, str):
                cell.data_type = "s"  # "=1+1" stays five characters
            if number == 1:
                cell.font = Font(bold=True)
    page.freeze_panes = "A2"
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


def _plain(value: Any) -> Any:
    if isinstance(value, datetime) and value.tzinfo:
        return value.astimezone(UTC).replace(tzinfo=None)
    if isinstance(value, str):
        return NO_CHARACTERS.sub("", ILLEGAL_CHARACTERS_RE.sub("", value))[:CELL]
    return value
