"""The laws of docs/house.md that no import contract can say, and each law tried by breaking it."""

import pytest

from tests.house import laws, plan
from tests.house.plan import none

BROKEN = [
    (laws.foreign_hands, "awards/actions.py", "from sojourn.calls import actions"),
    (laws.foreign_hands, "awards/queries.py", "import sojourn.calls.views"),
    (laws.foreign_hands, "awards/forms.py", "from sojourn.calls.forms import Announce"),
    (laws.foreign_hands, "awards/views.py", "def view():\n    from sojourn.calls import actions as calls"),
    (laws.foreign_hands, "awards/views.py", "from sojourn.post import views"),
    (laws.reverse_accessors, "awards/models.py", 'call = models.ForeignKey("calls.Call", models.CASCADE)'),
    (laws.reverse_accessors, "awards/models.py", "user = models.ForeignKey(settings.AUTH_USER_MODEL)"),
    (
        laws.reverse_accessors,
        "awards/models.py",
        'from sojourn.calls.models import Call\nx = models.OneToOneField(Call, related_name="awards")',
    ),
    (
        laws.reverse_accessors,
        "awards/models.py",
        "from sojourn.calls import models as calls\nx = models.ManyToManyField(to=calls.Call)",
    ),
    (laws.managers, "awards/views.py", "Award.objects.all()"),
    (laws.managers, "awards/rules.py", "award.grant.__class__._default_manager.get()"),
    (laws.managers, "awards/forms/offer.py", "Award.objects"),
    (laws.writing, "awards/queries.py", "award.save()"),
    (laws.writing, "awards/views.py", 'award.save(update_fields=["state"])'),
    (laws.writing, "awards/rules.py", "award.delete()"),
    (laws.writing, "awards/models.py", "award.instalments.create(minor=1)"),
    (laws.clocks, "awards/views.py", "from django.utils import timezone\ntimezone.now()"),
    (laws.clocks, "awards/models.py", "from django.utils import timezone\nx = Field(default=timezone.now)"),
    (laws.clocks, "awards/models.py", "made_at = models.DateTimeField(auto_now_add=True)"),
    (laws.clocks, "awards/rules.py", "from django.utils.timezone import now\nnow()"),
    (laws.clocks, "awards/rules.py", "import datetime as dt\ndt.date.today()"),
    (laws.clocks, "awards/rules.py", "from datetime import date as day\nday.today()"),
    (laws.clocks, "awards/actions.py", "import time\ntime.time()"),
    (laws.clocks, "awards/queries.py", "from django.db.models.functions import Now\nNow()"),
    (laws.signals, "awards/apps.py", "from django.dispatch import receiver"),
    (laws.signals, "awards/apps.py", "from django.db.models.signals import post_save"),
    (laws.signals, "awards/apps.py", "from django.db.models import signals\nsignals.post_save"),
    (laws.clever_saves, "awards/models.py", "class Award:\n    def save(self): ..."),
    (laws.model_forms, "awards/forms.py", "from django import forms\nclass Accept(forms.ModelForm): ..."),
    (laws.model_forms, "awards/admin.py", "from django.contrib import admin"),
    (laws.model_forms, "awards/views.py", "from django.views.generic import ListView"),
    (laws.keyword_only, "awards/actions.py", "def accept(award, by, at): ..."),
    (laws.keyword_only, "awards/rules.py", "def may_accept(award, at, *, by): ..."),
]

KEPT = [
    (laws.foreign_hands, "awards/actions.py", "from sojourn.awards import actions, forms, views"),
    (laws.foreign_hands, "awards/actions.py", "from sojourn.journal import actions as journal"),
    (laws.foreign_hands, "awards/forms.py", "from sojourn.ui import forms as ui"),
    (laws.foreign_hands, "awards/actions.py", "from sojourn.calls import queries, rules, states"),
    (laws.foreign_hands, "upkeep/actions.py", "from sojourn.calls import actions"),
    (laws.reverse_accessors, "awards/models.py", 'x = models.ForeignKey("calls.Call", related_name="+")'),
    (
        laws.reverse_accessors,
        "awards/models.py",
        'x = models.ForeignKey("awards.Award", related_name="parts")',
    ),
    (
        laws.reverse_accessors,
        "awards/models.py",
        'x = models.ForeignKey("self"); y = models.ForeignKey(Award)',
    ),
    (laws.managers, "awards/queries.py", "Award.objects.all()"),
    (laws.writing, "awards/actions.py", "award.save()"),
    (laws.writing, "awards/queries.py", "picture.save(buffer, format='PNG')"),
    (laws.clocks, "awards/rules.py", "at = '2024'; due = at  # timezone.now() is law-breaking"),
    (laws.clocks, "awards/actions.py", "import time\ntime.monotonic()"),
    (laws.clocks, "journal/actions.py", "from django.utils import timezone\ntimezone.now()"),
    (laws.clever_saves, "awards/actions.py", "def save(award, *, by, at): ..."),
    (laws.keyword_only, "awards/actions.py", "def accept(award, *, by, at): ...\ndef _hold(a, by): ..."),
    (laws.keyword_only, "awards/rules.py", "def local_day(at, zone): ..."),
]


def complaints(law, source: plan.Source) -> list[str]:
    return [f"{source.path}:{line}: {text}" for line, text in law(source)]


@pytest.mark.parametrize("law", laws.LAWS, ids=lambda law: law.__name__)
def test_the_house_keeps_the_law(law):
    none([told for source in plan.sources() for told in complaints(law, source)])


@pytest.mark.parametrize(("law", "path", "text"), BROKEN)
def test_a_broken_law_is_seen(law, path, text):
    assert complaints(law, plan.Source(f"sojourn/{path}", text))


@pytest.mark.parametrize(("law", "path", "text"), KEPT)
def test_what_is_lawful_is_left_alone(law, path, text):
    assert complaints(law, plan.Source(f"sojourn/{path}", text)) == []


def test_every_law_was_tried():
    assert {law for law, _, _ in BROKEN} == set(laws.LAWS)


@pytest.mark.parametrize(
    ("law", "path"),
    [(laws.clocks, path) for path in laws.MAY_READ_A_CLOCK]
    + [(laws.writing, path) for path in laws.MAY_WRITE],
)
def test_leave_is_needed_where_it_is_given(law, path):
    (text,) = [source.text for source in plan.sources() if source.path == path]
    assert complaints(law, plan.Source(path.replace("sojourn/", "sojourn/other_"), text))


def test_every_room_says_what_it_is_for():
    silent = [room for room in plan.rooms() if not plan.doors(room, "")[0].docstring]
    none(silent)


def test_every_room_has_a_floor():
    assert sorted(plan.FLOORS) == plan.rooms()


def test_management_commands_live_in_upkeep_only():
    elsewhere = [
        source.path for source in plan.sources() if source.door == "management" and source.room != "upkeep"
    ]
    none(elsewhere)


def test_the_verifier_imports_nothing_of_ours():
    parts = plan.doors("core", "verifier")
    assert parts
    strange = [
        f"{part}: line {line}: {name}"
        for part in parts
        for line, name in part.imports()
        if name.startswith("sojourn") and not name.startswith("sojourn.core.verifier")
    ]
    none(strange)
