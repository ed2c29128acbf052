"""Reading what others wrote: each value checked, each fault with its path.

`applicants[3].choices[1].centre: unknown centre "X"` is what somebody sees who has to mend a file.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

# Up to here (2k-1)/(2g) as a float orders exactly as the fraction: two different fractions differ
# by at least 1/(4gg'), more than the rounding of a quotient whose k and g' stay below 10^7 (LIMIT is lower).
LIMIT = 1_000_000


class InstanceError(ValueError):
    """Bad input: `path` is where ("applicants[3].choices[1].centre"), `message` what."""

    def __init__(self, path: str, message: str) -> None:
        super().__init__(f"{path}: {message}" if path else message)
        self.path, self.message = path, message


def identifiers(rows: list[Any], path: str) -> list[str]:
    ids: list[str] = []
    seen: set[str] = set()
    for i, row in enumerate(rows):
        if type(row) is not dict or type(row.get("id")) is not str:
            text_of(object_of(row, f"{path}[{i}]"), "id", f"{path}[{i}]")
        name = row["id"]
        if name in seen:
            raise InstanceError(f"{path}[{i}].id", f"{short(name)} is there twice")
        seen.add(name)
        ids.append(name)
    try:
        "".join(ids).encode()
    except UnicodeEncodeError:
        for i, name in enumerate(ids):
            encodable(name, f"{path}[{i}].id")
    return ids


def object_of(value: Any, path: str) -> dict[str, Any]:
    if type(value) is not dict:
        raise InstanceError(path, f"expected an object, found {short(value)}")
    return value


def list_of(row: Mapping[str, Any], key: str, path: str, *, optional: bool = False) -> list[Any]:
    value = row.get(key)
    if value is None and optional:
        return []
    if type(value) is not list:
        raise InstanceError(join(path, key), f"expected a list, found {short(value, key in row)}")
    return value


def text_of(row: Mapping[str, Any], key: str, path: str) -> str:
    value = row.get(key)
    if type(value) is not str:
        raise InstanceError(join(path, key), f"expected a text, found {short(value, key in row)}")
    encodable(value, join(path, key))
    return value


def encodable(text: str, path: str) -> None:
    try:
        text.encode()
    except UnicodeEncodeError:
        raise InstanceError(path, "half a character (a lone surrogate)") from None


def count_of(row: Mapping[str, Any], key: str, path: str) -> int:
    value = row.get(key)
    if type(value) is not int:
        raise InstanceError(join(path, key), f"expected a whole number, found {short(value, key in row)}")
    if not 0 <= value <= LIMIT:
        raise InstanceError(join(path, key), f"expected 0 to {LIMIT}, found {short(value)}")
    return value


def shares(value: Any, programme: Mapping[str, int], path: str) -> dict[int, int]:
    parts = object_of(value, path)
    return {
        reference(programme, name, f"{path}[{short(name)}]", "programme"): count_of(parts, name, path)
        for name in parts
    }


def known(table: Mapping[str, int], row: Mapping[str, Any], key: str, path: str) -> int:
    if key not in row:
        raise InstanceError(join(path, key), "missing")
    return reference(table, row[key], join(path, key), key)


def reference(table: Mapping[str, int], name: Any, path: str, what: str) -> int:
    if type(name) is not str:
        raise InstanceError(
            path, f"expected the id of a{'n' if what[0] == 'a' else ''} {what}, found {short(name)}"
        )
    if name not in table:
        raise InstanceError(path, f"unknown {what} {short(name)}")
    return table[name]


def join(path: str, key: str) -> str:
    return f"{path}.{key}" if path else key


def short(value: Any, present: bool = True) -> str:
    """A value in a message: quoted as JSON does, never long, never a surrogate."""
    if not present:
        return "nothing"
    if isinstance(value, str):
        cut = value[:40] + ("…" if len(value) > 40 else "")
        return '"' + cut.encode("utf-8", "backslashreplace").decode().replace('"', '\\"') + '"'
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    if isinstance(value, (list, dict)):
        return "a list" if isinstance(value, list) else "an object"
    text = str(value) if not isinstance(value, int) or abs(value) < 10**40 else "a huge number"
    return text[:40]
