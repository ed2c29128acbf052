"""Tips & tricks: shown once whoever speaks agreed; found by the transcript; nothing fetched elsewhere."""

import re

import pytest
from django.urls import reverse

from sojourn.awards.tests import stage as stages
from sojourn.awards.tests.stage import PUBLISHED, client
from sojourn.calls import actions, queries, rules
from sojourn.calls.models import Tip
from sojourn.post.models import Invitation, Letter

NOW = PUBLISHED
WORDS = "Bring the badge form to the porter before eight."


@pytest.fixture
def stage(db):
    made = stages.make()
    stages.live_at(NOW)
    return made


def values(stage, **more):
    return {
        "title": "The first week in Oslo",
        "kind": "Film",
        "about": "How it began.",
        "address": "https://films.example/1",
        "society": stage.society,
        "institution": stage.offers[0].centre.institution,
        "topic": "Arrival",
        "speaker": "Dr Sia Speaker",
        "speaker_email": "sia@speaker.example",
        "captions": "file",
        "caption_text": "WEBVTT\n\n00:00.000 --> 00:02.000\nHello",
        "transcript": WORDS,
        **more,
    }


@pytest.fixture
def tip(stage):
    return actions.add_tip(values(stage), by=stage.ida, at=NOW)


def link():
    return Invitation.objects.filter(door=queries.SPEAKER_DOOR, closed_at=None).latest("made_at")


def public(*addresses):
    return [client().get(address).content.decode() for address in addresses]


def places(stage, tip):
    return (
        "/tips/",
        reverse("public:centre", args=["oslo"]),
        reverse("public:programme", args=[stage.call.slug, stage.society.slug]),
    )


def test_it_is_shown_once_whoever_speaks_agreed_and_hidden_when_taken_back(stage, tip):
    page = reverse("public:tip", args=[tip.pk])
    assert (tip.state, [row.to_address for row in Letter.objects.filter(kind="calls.ask_speaker")]) == (
        "asked",
        ["sia@speaker.example"],
    )
    assert not any(tip.title in text for text in public(*places(stage, tip)))
    assert client().get(page).status_code == 404
    browser, address = client(link=link()), reverse("calls:speaker", args=[link().pk])
    assert WORDS in browser.get(address).content.decode()
    browser.post(address, {"agree": "1"})
    assert all(tip.title in text for text in public(*places(stage, tip)))
    assert WORDS in public(page)[0]
    browser.post(address, {"refuse": "1"})
    assert not any(tip.title in text for text in public(*places(stage, tip)))
    for hidden in (page, reverse("public:captions", args=[tip.pk])):
        assert client().get(hidden).status_code == 404


def test_other_words_are_agreed_to_anew_and_the_same_are_not(stage, tip):
    actions.agree_tip(tip, by=link(), at=NOW)
    same = actions.edit_tip(Tip.objects.get(), {**values(stage), "topic": "Other"}, by=stage.ida, at=NOW)
    assert same.state == "shown"
    other = actions.edit_tip(same, values(stage, transcript="Something else."), by=stage.ida, at=NOW)
    assert (other.state, Letter.objects.filter(kind="calls.ask_speaker").count()) == ("asked", 2)


def test_a_former_speaker_answers_nothing_any_more(stage, tip):
    first = link()
    actions.edit_tip(tip, values(stage, speaker_email="tom@speaker.example"), by=stage.ida, at=NOW)
    fresh = Tip.objects.get()
    assert rules.may_agree_tip(fresh, by=first, at=NOW).code == "not-speaker"
    assert client(link=first).get(reverse("calls:speaker", args=[first.pk])).status_code == 404
    stale = Letter.objects.filter(kind="calls.ask_speaker").earliest("pk")
    assert queries.recipient(stale) != stale.to_address


def test_words_of_the_transcript_and_choices_find_it_and_nothing_is_fetched_elsewhere(stage, tip):
    actions.agree_tip(tip, by=link(), at=NOW)
    (found, lost, chosen, other) = public(
        "/tips/?q=porter+badge", "/tips/?q=helicopter", "/tips/?centre=oslo", "/tips/?topic=Nothing"
    )
    assert tip.title in found and tip.title in chosen
    assert "Nothing has all of this" in lost and "Nothing has all of this" in other
    page = client().get(reverse("public:tip", args=[tip.pk]))
    text = page.content.decode()
    assert not re.search(r'(?:src|srcset|data|poster)="https?:', text) and "<iframe" not in text
    assert 'href="https://films.example/1" rel="noopener noreferrer"' in text
    assert "films.example" not in page["Content-Security-Policy"]
    vtt = client().get(reverse("public:captions", args=[tip.pk]))
    assert vtt["Content-Type"].startswith("text/vtt") and vtt.content.startswith(b"WEBVTT")


def test_officers_keep_those_of_their_own_society(stage, tip):
    for who, code in (("ida", ""), ("finn", ""), ("mia", "not-officer"), ("hana", "not-officer")):
        by = getattr(stage, who)
        assert rules.may_edit_tip(tip, by=by, at=NOW).code == code
        assert rules.may_add_tip(None, by=by, at=NOW).code == ("" if who == "finn" else "not-officer")
    assert tip.title not in client(stage.mia).get(reverse("calls:tips")).content.decode()
    assert client(stage.mia).get(reverse("calls:edit_tip", args=[tip.pk])).status_code == 404


def test_nobody_is_listed_without_having_been_asked(stage):
    browser = client(stage.ida)
    sent = {"title": "A talk", "kind": "Talk", "society": "esxr", "address": "https://films.example/2"}
    answer = browser.post(reverse("calls:add_tip"), sent)
    assert answer.status_code == 422 and "has to be asked" in answer.content.decode()
    assert (
        browser.post(reverse("calls:add_tip"), {**sent, "speaker_email": "sia@s.example"}).status_code == 302
    )
    assert Tip.objects.get().state == "asked"
