"""Stage 4: taking chips for a job, or keeping some for it."""

from __future__ import annotations

from jarip.cloud.scheduling.decisions import Placement
from jarip.cloud.scheduling.pool import ChipClass, FreePool
from jarip.cloud.scheduling.snapshot import QueuedJob


def allocate(pool: FreePool, fitting: list[ChipClass], job: QueuedJob) -> Placement | None:
    """Take the job's chips: of the cheapest class that has them free on one node. Or None."""
    for chip_class in fitting:
        node = pool.find_node(chip_class, job.demand.count)
        if node is not None:
            chips = pool.take(chip_class, node, job.demand.count)
            return Placement(job.id, node, chips, _explain(chip_class, fitting, node))
    return None


def reserve(pool: FreePool, fitting: list[ChipClass], job: QueuedJob) -> None:
    """Keep free chips from smaller jobs behind, so that a large job's turn comes."""
    for chip_class in fitting:
        if pool.reserve(chip_class, job.demand.count):
            return


def _explain(chip_class: ChipClass, fitting: list[ChipClass], node: str) -> str:
    kinds = {other.kind for other in fitting}
    reason = f"the cheapest of {len(kinds)} acceptable kinds" if len(kinds) > 1 else "free"
    return f"{chip_class.kind} on {node}: {reason}"
