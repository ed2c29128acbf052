"""What is typed towards an act is kept, on every device, and does nothing until the button."""

from __future__ import annotations

import pytest

from sojourn.applications import actions, queries, rules
from sojourn.applications.models import Draft, Letter
from sojourn.applications.tests.stage import AFTER, AT, REFEREE
from sojourn.post.models import Letter as Mail

SCRIPT = {"HTTP_X_SOJOURN_AUTOSAVE": "1"}
BEN = {"name": "Prof Ben Benson", "email": "ben@clinic", "position": "Head"}


@pytest.fixture
def page(stage, visit):
    row = stage.draft()
    return visit("ada", AT), row, f"/applications/{row.pk}/name-referee/"


def test_what_is_typed_about_a_referee_is_kept_and_nobody_is_asked(page):
    client, row, path = page
    told = client.post(path, BEN | {"tab": "a", "turn": "1"}, **SCRIPT).json()
    assert (
        told["word"] == "Kept as a draft" and told["note"] == "Nothing is sent before you press the button."
    )
    assert told["but"] == "E-mail address: Write a whole email address, like name@hospital.example."
    assert not Letter.objects.exists() and not Mail.objects.filter(kind="applications.ask").exists()
    again = client.get(path).content.decode()
    assert 'value="Prof Ben Benson"' in again and 'value="ben@clinic"' in again
    assert "What you had typed is back" in again
    gaps = rules.gaps(queries.parts(queries.get(row.pk)), at=AT)
    begun = next(gap for gap in gaps if gap.code == "begun")
    assert (begun.section, begun.blocks) == ("referees", False)


def test_naming_ends_the_draft_and_so_does_throwing_it_away(page):
    client, row, path = page
    client.post(path, BEN, **SCRIPT)
    assert client.post(path, {"discard": "1"}).status_code == 302
    assert not Draft.objects.exists()
    client.post(path, BEN, **SCRIPT)
    whole = BEN | {"email": "ben@clinic.example", "agreed": "on", "ask_now": "now"}
    assert client.post(path, whole).status_code == 302
    assert not Draft.objects.exists()
    assert row.letters.get().state == "asked"


def test_without_a_script_what_is_refused_is_kept_too(page):
    client, _, path = page
    assert client.post(path, BEN).status_code == 422
    assert Draft.objects.get().typed["name"] == "Prof Ben Benson"


def test_two_pages_that_type_see_both_texts_and_nothing_is_sent_by_taking_one(page):
    client, row, path = page
    seen = client.get(path).context["form"]["seen"].value()
    first = client.post(path, BEN | {"seen": seen, "tab": "a", "turn": "1"}, **SCRIPT)
    assert first.json()["seen"] != seen
    other = BEN | {"name": "Prof Cora Cole", "seen": seen, "tab": "b", "turn": "1"}
    refused = client.post(path, other, **SCRIPT)
    assert refused.status_code == 409 and "another tab" in refused.json()["reason"]
    both = client.post(path, other)
    text = both.content.decode()
    assert both.status_code == 409 and "Prof Ben Benson" in text and "Prof Cora Cole" in text
    taken = {
        "pick:name": "ours", "ours:name": "Prof Cora Cole", "theirs:name": "Prof Ben Benson",
        "email": "cora@clinic.example", "position": "Head", "agreed": "on", "ask_now": "now",
        "seen": rules.section_digest(queries.get(row.pk), "name_referee"),
    }  # fmt: skip
    assert client.post(path, taken).status_code == 302
    assert Draft.objects.get().typed["name"] == "Prof Cora Cole"
    assert not Letter.objects.exists()


def test_a_late_save_of_the_same_page_changes_nothing(page):
    client, _, path = page
    for turn, name in (("2", "Newer"), ("1", "Older")):
        client.post(path, BEN | {"name": name, "tab": "a", "turn": turn}, **SCRIPT)
    assert Draft.objects.get().typed["name"] == "Newer"


def test_each_letter_has_its_own_draft(stage, visit):
    row = stage.draft()
    one = actions.name_referee(row, REFEREE | {"ask_now": True}, by=stage.ada, at=AT)
    client = visit("ada", AT)
    client.post(f"/applications/referees/{one.pk}/change-address/", {"email": "other@x"}, **SCRIPT)
    client.post(f"/applications/referees/{one.pk}/replace-referee/", {"name": "Dr New"}, **SCRIPT)
    assert {draft.typed.get("name") or draft.typed["email"] for draft in Draft.objects.all()} == {
        "other@x", "Dr New",
    }  # fmt: skip
    assert (
        'value="other@x"' in client.get(f"/applications/referees/{one.pk}/change-address/").content.decode()
    )
    assert one.application.letters.get().email == "ben@clinic.example"


def test_what_may_not_be_done_is_not_kept(stage, visit):
    row = stage.submitted()
    late = visit("ada", AFTER)
    answer = late.post(f"/applications/{row.pk}/answer/", {"words": "x"}, **SCRIPT)
    assert answer.status_code == 403 and answer.json()["reason"]
    assert not Draft.objects.filter(section="answer").exists()
    strange = visit("zoe", AT).post(f"/applications/{row.pk}/name-referee/", BEN, **SCRIPT)
    assert strange.status_code == 404


def test_words_to_the_office_are_kept_until_they_are_sent(stage, visit):
    row = stage.submitted()
    until = AFTER.replace(day=29)
    actions.send_back(
        queries.get(row.pk), parts=["about"], note="Your city?", until=until, by=stage.ida, at=AFTER
    )
    client = visit("ada", AFTER)
    path = f"/applications/{row.pk}/answer/"
    assert client.post(path, {"words": "It is Porto."}, **SCRIPT).json()["word"] == "Kept as a draft"
    assert "It is Porto." in client.get(path).content.decode()
    assert queries.get(row.pk).state == "returned"


# --- the ranking and the note beside it


def test_a_move_by_the_script_answers_with_the_lists(stage, visit):
    row = stage.draft()
    client = visit("ada", AT)
    path = f"/applications/{row.pk}/rank/"
    first, second, _, own = (str(offer.pk) for offer in stage.offers)
    told = client.post(path, {"order": [first], "move": f"add:{second}"}, **SCRIPT).json()
    assert "Lyon University Hospital" in told["page"] and "Saved" in told["page"] and told["note"] == ""
    assert [choice.offer_id for choice in queries.choices(row)] == [int(first), int(second)]
    actions.edit_about(
        row, {"residence_country": "PT", "work_country": "PT", "city": "Porto"}, by=stage.ada, at=AT
    )
    barred = client.post(path, {"order": [first, own], "move": "order"}, **SCRIPT).json()
    assert f"{stage.offers[3].centre.institution} was taken out" in barred["note"]


def test_two_pages_that_rank_see_both_rankings(stage, visit):
    row = stage.draft()
    client = visit("ada", AT)
    first, second, third, _ = (str(offer.pk) for offer in stage.offers)
    path = f"/applications/{row.pk}/rank/?seen={rules.section_digest(row, 'choices')}"
    client.post(path, {"order": [first, second], "move": "order"})
    refused = client.post(path, {"order": [third], "move": "order"}, **SCRIPT)
    assert refused.status_code == 409 and "another tab" in refused.json()["reason"]
    both = client.post(path, {"order": [third], "unwanted": [second], "move": "order"})
    text = " ".join(both.content.decode().split())
    assert both.status_code == 409
    oslo, lyon, graz = (str(offer.centre.institution) for offer in stage.offers[:3])
    assert f"<ol><li>{oslo}</li><li>{lyon}</li></ol>" in text
    assert f"<ol><li>{graz}</li></ol> <p>Not wanted: {lyon}</p>" in text
    assert [choice.offer_id for choice in queries.choices(row)] == [int(first), int(second)]
    taken = {"order": [third], "unwanted": [second], "move": "order"}
    assert client.post(both.context["action"], taken).status_code == 302
    assert [choice.offer_id for choice in queries.choices(row)] == [int(third)]


def test_the_note_beside_the_ranking_saves_itself_and_shows_what_waits(stage, visit):
    row = stage.submitted()
    client = visit("ada", AT)
    page = f"/applications/{row.pk}/rank/"
    assert f'data-autosave="/applications/{row.pk}/note-choices/"' in client.get(page).content.decode()
    told = client.post(f"/applications/{row.pk}/note-choices/", {"choices_note": "Oslo best"}, **SCRIPT)
    assert told.json()["word"] == "Kept as a draft"
    assert "Oslo best</textarea>" in client.get(page).content.decode()
