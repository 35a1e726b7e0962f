"""Leases: until when attempts may run, renewed for all of them at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from sqlalchemy.orm import Session

from jarip.cloud.metering.inputs import LEASE_MS, Lease, UsageReport
from jarip.cloud.metering.policy import UNLIMITED, LeasePolicy
from jarip.cloud.metering.recording import lock_meters, record_usage
from jarip.cloud.metering.tables import Meter


def renew_leases(
    session: Session,
    now_ms: int,
    reports: Sequence[UsageReport],
    policy: LeasePolicy = UNLIMITED,
    lease_ms: int = LEASE_MS,
) -> dict[str, Lease]:
    """Count what running attempts used, and renew their leases; by attempt id.

    Give one report an attempt that was seen running. A lease never becomes shorter than it was,
    except that a closed attempt's answer is a refusal. Unknown attempts are left out.
    """
    meters = lock_meters(session, (report.attempt_id for report in reports))
    record_usage(session, now_ms, reports, meters)
    running = [m for group in meters.values() for m in group if m.closed_ms is None]
    leases = grant_to_meters(session, now_ms, running, policy, now_ms + lease_ms)
    for attempt_id, group in meters.items():
        if attempt_id not in leases:
            leases[attempt_id] = lease_of(group)
    return leases


def grant_to_meters(
    session: Session,
    now_ms: int,
    meters: Sequence[Meter],
    policy: LeasePolicy,
    wanted_until_ms: int,
) -> dict[str, Lease]:
    """Ask the policy, store its answers, and give the lease of each attempt."""
    session.flush()
    grants = policy.grant_leases(session, now_ms, meters, wanted_until_ms)
    groups: dict[str, list[Meter]] = defaultdict(list)
    for meter in meters:
        groups[meter.subject_id].append(meter)
    leases = {}
    for attempt_id, group in groups.items():
        # All of an attempt's chips run as long as the first one to be stopped.
        first = min((grants[meter.id] for meter in group), key=lambda grant: grant.until_ms)
        for meter in group:
            meter.lease_until_ms = max(meter.lease_until_ms, first.until_ms)
            meter.lease_enforced = any(grants[m.id].enforced for m in group)
        lease = lease_of(group)
        leases[attempt_id] = Lease(
            attempt_id, lease.granted, lease.until_ms, lease.enforced, first.reason
        )
    session.flush()
    return leases


def lease_of(meters: Sequence[Meter]) -> Lease:
    """The lease an attempt's meters hold."""
    closed = any(meter.closed_ms is not None for meter in meters)
    return Lease(
        attempt_id=meters[0].subject_id,
        granted=not closed,
        until_ms=min(meter.lease_until_ms for meter in meters),
        enforced=any(meter.lease_enforced for meter in meters),
        reason="the attempt has ended" if closed else "",
    )
