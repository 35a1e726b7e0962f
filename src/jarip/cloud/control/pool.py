"""The chips this cloud can use, and which of them are free."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

from sqlalchemy import select
from sqlalchemy.orm import Session

from jarip.chips import Chip, Health
from jarip.cloud.engines.isolation import Isolation
from jarip.cloud.jobs.states import ACTIVE_ATTEMPT_STATES
from jarip.cloud.jobs.tables import Attempt
from jarip.cloud.scheduling.snapshot import PoolChip

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

    def find_busy(self, session: Session) -> dict[str, str]:
        """Chip id → id of the attempt that has it."""
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
        busy = self.find_busy(session)
        return tuple(
            PoolChip(
                chip.id,
                self.node_id,
                chip.kind,
                chip.memory_bytes,
                chip.id not in busy,
                self.isolation.level,
            )
            for chip in self.chips
            if chip.health in (Health.OK, Health.DEGRADED)
        )

    def list_kinds(self) -> list[str]:
        """Kinds of chips that plans have to price."""
        return sorted(set(self.kinds.values()))

    def find_busy(self, session: Session) -> dict[str, str]:
        """Chip id → id of the attempt that has it."""
        rows = session.execute(
            select(Attempt.id, Attempt.chip_ids).where(
                Attempt.state.in_(ACTIVE_ATTEMPT_STATES), Attempt.node_id == self.node_id
            )
        )
        return {chip_id: attempt_id for attempt_id, chip_ids in rows for chip_id in chip_ids}
