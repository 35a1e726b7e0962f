"""The one way to reach the database: `read()` and `write()` sessions."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TypeVar

from sqlalchemy.orm import Session, sessionmaker

from jarip.cloud.db.base import Base
from jarip.cloud.db.engine import WRITES, make_engine
from jarip.cloud.errors import NotFoundError

Row = TypeVar("Row", bound=Base)


class Database:
    """Sessions over one engine. Share one `Database` between all threads of a process.
    `writer` makes the sessions of `write()`, for event listeners.

    Services take the session as an argument and never commit: the caller that opened the
    transaction decides what happens together.
    """

    def __init__(self, url: str) -> None:
        self.engine = make_engine(url)
        self.is_sqlite = self.engine.dialect.name == "sqlite"
        self._reader = sessionmaker(self.engine, expire_on_commit=False)
        self.writer = sessionmaker(
            self.engine.execution_options(**{WRITES: True}), expire_on_commit=False
        )
        self._write_lock = threading.Lock()
        self._this_thread = threading.local()

    @contextmanager
    def read(self) -> Iterator[Session]:
        """A session that sees one moment of the database and changes nothing."""
        with self._reader() as session:
            yield session  # closing rolls back, and leaves the rows read usable

    @contextmanager
    def write(self) -> Iterator[Session]:
        """A session whose changes are all on disk when the block ends, or none if it raises.

        On SQLite, writers of this process queue here in turn; on PostgreSQL they run side by side
        and a service that must be alone with a row locks it with `get_locked`.
        """
        if getattr(self._this_thread, "writing", False):
            raise RuntimeError("Database.write() inside Database.write(): pass the session instead")
        self._this_thread.writing = True
        try:
            with self._turn(), self.writer() as session, session.begin():
                yield session
        finally:
            self._this_thread.writing = False

    @contextmanager
    def _turn(self) -> Iterator[None]:
        if not self.is_sqlite:
            yield
            return
        with self._write_lock:
            yield

    def close(self) -> None:
        """Close every connection."""
        self.engine.dispose()


def get_row(session: Session, table: type[Row], row_id: str) -> Row:
    """The row with this id, or `NotFoundError` naming it."""
    row = session.get(table, row_id)
    if row is None:
        raise NotFoundError(f"there is no {_noun(table)} with this id", where=row_id)
    return row


def get_locked(session: Session, table: type[Row], row_id: str) -> Row:
    """`get_row`, locked until the transaction ends (SQLite's writer is alone anyway)."""
    row = session.get(table, row_id, with_for_update=True, populate_existing=True)
    if row is None:
        raise NotFoundError(f"there is no {_noun(table)} with this id", where=row_id)
    return row


def _noun(table: type[Base]) -> str:
    """`ApiKey` -> `api key`."""
    return "".join(f" {c.lower()}" if c.isupper() else c for c in table.__name__).strip()
