"""The entry point: all chips of this machine."""

from __future__ import annotations

import logging
from collections.abc import Callable

from jarip.chips import cpu
from jarip.chips.record import Chip

log = logging.getLogger(__name__)

PROBES: dict[str, Callable[[bool], list[Chip]]] = {
    "cpu": lambda measure: cpu.detect(measure=measure),
}
"""Maker's module → its detection. Add a maker by adding a module here."""


def detect_chips(*, measure: bool = True) -> list[Chip]:
    """Every chip this machine has, by kind and index.

    A probe that fails is logged and passed over: a broken tool never takes the node down.
    `measure=False` skips the speed benchmark.
    """
    chips: list[Chip] = []
    for name, probe in PROBES.items():
        try:
            chips += probe(measure)
        except Exception:
            log.exception("detecting %s chips failed; going on without them", name)
    return chips
