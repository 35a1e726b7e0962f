"""Where databases of tests are kept: they are many, and nobody needs them after a power cut."""

from __future__ import annotations

import shutil
from pathlib import Path

import psutil

PLENTY = 8 << 30


def fast_folder() -> str | None:
    """A folder in memory if there is plenty of it; None for the usual one for temporary files."""
    memory = Path("/dev/shm")
    if not memory.is_dir() or psutil.virtual_memory().available < PLENTY:
        return None
    return str(memory) if shutil.disk_usage(memory).free >= PLENTY else None
