"""Geometry of the small pictures drawn on the server: numbers in, positions out. Templates hold the SVG."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

Row = Sequence[Any]


def bars(rows: Iterable[Row]) -> list[dict[str, Any]]:
    """(label, number[, url]) -> with `share` in percent of the largest."""
    listed = [(row[0], row[1] or 0, row[2] if len(row) > 2 else "") for row in rows]
    top = max((number for _, number, _ in listed), default=0) or 1
    return [
        {"label": label, "number": number, "url": url, "share": round(100 * number / top, 1)}
        for label, number, url in listed
    ]


def funnel(rows: Iterable[Row]) -> list[dict[str, Any]]:
    """As `bars`, with `kept`: percent of the row before, None for the first or after nothing."""
    drawn = bars(rows)
    for before, row in zip([None, *drawn], drawn, strict=False):
        row["kept"] = round(100 * row["number"] / before["number"]) if before and before["number"] else None
    return drawn


def dots(rows: Iterable[Row], lo: float, hi: float) -> list[dict[str, Any]]:
    """(label, scores) -> `x` in percent between lo and hi; equal scores are stacked by `y`."""
    drawn = []
    for label, scores in rows:
        seen: dict[float, int] = {}
        points = []
        for score in scores:
            if score is None:
                continue
            points.append({"x": position(score, lo, hi), "y": 14 - 7 * seen.get(score, 0), "score": score})
            seen[score] = seen.get(score, 0) + 1
        drawn.append({"label": label, "points": points, "scores": [point["score"] for point in points]})
    return drawn


def position(value: float, lo: float, hi: float) -> float:
    """Percent from 3 to 97, so that a dot at an end stays whole; outside values stand at the ends.

    >>> position(5, 1, 5), position(1, 1, 5), position(9, 1, 5)
    (97.0, 3.0, 97.0)
    """
    share = (value - lo) / (hi - lo) if hi != lo else 0.5
    return round(3 + 94 * min(1.0, max(0.0, share)), 1)


def against(rows: Iterable[Row]) -> list[dict[str, Any]]:
    """(label, done, planned) -> both as percent of the largest number of all."""
    listed = list(rows)
    top = max((max(done or 0, planned or 0) for _, done, planned in listed), default=0) or 1
    return [
        {
            "label": label,
            "done": done or 0,
            "planned": planned or 0,
            "done_share": round(100 * (done or 0) / top, 1),
            "planned_share": round(100 * (planned or 0) / top, 1),
        }
        for label, done, planned in listed
    ]


def parts(numbers: Sequence[int]) -> list[dict[str, float]]:
    """Numbers side by side in one bar: where each begins and how wide it is, in percent of their sum.

    >>> parts([1, 0, 3])
    [{'at': 0.0, 'width': 25.0}, {'at': 25.0, 'width': 0.0}, {'at': 25.0, 'width': 75.0}]
    """
    total, begun, drawn = sum(numbers) or 1, 0, []
    for number in numbers:
        drawn.append({"at": round(100 * begun / total, 1), "width": round(100 * number / total, 1)})
        begun += number
    return drawn


def growth(rows: Iterable[Row], lo: float = 1, hi: float = 5) -> list[dict[str, Any]]:
    """(label, level before, level after) -> `x` of both in percent; None where it was not rated."""
    return [
        {
            "label": label,
            "before": before,
            "after": after,
            "from": position(before, lo, hi) if before else None,
            "to": position(after, lo, hi) if after else None,
        }
        for label, before, after in rows
    ]


def flow(
    links: Iterable[Row],
    *,
    last: str = "",
    width: int = 640,
    unit: float = 12,
    gap: int = 14,
    tallest: int = 420,
) -> dict[str, Any]:
    """(from, to, count) -> two columns of blocks and the bands between them.

    Heights are counts x unit, and with hundreds the unit shrinks, so that the whole stays one look. Long
    names are cut in the picture and whole in its table. `last` is what comes to nothing: at the foot of the
    right side, and quiet.
    """
    listed = [(str(one), str(other), int(count)) for one, other, count in links if count]
    unit = min(unit, tallest / max(1, sum(count for *_, count in listed)))
    sides: list[dict[str, Any]] = []
    for side in (0, 1):
        totals: dict[str, int] = {}
        for link in listed:
            totals[link[side]] = totals.get(link[side], 0) + link[2]
        if side:  # what stands on both sides stands in the same order
            order = {name: i for i, name in enumerate(sides[0]["by"])}
            names = sorted(totals, key=lambda name: (name == last, order.get(name, len(order))))
            totals = {name: totals[name] for name in names}
        blocks, top = [], 8.0
        for name, count in totals.items():
            height = round(count * unit, 1)
            blocks.append({"name": name, "short": _short(name), "count": count, "y": top, "height": height,
                           "used": 0.0})  # fmt: skip
            top = round(top + max(height, 18 if height > 6 else 12) + gap, 1)
        sides.append({"blocks": blocks, "by": {block["name"]: block for block in blocks}, "bottom": top})
    left, right = 196, width - 206
    kept = any(one == other for one, other, _ in listed)  # then this sets the tone, and not a mere turn
    bands = []
    for number, (one, other, count) in enumerate(listed):
        start, end, thick = sides[0]["by"][one], sides[1]["by"][other], round(count * unit, 1)
        y0, y1 = round(start["y"] + start["used"], 1), round(end["y"] + end["used"], 1)
        start["used"] += thick
        end["used"] += thick
        mid = (left + right + 10) / 2
        path = (
            f"M{left + 10} {y0} C{mid} {y0} {mid} {y1} {right} {y1} "
            f"V{y1 + thick:g} C{mid} {y1 + thick:g} {mid} {y0 + thick:g} {left + 10} {y0 + thick:g} Z"
        )
        tone = "none" if other == last else int(one != other) if kept else number % 2
        bands.append({"path": path, "from": one, "to": other, "count": count, "tone": tone})
    for side in sides:
        for block in side["blocks"]:
            block["middle"] = round(block["y"] + block["height"] / 2 + 5, 1)
    return {
        "width": width,
        "height": max(sides[0]["bottom"], sides[1]["bottom"]),
        "left": left,
        "right": right,
        "starts": sides[0]["blocks"],
        "ends": sides[1]["blocks"],
        "bands": bands,
        "links": listed,
    }


def _short(name: str, most: int = 19) -> str:
    """
    >>> _short("Oslo"), _short("University Hospital of Somewhere")
    ('Oslo', 'University Hospital…')
    """
    return name if len(name) <= most + 1 else name[:most].rstrip() + "…"


def place(lat: float, lon: float, *, width: int = 600, height: int = 520) -> tuple[float, float]:
    """A position on the map of Europe , as `_europe.html` is drawn: 34 to 71.5 north, 25 west to 45 east."""
    return round((lon + 25) / 70 * width, 1), round((71.5 - lat) / 37.5 * height, 1)
