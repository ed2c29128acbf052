"""Two people, one form."""

from typing import Any


class Overtaken(Exception):
    """Somebody saved this since the form was opened; `kept` is the row as it is now."""

    def __init__(self, kept: Any) -> None:
        super().__init__("overtaken")
        self.kept = kept
