"""Measured speeds kept on disk, so that a machine is measured once and not at each start."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import tempfile
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path

from jarip.chips.record import Speed

BENCHMARK_VERSION = 1
"""Raise it when the benchmark changes: old figures are then measured anew."""


def cache_folder() -> Path:
    """`$JARIP_CACHE_DIR/chips`, by default under `~/.cache/jarip`."""
    base = os.environ.get("JARIP_CACHE_DIR")
    return (Path(base) if base else Path.home() / ".cache/jarip") / "chips"


def load_or_measure(kind: str, identity: str, measure: Callable[[], Speed]) -> Speed:
    """The cached speed of the chip that `identity` describes, or a new measurement, then cached.

    A cache that can't be read or written costs a measurement, never an error.
    """
    digest = hashlib.sha256(f"{BENCHMARK_VERSION}|{identity}".encode()).hexdigest()[:16]
    path = cache_folder() / f"{kind}-{digest}.json"
    try:
        return Speed(**json.loads(path.read_text()))
    except (OSError, ValueError, TypeError):
        speed = measure()
    with contextlib.suppress(OSError):  # a read-only cache: measured again next time
        _write_atomically(path, json.dumps(asdict(speed)))
    return speed


def _write_atomically(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile("w", dir=path.parent, delete=False) as file:
        file.write(text)
    Path(file.name).replace(path)
