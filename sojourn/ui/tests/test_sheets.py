"""Lists as sheets."""

import io
from datetime import UTC, datetime

from openpyxl import load_workbook

from sojourn.ui import sheets


def cells(content: bytes) -> list[list]:
    return [[cell.value for cell in row] for row in load_workbook(io.BytesIO(content)).active.rows]


def test_no_cell_is_a_formula():
    made = load_workbook(io.BytesIO(sheets.sheet(["Name"], [["=1+1"], ["@SUM(A1)"], ["-2"]]))).active
    assert [cell.data_type for (cell,) in made.rows] == ["s"] * 4
    assert made["A2"].value == "=1+1"


def test_values_keep_their_kind():
    at = datetime(2024, 3, 18, 22, 59, tzinfo=UTC)
    assert cells(sheets.sheet(["A", "B", "C"], [["x\x00y", 3, at]])) == [
        ["A", "B", "C"],
        ["xy", 3, at.replace(tzinfo=None)],
    ]


def test_what_xml_does_not_know_is_left_out_and_a_cell_is_never_too_long():
    assert cells(sheets.sheet(["A"], [["a\ufffe\uffff\ud800b"], ["x" * 40_000]])) == [
        ["A"],
        ["ab"],
        ["x" * 32_767],
    ]
