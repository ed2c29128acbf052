"""Tags and filters of every page; README.md of `ui` lists them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime
from typing import Any

from babel import Locale
from django import template
from django.template.loader_tags import BLOCK_CONTEXT_KEY
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from sojourn.core import verdict as verdicts
from sojourn.ui import amounts, held, pictures, text, times, words

register = template.Library()

NOT_YET = SafeString('<span class="quiet">not yet published</span>')
MARKS = {
    "demonstration": "demonstration value",
    "ours": "our reading",
    "unknown": "not yet published",
    "printed": "as printed",
}


def _get(thing: Any, name: str) -> Any:
    return thing.get(name) if isinstance(thing, dict) else getattr(thing, name, None)


def _zone(context: template.Context, zone: str) -> str:
    return zone or context.get("zone") or _get(context.get("where"), "zone") or times.ZONE


def _now(context: template.Context, at: datetime | None) -> datetime | None:
    return at or context.get("at") or getattr(context.get("request"), "at", None)


@register.simple_tag(takes_context=True)
def again(context: template.Context, name: str) -> str:
    """A block a second time: the title in the head is also the heading of the page."""
    block = context.render_context[BLOCK_CONTEXT_KEY].get_block(name)
    return mark_safe(block.render(context).strip()) if block else ""


@register.simple_tag(takes_context=True)
def owner(context: template.Context) -> str:
    """Whose form this is, signed: what is sent after the session ended comes back to nobody else."""
    user = getattr(context.get("request"), "user", None)
    if user is None or not user.is_authenticated:
        return SafeString("")
    return format_html('<input type="hidden" name="{}" value="{}">', held.FIELD, held.mark(user))


@register.simple_tag(takes_context=True)
def account(context: template.Context) -> str:
    """A name for this account in this browser's storage that tells nothing of it."""
    user = getattr(context.get("request"), "user", None)
    return held.account(user) if user is not None and user.is_authenticated else ""


@register.simple_tag(takes_context=True)
def instant(context: template.Context, value: datetime | None, zone: str = "") -> str:
    if not value:
        return NOT_YET
    zone = _zone(context, zone)
    printed = format_html(
        '<time class="instant" datetime="{}">{}</time>', _iso(value), times.instant(value, zone)
    )
    # without script the zone of the profile; a module puts the browser's in its place
    own = times.reader(value, _get(_get(context.get("request"), "user"), "zone") or "", zone)
    return format_html('{}<span class="own-zone">, {}</span>', printed, own) if own else printed


def _iso(value: datetime) -> str:
    return value.astimezone(UTC).isoformat().replace("+00:00", "Z")


@register.simple_tag(name="day")
def day_tag(value: date | None) -> str:
    return day(value)


@register.filter
def day(value: date | None) -> str:
    if not value:
        return NOT_YET
    return format_html('<time datetime="{}">{}</time>', f"{value:%Y-%m-%d}", times.day(value))


@register.simple_tag(name="short_day")
def short_day_tag(value: date | None) -> str:
    return short_day(value)


@register.filter
def short_day(value: date | None) -> str:
    if not value:
        return SafeString("")
    return format_html(
        '<time class="figures nowrap" datetime="{}">{}</time>', f"{value:%Y-%m-%d}", times.short_day(value)
    )


@register.simple_tag(takes_context=True)
def due(context: template.Context, value: Any, at: datetime | None = None, zone: str = "") -> str:
    if not value:
        return SafeString('<span class="quiet">no date set</span>')
    zone, now = _zone(context, zone), _now(context, at)
    exact = instant(context, value, zone) if isinstance(value, datetime) else day(value)
    if not now:
        return exact
    distance, tone = times.distance(value, now, zone)
    end = times.aware(value, zone)
    return format_html(
        '<span class="due due-{}"><b data-until="{}" data-left="{}" data-zone="{}">{}</b>: {}</span>',
        *(tone, _iso(end), int((end - now).total_seconds()), zone, distance, exact),
    )


@register.simple_tag
def money(minor: int | None, currency: str = "EUR") -> str:
    if minor is None or minor == "":
        return NOT_YET
    return format_html('<span class="figures nowrap">{}</span>', amounts.written(minor, currency))


@register.simple_tag
def mark(thing: Any, field: str) -> str:
    """Nothing when the field carries no mark: then the value is what its source prints."""
    found = (_get(thing, "marks") or {}).get(field)
    return badge(found)


@register.filter
def badge(found: Any) -> str:
    if not found:
        return SafeString("")
    kind, note = (found, "") if isinstance(found, str) else (found.get("kind", ""), found.get("note", ""))
    return format_html(
        '<span class="note-mark note-mark-{}"{}>{}{}</span>',
        kind,
        format_html(' title="{}"', note) if note else "",
        MARKS.get(kind, kind),
        format_html('<span class="visually-hidden">: {}</span>', note) if note else "",
    )


@register.simple_tag(name="country")
def country_tag(code: str | None) -> str:
    return country(code)


@register.filter
def country(code: str | None) -> str:
    if not code:
        return ""
    return Locale("en").territories.get(str(code).upper(), str(code))


@register.simple_tag(name="markdown")
def markdown_tag(source: str | None) -> str:
    return markdown(source)


@register.filter
def markdown(source: str | None) -> str:
    return mark_safe(text.markdown(source or ""))


@register.simple_tag
def status(word: str | None, label: str = "", tone: str = "") -> str:
    word = str(word or "unknown")
    return format_html(
        '<span class="status status-{}">{}</span>', tone or words.tone(word), label or words.label(word)
    )


@register.simple_tag(takes_context=True)
def query_with(context: template.Context, **changes: Any) -> str:
    query = context["request"].GET.copy() if "request" in context else None
    if query is None:
        return "?"
    for name, value in changes.items():
        if value is None or value == "":
            query.pop(name, None)
        else:
            query[name] = value
    return "?" + query.urlencode()


@register.simple_tag(name="verdict")
def verdict_tag(found: verdicts.Verdict | None, yes: str = "Yes") -> str:
    if found is None:
        return status("unknown")
    if found:
        return status("yes", label=yes)
    return format_html('{} <span class="reason">{}</span>', status("no"), found.reason)


@register.simple_tag(name="size")
def size_tag(value: int | None) -> str:
    return size(value)


@register.filter
def size(value: int | None) -> str:
    if not value:
        return ""
    if value < 1_000_000:
        return f"{max(1, round(value / 1000))} kB"
    return f"{value / 1_000_000:.1f} MB"


@register.filter
def at_index(row: Any, number: int) -> Any:
    """The cell of a row; empty beyond its end."""
    try:
        return row[number]
    except (IndexError, KeyError, TypeError):
        return ""


@register.filter
def cells(row: Any) -> Iterable[dict[str, Any]]:
    """The cells of a table row as dicts, whatever form the row came in."""
    listed = row["cells"] if isinstance(row, dict) else row
    made = [dict(cell) if isinstance(cell, dict) else {"text": cell} for cell in listed]
    if made and isinstance(row, dict) and row.get("url"):
        made[0].setdefault("url", row["url"])
    return made


@register.filter
def zipped(row: Any, other: Any) -> Iterable[tuple[Any, Any]]:
    return list(zip(row, other or [], strict=False))


@register.filter
def percent_of(part: float | None, whole: float | None) -> int:
    return round(100 * (part or 0) / whole) if whole else 0


@register.filter
def on_map(centres: Iterable[Any]) -> list[dict[str, Any]]:
    drawn = []
    for centre in centres:
        lat, lon = _get(centre, "lat"), _get(centre, "lon")
        if lat is not None and lon is not None:
            x, y = pictures.place(lat, lon)
            drawn.append({"x": x, "y": y, "name": _get(centre, "name"), "url": _get(centre, "url")})
    return drawn


@register.inclusion_tag("ui/pictures/_bars.html")
def bars(rows: Any, caption: str = "", unit: str = "") -> dict[str, Any]:
    return {"rows": pictures.bars(rows), "caption": caption, "unit": unit}


@register.inclusion_tag("ui/pictures/_funnel.html")
def funnel(rows: Any, caption: str = "") -> dict[str, Any]:
    return {"rows": pictures.funnel(rows), "caption": caption}


@register.inclusion_tag("ui/pictures/_dots.html")
def dots(rows: Any, lo: float = 1, hi: float = 5, caption: str = "") -> dict[str, Any]:
    return {"rows": pictures.dots(rows, lo, hi), "lo": lo, "hi": hi, "caption": caption}


@register.inclusion_tag("ui/pictures/_dot_strip.html")
def dot_strip(scores: Any, lo: float = 1, hi: float = 5) -> dict[str, Any]:
    """One row of dots inside a table cell whose numbers stand beside it."""
    return {"row": pictures.dots([("", scores or [])], lo or 1, hi or 5)[0]}


@register.inclusion_tag("ui/pictures/_against.html")
def against(rows: Any, caption: str = "", unit: str = "") -> dict[str, Any]:
    return {"rows": pictures.against(rows), "caption": caption, "unit": unit}


@register.inclusion_tag("ui/pictures/_parts.html")
def parts(numbers: Any) -> dict[str, Any]:
    """One bar of several parts; the numbers stand beside it."""
    return {"parts": pictures.parts(numbers)}


@register.inclusion_tag("ui/pictures/_growth.html")
def growth(rows: Any, levels: Any, caption: str = "") -> dict[str, Any]:
    return {"rows": pictures.growth(rows), "levels": levels, "caption": caption}


@register.inclusion_tag("ui/pictures/_flow.html")
def flow(
    links: Any, caption: str = "", left: str = "From", right: str = "To", last: str = ""
) -> dict[str, Any]:
    return {"flow": pictures.flow(links, last=last), "caption": caption, "left": left, "right": right}


@register.inclusion_tag("ui/pictures/_timeline.html", takes_context=True)
def timeline(
    context: template.Context, points: Any, at: datetime | None = None, zone: str = "", caption: str = ""
) -> dict[str, Any]:
    """The first point that is not over is `next`; one that has begun and not ended is `now`."""
    now, zone = _now(context, at), _zone(context, zone)
    drawn, found = [], False
    for point in points:
        made = {name: _get(point, name) for name in ("label", "at", "until", "note", "url")}
        begin, end = made["at"], made["until"] or made["at"]
        if now and end and times.aware(end, zone) < now:
            made["state"] = "past"
        elif now and begin and made["until"] and times.aware(begin, zone) <= now:
            made["state"] = "now"
        elif begin and not found:
            made["state"], found = "next", True
        else:
            made["state"] = "later"
        made["exact"] = isinstance(begin, datetime)
        drawn.append(made)
    return {"points": drawn, "at": now, "zone": zone, "caption": caption}
