"""A new SQLite database made in one go from a written-down schema.

Applying every migration since the first one takes a sixth of a first start. `schema.sql` is what
they lead to; migrations that are newer than it are applied to what it makes.
Written anew by `python -m jarip.cloud.db.fresh`.
"""

from __future__ import annotations

import sqlite3
import tempfile
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import text

from jarip.cloud.db.database import Database

SCHEMA = Path(__file__).parent / "migrations" / "schema.sql"
FIRST_LINE = "-- Generated: what the migrations of a new SQLite database lead to.\n"
SHADOWS = ("_data", "_idx", "_content", "_docsize", "_config")
"""Ends of the names of the tables that SQLite makes for a virtual one. Source: FTS5, section 9."""


def create_fresh(database: Database) -> None:
    """Make all tables of an empty SQLite database, or none."""
    with database.write() as session:
        if _is_empty(database):
            for statement in _statements(SCHEMA.read_text()):
                session.connection().exec_driver_sql(statement)


def write_schema(database: Database) -> str:
    """The schema of a database as statements that make one like it."""
    with database.read() as session:
        found = session.execute(
            text("SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY rowid")
        ).all()
        revision = session.scalar(text("SELECT version_num FROM alembic_version"))
    virtual = [row.name for row in found if row.sql.startswith("CREATE VIRTUAL")]
    shadows = {name + end for name in virtual for end in SHADOWS}
    lines = [f"{row.sql};\n" for row in found if row.name not in shadows]
    lines.append(f"INSERT INTO alembic_version VALUES ('{revision}');\n")
    return FIRST_LINE + "".join(lines)


def _is_empty(database: Database) -> bool:
    with database.read() as session:
        return not session.scalar(text("SELECT count(*) FROM sqlite_master"))


def _statements(script: str) -> Iterator[str]:
    """Triggers have semicolons in them, so SQLite says where a statement ends."""
    statement = ""
    for line in script.splitlines(keepends=True):
        if line.startswith("--") and not statement:
            continue
        statement += line
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""


def _main() -> None:
    from jarip.cloud.db.migrate import apply_migrations

    with tempfile.TemporaryDirectory() as folder:
        database = Database(f"sqlite:///{folder}/schema.db")
        apply_migrations(database)
        SCHEMA.write_text(write_schema(database))
        database.close()


if __name__ == "__main__":
    _main()
