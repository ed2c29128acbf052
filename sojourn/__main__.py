"""python -m sojourn match | verify | commit: the match and its proofs, without Django.

    match INSTANCE.json                  the result on standard output
    verify INSTANCE.json RESULT.json     nothing if it is right, else every violation
    commit INSTANCE.json --salts FILE    the root and leaves to publish before the lottery

Exit codes: 0 done, 1 violations found, 2 bad input (with the path of the fault), 3 a call that no
fair mechanism here serves (with what to change).
"""

from __future__ import annotations

import argparse
import gc
import json
import sys
from pathlib import Path
from typing import Any

from sojourn.core import matching, proofs, seals, verifier

# A file may be large only as far as reading it stays within memory; a real call has 1 MB.
MOST_BYTES = 32_000_000
MOST_MEMORY = 220_000_000


class BadFile(Exception):
    """Not JSON, or not of a size that can be read."""


def main(arguments: list[str]) -> int:
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]
    chosen = _parser().parse_args(arguments)
    try:
        return int(chosen.run(chosen))
    except (BadFile, matching.InstanceError, verifier.Malformed) as fault:
        return _say(2, str(fault))
    except matching.Refused as refusal:
        return _say(3, str(refusal))


def match(chosen: argparse.Namespace) -> int:
    instance, content = _read(chosen.instance, chosen.large)
    result = matching.match(instance, digest=seals.digest(content))
    sys.stdout.buffer.write(seals.canonical(result) + b"\n")
    return 0


def verify(chosen: argparse.Namespace) -> int:
    instance, content = _read(chosen.instance, chosen.large)
    result, _ = _read(chosen.result, chosen.large)
    matching.admissible(instance)
    violations = verifier.verify(instance, result, digest=seals.digest(content))
    for violation in violations:
        print(violation)
    return 1 if violations else 0


def commit(chosen: argparse.Namespace) -> int:
    instance, _ = _read(chosen.instance, chosen.large)
    salts, _ = _read(chosen.salts, chosen.large)
    sys.stdout.buffer.write(seals.canonical(proofs.commit(instance, proofs.salts(salts))) + b"\n")
    return 0


def _read(path: Path, large: bool) -> tuple[Any, bytes]:
    """A JSON file and its bytes; BadFile with its name for everything that can be wrong with it."""
    try:
        with path.open("rb") as file:
            content = file.read(-1 if large else MOST_BYTES + 1)
    except OSError as error:
        raise BadFile(f"{path}: {error.strerror}") from None
    if not large and (len(content) > MOST_BYTES or _memory(content) > MOST_MEMORY):
        raise BadFile(f"{path}: too large; --large reads it nevertheless")
    try:
        return json.loads(content, parse_constant=_no_constant, object_pairs_hook=_once), content
    except RecursionError:
        raise BadFile(f"{path}: nested too deeply") from None
    except ValueError as error:
        raise BadFile(f"{path}: {error}") from None


def _memory(content: bytes) -> int:
    """What the parsed file will take at most, from counting its brackets, quotes and commas."""
    texts = max(0, content.count(b'"') // 2 - content.count(b":"))
    return 232 * content.count(b"{") + 64 * content.count(b"[") + 60 * texts + 40 * content.count(b",")


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """A key that is there twice means something else to every reader."""
    found = dict(pairs)
    if len(found) != len(pairs):
        seen: set[str] = set()
        twice = next(key for key, _ in pairs if key in seen or seen.add(key))  # type: ignore[func-returns-value]
        raise ValueError(f"the key {twice[:40]!r} is there twice in one object")
    return found


def _no_constant(name: str) -> Any:
    raise ValueError(f"{name} is no number")


def _say(code: int, text: str) -> int:
    print(text, file=sys.stderr)
    return code


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m sojourn", description="The match and its proofs.")
    verbs = parser.add_subparsers(required=True)
    for run, files in ((match, ("instance",)), (verify, ("instance", "result")), (commit, ("instance",))):
        verb = verbs.add_parser(run.__name__)
        for file in files:
            verb.add_argument(file, type=Path)
        verb.add_argument("--large", action="store_true", help="read files of any size")
        verb.set_defaults(run=run)
        if run is commit:
            verb.add_argument("--salts", type=Path, required=True)
    return parser


if __name__ == "__main__":
    gc.disable()  # one task, no cycles, then the end: collecting would only take time
    sys.exit(main(sys.argv[1:]))
