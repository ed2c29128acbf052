"""A meeting: who may what, what is kept, and that a conflict hides everything."""

import io
import json
from datetime import date, timedelta

import pikepdf
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pypdfium2 import PdfDocument

from sojourn.documents import queries as documents
from sojourn.journal.models import Entry
from sojourn.reviews.tests.cast import AT
from sojourn.selection import actions, queries, rules
from sojourn.selection.models import Ballot, Decision, Item, Meeting, Note, Pack, Vote
from sojourn.selection.tests.test_actions import bar, decision, refusal
from sojourn.upkeep import clock
from tests.house.test_twins import masked

pytestmark = pytest.mark.django_db
HELD = AT + timedelta(days=5)
RANKED = {"outcome": "ranked", "position": 1, "reason_code": "strong", "reason": "Because."}


@pytest.fixture
def now(monkeypatch):
    """Pages live at the time of the cast."""
    monkeypatch.setattr(clock, "read", lambda: clock.Reading(at=AT, real=AT, demonstration=False))


def planned(cast, *, way="consensus", order="number", scribe=None, applications=4) -> Meeting:
    for _ in range(applications):
        cast.application()
    return plan(cast, way=way, order=order, scribe=scribe)


def plan(cast, *, way="consensus", order="number", scribe=None) -> Meeting:
    return actions.plan_meeting(
        cast.a.programme, held_at=HELD, way=way, order=order, scribe=scribe, by=cast.eva, at=AT
    )


def opened(cast, **more) -> tuple[Meeting, list[Item]]:
    meeting = planned(cast, **more)
    actions.open_meeting(meeting, by=cast.eva, at=AT)
    return meeting, list(meeting.items.all())


def item_of(meeting, application) -> Item:
    return meeting.items.get(application=application)


def page(user, meeting, name="meeting"):
    client = Client()
    client.force_login(user)
    return client.get(reverse(f"selection:{name}", args=[meeting.pk]))


# --- truth tables ---


@pytest.mark.parametrize(
    ("who", "code"), [("eva", ""), ("ida", ""), ("finn", ""), ("cleo", "not_chair"), ("mia", "not_chair")]
)
def test_plan_meeting_is_the_chairs_or_the_offices(cast, who, code):
    cast.application()
    assert rules.may_plan_meeting(cast.a.programme, by=getattr(cast, who), at=AT).code == code


def test_plan_meeting_once_and_not_after_signing(cast):
    meeting = planned(cast)
    asked = {"by": cast.eva, "at": AT}
    assert rules.may_plan_meeting(cast.a.programme, **asked).code == "planned"
    actions.cancel_meeting(meeting, **asked)
    assert rules.may_plan_meeting(cast.a.programme, **asked)


@pytest.mark.parametrize(
    ("who", "hidden_from_chair", "code"),
    [
        ("eva", False, ""),
        ("eva", True, "not_yours"),
        ("ida", False, "not_yours"),
        ("ida", True, ""),
        ("cleo", False, "not_chair"),
        ("cleo", True, "not_chair"),
        ("mia", False, "not_chair"),
    ],
)
def test_call_up_is_the_chairs_and_the_offices_where_the_chair_may_not_be(cast, who, hidden_from_chair, code):
    _, (item, *_) = opened(cast)
    if hidden_from_chair:
        bar(cast, cast.eva, item.application)
    verdict = rules.may_call_up(item, by=getattr(cast, who), at=AT)
    assert verdict.code == code


def test_the_vice_chair_leads_a_file_that_the_chair_may_not_see(cast, now):
    vic = cast.seat(cast.a.society, "vice", "Vic")
    meeting, (item, other, *_) = opened(cast)
    assert queries.called_by(meeting, vic) == set()
    bar(cast, cast.eva, item.application)
    assert queries.called_by(meeting, vic) == {item.pk}
    assert queries.called_by(meeting, cast.ida) == set()
    assert item.pk not in queries.called_by(meeting, cast.eva)
    assert refusal(actions.call_up, item, by=cast.ida, at=AT) == "not_yours"
    assert refusal(actions.call_up, other, by=vic, at=AT) == "not_yours"
    actions.call_up(item, by=vic, at=AT)
    assert "Keep the decision" in page(vic, meeting).content.decode()
    actions.decide_item(item, RANKED, by=vic, at=AT)
    assert queries.outcomes(meeting, vic)[0].decision.decided_by == vic


def test_call_up_only_in_an_open_meeting(cast):
    meeting = planned(cast)
    item = meeting.items.first()
    assert rules.may_call_up(item, by=cast.eva, at=AT).code == "not_open"


@pytest.mark.parametrize(
    ("who", "barred", "code"),
    [
        ("eva", False, ""),
        ("cleo", False, ""),
        ("cleo", True, "no_vote"),
        ("eva", True, "no_vote"),
        ("ida", False, "no_vote"),
        ("mia", False, "no_vote"),
        ("finn", False, "no_vote"),
    ],
)
def test_cast_is_for_members_without_conflict(cast, who, barred, code):
    _, (item, *_) = opened(cast, way="votes")
    actions.call_up(item, by=cast.eva, at=AT)
    ballot = actions.open_ballot(item, by=cast.eva, at=AT)
    if barred:
        bar(cast, getattr(cast, who), item.application)
    assert rules.may_cast(ballot, by=getattr(cast, who), at=AT).code == code


@pytest.mark.parametrize(("way", "vote", "code"), [
    ("consensus", "", ""), ("votes", "", "not_voted"), ("votes", "open", "voting"), ("votes", "closed", ""),
])  # fmt: skip
def test_decide_item_in_a_meeting_that_votes_needs_a_closed_vote(cast, way, vote, code):
    _, (item, *_) = opened(cast, way=way)
    actions.call_up(item, by=cast.eva, at=AT)
    if vote:
        ballot = actions.open_ballot(item, by=cast.eva, at=AT)
        if vote == "closed":
            actions.close_ballot(ballot, by=cast.eva, at=AT)
    assert rules.may_decide_item(item, by=cast.eva, at=AT).code == code


@pytest.mark.parametrize(
    ("who", "scribe", "barred", "code"),
    [
        ("dov", True, False, ""),
        ("dov", True, True, "not_scribe"),
        ("dov", False, False, "not_scribe"),
        ("eva", False, False, ""),
        ("eva", False, True, "not_scribe"),
        ("ida", False, False, "not_scribe"),
    ],
)
def test_write_note_is_the_scribes_and_who_leads(cast, who, scribe, barred, code):
    user = getattr(cast, who)
    _, (item, *_) = opened(cast, scribe=user if scribe else None)
    if barred:
        bar(cast, user, item.application)
    item.refresh_from_db()
    assert rules.may_write_note(item, by=user, at=AT).code == code


# --- what changes ---


def test_call_up_puts_the_one_before_off_or_settles_it_and_adds_up_its_time(cast):
    meeting, (one, two, three, _) = opened(cast)
    actions.call_up(one, by=cast.eva, at=AT)
    actions.call_up(two, by=cast.eva, at=AT + timedelta(seconds=90))
    actions.decide_item(two, RANKED, by=cast.eva, at=AT + timedelta(seconds=150))
    actions.call_up(three, by=cast.eva, at=AT + timedelta(seconds=200))
    states = dict(meeting.items.values_list("order", "state"))
    assert states == {1: "put_off", 2: "settled", 3: "current", 4: "waiting"}
    found = {item.pk: item for item in meeting.items.all()}
    assert [found[item.pk].seconds for item in (one, two, three)] == [90, 60, 0]
    assert queries.minutes(found[three.pk], at=AT + timedelta(seconds=260)) == 1
    verbs = list(Entry.objects.filter(verb__contains="_").order_by("pk").values_list("verb", flat=True))
    moves = [verb.partition(".")[2] for verb in verbs]
    moves = [verb for verb in moves if verb in ("call_up", "put_off", "settle_item")]
    assert moves == ["call_up", "put_off", "call_up", "settle_item", "call_up"]


def test_decide_item_keeps_the_decision_with_its_reason(cast):
    _, (item, *_) = opened(cast)
    actions.call_up(item, by=cast.eva, at=AT)
    actions.decide_item(item, RANKED, by=cast.eva, at=AT)
    kept = Decision.objects.get(application=item.application)
    assert (kept.outcome, kept.position, kept.reason_label) == ("ranked", 1, "Strong in all criteria")


def test_votes_are_secret_until_closed_and_nameless_after(cast):
    _, (item, *_) = opened(cast, way="votes")
    actions.call_up(item, by=cast.eva, at=AT)
    ballot = actions.open_ballot(item, by=cast.eva, at=AT)
    for user, choice in ((cast.eva, "yes"), (cast.cleo, "no"), (cast.dov, "abstain"), (cast.cleo, "yes")):
        actions.cast(ballot, choice=choice, by=user, at=AT)
    assert Vote.objects.count() == 3
    assert queries.counted(Ballot.objects.get()) is None
    actions.close_ballot(ballot, by=cast.eva, at=AT)
    assert queries.counted(Ballot.objects.get()) == {"yes": 2, "no": 0, "abstain": 1}
    assert refusal(actions.cast, ballot, choice="no", by=cast.dov, at=AT) == "ballot_closed"
    said = json.dumps(list(Entry.objects.filter(verb="selection.cast").values_list("facts", "reason")))
    assert "yes" not in said and "abstain" not in said


def test_a_vote_left_open_is_closed_with_its_file(cast):
    _, (item, two, *_) = opened(cast, way="votes")
    actions.call_up(item, by=cast.eva, at=AT)
    actions.open_ballot(item, by=cast.eva, at=AT)
    actions.call_up(two, by=cast.eva, at=AT)
    assert Ballot.objects.get().state == "closed"


def test_notes_keep_versions_and_refuse_to_overwrite(cast):
    _, (item, *_) = opened(cast, scribe=cast.dov)
    first = actions.write_note(item, text="A", edition=0, by=cast.dov, at=AT)
    again = actions.write_note(item, text="AB", edition=1, by=cast.dov, at=AT + timedelta(seconds=5))
    assert (first.pk, again.number, again.edition) == (again.pk, 1, 2)
    later = actions.write_note(item, text="ABC", edition=2, by=cast.dov, at=AT + timedelta(minutes=5))
    assert later.number == 2
    with pytest.raises(actions.NoteStale) as stale:
        actions.write_note(item, text="mine", edition=2, by=cast.eva, at=AT)
    assert stale.value.note.text == "ABC"
    actions.write_note(item, text="both", edition=3, by=cast.eva, at=AT)
    assert list(Note.objects.values_list("number", "text")) == [(1, "AB"), (2, "ABC"), (3, "both")]


def test_open_meeting_takes_up_what_came_since(cast):
    meeting = planned(cast)
    late, gone = cast.application(), meeting.items.first().application
    gone.state = "barred"
    gone.save()
    actions.open_meeting(meeting, by=cast.eva, at=AT)
    listed = list(meeting.items.values_list("application", flat=True))
    assert listed[-1] == late.pk and gone.pk not in listed and len(listed) == 4


def test_agenda_groups_conflicts(cast):
    apps = [cast.application() for _ in range(5)]
    bar(cast, cast.cleo, apps[0])
    bar(cast, cast.cleo, apps[3])
    meeting = plan(cast)
    order = [item.application for item in meeting.items.all()]
    assert order == [apps[1], apps[2], apps[4], apps[0], apps[3]]


# --- conflicts hide everything ---


def test_a_blank_is_the_same_whatever_the_file_is(cast, now):
    apps = [cast.application() for _ in range(5)]
    for app in apps[:2]:
        bar(cast, cast.cleo, app)
    meeting = plan(cast, way="votes", scribe=cast.dov)
    actions.open_meeting(meeting, by=cast.eva, at=AT)
    seen, tokens, costs = [], [], []

    def look() -> None:
        with CaptureQueriesContext(connection) as asked:
            seen.append(masked(page(cast.cleo, meeting).content))
        costs.append(len(asked))
        tokens.append(page(cast.cleo, meeting, "follow").content)

    look()  # nothing is before the committee
    for app, text in ((apps[0], "short"), (apps[1], "a much longer note " * 50)):
        item = item_of(meeting, app)
        actions.call_up(item, by=cast.eva, at=AT)
        look()
        ballot = actions.open_ballot(item, by=cast.eva, at=AT)
        actions.cast(ballot, choice="no", by=cast.eva, at=AT)
        actions.write_note(item, text=text, edition=0, by=cast.dov, at=AT)
        look()
        actions.close_ballot(ballot, by=cast.eva, at=AT)
        actions.decide_item(item, RANKED, by=cast.eva, at=AT)
        look()
    assert len(set(seen)) == len(set(tokens)) == len(set(costs)) == 1
    # the control: a file without conflict is another page
    actions.call_up(item_of(meeting, apps[2]), by=cast.eva, at=AT)
    look()
    assert len(set(seen)) == len(set(tokens)) == 2


def test_how_many_files_are_hidden_cannot_be_told(cast, now):
    apps = [cast.application() for _ in range(4)]
    bar(cast, cast.cleo, apps[0])
    meeting = plan(cast)
    actions.open_meeting(meeting, by=cast.eva, at=AT)
    one = masked(page(cast.cleo, meeting).content)
    more = cast.application()
    bar(cast, cast.cleo, more)
    Item.objects.create(meeting=meeting, application=more, order=9)
    assert masked(page(cast.cleo, meeting).content) == one
    for app in (apps[0], more):
        for name in ("notes",):
            client = Client()
            client.force_login(cast.cleo)
            assert (
                client.get(reverse(f"selection:{name}", args=[item_of(meeting, app).pk])).status_code == 404
            )


def test_the_chair_in_conflict_is_blank_and_an_officer_leads(cast, now):
    apps = [cast.application() for _ in range(3)]
    bar(cast, cast.eva, apps[0])
    meeting = plan(cast)
    actions.open_meeting(meeting, by=cast.eva, at=AT)
    before = masked(page(cast.eva, meeting).content)
    actions.call_up(item_of(meeting, apps[0]), by=cast.ida, at=AT)
    assert masked(page(cast.eva, meeting).content) == before
    assert apps[0].formal_name in page(cast.ida, meeting).content.decode()
    assert apps[0].formal_name in page(cast.cleo, meeting).content.decode()


def test_a_blind_programme_shows_numbers_for_names(cast, now):
    cast.a.programme.blind = True
    cast.a.programme.save()
    meeting, (item, *_) = opened(cast)
    actions.call_up(item, by=cast.eva, at=AT)
    for user in (cast.eva, cast.cleo, cast.ida):
        said = page(user, meeting).content.decode()
        assert item.application.family_name not in said


def test_the_file_before_the_committee_is_on_every_screen_that_may_read_it(cast, now):
    """Those who review or lead it read it beside the notes; the office and those in conflict do not."""
    app = cast.application(training="Three years of abdominal imaging.")
    cast.reviewed(app, cast.dov, 4)
    meeting = plan(cast)
    actions.open_meeting(meeting, by=cast.eva, at=AT)
    bar(cast, cast.cleo, app)
    actions.call_up(item_of(meeting, app), by=cast.eva, at=AT)
    reads = {who: app.training in page(getattr(cast, who), meeting).content.decode() for who in SCREENS}
    assert reads == SCREENS


SCREENS = {"eva": True, "dov": True, "cleo": False, "ida": False}


@pytest.mark.parametrize("who", ["mia", "hana", "fay"])
def test_strangers_find_no_meeting(cast, who, now):
    meeting, _ = opened(cast)
    expected = 200 if who == "fay" else 404
    assert page(getattr(cast, who), meeting).status_code == expected


def test_a_page_of_a_meeting_asks_the_same_at_three_files_and_at_thirty(cast, now):
    meeting, (item, *_) = opened(cast, applications=3)
    actions.call_up(item, by=cast.eva, at=AT)
    costs = []
    for _ in range(2):
        with CaptureQueriesContext(connection) as asked:
            assert page(cast.cleo, meeting).status_code == 200
        costs.append(len(asked))
        for order in range(27):
            Item.objects.create(meeting=meeting, application=cast.application(), order=10 + order)
    assert costs[0] == costs[1]


# --- papers ---


def text_of(pdf: bytes) -> str:
    return "\n".join(page.get_textpage().get_text_range() for page in PdfDocument(pdf))


def made(meeting, cast, at=AT) -> dict:
    for _ in range(4):
        actions.make_packs(at=at)
    return {row.member: row for row in Pack.objects.select_related("file", "member")}


def test_packs_are_made_the_night_before_and_removed_when_due(cast):
    meeting = planned(cast)
    actions.make_packs(at=HELD - timedelta(hours=19))
    assert not Pack.objects.exists()
    found = made(meeting, cast, at=HELD - timedelta(hours=17))
    assert {row.state for row in found.values()} == {"ready"} and len(found) == 3
    places = [documents.place(row.file) for row in found.values()]
    assert all(place.exists() for place in places)
    actions.make_packs(at=meeting.packs_until)
    assert set(Pack.objects.values_list("state", "file")) == {("removed", None)}
    assert not any(place.exists() for place in places)


def test_a_pack_has_a_mark_on_every_page_and_nothing_in_conflict(cast):
    apps = [cast.application(family_name=f"Fammel{i}") for i in range(4)]
    cast.reviewed(apps[1], cast.cleo, 4)
    cast.reviewed(apps[1], cast.dov, 2)
    bar(cast, cast.cleo, apps[0])
    meeting = plan(cast)
    actions.ask_packs(meeting, by=cast.eva, at=AT)
    found = made(meeting, cast)
    cleo = documents.content(found[cast.cleo].file)
    said = text_of(cleo)
    assert "Fammel0" not in said and apps[0].number not in said
    assert all(f"Fammel{i}" in said for i in (1, 2, 3))
    assert "4.00" in said and "2.00" in said  # both final: she may see her colleague's
    with pikepdf.open(io.BytesIO(cleo)) as opened_pdf:
        assert len(opened_pdf.pages) == 4  # the agenda and three sheets
    for one in PdfDocument(cleo):
        words = one.get_textpage().get_text_range()
        assert cast.cleo.formal_name in words and "Confidential" in words
        assert " of 4" not in words
    dov = text_of(documents.content(found[cast.dov].file))
    assert "Fammel0" in dov


def test_a_conflict_noted_later_spoils_the_pack_and_it_is_made_again(cast):
    meeting = planned(cast)
    actions.ask_packs(meeting, by=cast.eva, at=AT)
    pack = made(meeting, cast)[cast.cleo]
    assert rules.may_fetch_pack(pack, by=cast.cleo, at=AT)
    bar(cast, cast.cleo, meeting.items.first().application)
    assert rules.may_fetch_pack(pack, by=cast.cleo, at=AT).code == "changed"
    again = made(meeting, cast)[cast.cleo]
    assert rules.may_fetch_pack(again, by=cast.cleo, at=AT)
    assert len(again.holds) == 3


@pytest.mark.parametrize(("who", "code"), [("cleo", ""), ("eva", "not_yours"), ("ida", "not_yours")])
def test_fetch_pack_is_the_members_own(cast, who, code):
    meeting = planned(cast)
    actions.ask_packs(meeting, by=cast.eva, at=AT)
    pack = made(meeting, cast)[cast.cleo]
    assert rules.may_fetch_pack(pack, by=getattr(cast, who), at=AT).code == code
    assert rules.may_fetch_pack(pack, by=cast.cleo, at=meeting.packs_until).code == "not_there"


# --- eligibility and minimum scores ---


def test_judge_not_eligible_takes_the_application_out_of_the_ranking(cast):
    app, other = cast.application(state="borderline"), cast.application()
    panel = actions.open_panel(cast.a.programme, by=cast.eva, at=AT)
    actions.decide(panel, [decision(app, 1), decision(other, 2)], by=cast.eva, at=AT)
    assert rules.may_sign(panel, by=cast.eva, at=AT).code == "borderline"
    actions.judge(app, eligible=False, reason="Certified too long ago.", by=cast.eva, at=AT)
    kept = Decision.objects.get(application=app)
    assert (kept.outcome, kept.position, kept.reason) == ("unranked", None, "Certified too long ago.")
    panel.refresh_from_db()
    assert refusal(actions.decide, panel, [decision(app, 1)], by=cast.eva, at=AT) == "ruled_out"
    actions.judge(app, eligible=True, reason="Leave counts.", by=cast.eva, at=AT)
    panel.refresh_from_db()
    actions.decide(panel, [decision(app, 1)], by=cast.eva, at=AT)
    assert rules.may_sign(panel, by=cast.eva, at=AT)


@pytest.mark.parametrize(
    ("who", "state", "barred", "code"),
    [
        ("eva", "borderline", False, ""),
        ("eva", "eligible", False, "not_borderline"),
        ("eva", "borderline", True, "not_yours"),
        ("ida", "borderline", True, ""),
        ("ida", "borderline", False, "not_yours"),
        ("cleo", "borderline", False, "not_chair"),
        ("mia", "borderline", False, "not_chair"),
    ],
)
def test_judge_truth_table(cast, who, state, barred, code):
    app = cast.application(state=state)
    if barred:
        bar(cast, cast.eva, app)
    assert rules.may_judge(app, by=getattr(cast, who), at=AT).code == code


@pytest.mark.parametrize(
    ("criterion", "least", "levels", "code"),
    [
        ("", "3.00", (3,), ""),
        ("", "3.01", (3,), "below"),
        ("fit", "3", (5, 2), "below"),
        ("fit", "2", (5, 2), ""),
    ],
)
def test_minimum_scores_keep_out_of_the_ranking(cast, criterion, least, levels, code):
    cast.a.programme.minimum_scores.create(criterion=criterion, least=least)
    app = cast.application()
    cast.reviewed(app, cast.cleo, *levels)
    panel = actions.open_panel(cast.a.programme, by=cast.eva, at=AT)
    if code:
        assert refusal(actions.decide, panel, [decision(app, 1)], by=cast.eva, at=AT) == code
        actions.decide(panel, [decision(app)], by=cast.eva, at=AT)
        assert rules.may_sign(panel, by=cast.eva, at=AT)
    else:
        actions.decide(panel, [decision(app, 1)], by=cast.eva, at=AT)


def test_reasons_are_the_programmes_rows(cast):
    cast.a.programme.decision_reasons.create(order=1, code="own", label="Our own words", text="As we say it.")
    app = cast.application()
    panel = actions.open_panel(cast.a.programme, by=cast.eva, at=AT)
    actions.decide(panel, [decision(app, 1, reason_code="own")], by=cast.eva, at=AT)
    assert Decision.objects.get().reason_label == "Our own words"


def test_forget_removes_papers_and_words(cast):
    meeting, (item, *_) = opened(cast)
    actions.write_note(item, text="Words.", edition=0, by=cast.eva, at=AT)
    actions.ask_packs(meeting, by=cast.eva, at=AT)
    made(meeting, cast)
    actions.forget(item.application.applicant, at=AT)
    assert Note.objects.get().text == ""
    assert not Pack.objects.exclude(state="removed").exists()


def test_judge_shows_what_the_rules_left_open(cast, now):
    rule = {"kind": "years_since", "params": {"at_most": 3, "borderline_until": 4}}
    cast.a.programme.eligibility_rules.create(
        order=1, code="board", wording="within three-four years", **rule
    )
    app = cast.application(state="borderline", certified_on=date(2020, 5, 12))
    client = Client()
    client.force_login(cast.eva)
    address = reverse("selection:judge", args=[cast.call.slug, cast.a.society.slug, app.pk])
    page = client.get(address).content.decode()
    assert "The committee decides" in page and "12 May 2020" in page
    assert client.post(address, {"eligible": "yes", "reason": ""}).status_code == 422
    assert client.post(address, {"eligible": "yes", "reason": "Leave counts."}).status_code == 302
    assert queries.rulings(cast.a.programme)[app.pk].eligible
