"""The tables made at once in an empty database are those that all migrations end with."""

import os
import sqlite3
import subprocess
import sys

import pytest
from django.db import connection

MASTER = "SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%'"


def parts(sql: str) -> list[str]:
    """A statement's columns and constraints without their order, which tells how often a table was made anew.

    >>> parts("CREATE TABLE a (b int CHECK (b IN (1, 2)), c text)")
    ['CREATE TABLE a (', 'b int CHECK (b IN (1, 2))', 'c text']
    """
    head, _, inner = sql.partition("(")
    found, depth = [""], 0
    for sign in inner.rpartition(")")[0]:
        depth += (sign == "(") - (sign == ")")
        if sign == "," and depth == 0:
            found.append("")
        else:
            found[-1] += sign
    return [f"{head}(", *sorted(" ".join(one.split()) for one in found)]


def made(rows) -> dict[tuple[str, str], list[str]]:
    return {(kind, name): parts(sql) for kind, name, sql in rows}


@pytest.mark.sqlite
@pytest.mark.django_db
def test_an_empty_database_gets_the_tables_of_all_migrations(tmp_path):
    env = dict(os.environ, SOJOURN_DATA=str(tmp_path), SOJOURN_DATABASE="")
    env["DJANGO_SETTINGS_MODULE"] = "sojourn.config.settings"
    for _ in range(2):  # the second time there is nothing to do
        subprocess.run([sys.executable, "-m", "django", "prepare"], env=env, check=True)
    with sqlite3.connect(tmp_path / "sojourn.sqlite3") as base:
        at_once = made(base.execute(MASTER))
        applied = base.execute("SELECT app, name FROM django_migrations").fetchall()
    base.close()
    with connection.cursor() as cursor:
        walked = made(cursor.execute(MASTER))
        cursor.execute("SELECT app, name FROM django_migrations")
        assert sorted(applied) == sorted(cursor.fetchall())
    assert at_once.keys() == walked.keys()
    assert [name for name in walked if at_once[name] != walked[name]] == []
