"""The days of reminders stand with the programme, for every role; those that were set go along."""

from django.db import migrations


def hand_down(apps, schema_editor):
    reminder = apps.get_model("calls", "Reminder")
    for row in apps.get_model("letters", "Rule").objects.order_by("pk"):
        reminder.objects.get_or_create(
            programme_id=row.programme_id, rule=row.role, defaults={"days": row.days}
        )


class Migration(migrations.Migration):
    dependencies = [
        ("calls", "0016_reminders"),
        ("letters", "0002_rules"),
    ]

    operations = [
        migrations.RunPython(hand_down, migrations.RunPython.noop, elidable=True),
        migrations.DeleteModel(name="Rule"),
    ]
