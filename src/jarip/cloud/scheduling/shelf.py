"""The free chips of one class during a pass: by node, by rack, and parts of chips."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice

from jarip.cloud.scheduling.snapshot import WHOLE, Demand, PoolChip
from jarip.cloud.scheduling.topology import pick_chips

Buckets = dict[int, dict[str, None]]
"""Free chips → the nodes with so many."""


@dataclass(slots=True)
class NodePart:
    """The chips of one class on one node."""

    node_id: str
    rack: str
    chips: list[PoolChip] = field(default_factory=list)
    """All of them, free or not."""
    free: list[PoolChip] = field(default_factory=list)


class Shelf:
    """Nodes by how many free chips of the class they have. Free chips only ever become fewer."""

    def __init__(self) -> None:
        self.parts: dict[str, NodePart] = {}
        self.most_on_a_node = 0
        """The most chips that any node has, free or not."""
        self._sizes: Counter[int] = Counter()
        """Chips of a node → how many nodes have so many."""
        self._buckets: Buckets = {}
        self._racks: dict[str, Buckets] = {}
        self._partial: dict[tuple[int, int], list[PoolChip]] = {}
        self._no_gangs: set[tuple[int, int]] = set()
        self._full_racks: dict[tuple[int, int], set[str]] = {}
        """Racks that have too few nodes for a gang."""

    def add(self, part: NodePart) -> None:
        """A node's chips come in, as they are when the pass begins."""
        self.take_over(
            part,
            [
                (chip, chip.free_percent, chip.free_memory_bytes)
                for chip in part.chips
                if chip.free_percent and not chip.is_free
            ],
        )

    def count_nodes(self, count: int) -> int:
        """How many nodes have so many chips, free or not."""
        return sum(nodes for total, nodes in self._sizes.items() if total >= count)

    def find_node(self, count: int, *, spread: bool = False) -> str | None:
        """The node with the fewest free chips that still suffice: big holes are kept whole.

        With `spread`, the one with the most.
        """
        best = 0
        for free, nodes in self._buckets.items():
            if free >= count and nodes and (not best or (free > best if spread else free < best)):
                best = free
        return next(iter(self._buckets[best])) if best else None

    def find_nodes(self, demand: Demand) -> list[str]:
        """Nodes for a gang: of one rack if one has enough, else over racks; [] if too few."""
        key = (demand.count, demand.nodes)
        if key in self._no_gangs:
            return []
        full = self._full_racks.setdefault(key, set())
        for rack, buckets in self._racks.items():
            if rack in full:
                continue
            nodes = _nodes_of(buckets, demand)
            if len(nodes) == demand.nodes:
                return nodes
            full.add(rack)
        over_racks: list[str] = []
        for buckets in self._racks.values():
            over_racks += _nodes_of(buckets, demand)
            if len(over_racks) >= demand.nodes:
                return over_racks[: demand.nodes]
        self._no_gangs.add(key)
        return []

    def take(self, node: str, count: int) -> tuple[str, ...]:
        """Remove `count` free chips of a node found by `find_node`: close to each other."""
        part = self.parts[node]
        self._remove(part)
        taken, part.free = pick_chips(part.free, count)
        self._insert(part)
        return tuple([chip.id for chip in taken])

    def take_part(self, demand: Demand) -> PoolChip | None:
        """Part of a chip: of the fullest that has room, else of a free one. None without room."""
        fitting = [
            (percent, memory)
            for (percent, memory), chips in self._partial.items()
            if percent >= demand.percent and memory >= demand.part_of_memory(chips[0].memory_bytes)
        ]
        if fitting:
            left, left_memory = key = min(fitting)
            chip = self._partial[key].pop()
            if not self._partial[key]:
                del self._partial[key]
        else:
            node = self.find_node(1)
            if node is None:
                return None
            part = self.parts[node]
            self._remove(part)
            chip = part.free.pop()
            self._insert(part)
            left, left_memory = WHOLE, chip.memory_bytes
        taken_memory = demand.part_of_memory(chip.memory_bytes)
        self.add_partial(chip, left - demand.percent, left_memory - taken_memory)
        return chip

    def list_large(self, count: int) -> Iterator[NodePart]:
        """Nodes that have so many chips, free or not: those with the most free ones first."""
        for free in sorted(self._buckets, reverse=True):
            for node in self._buckets[free]:
                part = self.parts[node]
                if len(part.chips) >= count:
                    yield part

    def move_to(self, other: Shelf, node: str) -> None:
        """A node's whole and partial chips become another class's."""
        part = self.parts.pop(node)
        self._remove(part)
        self._sizes[len(part.chips)] -= 1
        partial: list[tuple[PoolChip, int, int]] = []
        for (percent, memory), chips in list(self._partial.items()):
            partial += [(chip, percent, memory) for chip in chips if chip.node_id == node]
            chips[:] = [chip for chip in chips if chip.node_id != node]
            if not chips:
                del self._partial[percent, memory]
        other.take_over(part, partial)

    def take_over(self, part: NodePart, partial: Iterable[tuple[PoolChip, int, int]]) -> None:
        """A node's chips, and what of which of them is left for parts."""
        total = len(part.chips)
        self.parts[part.node_id] = part
        self.most_on_a_node = max(self.most_on_a_node, total)
        self._sizes[total] += 1
        self._insert(part)
        self._no_gangs.clear()
        self._full_racks.clear()
        for chip, percent, memory in partial:
            self.add_partial(chip, percent, memory)

    def add_partial(self, chip: PoolChip, percent: int, memory: int) -> None:
        """So much of a chip is left for parts."""
        if percent > 0:
            self._partial.setdefault((percent, memory), []).append(chip)

    def _insert(self, part: NodePart) -> None:
        free = len(part.free)
        self._buckets.setdefault(free, {})[part.node_id] = None
        self._racks.setdefault(part.rack, {}).setdefault(free, {})[part.node_id] = None

    def _remove(self, part: NodePart) -> None:
        free = len(part.free)
        del self._buckets[free][part.node_id]
        del self._racks[part.rack][free][part.node_id]


def _nodes_of(buckets: Mapping[int, dict[str, None]], demand: Demand) -> list[str]:
    """Of one rack, as many nodes as the gang wants, those with the fewest free chips first."""
    nodes: list[str] = []
    for free in sorted(buckets):
        if free >= demand.count and buckets[free]:
            nodes += islice(buckets[free], demand.nodes - len(nodes))
            if len(nodes) == demand.nodes:
                break
    return nodes
