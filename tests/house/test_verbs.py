"""Grep the verb and you have the whole story: each habit over all rooms, each tried on a bad one."""

import pytest

from tests.house import plan, verbs
from tests.house.plan import none

STATES = 'MOVES = {"accept": (("offered",), "accepted")}'
GOOD = {
    "states": STATES,
    "rules": "def may_accept(award, *, by, at): ...",
    "actions": "def accept(award, *, by, at):\n    post.write('awards.accept', to=by)",
    "forms": "class Accept: ...\nclass _Part: ...",
    "views": "def accept(request, pk): ...",
    "urls": "urlpatterns = [path('<int:pk>/accept/', views.accept, name='accept')]",
    "templates": ("accept.html", "_line.html", "mail/accept.txt"),
}
BROKEN = [
    (verbs.moves_without_hands, {"actions": ""}),
    (verbs.moves_without_rule, {"rules": ""}),
    (verbs.moves_without_rule, {"rules": "def may_accept(award, by, at): ..."}),
    (verbs.pages_called_otherwise, {"urls": "urlpatterns = [path('accept/', views.accept, name='take')]"}),
    (verbs.pages_called_otherwise, {"urls": "urlpatterns = [path('take/', views.accept, name='accept')]"}),
    (verbs.forms_called_otherwise, {"forms": "class Taking: ..."}),
    (verbs.templates_of_no_page, {"templates": ("accept.html", "mail/accept.txt", "taking.html")}),
    (verbs.templates_of_no_page, {"templates": ("accept.html", "mail/accept.txt", "mail/taking.txt")}),
    (verbs.letters_without_text, {"templates": ("accept.html",)}),
]


def room(**doors) -> verbs.Room:
    found = {**GOOD, **doors}
    templates = frozenset(found.pop("templates"))
    sources = [plan.Source(f"sojourn/awards/{door}.py", text) for door, text in found.items()]
    return verbs.Room("awards", tuple(sources), templates)


def built(name: str) -> verbs.Room:
    sources = tuple(source for source in plan.sources() if source.room == name and source.door)
    folder = f"sojourn/{name}/templates/{name}/"
    files = [path.removeprefix(folder) for path, _ in plan.templates() if path.startswith(folder)]
    return verbs.Room(name, sources, frozenset(files))


@pytest.mark.parametrize("habit", verbs.HABITS, ids=lambda habit: habit.__name__)
def test_every_room_keeps_the_habit(habit):
    houses = [built(name) for name in ["post", *plan.STAGES] if name not in ("journal", "documents")]
    none([told for house in houses for told in habit(house)])


@pytest.mark.parametrize(("habit", "doors"), BROKEN)
def test_a_broken_habit_is_seen(habit, doors):
    assert list(habit(room(**doors)))


@pytest.mark.parametrize("habit", verbs.HABITS, ids=lambda habit: habit.__name__)
def test_a_good_room_is_left_alone(habit):
    assert list(habit(room())) == []


def test_every_habit_was_tried():
    assert {habit for habit, _ in BROKEN} == set(verbs.HABITS)


def test_every_stage_says_what_waits():
    rooms = plan.STAGES[plan.STAGES.index("societies") :]
    silent = [name for name in rooms if "waiting_for" not in built(name).functions("queries")]
    none(silent)
