"""Alembic's entry: runs one migration command on the database that `migrate` passed in."""

from __future__ import annotations

from alembic import context
from sqlalchemy import Connection, text

from jarip.cloud.db.base import Base
from jarip.cloud.db.database import Database
from jarip.cloud.db.engine import WRITES

LOCK_KEY = 4_726_1984
"""PostgreSQL advisory lock: two servers that start together migrate one after the other."""


def run_migrations() -> None:
    """Run inside one transaction, so that a failed migration leaves nothing behind."""
    database: Database = context.config.attributes["database"]
    engine = database.engine.execution_options(**{WRITES: True})
    with engine.connect() as connection:
        if database.is_sqlite:
            _set_foreign_keys(connection, on=False)
        try:
            with connection.begin():
                if not database.is_sqlite:
                    connection.execute(text("SELECT pg_advisory_xact_lock(:k)"), {"k": LOCK_KEY})
                context.configure(
                    connection=connection,
                    target_metadata=Base.metadata,
                    transactional_ddl=True,
                )
                context.run_migrations()
                _check_foreign_keys(connection)
        finally:
            if database.is_sqlite:
                _set_foreign_keys(connection, on=True)


def _set_foreign_keys(connection: Connection, *, on: bool) -> None:
    # SQLite changes a column by copying the table and dropping the old one, which enforced
    # foreign keys would turn into deletes. The switch only works outside a transaction.
    driver = connection.connection.dbapi_connection
    assert driver is not None
    driver.cursor().execute(f"PRAGMA foreign_keys={'ON' if on else 'OFF'}")


def _check_foreign_keys(connection: Connection) -> None:
    if connection.dialect.name != "sqlite":
        return
    broken = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
    if broken:
        raise RuntimeError(f"the migration left rows that point nowhere: {broken[:5]}")


run_migrations()
