"""Under whom evaluations were given that are there already: the stay's tutor, where it was not at another centre."""

from django.db import migrations
from django.db.models import F, OuterRef, Subquery


def fill(apps, schema_editor):
    placement = apps.get_model("placements", "Placement")
    evaluation = apps.get_model("placements", "Evaluation")
    of_stay = placement.objects.filter(pk=OuterRef("placement")).values("tutor")[:1]
    here = evaluation.objects.filter(tutor=None, offer=F("placement__offer")).values("pk")
    evaluation.objects.filter(pk__in=list(here.values_list("pk", flat=True))).update(tutor=Subquery(of_stay))


class Migration(migrations.Migration):
    dependencies = [("placements", "0008_another_tutor")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
