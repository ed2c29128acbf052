"""Across applications: shared passages, accounts of one person, members from a pasted list; who sees what."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from sojourn.applications import actions, queries
from sojourn.applications.models import Application, Pair
from sojourn.applications.queries import office as across
from sojourn.applications.tests.stage import AFTER, AT, TRAINING, person
from sojourn.documents.models import File
from sojourn.journal.models import Entry
from sojourn.societies.models import Membership, Society
from sojourn.ui.gates import Refused

RUN = "I hope to bring the protocols of a large centre home to our small department"


@pytest.fixture
def three(stage):
    """Ada, Nora in the same society, Olga in the other one: all wrote the same run of words."""
    rows = [stage.submitted(), stage.submitted(person("nora")), stage.submitted(person("olga"))]
    for number, row in enumerate(rows):
        row.training = f"Word number {number}. {RUN}, as planned."
        row.save(update_fields=["training"])
    Application.objects.filter(pk=rows[2].pk).update(programme=stage.other)
    return [queries.get(row.pk) for row in rows]


def page(visit, name: str, row: Application) -> str:
    actions.tick(at=AFTER)  # the worker reads what has come
    return visit(name, AFTER).get(reverse("applications:likeness", args=[row.pk])).content.decode()


def test_likeness_shows_the_passage_in_both_marked_and_no_verdict(three, visit):
    ada, nora, _ = three
    text = page(visit, "ida", ada)
    assert text.count(f"<mark>{RUN}, as planned</mark>") == 2 and nora.number in text
    assert "%" not in text.partition("<main")[2].partition("</main")[0]
    opened = Entry.objects.filter(verb="applications.open_file", facts__what="likeness")
    assert set(opened.values_list("thing_id", flat=True)) == {str(ada.pk), str(nora.pk)}


def test_likeness_across_societies_is_seen_by_the_federation_only(three, visit):
    ada, nora, olga = three
    assert olga.number not in page(visit, "ida", ada)
    assert "1 other application " in page(visit, "ida", ada)
    assert ada.number not in page(visit, "mia", olga)
    text = page(visit, "finn", ada)
    assert olga.number in text and nora.number in text
    here = reverse("applications:likeness", args=[ada.pk])
    assert [visit(name, AFTER).get(here).status_code for name in ("mia", "ada")] == [404, 404]
    assert visit("ida", AT).get(here).status_code == 404  # before closing


def test_likeness_with_the_same_persons_earlier_application_says_so(stage, three, visit):
    ada = three[0]
    old = stage.call
    old.pk, old.slug, old.year = None, "2023", 2023
    old.opens_at, old.closes_at = (moment.replace(year=2023) for moment in (old.opens_at, old.closes_at))
    old.letters_by = None
    old.save(force_insert=True)
    programme = stage.programme
    programme.pk, programme.call = None, old
    programme.save(force_insert=True)
    Application.objects.create(
        applicant=stage.ada, programme=programme, scope_key="call:old", state="barred", number="S23-X",
        begun_at=AT, saved_at=AT, training=RUN, given_name="Ada",
    )  # fmt: skip
    text = page(visit, "ida", ada)
    assert "The same person" in text and "S23-X" in text
    assert "S23-X" not in page(visit, "ida", three[1])


def test_withdrawn_and_draft_texts_are_compared_with_nothing(stage, three, visit):
    Application.objects.filter(pk=three[1].pk).update(state="withdrawn")
    assert "No passage stands in both" in page(visit, "ida", three[0])


# Accounts of one person.


@pytest.fixture
def double(stage):
    one, other = stage.submitted(), stage.submitted(person("a.da+2"))
    return sorted([one.applicant, other.applicant], key=lambda user: str(user.pk))


def test_duplicates_are_found_with_reasons_and_seen_by_the_federation_only(stage, double, visit):
    files = File.objects.filter(kind="application.certification")
    files.update(sha256=files.first().sha256)  # the same scan, uploaded twice
    (pair,) = persons_of(stage)
    assert pair.reasons == [
        "The same name and the same day of certification",
        "The same certificate, byte for byte",
        "The same e-mail address apart from dots and what follows a plus",
    ]
    here = reverse("applications:duplicates")
    assert {name: visit(name, AFTER).get(here).status_code for name in ("finn", "ida", "ada")} == {
        "finn": 200, "ida": 403, "ada": 403,
    }  # fmt: skip


def test_a_date_of_birth_is_compared_where_a_rule_asked_for_it(stage, double):
    Application.objects.update(certified_on=None, facts={"born_on": "1990-05-04"})
    (pair,) = persons_of(stage)
    assert pair.reasons[0] == "The same name and the same date of birth"
    Application.objects.update(facts={"born_on": "not a day"})
    (pair,) = persons_of(stage)
    assert "The same name and the same date of birth" not in pair.reasons


def persons_of(stage):
    return across.persons.pairs(across.applicants_of(queries.for_office(stage.finn, at=AFTER)))


def test_judge_pair_is_remembered_and_merges_nothing(stage, double, visit):
    one, other = double
    finn = visit("finn", AFTER)
    here = reverse("applications:judge_pair", args=[one.pk, other.pk])
    assert finn.get(here).status_code == 200
    assert finn.post(here, {"same": "yes"}).status_code == 422
    assert finn.post(here, {"same": "yes", "reason": "She told us."}).status_code == 302
    row = Pair.objects.get()
    assert (row.one, row.other, row.same, row.reason, row.judged_by) == (
        *double,
        True,
        "She told us.",
        stage.finn,
    )
    text = finn.get(reverse("applications:duplicates")).content.decode()
    assert "The same person" in text and "0 to look at" in text
    assert Application.objects.values("applicant").distinct().count() == 2
    again = {"same": "no", "reason": "Twins."}
    assert finn.post(reverse("applications:judge_pair", args=[other.pk, one.pk]), again).status_code == 302
    assert (Pair.objects.get().same, Pair.objects.get().reason) == (False, "Twins.")
    assert visit("ida", AFTER).post(here, again).status_code == 403
    assert finn.get(reverse("applications:judge_pair", args=[one.pk, stage.zoe.pk])).status_code == 404
    with pytest.raises(Refused):
        actions.judge_pair(one, other, same=True, reason="x", by=stage.ida, at=AFTER)
    actions.forget(one, at=AFTER)
    assert not Pair.objects.exists()


# Members from a pasted list.


@pytest.fixture
def body(stage):
    """Ada and Nora applied to SAR; Ada claims number 0123 there."""
    ada = stage.submitted()
    stage.submitted(person("nora"))
    Application.objects.filter(pk=ada.pk).update(memberships={"SAR": "0123"})
    return Society.objects.get(slug="sar")


ROLL = "Name; Number; Since\nSomebody; 123; 1.6.2019\nNora; x\nOtto Other; 77\n"


def test_confirm_memberships_looks_first_and_writes_what_was_ticked(stage, body, visit):
    ida = visit("ida", AFTER)
    here = reverse("applications:confirm_memberships", args=["sar"])
    Application.objects.filter(applicant=stage.ada).update(given_name="Some", family_name="Body")
    roll = "123; 1.6.2019\nAble Ada\nOtto Other; 77"
    dry = ida.post(here, {"roll": roll}).content.decode()
    assert "1 matched, 0 to look at, 1 unknown" in dry or "matched" in dry
    assert not Membership.objects.filter(society=body).exists()
    pick = f"1:{stage.ada.pk}"
    assert f'value="{pick}"' in dry
    sent = {"roll": roll, "confirm": "1", "pick": [pick, "3:nobody", f"3:{stage.zoe.pk}"]}
    assert ida.post(here, sent).status_code == 302
    row = Membership.objects.get(society=body)
    assert (row.user, row.number, row.since_on) == (stage.ada, "123", date(2019, 6, 1))
    assert Entry.objects.filter(verb="societies.confirm_memberships", actor=stage.ida).count() == 1
    parts = queries.parts(Application.objects.get(applicant=stage.ada))
    assert parts.memberships["SAR"].since_on == date(2019, 6, 1)


def test_memberships_are_confirmed_by_the_own_officers_after_closing(stage, body, visit):
    def code(name, word, at=AFTER):
        return visit(name, at).get(reverse("applications:confirm_memberships", args=[word])).status_code

    assert [code(name, "sar") for name in ("ida", "finn", "mia", "ada")] == [200, 200, 404, 404]
    assert [code(name, "federation") for name in ("ida", "finn")] == [404, 200]
    early = visit("ida", AT).post(
        reverse("applications:confirm_memberships", args=["sar"]), {"roll": "Ada Able"}
    )
    assert "Ada Able, " not in early.content.decode() and "1 unknown" in early.content.decode()


def test_a_membership_of_the_federation_counts_in_the_rules(stage, visit):
    Membership.objects.all().delete()
    app = stage.submitted()
    here = reverse("applications:confirm_memberships", args=["federation"])
    sent = {"roll": "ada@people.example; 1.1.2020", "confirm": "1", "pick": f"1:{stage.ada.pk}"}
    assert visit("finn", AFTER).post(here, sent).status_code == 302
    row = Membership.objects.get()
    assert (row.society, row.since_on) == (None, date(2020, 1, 1))
    assert queries.parts(app).memberships["FED"] == row


@pytest.mark.parametrize(
    ("name", "address", "sent"),
    [
        ("ida", lambda rows: reverse("applications:likeness", args=[rows[0].pk]), None),
        ("finn", lambda rows: reverse("applications:duplicates"), None),
        ("ida", lambda rows: reverse("applications:confirm_memberships", args=["sar"]), {"roll": "Ada Able"}),
    ],
)
def test_the_same_queries_at_few_and_at_more(stage, visit, name, address, sent):
    rows = [stage.submitted(), stage.submitted(person("maud"))]
    browser = visit(name, AFTER)

    def counted() -> int:
        with CaptureQueriesContext(connection) as caught:
            browser.post(address(rows), sent) if sent else browser.get(address(rows))
        return len(caught)

    counted()
    before = counted()
    for other in ("nora", "olga"):
        row = stage.submitted(person(other))
        Application.objects.filter(pk=row.pk).update(training=f"{TRAINING['training']} {other}")
    assert counted() == before
