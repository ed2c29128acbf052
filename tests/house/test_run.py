"""What run.py must never do (delete real data, write an index down) and what it must understand."""

import importlib.util
import os
import re
import subprocess
import sys

import pytest

from tests.house import plan


@pytest.fixture
def run(monkeypatch):
    spec = importlib.util.spec_from_file_location("run", plan.ROOT / "run.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    for name in (
        "UV_DEFAULT_INDEX",
        "UV_INDEX",
        "UV_FIND_LINKS",
        "UV_INDEX_STRATEGY",
        "SSL_CERT_FILE",
        "HTTPS_PROXY",
    ):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(module, "install", lambda name: pytest.fail("it went on to install"))
    return module


@pytest.fixture
def pip(run, monkeypatch):
    """Sets what `pip config list` prints."""
    monkeypatch.setattr(run.importlib.util, "find_spec", lambda name: True)
    return lambda *lines: monkeypatch.setattr(run, "quiet", lambda *command, **rest: "\n".join(lines) + "\n")


def test_pip_settings_reach_uv(run, pip):
    pip(
        "global.index-url='https://index.example/'",
        "global.extra-index-url='a b'",
        "global.find-links='c\\nd'",
        "global.cert='/ca.pem'",
        "freeze.timeout='3'",
    )
    env = run.uv_environment()
    assert {
        name: env.get(name) for name in ("UV_DEFAULT_INDEX", "UV_INDEX", "UV_FIND_LINKS", "SSL_CERT_FILE")
    } == {
        "UV_DEFAULT_INDEX": "https://index.example/",
        "UV_INDEX": "a b",
        "UV_FIND_LINKS": "c,d",
        "SSL_CERT_FILE": "/ca.pem",
    }
    assert env["UV_INDEX_STRATEGY"] == "unsafe-best-match"


def test_the_environment_beats_install_beats_global(run, pip):
    pip(":env:.index-url='environment'", "global.index-url='global'", "install.index-url='install'")
    assert run.uv_environment()["UV_DEFAULT_INDEX"] == "environment"
    pip("install.index-url='install'", "global.index-url='global'")
    assert run.uv_environment()["UV_DEFAULT_INDEX"] == "install"


def test_what_is_told_to_uv_itself_stays(run, pip, monkeypatch):
    monkeypatch.setenv("UV_DEFAULT_INDEX", "own")
    pip("global.index-url='of pip'")
    assert run.uv_environment()["UV_DEFAULT_INDEX"] == "own"


def test_locks_are_made_from_the_main_index_only(run, pip):
    pip("global.extra-index-url='mirror'", "global.find-links='wheels'")
    env = run.uv_environment(extras=False)
    assert [env.get("UV_INDEX"), env.get("UV_FIND_LINKS"), env.get("UV_INDEX_STRATEGY")] == [None, None, None]


def test_fresh_never_deletes_a_real_installation(run, tmp_path):
    run.Kept(tmp_path).write(kind="installation")
    (tmp_path / "sojourn.sqlite3").write_text("real")
    with pytest.raises(SystemExit, match="no demonstration"):
        run.demo(["--fresh", "--data", str(tmp_path)])
    run.Kept(tmp_path).erase()
    assert (tmp_path / "sojourn.sqlite3").read_text() == "real"


def test_fresh_never_deletes_what_it_does_not_know(run, tmp_path):
    (tmp_path / "sojourn.sqlite3").write_text("perhaps real")
    with pytest.raises(SystemExit, match="no demonstration"):
        run.demo(["--fresh", "--data", str(tmp_path)])
    assert (tmp_path / "sojourn.sqlite3").exists()


def test_fresh_never_deletes_beside_a_named_database(run, tmp_path, monkeypatch):
    monkeypatch.setenv("SOJOURN_DATABASE", "postgresql://db.example/sojourn")
    run.Kept(tmp_path).write(kind="demonstration", stage="open")
    with pytest.raises(SystemExit, match="Empty the database"):
        run.demo(["--fresh", "--data", str(tmp_path)])
    assert run.Kept(tmp_path).kind == "demonstration"


def test_a_stage_is_refused_where_a_demonstration_lives(run, tmp_path):
    run.Kept(tmp_path).write(kind="demonstration", stage="open")
    with pytest.raises(SystemExit, match="already holds a demonstration, loaded at 'open'"):
        run.demo(["--stage", "review", "--data", str(tmp_path)])


def test_serve_does_not_serve_a_demonstration(run, tmp_path):
    run.Kept(tmp_path).write(kind="demonstration", stage="open")
    with pytest.raises(SystemExit, match="holds a demonstration"):
        run.serve(["--data", str(tmp_path)])


def test_a_taken_port_is_named(run, tmp_path):
    with run.socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(SystemExit, match="Name another one with --port"):
            run.demo(["--data", str(tmp_path), "--port", str(taken.getsockname()[1])])


def test_the_last_line_is_the_sum_of_all_runs(run, tmp_path, capsys):
    report = tmp_path / "report.xml"
    report.write_text('<testsuites><testsuite tests="9" failures="1" errors="2" skipped="3"/></testsuites>')
    silent = [sys.executable, "-c", ""]
    parts = [run.Part("one").run(silent, dict(os.environ), report=report) for _ in range(2)]
    with pytest.raises(SystemExit) as end:
        run.finish(parts, tests=True)
    assert end.value.code == 0
    assert capsys.readouterr().out.splitlines()[-1] == "6 passed, 6 failed, 6 skipped"


def test_a_run_without_any_test_is_red(run):
    with pytest.raises(SystemExit) as end:
        run.finish([], tests=True)
    assert end.value.code == 1


def test_no_test_found_is_red_unless_some_were_asked_for(run):
    nothing = [sys.executable, "-c", "raise SystemExit(5)"]
    greens = [run.Part("x").run(nothing, dict(os.environ), picky=picky).green for picky in (True, False)]
    assert greens == [False, True]


def test_what_is_left_out_is_red_in_ci_only(run, monkeypatch):
    monkeypatch.setattr(run, "IN_CI", False)
    assert run.Part("x").left_out("no PostgreSQL").green
    monkeypatch.setattr(run, "IN_CI", True)
    assert not run.Part("x").left_out("no PostgreSQL").green


def test_run_needs_the_standard_library_only():
    told = subprocess.run(
        [sys.executable, "-I", "-S", plan.ROOT / "run.py", "help"], capture_output=True, text=True, check=True
    )
    verbs = re.findall(r"\./run\.py (\w+)", told.stdout)
    assert sorted(verbs) == sorted(["demo", "serve", "test", "check", "manage", "bench", "lock"])


REPORT = """<testsuites><testsuite tests="4" failures="{failures}" errors="0" skipped="1">
<testcase classname="tests.journeys.test_map" name="test_map[phone]" />{cases}</testsuite></testsuites>"""
FELL = '<testcase classname="tests.journeys.test_{}" name="test_it[{}]"><failure message="late" /></testcase>'


def report(folder, *fell):
    cases = "".join(FELL.format(module, which) for module, which in fell)
    path = folder / "report.xml"
    path.write_text(REPORT.format(failures=len(fell), cases=cases))
    return path


def test_what_fell_is_named_as_pytest_names_it(run, tmp_path):
    listed = run.fallen(report(tmp_path, ("review", "wide"), ("whole_cycle", "phone")))
    assert listed == [
        "tests/journeys/test_review.py::test_it[wide]",
        "tests/journeys/test_whole_cycle.py::test_it[phone]",
    ]
    # where a file cannot be told, nothing is tried again: better red than half looked at
    assert run.fallen(report(tmp_path, ("review", "wide"), ("of_no_file", "x"))) == []
    assert run.fallen(tmp_path / "never-written.xml") == []


@pytest.mark.parametrize(
    ("passed", "failed", "green"),
    [(2, 0, True), (1, 1, False), (0, 2, False), (1, 0, False), (0, 0, False)],
)
def test_a_second_try_makes_green_only_what_all_stood(run, capsys, passed, failed, green):
    first, second = run.Part("journeys"), run.Part("once more")
    first.green, first.passed, first.failed = False, 40, 2
    second.green, second.passed, second.failed = not failed, passed, failed
    first.again(second, ["a", "b"])
    assert (first.green, first.passed, first.failed) == ((True, 42, 0) if green else (False, 40, 2))
    assert first.unsteady == (["a", "b"] if green else [])
    with pytest.raises(SystemExit) as ended:
        run.finish([first], tests=True)
    assert ended.value.code == (0 if green else 1)
    assert ("Unsteady, mend it: a" in capsys.readouterr().out) == green
