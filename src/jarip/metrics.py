"""`jarip.log(step, loss=...)`: figures from inside a job, shown as curves while it runs."""

from __future__ import annotations

import json
import math
import os
import time

FOLDER_VARIABLE = "JARIP_METRICS_DIR"
ATTEMPT_VARIABLE = "JARIP_ATTEMPT"
LONGEST_LINE = 4096
"""Up to here the kernel appends a line whole, however many processes write."""


def log(step: int | None = None, /, **values: float) -> bool:
    """Record `values` at `step`; without a step, at the next point in time.

    Any process of the job may call it. Outside a job it does nothing and returns False, so that a
    program needn't know where it runs. ValueError if there are too many values for one line.
    """
    folder = os.environ.get(FOLDER_VARIABLE)
    if not folder:
        return False
    numbers = {name: _as_number(name, value) for name, value in values.items()}
    record = {"step": step, "at_ms": time.time_ns() // 1_000_000, "values": numbers}
    line = json.dumps(record).encode() + b"\n"
    if len(line) > LONGEST_LINE:
        raise ValueError(f"{len(values)} values at once are too many; log them in several calls")
    path = os.path.join(folder, f"{os.environ.get(ATTEMPT_VARIABLE, '1')}.jsonl")  # noqa: PTH118
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    try:
        os.write(descriptor, line)
    finally:
        os.close(descriptor)
    return True


def _as_number(name: str, value: float) -> float | None:
    """A plain number; None for what JSON has no number for (a loss that became NaN)."""
    try:
        number = float(value)
    except (TypeError, ValueError):
        raise ValueError(f"{name}={value!r} is not a number") from None
    return number if math.isfinite(number) else None
