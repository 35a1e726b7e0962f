"""How much of this machine's processors an attempt gets, and what holds it to that.

The kernel does where it gives us its `cpu` control groups (`local.control_groups`): the attempt has
so much time of all processors. Elsewhere the attempt runs on some processors alone, as many as
cover its part: coarser, and its program could ask for others (sched_setaffinity(2)).
"""

from __future__ import annotations

import math
import os
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from jarip.chips import Chip, PartHold
from jarip.chips.record import PROCESSOR
from jarip.cloud.engines.local.control_groups import can_share_out_time
from jarip.cloud.engines.local.layout import Layout
from jarip.cloud.engines.local.supervisor.records import read_plan


def tell_part_hold(chips: Iterable[Chip]) -> list[Chip]:
    """The chips of this machine; its processors say what holds a job to a part of them here."""
    hold = PartHold.KERNEL if can_share_out_time() else PartHold.AFFINITY
    return [replace(chip, held_by=hold) if chip.kind == PROCESSOR else chip for chip in chips]


def count_processors(own: Sequence[Chip], chips: Mapping[str, Chip], percent: int) -> float | None:
    """How many processors a job may keep busy that has `percent` of its own chips; None for all:
    it has the whole machine, or an accelerator, to which processors are only the hands."""
    if not own or any(chip.kind != PROCESSOR for chip in own):
        return None
    all_cores = sum(chip.cores for chip in chips.values() if chip.kind == PROCESSOR)
    part = sum(chip.cores for chip in own) * percent / 100 / all_cores
    return None if part >= 1 else part * len(os.sched_getaffinity(0))


def pick_processors(layout: Layout, processors: float) -> list[int]:
    """As many whole processors as cover so much time: those that the fewest other attempts have."""
    taken: Counter[int] = Counter()
    for path in layout.home.glob("attempts/*/plan.json"):
        try:
            taken.update(read_plan(str(path)).processors or ())
        except (OSError, ValueError, TypeError):  # it ends just now
            continue
    count = max(1, math.ceil(processors))
    return sorted(sorted(os.sched_getaffinity(0), key=lambda each: (taken[each], each))[:count])
