"""Keep the reckoning of large programmes, so that no page has to."""

from datetime import datetime

from django.db import transaction

from sojourn.selection import queries
from sojourn.selection.models import Tally, TallyRow


def reckon_large(*, at: datetime) -> None:
    """Every ranking that is large and whose scores, conflicts or limits have changed."""
    for programme, viewer, stamp in queries.to_reckon(at):
        tally, rows = queries.reckon(programme, viewer, at=at)
        tally.stamp, tally.made_at = stamp, at
        with transaction.atomic():
            Tally.objects.filter(programme=programme, viewer=viewer).delete()
            tally.save(force_insert=True)
            TallyRow.objects.bulk_create(rows, batch_size=500)
