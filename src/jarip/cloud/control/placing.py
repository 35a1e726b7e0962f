"""One scheduling pass: snapshot the database, decide, write the intentions."""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Mapping, Sequence

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from jarip.cloud.control.held_chips import read_holding, round_up_ms
from jarip.cloud.control.holding import QUEUED_COLUMNS, QueuedRow, hold_back
from jarip.cloud.control.line import Line
from jarip.cloud.control.metered import lease_left_ms, open_attempt_meter
from jarip.cloud.control.plan_limits import PlanLimits
from jarip.cloud.control.pool import AnyPool
from jarip.cloud.control.speeds import read_speeds, work_key
from jarip.cloud.db.database import get_locked
from jarip.cloud.engines.isolation import Isolation
from jarip.cloud.jobs.attempts import open_attempt
from jarip.cloud.jobs.states import JobState, StoppedBy
from jarip.cloud.jobs.tables import Job
from jarip.cloud.metering.policy import LeasePolicy
from jarip.cloud.scheduling.decisions import Decisions, Placement
from jarip.cloud.scheduling.schedule import schedule
from jarip.cloud.scheduling.snapshot import Demand, QueuedJob, Snapshot
from jarip.cloud.steering.past_use import PastUse
from jarip.cloud.steering.rules import read_rules


@dataclasses.dataclass(frozen=True, slots=True)
class Opened:
    """An attempt that is written down and has to be started now."""

    attempt_id: str
    lease_ms: int | None


def place_jobs(
    session: Session,
    now_ms: int,
    pool: AnyPool,
    plans: PlanLimits,
    past_use: PastUse,
    policy: LeasePolicy,
    line: Line,
) -> list[Opened]:
    """Open an attempt for every job that may start; tell the others why they wait.

    A job whose lease is refused leaves its chips to others at the next pass, at once after this.
    """
    rows = session.execute(
        select(*QUEUED_COLUMNS).where(Job.state == JobState.QUEUED, Job.not_before_ms <= now_ms)
    ).all()
    rows = hold_back(session, rows, now_ms)
    if not rows:
        return []
    decisions = schedule(make_snapshot(session, now_ms, pool, plans, past_use, line, rows))
    line.kept = decisions.kept
    kinds = pool.kinds
    opened = [
        lease
        for placement in decisions.placements
        if (lease := _open(session, now_ms, kinds, placement, policy)) is not None
    ]
    for preemption in decisions.preemptions:
        victim = session.get_one(Job, preemption.job_id)
        if not victim.stop_requested:
            victim.stop_requested = StoppedBy.PREEMPTION
            victim.reason = preemption.text
    _write_reasons(session, decisions, {row.id: row.reason for row in rows})
    return opened


def make_snapshot(
    session: Session,
    now_ms: int,
    pool: AnyPool,
    plans: PlanLimits,
    past_use: PastUse,
    line: Line,
    rows: Sequence[QueuedRow],
) -> Snapshot:
    """What the scheduler sees of these queued jobs."""
    jobs = tuple(
        QueuedJob(
            row.id,
            row.organization_id,
            Demand(
                row.chip_count,
                frozenset(row.chip_kinds),
                row.min_memory_bytes,
                row.max_micros_per_hour,
                Isolation(row.isolation).level,
                row.nodes,
                row.chip_percent,
                spread=row.spread,
                limit_ms=round_up_ms(row.limit_ms),
                work=work_key(row.organization_id, row.work),
            ),
            row.priority,
            row.queued_ms,
            row.deadline_ms,
            row.project_id,
        )
        for row in rows
    )
    holding = read_holding(session)
    organizations = {job.organization_id for job in jobs}
    organizations |= {each.organization_id for each in holding}
    rules = read_rules(session, now_ms)
    limits = rules.weigh(plans.read_limits(session, now_ms, organizations))
    return Snapshot(
        jobs,
        pool.look(session),
        limits,
        Counter(each.organization_id for each in holding),
        holding,
        now_ms,
        rules.windows,
        past_use.read(session, now_ms, rules.half_life_ms),
        quotas=rules.quotas,
        min_run_ms=rules.min_run_ms,
        speeds=read_speeds(session, pool.chips, ((row.organization_id, row.work) for row in rows)),
        kept=line.kept,
    )


def _open(
    session: Session,
    now_ms: int,
    kinds: Mapping[str, str],
    placement: Placement,
    policy: LeasePolicy,
) -> Opened | None:
    job = get_locked(session, Job, placement.job_id)
    with session.begin_nested() as savepoint:
        attempt = open_attempt(
            session,
            job,
            node_id=placement.node_id,
            chip_kind=kinds[placement.chip_ids[0]],
            chip_ids=placement.chip_ids,
            chip_percent=placement.percent,
            part_memory_bytes=placement.part_memory_bytes,
            reason=placement.text,
            now_ms=now_ms,
        )
        lease = open_attempt_meter(session, now_ms, job, attempt, policy)
        if not lease.granted:
            savepoint.rollback()
    if not lease.granted:
        session.refresh(job)
        job.reason = lease.reason
        return None
    return Opened(attempt.id, lease_left_ms(lease, now_ms))


def _write_reasons(session: Session, decisions: Decisions, known: dict[str, str]) -> None:
    changed = [
        {"id": job_id, "reason": waiting.text}
        for job_id, waiting in decisions.waiting.items()
        if known[job_id] != waiting.text
    ]
    if changed:
        session.execute(update(Job), changed)
