"""A withdrawal is undone until closing, as it was, unless another application has taken its place."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from sojourn.applications import actions, queries, rules
from sojourn.applications.models import Application
from sojourn.applications.tests.stage import AT, CLOSES, LETTER
from sojourn.post.models import Letter as Mail
from sojourn.ui.gates import Refused

GRACE = timedelta(minutes=5)


def test_reinstate_brings_back_what_was_submitted_with_its_number(stage):
    app = stage.submitted()
    number, seal = app.number, app.content_sha256
    actions.withdraw(app, reason="A new job.", by=stage.ada, at=AT)
    actions.reinstate(app, by=stage.ada, at=AT)
    app.refresh_from_db()
    assert (app.state, app.number, app.content_sha256, app.withdrawn_because) == (
        "submitted",
        number,
        seal,
        "",
    )


def test_reinstate_of_a_draft_is_a_draft(stage):
    app = stage.draft()
    actions.withdraw(app, by=stage.ada, at=AT)
    actions.reinstate(app, by=stage.ada, at=AT)
    assert app.state == "draft"


@pytest.mark.parametrize(
    ("when", "code"),
    [(CLOSES, ""), (CLOSES + GRACE - timedelta(seconds=1), ""), (CLOSES + GRACE, "closed")],
)
def test_reinstate_until_closing(stage, when, code):
    app = stage.submitted()
    actions.withdraw(app, by=stage.ada, at=AT)
    assert rules.may_reinstate(app, by=stage.ada, at=when).code == code
    assert rules.may_reinstate(app, by=stage.zoe, at=when).code == "not-yours"
    assert rules.may_reinstate(stage.draft(stage.zoe), by=stage.zoe, at=AT).code == "state"


def test_reinstate_gives_way_to_another_application_of_the_call(stage):
    app = stage.submitted()
    actions.withdraw(app, by=stage.ada, at=AT)
    other = actions.begin(stage.other, by=stage.ada, at=AT)
    verdict = rules.may_reinstate(app, by=stage.ada, at=AT)
    assert (verdict.code, verdict.facts["other"]) == ("taken", other) and "SBI" in verdict.reason
    with pytest.raises(Refused):
        actions.reinstate(app, by=stage.ada, at=AT)
    actions.withdraw(other, by=stage.ada, at=AT)
    actions.reinstate(app, by=stage.ada, at=AT)
    assert app.state == "submitted"


def test_the_constraint_decides_where_two_hands_are_at_it(stage):
    app = stage.submitted()
    actions.withdraw(app, by=stage.ada, at=AT)
    actions.begin(stage.other, by=stage.ada, at=AT)
    with pytest.raises(IntegrityError), transaction.atomic():
        Application.objects.filter(pk=app.pk).update(state="submitted")


def test_a_referee_is_asked_again_by_a_new_link_and_not_called_off(stage):
    app = stage.submitted()
    letter = app.letters.get()
    actions.withdraw(app, by=stage.ada, at=AT)
    off = Mail.objects.get(kind="applications.call_off")
    assert queries.recipient(off) == letter.email
    actions.reinstate(app, by=stage.ada, at=AT)
    assert queries.recipient(off) == ""
    again = Mail.objects.get(kind="applications.ask_again")
    assert queries.recipient(again) == letter.email
    assert again.invitation.closed_at is None
    letter.refresh_from_db()
    letter.application = app
    actions.write_letter(letter, text=LETTER, by=again.invitation, at=AT)


def test_pages_offer_the_way_back_and_the_reason_against_it(stage, visit):
    app = stage.submitted()
    ada = visit("ada", AT)
    page, back = (reverse(f"applications:{name}", args=[app.pk]) for name in ("application", "reinstate"))
    assert ada.get(back).status_code == 403
    ada.post(reverse("applications:withdraw", args=[app.pk]), {"reason": ""})
    assert back in ada.get(page).content.decode()
    assert ada.get(back).status_code == 200
    actions.begin(stage.other, by=stage.ada, at=AT)
    assert "Withdraw that one first" in ada.get(page).content.decode()
    assert ada.post(back).status_code == 403
    app.refresh_from_db()
    assert app.state == "withdrawn"
