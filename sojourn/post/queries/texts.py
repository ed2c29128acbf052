"""The words of a letter: those that an office chose, in its order of fallback, else the shipped ones.

What an office writes is no template language: a placeholder is a name of a closed list in two braces, put in
once and never read again. So no text reaches a setting, a method or another person's row.
"""

from __future__ import annotations

import logging
import re
import tomllib
import unicodedata
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any
from uuid import UUID

from babel import Locale
from django.apps import apps
from django.conf import settings
from django.db.models import QuerySet
from django.template import Context, TemplateSyntaxError, Variable, VariableDoesNotExist
from django.template.base import VariableNode
from django.template.defaulttags import ForNode
from django.template.loader import get_template
from django.template.loader_tags import BlockNode

from sojourn.post.models import Edition, Hold, Template

log = logging.getLogger(__name__)

# one pass and no repetition inside another: a long line of braces costs no more than its length
PLACEHOLDER = re.compile(r"\{\{([^{}]*)\}\}")
URL_TAG = re.compile(r"\{\{\s*site\s*\}\}\{%\s*url[^%]*%\}")
LONGEST = 20_000  # characters that a text of the office may have
COMMON = ("name", "site")
FIXED = (
    "link",
    "page",
    "deadline",
    "notice",
    "who_sees",
    "contents",
    "way_in",
)  # stay where the shipped letter has them
DEADLINES = ("due", "until", "accept_by", "starts_on", "ends_on", "leaves_by")
LINK = "[[link]]"
LANGUAGES = (
    "bg", "ca", "cs", "da", "de", "el", "es", "et", "fi", "fr", "hr", "hu", "is", "it", "lt", "lv", "mk",
    "nb", "nl", "pl", "pt", "ro", "ru", "sk", "sl", "sq", "sr", "sv", "tr", "uk",
)  # fmt: skip
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


PATHS_TO_FILES = (
    ("application",),
    ("thing",),
    ("thing", "application"),
    ("thing", "award", "application"),
    ("thing", "placement", "award", "application"),
)


class Book:
    """Chosen words, each looked up once: for a batch of letters."""

    def __init__(self) -> None:
        self._found: dict[tuple[str, str, str], Template | None] = {}
        self._held: dict[tuple[str, str], bool] = {}

    def chosen(self, kind: str, scope: str, language: str) -> Template | None:
        key = (kind, scope, language)
        if key not in self._found:
            self._found[key] = chosen(kind, scope=scope, language=language)
        return self._found[key]

    def held(self, kind: str, scope: str) -> bool:
        key = (kind, scope)
        if key not in self._held:
            self._held[key] = held(kind, scope)
        return self._held[key]


def held(kind: str, scope: str) -> bool:
    """Whether letters of this kind wait for somebody who looks at them, here or everywhere."""
    return Hold.objects.filter(kind=kind, scope__in={scope, ""}).exists()


def holds() -> QuerySet[Hold]:
    return Hold.objects.all()


def chosen(kind: str, *, scope: str = "", language: str = "") -> Template | None:
    """Society and language, society, federation and language, federation; None: the shipped words."""
    rows = Template.objects.filter(kind=kind, scope__in={scope, ""}, language__in={language, ""})
    return max(rows, key=lambda row: (bool(row.scope), bool(row.language)), default=None)


def templates() -> QuerySet[Template]:
    return Template.objects.select_related("changed_by")


def template(kind: str, *, scope: str, language: str) -> Template | None:
    """The words of exactly this place, without any fallback."""
    return Template.objects.filter(kind=kind, scope=scope, language=language).first()


def editions(kind: str, *, scope: str, language: str) -> QuerySet[Edition]:
    """What was written for one place, the newest first; going back to the shipped words is one of them."""
    found = Edition.objects.filter(kind=kind, scope=scope, language=language)
    return found.select_related("changed_by").order_by("-version")


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


def dossier(values: dict[str, Any]) -> UUID | None:
    """The id of the application that a letter is about, by the same closed list of ways."""
    for path in PATHS_TO_FILES:
        found = values.get(path[0])
        for name in path[1:]:
            found = getattr(found, name, None)
        meta = getattr(found, "_meta", None)
        if meta is not None and meta.label_lower == "applications.application":
            return found.pk
    return None


def words(
    kind: str, values: dict[str, Any], *, scope: str = "", language: str = "", book: Book | None = None
) -> tuple[str, str]:
    """Subject and text for these values."""
    subject, text = shipped(kind, values)
    template = (book or Book()).chosen(kind, scope, language)
    if template is None:
        return subject, text
    names = placeholders(kind)
    values = {**values, **fixed(kind, values), **pages(text)}
    try:
        return fill(template.subject, values, names, line=True), fill(template.text, values, names)
    except KeyError:  # written for an older letter: the shipped words are right at least
        log.warning("the template %s names what its letter has no more", template.pk)
        return subject, text


def shipped(kind: str, values: dict[str, Any]) -> tuple[str, str]:
    """A letter is plain text: nothing in it is escaped, and nothing in it is markup."""
    rendered = _built_in(kind).render(Context(values, autoescape=False))
    head, _, text = rendered.lstrip().partition("\n")
    return one_line(head.removeprefix("Subject:")), readable(text).strip() + "\n"


def _built_in(kind: str) -> Any:
    room, verb = kind.split(".")
    return get_template(f"{room}/mail/{verb}.txt").template


def one_line(text: str) -> str:
    return " ".join(readable(text).split())[:200]


def readable(text: str) -> str:
    """Without what nobody sees and what changes how the rest is read: controls, and turned directions."""
    return "".join(sign for sign in text if not unseen(sign))


def unseen(sign: str) -> bool:
    if sign in "\n\t" or sign.isprintable():
        return False
    return unicodedata.category(sign) in ("Cc", "Cs") or sign in TURNING


TURNING = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\u061c\u2028\u2029"


def pages(text: str) -> dict[str, str]:
    """The addresses of this installation in a shipped letter, in their order."""
    found = re.findall(re.escape(settings.SITE_URL) + r"/\S*", text)
    return {"page" if n == 1 else f"page_{n}": address for n, address in enumerate(dict.fromkeys(found), 1)}


def fixed(kind: str, values: dict[str, Any]) -> dict[str, str]:
    """The parts of the shipped letter that have a name, as they read for these values."""
    context, built_in = Context(values, autoescape=False), _built_in(kind)
    with context.bind_template(built_in), context.render_context.push_state(built_in):
        return {name: node.nodelist.render(context).strip() for name, node in blocks(kind).items()}


def blocks(kind: str) -> dict[str, BlockNode]:
    return {node.name: node for node in _built_in(kind).nodelist.get_nodes_by_type(BlockNode)}


def fill(text: str, values: dict[str, Any], names: Any, *, line: bool = False) -> str:
    """Each placeholder's value, in one pass; a missing one is empty, one outside the list a KeyError."""
    done = PLACEHOLDER.sub(lambda found: _value(found[1].strip(), values, names), text)
    return one_line(done) if line else readable(done).strip() + "\n"


def _value(name: str, values: dict[str, Any], names: Any) -> str:
    if name not in names:
        raise KeyError(name)
    try:
        value = values[name] if name in values else Variable(name).resolve(Context(values, autoescape=False))
    except VariableDoesNotExist:
        return ""
    return "" if value is None else str(value)


def language(code: str) -> str:
    """The name of a language in English and in itself; the shipped letters are English."""
    if not code:
        return "English, as shipped"
    one = Locale(code)
    return f"{one.get_display_name('en')} ({one.get_display_name(code)})"


def languages() -> list[tuple[str, str]]:
    """Those that a person may wish for, by their English names."""
    return sorted(((code, language(code)) for code in LANGUAGES), key=lambda one: one[1])


# --- what an office may write ---


@dataclass(frozen=True)
class Placeholder:
    """A name, what it means, an invented example; `required`: a letter of this kind cannot do without."""

    name: str
    meaning: str
    example: str
    required: bool


def placeholders(kind: str) -> dict[str, Placeholder]:
    """Names that a letter of this kind may use: what the shipped letter tells already, and no more."""
    needed = required(kind)
    names = [*COMMON, *needed, *_pages_of(kind), *_told(kind)]
    return {name: _placeholder(name, name in needed) for name in dict.fromkeys(names)}


def required(kind: str) -> list[str]:
    """Links, deadlines, the data-protection notice, who may see: what no wording may leave out."""
    told, named = _told(kind), blocks(kind)
    found = ["link"] if "link" in told and "link" not in _inside(kind) else []
    found += _pages_of(kind)[:1]
    found += [name for name in named if name in FIXED]
    return found + [name for name in DEADLINES if name in told and name not in _inside(kind)]


def _told(kind: str) -> list[str]:
    """The variables of the shipped letter outside of its lists, where they would mean nothing."""
    nodelist = _built_in(kind).nodelist
    looped = {id(node) for loop in nodelist.get_nodes_by_type(ForNode)
              for node in loop.nodelist_loop.get_nodes_by_type(VariableNode)}  # fmt: skip
    found = [node for node in nodelist.get_nodes_by_type(VariableNode) if id(node) not in looped]
    return list(dict.fromkeys(str(node.filter_expression.var) for node in found))


def _inside(kind: str) -> set[str]:
    """The variables that a named part brings along."""
    return {
        str(node.filter_expression.var)
        for block in blocks(kind).values()
        for node in block.nodelist.get_nodes_by_type(VariableNode)
    }


def _pages_of(kind: str) -> list[str]:
    """The addresses that the letter has outside of its named parts."""
    text = _without_blocks(_built_in(kind).source)
    number = len(dict.fromkeys(URL_TAG.findall(text)))
    return ["page" if n == 1 else f"page_{n}" for n in range(1, min(number, 3) + 1)]


BLOCK = re.compile(r"\{%\s*block\s+(\w+)\s*%\}.*?\{%\s*endblock\s*%\}", re.DOTALL)


def _without_blocks(text: str) -> str:
    return BLOCK.sub("", text)


@cache
def _meanings() -> dict[str, dict[str, str]]:
    return tomllib.loads((Path(__file__).parents[1] / "placeholders.toml").read_text())


def _placeholder(name: str, needed: bool) -> Placeholder:
    told = _meanings().get(name, {})
    spoken = name.replace("_", " ").replace(".", ", its ")
    return Placeholder(name, told.get("meaning", spoken), told.get("example", f"[{spoken}]"), needed)


def faults(kind: str, text: str, *, subject: bool = False) -> list[str]:
    """Why a text cannot be a letter of this kind, in sentences for whoever wrote it."""
    return wrong(text, placeholders(kind), subject=subject)


def wrong(text: str, known: dict[str, Placeholder], *, subject: bool = False) -> list[str]:
    found = []
    if any(unseen(sign) for sign in text.replace("\r\n", "\n")):
        found.append("There are signs in it that nobody sees, or that turn the direction of reading.")
    if "{%" in text or "{#" in text:
        found.append("Commands in {% %} or {# #} are not possible here: placeholders only.")
    rest = PLACEHOLDER.sub("", text)
    if ("{{" in rest or "}}" in rest) and not found:
        found.append("Two braces stand open: a placeholder is written {{ name }}.")
    if subject and ("\n" in text or "\r" in text):
        found.append("The subject is one line.")
    if LINK in text:
        found.append("Write {{ link }} where the link should stand.")
    used = [name.strip() for name in PLACEHOLDER.findall(text)]
    for name in dict.fromkeys(used):
        if name not in known:
            found.append(f"Unknown placeholder {{{{ {name[:60]} }}}}. See the list beside the text.")
        elif subject and (name in FIXED or name.startswith("page")):
            found.append(f"{{{{ {name} }}}} belongs into the text, not into the subject.")
    if not subject:
        missing = [one for one in known.values() if one.required and one.name not in used]
        found += [f"{{{{ {one.name} }}}} has to stay: {one.meaning}." for one in missing]
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


@cache
def kinds() -> tuple[str, ...]:
    """Every kind of letter that is shipped, in the order of the cycle."""
    found = []
    for app in apps.get_app_configs():
        letters = (Path(app.path) / "templates" / app.label / "mail").glob("*.txt")
        found += [f"{app.label}.{path.stem}" for path in sorted(letters)]
    return tuple(found)


def source(kind: str) -> tuple[str, str]:
    """The shipped letter as an office begins to change it: its placeholders stand, its commands are gone."""
    text = BLOCK.sub(lambda found: f"{{{{ {found[1]} }}}}", _built_in(kind).source)
    addresses = list(dict.fromkeys(URL_TAG.findall(text)))
    for number, address in enumerate(addresses, 1):
        text = text.replace(address, "{{ page }}" if number == 1 else f"{{{{ page_{number} }}}}")
    text = re.sub(r"\{%\s*else\s*%\}.*?\{%\s*endif\s*%\}", "", text, flags=re.DOTALL)  # the usual case
    text = re.sub(r"\{%[^%]*%\}", "", text)
    text = re.sub(r"\{\{\s*([\w.]+)\|[^}]*\}\}", _unfiltered, text)
    head, _, body = text.lstrip().partition("\n")
    return one_line(head.removeprefix("Subject:")), body.strip() + "\n"


def _unfiltered(found: re.Match) -> str:
    """`{{ note|wordwrap:70 }}` is the note; an ending as in `{{ number|pluralize }}` is none."""
    return "" if "pluralize" in found[0] else f"{{{{ {found[1]} }}}}"
