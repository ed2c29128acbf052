"""Several acts at one instant, each with a thread and a connection of its own."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

from django.db import connection

from sojourn.journal.actions import IllegalMove
from sojourn.ui.gates import Refused


def race(*tasks: Callable[[], Any]) -> list[str]:
    """The refusals' codes, sorted; anything else that goes wrong fails here."""
    start, codes, faults = threading.Barrier(len(tasks)), [], []

    def run(task: Callable[[], Any]) -> None:
        try:
            start.wait()
            task()
        except Refused as refused:
            codes.append(refused.verdict.code)
        except IllegalMove as move:  # somebody else's turn came first
            codes.append(move.verdict.code)
        except Exception as error:  # a thread's own failure would be lost
            faults.append(repr(error))
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[task]) for task in tasks]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []
    return sorted(codes)
