"""The grants that stood in the room of awards: their plans as rows, what was due and paid as transfers."""

from collections import defaultdict

from django.db import migrations

POTS = {"planned": "promised", "due": "approved", "paid": "received"}


def take_over(apps, schema_editor):
    old = {name: apps.get_model("awards", name) for name in ("Grant", "Share", "Instalment", "Part")}
    new = {
        name: apps.get_model("payments", name)
        for name in ("Grant", "Share", "Instalment", "Part", "Payment", "Account", "Posting", "Transfer")
    }
    for before in old["Grant"].objects.order_by("pk"):
        award = apps.get_model("awards", "Award").objects.get(pk=before.award_id)
        grant = new["Grant"].objects.create(
            award_id=before.award_id,
            currency=before.currency,
            demonstration=before.demonstration,
            drawn_up_at=award.answered_at or award.offered_at,
        )
        given, moved = defaultdict(int), defaultdict(int)
        for line in old["Instalment"].objects.filter(grant=before).order_by("order"):
            made = new["Instalment"].objects.create(
                grant=grant,
                **{
                    name: getattr(line, name)
                    for name in ("order", "trigger", "days", "state", "triggered_at", "due_on", "paid_on")
                },
                amount=0 if line.state == "cancelled" else line.amount,
            )
            for part in old["Part"].objects.filter(instalment=line).order_by("pk"):
                live = line.state != "cancelled"
                new["Part"].objects.create(
                    instalment=made, payer_id=part.payer_id, amount=part.amount if live else 0
                )
                if not live or not part.amount:
                    continue
                given[part.payer_id] += part.amount
                moved[part.payer_id, POTS[line.state]] += part.amount
                if line.state in ("due", "paid"):
                    new["Payment"].objects.create(
                        instalment=made,
                        payer_id=part.payer_id,
                        amount=part.amount,
                        state=line.state,
                        paid_on=line.paid_on,
                    )
        for share in old["Share"].objects.filter(grant=before).order_by("pk"):
            new["Share"].objects.create(
                grant=grant,
                payer_id=share.payer_id,
                rate=given[share.payer_id],  # what was cancelled with a stay that ended stays so
                promised=given[share.payer_id],
                amount=given[share.payer_id],
            )
        if moved:
            posting = new["Posting"].objects.create(
                kind="take_over", grant=grant, on=grant.drawn_up_at.date(), at=grant.drawn_up_at
            )
            for (payer, kind), amount in sorted(moved.items()):
                source = pot(new["Account"], "purse", payer, grant.currency, None)
                target = pot(new["Account"], kind, payer, grant.currency, grant)
                new["Transfer"].objects.create(posting=posting, source=source, target=target, amount=amount)
                for account, change in ((source, -amount), (target, amount)):
                    account.balance += change
                    account.save()


def pot(accounts, kind, payer, currency, grant):
    """As `payments.queries.Pot` names it; what is a grant's is for the stay."""
    purpose = "stay" if grant else ""
    key = ":".join(map(str, (kind, payer, currency, grant.pk if grant else "", purpose, "")))
    found, _ = accounts.objects.get_or_create(
        key=key,
        defaults={
            "kind": kind,
            "payer_id": payer,
            "currency": currency,
            "grant": grant,
            "purpose": purpose,
        },
    )
    return found


class Migration(migrations.Migration):
    dependencies = [("payments", "0001_initial"), ("awards", "0003_recalls")]
    operations = [migrations.RunPython(take_over, migrations.RunPython.noop, elidable=True)]
