"""Drawn up once, signed by all on one page, sealed; whatever changes makes a new version."""

import hashlib
import io
from datetime import date, timedelta

import pikepdf
import pytest

from sojourn.agreements import actions, queries, rules
from sojourn.agreements.models import Mark, Paper, Wording
from sojourn.awards.tests import stage as stages
from sojourn.awards.tests.stage import PUBLISHED, STARTS, at, person
from sojourn.calls import queries as calls
from sojourn.certificates import actions as certificates
from sojourn.documents import queries as documents
from sojourn.payments.models import Grant, Share
from sojourn.placements.models import Placement
from sojourn.post import actions as post
from sojourn.post.models import Invitation, Letter
from sojourn.societies.models import Officer
from sojourn.ui.gates import Refused

NOW = PUBLISHED + timedelta(6)
ALL = ("fellow", "tutor", "society", "federation")


@pytest.fixture
def agreed(db):
    made = stages.make()
    made.stay = made.placement("agreed")
    return made


@pytest.fixture
def paper(agreed):
    return actions.draw_up(agreed.stay, "agreement", by=agreed.ida, at=NOW)


def link(stage, paper, address="gus@oslo.example"):
    return post.invite(queries.DOOR, to=address, thing=paper, at=NOW, name="Gus Oslo")


def signer(stage, paper, role):
    people = {"fellow": stage.ada, "society": stage.ida, "federation": stage.finn, "coordinator": stage.hana}
    return link(stage, paper) if role == "tutor" else people[role]


def sign(stage, paper, role, *, now=NOW):
    return actions.sign(
        paper, role=role, name=f"Name of {role}", sha256=paper.sha256, by=signer(stage, paper, role), at=now
    )


def sign_all(stage, paper, *, now=NOW):
    for role in paper.roles:
        sign(stage, paper, role, now=now)
    actions.seal_signed(at=now, seal=certificates.seal)
    return Paper.objects.get(pk=paper.pk)


def kinds(prefix="agreements."):
    rows = Letter.objects.filter(kind__startswith=prefix).order_by("kind", "to_address")
    return [(row.kind.removeprefix(prefix), row.to_address) for row in rows]


# --- what it says ---


def test_a_paper_is_fixed_as_a_file_and_every_party_is_asked(agreed, paper):
    assert (paper.state, paper.number, paper.roles) == ("open", 1, list(ALL))
    content = documents.content(paper.sheet)
    assert hashlib.sha256(content).hexdigest() == paper.sha256
    with pikepdf.open(io.BytesIO(content)) as pdf:
        assert pdf.Root.MarkInfo.Marked
        assert "pdfaid:part" in str(pdf.Root.Metadata.read_bytes())
    said = str(queries.words_of(paper))
    for word in ("Ada Lind", "Invented Hospital Oslo", "2 September 2024", "EUR 3,000.01", "Gus Oslo"):
        assert word in said, word
    assert "{{" not in said
    assert kinds() == [
        ("sign", "ada.lind@people.example"),
        ("sign", "finn.officer@people.example"),
        ("sign", "gus@oslo.example"),
        ("sign", "ida.office@people.example"),
    ]
    by_link = Letter.objects.get(to_address="gus@oslo.example", kind="agreements.sign")
    assert by_link.invitation.door == queries.DOOR


def test_the_text_of_a_programme_comes_before_the_societys_and_the_federations(agreed):
    scopes = queries.scopes_of(agreed.programme)
    assert scopes == ["exchange-2024/esxr", "esxr", ""]
    values = {"title": "Ours", "text": "For {{ fellow }}.", "parties": ["fellow", "society"]}
    for scope, by in (("", agreed.finn), ("esxr", agreed.ida), ("exchange-2024/esxr", agreed.ida)):
        actions.edit_wording(
            "agreement", scope, {**values, "title": f"Ours {scope}"}, version=0, by=by, at=NOW
        )
        assert queries.wording("agreement", scopes).title == f"Ours {scope}"
    made = actions.draw_up(agreed.stay, "agreement", by=agreed.ida, at=NOW)
    assert made.roles == ["fellow", "society"]
    assert queries.words_of(made) == [{"kind": "paragraph", "text": "For Ada Lind."}]


def test_two_people_on_one_text_lose_neither(agreed):
    values = {"title": "One", "text": "For {{ fellow }}.", "parties": ["fellow"]}
    actions.edit_wording("agreement", "", values, version=0, by=agreed.finn, at=NOW)
    with pytest.raises(actions.Overtaken) as met:
        actions.edit_wording("agreement", "", {**values, "title": "Two"}, version=0, by=agreed.finn, at=NOW)
    assert met.value.kept.title == "One"
    assert Wording.objects.get().version == 1


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("For {{ fellow }}", ""),
        ("For {{ fellow.password }}", "Unknown placeholder"),
        ("For {{ settings }}", "Unknown placeholder"),
        ("For {{ fellow", "Two braces"),
        ("{% load x %}", "Commands"),
    ],
)
def test_a_text_has_placeholders_of_a_closed_list_only(text, fault):
    found = queries.faults(text)
    assert (found == []) if not fault else found[0].startswith(fault)


def test_what_a_name_says_is_never_read_as_a_placeholder(agreed):
    values = queries.facts(agreed.stay) | {"fellow": "Ada {{ identity }} {% x %}"}
    assert queries.filled("{{ fellow }}", values) == "Ada  identity  % x %"


def test_what_an_embassy_needs_lies_locked_and_is_printed_in_the_letter(agreed):
    told = {"passport_name": "LIND, Ada", "passport": "P7654321", "nationality": "Austria"}
    asked = actions.ask_letter(agreed.stay, told, by=agreed.ada, at=NOW)
    assert (asked.state, kinds()) == ("asked", [("ask_letter", "ida.office@people.example")])
    drawn = actions.draw_up(agreed.stay, "invitation", by=agreed.ida, at=NOW)
    assert drawn.pk == asked.pk and drawn.state == "open"
    row = Paper.objects.filter(pk=drawn.pk).values().get()
    assert "P7654321" not in str(row)
    assert "P7654321" in str(queries.words_of(drawn))
    assert drawn.roles == ["federation"]


# --- signing ---


def who(stage):
    return {
        "ada": stage.ada,
        "zoe": stage.zoe,
        "ida": stage.ida,
        "mia": stage.mia,
        "finn": stage.finn,
        "hana": stage.hana,
        "nobody": None,
    }


WHO_SIGNS = [
    (ALL, {"ada": ["fellow"], "ida": ["society"], "finn": ["federation"], "tutor": ["tutor"]}),
    (("coordinator",), {"hana": ["coordinator"], "coordinator link": ["coordinator"]}),
    (("fellow",), {"ada": ["fellow"]}),
]


def test_who_signs_as_what(agreed, paper):
    for parties, expected in WHO_SIGNS:
        paper.parties = ",".join(parties)
        given = {name: queries.roles_of(by, paper) for name, by in who(agreed).items()}
        given["tutor"] = queries.roles_of(link(agreed, paper), paper)
        given["coordinator link"] = queries.roles_of(link(agreed, paper, agreed.hana.email), paper)
        given["former tutor"] = queries.roles_of(link(agreed, paper, "former@oslo.example"), paper)
        assert {name: roles for name, roles in given.items() if roles} == expected, parties


def test_a_link_of_another_paper_signs_nothing(agreed, paper):
    other = post.invite("placements:tutor_page", to="gus@oslo.example", thing=agreed.stay, at=NOW, name="Gus")
    assert queries.roles_of(other, paper) == []


STATES = {
    "asked": "not-open",
    "open": "",
    "objected": "not-open",
    "signed": "not-open",
    "sealed": "not-open",
    "replaced": "not-open",
    "withdrawn": "not-open",
}


def test_a_party_signs_what_is_open_and_nobody_else_anything(agreed, paper):
    for state, code in STATES.items():
        paper.state = state
        for role in ALL:
            by = signer(agreed, paper, role)
            verdict = rules.may_sign(paper, by=by, at=NOW, role=role, sha256=paper.sha256)
            assert (verdict.code, bool(verdict)) == (code, not code), (state, role)
            assert rules.may_object_to(paper, by=by, at=NOW).code == code, (state, role)
            for name in ("zoe", "mia", "hana", "nobody"):
                verdict = rules.may_sign(paper, by=who(agreed)[name], at=NOW, role=role)
                assert verdict.code == "not-party", (state, role, name)


def test_nobody_signs_twice_or_what_was_not_shown(agreed, paper):
    stale = rules.may_sign(paper, by=agreed.ada, at=NOW, role="fellow", sha256="0" * 64)
    assert stale.code == "changed"
    sign(agreed, paper, "fellow")
    assert rules.may_sign(paper, by=agreed.ada, at=NOW).code == "signed"
    with pytest.raises(Refused):
        sign(agreed, paper, "fellow")
    assert Mark.objects.count() == 1


def test_one_page_drawn_anew_while_somebody_reads_is_not_signed_unread(agreed, paper):
    actions.draw_up(agreed.stay, "agreement", by=agreed.ida, at=NOW)
    with pytest.raises(Refused, match="newer version"):
        sign(agreed, paper, "fellow")


def test_the_last_signature_makes_it_whole_and_the_clock_seals_it(agreed, paper):
    for role in ALL:
        assert Paper.objects.get().state == "open"
        sign(agreed, paper, role)
    assert Paper.objects.get().state == "signed"
    actions.seal_signed(at=NOW, seal=certificates.seal)
    found = Paper.objects.get()
    assert found.state == "sealed" and found.sealed_id
    assert [row for row in kinds() if row[0] == "seal"] == [
        ("seal", "ada.lind@people.example"),
        ("seal", "finn.officer@people.example"),
        ("seal", "gus@oslo.example"),
        ("seal", "ida.office@people.example"),
    ]
    actions.seal_signed(at=NOW, seal=certificates.seal)
    assert Paper.objects.get().sealed_id == found.sealed_id


def test_an_objection_stops_the_signing_until_it_is_drawn_up_anew(agreed, paper):
    sign(agreed, paper, "fellow")
    actions.object_to(paper, reason="The tutor's name.", by=link(agreed, paper), at=NOW)
    assert rules.may_sign(paper, by=agreed.ida, at=NOW).code == "not-open"
    assert ("object_to", "ida.office@people.example") in kinds()
    new = actions.draw_up(agreed.stay, "agreement", by=agreed.ida, at=NOW)
    assert (new.number, Paper.objects.get(pk=paper.pk).state) == (2, "replaced")
    assert new.marks.count() == 0 and paper.marks.count() == 1


# --- changes ---


def test_moved_dates_make_a_new_version_and_the_signed_one_is_kept(agreed, paper):
    first = sign_all(agreed, paper)
    Placement.objects.filter(pk=agreed.stay.pk).update(starts_on=STARTS + timedelta(14))
    actions.tick(at=NOW + timedelta(1))
    old, new = Paper.objects.order_by("number")
    assert (old.pk, old.state, old.sealed_id) == (first.pk, "replaced", first.sealed_id)
    assert documents.content(old.sealed)
    assert (new.number, new.state) == (2, "open")
    assert new.changes == ["The first day: Monday 16 September 2024 instead of Monday 2 September 2024."]
    assert old.sha256 != new.sha256 and new.marks.count() == 0
    actions.tick(at=NOW + timedelta(1))
    assert Paper.objects.count() == 2
    assert not Invitation.objects.filter(thing_id=str(old.pk), closed_at=None).exists()


def test_less_money_makes_a_new_version_and_the_same_money_none(agreed, paper):
    """The grant is drawn up after the paper, with the same sums; then a shorter stay takes its part."""
    grant = Grant.objects.create(award=agreed.stay.award, currency="EUR", drawn_up_at=NOW)
    for share in calls.shares(agreed.programme):
        Share.objects.create(
            grant=grant, payer=share.payer, rate=share.amount, promised=share.amount, amount=share.amount
        )
    actions.tick(at=NOW)
    assert Paper.objects.count() == 1
    one = Share.objects.order_by("pk").first()
    one.amount -= 100_00
    one.save()
    actions.tick(at=NOW)
    old, new = Paper.objects.order_by("number")
    assert (old.state, new.state, len(new.changes)) == ("replaced", "open", 1)
    assert new.changes[0].startswith("The grant: A grant of EUR 2,900.01")
    assert "EUR 2,900.01" in str(queries.words_of(new)) and "EUR 3,000.01" in str(queries.words_of(old))


def test_a_name_that_changes_later_changes_nothing_that_was_signed(agreed):
    letter = actions.draw_up(agreed.stay, "invitation", by=agreed.ida, at=NOW)
    before = queries.words_of(letter)
    agreed.ada.family_name = "Moser"
    agreed.ada.save()
    assert queries.words_of(Paper.objects.get(pk=letter.pk)) == before
    assert "Ada Lind" in str(before)


def test_whoever_left_the_office_signs_nothing_more(agreed, paper):
    Officer.objects.filter(user=agreed.ida).delete()
    assert queries.roles_of(agreed.ida, paper) == []
    with pytest.raises(Refused):
        sign(agreed, paper, "society")


def test_a_version_is_not_drawn_over_the_last_signature(agreed, paper):
    """Two pages at once: the office read "open", and meanwhile the last party signed."""
    for role in ALL[:-1]:
        sign(agreed, paper, role)
    sign(agreed, paper, ALL[-1])
    with pytest.raises(Refused, match="All parties have signed"):
        actions.draw_up(agreed.stay, "agreement", by=agreed.ida, at=NOW)


def test_a_name_without_glyphs_is_printed_with_a_stand_in(agreed):
    agreed.ada.family_name = "王小明"
    agreed.ada.save()
    made = actions.draw_up(agreed.stay, "agreement", by=agreed.ida, at=NOW)
    assert documents.content(made.sheet).startswith(b"%PDF")


def test_while_dates_are_open_nothing_holds_and_a_new_version_waits_for_them(agreed, paper):
    Placement.objects.update(state="agreeing", starts_on=None, ends_on=None)
    actions.tick(at=NOW)
    assert [row.state for row in Paper.objects.all()] == ["replaced"]
    Placement.objects.update(state="agreed", starts_on=STARTS, ends_on=date(2024, 12, 1))
    actions.tick(at=NOW)
    assert [(row.number, row.state) for row in Paper.objects.order_by("number")] == [
        (1, "replaced"),
        (2, "open"),
    ]


def test_what_is_signed_by_all_is_not_drawn_up_anew_for_nothing(agreed, paper):
    sign_all(agreed, paper)
    assert rules.may_draw_up(agreed.stay, "agreement", by=agreed.ida, at=NOW).code == "signed"


DRAWING = {"agreed": "", "agreeing": "no-dates", "proposed": "no-dates", "arrived": "", "completed": "over",
           "ended_early": "over"}  # fmt: skip


def test_the_office_draws_up_once_the_dates_stand(agreed):
    for state, code in DRAWING.items():
        agreed.stay.state = state
        for name, by in who(agreed).items():
            expected = code if name in ("ida", "finn") else "not-office"
            assert rules.may_draw_up(agreed.stay, "agreement", by=by, at=NOW).code == expected, (state, name)
            asks = rules.may_ask_letter(agreed.stay, by=by, at=NOW).code
            assert asks == (code if name == "ada" else "not-yours"), (state, name)


def test_a_withdrawn_paper_is_kept_and_signed_by_nobody(agreed, paper):
    first = sign_all(agreed, paper)
    actions.withdraw(first, reason="The centre has closed.", by=agreed.ida, at=NOW)
    found = Paper.objects.get()
    assert found.state == "withdrawn" and found.sealed_id
    assert ("withdraw", "ada.lind@people.example") in kinds()
    for name in ("mia", "ada", "hana", "zoe"):
        assert rules.may_withdraw(found, by=who(agreed)[name], at=NOW).code == "not-office"


# --- the clock ---


def test_who_has_not_signed_is_reminded_weekly_three_times(agreed, paper):
    for role in ("society", "federation", "fellow"):
        sign(agreed, paper, role)
    for day in range(60):
        actions.tick(at=NOW + timedelta(day))
    assert [row for row in kinds() if row[0] == "chase"] == [("chase", "gus@oslo.example")] * 3


def test_a_letter_that_lost_its_reason_reaches_nobody(agreed, paper):
    letter = Letter.objects.get(kind="agreements.sign", to_address=agreed.ada.email)
    assert queries.recipient(letter) == agreed.ada.email
    sign(agreed, paper, "fellow")
    assert queries.recipient(letter) == ""


def test_the_same_number_of_queries_for_many_papers(agreed, paper, django_assert_max_num_queries):
    with django_assert_max_num_queries(14):
        actions.tick(at=NOW)


# --- forgetting ---


def test_forgetting_takes_the_letter_and_keeps_the_agreement_of_the_grant(agreed, paper):
    sign_all(agreed, paper)
    actions.ask_letter(agreed.stay, {"passport": "P7654321"}, by=agreed.ada, at=NOW)
    letter = sign_all(agreed, actions.draw_up(agreed.stay, "invitation", by=agreed.ida, at=NOW))
    places = [documents.place(letter.sheet), documents.place(letter.sealed)]
    assert all(place.exists() for place in places)
    actions.forget(agreed.ada, at=NOW)
    gone = Paper.objects.get(pk=letter.pk)
    assert (gone.sheet, gone.sealed, gone.wanted, gone.text) == (None, None, "", "")
    assert not any(place.exists() for place in places)
    assert Paper.objects.get(pk=paper.pk).sealed_id


def test_the_years_of_a_paper_end_with_its_files_signatures_and_letters(agreed, paper):
    sign_all(agreed, paper)
    letter = sign_all(agreed, actions.draw_up(agreed.stay, "invitation", by=agreed.ida, at=NOW))
    files = [documents.place(file) for file in (paper.sheet, letter.sheet, letter.sealed)]
    Placement.objects.update(state="completed")
    last = Placement.objects.get().ends_on

    def kept(years, days=0):
        actions.tick(at=at(date(last.year + years, last.month, last.day)) + timedelta(days))
        return sorted(Paper.objects.values_list("kind", flat=True))

    assert kept(1) == ["agreement", "invitation"]
    assert kept(1, days=1) == ["agreement"]
    assert [place.exists() for place in files] == [True, False, False]
    assert kept(10) == ["agreement"]
    values = {"title": "T", "text": "For {{ fellow }}.", "parties": ["fellow"], "keep_years": 12}
    actions.edit_wording("agreement", "esxr", values, version=0, by=agreed.ida, at=NOW)
    assert kept(12) == ["agreement"]
    assert kept(12, days=1) == []
    assert not files[0].exists() and not Mark.objects.exists()
    assert not Letter.objects.filter(kind__startswith="agreements.").exists()


def test_a_stay_that_runs_loses_no_paper_however_old(agreed, paper):
    Placement.objects.update(state="arrived")
    assert queries.outlived(NOW + timedelta(days=366 * 40)) == []


def test_a_stranger_and_another_society_find_no_paper(agreed, paper):
    stranger = person("Nora Nobody")
    seen = {name: queries.visible_to(by).count() for name, by in who(agreed).items() if by}
    assert seen == {"ada": 1, "zoe": 0, "ida": 1, "mia": 0, "finn": 1, "hana": 0}
    assert queries.visible_to(stranger).count() == 0
    Paper.objects.update(parties="fellow,coordinator")
    assert queries.visible_to(agreed.hana).count() == 1
    assert at(STARTS) > NOW
