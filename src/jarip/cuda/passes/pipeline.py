"""The passes in order."""

from __future__ import annotations

from jarip.cuda.passes import (
    drop_hints,
    expand_constants,
    flatten_spaces,
    localize,
    lower_library,
    name_chip_functions,
    pass_thread,
    saturate_casts,
    source_lines,
    strip_attributes,
)
from jarip.cuda.passes.context import Pass

# From prepared device code to code that could run on the host but for the registers, barriers, warp
# operations and variables of the device, which each mode lowers in its own way.
COMMON: tuple[tuple[str, Pass], ...] = (
    ("source_lines", source_lines.run),
    ("expand_constants", expand_constants.run),
    ("flatten_spaces", flatten_spaces.run),
    ("drop_hints", drop_hints.run),
    ("saturate_casts", saturate_casts.run),
    ("pass_thread", pass_thread.run),
    ("lower_library", lower_library.run),
    ("name_chip_functions", name_chip_functions.run),
)
FINAL: tuple[tuple[str, Pass], ...] = (
    ("localize", localize.run),
    ("strip_attributes", strip_attributes.run),
)
