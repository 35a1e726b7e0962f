"""Indexing what was there before search was: after an upgrade, once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import inspect, select

from jarip.cloud.db.database import Database
from jarip.cloud.search.documents import Kind, add_missing
from jarip.cloud.search.sources import SOURCES
from jarip.cloud.search.tables import SearchDocument

BATCH = 500


def fill_index(database: Database) -> int:
    """Add documents of all rows of each kind that has none at all; how many were added."""
    added = 0
    for table, source in SOURCES.items():
        if _has_any(database, source.kind):
            continue
        key = inspect(table).primary_key[0]
        with database.read() as session:
            ids = list(session.scalars(select(key).order_by(key)))
        for some in _batches(ids, BATCH):
            with database.write() as session:
                connection = session.connection()
                rows = session.scalars(select(table).where(key.in_(some)))
                added += add_missing(connection, [source.describe(connection, row) for row in rows])
    return added


def _has_any(database: Database, kind: Kind) -> bool:
    with database.read() as session:
        query = select(SearchDocument.id).where(SearchDocument.kind == kind).limit(1)
        return session.scalar(query) is not None


def _batches(items: Sequence[Any], size: int) -> Iterator[Sequence[Any]]:
    for start in range(0, len(items), size):
        yield items[start : start + size]
