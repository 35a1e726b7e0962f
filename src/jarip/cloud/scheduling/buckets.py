"""Nodes by how many of their chips are free."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice

from jarip.cloud.scheduling.snapshot import PoolChip
from jarip.cloud.scheduling.topology import group_by_island, take_close


@dataclass(slots=True, eq=False)
class NodePart:
    """The chips of one class on one node."""

    node_id: str
    rack: str
    chips: list[PoolChip] = field(default_factory=list)
    """All of them, free or not."""
    free: list[PoolChip] = field(default_factory=list)
    is_grouped: bool = False
    """`free` is as `take_close` wants it: sorted when a part of it is taken for the first time,
    which never happens to most nodes of a pool that is given away node by node."""

    def take(self, count: int) -> list[PoolChip]:
        """Remove so many free chips, which it has, close to each other."""
        free = self.free
        if count == len(free):
            self.free = []
            return free[::-1] if self.is_grouped else free
        if not self.is_grouped:
            free = self.free = group_by_island(free)
            self.is_grouped = True
        return take_close(free, count)

    def joined_with(self, other: NodePart) -> NodePart:
        """Both parts of a node as one: to be looked at, not to take from."""
        return NodePart(self.node_id, self.rack, self.chips + other.chips, self.free + other.free)

    def leave(self) -> NodePart:
        """The same node for another shelf. This one is empty, and passed over where it is met."""
        moved = NodePart(self.node_id, self.rack, self.chips, self.free, self.is_grouped)
        self.chips, self.free = [], []
        return moved


class Buckets:
    """Nodes by their free chips, each number's in the order in which they came to have it.

    Free chips only become fewer, so a node comes to each bucket once. Where it was before it stays
    until it is met there and dropped, which is cheaper than to find it.
    """

    __slots__ = ("_buckets", "_firsts")

    def __init__(self) -> None:
        self._buckets: list[list[NodePart]] = []
        self._firsts: list[int] = []
        """Of each bucket, where its first node is that still belongs there."""

    def add(self, part: NodePart) -> None:
        """A node that is new here."""
        while len(self._buckets) <= len(part.free):
            self._buckets.append([])
            self._firsts.append(0)
        self._buckets[len(part.free)].append(part)

    def put(self, part: NodePart) -> None:
        """A node that has fewer free chips than it had when it was added."""
        self._buckets[len(part.free)].append(part)

    def find_fullest(self, count: int) -> NodePart | None:
        """A node with the fewest free chips that still suffice: big holes are kept whole."""
        return self._first_of(range(count, len(self._buckets)))

    def find_emptiest(self, count: int) -> NodePart | None:
        """A node with the most free chips, if they suffice."""
        return self._first_of(range(len(self._buckets) - 1, count - 1, -1))

    def list_fullest(self, count: int, most: int) -> list[NodePart]:
        """As many nodes with `count` free chips as there are, up to `most`: the fullest first."""
        found: list[NodePart] = []
        for free in range(count, len(self._buckets)):
            if self._first_of((free,)) is None:
                continue
            for part in islice(self._buckets[free], self._firsts[free], None):
                if len(part.free) == free:
                    found.append(part)
                    if len(found) == most:
                        return found
        return found

    def list_emptiest(self) -> Iterator[NodePart]:
        """All nodes, those with the most free chips first."""
        for free in range(len(self._buckets) - 1, -1, -1):
            for part in self._buckets[free]:
                if len(part.free) == free and part.chips:
                    yield part

    def _first_of(self, numbers: range | tuple[int, ...]) -> NodePart | None:
        for free in numbers:
            bucket, place = self._buckets[free], self._firsts[free]
            if place == len(bucket):
                continue
            while place < len(bucket) and len(bucket[place].free) != free:
                place += 1
            self._firsts[free] = place
            if place < len(bucket):
                return bucket[place]
        return None
