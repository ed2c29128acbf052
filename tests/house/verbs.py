"""One verb, one name: what a room lacks or calls otherwise, as functions of the sources of one room."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass

from tests.house.plan import Source

SIGN_UP = ("people", "SignUp")  # allauth's page asks for it
CLOCKWORK = ("post",)  # its moves are the worker's, and no person does them on a page


@dataclass(frozen=True)
class Page:
    """One `path(route, views.function, name=name)`."""

    line: int
    route: str
    function: str
    name: str


@dataclass(frozen=True)
class Room:
    """The doors of one room, each perhaps several files, and the names of its templates."""

    name: str
    sources: tuple[Source, ...]
    templates: frozenset[str] = frozenset()

    def door(self, door: str) -> list[Source]:
        return [source for source in self.sources if source.door == door]

    def functions(self, door: str) -> dict[str, ast.FunctionDef]:
        return {name: node for source in self.door(door) for name, node in source.functions().items()}

    def classes(self, door: str) -> set[str]:
        trees = [source.tree for source in self.door(door)]
        return {node.name for tree in trees for node in tree.body if isinstance(node, ast.ClassDef)}

    def verbs(self) -> dict[str, int]:
        """Every verb of every state table -> its line."""
        found = {}
        for source in self.door("states"):
            for node in source.tree.body:
                named = isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name)
                if named and node.targets[0].id.endswith("MOVES") and isinstance(node.value, ast.Dict):
                    found |= {
                        key.value: key.lineno for key in node.value.keys if isinstance(key, ast.Constant)
                    }
        return found

    def pages(self) -> list[Page]:
        found = []
        for source in self.door("urls"):
            for call in (node for node in ast.walk(source.tree) if isinstance(node, ast.Call)):
                if not isinstance(call.func, ast.Name) or call.func.id not in ("path", "re_path"):
                    continue
                name = next((each.value for each in call.keywords if each.arg == "name"), None)
                view = call.args[1] if len(call.args) > 1 else None
                ours = isinstance(view, ast.Attribute) and isinstance(view.value, ast.Name)
                if ours and view.value.id == "views" and isinstance(name, ast.Constant):
                    found.append(Page(call.lineno, str(call.args[0].value), view.attr, str(name.value)))
        return found

    def uses(self, door: str, word: str) -> bool:
        """Whether the word stands in the door as a string of its own."""
        trees = [source.tree for source in self.door(door)]
        return any(
            isinstance(node, ast.Constant) and node.value == word for tree in trees for node in ast.walk(tree)
        )


Complaints = Iterator[str]


def moves_without_hands(room: Room) -> Complaints:
    """Every move of a table is made by the action of its name, or by one that turns by that word."""
    for verb, line in room.verbs().items():
        if verb not in room.functions("actions") and not room.uses("actions", verb):
            yield f"{room.name}/states.py:{line}: nothing in actions does '{verb}'"


def moves_without_rule(room: Room) -> Complaints:
    """Every move that a person makes has its rule, asked with who and when."""
    if room.name in CLOCKWORK:
        return
    rules, views = room.functions("rules"), room.functions("views")
    for verb, line in room.verbs().items():
        rule = rules.get(f"may_{verb}")
        if rule is None and verb in views:
            yield f"{room.name}/states.py:{line}: rules.may_{verb} is missing"
        elif rule is not None and not {"by", "at"} <= {each.arg for each in rule.args.kwonlyargs}:
            yield f"{room.name}/rules: may_{verb} must take by and at as keywords"


def pages_called_otherwise(room: Room) -> Complaints:
    """A page's function, URL name and, for a verb of the table, its part of the address are one word."""
    verbs = room.verbs()
    for page in room.pages():
        if page.name != page.function:
            yield f"{room.name}/urls.py:{page.line}: '{page.name}' is views.{page.function}"
        if page.name in verbs and page.name.replace("_", "-") not in page.route.split("/"):
            yield f"{room.name}/urls.py:{page.line}: {page.name} has another address: {page.route}"


def forms_called_otherwise(room: Room) -> Complaints:
    """A form bears the name of a view or an action, in capitals; parts begin with an underscore."""
    known = room.functions("views").keys() | room.functions("actions").keys() | room.verbs().keys()
    for name in sorted(room.classes("forms")):
        verb = re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower()
        if not name.startswith("_") and verb not in known and (room.name, name) != SIGN_UP:
            yield f"{room.name}/forms: {name} is the form of no verb"


def templates_of_no_page(room: Room) -> Complaints:
    """A template is a view's, or a part that begins with an underscore, or a letter."""
    views = room.functions("views")
    text = "\n".join(source.text for source in room.sources)
    for name in sorted(room.templates):
        stem, is_letter = name.rpartition("/")[2].rpartition(".")[0], name.startswith("mail/")
        if stem.startswith("_") or (not is_letter and stem in views) or f"{room.name}/{name}" in text:
            continue
        if is_letter and (f"{room.name}.{stem}" in text or room.uses("actions", stem)):
            continue
        yield f"{room.name}/{name}: no view and no letter of that name"


def letters_without_text(room: Room) -> Complaints:
    """What is written by post has its template."""
    for source in room.door("actions"):
        for node in ast.walk(source.tree):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Attribute)
                and node.func.attr == "write"
            ):
                kind = node.args[0].value if node.args and isinstance(node.args[0], ast.Constant) else None
                if isinstance(kind, str) and kind.startswith(f"{room.name}."):
                    verb = kind.partition(".")[2]
                    if f"mail/{verb}.txt" not in room.templates:
                        yield f"{source.path}:{node.lineno}: the letter mail/{verb}.txt is missing"


HABITS = (
    moves_without_hands,
    moves_without_rule,
    pages_called_otherwise,
    forms_called_otherwise,
    templates_of_no_page,
    letters_without_text,
)
