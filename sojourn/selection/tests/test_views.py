"""The doors of the decision, and twin worlds: nothing shows before the release."""

import re

import pytest
from django.core import signing
from django.db import connection
from django.db.models import F
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from sojourn.applications.models import Application
from sojourn.calls.models import Programme
from sojourn.post import queries as post
from sojourn.post.models import Invitation
from sojourn.reviews.tests.cast import AT, Cast
from sojourn.selection import actions, queries
from sojourn.selection.models import Decision, Match, Nomination, Release
from sojourn.selection.tests.releasing import out
from sojourn.selection.tests.test_actions import bar, decision, panel_of, prepared, settled
from sojourn.upkeep import clock

pytestmark = pytest.mark.django_db
CALL, PROGRAMME = ("2024",), ("2024", "aaa")


@pytest.fixture(autouse=True)
def _now(monkeypatch):
    monkeypatch.setattr(clock, "read", lambda: clock.Reading(at=AT, real=AT, demonstration=False))


def signed_in(user) -> Client:
    client = Client(headers={"host": "localhost"})
    client.force_login(user)
    return client


def page(user, name, *args, query=""):
    return signed_in(user).get(reverse(f"selection:{name}", args=args) + query)


def send(user, name, *args, **data):
    return signed_in(user).post(reverse(f"selection:{name}", args=args), data)


def row_of(application, **values) -> dict:
    return {f"a{application.pk.hex}-{name}": value for name, value in values.items()}


OFFICE = ["match", "run"]
ROLES = ("eva", "cleo", "ida", "mia", "hana")


@pytest.mark.parametrize("who", ROLES)
@pytest.mark.parametrize("name", OFFICE)
def test_the_match_is_the_federations(cast, name, who):
    panel_of(cast.a, decision(cast.application(), 1))
    assert page(getattr(cast, who), name, *CALL).status_code == 404
    assert page(cast.finn, name, *CALL).status_code == 200


@pytest.mark.parametrize(
    ("who", "status"), [("cleo", 404), ("mia", 404), ("hana", 404), ("ida", 200), ("eva", 200)]
)
def test_the_ranking_is_the_committees(cast, who, status):
    cast.application()
    assert page(getattr(cast, who), "decide", *PROGRAMME).status_code == status


def test_decide_saves_a_draft_with_the_suggested_words(cast):
    x, y = cast.application(), cast.application()
    cast.reviewed(x, cast.cleo, 5)
    shown = page(cast.eva, "decide", *PROGRAMME).content.decode()
    assert shown.index(x.formal_name) < shown.index(y.formal_name)
    data = row_of(x, outcome="ranked", position=1, reason_code="strong", reason="")
    data |= row_of(y, outcome="unranked", reason_code="early", reason="In your own words.")
    assert send(cast.eva, "decide", *PROGRAMME, **data).status_code == 302
    texts = {row.application: row.reason for row in Decision.objects.all()}
    assert texts == {
        x: "The committee found your application strong in all criteria.",
        y: "In your own words.",
    }


def test_decide_keeps_what_was_typed_when_something_is_missing(cast):
    x = cast.application()
    data = row_of(x, outcome="ranked", reason_code="strong", reason="Typed words")
    given = send(cast.eva, "decide", *PROGRAMME, **data)
    assert given.status_code == 422
    assert "Typed words" in given.content.decode() and "Give a place." in given.content.decode()
    assert not Decision.objects.exists()


def test_decide_in_two_tabs_shows_the_conflict(cast):
    x = cast.application()
    panel = panel_of(cast.a, decision(x, 1), sign=False)
    actions.decide(panel, [decision(x)], by=cast.eva, at=AT)
    data = row_of(x, outcome="ranked", position=1, reason_code="strong", reason="Second tab")
    given = send(cast.eva, "decide", *PROGRAMME, version=2, **data)
    assert given.status_code == 409 and "Second tab" in given.content.decode()


def test_a_barred_chair_finds_no_trace_of_the_row(cast):
    x, hidden = cast.application(), cast.application()
    bar(cast, cast.eva, hidden)
    panel = panel_of(cast.a, decision(x, 1), sign=False)
    actions.decide(panel, [decision(hidden, 1)], by=cast.ida, at=AT)
    for name in ("decide", "sign"):
        text = page(cast.eva, name, *PROGRAMME).content.decode()
        assert x.family_name in text and hidden.family_name not in text
    assert "1 application, 1 place" in page(cast.eva, "decide", *PROGRAMME).content.decode()


def test_sign_takes_two_steps(cast):
    panel = panel_of(cast.a, decision(cast.application(), 1), sign=False)
    assert page(cast.ida, "sign", *PROGRAMME).status_code == 403
    assert page(cast.eva, "sign", *PROGRAMME).status_code == 200
    panel.refresh_from_db()
    assert panel.state == "open"
    assert send(cast.eva, "sign", *PROGRAMME).status_code == 302
    panel.refresh_from_db()
    assert panel.state == "signed"
    assert send(cast.eva, "reopen", *PROGRAMME).status_code == 422
    assert send(cast.eva, "reopen", *PROGRAMME, reason="A slip").status_code == 302


def test_the_office_walks_from_the_run_to_the_release(cast):
    app = cast.application()
    panel_of(cast.a, decision(app, 1))
    assert send(cast.finn, "run", *CALL).status_code == 302
    assert "serial dictatorship by merit" in page(cast.finn, "match", *CALL).content.decode()
    assert page(cast.finn, "instance", *CALL)["Content-Type"] == "application/json"
    assert page(cast.finn, "ask_centres", *CALL).status_code == 200
    assert send(cast.finn, "ask_centres", *CALL).status_code == 302
    row = Nomination.objects.get()
    tutor = row.offer.centre.tutors.get()
    assert send(cast.hana, "nomination", row.pk, answer="accept", tutor=tutor.pk).status_code == 302
    assert app.family_name in page(cast.eva, "read", *PROGRAMME).content.decode()
    Programme.objects.filter(pk=app.programme_id).update(blind=True)
    assert app.family_name not in page(cast.eva, "read", *PROGRAMME).content.decode()
    Programme.objects.filter(pk=app.programme_id).update(blind=False)
    assert send(cast.eva, "read", *PROGRAMME).status_code == 302
    assert page(cast.finn, "prepare", *CALL).status_code == 200
    assert send(cast.finn, "prepare", *CALL).status_code == 302
    assert send(cast.finn, "hold", *CALL).status_code == 403
    assert page(cast.fay, "hold", *CALL).status_code == 200
    assert send(cast.fay, "hold", *CALL).status_code == 302
    assert "are held" in page(cast.fay, "release", *CALL).content.decode()
    assert "You have been selected" not in page(app.applicant, "result", app.pk).content.decode()
    Release.objects.update(published_at=F("signed_at"))  # ten minutes go by, and no worker comes
    assert "You have been selected" in page(app.applicant, "result", app.pk).content.decode()


def test_run_refuses_before_every_signature(cast):
    panel_of(cast.a, decision(cast.application(), 1), sign=False)
    assert send(cast.finn, "run", *CALL).status_code == 403
    assert not Match.objects.exists()


@pytest.mark.parametrize(
    ("who", "status"), [("hana", 200), ("finn", 200), ("eva", 404), ("ida", 404), ("mia", 404)]
)
def test_a_nomination_is_the_coordinators(cast, who, status):
    settled(cast)
    row = Nomination.objects.first()
    assert page(getattr(cast, who), "nomination", row.pk).status_code == status


def test_a_nomination_by_link_without_an_account(cast):
    app = cast.application()
    panel_of(cast.a, decision(app, 1))
    actions.ask_centres(actions.run(cast.call, by=cast.finn, at=AT), by=cast.finn, at=AT)
    invitation = Invitation.objects.get()
    url = reverse("selection:answer_nomination", args=[invitation.pk])
    assert Client(headers={"host": "localhost"}).get(url).status_code == 404
    client = Client(headers={"host": "localhost"})
    signer = signing.get_cookie_signer(salt=post.COOKIE + post.SALT)
    client.cookies[post.COOKIE] = signer.sign(post.ticket(None, invitation))
    assert app.formal_name in client.get(url).content.decode()
    assert client.post(url, {"answer": "decline", "reason": ""}).status_code == 422
    assert (
        client.post(url, {"answer": "decline", "reason_code": "full", "reason": "No bed"}).status_code == 302
    )
    assert Nomination.objects.get(state="declined").reason == "No bed"


def test_the_second_signer_of_a_society_sees_the_release(cast):
    prepared(cast)
    assert page(cast.ida, "release", *CALL).status_code == 200
    cast.a.society.officers.update(may_sign=False)
    assert page(cast.ida, "release", *CALL).status_code == 404
    assert page(cast.eva, "release", *CALL).status_code == 404


def test_a_result_is_the_applicants_own(cast):
    release, (first, second), _ = prepared(cast)
    out(release, by=cast.fay, at=AT)
    assert "waiting list" in page(second.applicant, "result", second.pk).content.decode()
    assert page(second.applicant, "result", first.pk).status_code == 404
    assert page(cast.finn, "result", first.pk).status_code == 404


def test_somebody_not_selected_reads_the_reason(cast):
    barred = cast.application(state="barred", office_note="The certificate is missing.")
    release, _, _ = prepared(cast)
    out(release, by=cast.fay, at=AT)
    text = page(barred.applicant, "result", barred.pk).content.decode()
    assert "Your application could not be considered" in text and "The certificate is missing." in text


# --- twin worlds: whatever was decided about one applicant, the applicant receives the same ---

# a token of the form, and the name under which this account's browser keeps unsent text
SECRETS = re.compile(r'name="csrfmiddlewaretoken" value="[^"]+"|data-account="[^"]+"')


def received(application: Application) -> list:
    """Everything that the applicant can get from this room, and how many queries it took."""
    client = signed_in(application.applicant)
    paths = [
        reverse("selection:result", args=[application.pk]),
        reverse("applications:mine"),
        reverse("applications:application", args=[application.pk]),
        reverse("selection:release", args=CALL),
        reverse("selection:match", args=CALL),
        reverse("selection:decide", args=PROGRAMME),
    ]
    given, counts = [], []
    for path in paths:
        with CaptureQueriesContext(connection) as caught:
            given.append(client.get(path))
        counts.append(len(caught))
    bodies = [(each.status_code, SECRETS.sub("", each.content.decode())) for each in given]
    return [
        *bodies,
        str(queries.waiting_for(application.applicant, at=AT)),
        queries.result_for(application, at=AT),
    ]


def twins(cast: Cast):
    """Two applicants who differ in nothing but what will be decided."""
    return cast.application(), cast.application()


def plain(received: list, application: Application) -> str:
    """Without what is the applicant's own."""
    text = str(received)
    for own in (
        str(application.pk),
        application.number,
        application.family_name,
        application.applicant.email,
    ):
        text = text.replace(own, "")
    return text


@pytest.mark.parametrize("stage", ["decided", "signed", "matched", "asked", "settled", "prepared"])
def test_nothing_of_a_decision_shows_before_the_release(cast, stage):
    chosen, refused = twins(cast)
    before = [plain(received(app), app) for app in (chosen, refused)]
    panel = panel_of(cast.a, decision(chosen, 1), decision(refused), sign=stage != "decided")
    if stage not in ("decided", "signed"):
        match = actions.run(cast.call, by=cast.finn, at=AT)
        if stage != "matched":
            actions.ask_centres(match, by=cast.finn, at=AT)
        if stage in ("settled", "prepared"):
            row = Nomination.objects.get()
            actions.accept_nomination(row, tutor=row.offer.centre.tutors.get(), by=cast.hana, at=AT)
        if stage == "prepared":
            match.refresh_from_db()
            actions.read(match, cast.a.programme, by=cast.eva, at=AT)
            actions.prepare(match, by=cast.finn, at=AT)
    after = [plain(received(app), app) for app in (chosen, refused)]
    assert before == after
    assert after[0] == after[1]
    assert panel.pk


def test_the_twins_differ_once_it_is_published(cast):
    """The control: the comparison above can fail."""
    release, (first, second), _ = prepared(cast)
    out(release, by=cast.fay, at=AT)
    assert plain(received(first), first) != plain(received(second), second)
