"""The life of a meter: opened with a lease, started, closed. Every step is safe to repeat."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from jarip.cloud.db.ids import new_id
from jarip.cloud.errors import NotFoundError
from jarip.cloud.metering.inputs import (
    COMPUTE,
    LEASE_MS,
    MIN_LEASE_MS,
    Lease,
    NewMeter,
    UsageReport,
)
from jarip.cloud.metering.leases import grant_to_meters, lease_of
from jarip.cloud.metering.policy import UNLIMITED, LeasePolicy
from jarip.cloud.metering.recording import lock_meters, record_usage
from jarip.cloud.metering.tables import Meter


def open_meter(
    session: Session,
    now_ms: int,
    request: NewMeter | Sequence[NewMeter],
    policy: LeasePolicy = UNLIMITED,
    lease_ms: int = LEASE_MS,
) -> Lease:
    """Reserve for an attempt that is about to be placed. Nothing counts until `start_meter`.

    Pass all of the attempt's meters at once if it runs on several kinds of chips. When the policy
    allows less than MIN_LEASE_MS the lease is refused (`granted` False, with the reason) and no
    meter exists. Opening again answers with the lease there is.
    """
    requests = [request] if isinstance(request, NewMeter) else list(request)
    attempt_id = requests[0].attempt_id
    existing = lock_meters(session, [attempt_id]).get(attempt_id)
    if existing:
        return lease_of(existing)
    meters = [_new_meter(item, now_ms) for item in requests]
    session.add_all(meters)
    session.flush()
    lease = grant_to_meters(session, now_ms, meters, policy, now_ms + lease_ms)[attempt_id]
    if lease.until_ms - now_ms < MIN_LEASE_MS:
        for meter in meters:
            session.delete(meter)
        session.flush()
        return Lease(attempt_id, False, now_ms, lease.enforced, lease.reason)
    return lease


def start_meter(session: Session, attempt_id: str, start_ms: int) -> None:
    """The attempt's process started at `start_ms`: time counts from here.

    Starting again changes nothing, even with another moment: the first one was written down.
    """
    for meter in _need_meters(session, attempt_id):
        if meter.started_ms is None and meter.closed_ms is None:
            meter.started_ms = meter.metered_ms = start_ms
    session.flush()


def close_meter(session: Session, now_ms: int, attempt_id: str, end_ms: int) -> None:
    """The attempt ended at `end_ms`: count the rest and let go of what is reserved.

    A meter that never started counts nothing. An `end_ms` before what is already counted (a clock
    that went back) counts no more; use `mark_faulted` to give time back. Closing again changes
    nothing.
    """
    meters = _need_meters(session, attempt_id)
    record_usage(session, now_ms, [UsageReport(attempt_id, end_ms)], {attempt_id: meters})
    for meter in meters:
        if meter.closed_ms is None:
            meter.closed_ms = end_ms if meter.metered_ms is None else meter.metered_ms
            meter.lease_until_ms = meter.closed_ms
    session.flush()


def list_open_attempts(session: Session) -> list[str]:
    """Attempts whose meters are open, oldest first: what a restarted server must look after."""
    query = (
        select(Meter.subject_id)
        .where(Meter.closed_ms.is_(None), Meter.resource.in_(COMPUTE))
        .order_by(Meter.subject_id)
    )
    return list(dict.fromkeys(session.scalars(query)))


def _need_meters(session: Session, attempt_id: str) -> list[Meter]:
    meters = lock_meters(session, [attempt_id]).get(attempt_id)
    if not meters:
        raise NotFoundError(
            "the attempt has no meter", where=attempt_id, todo="call open_meter before placing it"
        )
    return meters


def _new_meter(request: NewMeter, now_ms: int) -> Meter:
    return Meter(
        id=new_id("mtr", now_ms),
        subject_id=request.attempt_id,
        job_id=request.job_id,
        organization_id=request.owner.organization_id,
        project_id=request.owner.project_id,
        member_id=request.owner.member_id,
        resource=request.resource,
        kind=request.kind,
        count=request.count,
        opened_ms=now_ms,
        started_ms=None,
        metered_ms=None,
        idle_ms=0,
        lease_until_ms=now_ms,
        lease_enforced=False,
        closed_ms=None,
    )
