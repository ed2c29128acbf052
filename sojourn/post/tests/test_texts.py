"""The words of an office: placeholders of a closed list, put in once; what must stay stays."""

import time
from datetime import UTC, datetime
from types import SimpleNamespace

import pytest
from django.core import mail

from sojourn.people.models import User
from sojourn.post import actions, queries
from sojourn.post.models import Edition, Invitation, Letter, Template
from sojourn.post.queries import texts
from tests.hostile import strings

AT = datetime(2024, 2, 5, 9, tzinfo=UTC)
pytestmark = pytest.mark.django_db
KIND = "applications.chase"


@pytest.fixture
def thing():
    return Invitation.objects.create(
        door="post:open_link", thing_label="x.y", thing_id="1", address="ben@hospital.example", made_at=AT
    )


def values(**more):
    society = SimpleNamespace(slug="alpha", acronym="ALPHA", email="")
    programme = SimpleNamespace(name="Programme Alpha", society=society)
    return {
        "name": "Ben Hospital", "site": "http://localhost:8000", "link": texts.LINK, "applicant": "Ada Lind",
        "programme": programme, "due": "Monday", "until": "Tuesday", "late": False,
    } | more  # fmt: skip


def own(text, *, kind=KIND, subject="About {{ applicant }}", scope="", language="", version=0):
    return actions.write_words(
        kind, scope=scope, language=language, subject=subject, text=text, version=version, by=None, at=AT
    )


FULL = "{{ deadline }}\n{{ link }}\n{{ who_sees }}"


def test_the_shipped_words_can_be_the_beginning_of_an_offices_own():
    for kind in texts.kinds():
        subject, text = texts.source(kind)
        assert texts.faults(kind, text) == [] and texts.faults(kind, subject, subject=True) == [], kind


def test_what_must_stay_is_the_link_the_deadline_the_notice_and_who_sees_it():
    assert texts.required("applications.ask") == ["link", "who_sees", "notice", "due"]
    assert texts.required(KIND) == ["link", "deadline", "who_sees"]
    assert texts.required("applications.chase_draft") == ["page", "until"]
    assert texts.required("alumni.name") == ["link", "notice"]


@pytest.mark.parametrize("name", texts.required("applications.ask"))
def test_a_part_that_must_stay_is_asked_for(name):
    full = "{{ link }} {{ who_sees }} {{ notice }} {{ due }}"
    assert texts.faults("applications.ask", full) == []
    (fault,) = texts.faults("applications.ask", full.replace(f"{{{{ {name} }}}}", ""))
    assert fault.startswith(f"{{{{ {name} }}}} has to stay")


def test_each_placeholder_has_a_meaning_and_an_example():
    for kind in texts.kinds():
        for one in texts.placeholders(kind).values():
            assert one.meaning and one.example, f"{kind}: {one.name}"


def test_the_fixed_parts_are_true_for_each_letter():
    own(FULL)
    _, early = texts.words(KIND, values())
    _, late = texts.words(KIND, values(late=True))
    assert "is due by\nMonday" in early and "taken until" not in early
    assert "was due by\nMonday. It is still taken until\nTuesday." in late
    assert "Ada Lind does not." in early and texts.LINK in early


@pytest.mark.parametrize(
    "text",
    [
        "{{ settings.SECRET_KEY }}",
        "{{ applicant.__class__ }}",
        "{{ thing.delete }}",
        "{{ applicant|upper }}",
        "{% debug %}",
        "{# hidden #}",
        "{{ open",
        "closed }}",
        "[[link]]",
        "turned \u202e round",
        "nothing \u0007 to hear",
    ],
)
def test_what_is_no_placeholder_is_refused(text):
    assert texts.faults(KIND, f"{FULL} {text}")


@pytest.mark.parametrize("text", ["two\nlines", "two\r\nBcc: eve@evil.example", "{{ link }}", "{{ notice }}"])
def test_a_subject_is_one_line_without_links(text):
    assert texts.faults(KIND, text, subject=True)


@pytest.mark.parametrize("name", strings.TEMPLATES)
def test_a_hostile_value_is_never_read_again(name, thing):
    own(f"{FULL} {{{{ applicant }}}}")
    subject, text = texts.words(KIND, values(applicant=strings.TEMPLATES[name]))
    assert strings.TEMPLATES[name] in text and "\n" not in subject


def test_a_value_turns_neither_the_head_nor_the_direction(thing):
    own(FULL, subject="{{ applicant }}")
    subject, _ = texts.words(KIND, values(applicant="Ada\r\nBcc: eve@evil.example\u202e"))
    assert subject == "Ada Bcc: eve@evil.example"
    letter = actions.write(KIND, to="ben@hospital.example", thing=thing, at=AT,
                           context=values(applicant="Ada\r\nBcc: eve@evil.example"))  # fmt: skip
    actions.send_due(at=AT, connection=mail.get_connection())
    assert mail.outbox[0].recipients() == ["ben@hospital.example"] and letter.subject.count("\n") == 0


@pytest.mark.parametrize("text", ["{{" * 50_000, "{{ " + " " * 50_000, "{" * 100_000, "{{ a" * 25_000])
def test_a_huge_text_costs_no_more_than_its_length(text):
    began = time.process_time()
    assert texts.faults(KIND, text)
    assert time.process_time() - began < 2


def test_words_outside_the_list_fall_back_to_the_shipped_ones():
    Template.objects.create(kind=KIND, subject="x", text="{{ settings.SECRET_KEY }}", changed_at=AT)
    assert texts.words(KIND, values()) == texts.shipped(KIND, values())


@pytest.mark.parametrize(
    ("places", "expected"),
    [
        ([], "shipped"),
        ([("", "")], "all"),
        ([("", ""), ("", "de")], "all de"),
        ([("", ""), ("", "de"), ("alpha", "")], "alpha"),
        ([("", ""), ("", "de"), ("alpha", ""), ("alpha", "de")], "alpha de"),
        ([("beta", ""), ("beta", "de"), ("", "fr")], "shipped"),
    ],
)
def test_the_order_of_fallback(places, expected):
    for scope, language in places:
        own(FULL, subject=f"{scope or 'all'} {language}".strip(), scope=scope, language=language)
    subject, _ = texts.words(KIND, values(), scope="alpha", language="de")
    assert subject == (texts.shipped(KIND, values())[0] if expected == "shipped" else expected)


def test_the_language_of_the_reader_is_asked(thing):
    own(FULL, subject="Erinnerung", language="de")
    ben = User.objects.create(email="ben@hospital.example", language="de")
    cleo = User.objects.create(email="cleo@hospital.example")
    told = [actions.write(KIND, to=who, thing=thing, at=AT, context=values()).subject for who in (ben, cleo)]
    assert told == ["Erinnerung", texts.shipped(KIND, values())[0]]


def test_every_version_is_kept_and_nobody_overwrites_unseen():
    own(FULL, subject="first")
    own(FULL, subject="second", version=1)
    with pytest.raises(actions.Overtaken) as overtaken:
        own(FULL, subject="third", version=1)
    assert overtaken.value.template.subject == "second"
    actions.give_up_words(KIND, scope="", language="", version=2, by=None, at=AT)
    own(FULL, subject="fourth")
    kept = Edition.objects.order_by("version").values_list("version", "subject", "shipped")
    assert list(kept) == [(1, "first", False), (2, "second", False), (3, "", True), (4, "fourth", False)]
    assert Template.objects.get().version == 4


HELD = "applications.hold"


def held_values():
    application = SimpleNamespace(pk="0f1e2d3c-0000-4000-8000-000000000000", number="A-1")
    return values(application=application, note="Nothing of it is here.")


def test_a_kind_that_waits_makes_drafts_but_never_of_keys_and_results(thing):
    for kind in (HELD, "selection.selected", "post.mail_code"):
        actions.hold(kind, scope="alpha" if kind == HELD else "", held=True, by=None, at=AT)
    held = actions.write(HELD, to="ben@hospital.example", thing=thing, at=AT, context=held_values())
    code = actions.write(
        "post.mail_code", to="ben@hospital.example", thing=thing, at=AT, context={"code": "1"}
    )
    assert (held.state, code.state) == ("draft", "due")
    assert not queries.may_be_held("selection.selected") and not queries.may_be_held("applications.chase")
    actions.hold(HELD, scope="alpha", held=False, by=None, at=AT)
    assert actions.write(HELD, to="a@b.example", thing=thing, at=AT, context=held_values()).state == "due"


def test_a_draft_keeps_its_later_time_when_it_is_released(thing):
    actions.hold(HELD, scope="", held=True, by=None, at=AT)
    later = AT.replace(month=3)
    letter = actions.write(HELD, to="b@c.example", thing=thing, at=AT, context=held_values(), due_at=later)
    actions.queue_all(Letter.objects.all(), by=None, at=AT)
    letter.refresh_from_db()
    assert (letter.state, letter.due_at) == ("due", later)
    assert actions.queue_all(Letter.objects.all(), by=None, at=AT) == 0
