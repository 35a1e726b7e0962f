"""The free chips during one pass, kept so that finding a place doesn't look at every node."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice

from jarip.cloud.scheduling.snapshot import Demand, PoolChip
from jarip.cloud.scheduling.topology import pick_chips
from jarip.cloud.scheduling.windows import OPEN, Claims


@dataclass(frozen=True, slots=True, order=True)
class ChipClass:
    """Chips that are the same to the scheduler."""

    kind: str
    memory_bytes: int
    isolation: int = 0
    reserved_for: str = ""
    """The organization that alone may use them now, or ""."""
    until_ms: int = 0
    """When they have to be free again; 0 for never, below 0 for at once: nothing may start."""

    def is_open_to(self, organization_id: str, limit_ms: int | None, now_ms: int) -> bool:
        """Whether a job may start here that is stopped after `limit_ms`."""
        if self.reserved_for not in ("", organization_id):
            return False
        return not self.until_ms or (limit_ms is not None and now_ms + limit_ms <= self.until_ms)


@dataclass(slots=True)
class NodePart:
    """The chips of one class on one node."""

    chip_class: ChipClass
    node_id: str
    rack: str
    chips: list[PoolChip]
    """All of them, free or not."""
    free: list[PoolChip]

    @property
    def total(self) -> int:
        return len(self.chips)


class FreePool:
    """For each class, the nodes by how many free chips they have of it."""

    def __init__(self, chips: Iterable[PoolChip], claims: Claims | None = None) -> None:
        """`claims` says what windows make of nodes and of single chips."""
        self.most_on_a_node: dict[ChipClass, int] = {}
        """The most chips of a class that any node has, free or not."""
        self._parts: dict[tuple[ChipClass, str], NodePart] = {}
        self._racks: dict[ChipClass, dict[str, dict[int, dict[str, None]]]] = {}
        self._buckets: dict[ChipClass, dict[int, dict[str, None]]] = {}
        self._sizes: dict[ChipClass, Counter[int]] = defaultdict(Counter)
        """Chips of a node → how many nodes have so many."""
        self._no_gangs: set[tuple[ChipClass, int, int]] = set()
        self._full_racks: dict[tuple[ChipClass, int, int], set[str]] = defaultdict(set)
        """Racks that have too few nodes for a gang."""
        self._partial: dict[ChipClass, dict[tuple[int, int], list[PoolChip]]] = {}
        for part in _group(chips, claims or {}):
            chip_class = part.chip_class
            self._parts[chip_class, part.node_id] = part
            most = self.most_on_a_node.get(chip_class, 0)
            self.most_on_a_node[chip_class] = max(most, part.total)
            self._sizes[chip_class][part.total] += 1
            self._insert(part)
            for chip in part.chips:
                if chip.free_percent and not chip.is_free:
                    self._add_partial(chip_class, chip, chip.free_percent, chip.free_memory_bytes)

    def classes(self) -> Iterator[ChipClass]:
        return iter(self.most_on_a_node)

    def spoken_for(self) -> Iterator[ChipClass]:
        """Classes that a window keeps from some jobs."""
        return (each for each in self.most_on_a_node if each.reserved_for or each.until_ms)

    def parts_of(self, classes: Collection[ChipClass]) -> Iterator[NodePart]:
        """What nodes have of these classes."""
        return (part for part in self._parts.values() if part.chip_class in classes)

    def chips_on(self, chip_class: ChipClass, node: str) -> list[PoolChip]:
        """All chips of a class on a node, free or not."""
        return self._parts[chip_class, node].chips

    def count_nodes(self, chip_class: ChipClass, count: int) -> int:
        """How many nodes have so many chips of the class, free or not."""
        sizes = self._sizes[chip_class]
        return sum(nodes for total, nodes in sizes.items() if total >= count)

    def find_node(self, chip_class: ChipClass, count: int, *, spread: bool = False) -> str | None:
        """The node with the fewest free chips that still suffice: big holes are kept whole.

        With `spread`, the one with the most.
        """
        buckets = self._buckets.get(chip_class, {})
        fitting = [free for free, nodes in buckets.items() if free >= count and nodes]
        if not fitting:
            return None
        return next(iter(buckets[max(fitting) if spread else min(fitting)]))

    def find_nodes(self, chip_class: ChipClass, demand: Demand) -> list[str]:
        """Nodes for a gang: of one rack if one has enough, else over racks; [] if too few."""
        key = (chip_class, demand.count, demand.nodes)
        if key in self._no_gangs:
            return []
        racks = self._racks.get(chip_class, {})
        full = self._full_racks[key]
        for rack, buckets in racks.items():
            if rack in full:
                continue
            nodes = _nodes_of(buckets, demand)
            if len(nodes) == demand.nodes:
                return nodes
            full.add(rack)  # free chips only ever become fewer
        over_racks: list[str] = []
        for buckets in racks.values():
            over_racks += _nodes_of(buckets, demand)
            if len(over_racks) >= demand.nodes:
                return over_racks[: demand.nodes]
        self._no_gangs.add(key)
        return []

    def take(self, chip_class: ChipClass, node: str, count: int) -> tuple[str, ...]:
        """Remove `count` free chips of a node found by `find_node`: close to each other."""
        part = self._parts[chip_class, node]
        self._remove(part)
        taken, part.free = pick_chips(part.free, count)
        self._insert(part)
        return tuple(chip.id for chip in taken)

    def take_part(self, chip_class: ChipClass, demand: Demand) -> PoolChip | None:
        """Part of a chip: of the fullest that has room, else of a free one. None without room."""
        percent, memory = demand.percent, demand.part_of_memory(chip_class.memory_bytes)
        partial = self._partial.get(chip_class, {})
        fitting = [key for key in partial if key[0] >= percent and key[1] >= memory]
        if fitting:
            key = min(fitting)
            chip = partial[key].pop()
            if not partial[key]:
                del partial[key]
            self._add_partial(chip_class, chip, key[0] - percent, key[1] - memory)
            return chip
        node = self.find_node(chip_class, 1)
        if node is None:
            return None
        part = self._parts[chip_class, node]
        self._remove(part)
        chip = part.free.pop()
        self._insert(part)
        self._add_partial(chip_class, chip, 100 - percent, chip.memory_bytes - memory)
        return chip

    def reserve(self, chip_class: ChipClass, demand: Demand) -> list[str]:
        """Keep nodes' free chips for a job that needs more of them than are free.

        Takes the nodes that lack the fewest; [] if too few nodes have so many chips at all.
        """
        buckets = self._buckets.get(chip_class, {})
        nodes: list[str] = []
        for free in sorted(buckets, reverse=True):
            for node in buckets[free]:
                if self._parts[chip_class, node].total >= demand.count:
                    nodes.append(node)
                    if len(nodes) == demand.nodes:
                        return nodes
        return []

    def keep(self, chip_class: ChipClass, node: str, until_ms: int) -> None:
        """Whole and partial chips of the node: only for jobs that end by `until_ms`.

        They become a class of their own; `windows.AT_ONCE` keeps them from all.
        """
        part = self._parts.pop((chip_class, node))
        self._remove(part)
        until_ms = min(until_ms, chip_class.until_ms) if chip_class.until_ms else until_ms
        kept = ChipClass(
            chip_class.kind,
            chip_class.memory_bytes,
            chip_class.isolation,
            chip_class.reserved_for,
            until_ms,
        )
        partial = self._partial.get(chip_class, {})
        for key, chips in list(partial.items()):
            for chip in [each for each in chips if each.node_id == node]:
                chips.remove(chip)
                self._add_partial(kept, chip, *key)
            if not chips:
                del partial[key]
        part.chip_class = kept
        self._sizes[chip_class][part.total] -= 1
        self._sizes[kept][part.total] += 1
        self._no_gangs = {key for key in self._no_gangs if key[0] != kept}
        for gang in [gang for gang in self._full_racks if gang[0] == kept]:
            del self._full_racks[gang]
        self._parts[kept, node] = part
        self.most_on_a_node[kept] = max(self.most_on_a_node.get(kept, 0), part.total)
        self._insert(part)

    def _insert(self, part: NodePart) -> None:
        free = len(part.free)
        buckets = self._buckets.setdefault(part.chip_class, {})
        buckets.setdefault(free, {})[part.node_id] = None
        racks = self._racks.setdefault(part.chip_class, {}).setdefault(part.rack, {})
        racks.setdefault(free, {})[part.node_id] = None

    def _remove(self, part: NodePart) -> None:
        free = len(part.free)
        del self._buckets[part.chip_class][free][part.node_id]
        del self._racks[part.chip_class][part.rack][free][part.node_id]

    def _add_partial(
        self, chip_class: ChipClass, chip: PoolChip, percent: int, memory: int
    ) -> None:
        if percent > 0:
            partial = self._partial.setdefault(chip_class, {})
            partial.setdefault((percent, memory), []).append(chip)


def _nodes_of(buckets: Mapping[int, dict[str, None]], demand: Demand) -> list[str]:
    """Of one rack, as many nodes as the gang wants, those with the fewest free chips first."""
    nodes: list[str] = []
    for free in sorted(buckets):
        if free >= demand.count and buckets[free]:
            nodes += islice(buckets[free], demand.nodes - len(nodes))
            if len(nodes) == demand.nodes:
                break
    return nodes


def _group(chips: Iterable[PoolChip], claims: Claims) -> Iterable[NodePart]:
    """What each node has of each class."""
    groups: dict[tuple[str, str, int, int, tuple[str, int]], NodePart] = {}
    classes: dict[ChipClass, ChipClass] = {}
    claim = OPEN
    for chip in chips:
        if claims:
            claim = claims.get(chip.id) or claims.get(chip.node_id, OPEN)
        key = (chip.node_id, chip.kind, chip.memory_bytes, chip.isolation, claim)
        part = groups.get(key)
        if part is None:
            made = ChipClass(*key[1:4], *claim)
            chip_class = classes.setdefault(made, made)
            part = groups[key] = NodePart(chip_class, chip.node_id, chip.rack, [], [])
        part.chips.append(chip)
        if chip.is_free:
            part.free.append(chip)
    return groups.values()
