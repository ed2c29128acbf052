"""A stay may get another tutor; an evaluation keeps under whom it was given."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import F, Q


class Migration(migrations.Migration):
    dependencies = [("placements", "0007_logbooks"), ("centres", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="evaluation",
            name="tutor",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="centres.tutor"
            ),
        ),
        migrations.AlterField(
            model_name="amendment",
            name="kind",
            field=models.CharField(
                choices=[
                    ("redate", "Other days"),
                    ("extend", "A longer stay"),
                    ("interrupt", "An interruption"),
                    ("move", "Another centre for the rest"),
                    ("end", "An early end"),
                    ("tutor", "Another tutor"),
                ],
                max_length=10,
            ),
        ),
        migrations.RemoveConstraint(model_name="amendment", name="placements_amendment_is_whole"),
        migrations.AddConstraint(
            model_name="amendment",
            constraint=models.CheckConstraint(
                condition=Q(kind="redate", starts_on__isnull=False, ends_on__gt=F("starts_on"))
                | Q(kind="extend", ends_on__isnull=False)
                | Q(kind="interrupt", pause_until__gte=F("pause_from"), ends_on__isnull=False)
                | Q(kind="move", offer__isnull=False, from_on__isnull=False)
                | (Q(kind="end") & ~Q(cause=""))
                | Q(kind="tutor", tutor__isnull=False),
                name="placements_amendment_is_whole",
            ),
        ),
    ]
