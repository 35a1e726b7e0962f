"""Classes of one kind, taken together: what none of them has alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import reduce

from jarip.cloud.scheduling.buckets import NodePart
from jarip.cloud.scheduling.shelf import Shelf
from jarip.cloud.scheduling.snapshot import Demand, PoolChip

Gang = list[tuple[str, list[PoolChip]]]


@dataclass(slots=True, eq=False)
class JointNode:
    """A node with what it has of each class; most have only one."""

    node_id: str
    rack: str
    parts: list[tuple[Shelf, NodePart]] = field(default_factory=list)

    @property
    def free(self) -> int:
        return sum([len(part.free) for _, part in self.parts])

    @property
    def total(self) -> int:
        return sum([len(part.chips) for _, part in self.parts])

    def take(self, count: int) -> list[PoolChip]:
        """So many free chips, which it has: of the first class first."""
        taken: list[PoolChip] = []
        for shelf, part in self.parts:
            missing = min(count - len(taken), len(part.free))
            if missing:
                taken += shelf.take(part, missing)
        return taken

    def as_part(self) -> NodePart:
        """All its chips as if of one class: to be looked at, not to take from."""
        return reduce(NodePart.joined_with, [part for _, part in self.parts])


class JointShelf:
    """Several shelves as one, for jobs to which their classes are the same.

    It is only asked when each of them alone has too little, so it looks at its nodes then and not
    before. Free chips only become fewer during a pass: nodes and racks that have too few for a
    demand are dropped when they are met, and each costs that once.
    """

    def __init__(self, shelves: Sequence[Shelf]) -> None:
        """`shelves` in the order in which a node's chips are to be taken from them."""
        self._shelves = shelves
        self._known: list[JointNode] = []
        self._totals: Counter[str] = Counter()
        self._open: dict[tuple[int, bool], dict[str, list[JointNode]]] = {}
        """By chips asked for and whether to spread: the nodes of each rack that may have them."""
        self._done_racks: dict[tuple[int, int], set[str]] = {}
        """Of a gang: racks that have too few nodes for it."""
        self._refused: set[tuple[int, int]] = set()
        """Gangs for which all racks together have too few."""

    def count_nodes(self, count: int) -> int:
        """How many nodes have so many chips, free or not."""
        return sum(total >= count for total in self._count_totals().values())

    @property
    def most_on_a_node(self) -> int:
        """The most chips that any node has, free or not."""
        return max(self._count_totals().values(), default=0)

    def take_on_a_node(
        self, count: int, *, spread: bool = False
    ) -> tuple[str, list[PoolChip]] | None:
        """Chips of one node, or None without a node that has so many free."""
        for nodes in self._find_open(count, spread=spread).values():
            for node in _first_of(nodes, count, 1):
                return node.node_id, node.take(count)
        return None

    def take_gang(self, demand: Demand) -> Gang:
        """Chips of nodes of one rack if one has enough, else over racks; [] if too few have."""
        return [(node.node_id, node.take(demand.count)) for node in self._find_gang(demand)]

    def take_part(self, demand: Demand) -> PoolChip | None:
        """Part of a chip, of the first class that has room."""
        found = (shelf.take_part(demand) for shelf in self._shelves)
        return next((chip for chip in found if chip is not None), None)

    def list_large(self, count: int) -> Iterator[NodePart]:
        """Nodes that have so many chips, free or not: those with the most free ones first."""
        large = [node for node in self._nodes() if node.total >= count]
        large.sort(key=lambda node: -node.free)
        return (node.as_part() for node in large)

    def _find_gang(self, demand: Demand) -> list[JointNode]:
        count, wanted = key = demand.count, demand.nodes
        if key in self._refused:
            return []
        racks = self._find_open(count, spread=False)
        done = self._done_racks.setdefault(key, set())
        for rack, nodes in racks.items():
            if rack in done:
                continue
            found = _first_of(nodes, count, wanted)
            if len(found) == wanted:
                return found
            done.add(rack)
        found = []
        for nodes in racks.values():
            found += _first_of(nodes, count, wanted - len(found))
            if len(found) == wanted:
                return found
        self._refused.add(key)
        return []

    def _find_open(self, count: int, *, spread: bool) -> dict[str, list[JointNode]]:
        """Racks' nodes, the fullest first or, to spread, the emptiest."""
        racks = self._open.get((count, spread))
        if racks is None:
            racks = self._open[count, spread] = {}
            free = [(node.free, node) for node in self._nodes()]
            free.sort(key=lambda each: each[0], reverse=spread)
            for left, node in free:
                if left >= count:
                    racks.setdefault(node.rack, []).append(node)
        return racks

    def _count_totals(self) -> Counter[str]:
        if not self._totals:
            for shelf in self._shelves:
                self._totals.update(shelf.totals)
        return self._totals

    def _nodes(self) -> list[JointNode]:
        if not self._known:
            nodes: dict[str, JointNode] = {}
            for shelf in self._shelves:
                for name, part in shelf.parts.items():
                    node = nodes.get(name)
                    if node is None:
                        node = nodes[name] = JointNode(name, part.rack)
                    node.parts.append((shelf, part))
            self._known = list(nodes.values())
        return self._known


def _first_of(nodes: list[JointNode], count: int, most: int) -> list[JointNode]:
    """The first ones with so many free chips; those met that have fewer are dropped."""
    found: list[JointNode] = []
    met = 0
    for node in nodes:
        if len(found) == most:
            break
        met += 1
        if node.free >= count:
            found.append(node)
    if len(found) < met:
        nodes[:met] = found
    return found
