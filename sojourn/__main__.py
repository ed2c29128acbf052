"""python -m sojourn match | verify | commit: the match and its proofs, without Django.

    match INSTANCE.json                  the result on standard output, reservations on the other
    verify INSTANCE.json RESULT.json     nothing if it is right, else every violation
    commit INSTANCE.json --salts FILE    the root and leaves to publish before the lottery

Exit codes: 0 done, 1 violations found, 2 bad input (with the path of the fault), 3 a call that no
fair mechanism here serves (with what to change).
"""

from __future__ import annotations

import argparse
import contextlib
import gc
import json
import sys
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

from sojourn.core import matching, proofs, seals, verifier

try:
    import resource
except ImportError:  # Windows has no limits of this kind
    resource = None  # type: ignore[assignment]

# Without --large: far more than a real call needs (1 MB), and little enough to be refused at once.
MOST_BYTES = 32_000_000
MOST_OBJECTS = 1_200_000
MOST_MEMORY = 250_000_000


class BadFile(Exception):
    """Not JSON, or not of a size that can be read."""


def main(arguments: list[str]) -> int:
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]
    chosen = _parser().parse_args(arguments)
    try:
        return int(chosen.run(chosen))
    except verifier.NoMechanism as refusal:
        return _say(3, str(refusal))
    except (BadFile, matching.InstanceError, verifier.Malformed) as fault:
        return _say(2, str(fault))
    except matching.Refused as refusal:
        return _say(3, str(refusal))


def match(chosen: argparse.Namespace) -> int:
    instance, digest = _read(chosen.instance, chosen.large)
    result = matching.match(instance, digest=digest)
    _write(result)
    if result["mode"] in "CD":  # what is promised holds with a reservation: then it is said
        _say(0, "\n".join(matching.classify(instance).words))
    return 0


def verify(chosen: argparse.Namespace) -> int:
    """The verifier alone: nothing of the engine has a say here."""
    instance, digest = _read(chosen.instance, chosen.large)
    result, _ = _read(chosen.result, chosen.large)
    violations = verifier.verify(instance, result, digest=digest)
    for violation in violations:
        print(violation)
    return 1 if violations else 0


def commit(chosen: argparse.Namespace) -> int:
    instance, _ = _read(chosen.instance, chosen.large)
    salts, _ = _read(chosen.salts, chosen.large)
    _write(proofs.commit(instance, proofs.salts(salts)))
    return 0


# Files


def _read(path: Path, large: bool) -> tuple[Any, str]:
    """A JSON file and the digest of its bytes; BadFile with its name for everything that can be wrong."""
    try:
        with path.open("rb") as file, contextlib.nullcontext() if large else _little_memory():
            content = file.read(-1 if large else MOST_BYTES + 1)
            if not large and (len(content) > MOST_BYTES or content.count(b"{") > MOST_OBJECTS):
                raise MemoryError
            digest, text = seals.digest(content), content.decode("utf-8-sig")
            del content
            return _parsed(text), digest
    except OSError as error:
        raise BadFile(f"{path}: {error.strerror}") from None
    except MemoryError:
        raise BadFile(f"{path}: too large; --large reads it nevertheless") from None
    except RecursionError:
        raise BadFile(f"{path}: nested too deeply") from None
    except UnicodeDecodeError as error:
        raise BadFile(f"{path}: not UTF-8 at byte {error.start}") from None
    except ValueError as error:
        raise BadFile(f"{path}: {error}") from None


def _parsed(text: str) -> Any:
    shared: dict[Any, dict[str, Any]] = {}

    def row(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        """An object. The many equal ones ({"programme": ..., "centre": ...}) become one and the same."""
        found = dict(pairs)
        if len(found) != len(pairs):
            raise ValueError(f"the key {_twice(pairs)!r} is there twice in one object")
        if set(map(type, found.values())) <= _TEXTS:  # others may be equal and not the same: 1, 1.0, true
            return shared.setdefault(tuple(pairs), found)
        return found

    value = json.loads(text, parse_constant=_no_number, object_pairs_hook=row)
    if "\\ud" in text or "\\uD" in text:
        _no_half_characters(value)
    return value


_TEXTS = {str, type(None)}


def _twice(pairs: list[tuple[str, Any]]) -> str:
    """A key that is there twice means something else to every reader."""
    names = sorted(name for name, _ in pairs)
    return next(name for name, other in pairwise(names) if name == other)[:40]


def _no_number(name: str) -> Any:
    raise ValueError(f"{name} is no number")


def _no_half_characters(value: Any) -> None:
    """JSON can write half of a pair of surrogates; nothing can be done with such a text."""
    waiting = [("", value)]
    for path, part in waiting:
        if isinstance(part, dict):
            waiting += [(f"{path}.{key}", both) for key, inside in part.items() for both in (key, inside)]
        elif isinstance(part, list):
            waiting += [(f"{path}[{i}]", inside) for i, inside in enumerate(part)]
        elif isinstance(part, str) and not part.isascii():
            try:
                part.encode()
            except UnicodeEncodeError:
                raise ValueError(f"{path.lstrip('.')}: half a character (a lone surrogate)") from None


@contextlib.contextmanager
def _little_memory() -> Iterator[None]:
    """What is read here may take MOST_MEMORY besides what the program has; then comes a MemoryError."""
    statm = Path("/proc/self/statm")
    if resource is None or not statm.exists():
        yield
        return
    soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    now = int(statm.read_text().split()[0]) * resource.getpagesize()
    most = now + MOST_MEMORY
    if soft != resource.RLIM_INFINITY:
        most = min(most, soft)
    resource.setrlimit(resource.RLIMIT_AS, (most, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_AS, (soft, hard))


def _write(value: dict[str, Any]) -> None:
    """The canonical JSON of an object, part by part: the whole text is never in memory."""
    out = sys.stdout.buffer
    for i, key in enumerate(sorted(value)):
        out.write(b"," if i else b"{")
        out.write(seals.canonical(key) + b":" + seals.canonical(value[key]))
    out.write(b"}\n")


# The command line


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
