"""Triggers: nobody changes what is booked, whichever way the writing comes.

SQLite cannot refuse a deletion here, since emptying a database of tests deletes row by row there; PostgreSQL
does. On both PROTECT keeps what a transfer hangs on.
"""

from __future__ import annotations

from typing import Any

BOOKED = {
    "payments_transfer": ("id", "posting_id", "source_id", "target_id", "amount"),
    "payments_posting": ("id", "kind", "grant_id", "on", "at", "note"),  # `by` goes with a person's account
}
SAID = "what is booked is never changed"
SQLITE = """CREATE TRIGGER {table}_stands BEFORE UPDATE OF {columns} ON {table}
BEGIN SELECT RAISE(ABORT, '{said}'); END"""
POSTGRES = (
    """CREATE OR REPLACE FUNCTION payments_stands() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN RAISE EXCEPTION '{said}' USING ERRCODE = 'integrity_constraint_violation'; END $$""",
    "CREATE TRIGGER {table}_stands BEFORE UPDATE OF {columns} ON {table} "
    "FOR EACH ROW EXECUTE FUNCTION payments_stands()",
    "CREATE TRIGGER {table}_stays BEFORE DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION payments_stands()",
)


def install(editor: Any) -> None:
    """With a schema editor, on tables that are there."""
    for table, columns in BOOKED.items():
        quoted = ", ".join(editor.quote_name(column) for column in columns)
        for statement in (SQLITE,) if editor.connection.vendor == "sqlite" else POSTGRES:
            editor.execute(statement.format(table=table, columns=quoted, said=SAID), params=None)


def remove(editor: Any) -> None:
    for table in BOOKED:
        if editor.connection.vendor == "sqlite":
            editor.execute(f"DROP TRIGGER IF EXISTS {table}_stands", params=None)
        else:
            for name in ("stands", "stays"):
                editor.execute(f"DROP TRIGGER IF EXISTS {table}_{name} ON {table}", params=None)
