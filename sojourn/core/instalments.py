"""A table of whole cents with given sums both ways: what each payer gives to each instalment.

>>> spread([400, 400, 200], [700, 300])
[[280, 120], [280, 120], [140, 60]]
>>> spread([34, 33, 33], [50, 50])
[[17, 17], [16, 17], [17, 16]]
"""

from __future__ import annotations

from collections.abc import Sequence


def spread(rows: Sequence[int], columns: Sequence[int]) -> list[list[int]]:
    """Each cell is its proportional share, rounded down or up; rows and columns sum exactly.

    ValueError for a negative sum, or when rows and columns do not come to the same total.
    """
    total = sum(rows)
    if min([*rows, *columns], default=0) < 0 or total != sum(columns):
        raise ValueError("rows and columns must be 0 or more and come to the same total")
    if total == 0:
        return [[0] * len(columns) for _ in rows]
    cells = [[row * column // total for column in columns] for row in rows]
    # a cell may be rounded up once, and only if it isn't whole: a flow of single cents decides which
    ups: list[set[int]] = [set() for _ in rows]
    may = [{j for j, column in enumerate(columns) if row * column % total} for row in rows]
    lacking = [column - sum(cells[i][j] for i in range(len(rows))) for j, column in enumerate(columns)]

    def place(row: int, seen: set[int]) -> bool:
        """One more cent in this row, moving another row's cent aside if the column has enough."""
        for column in sorted(may[row] - ups[row] - seen):
            seen.add(column)
            if lacking[column] > 0:
                lacking[column] -= 1
                ups[row].add(column)
                return True
            for other, up in enumerate(ups):
                if column in up and place(other, seen):
                    up.discard(column)
                    ups[row].add(column)
                    return True
        return False

    for row, wanted in enumerate(rows):
        for _ in range(wanted - sum(cells[row])):
            if not place(row, set()):
                raise AssertionError("a fractional table always rounds")
    return [[cell + (j in ups[i]) for j, cell in enumerate(line)] for i, line in enumerate(cells)]
