"""Stage 5: making room for the first job in line by stopping running ones that allow it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from jarip.cloud.scheduling.buckets import NodePart
from jarip.cloud.scheduling.decisions import Preemption
from jarip.cloud.scheduling.pool import ChipClass, FreePool
from jarip.cloud.scheduling.snapshot import WHOLE, QueuedJob, RunningJob, Snapshot


def choose_victims(
    snapshot: Snapshot, pool: FreePool, fitting: set[ChipClass], job: QueuedJob
) -> list[Preemption]:
    """The fewest, least important running jobs whose chips let `job` start.

    Only jobs that said they may be preempted, of strictly lower priority, that ran for the minimum
    time; of chips that jobs share none is stopped. Among equals the one that would lose the least
    work since its last checkpoint. Empty if that doesn't make enough room, or if jobs are already
    being stopped for it.
    """
    if not any(each.preemptible or each.is_stopping for each in snapshot.running_jobs):
        return []
    if job.demand.percent < WHOLE:
        return []  # a part of a chip comes free soon enough
    rank = _rank(snapshot, job.organization_id, job.priority)
    holders = {
        chip_id: running
        for running in snapshot.running_jobs
        if running.percent == WHOLE
        for chip_id in running.chips
    }
    best: dict[str, RunningJob] | None = None
    for parts in _by_kind(pool.parts_of(fitting)).values():
        victims = _victims_in(snapshot, list(parts.values()), holders, job, rank)
        if victims is not None and (best is None or len(victims) < len(best)):
            best = victims
    text = f"stopped to make room for {job.id}, which goes first"
    return [
        Preemption(victim.job_id, job.id, text)
        for victim in (best or {}).values()
        if not victim.is_stopping
    ]


def _victims_in(
    snapshot: Snapshot,
    parts: list[NodePart],
    holders: dict[str, RunningJob],
    job: QueuedJob,
    rank: tuple[int, int],
) -> dict[str, RunningJob] | None:
    """Whom to stop on as many nodes as the job needs; None if that can't be done."""
    options = []
    for part in parts:
        victims = _victims_on(snapshot, part, holders, job.demand.count, rank)
        if victims is not None:
            options.append((len(victims), part.node_id, victims))
    if len(options) < job.demand.nodes:
        return None
    chosen = sorted(options, key=lambda option: option[:2])[: job.demand.nodes]
    return {victim.job_id: victim for _, _, victims in chosen for victim in victims}


def _victims_on(
    snapshot: Snapshot,
    part: NodePart,
    holders: dict[str, RunningJob],
    count: int,
    rank: tuple[int, int],
) -> list[RunningJob] | None:
    """Whom to stop on this node; None if stopping all that may be stopped isn't enough."""
    missing = count - len(part.free)
    candidates = {
        holder.job_id: holder
        for chip in part.chips
        if (holder := holders.get(chip.id)) is not None and _may_stop(snapshot, holder, rank)
    }
    ordered = sorted(
        candidates.values(),
        key=lambda each: (
            not each.is_stopping,  # what is being stopped anyway comes first
            _rank(snapshot, each.organization_id, each.priority),
            -max(each.started_ms, each.saved_ms or 0),
        ),
    )
    here = {chip.id for chip in part.chips}
    victims = []
    for victim in ordered:
        if missing <= 0:
            break
        victims.append(victim)
        missing -= len(here & set(victim.chips))
    return victims if missing <= 0 else None


def _may_stop(snapshot: Snapshot, running: RunningJob, rank: tuple[int, int]) -> bool:
    ran_ms = snapshot.now_ms - running.started_ms
    return running.is_stopping or (
        running.preemptible
        and ran_ms >= snapshot.min_run_ms
        and _rank(snapshot, running.organization_id, running.priority) < rank
    )


def _rank(snapshot: Snapshot, organization_id: str, priority: int) -> tuple[int, int]:
    limits = snapshot.limits.get(organization_id)
    return (limits.priority if limits else 0, priority)


def _by_kind(
    parts: Iterable[tuple[ChipClass, NodePart]],
) -> dict[str, dict[str, NodePart]]:
    """Kind → node → its chips: a gang's are all of one kind, of whatever class."""
    groups: dict[str, dict[str, NodePart]] = defaultdict(dict)
    for each, part in parts:
        known = groups[each.kind].get(part.node_id)
        joint = part if known is None else known.joined_with(part)
        groups[each.kind][part.node_id] = joint
    return groups
