"""What operators' rules mean for one job: windows, quotas, fair share, the minimum run time."""

from __future__ import annotations

from collections.abc import Iterator

from jarip.cloud.scheduling.order import order_jobs
from jarip.cloud.scheduling.quotas import QuotaBook
from jarip.cloud.scheduling.snapshot import QueuedJob, Snapshot
from jarip.cloud.scheduling.validate import matches
from jarip.cloud.scheduling.windows import describe_windows

HOUR_MS = 3_600_000


def list_notes(snapshot: Snapshot, job: QueuedJob) -> tuple[str, ...]:
    """A sentence for each rule that touches the job now."""
    kinds = {chip.kind for chip in snapshot.chips if matches(chip.kind, job.demand.kinds)}
    return (
        *describe_windows(snapshot, job.organization_id, kinds),
        *QuotaBook(snapshot).describe(job),
        *_standing(snapshot, job),
        *_young(snapshot, job, kinds),
    )


def _standing(snapshot: Snapshot, job: QueuedJob) -> Iterator[str]:
    """How many go first, and by what use and weight."""
    ahead = 0
    for each in order_jobs(snapshot):
        if each.id == job.id:
            break
        ahead += each.organization_id != job.organization_id
    limits = snapshot.limits.get(job.organization_id)
    used = snapshot.usage.get(job.organization_id, 0.0) / HOUR_MS
    if limits is not None and (ahead or used or limits.weight != 1.0):
        first = {0: "nobody goes first", 1: "1 job of another organization goes first"}
        others = first.get(ahead, f"{ahead} jobs of other organizations go first")
        yield (
            f"fair share: {others}; this one's faded use is {used:.1f} chip hours at weight "
            f"{limits.weight:g}"
        )


def _young(snapshot: Snapshot, job: QueuedJob, kinds: set[str]) -> Iterator[str]:
    """Jobs that would make room if they had run for long enough."""
    young = [
        each
        for each in snapshot.running_jobs
        if each.preemptible
        and each.kind in kinds
        and each.priority < job.priority
        and snapshot.now_ms - each.started_ms < snapshot.min_run_ms
    ]
    if young:
        left_ms = max(each.started_ms for each in young) + snapshot.min_run_ms - snapshot.now_ms
        yield (
            f"{len(young)} running jobs of lower priority are left in peace until they ran "
            f"{snapshot.min_run_ms / 1000:g} s: the last one for {left_ms / 1000:.0f} s more"
        )
