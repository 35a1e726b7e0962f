"""How fast the processor really is: products, a copy, small starts; under half a second."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from jarip.chips.record import Speed

MATRIX_SIDE = 1024
COPY_BYTES = 1 << 26
"""64 MiB a core: larger than the caches a core has to itself."""
LAUNCHES = 50
REPEATS = 5
"""The best of these counts: interruptions only ever make a run slower."""


def measure_speed(cores: int) -> Speed:
    """Measure with all `cores`. NumPy's BLAS does the products, one thread a core the copies."""
    return Speed(
        gflops_f32=round(_measure_product("float32"), 1),
        gflops_f64=round(_measure_product("float64"), 1),
        bandwidth_gbs=round(_measure_copy(cores), 1),
        launch_us=round(_measure_launch(cores), 1),
    )


def _measure_product(dtype: str) -> float:
    import numpy

    side = MATRIX_SIDE
    left = numpy.ones((side, side), dtype)
    out = numpy.empty_like(left)
    seconds = _best_seconds(lambda: numpy.matmul(left, left, out=out))
    return float(2 * side**3 / seconds / 1e9)


def _measure_copy(cores: int) -> float:
    import numpy

    buffers = [
        (numpy.ones(COPY_BYTES, "uint8"), numpy.empty(COPY_BYTES, "uint8")) for _ in range(cores)
    ]
    with ThreadPoolExecutor(cores) as pool:
        seconds = _best_seconds(
            lambda: list(pool.map(lambda pair: numpy.copyto(pair[1], pair[0]), buffers))
        )
    return 2 * COPY_BYTES * cores / seconds / 1e9


def _measure_launch(cores: int) -> float:
    """Microseconds from asking a waiting thread for nothing to its answer."""
    with ThreadPoolExecutor(cores) as pool:
        return (
            min(
                _best_seconds(lambda: pool.submit(int).result()) for _ in range(LAUNCHES // REPEATS)
            )
            * 1e6
        )


def _best_seconds(run: Callable[[], object]) -> float:
    run()
    times = []
    for _ in range(REPEATS):
        start = time.perf_counter()
        run()
        times.append(time.perf_counter() - start)
    return min(times)
