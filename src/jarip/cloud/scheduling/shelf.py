"""The free chips of one class during a pass: by node, by rack, and parts of chips."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from jarip.cloud.scheduling.buckets import Buckets, NodePart
from jarip.cloud.scheduling.snapshot import WHOLE, Demand, PoolChip


class Shelf:
    """Nodes by how many free chips of the class they have. Free chips only ever become fewer."""

    def __init__(self) -> None:
        self.parts: dict[str, NodePart] = {}
        self.totals: dict[str, int] = {}
        """Node → its chips, free or not, when the pass began: what is kept for somebody since then
        is still there for who asks what the pool could do."""
        self._sizes: Counter[int] = Counter()
        """Chips of a node → how many nodes have so many."""
        self._all = Buckets()
        self._racks: dict[str, Buckets] = {}
        self._rack_order: list[str] = []
        self._next_rack: dict[tuple[int, int], int] = {}
        """Gang → the first rack that may have enough nodes for it; a number past all: none has,
        nor all together."""
        self._partial: dict[tuple[int, int], list[PoolChip]] = {}

    def add(self, part: NodePart) -> None:
        """A node's chips come in, as they are when the pass begins."""
        partial = []
        if len(part.free) < len(part.chips):
            partial = [
                (chip, chip.free_percent, chip.free_memory_bytes)
                for chip in part.chips
                if chip.free_percent and not chip.is_free
            ]
        self.totals[part.node_id] = len(part.chips)
        self._sizes[len(part.chips)] += 1
        self.take_over(part, partial)

    @property
    def most_on_a_node(self) -> int:
        """The most chips that any node has, free or not."""
        return max(self._sizes, default=0)

    def count_nodes(self, count: int) -> int:
        """How many nodes have so many chips, free or not."""
        return sum(nodes for total, nodes in self._sizes.items() if total >= count)

    def take_on_a_node(
        self, count: int, *, spread: bool = False
    ) -> tuple[str, list[PoolChip]] | None:
        """Chips of the node with the fewest free ones that still suffice; with `spread`, of the
        one with the most. None without such a node."""
        find = self._all.find_emptiest if spread else self._all.find_fullest
        part = find(count)
        return None if part is None else (part.node_id, self.take(part, count))

    def take_gang(self, demand: Demand) -> list[tuple[str, list[PoolChip]]]:
        """Chips of nodes of one rack if one has enough, else over racks; [] if too few have."""
        return [(part.node_id, self.take(part, demand.count)) for part in self._find_gang(demand)]

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
            part = self._all.find_fullest(1)
            if part is None:
                return None
            chip = self.take(part, 1)[0]
            left, left_memory = WHOLE, chip.memory_bytes
        taken_memory = demand.part_of_memory(chip.memory_bytes)
        self.add_partial(chip, left - demand.percent, left_memory - taken_memory)
        return chip

    def list_large(self, count: int) -> Iterator[NodePart]:
        """Nodes that have so many chips, free or not: those with the most free ones first."""
        return (part for part in self._all.list_emptiest() if len(part.chips) >= count)

    def move_to(self, other: Shelf, node: str) -> None:
        """A node's whole and partial chips become another class's."""
        part = self.parts.pop(node).leave()
        partial: list[tuple[PoolChip, int, int]] = []
        for (percent, memory), chips in list(self._partial.items()):
            partial += [(chip, percent, memory) for chip in chips if chip.node_id == node]
            chips[:] = [chip for chip in chips if chip.node_id != node]
            if not chips:
                del self._partial[percent, memory]
        other.take_over(part, partial)

    def take_over(self, part: NodePart, partial: Iterable[tuple[PoolChip, int, int]]) -> None:
        """A node's chips, and what of which of them is left for parts."""
        self.parts[part.node_id] = part
        self._add(part)
        self._next_rack.clear()
        for chip, percent, memory in partial:
            self.add_partial(chip, percent, memory)

    def add_partial(self, chip: PoolChip, percent: int, memory: int) -> None:
        """So much of a chip is left for parts."""
        if percent > 0:
            self._partial.setdefault((percent, memory), []).append(chip)

    def _find_gang(self, demand: Demand) -> list[NodePart]:
        count, nodes = key = demand.count, demand.nodes
        racks = self._rack_order
        for number in range(self._next_rack.get(key, 0), len(racks)):
            found = self._racks[racks[number]].list_fullest(count, nodes)
            if len(found) == nodes:
                self._next_rack[key] = number
                return found
        if self._next_rack.get(key, 0) > len(racks):
            return []
        found = []
        for buckets in self._racks.values():
            found += buckets.list_fullest(count, nodes - len(found))
            if len(found) == nodes:
                self._next_rack[key] = len(racks)
                return found
        self._next_rack[key] = len(racks) + 1
        return []

    def take(self, part: NodePart, count: int) -> list[PoolChip]:
        """Chips of this node, which has so many free ones."""
        taken = part.take(count)
        self._all.put(part)
        if part.free:
            self._racks[part.rack].put(part)
        return taken

    def _add(self, part: NodePart) -> None:
        self._all.add(part)
        buckets = self._racks.get(part.rack)
        if buckets is None:
            buckets = self._racks[part.rack] = Buckets()
            self._rack_order.append(part.rack)
        buckets.add(part)
