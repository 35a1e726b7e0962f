"""The free chips during one pass, kept so that finding a place doesn't look at every node."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from operator import itemgetter

from jarip.chips import PartHold
from jarip.cloud.scheduling.buckets import NodePart
from jarip.cloud.scheduling.joint import JointShelf
from jarip.cloud.scheduling.shelf import Shelf
from jarip.cloud.scheduling.snapshot import PoolChip
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
    part_hold: PartHold = PartHold.KERNEL
    """What holds a job to a part of one."""

    def is_open_to(self, organization_id: str, limit_ms: int | None, now_ms: int) -> bool:
        """Whether a job may start here that is stopped after `limit_ms`."""
        if self.reserved_for not in ("", organization_id):
            return False
        return not self.until_ms or (limit_ms is not None and now_ms + limit_ms <= self.until_ms)


class FreePool:
    """A shelf for each class of chips."""

    def __init__(self, chips: Iterable[PoolChip], claims: Claims | None = None) -> None:
        """`claims` says what windows make of nodes and of single chips."""
        self.shelves: dict[ChipClass, Shelf] = {}
        self._joint: dict[tuple[ChipClass, ...], JointShelf] = {}
        for chip_class, part in _group(chips, claims or {}):
            self._shelf(chip_class).add(part)

    def classes(self) -> Iterator[ChipClass]:
        return iter(self.shelves)

    def spoken_for(self) -> Iterator[ChipClass]:
        """Classes that a window keeps from some jobs."""
        return (each for each in self.shelves if each.reserved_for or each.until_ms)

    def join(self, classes: tuple[ChipClass, ...]) -> JointShelf:
        """These classes' shelves as one, until something is kept. What one job's try showed to be
        full stays known for the next one."""
        joint = self._joint.get(classes)
        if joint is None:
            joint = self._joint[classes] = JointShelf([self.shelves[each] for each in classes])
        return joint

    def parts_of(self, classes: Collection[ChipClass]) -> Iterator[tuple[ChipClass, NodePart]]:
        """What nodes have of these classes."""
        for chip_class, shelf in self.shelves.items():
            if chip_class in classes:
                for part in shelf.parts.values():
                    yield chip_class, part

    def keep(self, chip_class: ChipClass, node: str, until_ms: int) -> None:
        """Whole and partial chips of the node: only for jobs that end by `until_ms`. None, if it
        has none of this class.

        They become a class of their own; `windows.AT_ONCE` keeps them from all.
        """
        if node not in self.shelves[chip_class].parts:
            return
        self._joint.clear()
        until_ms = min(until_ms, chip_class.until_ms) if chip_class.until_ms else until_ms
        kept = self._shelf(replace(chip_class, until_ms=until_ms))
        self.shelves[chip_class].move_to(kept, node)

    def _shelf(self, chip_class: ChipClass) -> Shelf:
        shelf = self.shelves.get(chip_class)
        if shelf is None:
            shelf = self.shelves[chip_class] = Shelf()
        return shelf


def _group(chips: Iterable[PoolChip], claims: Claims) -> Iterator[tuple[ChipClass, NodePart]]:
    """What each node has of each class, in the order of the nodes' names, so that decisions don't
    depend on the order in which nodes came. Chips mostly come node by node, and a node's are
    mostly alike: then the class is that of the chip before, and nothing is looked up."""
    groups: dict[tuple[str, ChipClass], NodePart] = {}
    classes: dict[tuple[str, int, int, tuple[str, int], PartHold], ChipClass] = {}
    last, last_claim, part = None, OPEN, NodePart("", "")
    claim = OPEN
    for chip in chips:
        if claims:
            claim = claims.get(chip.id) or claims.get(chip.node_id, OPEN)
        if (
            last is None
            or chip.node_id != last.node_id
            or chip.kind != last.kind
            or chip.memory_bytes != last.memory_bytes
            or chip.isolation != last.isolation
            or chip.part_hold is not last.part_hold
            or claim != last_claim
        ):
            sort = chip.kind, chip.memory_bytes, chip.isolation, claim, chip.part_hold
            chip_class = classes.get(sort)
            if chip_class is None:
                kind, memory, isolation, _, hold = sort
                chip_class = classes[sort] = ChipClass(kind, memory, isolation, *claim, hold)
            known = groups.get((chip.node_id, chip_class))
            part = known or groups.setdefault(
                (chip.node_id, chip_class), NodePart(chip.node_id, chip.rack)
            )
            last, last_claim = chip, claim
        part.chips.append(chip)
        if chip.is_free:
            part.free.append(chip)
    for (_, chip_class), part in sorted(groups.items(), key=itemgetter(0)):
        yield chip_class, part
