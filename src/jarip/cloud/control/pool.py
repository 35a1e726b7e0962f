"""The chips this cloud can use, and which of them are free."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

from sqlalchemy.orm import Session

from jarip.chips import Chip, Health
from jarip.cloud.control.held_chips import Held, read_held
from jarip.cloud.engines.isolation import Isolation
from jarip.cloud.scheduling.snapshot import WHOLE, PoolChip

LOCAL_NODE = "local"


class AnyPool(Protocol):
    """What the rest of the cloud may ask a pool."""

    @property
    def chips(self) -> tuple[Chip, ...]:
        """All chips, sound or not."""
        ...

    @property
    def kinds(self) -> Mapping[str, str]:
        """Chip id → kind."""
        ...

    def look(self, session: Session) -> tuple[PoolChip, ...]:
        """The pool as the scheduler sees it now."""
        ...

    def find_held(self, session: Session) -> Mapping[str, Held]:
        """Chip id → what of it attempts have."""
        ...

    def list_kinds(self) -> list[str]:
        """Kinds of chips that plans have to price."""
        ...


class Pool:
    """This machine's chips. A chip is busy as long as an attempt that holds it hasn't ended."""

    def __init__(
        self,
        chips: Sequence[Chip],
        isolation: Isolation = Isolation.L0,
        node_id: str = LOCAL_NODE,
    ) -> None:
        self.chips = tuple(chips)
        self.isolation = isolation
        self.node_id = node_id
        self.kinds: Mapping[str, str] = {chip.id: chip.kind for chip in chips}

    def look(self, session: Session) -> tuple[PoolChip, ...]:
        """The pool as the scheduler sees it now."""
        held = self.find_held(session)
        return tuple(
            as_pool_chip(chip, self.node_id, held.get(chip.id), self.isolation)
            for chip in self.chips
            if chip.health in (Health.OK, Health.DEGRADED)
        )

    def list_kinds(self) -> list[str]:
        """Kinds of chips that plans have to price."""
        return sorted(set(self.kinds.values()))

    def find_held(self, session: Session) -> dict[str, Held]:
        """Chip id → what of it attempts have."""
        return read_held(session)


def as_pool_chip(
    chip: Chip,
    node_id: str,
    held: Held | None,
    isolation: Isolation,
    *,
    island: str = "",
    rack: str = "",
) -> PoolChip:
    """A chip as the scheduler sees it, of which attempts hold `held`."""
    return PoolChip(
        chip.id,
        node_id,
        chip.kind,
        chip.memory_bytes,
        held is None,
        isolation.level,
        max(0, WHOLE - held.percent) if held else 0,
        max(0, chip.memory_bytes - held.memory_bytes) if held else 0,
        island,
        rack,
        chip.part_hold,
    )
