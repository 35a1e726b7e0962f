"""Other people's use of a simulated pool: comes and goes with time, the same for a seed."""

from __future__ import annotations

import random
from collections.abc import Mapping

from jarip.cloud.engines.nodes.records import NodeFacts

STRETCH_MS = 60_000
SOMEBODY = "simulated load"


def find_loaded(
    nodes: Mapping[str, NodeFacts], seed: int, load: float, now_ms: int
) -> dict[str, str]:
    """Chip id → who has it. Each node is used or free for some minutes, whole or in part."""
    busy: dict[str, str] = {}
    for number, (name, facts) in enumerate(nodes.items()):
        minutes = 3 + number * 7919 % 23
        turn = (now_ms // STRETCH_MS + number) // minutes
        chance = random.Random(f"{seed}/{name}/{turn}")
        count = len(facts.chips)
        if chance.random() < load:
            count = chance.choice([count, count, count, max(1, count // 2)])
        else:
            count = chance.choice([0, 0, count // 4])
        for chip in facts.chips[:count]:
            busy[f"{name}/{chip.id}"] = SOMEBODY
    return busy
