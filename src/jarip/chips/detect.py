"""The entry point: all chips of this machine."""

from __future__ import annotations

import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial

from jarip.chips import cpu
from jarip.chips.makers import MAKERS
from jarip.chips.pci import list_bus
from jarip.chips.probe import probe_maker
from jarip.chips.record import Chip

log = logging.getLogger(__name__)

PROBES: dict[str, Callable[[bool], list[Chip]]] = {
    "cpu": lambda measure: cpu.detect(measure=measure),
}
"""Probes that are no maker's module: what there is on every machine."""


def detect_chips(*, measure: bool = True) -> list[Chip]:
    """Every chip this machine has: the processor first, then makers in the order of `MAKERS`.

    A probe that fails is logged and passed over: a broken tool never takes the node down. Tools
    run side by side, so the slowest alone is waited for. `measure=False` skips the benchmark.
    """
    bus = list_bus()
    probes: dict[str, Callable[[], list[Chip]]] = {
        **{name: partial(probe, measure) for name, probe in PROBES.items()},
        **{maker.slug: partial(probe_maker, maker, bus) for maker in MAKERS},
    }
    with ThreadPoolExecutor(len(probes), thread_name_prefix="jarip-chips") as pool:
        found = {name: pool.submit(probe) for name, probe in probes.items()}
    chips: list[Chip] = []
    for name, future in found.items():
        try:
            chips += future.result()
        except Exception:
            log.exception("detecting %s chips failed; going on without them", name)
    return chips
