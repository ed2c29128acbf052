"""Certificates that were issued before get their place in the list of what was revoked."""

from django.db import migrations


def number(apps, schema_editor):
    rows = apps.get_model("certificates", "Certificate").objects.filter(number=None).order_by("issued_at", "pk")
    for place, row in enumerate(rows, 1):
        row.number = place
        row.save(update_fields=["number"])


class Migration(migrations.Migration):
    dependencies = (("certificates", "0002_keys_and_numbers"),)
    operations = (migrations.RunPython(number, migrations.RunPython.noop),)
