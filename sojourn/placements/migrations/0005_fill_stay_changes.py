"""Where a stay is, where its evaluations were given, and since when its dates stand, for what was there before."""

from django.db import migrations
from django.db.models import F, OuterRef, Subquery


def fill(apps, schema_editor):
    placement = apps.get_model("placements", "Placement")
    evaluation = apps.get_model("placements", "Evaluation")
    award = apps.get_model("awards", "Award")
    of_award = award.objects.filter(pk=OuterRef("award")).values("offer")[:1]
    placement.objects.filter(offer=None).update(offer=Subquery(of_award))
    placement.objects.filter(dated_at=None).update(dated_at=F("agreed_at"))
    placement.objects.filter(state="ended_early", cause="").update(cause="other")
    of_stay = placement.objects.filter(pk=OuterRef("placement")).values("offer")[:1]
    evaluation.objects.filter(offer=None).update(offer=Subquery(of_stay))


class Migration(migrations.Migration):
    dependencies = [("placements", "0004_stay_changes"), ("awards", "0001_initial")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
