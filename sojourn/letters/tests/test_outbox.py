"""Drafts and deliveries: whose they are, released once, and what never stands there."""

import pytest
from django.urls import reverse

from sojourn.applications.models import Application
from sojourn.awards.tests.stage import client
from sojourn.journal.models import Entry
from sojourn.letters import queries
from sojourn.post import actions as post
from sojourn.post.models import Letter
from sojourn.selection.models import Result
from sojourn.societies.models import Conflict, Seat

KIND = "applications.hold"


def url(name, *args):
    return reverse(f"letters:{name}", args=args)


def held(stage, at, of=0, **more):
    application = stage.applications[of]
    Application.objects.filter(pk=application.pk).update(state="incomplete")
    post.hold(KIND, scope="esxr", held=True, by=stage.ida, at=at)
    context = {"application": application, "programme": stage.programme, "note": "A page is missing."}
    return post.write(KIND, to=application.applicant, thing=application, at=at, context=context, **more)


def test_a_draft_is_read_edited_and_released_once(stage, at):
    letter = held(stage, at)
    browser = client(stage.ida)
    assert "1 waiting for a person" in browser.get(url("letters")).content.decode()
    assert letter.subject in browser.get(url("outbox")).content.decode()
    page = browser.get(url("letter", letter.pk)).content.decode()
    assert "A page is missing." in page and "Release letter" in page
    values = {"subject": "Your papers", "text": "Two pages are missing.", "version": letter.version}
    assert browser.post(url("edit", letter.pk), values).status_code == 302
    assert browser.post(url("edit", letter.pk), values).status_code == 409
    assert browser.post(url("release", letter.pk)).status_code == 302
    assert browser.post(url("release", letter.pk)).status_code == 403
    letter.refresh_from_db()
    assert (letter.state, letter.subject, letter.edited_by) == ("due", "Your papers", stage.ida)


def test_several_are_released_and_a_second_click_releases_none(stage, at):
    letters = [held(stage, at, of) for of in (0, 1, 2)]
    browser = client(stage.ida)
    page = browser.get(url("release_all")).content.decode()
    assert all(f'value="{one.pk}"' in page for one in letters)
    chosen = {"letter": [letters[0].pk, letters[1].pk]}
    assert "2 letters leave now" in browser.post(url("release_all"), chosen, follow=True).content.decode()
    assert "0 letters leave now" in browser.post(url("release_all"), chosen, follow=True).content.decode()
    assert list(Letter.objects.order_by("pk").values_list("state", flat=True)) == ["due", "due", "draft"]


def test_one_is_discarded_with_a_reason(stage, at):
    letter = held(stage, at)
    browser = client(stage.ida)
    assert browser.post(url("discard", letter.pk), {"because": ""}).status_code == 422
    assert browser.post(url("discard", letter.pk), {"because": "Told by telephone."}).status_code == 302
    letter.refresh_from_db()
    assert letter.state == "stopped"
    assert Entry.objects.filter(verb="post.stop").get().reason == "Told by telephone."


@pytest.mark.parametrize("who", ["mia", "ada", "hana", "zoe"])
def test_nobody_else_reads_or_releases(stage, at, who):
    letter = held(stage, at)
    browser = client(getattr(stage, who))
    for name in ("letter", "edit", "discard"):
        assert browser.get(url(name, letter.pk)).status_code == 404
    for name in ("release", "retry", "readdress", "discard", "edit"):
        assert browser.post(url(name, letter.pk)).status_code == 404
    assert browser.post(url("release_all"), {"letter": [letter.pk]}).status_code in (302, 404)
    letter.refresh_from_db()
    assert letter.state == "draft"


def test_an_officer_reads_no_letter_about_herself_or_whom_a_conflict_bars(stage, at):
    letter = held(stage, at)
    assert letter in queries.outbox.visible_to(stage.ida, at=at)
    Seat.objects.create(society=stage.society, user=stage.ida, role="member")
    Conflict.objects.create(
        society=stage.society, member=stage.ida, against=stage.ada, ground="family", state="confirmed",
        noted_at=at,
    )  # fmt: skip
    assert letter not in queries.outbox.visible_to(stage.ida, at=at)
    assert client(stage.ida).get(url("letter", letter.pk)).status_code == 404
    assert letter in queries.outbox.visible_to(stage.finn, at=at)


def test_nothing_of_an_application_stands_there_before_its_call_is_closed(stage, at):
    letter = held(stage, at)
    early = stage.call.closes_at.replace(day=1)
    assert letter not in queries.outbox.visible_to(stage.ida, at=early)
    assert letter not in queries.outbox.visible_to(stage.finn, at=early)


def test_cries_for_help_keys_and_private_words_never_stand_there(stage, at):
    application = stage.applications[0]
    for kind, secret in (("placements.raise_alarm", False), ("alumni.write", False), (KIND, True)):
        Letter.objects.create(
            kind=kind, thing_label="applications.application", thing_id=str(application.pk), secret=secret,
            dossier=application.pk, to_address="a@b.example", subject="x", text="x", scope="esxr",
            written_at=at, due_at=at,
        )  # fmt: skip
    for who in (stage.ida, stage.finn):
        assert not queries.outbox.visible_to(who, at=at).exists()


def test_the_log_shows_each_try_and_sends_to_the_corrected_address(stage, at):
    letter = held(stage, at)
    post.queue(letter, by=stage.ida, at=at)
    Letter.objects.filter(pk=letter.pk).update(state="bounced", trouble="550 no such user")
    browser = client(stage.ida)
    assert "550 no such user" in browser.get(url("deliveries") + "?state=bounced").content.decode()
    page = browser.get(url("letter", letter.pk)).content.decode()
    assert "Try again" in page and "correct their address themselves" in page
    assert browser.post(url("readdress", letter.pk)).status_code == 403
    stage.ada.email = "ada@new.example"
    stage.ada.save()
    assert browser.post(url("retry", letter.pk)).status_code == 403
    assert "ada@new.example" in browser.get(url("letter", letter.pk)).content.decode()
    assert browser.post(url("readdress", letter.pk)).status_code == 302
    letter.refresh_from_db()
    assert (letter.state, letter.to_address) == ("due", "ada@new.example")
    assert "Address corrected" in browser.get(url("letter", letter.pk)).content.decode()


def test_the_log_by_person_and_by_application_and_as_a_sheet(stage, at):
    one, _ = held(stage, at), held(stage, at, 1)
    browser = client(stage.ida)
    by_file = browser.get(url("deliveries"), {"application": str(stage.applications[0].pk)})
    by_person = browser.get(url("deliveries"), {"person": stage.ada.email.upper()})
    assert list(by_file.context["page"]) == list(by_person.context["page"]) == [one]
    assert browser.get(url("deliveries"), {"application": "no-id"}).status_code == 404
    assert browser.get(url("deliveries_sheet")).status_code == 200
    assert client(stage.ada).get(url("deliveries_sheet")).status_code == 404


def test_lists_cost_the_same_at_any_length(stage, at, django_assert_max_num_queries):
    held(stage, at)
    browser = client(stage.ida)
    browser.get(url("deliveries"))  # the header asks once a minute
    with django_assert_max_num_queries(25) as one:
        browser.get(url("deliveries"))
    for _ in range(5):
        held(stage, at, 1)
    with django_assert_max_num_queries(25) as many:
        browser.get(url("deliveries"))
    assert len(one) == len(many)


def test_results_are_no_letters_before_they_are_out(stage):
    """The rows of results exist before the release; no letter does."""
    assert Result.objects.exists() and not Letter.objects.filter(kind__startswith="selection.").exists()
