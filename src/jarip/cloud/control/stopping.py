"""Passing wishes to stop on to the engine, again and again until the attempt has ended."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from jarip.cloud.engines.engine import Engine
from jarip.cloud.jobs.states import ACTIVE_ATTEMPT_STATES
from jarip.cloud.jobs.submit import read_spec
from jarip.cloud.jobs.tables import Attempt, Job


def pass_on_stops(session: Session, engine: Engine) -> None:
    """Ask the engine to stop every attempt whose job somebody wants stopped.

    The wish is in the database before; repeating it to the engine is harmless.
    """
    rows = session.execute(
        select(Attempt, Job)
        .join(Job, Job.id == Attempt.job_id)
        .where(Attempt.state.in_(ACTIVE_ATTEMPT_STATES), Job.stop_requested != "")
    )
    for attempt, job in rows:
        attempt.stop_requested = attempt.stop_requested or job.stop_requested
        engine.stop(attempt.id, attempt.stop_requested, read_spec(job).grace)
