"""Group commit: many callers' small writes become few transactions, each synced to disk once.

A commit that is synced costs about the same for one row as for a thousand. So the writer takes
whatever has gathered while the former transaction was being synced, and writes it as the next one.
A caller's future completes when its item is on disk.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from types import TracebackType
from typing import Generic, TypeVar

from sqlalchemy.orm import Session

from jarip.cloud.db.database import Database

Item = TypeVar("Item")
Result = TypeVar("Result")


class GroupWriter(Generic[Item, Result]):
    """Writes items of all threads in groups. Use as a context manager; leaving it writes the rest.

    `apply` writes a group in one transaction and gives a result for each item. If it raises, the
    group is rolled back and each item is tried alone, so that one bad item fails only its caller.
    """

    def __init__(
        self,
        database: Database,
        apply: Callable[[Session, Sequence[Item]], Sequence[Result]],
        max_group: int = 5000,
    ) -> None:
        self._database = database
        self._apply = apply
        self._max_group = max_group
        self._waiting: list[tuple[Item, Future[Result]]] = []
        self._changed = threading.Condition()
        self._closed = False
        self._thread = threading.Thread(target=self._run, name="group-writer", daemon=True)

    def submit(self, item: Item) -> Future[Result]:
        """Queue an item; the future has its result once it is on disk, or the reason why not."""
        future: Future[Result] = Future()
        with self._changed:
            if self._closed:
                raise RuntimeError("the group writer is closed")
            self._waiting.append((item, future))
            self._changed.notify()
        return future

    def __enter__(self) -> GroupWriter[Item, Result]:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        with self._changed:
            self._closed = True
            self._changed.notify()
        self._thread.join()

    def _run(self) -> None:
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._waiting or self._closed)
                group = self._waiting[: self._max_group]
                del self._waiting[: len(group)]
            if not group:
                return
            if not self._write(group) and len(group) > 1:
                for entry in group:
                    self._write([entry])

    def _write(self, group: list[tuple[Item, Future[Result]]]) -> bool:
        """Write a group; False if it failed and its items may be tried alone."""
        try:
            with self._database.write() as session:
                results = self._apply(session, [item for item, _ in group])
        except Exception as error:
            if len(group) == 1:
                group[0][1].set_exception(error)
            return False
        for (_, future), result in zip(group, results, strict=True):
            future.set_result(result)
        return True
