"""What is booked stands: the databases themselves refuse to change it."""

from django.db import migrations

from sojourn.payments.models import guards


def install(apps, schema_editor):
    guards.install(schema_editor)


def remove(apps, schema_editor):
    guards.remove(schema_editor)


class Migration(migrations.Migration):
    dependencies = [("payments", "0002_take_over")]
    operations = [migrations.RunPython(install, remove)]
