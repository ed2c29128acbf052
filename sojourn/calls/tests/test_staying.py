"""The stay of a programme in the browser: objectives with their chapter, duties, the third signature."""

import pytest
from django.urls import reverse

from sojourn.calls import queries
from sojourn.calls.models import Programme
from sojourn.calls.tests.test_deciding import draft

pytestmark = pytest.mark.django_db


def test_edit_stay_keeps_objectives_duties_and_the_third_signature(client, world):
    world.walk("submitted")
    programme = draft(world)
    client.force_login(world.ida)
    address = reverse("calls:edit_stay", args=[programme.call.slug, programme.society.slug])
    assert client.get(address).status_code == 200
    values = {"version": programme.version, "plan_third": "office"}
    values |= {f"days-{name}": row["days"] for name, row in queries.DUTIES.items()}
    values |= {
        "days-report": 40,
        "blocks-report": ["certificate"],
        "text-2": "Read stroke CT",
        "kind-2": "skill",
    }
    values |= {"chapter-2": "Neuroradiology", "curriculum_url-2": "https://curriculum.example/neuro"}
    assert client.post(address, values).status_code == 302
    kept = Programme.objects.get(pk=programme.pk)
    assert kept.plan_third == "office"
    assert queries.duties(kept)["report"] == {"days": 40, "blocks": ["certificate"]}
    assert list(kept.objectives.values_list("order", "text", "planned", "chapter", "curriculum_url")) == [
        (1, "Read stroke CT", 10, "Neuroradiology", "https://curriculum.example/neuro")
    ]
    assert client.post(address, values).status_code == 409  # from an old tab
    assert client.post(address, values | {"curriculum_url-2": "javascript:1"}).status_code == 422
