#!/usr/bin/env python3
"""Sojourn's short verbs. One file, standard library only: it makes its own environment in `.venv`.

./run.py demo     a whole exchange cycle with invented people      ./run.py test    everything that is tested
./run.py serve    an empty installation                            ./run.py check   style, types, import law
./run.py manage   Django's commands     ./run.py bench   measurements     ./run.py lock   remake the locks
"""

from __future__ import annotations

import argparse
import ast
import contextlib
import hashlib
import http.client
import importlib.util
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import venv
from pathlib import Path
from xml.etree import ElementTree

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
REQUIREMENTS = ROOT / "requirements"
STAGES = ("open", "review", "selection", "results", "placement", "completed")
CONTAINED = {"dev": ("production", "run"), "production": ("run",)}  # a larger lock holds the smaller ones
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
STOP_SECONDS = 5
SECOND_TRIES = 4  # more journeys than that do not fall by chance
# as collected, not by number of tests: the longest file of journeys holds two, and stands first (conftest.py)
ORDER = {"journey": ["--no-loadscope-reorder"]}
IN_CI = os.environ.get("CI", "").lower() in ("1", "true", "yes")


# --- saying what goes on -----------------------------------------------------------------------------------


def say(text: str = "") -> None:
    print(text, flush=True)


@contextlib.contextmanager
def step(title: str, *, lines: bool = False):
    """A progress line with its seconds; `lines` when the work prints lines of its own below the title."""
    began = time.monotonic()
    print(f"  {title} ...", end="\n" if lines else " ", flush=True)
    yield
    say(f"{'  ... ' if lines else ''}{time.monotonic() - began:.1f} s")


def quiet(*command: object, env: dict[str, str] | None = None) -> str:
    """Run to the end and return what it printed; CalledProcessError holds it otherwise."""
    done = subprocess.run(
        [str(word) for word in command],
        cwd=ROOT,
        env=env,
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    if done.returncode:
        raise subprocess.CalledProcessError(done.returncode, command, done.stdout)
    return done.stdout


# --- the environment ---------------------------------------------------------------------------------------


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def stamp(name: str) -> Path:
    return VENV / f"sojourn-{name}.stamp"


def installed(name: str) -> bool:
    kept = stamp(name)
    return PYTHON.exists() and kept.exists() and kept.read_text() == digest(REQUIREMENTS / f"{name}.txt")


def install(name: str) -> None:
    """Bring `.venv` to requirements/<name>.txt; the stamp of the lock's digest makes the second time free."""
    if installed(name):
        return
    if not PYTHON.exists():
        with step("Making the environment in .venv"):
            # Without pip, because a bare Debian lacks ensurepip; the outer pip serves instead.
            venv.EnvBuilder(with_pip=False, symlinks=True, clear=True).create(VENV)
    lock = REQUIREMENTS / f"{name}.txt"
    with step(f"Installing the dependencies ({name}.txt)"):
        try:
            quiet(uv(), "pip", "install", "--quiet", "--python", PYTHON, "--require-hashes", "--no-deps",
                  "--compile-bytecode", "-r", lock, env=uv_environment())  # fmt: skip
        except (subprocess.CalledProcessError, OSError) as trouble:
            told = (getattr(trouble, "output", None) or str(trouble)).strip().splitlines()
            print(f"\n  uv could not ({told[-1] if told else trouble}); trying pip ...", end=" ", flush=True)
            with_pip(lock)
    for each in (name, *CONTAINED.get(name, ())):
        stamp(each).write_text(digest(REQUIREMENTS / f"{each}.txt"))


def uv() -> Path:
    """The pinned uv inside `.venv`, fetched by the outer pip when it is missing or another one is pinned."""
    if not installed("uv"):
        with_pip(REQUIREMENTS / "uv.txt")
        stamp("uv").write_text(digest(REQUIREMENTS / "uv.txt"))
    return VENV / "bin" / "uv"


def with_pip(lock: Path) -> None:
    if importlib.util.find_spec("pip"):
        pip = (sys.executable, "-m", "pip", "--python", PYTHON)
    else:
        pip = (PYTHON, "-m", "pip")
        with contextlib.suppress(subprocess.CalledProcessError):
            quiet(PYTHON, "-m", "ensurepip")
    try:
        quiet(*pip, "install", "--quiet", "--no-input", "--disable-pip-version-check",
              "--require-hashes", "--no-deps", "-r", lock)  # fmt: skip
    except subprocess.CalledProcessError as trouble:
        missing = "No module named pip" in trouble.output
        hint = "\nPython's pip is missing. On Debian: apt-get install python3-pip" if missing else ""
        sys.exit(f"\n{trouble.output.strip()}\nThe dependencies could not be installed.{hint}")


def uv_environment(*, extras: bool = True) -> dict[str, str]:
    """uv does not read pip's configuration: what is configured for pip goes to uv, at run time only.

    Without `extras` only the main index is passed: a lock made from a partial mirror would miss hashes.
    """
    env = dict(os.environ)
    if not importlib.util.find_spec("pip"):
        return env
    pip: dict[str, str] = {}
    for line in sorted(quiet(sys.executable, "-m", "pip", "config", "list").splitlines(), key=pip_precedence):
        key, separator, value = line.partition("=")
        if separator and key.partition(".")[0] in ("global", "install", ":env:"):
            with contextlib.suppress(ValueError, SyntaxError):
                pip[key.partition(".")[2]] = str(ast.literal_eval(value))
    passed = {
        "UV_DEFAULT_INDEX": pip.get("index-url"),
        "SSL_CERT_FILE": pip.get("cert"),
        "SSL_CLIENT_CERT": pip.get("client-cert"),
        "UV_INSECURE_HOST": pip.get("trusted-host"),
        "UV_HTTP_TIMEOUT": pip.get("timeout") or pip.get("default-timeout"),
        "HTTPS_PROXY": pip.get("proxy"),
        "HTTP_PROXY": pip.get("proxy"),
    }
    if extras:
        passed["UV_INDEX"] = " ".join(pip.get("extra-index-url", "").split())
        passed["UV_FIND_LINKS"] = ",".join(pip.get("find-links", "").split())
        passed["UV_NO_INDEX"] = "1" if pip.get("no-index", "").lower() in ("1", "true", "yes", "on") else None
        # pip looks into every index for the best version; uv would stop at the first that knows the name.
        passed["UV_INDEX_STRATEGY"] = "unsafe-best-match" if pip.get("extra-index-url") else None
    for name, value in passed.items():
        if value:
            env.setdefault(name, value)
    return env


def pip_precedence(line: str) -> int:
    return (
        ("global", "install", ":env:").index(line.partition(".")[0])
        if line.startswith(("install", ":env:"))
        else 0
    )


# --- the application ---------------------------------------------------------------------------------------


def environment(*, data: Path | None = None, port: int = 8000) -> dict[str, str]:
    """What the application reads: everything else is in its settings."""
    env = dict(os.environ, DJANGO_SETTINGS_MODULE="sojourn.config.settings", PYTHONPATH=str(ROOT))
    env["SOJOURN_DATA"] = str(data or data_folder(None))
    env.setdefault("SOJOURN_URL", f"http://localhost:{port}")
    return env


def data_folder(given: str | None) -> Path:
    return Path(given or os.environ.get("SOJOURN_DATA") or ROOT / "data").expanduser().resolve()


def django(*words: object) -> list[str]:
    return [str(word) for word in (PYTHON, "-m", "django", *words)]


def locked_set() -> str:
    return "production" if os.environ.get("SOJOURN_DATABASE", "").startswith("postgres") else "run"


class Kept:
    """What lies in a data folder, written down in it: nothing real is ever taken for a demonstration."""

    def __init__(self, data: Path) -> None:
        self.data, self.file = data, data / "installation.json"
        told = json.loads(self.file.read_text()) if self.file.exists() else {}
        self.kind, self.stage, self.loaded = told.get("kind"), told.get("stage"), told.get("loaded", True)
        self.unknown = not told and (any(data.glob("*.sqlite3")) or (data / "files").exists())

    def write(self, *, kind: str, stage: str = "", loaded: bool = True) -> None:
        self.data.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.file.write_text(json.dumps({"kind": kind, "stage": stage, "loaded": loaded}) + "\n")
        self.kind, self.stage, self.loaded = kind, stage, loaded

    def erase(self) -> None:
        """Only ever a demonstration."""
        if self.kind == "demonstration":
            shutil.rmtree(self.data)
            self.kind = None


def demo(words: list[str]) -> None:
    parser = argparse.ArgumentParser(
        "run.py demo", description="A whole exchange cycle with invented people."
    )
    parser.add_argument("--stage", choices=STAGES, help="the point of the cycle to begin at (open)")
    parser.add_argument(
        "--fresh", action="store_true", help="delete the demonstration that is there, load anew"
    )
    options = serving_options(parser, words)
    began = time.monotonic()
    kept = Kept(data_folder(options.data))
    if kept.kind == "installation" or kept.unknown:
        sys.exit(f"{kept.data} holds data that is no demonstration. Name another folder with --data.")
    if options.fresh and os.environ.get("SOJOURN_DATABASE"):
        sys.exit("--fresh deletes the data folder only. Empty the database of SOJOURN_DATABASE yourself.")
    if kept.kind and kept.loaded and options.stage and not options.fresh:
        sys.exit(
            f"{kept.data} already holds a demonstration, loaded at '{kept.stage}'.\n"
            "Without --stage it goes on from where it is; "
            f"with --fresh it is deleted and loaded at '{options.stage}'."
        )
    port_is_free(options.host, options.port)
    if options.fresh or not kept.loaded:  # a loading that was cut short is worth nothing
        kept.erase()
    say("Sojourn, demonstration")
    install(locked_set())
    env = environment(data=kept.data, port=options.port)
    if not kept.kind:
        stage = options.stage or STAGES[0]
        kept.write(kind="demonstration", stage=stage, loaded=False)
        hasty = dict(env, SOJOURN_LOADING="1")  # a power cut now costs a second loading and nothing else
        prepare(hasty)
        with step(f"Loading the demonstration at '{stage}'", lines=True):
            call(django("load_demo", "--stage", stage), hasty)
        kept.write(kind="demonstration", stage=stage)
    else:
        prepare(env)
    run_until_stopped(options, env, then="cast", began=began)


def serve(words: list[str]) -> None:
    parser = argparse.ArgumentParser(
        "run.py serve", description="An empty installation, to be filled by its officer."
    )
    options = serving_options(parser, words)
    began = time.monotonic()
    kept = Kept(data_folder(options.data))
    if kept.kind == "demonstration":
        sys.exit(f"{kept.data} holds a demonstration. Name another folder with --data.")
    port_is_free(options.host, options.port)
    say("Sojourn")
    install(locked_set())
    env = environment(data=kept.data, port=options.port)
    kept.write(kind="installation")
    prepare(env)
    run_until_stopped(options, env, then="setup_code", began=began)


def serving_options(parser: argparse.ArgumentParser, words: list[str]) -> argparse.Namespace:
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--host", default="127.0.0.1", help="the address to listen on (127.0.0.1)")
    parser.add_argument(
        "--data", metavar="DIR", help="folder of database, files and key (SOJOURN_DATA, else ./data)"
    )
    return parser.parse_args(words)


def port_is_free(host: str, port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as trouble:
            sys.exit(f"Port {port} on {host}: {trouble.strerror}. Name another one with --port.")


def prepare(env: dict[str, str]) -> None:
    with step("Preparing the database"):
        try:
            quiet(*django("prepare"), env=env)
        except subprocess.CalledProcessError as trouble:
            sys.exit(f"\n{trouble.output.strip()}\nThe database could not be prepared.")


def call(command: list[str], env: dict[str, str]) -> None:
    if code := subprocess.run(command, cwd=ROOT, env=env).returncode:
        sys.exit(code)


def run_until_stopped(options: argparse.Namespace, env: dict[str, str], *, then: str, began: float) -> None:
    """Worker and server until Ctrl-C, SIGTERM or the end of one; shows what the command `then` says."""
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.default_int_handler)
    server = [str(PYTHON), "-m", "granian", "--interface", "wsgi", "--http", "1", "--no-ws",
              "--host", options.host, "--port", str(options.port), "--log-level", "error",
              "--blocking-threads", "8", "--backpressure", "64", "--respawn-failed-workers",
              "--workers-kill-timeout", str(STOP_SECONDS), "sojourn.config.wsgi:application"]  # fmt: skip
    children: dict[str, subprocess.Popen[bytes]] = {}
    try:
        with step("Starting server and worker"):
            # Own sessions: Ctrl-C would reach granian's parent and its workers at once, and can hang.
            for name, command in (("server", server), ("worker", django("work"))):
                children[name] = subprocess.Popen(command, cwd=ROOT, env=env, start_new_session=True)
            told = quiet(*django(then), env=env)
            answers(options, children)
        say(f"\n{told.rstrip()}\n" if told.strip() else "")
        say(f"{env['SOJOURN_URL']}    ({time.monotonic() - began:.1f} s; Ctrl-C stops)")
        while not (ended := [name for name, child in children.items() if child.poll() is not None]):
            time.sleep(0.2)
        sys.exit(f"The {ended[0]} ended by itself (exit {children[ended[0]].returncode}).")
    except KeyboardInterrupt:
        say("\nStopping")
    except subprocess.CalledProcessError as trouble:
        sys.exit(f"\n{trouble.output.strip()}\n`manage {then}` failed.")
    finally:
        stop(list(children.values()))


def answers(options: argparse.Namespace, children: dict[str, subprocess.Popen[bytes]]) -> None:
    """Wait for the first page, at most a minute; also warms the server up."""
    for _ in range(600):
        with contextlib.suppress(OSError, http.client.HTTPException):
            connection = http.client.HTTPConnection("127.0.0.1", options.port, timeout=30)
            connection.request("GET", "/", headers={"Host": f"localhost:{options.port}"})
            return connection.getresponse().close()
        if any(child.poll() is not None for child in children.values()):
            return None
        time.sleep(0.1)
    return None


def stop(children: list[subprocess.Popen[bytes]]) -> None:
    """SIGTERM to each parent, then, after the kill time-out, SIGKILL to what is left of its session."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    for child in children:
        if child.poll() is None:
            child.terminate()
    until = time.monotonic() + STOP_SECONDS + 2
    for child in children:
        with contextlib.suppress(subprocess.TimeoutExpired):
            child.wait(max(0.1, until - time.monotonic()))
        with contextlib.suppress(ProcessLookupError):
            os.killpg(child.pid, signal.SIGKILL)
        child.wait()


def manage(words: list[str]) -> None:
    install(locked_set())
    call(django(*(words or ["help"])), environment())


# --- checks and tests --------------------------------------------------------------------------------------


class Part:
    """One part of a test run: what it was, how long it took, how it ended."""

    def __init__(self, title: str) -> None:
        self.title, self.seconds, self.outcome, self.green = title, 0.0, "", False
        self.passed = self.failed = self.skipped = 0
        self.unsteady: list[str] = []

    def run(
        self, command: list[object], env: dict[str, str], *, report: Path | None = None, picky: bool = True
    ) -> Part:
        """`report` is the JUnit file that pytest writes; with `picky`, having found no test is a failure."""
        say(f"\n--- {self.title}")
        began = time.monotonic()
        code = subprocess.run([str(word) for word in command], cwd=ROOT, env=env).returncode
        self.seconds = time.monotonic() - began
        if report and report.exists():
            for suite in ElementTree.parse(report).getroot().iter("testsuite"):
                failed = int(suite.get("failures", 0)) + int(suite.get("errors", 0))
                self.failed, self.skipped = self.failed + failed, self.skipped + int(suite.get("skipped", 0))
                self.passed += int(suite.get("tests", 0)) - failed - int(suite.get("skipped", 0))
        self.green = code == 0 or (code == 5 and not picky)  # 5: pytest found no test
        self.outcome = f"FAILED (exit {code})" if not self.green else "no such test" if code == 5 else "ok"
        if report and code in (0, 1):
            self.outcome += f": {self.passed} passed, {self.failed} failed, {self.skipped} skipped"
        return self

    def again(self, part: Part, names: list[str]) -> Part:
        """`part` ran only the `names` that fell here: if all stand now, they are told as unsteady."""
        self.seconds += part.seconds
        if part.green and not part.failed and part.passed == len(names):
            self.green, self.passed, self.failed = True, self.passed + len(names), 0
            self.unsteady = names
            self.outcome = f"ok: {self.passed} passed, 0 failed, {self.skipped} skipped"
        self.outcome += f"; at the second try alone: {part.passed} passed, {part.failed} failed"
        return self

    def left_out(self, reason: str) -> Part:
        say(f"\n--- {self.title}\n{reason}")
        self.green, self.outcome = not IN_CI, f"{'FAILED, ' if IN_CI else ''}left out: {reason}"
        return self


def checks() -> list[Part]:
    """Style, types, import law, migrations, drawn pages: each runs even if an earlier one fails."""
    with tempfile.TemporaryDirectory(prefix="sojourn-check-") as folder:
        env = dict(environment(data=Path(folder)), SOJOURN_DATABASE="", MYPYPATH="")
        tool, brief = VENV / "bin", ("--quiet", "--output-format", "concise")
        return [
            Part("format").run([tool / "ruff", "format", "--check", *brief, "."], env),
            Part("lint").run([tool / "ruff", "check", *brief, "."], env),
            Part("types").run([PYTHON, "-m", "mypy"], env),
            Part("import contracts").run([tool / "lint-imports", "--no-logo"], env),
            Part("migrations").run([*django("makemigrations", "--check", "--dry-run")], env),
            Part("drawn states").run([*django("draw_states", "--check")], env),
            Part("smells").run([PYTHON, "-m", "tests.house.smells"], env),
        ]


def check(words: list[str]) -> None:
    argparse.ArgumentParser("run.py check", description="Style, types, import law; no tests.").parse_args(
        words
    )
    install("dev")
    finish(checks())


def test(words: list[str]) -> None:
    parser = argparse.ArgumentParser("run.py test", description="Everything, on SQLite and on PostgreSQL.")
    parser.add_argument(
        "--no-install", action="store_true", help="install nothing on the machine (Chromium by apt)"
    )
    parser.add_argument(
        "-k", metavar="EXPRESSION", help="only the tests whose names match; without the checks"
    )
    parser.add_argument(
        "paths", nargs="*", help="only the tests of these files or folders; without the checks"
    )
    options = parser.parse_args(words)
    some = bool(options.k or options.paths)
    install("dev")
    parts = [] if some else checks()
    env = environment()
    env.pop("DJANGO_SETTINGS_MODULE")  # pyproject.toml names the settings of the tests
    if browser := find_browser(may_install=not options.no_install):
        env["SOJOURN_CHROMIUM"] = browser
    with tempfile.TemporaryDirectory(prefix="sojourn-test-") as folder:

        def pytest(title: str, marks: str, *before: object, database: str = "") -> Part:
            report = Path(folder) / f"{len(parts)}.xml"
            chosen = [*(["-k", options.k] if options.k else []), *options.paths]
            command = [*before, PYTHON, "-m", "pytest", "-q", "-n", min(os.cpu_count() or 2, 4), "--dist",
                       "loadfile", *ORDER.get(marks, ()), "-m", marks, f"--junitxml={report}",
                       *chosen]  # fmt: skip
            around = dict(env, SOJOURN_DATABASE=database)
            part = Part(title).run(command, around, report=report, picky=not some)
            fell = fallen(report) if marks == "journey" and not part.green else []
            if 0 < len(fell) <= SECOND_TRIES and part.failed == len(fell):
                report = Path(folder) / f"{len(parts)}-again.xml"
                once_more = [*before, PYTHON, "-m", "pytest", "-q", f"--junitxml={report}", *fell]
                part.again(Part(f"{title}: what fell, once more").run(once_more, around, report=report), fell)
            return part

        parts.append(pytest("unit and house tests on SQLite", "not journey"))
        parts.append(pytest("journeys in Chromium on SQLite", "journey"))
        if find_postgresql(env):
            cluster = (PYTHON, "-m", "tests.cluster")
            parts.append(pytest("unit and house tests on PostgreSQL", "not journey", *cluster))
            parts.append(pytest("journeys in Chromium on PostgreSQL", "journey", *cluster))
        else:
            parts.append(Part("the suite on PostgreSQL").left_out("PostgreSQL's programs are missing"))
    finish(parts, tests=True)


def fallen(report: Path) -> list[str]:
    """The tests that fell, as pytest names them; none where one fell outside a function of a module."""
    names = []
    for case in ElementTree.parse(report).getroot().iter("testcase") if report.exists() else ():
        if case.find("failure") is None and case.find("error") is None:
            continue
        file = Path(*case.get("classname", "").split(".")).with_suffix(".py")
        if not (ROOT / file).is_file():
            return []
        names.append(f"{file.as_posix()}::{case.get('name')}")
    return names


def finish(parts: list[Part], *, tests: bool = False) -> None:
    """The times of all parts, then, after `tests`, the sum of the pytest runs alone on the last line."""
    say("\n--- in short")
    for part in parts:
        say(f"{part.seconds:7.1f} s  {part.title}: {part.outcome}")
    say(f"{sum(part.seconds for part in parts):7.1f} s  in all")
    for part in parts:
        for name in part.unsteady:
            say(f"Unsteady, mend it: {name} ({part.title}) fell at first and passed alone")
    red = [part.title for part in parts if not part.green]
    if red:
        say(f"Not green: {', '.join(red)}")
    sums = {name: sum(getattr(part, name) for part in parts) for name in ("passed", "failed", "skipped")}
    if tests:
        say(", ".join(f"{number} {name}" for name, number in sums.items()))
    sys.exit(1 if red or (tests and not any(sums.values())) else 0)


def find_browser(*, may_install: bool) -> str | None:
    """Chromium's path; on Debian and as root it is installed if need be."""

    def found() -> str | None:
        named = os.environ.get("SOJOURN_CHROMIUM")
        return named or next(filter(None, map(shutil.which, BROWSERS)), None)

    if found():
        return found()
    by_hand = "apt-get install chromium"
    debian = Path("/etc/debian_version").exists() and shutil.which("apt-get")
    if not (debian and os.geteuid() == 0 and may_install):
        say(
            f"Chromium, which the journeys need, is missing. Type: {'sudo ' if os.geteuid() else ''}{by_hand}"
        )
        return None
    env = dict(os.environ, DEBIAN_FRONTEND="noninteractive")
    with step(f"Installing Chromium, which the journeys need ({by_hand}; --no-install prevents it)"):
        try:
            quiet("apt-get", "update", "--quiet", env=env)
            quiet("apt-get", "install", "--yes", "--quiet", "--no-install-recommends", "chromium", env=env)
        except subprocess.CalledProcessError as trouble:
            say(f"\n{trouble.output.strip()}\nChromium could not be installed. Type: {by_hand}")
    return found()


def find_postgresql(env: dict[str, str]) -> bool:
    """Whether tests/cluster.py finds PostgreSQL's programs, those of a wheel if the machine has none."""

    def found() -> bool:
        return not subprocess.run(
            [PYTHON, "-m", "tests.cluster"], cwd=ROOT, env=env, capture_output=True
        ).returncode

    if not found():
        with contextlib.suppress(SystemExit):
            install("postgres")
    return found()


# --- measurements and locks --------------------------------------------------------------------------------


def bench(words: list[str]) -> None:
    names = sorted(path.stem for path in (ROOT / "bench").glob("[!_]*.py"))
    if not words or words[0] not in names:
        sys.exit(f"run.py bench NAME: {', '.join(names) or 'there is none yet'}")
    install(locked_set())
    start = "import sys, importlib as i; sys.exit(i.import_module('bench.' + sys.argv[1]).main(sys.argv[2:]))"
    call([str(PYTHON), "-c", start, *words], environment())


def lock(words: list[str]) -> None:
    parser = argparse.ArgumentParser(
        "run.py lock", description="Remake requirements/*.txt from the *.in files."
    )
    parser.add_argument(
        "--upgrade", action="store_true", help="take the newest versions; else only what must change"
    )
    options = parser.parse_args(words)
    if not PYTHON.exists():
        venv.EnvBuilder(with_pip=False, symlinks=True, clear=True).create(VENV)
    env = uv_environment(extras=False)
    # The largest first; the others are constrained by it, so that one environment can hold them all.
    for name in ("dev", "production", "run", "postgres", "uv"):
        bound = [] if name == "dev" else ["-c", "requirements/dev.txt"]
        with step(f"requirements/{name}.txt"):
            try:
                quiet(uv(), "pip", "compile", f"requirements/{name}.in", "-o", f"requirements/{name}.txt",
                      "--quiet", "--universal", "--generate-hashes", "--python-version", "3.11",
                      "--no-header", "--no-emit-index-url", "--no-emit-find-links", *bound,
                      *(["--upgrade"] if options.upgrade else []), env=env)  # fmt: skip
            except subprocess.CalledProcessError as trouble:
                sys.exit(f"\n{trouble.output.strip()}")


VERBS = {
    "demo": demo,
    "serve": serve,
    "test": test,
    "check": check,
    "bench": bench,
    "lock": lock,
    "manage": manage,
}


def main(argv: list[str]) -> None:
    if sys.version_info < (3, 11):  # noqa: UP036 (whoever has an older one should read it in words)
        sys.exit(f"Sojourn needs Python 3.11 or later; this is {sys.version.split()[0]}.")
    if not argv or argv[0] not in VERBS:
        wanted_help = argv and argv[0] in ("-h", "--help", "help")
        sys.exit(say(__doc__.strip()) if wanted_help else f"{__doc__.strip()}\n\nVerbs: {', '.join(VERBS)}")
    try:
        VERBS[argv[0]](argv[1:])
    except KeyboardInterrupt:
        sys.exit(130)


if __name__ == "__main__":
    main(sys.argv[1:])
