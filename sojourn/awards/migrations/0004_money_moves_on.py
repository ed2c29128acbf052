"""The grants have gone to the room of payments, with everything that stood in them."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("awards", "0003_recalls"), ("payments", "0002_take_over")]
    operations = [
        migrations.DeleteModel(name="Part"),
        migrations.DeleteModel(name="Instalment"),
        migrations.DeleteModel(name="Share"),
        migrations.DeleteModel(name="Grant"),
    ]
