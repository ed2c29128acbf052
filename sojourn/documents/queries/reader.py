"""The way to `inside.py`: one keeper process for each web process, one short-lived child for each job."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

from sojourn.documents.queries import inside

PATIENCE = inside.WALL_SECONDS + 5


class Unreadable(Exception):
    """The file was refused inside; `code` says why, `facts` what else is known."""

    def __init__(self, code: str, **facts: Any) -> None:
        super().__init__(code)
        self.code, self.facts = code, facts


class _Keeper:
    """Started when first needed, and again where it was lost or the process was copied."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.control: socket.socket | None = None
        self.process: subprocess.Popen | None = None
        self.owner = 0

    def hand(self, end: socket.socket) -> None:
        """Give the far end of a conversation to a new child."""
        with self.lock:
            if self.control is None or self.owner != os.getpid() or self.process.poll() is not None:
                self._start()
            socket.send_fds(self.control, [b"j"], [end.fileno()])

    def _start(self) -> None:
        if self.control is not None:
            self.control.close()
        self.control, far = socket.socketpair()
        self.owner = os.getpid()
        with far:
            self.process = subprocess.Popen(
                [sys.executable, "-I", str(Path(inside.__file__)), str(far.fileno())],
                pass_fds=[far.fileno()],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                env={"PATH": os.defpath, "LANG": "C.UTF-8"},
                cwd="/",
            )


_keeper = _Keeper()


def ask(job: str, content: bytes, **options: Any) -> tuple[dict[str, Any], bytes]:
    """The answer of a job; Unreadable with a code where there is none ("bomb" where the child was killed)."""
    near, far = socket.socketpair()
    with near:
        near.settimeout(PATIENCE)
        with far:
            _keeper.hand(far)
        inside.receive(near)  # nobody there: EOFError, which is our fault and not the file's
        try:
            inside.send(near, {"job": job, **options}, content)
            answer, made = inside.receive(near)
        except (EOFError, OSError):
            raise Unreadable("bomb") from None
    if "said" in answer:
        raise Unreadable(answer.pop("said"), **answer)
    return answer, made
