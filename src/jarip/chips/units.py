"""One number for what a chip can do, from what was measured of it."""

from __future__ import annotations

import math

from jarip.chips.record import Speed

REFERENCE_GFLOPS = 1000.0
REFERENCE_GBS = 100.0


def compute_units(speed: Speed) -> float:
    """Normalised compute units: 1 is 1000 GFLOP/s in single precision with 100 GB/s of memory.

    The geometric mean of the two, because most work needs both and a chip that is twice as good at
    one alone does not do it twice as fast.
    """
    gflops = max(speed.gflops_f32, 1e-9) / REFERENCE_GFLOPS
    bandwidth = max(speed.bandwidth_gbs, 1e-9) / REFERENCE_GBS
    return math.sqrt(gflops * bandwidth)
