"""Measured speeds kept on disk, so that a machine is measured once and not at each start."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import tempfile
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

from jarip.chips.record import Speed

BENCHMARK_VERSION = 2
"""Raise it when the benchmark changes: old figures are then measured anew."""

BUSY = 0.5
"""Processes waiting for a processor, for each processor, from which on a figure is doubted."""


@dataclass(frozen=True, slots=True)
class _Known:
    speed: Speed
    load: float


def cache_folder() -> Path:
    """`$JARIP_CACHE_DIR/chips`, by default under `~/.cache/jarip`."""
    base = os.environ.get("JARIP_CACHE_DIR")
    return (Path(base) if base else Path.home() / ".cache/jarip") / "chips"


def load_or_measure(kind: str, identity: str, measure: Callable[[], Speed]) -> Speed:
    """The cached speed of the chip that `identity` describes, or a new measurement, then cached.

    What was measured on a busy machine is measured again on a quieter one; the better counts.
    A cache that can't be read or written costs a measurement, never an error.
    """
    digest = hashlib.sha256(f"{BENCHMARK_VERSION}|{identity}".encode()).hexdigest()[:16]
    path = cache_folder() / f"{kind}-{digest}.json"
    known = _read(path)
    if known is not None and not (known.load > BUSY and _load() < known.load / 2):
        return known.speed
    load, speed = _load(), measure()
    if known is not None:
        speed = _best(known.speed, speed)
    with contextlib.suppress(OSError):  # a read-only cache: measured again next time
        _write_atomically(path, json.dumps({"load": load, **asdict(speed)}))
    return speed


def _read(path: Path) -> _Known | None:
    try:
        values = json.loads(path.read_text())
        load = float(values.pop("load"))
        return _Known(Speed(**values), load)
    except (OSError, ValueError, TypeError, KeyError):
        return None


def _load() -> float:
    return os.getloadavg()[0] / (os.cpu_count() or 1)


def _best(one: Speed, other: Speed) -> Speed:
    """Interruptions only ever make a figure worse."""
    launches = [each.launch_us for each in (one, other) if each.launch_us is not None]
    return Speed(
        max(one.gflops_f32, other.gflops_f32),
        max(one.gflops_f64, other.gflops_f64),
        max(one.bandwidth_gbs, other.bandwidth_gbs),
        launch_us=min(launches, default=None),
    )


def _write_atomically(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile("w", dir=path.parent, delete=False) as file:
        file.write(text)
    Path(file.name).replace(path)
