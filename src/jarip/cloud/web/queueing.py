"""Queueing jobs for somebody who asks, by REST or in the console."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.orm import Session

from jarip.cloud.accounts.principal import Principal
from jarip.cloud.context import CloudContext
from jarip.cloud.control.checkpoints import check_resume
from jarip.cloud.control.loop import ControlLoop
from jarip.cloud.engines.isolation import Isolation
from jarip.cloud.jobs.spec import JobSpec
from jarip.cloud.jobs.submit import submit_job
from jarip.cloud.jobs.tables import Job


@contextmanager
def queueing(
    cloud: CloudContext, caller: Principal, loop: ControlLoop | None, spec: JobSpec
) -> Iterator[tuple[Session, Isolation]]:
    """A transaction to submit in, and the least isolation; the loop is woken after it.

    What jobs begin with is looked for before anything is written, as that may ask an object store;
    raises as `check_resume` does.
    """
    with cloud.database.read() as session:
        check_resume(session, caller, loop, spec)
    with cloud.database.write() as session:
        yield session, Isolation(cloud.settings.isolation)
    if loop is not None:
        loop.wake()


def queue_job(
    cloud: CloudContext,
    caller: Principal,
    loop: ControlLoop | None,
    spec: JobSpec,
    request_key: str = "",
) -> Job:
    """Submit a job; raises as `check_resume` and `submit_job` do."""
    with queueing(cloud, caller, loop, spec) as (session, least):
        return submit_job(session, cloud.clock, caller, spec, request_key, least_isolation=least)
