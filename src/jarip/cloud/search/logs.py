"""Indexing logs: a thread that reads on where it stopped, attempt by attempt."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterable
from pathlib import Path

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from jarip.cloud.db.database import Database
from jarip.cloud.engines.log_reader import LogRecord, read_log
from jarip.cloud.jobs.tables import Attempt, Job
from jarip.cloud.search.documents import Kind, NewDocument, add_documents
from jarip.cloud.search.tables import SearchLogPosition

ROUND_S = 2.0
AT_ONCE = 200
"""Attempts a round."""
PIECE_CHARACTERS = 8_000
MOST_PIECES = 512
"""Of one attempt: about 4 MB of text. What comes after is not found, only read."""
READ_BYTES = 256 * 1024
log = logging.getLogger(__name__)


class LogIndexer:
    """Runs rounds in a thread of its own until closed. `log_path` is the engine's."""

    def __init__(self, database: Database, log_path: Callable[[str], Path]) -> None:
        self._database = database
        self._log_path = log_path
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="jarip-log-index", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def close(self) -> None:
        """Stop after the present round. The next server goes on from there."""
        self._stopping.set()
        if self._thread.is_alive():
            self._thread.join()

    def run_round(self) -> int:
        """Index what logs have grown by; how many pieces."""
        with self._database.read() as session:
            waiting = _read_waiting(session)
        found = [(row, *self._read(row)) for row in waiting]
        changed = [each for each in found if each[1] or each[2].is_done]
        if not changed:
            return 0
        pieces = 0
        with self._database.write() as session:
            connection = session.connection()
            for (position, attempt, job), texts, after in changed:
                add_documents(connection, list(_documents(position, attempt, job, texts)))
                pieces += len(texts)
                session.execute(
                    update(SearchLogPosition)
                    .where(SearchLogPosition.attempt_id == attempt.id)
                    .values(offset=after.offset, part=after.part, is_done=after.is_done)
                )
        return pieces

    def _read(
        self, row: tuple[SearchLogPosition, Attempt, Job]
    ) -> tuple[list[str], SearchLogPosition]:
        """New pieces of one attempt's log, and the position after them."""
        position, attempt, _ = row
        page = read_log(self._log_path(attempt.id), position.offset, READ_BYTES)
        texts = list(cut_pieces(page.records))
        part = position.part + len(texts)
        is_all = page.next_offset == position.offset and attempt.ended_ms is not None
        after = SearchLogPosition(
            attempt_id=attempt.id,
            offset=page.next_offset,
            part=part,
            is_done=is_all or part >= MOST_PIECES,
        )
        return texts, after

    def _run(self) -> None:
        while not self._stopping.is_set():
            try:
                busy = self.run_round() > 0
            except Exception:
                log.exception("indexing logs failed; trying again")
                busy = False
            self._stopping.wait(0.05 if busy else ROUND_S)


def cut_pieces(records: Iterable[LogRecord]) -> Iterable[str]:
    """The text of records in pieces of whole lines, or of parts of very long ones."""
    piece: list[str] = []
    size = 0
    for record in records:
        text = record.text + ("" if record.partial else "\n")
        if size and size + len(text) > PIECE_CHARACTERS:
            yield "".join(piece)
            piece, size = [], 0
        piece.append(text)
        size += len(text)
    if size:
        yield "".join(piece)


def _read_waiting(session: Session) -> list[tuple[SearchLogPosition, Attempt, Job]]:
    query = (
        select(SearchLogPosition, Attempt, Job)
        .join(Attempt, Attempt.id == SearchLogPosition.attempt_id)
        .join(Job, Job.id == Attempt.job_id)
        .where(SearchLogPosition.is_done.is_(False))
        .order_by(SearchLogPosition.attempt_id)
        .limit(AT_ONCE)
    )
    return [(position, attempt, job) for position, attempt, job in session.execute(query)]


def _documents(
    position: SearchLogPosition, attempt: Attempt, job: Job, texts: list[str]
) -> Iterable[NewDocument]:
    for number, text in enumerate(texts):
        yield NewDocument(
            kind=Kind.LOG,
            ref=job.id,
            organization_id=job.organization_id,
            project_id=job.project_id,
            at_ms=attempt.created_ms,
            title=job.name,
            body=text,
            keywords=attempt.id,
            part=attempt.number * 100_000 + position.part + number,
        )
