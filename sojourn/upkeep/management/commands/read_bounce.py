"""Read a returned letter (a delivery-status report) from standard input and stop counting on its address."""

import sys
from email import message_from_bytes, policy

from django.core.management.base import BaseCommand

from sojourn.post import actions
from sojourn.upkeep import clock

MOST = 5_000_000  # bytes; a report is small, whatever is piped in


class Command(BaseCommand):
    help = __doc__

    def handle(self, **options):
        message = message_from_bytes(sys.stdin.buffer.read(MOST), policy=policy.default)
        letter = actions.read_bounce(message, at=clock.read().at)
        # ends with 0 either way: a mail server would send a report about the report
        self.stdout.write(f"letter {letter.pk} bounced" if letter else "not a report about a letter of ours")
