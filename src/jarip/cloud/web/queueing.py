"""Queueing a job for somebody who asks, by REST or in the console."""

from __future__ import annotations

from jarip.cloud.accounts.principal import Principal
from jarip.cloud.context import CloudContext
from jarip.cloud.control.checkpoints import check_resume
from jarip.cloud.control.loop import ControlLoop
from jarip.cloud.engines.isolation import Isolation
from jarip.cloud.jobs.spec import JobSpec
from jarip.cloud.jobs.submit import submit_job
from jarip.cloud.jobs.tables import Job


def queue_job(
    cloud: CloudContext,
    caller: Principal,
    loop: ControlLoop | None,
    spec: JobSpec,
    request_key: str = "",
) -> Job:
    """Submit a job and wake the loop; raises as `check_resume` and `submit_job` do.

    What it begins with is looked for before anything is written: that may ask an object store.
    """
    with cloud.database.read() as session:
        check_resume(session, caller, loop, spec)
    with cloud.database.write() as session:
        job = submit_job(
            session,
            cloud.clock,
            caller,
            spec,
            request_key,
            least_isolation=Isolation(cloud.settings.isolation),
        )
    if loop is not None:
        loop.wake()
    return job
