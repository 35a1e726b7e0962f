"""What is kept for the first job in line, and until when others may use it.

Running jobs that have a time limit end by a known moment at the latest. From these the moment is
found by which the first in line can start: its promise. Jobs behind it may use what is kept for it
if their own limit ends them before, so the promise holds however the queue is filled.
Source: "EASY" backfilling, D. Lifka, The ANL/IBM SP Scheduling System, 1995.
"""

from __future__ import annotations

from collections.abc import Sequence
from heapq import nsmallest
from itertools import islice

from jarip.cloud.scheduling.joint import JointShelf
from jarip.cloud.scheduling.pool import FreePool
from jarip.cloud.scheduling.select import Offer
from jarip.cloud.scheduling.shelf import Shelf
from jarip.cloud.scheduling.snapshot import Demand, PoolChip, QueuedJob, Snapshot
from jarip.cloud.scheduling.windows import AT_ONCE

NEVER = 1 << 62
LOOKED_AT = 512
"""So many nodes of a class are compared, those with the most free chips: enough to find a good
one, and a pass over a hundred thousand chips stays a matter of a second."""


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
        """These were given away in this pass: most were free until now."""
        ends = self._ends
        for chip_id in chip_ids:
            if ends.setdefault(chip_id, end_ms) < end_ms:
                ends[chip_id] = end_ms

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
    best: tuple[int, Offer, list[str]] | None = None
    for offer in offers:
        soonest = _find_soonest(offer.shelf, job.demand, foresight)
        if soonest is not None and (best is None or soonest[0] < best[0]):
            best = (soonest[0], offer, soonest[1])
    if best is None:
        return None
    promise, offer, nodes = best
    for node in nodes:
        for chip_class in offer.classes:
            pool.keep(chip_class, node, promise if promise < NEVER else AT_ONCE)
    return promise if promise < NEVER else None


def _find_soonest(
    shelf: Shelf | JointShelf, demand: Demand, foresight: Foresight
) -> tuple[int, list[str]] | None:
    """The nodes that will have a job's chips first, and when all have; None if too few are large
    enough. Equally soon: those with more free chips now, then by name, so that the next pass
    keeps the same ones."""
    looked_at = islice(shelf.list_large(demand.count), max(LOOKED_AT, demand.nodes))
    found = nsmallest(
        demand.nodes,
        (
            (foresight.free_at_ms(part.chips, demand.count), -len(part.free), part.node_id)
            for part in looked_at
        ),
    )
    if len(found) < demand.nodes:
        return None
    return found[-1][0], [node for _, _, node in found]
