"""The payment file beside another reader: lxml with the schema as ISO 20022 publishes it, and its sums."""

import hashlib
import re
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest
import sepaxml
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from sojourn.awards.tests import stage as stages
from sojourn.awards.tests.stage import STARTS, at
from sojourn.payments import actions, forms, queries
from sojourn.payments.models import Payment
from sojourn.payments.queries import sepa
from sojourn.payments.tests import stage as money
from sojourn.ui.gates import Refused

LATER = at(STARTS + timedelta(3))
XSD = Path(sepaxml.__file__).parent / "schemas" / f"{sepa.SCHEMA}.xsd"
NS = {"p": sepa.SPACE}
TAKEN = re.compile(r"[A-Za-z0-9/?:().,'+ -]+")
HOSTILE = {
    **money.ACCOUNT,
    "holder": 'Žofia Müller-O\'Brien & Søn <b>"//"</b> Дарья 李',
    "street": "Straße des 17. Juni*; №",
    "number": "135/a",
    "town": "Łódź",
}


def readable(made: bytes) -> etree._Element:
    """Raises where the schema refuses; the reader is none of those that wrote it."""
    root = etree.fromstring(made)
    etree.XMLSchema(etree.parse(str(XSD))).assertValid(root)
    return root


def texts(root, path):
    return root.xpath(f"//p:{path.replace('/', '/p:')}/text()", namespaces=NS)


@pytest.fixture
def stage(db):
    """Two payments of each payer are due."""
    made = money.make()
    money.grant(made, state="arrived")
    return made


def approved(stage, account=HOSTILE, *, moment=LATER):
    actions.give_bank(account, by=stage.ada, at=moment)
    if money.found().declared_at is None:
        actions.declare(money.found(), by=stage.ada, at=moment)
    payer = money.payers()[0]
    batch = actions.prepare(
        payer,
        queries.due(payer, "EUR"),
        currency="EUR",
        leaves_on=moment.date(),
        by=stage.jon,
        at=moment,
    )
    return actions.approve_batch(batch, by=stage.kay, at=moment)


def test_the_schema_that_comes_along_is_the_published_one():
    """Two publishers of it agree but for blanks; this is what both hold, without them."""
    lines = XSD.read_text().split("\n")
    assert "Standards Editor (build:R1.6.15) on 2019 Feb 14" in lines[1]
    bare = "".join("".join(line.split()) for line in lines)
    assert hashlib.sha256(bare.encode()).hexdigest() == PUBLISHED_AS


PUBLISHED_AS = "6842befe65d2054d81fa65befaa3ab4f141c677417c90d2349d777f50ef68844"


def test_another_reader_finds_the_file_valid_and_its_sums_right(stage):
    batch = approved(stage)
    made = actions.download_file(batch, by=stage.kay, at=LATER)
    root = readable(made)
    rows = queries.enclosed(batch)
    assert len(rows) == 2
    amounts = [Decimal(row.amount) / 100 for row in rows]
    assert sorted(map(Decimal, texts(root, "InstdAmt"))) == sorted(amounts)
    assert [Decimal(total) for total in texts(root, "CtrlSum")] == [sum(amounts)] * 2, (
        "of all and of the part"
    )
    assert texts(root, "NbOfTxs") == ["2", "2"]
    ends = texts(root, "EndToEndId")
    assert sorted(ends) == sorted(row.pk.hex for row in rows) and len(set(ends)) == 2
    assert root.xpath("//@Ccy") == ["EUR", "EUR"]
    assert not texts(root, "AdrLine"), "addresses in their parts only"
    assert texts(root, "Cdtr/PstlAdr/TwnNm") == ["Lodz", "Lodz"]
    assert hashlib.sha256(made).hexdigest() == batch.sha256
    again = actions.download_file(batch, by=stage.jon, at=LATER + timedelta(days=1))
    assert again == made


def test_nothing_but_the_letters_that_banks_take_is_in_the_file(stage):
    root = readable(actions.download_file(approved(stage), by=stage.kay, at=LATER))
    assert texts(root, "Cdtr/Nm")[0] == "Zofia Muller-O'Brien + Son b / /b Dar'ia Li"
    found = [text.strip() for text in root.itertext() if text.strip()]
    assert [text for text in found if not TAKEN.fullmatch(text)] == []


@settings(max_examples=60)
@given(st.text(max_size=200))
def test_any_name_becomes_letters_that_banks_take(name):
    found = sepa.plain(name, 70)
    assert len(found) <= 70 and found == found.strip() == sepa.plain(found, 70)
    assert not found or TAKEN.fullmatch(found)
    assert "//" not in found and not found.startswith("/") and not found.endswith("/")


@pytest.mark.parametrize(
    "account",
    [
        money.ELSEWHERE,
        {**money.ACCOUNT, "kind": "other", "iban": "TR330006100519786457841326", "bank": "B"},
        {**money.ACCOUNT, "iban": "TR330006100519786457841326"},  # said to be inside the area, and is not
    ],
)
def test_an_account_outside_the_area_is_in_no_file_and_the_page_says_what_to_do(stage, account):
    batch = approved(stage, account)
    assert set(Payment.objects.filter(batch=batch).values_list("by_hand", flat=True)) == {True}
    assert (batch.locked, batch.sha256) == ("", "")
    stages.live_at(LATER)
    page = stages.client(stage.kay).get(f"/payments/batches/{batch.pk}/").content.decode()
    assert "To be paid by hand" in page and "Look at the account, pay it in your bank" in page


def test_a_file_of_nothing_of_another_currency_or_with_a_wrong_number_is_never_made(stage):
    batch = approved(stage)
    [row, _] = queries.enclosed(batch)
    payer = {**money.ACCOUNT, "iban": money.OTHER_IBAN}
    wrong = {**money.ACCOUNT, "iban": money.IBAN[:-1] + "2"}
    for lines in ([], [(row, wrong)], [(row, money.ELSEWHERE)]):
        with pytest.raises(ValueError, match="not for a SEPA"):
            sepa.payment_file(batch, lines, payer=payer, at=LATER)
    batch.currency = "JPY"
    with pytest.raises(ValueError, match="JPY"):
        sepa.payment_file(batch, [(row, money.ACCOUNT)], payer=payer, at=LATER)


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"iban": money.IBAN[:-1] + "2"}, "iban"),
        ({"iban": "AT61 1904 3002 3457 320"}, "iban"),
        ({"iban": "TR330006100519786457841326"}, "kind"),
        ({"holder": "★★★"}, "holder"),
        ({"town": ""}, "town"),
        ({"bic": "DEUTDEFF"}, "bic"),
    ],
)
def test_what_a_bank_would_refuse_is_said_at_its_field(values, field):
    form = forms.GiveBank({**money.ACCOUNT, **values})
    assert not form.is_valid() and field in form.errors
    assert forms.GiveBank(money.ACCOUNT).is_valid()


def test_a_payer_pays_from_inside_the_area():
    form = forms.SavePayerAccount({**money.ACCOUNT, "iban": "TR330006100519786457841326"})
    assert not form.is_valid() and "iban" in form.errors


def test_the_same_payment_never_goes_into_a_second_file(stage):
    payer = money.payers()[0]
    rows = queries.due(payer, "EUR")
    batch = approved(stage)
    who = {"currency": "EUR", "leaves_on": LATER.date(), "by": stage.jon, "at": LATER}
    for chosen in (rows, rows[:1]):
        with pytest.raises(Refused) as no:
            actions.prepare(payer, chosen, **who)
        assert no.value.verdict.code == "gone"
    assert queries.batches_of(stage.jon).count() == 1, "and no empty batch is left behind"
    actions.download_file(batch, by=stage.kay, at=LATER)
    for by, sure, code in ((stage.finn, True, "not-treasurer"), (stage.jon, False, "downloaded")):
        with pytest.raises(Refused) as no:
            actions.drop_batch(batch, reason="Wrong day", sure=sure, by=by, at=LATER)
        assert no.value.verdict.code == code
    actions.drop_batch(batch, reason="The bank deleted it", sure=True, by=stage.jon, at=LATER)
    second = actions.prepare(payer, rows, **who)
    assert {row.pk for row in queries.enclosed(second)} == {row.pk for row in rows}
    assert queries.enclosed(batch) == []
    money.whole()


def test_dropping_a_file_that_is_out_asks_whether_the_bank_has_it(stage):
    batch = approved(stage)
    stages.live_at(LATER)
    page = f"/payments/batches/{batch.pk}/drop-batch/"
    browser = stages.client(stage.jon)
    assert 'name="sure"' not in browser.get(page).content.decode()
    actions.download_file(batch, by=stage.kay, at=LATER)
    assert 'name="sure"' in browser.get(page).content.decode()
    assert browser.post(page, {"reason": "Wrong day"}).status_code == 422
    assert browser.post(page, {"reason": "Deleted there", "sure": "on"}).status_code == 302
