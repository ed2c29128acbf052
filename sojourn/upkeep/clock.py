"""The only place that reads a clock: the database's UTC instant plus the shift of a rehearsal."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.db import connection

SQLITE = """SELECT strftime('%Y-%m-%d %H:%M:%f', 'now'),
  (SELECT shift_seconds FROM upkeep_clock LIMIT 1),
  (SELECT demonstration FROM societies_federation LIMIT 1)"""
POSTGRES = """SELECT clock_timestamp(),
  (SELECT shift_seconds FROM upkeep_clock LIMIT 1),
  (SELECT demonstration FROM societies_federation LIMIT 1)"""


@dataclass(frozen=True)
class Reading:
    """`at` is the instant to live in, `real` the database's own; both aware, UTC."""

    at: datetime
    real: datetime
    demonstration: bool
    empty: bool = False  # no federation yet: nobody has set this installation up

    @property
    def shifted(self) -> bool:
        return self.at != self.real


def read() -> Reading:
    """One query. The shift counts only in a database that is marked as a demonstration."""
    with connection.cursor() as cursor:
        cursor.execute(SQLITE if connection.vendor == "sqlite" else POSTGRES)
        real, shift, demonstration = cursor.fetchone()
    if isinstance(real, str):
        real = datetime.fromisoformat(real).replace(tzinfo=UTC)
    real = real.astimezone(UTC)
    shift = timedelta(seconds=(shift or 0) if demonstration else 0)
    return Reading(at=real + shift, real=real, demonstration=bool(demonstration), empty=demonstration is None)
