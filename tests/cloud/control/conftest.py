"""A whole control loop on a real database and the real local engine, driven round by round."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from jarip.chips import Chip, detect_chips
from jarip.cloud.accounts.organizations import CreateOrganization, create_organization
from jarip.cloud.accounts.permissions import EVERYTHING
from jarip.cloud.accounts.principal import Principal
from jarip.cloud.accounts.tables import Project
from jarip.cloud.control.loop import ControlLoop
from jarip.cloud.control.orders import OrderMaker
from jarip.cloud.control.pool import Pool
from jarip.cloud.db.clock import SystemClock
from jarip.cloud.db.database import Database
from jarip.cloud.engines.local.engine import LocalEngine
from jarip.cloud.jobs.code_store import CodeStore
from jarip.cloud.jobs.find import list_attempts, list_events
from jarip.cloud.jobs.spec import JobSpec
from jarip.cloud.jobs.states import ENDED_JOB_STATES, StoppedBy
from jarip.cloud.jobs.stop import request_stop
from jarip.cloud.jobs.submit import submit_job
from jarip.cloud.jobs.tables import Attempt, Job
from jarip.cloud.metering.policy import UNLIMITED, LeasePolicy
from jarip.cloud.metering.tables import UsageEvent
from jarip.cloud.scheduling.snapshot import OrganizationLimits

PATIENCE_S = 200.0
Found = TypeVar("Found")


@cache
def _find_chips() -> list[Chip]:
    return detect_chips(measure=False)


class GenerousPlans:
    """Everybody may run everything."""

    def read_limits(
        self, session: Session, now_ms: int, organization_ids: Iterable[str]
    ) -> dict[str, OrganizationLimits]:
        return {key: OrganizationLimits(None, None, 0, {"cpu": 1000}) for key in organization_ids}


class LoopBench:
    """A loop, its database, and one customer."""

    def __init__(self, database: Database, home: Path, policy: LeasePolicy = UNLIMITED) -> None:
        self.database = database
        self.home = home
        self.clock = SystemClock()
        self.policy = policy
        self.loop = self.new_server()
        with database.write() as session:
            organization = create_organization(
                session, self.clock, CreateOrganization(name="Acme", slug="acme")
            )
            project = session.scalar(
                select(Project).where(Project.organization_id == organization.id)
            )
            assert project is not None
            self.caller = Principal("key_test", organization.id, project.id, EVERYTHING)

    def new_server(self) -> ControlLoop:
        """A loop that knows nothing but the database and the folders, as after `kill -9`."""
        chips = _find_chips()
        self.engine = LocalEngine(self.home, chips)
        self.loop = ControlLoop(
            self.database,
            self.clock,
            self.engine,
            Pool(chips, self.engine.isolation),
            OrderMaker(
                CodeStore(self.home / "code"),
                self.home / "caches",
                self.home / "environments",
                b"k" * 32,
            ),
            GenerousPlans(),
            self.policy,
        )
        return self.loop

    def submit(self, command: str | list[str], **values: Any) -> str:
        spec = JobSpec.model_validate({"command": command, **values})
        with self.database.write() as session:
            return submit_job(session, self.clock, self.caller, spec).id

    def stop(self, job_id: str, by: StoppedBy = StoppedBy.USER) -> None:
        with self.database.write() as session:
            request_stop(session, self.clock, session.get_one(Job, job_id), by)

    def job(self, job_id: str) -> Job:
        with self.database.read() as session:
            return session.get_one(Job, job_id)

    def attempts(self, job_id: str) -> list[Attempt]:
        with self.database.read() as session:
            return list(list_attempts(session, job_id))

    def states(self, job_id: str) -> list[str]:
        with self.database.read() as session:
            return [event.to_state for event in list_events(session, job_id)]

    def usage(self, job_id: str) -> list[UsageEvent]:
        with self.database.read() as session:
            return list(
                session.scalars(
                    select(UsageEvent)
                    .where(UsageEvent.job_id == job_id)
                    .order_by(UsageEvent.subject_id, UsageEvent.start_ms)
                )
            )

    def rounds_until(self, probe: Callable[[], Found | None], what: str) -> Found:
        deadline = time.monotonic() + PATIENCE_S
        while time.monotonic() < deadline:
            self.loop.run_round()
            found = probe()
            if found:
                return found
            self.engine.wait_for_change(0.02)
        raise AssertionError(f"waited {PATIENCE_S} s in vain for {what}")

    def wait_until(self, probe: Callable[[], Found | None], what: str) -> Found:
        """For a loop that runs by itself."""
        deadline = time.monotonic() + PATIENCE_S
        while time.monotonic() < deadline:
            if found := probe():
                return found
            time.sleep(0.02)
        raise AssertionError(f"waited {PATIENCE_S} s in vain for {what}")

    def until_state(self, job_id: str, *states: str) -> Job:
        return self.rounds_until(
            lambda: job if (job := self.job(job_id)).state in states else None,
            f"{job_id} to be {states}; it is {self.job(job_id).state}: {self.job(job_id).reason}",
        )

    def until_ended(self, job_id: str) -> Job:
        return self.until_state(job_id, *ENDED_JOB_STATES)

    def close(self) -> None:
        with self.database.read() as session:
            active = session.scalars(select(Job.id).where(Job.state.not_in(ENDED_JOB_STATES))).all()
        for job_id in active:
            self.stop(job_id)
        for job_id in active:
            self.until_ended(job_id)
        self.loop.close()
        self.engine.close()


@pytest.fixture
def bench(database: Database, tmp_path: Path) -> Iterator[LoopBench]:
    opened = LoopBench(database, tmp_path / "home")
    yield opened
    opened.close()
