"""Makes SQLAlchemy engines: SQLite tuned for one durable writer, or PostgreSQL."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any

from pydantic_core import from_json
from sqlalchemy import Connection, Engine, create_engine, event, make_url

from jarip.cloud.errors import InvalidInputError

WRITES = "jarip_writes"
"""Execution option of connections whose transactions write (see `_begin`)."""

SQLITE_PRAGMAS = {
    "journal_mode": "WAL",  # readers never wait for the writer
    "synchronous": "FULL",  # a committed transaction survives a power cut
    "foreign_keys": "ON",
    "busy_timeout": "30000",  # milliseconds: for a second process, such as a backup
    "cache_size": "-65536",  # KiB
    "temp_store": "MEMORY",
}


def make_engine(url: str) -> Engine:
    """An engine for a `sqlite:///` or `postgresql+psycopg://` URL."""
    parsed = make_url(url)
    backend = parsed.get_backend_name()
    if backend == "sqlite":
        if not parsed.database or parsed.database == ":memory:":
            raise InvalidInputError(
                "an in-memory SQLite database cannot be shared between threads",
                where="JARIP_DATABASE_URL",
                todo="give a file: sqlite:////path/to/jarip.db",
            )
        Path(parsed.database).parent.mkdir(parents=True, exist_ok=True)
        engine = create_engine(url, pool_size=16, max_overflow=32, json_deserializer=from_json)
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
        return engine
    if backend == "postgresql":
        return create_engine(
            url,
            pool_size=16,
            max_overflow=32,
            pool_pre_ping=True,
            json_deserializer=from_json,  # lists have three small JSON columns a row
        )
    raise InvalidInputError(
        f"Jarip runs on SQLite and PostgreSQL, not on {backend}",
        where="JARIP_DATABASE_URL",
        todo="leave it unset for SQLite, or give postgresql://user@host/database",
    )


def _prepare_sqlite(connection: sqlite3.Connection, _record: Any) -> None:
    # Switches off the driver's habit of beginning transactions late: `_begin_sqlite` does it.
    connection.isolation_level = None
    for name, value in SQLITE_PRAGMAS.items():
        connection.execute(f"PRAGMA {name}={value}")


def _begin_sqlite(connection: Connection) -> None:
    # A writer takes the lock at once. Taking it at the first UPDATE instead would fail with
    # "database is locked" whenever another transaction had written since this one first read.
    writes = connection.get_execution_options().get(WRITES, False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
