"""The pool's nodes, as operators see them."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from sqlalchemy.orm import Session

from jarip.chips import Chip, Health
from jarip.cloud.control.pool import LOCAL_NODE, AnyPool
from jarip.cloud.steering.windows import list_windows


@dataclass(frozen=True, slots=True)
class PoolNode:
    """One node."""

    name: str
    chips: int
    busy: int
    """Of which a job has all or a part."""
    down: int
    """That get no work, by their health."""
    kinds: list[str]
    windows: list[str]
    """Ids of windows that hold now and name it."""


def node_names(pool: AnyPool) -> set[str]:
    """The names of the nodes that are here now."""
    return {chip.node or LOCAL_NODE for chip in pool.chips}


def list_nodes(session: Session, now_ms: int, pool: AnyPool) -> list[PoolNode]:
    """Every node that is here, or that a window holds while it is away; by name."""
    held = pool.find_held(session)
    chips: dict[str, list[Chip]] = defaultdict(list)
    for chip in pool.chips:
        chips[chip.node or LOCAL_NODE].append(chip)
    windows: dict[str, list[str]] = defaultdict(list)
    for window in list_windows(session, now_ms):
        if window.from_ms <= now_ms:
            for name in window.nodes:
                windows[name].append(window.id)
    return [
        PoolNode(
            name,
            len(chips[name]),
            sum(chip.id in held for chip in chips[name]),
            sum(chip.health not in (Health.OK, Health.DEGRADED) for chip in chips[name]),
            sorted({chip.kind for chip in chips[name]}),
            windows[name],
        )
        for name in sorted(chips.keys() | windows.keys())
    ]
