"""Paying out: two people, a valid file, what comes back, one payer for all, and who may look."""

import io
import re
from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection, transaction
from PIL import Image
from xmlschema import XMLSchemaValidationError

from sojourn.awards.tests import stage as stages
from sojourn.awards.tests.stage import PUBLISHED, STARTS, at
from sojourn.calls.models import GrantShare
from sojourn.documents import actions as documents
from sojourn.journal.models import Entry
from sojourn.payments import actions, queries
from sojourn.payments.models import Account, BankData, Batch, Demand, Invoice, Payment, Posting, Transfer
from sojourn.payments.queries import pictures, sepa
from sojourn.payments.tests import stage as money
from sojourn.placements import queries as stays
from sojourn.post.models import Letter
from sojourn.ui.gates import Refused

pytestmark = pytest.mark.django_db
NOW = PUBLISHED + timedelta(5)


@pytest.fixture
def stage():
    made = money.make()
    money.grant(made, state="agreed")
    return made


def refused(code, act, *args, **more):
    with pytest.raises(Refused) as no:
        act(*args, **more)
    assert no.value.verdict.code == code


def prepared(stage, *, payer=0, moment=NOW):
    one = money.payers()[payer]
    return actions.prepare(
        one, queries.due(one, "EUR"), currency="EUR", leaves_on=moment.date(), by=stage.jon, at=moment
    )


def test_nothing_leaves_without_account_and_declaration(stage):
    payer = money.payers()[0]
    [payment] = queries.due(payer, "EUR")
    given = {"currency": "EUR", "leaves_on": NOW.date(), "by": stage.jon, "at": NOW}
    refused("undeclared", actions.prepare, payer, [payment], **given)
    actions.declare(money.found(), by=stage.ada, at=NOW)
    refused("no-account", actions.prepare, payer, [payment], **given)
    actions.give_bank(money.ACCOUNT, by=stage.ada, at=NOW)
    assert actions.prepare(payer, [payment], **given).state == "prepared"
    refused("nothing", actions.prepare, payer, [], **given)


def test_a_batch_takes_two_people_and_only_treasurers_approve(stage):
    money.ready(stage, moment=NOW)
    batch = prepared(stage)
    refused("same-person", actions.approve_batch, batch, by=stage.jon, at=NOW)
    for who in (stage.finn, stage.ida, stage.mia, stage.ada):
        refused("not-treasurer", actions.approve_batch, batch, by=who, at=NOW)
    with pytest.raises(IntegrityError), transaction.atomic():
        Batch.objects.filter(pk=batch.pk).update(approved_by=stage.jon)
    actions.approve_batch(batch, by=stage.kay, at=NOW)
    refused("future", actions.settle_batch, batch, paid_on=date(2030, 1, 1), by=stage.kay, at=NOW)
    actions.settle_batch(batch, paid_on=NOW.date(), by=stage.kay, at=NOW)
    assert Payment.objects.get(batch=batch).state == "paid"
    assert Batch.objects.get(pk=batch.pk).locked == ""
    money.whole()


def test_the_fellow_sees_what_one_of_two_payers_has_paid(stage):
    money.ready(stage, moment=NOW)
    batch = actions.approve_batch(prepared(stage), by=stage.kay, at=NOW)
    actions.settle_batch(batch, paid_on=NOW.date(), by=stage.kay, at=NOW)
    seen = queries.ledger(money.found(), at=NOW)
    assert seen["headline"].endswith("; €800.00 of it is paid")
    late = queries.ledger(money.found(), at=NOW + timedelta(60))["headline"]
    assert ", was to leave by " in late, "a day that is over is no promise any more"
    assert [line["paid_minor"] for line in seen["shares"]] == [80_000, 0]
    assert seen["instalments"][0]["trigger"] == "€800.00 of it is paid"


def test_what_is_asked_back_is_said_first(stage):
    money.ready(stage, moment=NOW)
    money.pay(stage, moment=NOW)
    money.end(stage, cause="no_show", moment=at(STARTS + timedelta(1)))
    seen = queries.ledger(money.found(), at=at(STARTS + timedelta(1)))
    assert seen["headline"] == "€1,200.01 asked back, to be paid by Thursday 3 October 2024"
    [(_, desk)] = queries.headlines(stage.ada, at=at(STARTS + timedelta(1)))
    assert desk == seen["headline"], "the desk says the same"


def test_the_payment_file_is_valid_and_says_what_the_batch_says(stage):
    money.ready(stage, moment=NOW)
    batch = actions.approve_batch(prepared(stage), by=stage.kay, at=NOW)
    made = actions.download_file(batch, by=stage.kay, at=NOW)
    sepa.check(made)
    text = made.decode()
    assert 'xmlns="urn:iso:std:iso:20022:tech:xsd:pain.001.001.09"' in text
    assert re.search(r"<InstdAmt Ccy=\"EUR\">800.00</InstdAmt>", text)
    assert text.count("<TwnNm>Vienna</TwnNm>") == 2, "structured addresses of both sides"
    assert money.IBAN in text and money.OTHER_IBAN in text
    assert f"<MsgId>{batch.pk.hex}</MsgId>" in text
    assert "<CreDtTm>2024-05-18T10:00:00Z</CreDtTm>" in text
    assert actions.download_file(batch, by=stage.kay, at=NOW) == made
    assert Entry.objects.filter(verb="payments.download_file").count() == 2
    assert money.IBAN not in Batch.objects.get(pk=batch.pk).locked
    for who in (stage.finn, stage.ida, stage.mia, stage.ada):
        refused("not-treasurer", actions.download_file, batch, by=who, at=NOW)


def test_a_file_that_a_bank_would_refuse_is_seen(stage):
    money.ready(stage, moment=NOW)
    batch = actions.approve_batch(prepared(stage), by=stage.kay, at=NOW)
    made = actions.download_file(batch, by=stage.kay, at=NOW)
    with pytest.raises(XMLSchemaValidationError):
        sepa.check(made.replace(b"<Ctry>AT</Ctry>", b"<Ctry>Austria</Ctry>"))


def test_what_no_iban_reaches_is_listed_for_payment_by_hand(stage):
    actions.give_bank(money.ELSEWHERE, by=stage.ada, at=NOW)
    actions.declare(money.found(), by=stage.ada, at=NOW)
    batch = actions.approve_batch(prepared(stage), by=stage.kay, at=NOW)
    assert Payment.objects.get(batch=batch).by_hand
    refused("no-file", actions.download_file, batch, by=stage.kay, at=NOW)
    actions.settle_batch(batch, paid_on=NOW.date(), by=stage.kay, at=NOW)
    money.whole()


def test_a_payment_that_comes_back_is_booked_back_and_due_anew(stage):
    money.ready(stage, moment=NOW)
    money.pay(stage, moment=NOW)
    payment = queries.payments().filter(state="paid").first()
    later = NOW + timedelta(3)
    refused("future", actions.book_return, payment, on=date(2030, 1, 1), reason="x", by=stage.jon, at=later)
    actions.book_return(payment, on=later.date(), reason="Account closed", by=stage.jon, at=later)
    assert "Account closed" in Letter.objects.get(kind="payments.book_return").text
    assert sorted(Payment.objects.filter(instalment=payment.instalment).values_list("state", flat=True)) == [
        "due",
        "paid",
        "returned",
    ]
    assert queries.ledger(money.found(), at=later)["headline"].startswith("1 of 3: approved")
    money.whole()
    money.pay(stage, moment=later)
    money.whole()


def test_what_came_back_while_it_was_asked_back_is_settled_by_it(stage):
    money.ready(stage, moment=NOW)
    money.pay(stage, moment=NOW)
    money.end(stage, cause="no_show", moment=at(STARTS + timedelta(1)))
    for payment in queries.payments().filter(state="paid"):
        actions.book_return(payment, on=STARTS, reason="Closed", by=stage.jon, at=at(STARTS + timedelta(1)))
    assert set(Demand.objects.values_list("state", flat=True)) == {"repaid"}
    assert not Payment.objects.filter(state="due").exists()
    assert set(queries.balances(money.found()).values()) == {0}
    money.whole()


# --- bank data ---


def test_the_account_is_asked_late_kept_locked_and_shown_masked(stage):
    fresh = BankData.objects.count()
    refused("early", actions.give_bank, money.ACCOUNT, by=stage.zoe, at=NOW)
    row = actions.give_bank(money.ACCOUNT, by=stage.ada, at=NOW)
    assert BankData.objects.count() == fresh + 1
    assert money.IBAN not in row.locked and "Ada" not in row.locked
    assert row.hint == "AT •••• 3201"
    assert queries.opened(row)["iban"] == money.IBAN


def test_a_change_needs_the_password_tells_the_old_address_and_holds_the_payment(stage):
    money.ready(stage, moment=NOW)
    stage.ada.set_password(money.PASSWORD)
    stage.ada.save()
    changed = {**money.ACCOUNT, "iban": money.OTHER_IBAN}
    for _ in range(5):
        with pytest.raises(actions.WrongPassword):
            actions.give_bank(changed, password="guess", by=stage.ada, at=NOW)
    refused("tries", actions.give_bank, changed, password=money.PASSWORD, by=stage.ada, at=NOW)
    later = NOW + timedelta(hours=1)
    row = actions.give_bank(changed, password=money.PASSWORD, by=stage.ada, at=later)
    assert row.hold_until == later + timedelta(hours=72)
    told = Letter.objects.get(kind="payments.give_bank")
    assert (
        told.to_address == stage.ada.email
        and "DE •••• 3000" in told.text
        and money.OTHER_IBAN not in told.text
    )
    former = BankData.objects.exclude(ended_at=None).get()
    assert former.locked == ""
    refused("held", prepared, stage, moment=later)
    assert prepared(stage, moment=later + timedelta(hours=73)).state == "prepared"


def test_a_change_after_the_batch_was_prepared_stops_it(stage):
    money.ready(stage, moment=NOW)
    stage.ada.set_password(money.PASSWORD)
    stage.ada.save()
    batch = prepared(stage)
    actions.give_bank(money.ACCOUNT, password=money.PASSWORD, by=stage.ada, at=NOW)
    refused("changed", actions.approve_batch, batch, by=stage.kay, at=NOW)
    actions.drop_batch(batch, reason="Changed", by=stage.jon, at=NOW)
    assert Payment.objects.filter(state="due").count() == 2
    money.whole()


def test_a_look_is_the_treasurers_and_is_written_down(stage):
    money.ready(stage, moment=NOW)
    row = queries.own_bank_data(stage.ada)
    for who in (stage.finn, stage.ida, stage.mia, stage.hana, stage.zoe, stage.ada):
        refused("not-treasurer", actions.reveal_bank, row, by=who, at=NOW)
    assert actions.reveal_bank(row, by=stage.kay, at=NOW)["iban"] == money.IBAN
    entry = Entry.objects.get(verb="payments.reveal_bank")
    assert entry.actor == stage.kay and money.IBAN not in str(entry.facts)
    money.pay(stage, moment=NOW)
    refused("not-treasurer", actions.reveal_bank, row, by=stage.kay, at=NOW)


def test_it_is_erased_when_it_has_served_and_when_its_owner_is_forgotten(stage):
    money.ready(stage, moment=NOW)
    money.pay(stage, moment=NOW)
    assert actions.erase_outlived(at=NOW + timedelta(200)) == 0, "two instalments are still planned"
    money.end(stage, cause="other", moment=at(STARTS - timedelta(1)))
    assert not queries.instalments(money.found())[1].amount
    last = at(STARTS)
    assert actions.erase_outlived(at=NOW + timedelta(89)) == 0
    assert actions.erase_outlived(at=NOW + timedelta(91)) == 1
    assert BankData.objects.get().locked == ""
    actions.forget(stage.ada, at=last)
    row = BankData.objects.get()
    assert (row.locked, row.hint) == ("", "erased")


# --- duties and receipts ---


def test_an_overdue_report_holds_payments_back_as_the_programme_says(stage):
    money.ready(stage, moment=NOW)
    dict(stages.STEPS)["signed"](stage, stays.mine(stage.ada).get())
    dict(stages.STEPS)["arrived"](stage, stays.mine(stage.ada).get())
    late = at(date(2025, 1, 20))
    refused("duty", prepared, stage, moment=late)
    told = dict(queries.ledger(money.found(), at=late)["missing"])
    assert any(words.startswith("the report (due by ") for words in told)
    stage.programme.duties = {"report": {"blocks": []}, "final_fellow": {"blocks": []}}
    stage.programme.save()
    assert prepared(stage, moment=late).state == "prepared"


def test_owed_receipts_hold_back_a_next_application_and_can_still_be_filed():
    stage = money.make(by_receipt=True, claim_days=28, claims_block=["application"])
    GrantShare.objects.create(
        programme=stage.programme, payer=money.payers()[0], purpose="travel", amount=30_000
    )
    money.grant(stage, state="arrived")
    last = at(STARTS + timedelta(90))
    in_time, late = last + timedelta(28), last + timedelta(29)
    for moment, owing in ((in_time, set()), (late, {stage.ada.pk})):
        actions.tick(at=moment)
        assert queries.held_applicants(moment) == owing
    desk = {line.verb: line for line in queries.waiting_for(stage.ada, at=late)}
    assert "receipts" in desk["File"].title
    values = {"what": "Train", "spent_on": STARTS, "amount": 25_000}
    claim = actions.file_claim(money.found(), values, receipt=None, by=stage.ada, at=late)
    assert queries.held_applicants(late) == set()
    actions.accept_claim(claim, amount=25_000, by=stage.ida, at=late)
    money.whole()
    actions.tick(at=late + timedelta(1))
    assert money.found().shares.get(purpose="travel").amount == 25_000
    money.whole()


def test_travel_is_paid_against_receipts_up_to_its_sum():
    stage = money.make(by_receipt=True)
    GrantShare.objects.create(
        programme=stage.programme, payer=money.payers()[0], purpose="travel", amount=30_000
    )
    money.grant(stage, state="agreed")
    values = {"what": "Train", "spent_on": NOW.date(), "amount": 25_000}
    one, two = (
        actions.file_claim(money.found(), values, receipt=None, by=stage.ada, at=NOW) for _ in range(2)
    )
    refused("not-office", actions.accept_claim, one, amount=1, by=stage.mia, at=NOW)
    refused("no-reason", actions.accept_claim, one, amount=20_000, by=stage.ida, at=NOW)
    actions.accept_claim(one, amount=20_000, reason="Second class", by=stage.ida, at=NOW)
    refused("cap", actions.accept_claim, two, amount=25_000, by=stage.ida, at=NOW)
    actions.refuse_claim(two, reason="Twice the same", by=stage.ida, at=NOW)
    assert "Twice the same" in Letter.objects.filter(kind="payments.decide_claim").latest("pk").text
    money.whole()
    line = queries.instalments(money.found())[-1]
    assert (line.state, line.amount, line.purpose) == ("due", 20_000, "travel")
    stays_over = at(date(2025, 3, 1))
    refused("late", actions.file_claim, money.found(), values, receipt=None, by=stage.ada, at=stays_over)
    actions.follow_all(at=stays_over)
    assert money.found().shares.get(purpose="travel").amount == 20_000, "the rest goes back to the payer"
    money.whole()


def test_a_photographed_receipt_becomes_a_page_without_what_the_camera_added():
    out = io.BytesIO()
    exif = Image.Exif()
    exif[0x010F] = "Camera of Ada"
    Image.new("RGB", (40, 30), "white").save(out, "JPEG", exif=exif)
    assert b"Camera of Ada" in out.getvalue()
    made = pictures.as_pdf(out.getvalue())
    assert b"Camera of Ada" not in made
    checked = documents.look(SimpleUploadedFile("r.pdf", made, "application/pdf"))
    assert checked.pages == 1
    for broken in (b"\xff\xd8\xff", out.getvalue()[:200], b"\xff\xd8\xff\xe0\x00\x01", b"GIF89a"):
        with pytest.raises(pictures.NotAPicture):
            pictures.as_pdf(broken)


# --- one payer pays all ---


def test_one_payer_pays_all_and_charges_the_other():
    stage = money.make()
    lead, other = money.payers()
    stage.programme.terms.lead = lead
    stage.programme.terms.save()
    money.grant(stage, state="agreed")
    money.ready(stage, moment=NOW)
    assert [len(queries.due(payer, "EUR")) for payer in (lead, other)] == [1, 0]
    money.pay(stage, moment=NOW)
    [debt] = queries.debts([lead])
    part = queries.instalments(money.found())[0].parts.get(payer=other).amount
    assert (debt["debtor"], debt["total"]) == (other, part)
    invoice = actions.issue_invoice(lead, other, currency="EUR", by=stage.jon, at=NOW)
    assert invoice.total == part and queries.debts([lead]) == []
    refused("nothing", actions.issue_invoice, lead, other, currency="EUR", by=stage.jon, at=NOW)
    refused("not-payer", actions.settle_invoice, invoice, on=NOW.date(), by=stage.ida, at=NOW)
    assert queries.statement(lead, 2024)["EUR"]["advanced"] == part
    actions.settle_invoice(invoice, on=NOW.date(), by=stage.jon, at=NOW)
    assert queries.statement(lead, 2024)["EUR"]["settled_in"] == part
    assert queries.statement(other, 2024)["EUR"]["settled_out"] == part
    assert not Account.objects.filter(kind__in=("owed", "advanced")).exclude(balance=0).exists()
    money.whole()


def test_what_is_paid_back_to_the_one_who_paid_is_credited_to_the_other():
    stage = money.make()
    lead, other = money.payers()
    stage.programme.terms.lead = lead
    stage.programme.terms.save()
    money.grant(stage, state="agreed")
    money.ready(stage, moment=NOW)
    money.pay(stage, moment=NOW)
    actions.issue_invoice(lead, other, currency="EUR", by=stage.jon, at=NOW)
    money.end(stage, cause="no_show", moment=at(STARTS + timedelta(1)))
    for demand in Demand.objects.all():
        actions.book_repayment(demand, on=STARTS, by=stage.jon, at=at(STARTS + timedelta(1)))
    [credit] = queries.debts([lead])
    charged = Invoice.objects.get()
    assert credit["total"] == -charged.total
    back = actions.issue_invoice(lead, other, currency="EUR", by=stage.jon, at=at(STARTS))
    assert (back.word, back.total) == ("Credit note", -charged.total)
    [told] = Letter.objects.filter(kind="payments.issue_invoice", subject__startswith="Credit note")[:1]
    assert f"{lead} owes {other} EUR 400.01" in told.text
    who = {"on": STARTS, "at": at(STARTS)}
    refused("not-payer", actions.settle_invoice, back, by=stage.mia, **who)
    verbs = [line.title for line in queries.waiting_for(stage.finn, at=at(STARTS))]
    assert f"credit note {back.number} to {other}" in verbs
    actions.settle_invoice(back, by=stage.ida, **who)
    actions.settle_invoice(charged, by=stage.finn, **who)
    assert not Account.objects.filter(kind__in=("owed", "advanced")).exclude(balance=0).exists()
    money.whole()


# --- the books ---


def test_the_database_refuses_a_pot_below_nothing_and_a_transfer_of_nothing(stage):
    pot = Account.objects.filter(kind="approved").first()
    with pytest.raises(IntegrityError), transaction.atomic():
        Account.objects.filter(pk=pot.pk).update(balance=-1)
    one = Transfer.objects.first()
    for wrong in ({"amount": 0}, {"target": one.source}):
        with pytest.raises(IntegrityError), transaction.atomic():
            given = {"posting": one.posting, "source": one.source, "target": one.target, "amount": 1}
            Transfer.objects.create(**{**given, **wrong})


def test_what_is_booked_is_never_changed(stage):
    transfer, posting = Transfer.objects.first(), Posting.objects.first()
    for row, name, value in (
        (transfer, "amount", transfer.amount + 1),
        (transfer, "target", transfer.source),
        (posting, "on", date(2020, 1, 1)),
        (posting, "kind", "waive"),
    ):
        setattr(row, name, value)
        with pytest.raises(IntegrityError, match="never changed"), transaction.atomic():
            row.save(update_fields=[name])
        row.refresh_from_db()


def test_who_booked_it_may_be_forgotten(stage):
    posting = Posting.objects.first()
    posting.by = stage.jon
    posting.save(update_fields=["by"])
    posting.by = None
    posting.save(update_fields=["by"])
    money.whole()


@pytest.mark.postgresql
def test_the_database_refuses_a_deletion_too(stage):
    with pytest.raises(IntegrityError, match="never changed"), transaction.atomic():
        connection.cursor().execute("DELETE FROM payments_transfer")
