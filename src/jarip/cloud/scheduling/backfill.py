"""What is kept for the first job in line, and until when others may use it.

Running jobs that have a time limit end by a known moment at the latest. From these the moment is
found by which the first in line can start: its promise. Jobs behind it may use what is kept for it
if their own limit ends them before, so the promise holds however the queue is filled.
Source: "EASY" backfilling, D. Lifka, The ANL/IBM SP Scheduling System, 1995.
"""

from __future__ import annotations

from collections.abc import Sequence

from jarip.cloud.scheduling.pool import ChipClass, FreePool
from jarip.cloud.scheduling.select import Offer
from jarip.cloud.scheduling.snapshot import PoolChip, QueuedJob, Snapshot
from jarip.cloud.scheduling.windows import AT_ONCE

NEVER = 1 << 62


class Foresight:
    """When each chip is free again at the latest."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._now_ms = snapshot.now_ms
        self._ends: dict[str, int] = {}
        for job in snapshot.running_jobs:
            end_ms = NEVER if job.ends_by_ms is None else max(job.ends_by_ms, snapshot.now_ms)
            for chip_id in job.chips:
                self._ends[chip_id] = max(self._ends.get(chip_id, 0), end_ms)

    def note(self, chip_ids: Sequence[str], end_ms: int) -> None:
        """These were given away in this pass."""
        for chip_id in chip_ids:
            self._ends[chip_id] = max(self._ends.get(chip_id, 0), end_ms)

    def free_at_ms(self, chips: Sequence[PoolChip], count: int) -> int:
        """When `count` of a node's chips are free at the latest; NEVER if unknown."""
        ends = sorted(self._end_of(chip) for chip in chips)
        return ends[count - 1] if len(ends) >= count else NEVER

    def _end_of(self, chip: PoolChip) -> int:
        known = self._ends.get(chip.id)
        if known is not None:
            return known
        return self._now_ms if chip.is_free else NEVER


def keep_for_head(
    pool: FreePool, offers: list[Offer], job: QueuedJob, foresight: Foresight
) -> int | None:
    """Keep chips for the first in line. Its promise, or None if no end can be foreseen."""
    demand = job.demand
    best: tuple[int, ChipClass, list[str]] | None = None
    for offer in offers:
        nodes = offer.shelf.reserve(demand)
        if not nodes:
            continue
        chips = [offer.shelf.parts[node].chips for node in nodes]
        promise = max(foresight.free_at_ms(each, demand.count) for each in chips)
        if best is None or promise < best[0]:
            best = (promise, offer.chip_class, nodes)
    if best is None:
        return None
    promise, chip_class, nodes = best
    for node in nodes:
        pool.keep(chip_class, node, promise if promise < NEVER else AT_ONCE)
    return promise if promise < NEVER else None
