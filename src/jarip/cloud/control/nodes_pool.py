"""The chips of all nodes that have joined, under names that are unique in the pool."""

from __future__ import annotations

import dataclasses
import re
from collections import defaultdict
from collections.abc import Mapping

from sqlalchemy.orm import Session

from jarip.chips import Chip, Health
from jarip.cloud.control.held_chips import Held, read_held
from jarip.cloud.control.pool import as_pool_chip
from jarip.cloud.engines.isolation import Isolation
from jarip.cloud.engines.nodes.records import Directory, NodeFacts
from jarip.cloud.scheduling.snapshot import PoolChip

SLOW_LINKS = re.compile(r"SYS|NODE|PHB|X|N/A", re.I)
"""Links over the processor: chips that have only these between them are not close."""


class NodesPool:
    """Keeps the face of `control.pool.Pool` over nodes that come and go."""

    def __init__(self, directory: Directory) -> None:
        self._directory = directory
        self._seen_kinds: set[str] = set()

    @property
    def chips(self) -> tuple[Chip, ...]:
        """All chips, each with its node's name in its own."""
        return tuple(
            dataclasses.replace(chip, node=node_id)
            for node_id, facts in sorted(self._directory.nodes().items())
            for chip in facts.chips
        )

    @property
    def kinds(self) -> Mapping[str, str]:
        """Chip → kind."""
        return {chip.id: chip.kind for chip in self.chips}

    def look(self, session: Session) -> tuple[PoolChip, ...]:
        """The pool as the scheduler sees it now."""
        held = self.find_held(session)
        return tuple(
            _as_pool_chip(chip, facts, held.get(chip.id))
            for chip, facts in self._with_facts()
            if chip.health in (Health.OK, Health.DEGRADED)
        )

    def find_held(self, session: Session) -> dict[str, Held]:
        """Chip id → what of it attempts have, on nodes that are away, too."""
        return read_held(session)

    def list_kinds(self) -> list[str]:
        """Every kind that was ever here: a plan prices it even while its node is away."""
        self._seen_kinds |= {
            chip.kind for facts in self._directory.nodes().values() for chip in facts.chips
        }
        return sorted(self._seen_kinds)

    def _with_facts(self) -> list[tuple[Chip, NodeFacts]]:
        return [
            (dataclasses.replace(chip, node=node_id), facts)
            for node_id, facts in sorted(self._directory.nodes().items())
            for chip in facts.chips
        ]


def _as_pool_chip(chip: Chip, facts: NodeFacts, held: Held | None) -> PoolChip:
    return as_pool_chip(
        chip,
        facts.node_id,
        held,
        Isolation(facts.isolation),
        island=find_islands(facts.chips).get(chip.index, "") if chip.links else _numa(chip),
        rack=facts.rack,
    )


def find_islands(chips: tuple[Chip, ...]) -> dict[int, str]:
    """Chip's number → its island: chips that reach each other without the processor."""
    near: dict[int, set[int]] = defaultdict(set)
    for chip in chips:
        for link in chip.links:
            if not SLOW_LINKS.fullmatch(link.kind):
                near[chip.index].add(link.peer)
                near[link.peer].add(chip.index)
    islands: dict[int, str] = {}
    for start in sorted(near):
        waiting = [start]
        while waiting:
            index = waiting.pop()
            if index not in islands:
                islands[index] = f"link{start}"
                waiting += near[index]
    return islands


def _numa(chip: Chip) -> str:
    return "" if chip.numa_node is None else f"numa{chip.numa_node}"
