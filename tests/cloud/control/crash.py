"""A harness that lets the server die anywhere, and kills supervisors and jobs, by a seed.

The server "dies" by an exception at a crash point: before or after any call of the engine, before
or after any commit. What it had in memory is thrown away and a new server takes over, which is all
that `kill -9` leaves. Supervisors and jobs are real processes and are really killed.
"""

from __future__ import annotations

import os
import random
import signal
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session
from tests.cloud.control.conftest import LoopBench

from jarip.cloud.db.database import Database
from jarip.cloud.engines.engine import Engine
from jarip.cloud.engines.local.supervisor.records import read_started
from jarip.cloud.jobs.states import ENDED_JOB_STATES, StoppedBy
from jarip.cloud.metering.tables import Meter, UsageEvent

CRASH_CHANCE = 0.04
KILL_CHANCE = 0.15
STOP_CHANCE = 0.02
MOST_ROUNDS = 3000

SCRIPT = """
exec 9>{folder}/lock.$JARIP_JOB_ID
flock -n 9 || echo "$JARIP_JOB_ID ran twice at once" >> {folder}/violations
echo $JARIP_ATTEMPT_ID >> {folder}/runs
{work}
"""

WORKS = ("true", "exit 3", "sleep 0.05", "sleep 0.2 & wait", "setsid sleep 0.1 & sleep 0.02")


class Crash(BaseException):
    """The server dies here."""


class Inline(Executor):
    """Runs what is submitted at once, so that a crash stops it like everything else."""

    def submit(self, run: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        run(*args, **kwargs)
        return Future()


class CrashingEngine:
    """An engine before and after whose every call the server may die."""

    def __init__(self, engine: Engine, may_crash: Callable[[], None]) -> None:
        self._engine = engine
        self._may_crash = may_crash

    def __getattr__(self, name: str) -> Any:
        method = getattr(self._engine, name)
        if name not in ("prepare", "start", "poll", "stop", "renew", "reap"):
            return method

        def call(*args: Any, **kwargs: Any) -> Any:
            self._may_crash()
            result = method(*args, **kwargs)
            self._may_crash()
            return result

        return call


class CrashingDatabase:
    """A database before and after whose every commit the server may die."""

    def __init__(self, database: Database, may_crash: Callable[[], None]) -> None:
        self._database = database
        self._may_crash = may_crash
        self.read = database.read

    @contextmanager
    def write(self) -> Iterator[Session]:
        with self._database.write() as session:
            yield session
            session.flush()
            self._may_crash()
        self._may_crash()


class CrashRun:
    """One seed: a few jobs, many deaths, and what has to be true in the end."""

    def __init__(self, bench: LoopBench, folder: Path, seed: int) -> None:
        self.bench = bench
        self.folder = folder
        self.seed = seed
        self.chance = random.Random(seed)
        self.calm = False
        self.crashes = self.kills = 0

    def run(self) -> None:
        jobs = [self._submit() for _ in range(self.chance.randint(1, 3))]
        self._new_server()
        for number in range(MOST_ROUNDS):
            self.calm = number > MOST_ROUNDS // 10
            self._round(jobs)
            if all(self.bench.job(job_id).state in ENDED_JOB_STATES for job_id in jobs):
                break
            self.bench.engine.wait_for_change(0.01)
        self.calm = True
        self.bench.new_server()
        self.bench.loop.run_round()
        self._check(jobs)

    def _submit(self) -> str:
        return self.bench.submit(
            SCRIPT.format(folder=self.folder, work=self.chance.choice(WORKS)),
            retries={"failure": self.chance.randint(0, 2), "lost": 50, "pause": "1ms"},
            timeout=self.chance.choice([None, "100ms"]),
            grace="20ms",
        )

    def _round(self, jobs: list[str]) -> None:
        try:
            self.bench.loop.run_round()
        except Crash:
            self.crashes += 1
            self._new_server()
        if not self.calm and self.chance.random() < KILL_CHANCE:
            self._kill_something(jobs)
        if self.chance.random() < STOP_CHANCE:
            job_id = self.chance.choice(jobs)
            if self.bench.job(job_id).state not in ENDED_JOB_STATES:
                self.bench.stop(job_id, StoppedBy.USER)

    def _new_server(self) -> None:
        self.bench.engine.close()
        loop = self.bench.new_server()
        loop.engine = CrashingEngine(self.bench.engine, self._may_crash)  # type: ignore[assignment]
        loop.database = CrashingDatabase(self.bench.database, self._may_crash)  # type: ignore[assignment]
        loop.starter._engine = loop.engine
        loop.starter._workers = Inline()  # type: ignore[assignment]

    def _may_crash(self) -> None:
        if not self.calm and self.chance.random() < CRASH_CHANCE:
            raise Crash

    def _kill_something(self, jobs: list[str]) -> None:
        for attempt in self.bench.attempts(self.chance.choice(jobs)):
            started = read_started(str(self.bench.engine.layout.attempt(attempt.id).start))
            if started is None or attempt.ended_ms is not None:
                continue
            pid = self.chance.choice([started.pid, started.supervisor_pid])
            try:
                os.kill(pid, signal.SIGKILL)
                self.kills += 1
            except ProcessLookupError:
                continue

    def _check(self, jobs: list[str]) -> None:
        seed = f"seed {self.seed}"
        violations = self.folder / "violations"
        assert not violations.exists(), f"{seed}: {violations.read_text()}"
        runs = (self.folder / "runs").read_text().split() if (self.folder / "runs").exists() else []
        assert len(runs) == len(set(runs)), f"{seed}: an attempt ran twice"
        for job_id in jobs:
            job = self.bench.job(job_id)
            assert job.state in ENDED_JOB_STATES, f"{seed}: {job_id} was lost in {job.state}"
            self._check_money(job_id, seed)

    def _check_money(self, job_id: str, seed: str) -> None:
        events = self.bench.usage(job_id)
        for attempt in self.bench.attempts(job_id):
            own = [event for event in events if event.subject_id == attempt.id]
            assert sum(event.amount for event in own) == attempt.ran_ms, f"{seed}: {attempt.id}"
            self._check_cover(own, attempt.started_ms or 0, attempt.ran_ms, seed)
        with self.bench.database.read() as session:
            open_meters = session.query(Meter).filter_by(job_id=job_id, closed_ms=None).count()
        assert open_meters == 0, f"{seed}: {job_id} has an open meter"

    @staticmethod
    def _check_cover(events: list[UsageEvent], start_ms: int, ran_ms: int, seed: str) -> None:
        """Each millisecond of the run is counted once, after what was taken back."""
        counted = [0] * ran_ms
        for event in events:
            sign = 1 if event.amount > 0 else -1
            for at in range(event.start_ms - start_ms, event.end_ms - start_ms):
                counted[at] += sign
        assert counted == [1] * ran_ms, f"{seed}: a millisecond is missing or counted twice"
