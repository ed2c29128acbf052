"""Neither amount nor account stands before somebody whom it does not concern."""

from datetime import timedelta

import pytest
from django.urls import reverse

from sojourn.awards.tests import stage as stages
from sojourn.awards.tests.stage import PUBLISHED
from sojourn.payments import actions, queries
from sojourn.payments.tests import stage as money

pytestmark = pytest.mark.django_db
NOW = PUBLISHED + timedelta(5)
SECRETS = ("1,200.01", "800.00", "3201", money.IBAN)


def test_other_society_host_other_fellow_and_stranger_see_neither_amount_nor_account():
    stage = money.make()
    grant = money.grant(stage, state="agreed")
    money.ready(stage, moment=NOW)
    payer = money.payers()[0]
    batch = actions.prepare(
        payer, queries.due(payer, "EUR"), currency="EUR", leaves_on=NOW.date(), by=stage.jon, at=NOW
    )
    stages.live_at(NOW)
    urls = [
        reverse("payments:grant", args=[grant.award_id]),
        reverse("payments:office"),
        reverse("payments:payers"),
        reverse("payments:payer", args=[payer.pk]),
        reverse("payments:batch", args=[batch.pk]),
        reverse("payments:statement", args=[payer.pk, 2024]),
        reverse("payments:reveal_bank", args=[queries.own_bank_data(stage.ada).pk]),
        reverse("awards:offer", args=[grant.award_id]),
        reverse("desks:home"),
    ]

    def seen(user) -> str:
        browser = stages.client(user)
        return "".join(browser.get(url, follow=True).content.decode() for url in urls)

    office = seen(stage.kay)
    assert "€800.00" in office and "3201" in office, "the treasurer sees them: they are on these pages"
    for user in (stage.mia, stage.hana, stage.zoe, None):
        page = seen(user)
        assert [secret for secret in SECRETS if secret in page] == [], user
