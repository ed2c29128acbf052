"""Neither amount nor account stands before somebody whom it does not concern."""

import re
import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.urls import reverse

from sojourn.applications.models import Application
from sojourn.awards.models import Award
from sojourn.awards.tests import stage as stages
from sojourn.awards.tests.stage import PUBLISHED
from sojourn.calls.models import CentreOffer, Programme
from sojourn.centres.models import Centre, Institution, Tutor
from sojourn.journal.models import Entry
from sojourn.payments import actions, queries
from sojourn.payments.models import BankData, Batch
from sojourn.payments.tests import stage as money
from sojourn.people.models import Role
from sojourn.placements import queries as stays
from sojourn.placements.models import Placement
from sojourn.post import actions as post
from sojourn.post.models import Letter
from sojourn.societies.models import Seat, Society
from tests.house.test_twins import masked, standing

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


# --- an account: neither its number nor whether there is one ---


FREE = re.compile(rb"[\d.]+ MB")  # the operator reads how full the disk is


class Undone(Exception):
    """Ends a world, so that its twin begins where this one did."""


def readers(stage) -> dict[str, Any]:
    """Whom it does not concern: each with the browser that they would come with."""
    other = Society.objects.get(slug="esyr")
    there = Programme.objects.create(
        call=stage.call, society=other, name="Another programme", field="others", places=1
    )
    centre = Centre.objects.create(
        institution=Institution.objects.get(slug="porto"), society=other, state="approved"
    )
    offer = CentreOffer.objects.create(programme=there, centre=centre, places=1)
    tutor = Tutor.objects.create(centre=centre, name="Tam Porto", email="tam@porto.example")
    fellow = stages.person("Fay Elsewhere")
    application = Application.objects.create(
        applicant=fellow,
        programme=there,
        scope_key=f"call:{stage.call.pk}",
        state="eligible",
        begun_at=PUBLISHED,
        saved_at=PUBLISHED,
        residence_country="AT",
    )
    award = Award.objects.create(
        application=application,
        offer=offer,
        tutor=tutor,
        state="accepted",
        offered_at=PUBLISHED,
        accept_by=NOW,
        answered_at=PUBLISHED,
    )
    stay = Placement.objects.create(award=award, fellow=fellow, offer=offer, tutor=tutor, opened_at=PUBLISHED)
    link = post.invite(stays.DOOR, to=tutor.email, thing=stay, at=PUBLISHED, name=tutor.name)
    former, reviewer, operator = (stages.person(name) for name in ("Old Payer", "Rea View", "Opal Desk"))
    for payer in money.payers():
        row = actions.name_treasurer(payer, former, by=stage.finn, at=PUBLISHED)
        actions.release_treasurer(row, by=stage.finn, at=PUBLISHED)
    Seat.objects.create(society=stage.society, user=reviewer)
    Role.objects.create(user=operator, kind="operator", given_at=PUBLISHED)
    return {
        "another society's tutor": stages.client(link=link),
        "a fellow of another society": stages.client(fellow),
        "another society's officer": stages.client(stage.mia),
        "a treasurer of former times": stages.client(former),
        "a reviewer": stages.client(reviewer),
        "the operator": stages.client(operator),
        "the host": stages.client(stage.hana),
        "another applicant": stages.client(stage.zoe),
        "a stranger": stages.client(),
    }


def pages(stage, grant, bank) -> list[str]:
    payer = money.payers()[0]
    return [
        reverse("payments:grant", args=[grant.award_id]),
        reverse("payments:declare", args=[grant.award_id]),
        reverse("payments:bank"),
        reverse("payments:give_bank"),
        reverse("payments:erase_bank"),
        reverse("payments:reveal_bank", args=[bank]),
        reverse("payments:office"),
        reverse("payments:export_instalments"),
        reverse("payments:claims"),
        reverse("payments:payers"),
        reverse("payments:payer", args=[payer.pk]),
        reverse("payments:prepare", args=[payer.pk, "EUR"]),
        reverse("payments:statement_sheet", args=[payer.pk, 2024]),
        reverse("payments:statement_lines", args=[payer.pk, 2024]),
        reverse("upkeep:journal"),
        reverse("upkeep:journal_sheet"),
        reverse("upkeep:person_trail", args=[stage.ada.pk]),
        reverse("upkeep:health"),
        reverse("upkeep:troubles"),
        reverse("letters:letters"),
        reverse("letters:deliveries"),
        reverse("placements:office"),
        reverse("desks:home"),
        reverse("desks:export_office"),
        "/payments/accounts/no-such-page/",
    ]


def walk(stage, grant, bank, doors) -> dict[tuple[str, str], tuple[int, bytes]]:
    seen = {}
    for who, browser in doors.items():
        for url in pages(stage, grant, bank):
            found = browser.get(url)
            seen[who, url] = (found.status_code, FREE.sub(b"", masked(found.content)))
    return seen


def test_whether_an_account_was_given_changes_no_page_of_whom_it_does_not_concern():
    stage = money.make()
    grant = money.grant(stage, state="agreed")
    doors = readers(stage)
    actions.declare(grant, by=stage.ada, at=NOW)
    stages.live_at(NOW)
    bank, found = uuid.uuid4(), {}
    for given in (False, True):
        with pytest.raises(Undone), transaction.atomic():
            if given:
                row = actions.give_bank(money.ACCOUNT, by=stage.ada, at=NOW)
                BankData.objects.filter(pk=row.pk).update(id=bank)  # what the other world was asked for
            with standing(NOW):
                found[given] = walk(stage, grant, bank, doors)
            kay = stages.client(stage.kay).get(pages(stage, grant, bank)[11]).content.decode()
            assert ("3201" in kay) is given, "the treasurer can tell: the worlds differ"
            raise Undone
    assert [key for key, page in found[False].items() if found[True][key] != page] == []
    assert {status for status, _ in found[True].values()} >= {200, 403, 404}, "pages and refusals"


def test_nothing_of_an_account_is_in_journal_letters_trails_exports_or_pages_of_others():
    stage = money.make()
    grant = money.grant(stage, state="agreed")
    doors = readers(stage)
    money.ready(stage, moment=NOW)
    stage.ada.set_password(money.PASSWORD)
    stage.ada.save()
    with pytest.raises(actions.WrongPassword):
        actions.give_bank({**money.ACCOUNT, "iban": money.OTHER_IBAN}, password="no", by=stage.ada, at=NOW)
    payer = money.payers()[0]
    batch = actions.prepare(
        payer, queries.due(payer, "EUR"), currency="EUR", leaves_on=NOW.date(), by=stage.jon, at=NOW
    )
    actions.approve_batch(batch, by=stage.kay, at=NOW)
    actions.download_file(batch, by=stage.kay, at=NOW)
    bank = queries.own_bank_data(stage.ada)
    actions.reveal_bank(bank, by=stage.kay, at=NOW)
    changed = {**money.ACCOUNT, "iban": "AT483200000012345864"}
    actions.give_bank(changed, password=money.PASSWORD, by=stage.ada, at=NOW)
    numbers = (money.IBAN, money.IBAN[4:], "AT483200000012345864", "12345864", "Example street")
    kept = [str(list(model.objects.order_by("pk").values())) for model in (Entry, Letter, Batch, BankData)]
    assert [number for number in numbers for row in kept if number in row] == [], (
        "at rest, and in every letter"
    )
    stages.live_at(NOW)
    masks = (*numbers, "3201", "5864")
    for (who, url), (_, page) in walk(stage, grant, bank.pk, doors).items():
        assert [mask for mask in masks if mask.encode() in page] == [], (who, url)
    for user in (stage.ada, stage.ida, stage.finn, stage.jon):
        browser = stages.client(user)
        for url in pages(stage, grant, bank.pk):
            page = browser.get(url).content
            assert [number for number in numbers if number.encode() in masked(page)] == [], (user, url)
