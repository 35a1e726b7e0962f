"""Stage 1: in which order jobs are looked at."""

from __future__ import annotations

from jarip.cloud.scheduling.snapshot import QueuedJob, Snapshot


def order_jobs(snapshot: Snapshot) -> list[QueuedJob]:
    """By the plan's priority, the job's priority, then first come, first served."""
    plan_priority = {key: limits.priority for key, limits in snapshot.limits.items()}
    return sorted(
        snapshot.jobs,
        key=lambda job: (
            -plan_priority.get(job.organization_id, 0),
            -job.priority,
            job.queued_ms,
            job.id,
        ),
    )
