"""The free chips during one pass, kept so that finding a place doesn't look at every node."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from jarip.cloud.scheduling.snapshot import PoolChip


@dataclass(frozen=True, slots=True, order=True)
class ChipClass:
    """Chips that are the same to the scheduler."""

    kind: str
    memory_bytes: int
    isolation: int = 0


class FreePool:
    """For each class, the nodes by how many free chips they have of it."""

    def __init__(self, chips: Iterable[PoolChip]) -> None:
        self._free: dict[tuple[ChipClass, str], list[str]] = defaultdict(list)
        self.most_on_a_node: dict[ChipClass, int] = {}
        """The most chips of a class that any node has, free or not."""
        totals: dict[tuple[ChipClass, str], int] = defaultdict(int)
        for chip in chips:
            group = (ChipClass(chip.kind, chip.memory_bytes, chip.isolation), chip.node_id)
            totals[group] += 1
            if chip.is_free:
                self._free[group].append(chip.id)
        self._buckets: dict[ChipClass, dict[int, dict[str, None]]] = {}
        self._totals = totals
        for (chip_class, node), total in totals.items():
            self.most_on_a_node[chip_class] = max(self.most_on_a_node.get(chip_class, 0), total)
            free = len(self._free.get((chip_class, node), ()))
            self._bucket(chip_class, free)[node] = None

    def classes(self) -> Iterator[ChipClass]:
        return iter(self.most_on_a_node)

    def find_node(self, chip_class: ChipClass, count: int) -> str | None:
        """The node with the fewest free chips that still suffice: big holes are kept whole."""
        buckets = self._buckets.get(chip_class, {})
        fitting = (free for free, nodes in buckets.items() if free >= count and nodes)
        free = min(fitting, default=None)
        return None if free is None else next(iter(buckets[free]))

    def take(self, chip_class: ChipClass, node: str, count: int) -> tuple[str, ...]:
        """Remove `count` free chips of a node found by `find_node`."""
        free = self._free[chip_class, node]
        del self._bucket(chip_class, len(free))[node]
        taken, free[:] = tuple(free[:count]), free[count:]
        self._bucket(chip_class, len(free))[node] = None
        return taken

    def reserve(self, chip_class: ChipClass, count: int) -> bool:
        """Keep a node's free chips for a job that needs more of them than are free.

        Takes the node that lacks the fewest. False if no node has so many chips at all.
        """
        buckets = self._buckets.get(chip_class, {})
        for free in sorted(buckets, reverse=True):
            for node in buckets[free]:
                if self._totals[chip_class, node] >= count:
                    del buckets[free][node]
                    return True
        return False

    def _bucket(self, chip_class: ChipClass, free: int) -> dict[str, None]:
        return self._buckets.setdefault(chip_class, {}).setdefault(free, {})
