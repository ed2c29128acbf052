"""With a later closing: the applicant writes until then, and until then the office reads nothing of it."""

from datetime import timedelta

import pytest
from django.urls import reverse

from sojourn.applications import actions, queries, rules
from sojourn.applications.tests.stage import ABOUT, AFTER, AT, CLOSES, person
from sojourn.calls.models import Extension

GRACE = timedelta(minutes=5)
UNTIL = CLOSES + timedelta(days=3)
DONE = UNTIL + GRACE


@pytest.fixture
def longer(stage):
    Extension.objects.create(
        programme=stage.programme, email=stage.ada.email, until_at=UNTIL, refused_from=DONE,
        reason="Illness.", state="signed", proposed_at=AT,
    )  # fmt: skip
    return stage


@pytest.mark.parametrize(
    ("when", "code"),
    [(CLOSES + GRACE, ""), (UNTIL, ""), (DONE - timedelta(seconds=1), ""), (DONE, "closed")],
)
def test_begin_edit_submit_and_withdraw_until_the_own_closing(longer, when, code):
    assert rules.may_begin(longer.programme, by=longer.ada, at=when).code == code
    app = longer.complete()
    assert rules.may_edit(app, by=longer.ada, at=when).code == code
    assert rules.may_submit(app, by=longer.ada, at=when).code == code
    assert rules.may_withdraw(app, by=longer.ada, at=when).code == code


def test_nobody_else_has_longer_and_no_other_programme(longer):
    assert rules.may_begin(longer.programme, by=longer.zoe, at=AFTER).code == "closed"
    assert rules.may_begin(longer.other, by=longer.ada, at=AFTER).code == "closed"


def test_the_office_reads_it_only_when_the_own_closing_is_over(longer, visit):
    app = longer.submitted()
    other = longer.submitted(person("nora"))
    seen = {when: set(queries.for_office(longer.ida, at=when)) for when in (AFTER, DONE)}
    assert seen == {AFTER: {other}, DONE: {other, app}}
    page = reverse("applications:office_list", args=["2024", "sar"])
    before = visit("ida", AFTER).get(page).content.decode()
    assert "1 still has time" in before and longer.ada.email in before
    assert reverse("applications:office_page", args=[app.pk]) not in before
    assert visit("ida", AFTER).get(reverse("applications:office_page", args=[app.pk])).status_code == 404
    assert visit("ida", AFTER).post(reverse("applications:admit", args=[app.pk])).status_code == 404
    after = visit("ida", DONE).get(page).content.decode()
    assert "still has time" not in after
    assert reverse("applications:office_page", args=[app.pk]) in after


def test_check_clear_leaves_whoever_has_longer_alone(longer):
    app = longer.submitted()
    longer.received(app)
    done = actions.check_clear(longer.programme, [app.pk], by=longer.ida, at=AFTER)
    assert done == {"admit": [], "refer": []}
    done = actions.check_clear(longer.programme, [app.pk], by=longer.ida, at=DONE)
    assert [row.pk for row in done["admit"]] == [app.pk]


def test_the_applicant_sees_the_own_closing_everywhere(longer, visit):
    app = longer.draft()
    ada = visit("ada", AFTER)
    page = ada.get(reverse("applications:application", args=[app.pk])).content.decode()
    assert "Thursday 21 March 2024, 23:59 Vienna" in page and "longer than the others" in page
    assert "Thursday 21 March 2024" in ada.get(reverse("applications:mine")).content.decode()
    (line,) = queries.waiting_for(longer.ada, at=AFTER)
    assert (line.verb, line.due_at) == ("Finish", UNTIL)
    actions.edit_about(app, ABOUT, by=longer.ada, at=AFTER)
    late = visit("ada", DONE).get(reverse("applications:edit_about", args=[app.pk]))
    assert late.status_code == 403 and "Your own closing was Thursday 21 March" in late.content.decode()


def test_the_referee_has_as_long_as_the_applicant(longer):
    longer.call.letters_by = CLOSES
    longer.call.save()
    app = longer.submitted(at=AT)
    letter = app.letters.get()
    letter.application = app
    app.programme.call.refresh_from_db()
    invitation = longer.invitation(letter)
    assert rules.may_write_letter(letter, by=invitation, at=UNTIL)
    assert rules.may_write_letter(letter, by=invitation, at=DONE).code == "letters-closed"
