"""A simulated pool's face: its own jobs, and the load that others put on it."""

from __future__ import annotations

from sqlalchemy.orm import Session

from jarip.chips import Chip
from jarip.cloud.control.held_chips import Held
from jarip.cloud.control.nodes_pool import NodesPool
from jarip.cloud.db.clock import Clock
from jarip.cloud.engines.nodes.records import AgentHandle, NodeFacts
from jarip.cloud.engines.simulated.load import find_loaded
from jarip.cloud.engines.simulated.pool_file import PoolFile, make_nodes

WHOLLY = Held(100, 0)
"""What others have of a chip that is used in the simulation."""


class SimulatedNodes:
    """Keeps the contract of `Directory` over nodes that aren't there."""

    def __init__(self, file: PoolFile) -> None:
        self._nodes = make_nodes(file)

    def nodes(self) -> dict[str, NodeFacts]:
        return self._nodes

    def handle(self, node_id: str) -> AgentHandle | None:
        return None


class SimulatedPool(NodesPool):
    """Its chips never change, so they are listed once."""

    def __init__(self, file: PoolFile, clock: Clock) -> None:
        self._file = file
        self._clock = clock
        self._simulated = SimulatedNodes(file)
        super().__init__(self._simulated)
        self._all = super().chips
        self._by_id = {chip.id: chip.kind for chip in self._all}

    @property
    def chips(self) -> tuple[Chip, ...]:
        return self._all

    @property
    def kinds(self) -> dict[str, str]:
        return self._by_id

    def find_held(self, session: Session) -> dict[str, Held]:
        load = find_loaded(
            self._simulated.nodes(), self._file.seed, self._file.load, self._clock.now_ms()
        )
        return dict.fromkeys(load, WHOLLY) | super().find_held(session)
