"""Markdown to safe HTML: no raw HTML, no images, no headings above h3."""

from __future__ import annotations

import re

import nh3
from markdown_it import MarkdownIt

TAGS = set(
    "p br em strong a ul ol li blockquote code pre hr h3 h4 h5 table thead tbody tr th td s".split()  # noqa: SIM905
)

_parser = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"]).disable("image")


def markdown(source: str) -> str:
    html = re.sub(
        r"<(/?)h([1-6])>", lambda hit: f"<{hit[1]}h{min(int(hit[2]) + 2, 5)}>", _parser.render(source or "")
    )
    return nh3.clean(
        html,
        tags=TAGS,
        attributes={"a": {"href", "title"}, "ol": {"start"}},
        url_schemes={"http", "https", "mailto"},
        link_rel="nofollow noopener",
    )
