"""Following a job's log across its attempts as server-sent events.

Source: the HTML standard, section "Server-sent events", for the format and Last-Event-ID.
"""

from __future__ import annotations

import asyncio
import json
import re
import time
from collections.abc import AsyncIterator
from dataclasses import asdict, dataclass

from fastapi.concurrency import run_in_threadpool

from jarip.cloud.control.loop import ControlLoop
from jarip.cloud.db.database import Database
from jarip.cloud.engines.log_reader import read_log
from jarip.cloud.jobs.find import list_attempts
from jarip.cloud.jobs.states import ENDED_JOB_STATES
from jarip.cloud.jobs.tables import Attempt, Job

EVENT_ID = re.compile(r"([0-9]{1,18}):([0-9]{1,18})")
"""`attempt:offset`. What is longer no server ever said."""
LOOK_S = 0.05
"""How often the log is looked at."""
KEEP_ALIVE_S = 15.0
"""A comment this often keeps proxies from closing a silent connection."""


@dataclass(frozen=True, slots=True)
class LogPosition:
    """The next byte to read of an attempt's log."""

    attempt: int
    offset: int

    @classmethod
    def parse(cls, text: str) -> LogPosition | None:
        """From an event id, `attempt:offset`; None for anything else."""
        found = EVENT_ID.fullmatch(text)
        return cls(max(1, int(found[1])), int(found[2])) if found else None

    def __str__(self) -> str:
        return f"{self.attempt}:{self.offset}"


@dataclass(frozen=True, slots=True)
class _Status:
    state: str
    reason: str
    exit_code: int | None
    stopped_by: str
    attempts: list[Attempt]


class LogFollower:
    """One client's stream."""

    def __init__(
        self, database: Database, loop: ControlLoop, job_id: str, position: LogPosition
    ) -> None:
        self._database = database
        self._loop = loop
        self._job_id = job_id
        self._position = position
        self._told: tuple[str, str] | None = None
        self._spoke_at = time.monotonic()

    async def follow(self) -> AsyncIterator[str]:
        """Events until the job has ended and its log is read to the end."""
        while True:
            rounds = self._loop.rounds
            status = await run_in_threadpool(self._read_status)
            if (status.state, status.reason) != self._told:
                self._told = (status.state, status.reason)
                yield self._event("state", _state_of(status))
            async for event in self._read_on(status, rounds):
                yield event
            if status.state in ENDED_JOB_STATES:
                yield self._event("end", _state_of(status))
                return
            if time.monotonic() - self._spoke_at > KEEP_ALIVE_S:
                self._spoke_at = time.monotonic()
                yield ": still here\n\n"

    async def _read_on(self, status: _Status, rounds: int) -> AsyncIterator[str]:
        """Whatever there is, and what comes until the loop has done another round."""
        while True:
            attempt = self._current(status)
            if attempt is not None and (event := self._read_event(attempt)):
                yield event
            elif self._is_over(attempt, status):
                self._position = LogPosition(self._position.attempt + 1, 0)
            elif status.state in ENDED_JOB_STATES or self._loop.rounds != rounds:
                return
            else:
                await asyncio.sleep(LOOK_S)

    def _is_over(self, attempt: Attempt | None, status: _Status) -> bool:
        """Whether nothing more comes of this attempt, but of a later one."""
        ended = attempt is not None and attempt.ended_ms is not None
        return ended and self._position.attempt < len(status.attempts)

    def _current(self, status: _Status) -> Attempt | None:
        number = self._position.attempt
        return status.attempts[number - 1] if number <= len(status.attempts) else None

    def _read_event(self, attempt: Attempt) -> str | None:
        page = read_log(self._loop.engine.log_path(attempt.id), self._position.offset)
        if page.next_offset == self._position.offset:
            return None
        self._position = LogPosition(attempt.number, page.next_offset)
        records = [asdict(record) for record in page.records]
        return self._event("log", {"attempt": attempt.number, "records": records})

    def _event(self, name: str, data: dict[str, object]) -> str:
        self._spoke_at = time.monotonic()
        return f"event: {name}\nid: {self._position}\ndata: {json.dumps(data)}\n\n"

    def _read_status(self) -> _Status:
        with self._database.read() as session:
            job = session.get_one(Job, self._job_id)
            attempts = list(list_attempts(session, self._job_id))
            return _Status(job.state, job.reason, job.exit_code, job.stopped_by, attempts)


def _state_of(status: _Status) -> dict[str, object]:
    return {
        "state": status.state,
        "reason": status.reason,
        "exit_code": status.exit_code,
        "stopped_by": status.stopped_by,
        "attempts": len(status.attempts),
    }
