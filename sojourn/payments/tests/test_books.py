"""Any sequence of acts keeps the books: sums are nothing, plans are what is in the pots."""

import random
from datetime import timedelta

import pytest
from django.db import transaction
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from sojourn.awards.tests.stage import PUBLISHED, STARTS
from sojourn.calls.models import GrantShare, InstalmentRule
from sojourn.payments import actions, queries
from sojourn.payments.models import Demand, Payment
from sojourn.payments.tests import stage as money
from sojourn.placements import queries as stays
from sojourn.placements.models import Placement
from sojourn.ui.gates import Refused

ACTS = (
    *("reach", "shorten", "extend", "no_show", "recall", "claim"),
    *("prepare", "settle", "drop", "return", "repay", "waive", "invoice", "even"),
)
STEPS = ("agreed", "arrived", "midterm", "report", "statement", "reported")


class Undone(Exception):
    """Ends an example, so that the next begins with the same world."""


class Walk:
    """One grant and every verb that moves its money, each done where its rule says yes."""

    def __init__(self, stage, dice):
        self.stage, self.dice = stage, dice
        self.grant, self.reached, self.at = money.found(), 1, PUBLISHED + timedelta(9)
        self.placement = Placement.objects.get()

    def do(self, act):
        self.at += timedelta(days=1)
        try:
            with transaction.atomic():
                getattr(self, f"_{act}")()
        except Refused:
            pass
        money.whole()

    def _follow(self):
        fact = stays.facts([self.grant.award_id])[self.grant.award_id]
        steps = fact.reached if fact.state == "ended_early" else set(STEPS[: self.reached])
        now = {"reached": frozenset(steps), "arrived": self.reached > 1}
        for _ in range(2):
            actions.follow(money.found(), type(fact)(**{**fact.__dict__, **now}), at=self.at)

    def _reach(self):
        self.reached = min(self.reached + 1, len(STEPS))
        self._follow()

    def _dates(self, days):
        ends = max(STARTS + timedelta(1), self.placement.ends_on + timedelta(days))
        self.placement.ends_on = ends
        Placement.objects.update(ends_on=ends)
        self._follow()

    def _shorten(self):
        self._dates(-self.dice.randrange(1, 60))

    def _extend(self):
        self._dates(self.dice.randrange(1, 60))

    def _prepare(self):
        payer = self.dice.choice(money.payers())
        found = queries.due(payer, self.grant.currency)
        data = queries.payees(found)
        chosen = [one for one in found if one.pk in data and self.dice.random() < 0.7]
        actions.prepare(
            payer,
            chosen,
            currency=self.grant.currency,
            leaves_on=self.at.date(),
            by=self.stage.jon,
            at=self.at,
        )

    def _batch(self, state):
        rows = [row for row in queries.batches_of(self.stage.jon) if row.state == state]
        return self.dice.choice(sorted(rows, key=lambda row: row.prepared_at)) if rows else None

    def _settle(self):
        batch = self._batch("prepared")
        if batch:
            actions.approve_batch(batch, by=self.stage.kay, at=self.at)
            actions.settle_batch(batch, paid_on=self.at.date(), by=self.stage.kay, at=self.at)
            self._follow()

    def _drop(self):
        batch = self._batch("prepared")
        if batch:
            actions.drop_batch(batch, by=self.stage.jon, at=self.at)
            self._follow()

    def _return(self):
        paid = queries.payments().filter(state="paid").order_by("instalment__order", "payer").first()
        if paid:
            actions.book_return(paid, on=self.at.date(), reason="Closed", by=self.stage.jon, at=self.at)
            self._follow()

    def _asked(self):
        return Demand.objects.filter(state="asked").order_by("pk").first()

    def _repay(self):
        if asked := self._asked():
            actions.book_repayment(asked, on=self.at.date(), by=self.stage.jon, at=self.at)

    def _waive(self):
        if asked := self._asked():
            actions.waive(asked, reason="Small", by=self.stage.jon, at=self.at)

    def _invoice(self):
        lead, other = money.payers()
        actions.issue_invoice(lead, other, currency=self.grant.currency, by=self.stage.jon, at=self.at)

    def _even(self):
        found = queries.invoices_of(self.stage.jon).filter(state="issued").order_by("pk").first()
        if found:
            actions.settle_invoice(found, on=self.at.date(), by=self.stage.jon, at=self.at)

    def _no_show(self):
        Placement.objects.update(state="ended_early", cause="no_show", completed_at=self.at)
        self._follow()

    def _recall(self):
        if self.dice.random() < 0.2:
            award = money.found().award
            award.state = "recalled"
            award.save(update_fields=["state"])
            self._follow()

    def _claim(self):
        values = {"what": "Train", "spent_on": self.at.date(), "amount": self.dice.randrange(1, 9_000)}
        claim = actions.file_claim(money.found(), values, receipt=None, by=self.stage.ada, at=self.at)
        part = self.dice.randrange(1, claim.amount + 1)
        actions.accept_claim(claim, amount=part, reason="Some", by=self.stage.ida, at=self.at)


@pytest.mark.django_db
@settings(max_examples=8, deadline=None, derandomize=True, phases=[Phase.explicit, Phase.generate])
@given(
    acts=st.lists(st.sampled_from(ACTS), min_size=6, max_size=16),
    seed=st.integers(0, 999),
    lead=st.booleans(),
    extended=st.sampled_from(("none", "pro_rata")),
    amounts=st.tuples(st.integers(1, 900_000), st.integers(0, 900_000)),
    currency=st.sampled_from(("EUR", "JPY", "KWD")),
)
def test_any_sequence_keeps_every_cent(acts, seed, lead, extended, amounts, currency):
    with pytest.raises(Undone), transaction.atomic():
        stage = money.make(extended=extended, by_receipt=True)
        stage.programme.currency = currency
        stage.programme.save()
        one, other = money.payers()
        for payer, amount in zip((one, other), amounts, strict=True):
            GrantShare.objects.filter(payer=payer).update(amount=amount)
        GrantShare.objects.create(programme=stage.programme, payer=other, purpose="travel", amount=20_003)
        InstalmentRule.objects.filter(order=2).update(trigger="midterm")
        if lead:
            stage.programme.terms.lead = one
            stage.programme.terms.save()
        money.grant(stage, state="agreed")
        money.ready(stage, moment=PUBLISHED + timedelta(5))
        walk = Walk(stage, random.Random(seed))
        for act in acts:
            walk.do(act)
        raise Undone


def test_a_broken_sum_would_be_seen(db):
    stage = money.make()
    money.grant(stage, state="agreed")
    money.whole()
    Payment.objects.update(amount=1)
    with pytest.raises(AssertionError):
        money.whole()
