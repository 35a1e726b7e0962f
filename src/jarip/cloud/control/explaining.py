"""Explaining one job with the very function that schedules it."""

from __future__ import annotations

import dataclasses

from sqlalchemy import select
from sqlalchemy.orm import Session

from jarip.cloud.control.holding import QUEUED_COLUMNS
from jarip.cloud.control.line import Line
from jarip.cloud.control.placing import make_snapshot
from jarip.cloud.control.plan_limits import PlanLimits
from jarip.cloud.control.pool import AnyPool
from jarip.cloud.jobs.states import JobState
from jarip.cloud.jobs.tables import Job
from jarip.cloud.scheduling.explain import Explanation, explain
from jarip.cloud.steering.past_use import PastUse


def explain_job(
    session: Session,
    now_ms: int,
    pool: AnyPool,
    plans: PlanLimits,
    past_use: PastUse,
    line: Line,
    job: Job,
) -> Explanation:
    """What the scheduler would say now. A job that isn't queued is asked about as if it were."""
    rows = session.execute(
        select(*QUEUED_COLUMNS).where((Job.state == JobState.QUEUED) | (Job.id == job.id))
    ).all()
    snapshot = make_snapshot(session, now_ms, pool, plans, past_use, line, list(rows))
    found = explain(snapshot, job.id)
    if job.state == JobState.QUEUED and not found.verdict:
        return dataclasses.replace(found, verdict=job.reason)
    if job.state != JobState.QUEUED:
        return dataclasses.replace(found, verdict=job.reason, starts_now=False, suggestions=())
    return found
