"""Tables as JSON lines and back: the same on both databases."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import IO, Any

from sqlalchemy import Connection, MetaData, Table, insert, select

BATCH = 1000
SKIPPED = frozenset({"alembic_version"})


def write_table(connection: Connection, table: Table, file: IO[bytes]) -> int:
    """Write every row of a table as a line; returns how many."""
    order = list(table.primary_key.columns)
    result = connection.execution_options(yield_per=BATCH).execute(select(table).order_by(*order))
    count = 0
    for row in result:
        file.write(json.dumps(dict(row._mapping), ensure_ascii=False).encode() + b"\n")
        count += 1
    return count


def read_rows(file: IO[bytes]) -> Iterator[list[dict[str, Any]]]:
    """The rows of a table in batches."""
    batch: list[dict[str, Any]] = []
    for line in file:
        batch.append(json.loads(line))
        if len(batch) == BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


def insert_rows(connection: Connection, table: Table, file: IO[bytes]) -> int:
    """Insert what `write_table` wrote; returns how many rows."""
    count = 0
    for batch in read_rows(file):
        connection.execute(insert(table), batch)
        count += len(batch)
    return count


def reflect_tables(connection: Connection, names: set[str] | None = None) -> list[Table]:
    """The database's own tables as they are, in an order in which rows can be inserted.

    `names` leaves out all others, such as the inner tables of a full-text index.
    """
    metadata = MetaData()
    metadata.reflect(connection, only=None if names is None else sorted(names))
    return [table for table in metadata.sorted_tables if table.name not in SKIPPED]
