"""The worker: every two seconds it looks whether something is due, and ends after a round where asked to."""

import logging
import signal
import threading
import time

from django.core.management.base import BaseCommand
from django.db import DatabaseError, close_old_connections

from sojourn.upkeep import actions, clock, worker

PAUSE = 2
BEAT = 10
log = logging.getLogger(__name__)


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser):
        parser.add_argument("--once", action="store_true", help="one round, for cron or by hand")

    def handle(self, *, once, **options):
        stop = threading.Event()
        if threading.current_thread() is threading.main_thread():
            for number in (signal.SIGTERM, signal.SIGINT):
                signal.signal(number, lambda *_: stop.set())
        told, beaten, troubles = None, 0.0, ""
        watch = worker.Watch()
        while not stop.is_set():
            try:
                now = clock.read()
                if watch.wakes(now, time.monotonic()):
                    troubles = "\n".join(worker.tick(now.at))
                # a beat is a write: not every round, but at once when the news changes
                if troubles != told or time.monotonic() - beaten > BEAT:
                    actions.beat(real=clock.read().real, trouble=troubles)
                    told, beaten = troubles, time.monotonic()
            except DatabaseError:  # down, or locked for long: nothing was lost, the next round looks again
                log.exception("round")
            if once:
                break
            close_old_connections()
            stop.wait(PAUSE)
