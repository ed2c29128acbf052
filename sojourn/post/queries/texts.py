"""The words of a letter: those that an office chose, in its order of fallback, else the shipped ones.

What an office writes is no template language: a placeholder is a name of a closed list in two braces, put in
once and never read again. So no text reaches a setting, a method or another person's row.
"""

from __future__ import annotations

import logging
import re
from typing import Any

from django.template import Context, TemplateSyntaxError, Variable, VariableDoesNotExist
from django.template.base import VariableNode
from django.template.loader import get_template

from sojourn.post.models import Template

log = logging.getLogger(__name__)

PLACEHOLDER = re.compile(r"\{\{\s*([^{}]*?)\s*\}\}")
ADDRESS = re.compile(r"https?://\S+")
COMMON = {
    "name": "the reader's name",
    "site": "the address of this installation",
    "page": "the address in the shipped letter",
}
PATHS = (
    ("society",),
    ("programme", "society"),
    ("application", "programme", "society"),
    ("award", "application", "programme", "society"),
    ("thing", "society"),
    ("thing", "programme", "society"),
    ("thing", "application", "programme", "society"),
    ("thing", "award", "application", "programme", "society"),
)


class Book:
    """Chosen words, each looked up once: for a batch of letters."""

    def __init__(self) -> None:
        self._found: dict[tuple[str, str, str], Template | None] = {}

    def chosen(self, kind: str, scope: str, language: str) -> Template | None:
        key = (kind, scope, language)
        if key not in self._found:
            self._found[key] = chosen(kind, scope=scope, language=language)
        return self._found[key]


def chosen(kind: str, *, scope: str = "", language: str = "") -> Template | None:
    """Society and language, society, federation and language, federation; None: the shipped words."""
    rows = Template.objects.filter(kind=kind, scope__in={scope, ""}, language__in={language, ""})
    return max(rows, key=lambda row: (bool(row.scope), bool(row.language)), default=None)


def scope(values: dict[str, Any]) -> str:
    """The slug of the society that a letter is about, by the closed list of ways that lead to one."""
    for path in PATHS:
        found = values.get(path[0])
        for name in path[1:]:
            found = getattr(found, name, None)
        slug = getattr(found, "slug", None)
        if slug:
            return slug
    return ""


def words(
    kind: str, values: dict[str, Any], *, scope: str = "", language: str = "", book: Book | None = None
) -> tuple[str, str]:
    """Subject and text for these values."""
    subject, text = shipped(kind, values)
    template = (book or Book()).chosen(kind, scope, language)
    if template is None:
        return subject, text
    values = {**values, "page": _page(text)}
    try:
        return one_line(fill(template.subject, values)), fill(template.text, values).strip() + "\n"
    except VariableDoesNotExist:  # written for an older letter: the shipped words are right at least
        log.warning("the template %s names what its letter has no more", template.pk)
        return subject, text


def shipped(kind: str, values: dict[str, Any]) -> tuple[str, str]:
    """A letter is plain text: nothing in it is escaped, and nothing in it is markup."""
    rendered = _built_in(kind).render(Context(values, autoescape=False))
    head, _, text = rendered.lstrip().partition("\n")
    return one_line(head.removeprefix("Subject:")), text.strip() + "\n"


def _built_in(kind: str) -> Any:
    room, verb = kind.split(".")
    return get_template(f"{room}/mail/{verb}.txt").template


def one_line(text: str) -> str:
    return " ".join(text.split())[:200]


def _page(text: str) -> str:
    found = ADDRESS.findall(text)
    return found[-1] if found else ""


def fill(text: str, values: dict[str, Any]) -> str:
    """Each placeholder's value, in one pass; a missing one is empty where its letter knows the name."""
    return PLACEHOLDER.sub(lambda found: _value(found[1], values), text)


def _value(name: str, values: dict[str, Any]) -> str:
    value = Variable(name).resolve(Context(values, autoescape=False))
    return "" if value is None else str(value)


def placeholders(kind: str) -> dict[str, str]:
    """Names that a letter of this kind may use: what the shipped letter tells already, and no more."""
    names = dict(COMMON)
    for node in _built_in(kind).nodelist.get_nodes_by_type(VariableNode):
        name = str(node.filter_expression.var)
        if "." in name or name not in names:
            names[name] = COMMON.get(name, _spoken(name))
    return names


def _spoken(name: str) -> str:
    if name == "link":
        return "the link that works once: it has to stay"
    return name.replace("_", " ").replace(".", ", its ")


def faults(kind: str, text: str, *, must_link: bool = False) -> list[str]:
    """Why a text cannot be a letter of this kind, in sentences for whoever wrote it."""
    known, found = placeholders(kind), []
    if "{%" in text or "{#" in text:
        found.append("Commands in {% %} or {# #} are not possible here: placeholders only.")
    rest = PLACEHOLDER.sub("", text)
    if ("{{" in rest or "}}" in rest) and not found:
        found.append("Two braces stand open: a placeholder is written {{ name }}.")
    used = PLACEHOLDER.findall(text)
    for name in dict.fromkeys(used):
        if name not in known:
            found.append(f"Unknown placeholder {{{{ {name} }}}}. See the list beside the text.")
    if must_link and "link" in known and "link" not in used:
        found.append("The placeholder {{ link }} has to stay: without it nobody can answer.")
    return found


def exists(kind: str) -> bool:
    """Whether a letter of this kind is shipped."""
    if kind.count(".") != 1 or not kind.replace(".", "").replace("_", "").isalnum():
        return False
    try:
        _built_in(kind)
    except (OSError, TemplateSyntaxError, LookupError):
        return False
    return True


def source(kind: str) -> tuple[str, str]:
    """The shipped letter as an office begins to change it: its placeholders stand, its commands are gone."""
    text = re.sub(r"\{%\s*url[^%]*%\}", "", _built_in(kind).source)
    text = text.replace("{{ site }}\n", "{{ page }}\n") if "{{ page }}" not in text else text
    text = re.sub(r"\{%[^%]*%\}", "", text)
    head, _, body = text.lstrip().partition("\n")
    return one_line(head.removeprefix("Subject:")), body.strip() + "\n"
