from django.db import migrations, models


def shorten(apps, schema_editor):
    """A letter of invitation served one journey."""
    apps.get_model("agreements", "Wording").objects.filter(kind="invitation").update(keep_years=1)


class Migration(migrations.Migration):
    dependencies = (("agreements", "0001_initial"),)
    operations = (
        migrations.AddField("wording", "keep_years", models.PositiveSmallIntegerField(default=10)),
        migrations.RunPython(shorten, migrations.RunPython.noop),
    )
