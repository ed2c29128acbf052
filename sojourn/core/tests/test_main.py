"""The command: exit codes, paths of faults, and that it starts without Django."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any

import pytest

from sojourn.core.matching import InstanceError, Refused, match
from sojourn.core.tests.cases import cases, instance
from sojourn.core.verifier import Malformed, NoMechanism, verify

GIVEN: dict[str, Any] = {
    "format": "sojourn-match/1",
    "applicants": [
        {"id": "a1", "choices": [{"programme": "P", "centre": "C"}, {"programme": "P", "centre": "D"}]},
        {"id": "a2", "choices": [{"programme": "P", "centre": "C"}]},
        {"id": "a3", "choices": [{"programme": "Q", "centre": "C"}], "available": ["m1"]},
    ],
    "programmes": [
        {"id": "P", "grants": 2, "ranking": ["a2", "a1"]},
        {"id": "Q", "grants": 1, "ranking": [["a3", "a1"]]},
    ],
    "offers": [
        {"programme": "P", "centre": "C", "places": 1},
        {"programme": "P", "centre": "D", "places": 1},
        {"programme": "Q", "centre": "C", "period": "m1", "places": 1},
    ],
    "centres": [{"id": "C", "places": 2, "split": {"P": 1, "Q": 1}}, {"id": "D"}],
    "federation": {"grants": 2, "split": "sainte-lague", "revert": ["Q", "P"]},
    "barred": [{"applicant": "a1", "programme": "P", "centre": "C", "reason": "own_country"}],
    "lottery": {"seed": "00ff"},
    "previous": {
        "awards": [{"applicant": "a1", "programme": "P", "centre": "D"}],
        "declined": ["a2"],
        "frozen": ["a1"],
    },
}


def sojourn(*words: object, seed: str = "0") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "sojourn", *map(str, words)],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONHASHSEED": seed, "DJANGO_SETTINGS_MODULE": "there.is.none"},
    )


@pytest.fixture
def paper(tmp_path: Path) -> Any:
    def write(value: Any, name: str = "instance.json") -> Path:
        path = tmp_path / name
        path.write_bytes(value if isinstance(value, bytes) else json.dumps(value).encode())
        return path

    return write


def test_match_then_verify(paper: Any) -> None:
    given = paper(GIVEN)
    done = sojourn("match", given)
    assert done.returncode == 0 and done.stderr == ""
    result = paper(done.stdout.encode(), "result.json")
    verified = sojourn("verify", given, result)
    assert (verified.returncode, verified.stdout, verified.stderr) == (0, "", "")


def test_violations_are_printed_and_exit_1(paper: Any) -> None:
    given = paper(GIVEN)
    result = json.loads(sojourn("match", given).stdout)
    result["awards"].pop()
    verified = sojourn("verify", given, paper(result, "result.json"))
    assert verified.returncode == 1 and "should be" in verified.stdout


def test_a_result_of_the_wrong_shape_exits_2(paper: Any) -> None:
    verified = sojourn("verify", paper(GIVEN), paper({"format": "sojourn-match-result/1"}, "result.json"))
    assert verified.returncode == 2 and verified.stderr == "mode: expected a text\n"


def test_a_call_that_no_mechanism_serves_exits_3_and_says_what_to_change(paper: Any) -> None:
    given = json.loads(json.dumps(GIVEN))
    given["applicants"][0]["choices"].append({"programme": "Q", "centre": "C"})
    given["centres"] = [{"id": "C", "places": 1}]
    del given["previous"]
    done = sojourn("match", paper(given))
    assert (
        done.returncode == 3 and done.stderr.startswith("mode D:") and "Split the places of C" in done.stderr
    )


def test_a_mechanism_that_promises_less_says_so_beside_the_result(paper: Any) -> None:
    done = sojourn("match", paper(OF_EACH_MODE["C"]))
    assert done.returncode == 0 and json.loads(done.stdout)["mode"] == "C"
    assert "Nobody gains by stating another order: yes, within a round." in done.stderr
    assert "Had a1 named Q only" in done.stderr
    assert sojourn("match", paper(OF_EACH_MODE["B"])).stderr == ""


def test_commit_prints_root_and_leaves(paper: Any) -> None:
    salts = {name: f"{n:064x}" for n, name in enumerate(("a1", "a2", "a3"))}
    given = {key: value for key, value in GIVEN.items() if key not in ("lottery", "previous")}
    done = sojourn("commit", paper(given), "--salts", paper(salts, "salts.json"))
    assert done.returncode == 0 and list(json.loads(done.stdout)["leaves"]) == ["a1", "a2", "a3"]
    del salts["a2"]
    missing = sojourn("commit", paper(given), "--salts", paper(salts, "salts.json"))
    assert (missing.returncode, missing.stderr) == (2, "salts['a2']: missing\n")


def test_the_same_bytes_whatever_the_hash_seed_and_the_order_of_the_input(paper: Any) -> None:
    random = Random(3)
    given = instance(random, people=9, programmes=3, centres=3, several=False, shared=True, periods=True)
    outputs = {sojourn("match", paper(given), seed=seed).stdout for seed in ("0", "1", "77")}
    assert len(outputs) == 1 and json.loads(outputs.pop())["awards"]


def shuffled(random: Random, value: Any, key: str = "") -> Any:
    """The same instance with every array shuffled whose order means nothing."""
    if isinstance(value, dict):
        items = list(value.items())
        random.shuffle(items)
        return {name: shuffled(random, part, name) for name, part in items}
    if isinstance(value, list):
        parts = [shuffled(random, part, "tie" if key in ("ranking", "tie") else "") for part in value]
        if key not in ("ranking", "choices", "revert"):
            random.shuffle(parts)
        return parts
    return value


@pytest.mark.parametrize("several", [False, True])
def test_the_order_of_the_input_does_not_matter(several: bool) -> None:
    random = Random(5)
    for _ in range(cases(60)):
        given = instance(random, people=6, several=several, shared=True, federation=True, periods=True)
        assert match(given, digest="same") == match(shuffled(random, given), digest="same")


def renamed(value: Any, names: dict[str, str]) -> Any:
    if isinstance(value, dict):
        return {names.get(key, key): renamed(part, names) for key, part in value.items()}
    if isinstance(value, list):
        return [renamed(part, names) for part in value]
    return names.get(value, value) if isinstance(value, str) else value


def test_names_do_not_matter_where_nothing_is_drawn() -> None:
    """Without ties, and with different numbers of grants, ids stand for nothing."""
    random, other = Random(6), {"C0": "Zz", "C1": "é", **{f"a{n}": f"{9 - n}x" for n in range(6)}}
    for _ in range(cases(60)):
        given = instance(random, people=6, ties=False, periods=True)
        there = match(renamed(given, other), digest="same")
        here = renamed(match(given, digest="same"), other)
        assert sorted(map(str, here["awards"])) == sorted(map(str, there["awards"]))
        assert here["reasons"] == there["reasons"]


ODD: list[Any] = [
    None,
    True,
    -1,
    10**9,
    1.5,
    "",
    "unknown",
    [],
    {},
    [[]],
    {"id": "x"},
    "a1",
    ["a1", "a1"],
    "\ud800",
]


def places_of(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The path of every value inside."""
    found = [path]
    parts = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, part in parts:
        found += places_of(part, (*path, key))
    return found


def test_every_wrong_value_is_refused_with_its_path_or_changes_nothing_else() -> None:
    """Each value replaced by each odd one: a result, or a fault with a path; never another exception."""
    seen = 0
    for path in places_of(GIVEN)[1:]:
        for odd in ODD:
            wrong = json.loads(json.dumps(GIVEN))
            at = wrong
            for key in path[:-1]:
                at = at[key]
            at[path[-1]] = odd
            try:
                result = match(wrong, digest="x")
            except InstanceError as fault:
                seen += 1
                assert fault.message and fault.path
            except Refused:
                continue
            else:
                assert verify(wrong, result, digest="x") == []
    assert seen > 500


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (
            ("applicants", 0, "choices", 1, "centre", "X"),
            'applicants[0].choices[1].centre: unknown centre "X"',
        ),
        (
            ("applicants", 0, "choices", 1, "programme", "X"),
            'applicants[0].choices[1].programme: unknown programme "X"',
        ),
        (
            ("applicants", 2, "choices", 0, "centre", "D"),
            'applicants[2].choices[0]: there is no offer of "Q" at "D"',
        ),
        (("applicants", 1, "id", "a1"), 'applicants[1].id: "a1" is there twice'),
        (("applicants", 1, "choices", {}), "applicants[1].choices: expected a list, found an object"),
        (("applicants", 1, "choices", 0, "C"), 'applicants[1].choices[0]: expected an object, found "C"'),
        (("programmes", 0, "grants", -1), "programmes[0].grants: expected 0 to 1000000, found -1"),
        (("programmes", 0, "grants", True), "programmes[0].grants: expected a whole number, found true"),
        (("programmes", 0, "ranking", 1, "a2"), 'programmes[0].ranking[1]: "a2" is ranked twice'),
        (
            ("programmes", 1, "ranking", 0, 0, ["a3"]),
            "programmes[1].ranking[0][0]: expected the id of an applicant, found a list",
        ),
        (("programmes", 1, "ranking", 0, []), "programmes[1].ranking[0]: a tie needs somebody in it"),
        (("offers", 0, "places", 10**9), "offers[0].places: expected 0 to 1000000, found 1000000000"),
        (("offers", 1, "centre", "C"), "offers[1]: this programme's offer at this centre is there twice"),
        (("barred", 0, "applicant", "X"), 'barred[0].applicant: unknown applicant "X"'),
        (("federation", "split", {"P": 3}), "federation.split: the parts sum to 3, there are 2 grants"),
        (("lottery", None), "lottery: needed, because of the tie at programmes[1].ranking[0]"),
        (("lottery", "seed", "0"), "lottery.seed: expected whole bytes in hexadecimal"),
        (
            ("previous", "frozen", 0, "a2"),
            "previous.frozen[0]: only somebody who keeps an award can freeze it",
        ),
        (
            ("previous", "awards", 0, "centre", "C"),
            "previous.awards[0]: this award could not have been made: it is no open choice of the applicant",
        ),
        (("mode", "B"), "mode: this is mode A, not B: Every applicant names one programme only."),
        (("format", "other/1"), 'format: expected "sojourn-match/1", found "other/1"'),
    ],
)
def test_faults_have_paths(change: tuple[Any, ...], said: str) -> None:
    wrong = json.loads(json.dumps(GIVEN))
    at = wrong
    for key in change[:-2]:
        at = at[key]
    at[change[-2]] = change[-1]
    with pytest.raises(InstanceError) as fault:
        match(wrong)
    assert str(fault.value) == said


def both(wrong: Any) -> tuple[str, str]:
    """What the engine and the verifier make of an instance: "bad", "refused" or "right"."""
    try:
        result, engine = match(wrong, digest="x"), "right"
    except InstanceError:
        result, engine = match(GIVEN, digest="x"), "bad"
    except Refused:
        result, engine = match(GIVEN, digest="x"), "refused"
    try:
        second = "wrong" if verify(wrong, result, digest="x") else "right"
    except NoMechanism:
        second = "refused"
    except Malformed:
        second = "bad"
    return engine, second


SEVERAL = {
    **GIVEN,
    "applicants": [
        {"id": "a1", "choices": [{"programme": p, "centre": "C"} for p in "PQ"]},
        *GIVEN["applicants"][1:],
    ],
    "previous": None,
}
OF_EACH_MODE: dict[str, Any] = {
    "A": GIVEN,
    "B": {**SEVERAL, "centres": None, "federation": None},
    "C": {**SEVERAL, "centres": None},
    "D": {**SEVERAL, "centres": [{"id": "C", "places": 1, "split": {"P": 1, "Q": 0}}]},
}


@pytest.mark.parametrize("mode", OF_EACH_MODE)
def test_the_verifier_reads_by_itself_and_refuses_what_the_engine_refuses(mode: str) -> None:
    """Two readers that share nothing: each value replaced, or left out, the two always agree."""
    given, seen = {**OF_EACH_MODE[mode], "mode": mode}, set()
    assert both(given) == ("right", "right")
    for path in places_of(given)[1:]:
        for odd in [
            *ODD,
            0,
            2,
            1.0,
            10**30,
            "P",
            "C",
            "A",
            "E",
            "m1",
            ["P"],
            {"P": 9},
            "sainte-lague",
            LEFT_OUT,
        ]:
            wrong = json.loads(json.dumps(given))
            at = wrong
            for key in path[:-1]:
                at = at[key]
            if odd is LEFT_OUT:
                del at[path[-1]]
            else:
                at[path[-1]] = odd
            engine, verifier = both(wrong)
            assert engine == verifier, (path, odd)
            seen.add(engine)
    assert seen == {"right", "bad", "refused"}


LEFT_OUT = object()

JUNK = {
    "empty": b"",
    "UTF-16": json.dumps(GIVEN).encode("utf-16"),
    "not JSON": b"{",
    "not text": bytes(range(256)),
    "a number": b"3",
    "NaN": b'{"format": NaN}',
    "a huge number": b'{"format": ' + b"9" * 10_000 + b"}",
    "deep": b"[" * 200_000,
    "deep and closed": b"[" * 50_000 + b"]" * 50_000,
    "a key twice": b'{"format": 1, "format": 2}',
    "a lone surrogate": b'{"format": "sojourn-match/1", "applicants": [{"id": "\\ud800", "choices": []}]}',
}


@pytest.mark.parametrize("kind", JUNK)
def test_junk_exits_2_with_one_line(kind: str, paper: Any) -> None:
    for words in (["match"], ["verify", paper(GIVEN)]):
        done = sojourn(*words, paper(JUNK[kind], "junk.json"))
        assert done.returncode == 2, done
        assert len(done.stderr.splitlines()) == 1 and "Traceback" not in done.stderr


def many(size: int, unit: str) -> bytes:
    """About so many bytes of a unit with running numbers."""
    return ",".join(unit.replace("#", str(n)) for n in range(size // (len(unit) + 6))).encode()


def ranking(inside: bytes) -> bytes:
    start = b'{"format": "sojourn-match/1", "applicants": [{"id": "a", "choices": []}], "offers": [], '
    return start + b'"programmes": [{"id": "P", "grants": 1, "ranking": [' + inside + b"]}]}"


LARGE: dict[str, Callable[[int], bytes]] = {
    "no JSON": lambda size: b"x" * size,
    "lists": lambda size: b"[" + b"[]," * (size // 3) + b"0]",
    "objects": lambda size: b"[" + b"{}," * (size // 3) + b"0]",
    "texts": lambda size: b"[" + b'"\\u00e9",' * (size // 9) + b"0]",
    "numbers": lambda size: b"[" + b"1.5," * (size // 4) + b"0]",
    "wide characters": lambda size: b'["' + b"x" * size + '😀"]'.encode(),
    "keys": lambda size: b"{" + many(size, '"#": 0') + b"}",
    "rows": lambda size: b"[" + many(size, '{"programme": "#", "centre": "#"}') + b"]",
    "unknown people": lambda size: ranking(many(size, '"b#"')),
    "one person for ever": lambda size: ranking(b"[" + b'"a",' * (size // 4) + b'"a"]'),
}


@pytest.mark.parametrize(
    ("size", "kind"),
    [*((31_000_000, kind) for kind in LARGE), (100_000_000, "no JSON"), (100_000_000, "objects")],
)
def test_junk_of_any_size_is_refused_quickly_and_in_little_memory(size: int, kind: str, paper: Any) -> None:
    junk = paper(LARGE[kind](size), "junk.json")
    # not getrusage: its peak is that of the process before it became this program, too
    code = "import sys, time; from sojourn.__main__ import main; code = main(sys.argv[1:]);"
    code += "peak = open('/proc/self/status').read().split('VmHWM:')[1].split()[0];"
    code += "print(peak, time.process_time()); sys.exit(code)"
    done = subprocess.run(
        [sys.executable, "-c", code, "match", str(junk)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 2 and len(done.stderr.splitlines()) == 1
    kilobytes, seconds = map(float, done.stdout.split())
    assert kilobytes < 300_000 and seconds < 2, (kilobytes, seconds)


@pytest.mark.parametrize(
    ("part", "said"),
    [
        ({"cutoffs": {"offers": [{"cut": "\ud800"}]}}, "cutoffs.offers[0].cut: half a character"),
        ({"unmatched": ["\ud800"]}, "unmatched[0]: half a character"),
        ({"reasons": {"\ud800": []}}, "half a character"),
    ],
)
def test_half_a_character_in_a_result_exits_2_with_its_path(part: Any, said: str, paper: Any) -> None:
    result = {**match(GIVEN), **part}
    verified = sojourn("verify", paper(GIVEN), paper(result, "result.json"))
    assert verified.returncode == 2 and said in verified.stderr and verified.stdout == ""


def test_a_result_holds_nothing_else(paper: Any) -> None:
    given = paper(GIVEN)
    result = json.loads(sojourn("match", given).stdout)
    verified = sojourn("verify", given, paper({**result, "note": 1}, "result.json"))
    assert (verified.returncode, verified.stdout) == (1, "note: no part of a result\n")


def test_what_the_format_does_not_know_is_ignored_whatever_it_is(paper: Any) -> None:
    salts = paper(dict.fromkeys(("a1", "a2", "a3"), "00" * 32), "salts.json")
    plain = sojourn("commit", paper(GIVEN), "--salts", salts)
    offer = json.dumps(GIVEN["offers"][0])[:-1]
    odd = json.dumps(GIVEN).replace(offer, offer + ', "note": 1e999', 1).encode()
    assert odd != json.dumps(GIVEN).encode()
    assert sojourn("commit", paper(odd), "--salts", salts).stdout == plain.stdout
    assert sojourn("match", paper(odd)).returncode == 0


def test_the_verifier_runs_without_the_engine() -> None:
    code = (
        "import sys; import sojourn.core.verifier as v; loaded = {m for m in sys.modules if 'sojourn' in m};"
    )
    code += "assert all(m in ('sojourn', 'sojourn.core') or m.startswith(v.__name__) for m in loaded), loaded"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_no_such_file_exits_2() -> None:
    done = sojourn("match", "/there/is/none.json")
    assert done.returncode == 2 and done.stderr == "/there/is/none.json: No such file or directory\n"


def test_it_starts_without_django() -> None:
    code = "import sys; import sojourn.__main__; assert not any(m.startswith('django') for m in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
