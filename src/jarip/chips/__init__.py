"""What accelerators this machine has, and how fast they were measured to be.

Owns: the record `Chip`, one module a maker that fills it, the short speed benchmark and its cache.
Does not own: where work is placed (`cloud.scheduling`) or what it costs (`cloud.catalog`).
Read first: `detect.detect_chips`, the one entry point; adding a maker is adding a module and one
line in its table.
"""

from jarip.chips.detect import detect_chips
from jarip.chips.record import Chip, Health, Link, PartHold, Speed
from jarip.chips.selection import part_environment, select_environment

__all__ = [
    "Chip",
    "Health",
    "Link",
    "PartHold",
    "Speed",
    "detect_chips",
    "part_environment",
    "select_environment",
]
