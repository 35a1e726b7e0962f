"""Stage 5: making room for the first job in line by stopping running ones that allow it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from jarip.cloud.scheduling.decisions import Preemption
from jarip.cloud.scheduling.pool import ChipClass
from jarip.cloud.scheduling.snapshot import PoolChip, QueuedJob, RunningJob, Snapshot

MIN_RUN_MS = 60_000
"""A job that was started is left in peace so long: stopping and starting costs, too."""


def choose_victims(
    snapshot: Snapshot, fitting: Sequence[ChipClass], job: QueuedJob
) -> list[Preemption]:
    """The fewest, least important, youngest running jobs whose chips let `job` start on one node.

    Only jobs that said they may be preempted, of strictly lower priority, that ran `MIN_RUN_MS`.
    Empty if that doesn't make enough room, or if jobs are already being stopped for it.
    """
    if not snapshot.running_jobs:
        return []
    rank = _rank(snapshot, job.organization_id, job.priority)
    holders = {chip_id: running for running in snapshot.running_jobs for chip_id in running.chips}
    best: list[RunningJob] | None = None
    for chips in _by_node(snapshot.chips, fitting).values():
        victims = _victims_on(snapshot, chips, holders, job.demand.count, rank)
        if victims is not None and (best is None or len(victims) < len(best)):
            best = victims
    text = f"stopped to make room for {job.id}, which goes first"
    return [
        Preemption(victim.job_id, job.id, text) for victim in best or () if not victim.is_stopping
    ]


def _victims_on(
    snapshot: Snapshot,
    chips: Sequence[PoolChip],
    holders: dict[str, RunningJob],
    count: int,
    rank: tuple[int, int],
) -> list[RunningJob] | None:
    """Whom to stop on this node; None if stopping all that may be stopped isn't enough."""
    missing = count - sum(chip.is_free for chip in chips)
    candidates = {
        holder.job_id: holder
        for chip in chips
        if (holder := holders.get(chip.id)) is not None and _may_stop(snapshot, holder, rank)
    }
    ordered = sorted(
        candidates.values(),
        key=lambda each: (
            not each.is_stopping,  # what is being stopped anyway comes first
            _rank(snapshot, each.organization_id, each.priority),
            -each.started_ms,
        ),
    )
    here = {chip.id for chip in chips}
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
        and ran_ms >= MIN_RUN_MS
        and _rank(snapshot, running.organization_id, running.priority) < rank
    )


def _rank(snapshot: Snapshot, organization_id: str, priority: int) -> tuple[int, int]:
    limits = snapshot.limits.get(organization_id)
    return (limits.priority if limits else 0, priority)


def _by_node(
    chips: Sequence[PoolChip], fitting: Sequence[ChipClass]
) -> dict[tuple[str, ChipClass], list[PoolChip]]:
    groups: dict[tuple[str, ChipClass], list[PoolChip]] = defaultdict(list)
    for chip in chips:
        chip_class = ChipClass(chip.kind, chip.memory_bytes, chip.isolation)
        if chip_class in fitting:
            groups[chip.node_id, chip_class].append(chip)
    return groups
