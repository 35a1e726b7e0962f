"""Metering attempts: opening, starting, renewing and closing their meters."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy.orm import Session

from jarip.cloud.jobs.tables import Attempt, Job
from jarip.cloud.metering.faults import mark_faulted
from jarip.cloud.metering.inputs import Lease, NewMeter, Owner, Resource, UsageReport
from jarip.cloud.metering.leases import renew_leases
from jarip.cloud.metering.meters import close_meter, open_meter, start_meter
from jarip.cloud.metering.policy import LeasePolicy
from jarip.cloud.scheduling.snapshot import WHOLE


def open_attempt_meter(
    session: Session, now_ms: int, job: Job, attempt: Attempt, policy: LeasePolicy
) -> Lease:
    """Reserve for an attempt that is about to start."""
    owner = Owner(job.organization_id, job.project_id, job.member_id)
    whole = attempt.chip_percent == WHOLE
    count, resource = (
        (len(attempt.chip_ids), Resource.CHIP) if whole else (attempt.chip_percent, Resource.PART)
    )
    meter = NewMeter(attempt.id, job.id, owner, attempt.chip_kind, count, resource)
    lease = open_meter(session, now_ms, meter, policy)
    attempt.lease_reason = lease.reason
    return lease


def start_attempt_meter(session: Session, attempt: Attempt) -> None:
    """Its program runs: count from `started_ms`."""
    assert attempt.started_ms is not None
    start_meter(session, attempt.id, attempt.started_ms)


def renew_attempt_leases(
    session: Session, now_ms: int, attempts: Sequence[Attempt], policy: LeasePolicy
) -> dict[str, Lease]:
    """Count what the attempts used by now, and renew their leases; by attempt id."""
    reports = [UsageReport(attempt.id, _until_ms(attempt)) for attempt in attempts]
    leases = renew_leases(session, now_ms, reports, policy)
    for attempt in attempts:
        if attempt.id in leases:
            attempt.lease_reason = leases[attempt.id].reason
    return leases


def close_attempt_meter(session: Session, now_ms: int, attempt: Attempt) -> None:
    """It ended: count the rest."""
    close_meter(session, now_ms, attempt.id, _until_ms(attempt) or now_ms)


def forgive_attempt(session: Session, now_ms: int, attempt: Attempt, saved_ms: int | None) -> None:
    """It was lost through our fault: what it did since its last checkpoint is free."""
    if attempt.started_ms is None:
        return
    start_ms = max(attempt.started_ms, saved_ms or 0)
    mark_faulted(session, now_ms, attempt.id, start_ms, _until_ms(attempt))


def lease_left_ms(lease: Lease, now_ms: int) -> int | None:
    """What the engine has to enforce by itself; None if the attempt may outlive a silent server."""
    return max(0, lease.until_ms - now_ms) if lease.enforced else None


def _until_ms(attempt: Attempt) -> int:
    """Its start plus its monotonic run time: no jump of the machine's clock bills anything."""
    return 0 if attempt.started_ms is None else attempt.started_ms + attempt.ran_ms
