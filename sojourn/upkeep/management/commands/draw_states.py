"""Draw `docs/states/*.md` from the state tables; `--check` says which pages differ and ends with 1."""

from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from sojourn.core import states

FOLDER = Path(settings.ROOT) / "docs" / "states"
NOTE = (
    "Drawn from `sojourn/{room}/states.py` by `./run.py manage draw_states`; edit the table, not this page."
)


def pages() -> dict[str, str]:
    """File name to text, for every room that has a table."""
    rooms = sorted(app.label for app in apps.get_app_configs() if app.name.startswith("sojourn."))
    tables = {
        room: import_module(f"sojourn.{room}.states") for room in rooms if find_spec(f"sojourn.{room}.states")
    }
    return {f"{room}.md": page(room, table) for room, table in tables.items()}


def page(room: str, table) -> str:
    """Every `MOVES` and `X_MOVES` of one room, each with the `START` that goes with it."""
    parts = [f"# {room.capitalize()}: states", table.__doc__.strip(), NOTE.format(room=room)]
    for name in [name for name in vars(table) if name.endswith("MOVES")]:
        moves = getattr(table, name)
        thing = name.removesuffix("MOVES").replace("_", " ").strip().lower()
        parts += [f"## {thing.capitalize()}"] if thing else []
        parts.append(f"```mermaid\n{diagram(moves, starts(table, name))}\n```")
        rows = [f"| {verb} | {', '.join(sources)} | {target} |" for verb, (sources, target) in moves.items()]
        parts.append("\n".join(["| verb | from | to |", "|---|---|---|", *rows]))
    return "\n\n".join(parts) + "\n"


def starts(table, name: str) -> tuple[str, ...]:
    """The states that a thing can begin in: `X_STARTS` of a table that has several, else its `X_START`."""
    prefix = name.removesuffix("MOVES")
    return getattr(table, f"{prefix}STARTS", None) or (getattr(table, f"{prefix}START"),)


def diagram(moves: states.Moves, born: tuple[str, ...]) -> str:
    head, _, *rest = states.draw(moves, start=born[0]).splitlines()
    return "\n".join([head, *(f"    [*] --> {state}" for state in born), *rest])


def differing() -> list[str]:
    """The pages that are missing, stale, or drawn from a table that is gone."""
    drawn = pages()
    there = {path.name: path.read_text() for path in FOLDER.glob("*.md")}
    return sorted(name for name in drawn.keys() | there.keys() if drawn.get(name) != there.get(name))


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser):
        parser.add_argument("--check", action="store_true")

    def handle(self, *, check, **options):
        stale = differing()
        if check and stale:
            raise CommandError(f"Not as the tables say: {', '.join(stale)}. Run: ./run.py manage draw_states")
        if check:
            return
        FOLDER.mkdir(parents=True, exist_ok=True)
        drawn = pages()
        for name in stale:
            if name in drawn:
                (FOLDER / name).write_text(drawn[name])
            else:
                (FOLDER / name).unlink()
            self.stdout.write(f"docs/states/{name}")
