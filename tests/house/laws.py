"""Laws 4 to 8 of the house as functions of one source file: each yields (line, complaint).

They read the syntax tree: no string and no comment breaks them. `test_laws.py` tries each on a bad example.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator

from tests.house.plan import SERVICES, Source

Complaints = Iterator[tuple[int, str]]
HANDS = ("actions", "forms", "views")
WITH_EVERY_KEY = ("upkeep", "config")
READERS = ("views", "forms", "rules", "queries", "models", "states")  # doors that never write
MANAGERS = ("objects", "_default_manager", "_base_manager")
WRITES = (
    "create",
    "get_or_create",
    "update_or_create",
    "bulk_create",
    "bulk_update",
    "delete",
    "adelete",
    "asave",
)
MAY_WRITE = {"sojourn/people/models.py": "Django makes a user through the manager of the model"}
RELATIONS = ("ForeignKey", "OneToOneField", "ManyToManyField")
CLOCKS = ("timezone.now", "datetime.now", "datetime.utcnow", "datetime.today", "date.today", "time.time",
          "time.time_ns", "timezone.localdate", "timezone.localtime", "functions.Now")  # fmt: skip
MAY_READ_A_CLOCK = {
    "sojourn/journal/actions.py": "the real instant beside that of a rehearsal",
    "sojourn/post/actions/links.py": "the keys of mailed links live in real time",
    "sojourn/post/queries/links.py": "the keys of mailed links live in real time",
}


def room_and_door(name: str) -> tuple[str, str] | None:
    """("awards", "actions") for `sojourn.awards.actions` and for what lies in it."""
    parts = name.split(".")
    return (parts[1], parts[2]) if parts[0] == "sojourn" and len(parts) > 2 else None


# the few hands across a wall: conflicts of interest outlive the review that found them (decision 5),
# memberships are confirmed where the claims are read (decision 26), and the rules of reminders stand with the
# programme but are set where all reminders are read (decision 64)
LENT = {
    ("reviews", "sojourn.societies.actions"),
    ("applications", "sojourn.societies.actions"),
    ("letters", "sojourn.calls.actions"),
}


def foreign_hands(source: Source) -> Complaints:
    """4. Another room's actions, forms and views are its own; services lend their actions, ui all it has."""
    if source.room in WITH_EVERY_KEY:
        return
    for line, name in source.imports():
        room, door = room_and_door(name) or ("", "")
        lent = room == "ui" or (room in SERVICES and door == "actions") or (source.room, name) in LENT
        if door in HANDS and room != source.room and not lent:
            yield line, f"imports {room}.{door}: pull what you need through {room}'s queries and rules"


def reverse_accessors(source: Source) -> Complaints:
    """5. A relation to another room carries related_name="+"."""
    if source.door != "models":
        return
    names = source.names()
    for node in ast.walk(source.tree):
        if not isinstance(node, ast.Call) or last(node.func) not in RELATIONS:
            continue
        target = node.args[0] if node.args else argument(node, "to")
        given = argument(node, "related_name")
        if room_of(target, names) not in ("", source.room) and literal(given) != "+":
            yield node.lineno, 'a relation to another room needs related_name="+"'


def managers(source: Source) -> Complaints:
    """6. Views, forms and rules hold no manager."""
    if source.door not in ("views", "forms", "rules"):
        return
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Attribute) and node.attr in MANAGERS:
            yield node.lineno, f"reads through .{node.attr}: put the question into queries"


def writing(source: Source) -> Complaints:
    """6. Only actions write (and upkeep, and people's adapter)."""
    if source.path in MAY_WRITE or source.door not in READERS or source.room in ("upkeep", "core", "ui"):
        return
    for node in ast.walk(source.tree):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
            continue
        name, keywords = node.func.attr, {keyword.arg for keyword in node.keywords}
        # a picture or a PDF is saved to a place, a row is not
        saves = name == "save" and not node.args and keywords <= {"update_fields", "force_insert", "using"}
        if saves or name in WRITES:
            yield node.lineno, f"writes by .{name}(): that is an action"


def clocks(source: Source) -> Complaints:
    """7. Time enters as `at`: nothing else reads a clock, default= and auto_now included."""
    if source.path in MAY_READ_A_CLOCK or source.door == "migrations":
        return
    names = source.names()
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Attribute):
            dotted = f"{last(node.value)}.{node.attr}"
            full = f"{names.get(last(node.value), '')}.{node.attr}"
            if dotted in CLOCKS or any(full.endswith(f".{clock}") for clock in CLOCKS):
                yield node.lineno, f"reads a clock ({dotted}): take `at`"
        elif isinstance(node, ast.Name) and names.get(node.id, "").endswith(tuple(f".{c}" for c in CLOCKS)):
            yield node.lineno, f"reads a clock ({names[node.id]}): take `at`"
        elif isinstance(node, ast.keyword) and node.arg in ("auto_now", "auto_now_add"):
            yield node.value.lineno, f"reads a clock ({node.arg}): take `at`"


def signals(source: Source) -> Complaints:
    """8. No signals."""
    for line, name in source.imports():
        if name.startswith("django.dispatch") or ".signals" in name:
            yield line, f"imports {name}: call the action by its name"


def clever_saves(source: Source) -> Complaints:
    """8. Models do no business when they are saved or deleted."""
    if source.door != "models":
        return
    for node in ast.walk(source.tree):
        if isinstance(node, ast.FunctionDef) and node.name in ("save", "delete", "full_clean"):
            yield node.lineno, f"overrides {node.name}(): write an action"


def model_forms(source: Source) -> Complaints:
    """Section 8: plain forms, function views, no admin."""
    for line, name in source.imports():
        if name.endswith(("forms.ModelForm", "forms.models")) or name.startswith("django.contrib.admin"):
            yield line, f"imports {name}"
        if name.startswith("django.views.generic"):
            yield line, f"imports {name}: views are functions"
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Attribute) and node.attr in ("ModelForm", "modelform_factory"):
            yield node.lineno, "uses a ModelForm: forms are plain, one per verb"


def keyword_only(source: Source) -> Complaints:
    """Section 4: rules and actions are told who and when by name; a first argument is their subject."""
    if source.door not in ("rules", "actions"):
        return
    for function in source.functions().values():
        given = [each.arg for each in (*function.args.posonlyargs, *function.args.args)]
        for name in ("by", "at", "reason"):
            if name in given[1:]:
                yield function.lineno, f"{function.name}() takes `{name}` by position: put * before it"


LAWS: tuple[Callable[[Source], Complaints], ...] = (
    foreign_hands,
    reverse_accessors,
    managers,
    writing,
    clocks,
    signals,
    clever_saves,
    model_forms,
    keyword_only,
)


def last(node: ast.expr | None) -> str:
    """The last part of a dotted name: `ForeignKey` of `models.ForeignKey`."""
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""


def argument(call: ast.Call, name: str) -> ast.expr | None:
    return next((keyword.value for keyword in call.keywords if keyword.arg == name), None)


def literal(node: ast.expr | None) -> object:
    return node.value if isinstance(node, ast.Constant) else None


def room_of(target: ast.expr | None, names: dict[str, str]) -> str:
    """The room of a relation's target: "app.Model", settings.AUTH_USER_MODEL, Model or models_of.Model."""
    if last(target) == "AUTH_USER_MODEL":
        return "people"
    told = literal(target)
    if isinstance(told, str):
        return told.split(".")[0] if "." in told else ""
    first = target.value if isinstance(target, ast.Attribute) else target
    room, _ = room_and_door(names.get(last(first), "")) or ("", "")
    return room
