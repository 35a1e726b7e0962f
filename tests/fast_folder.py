"""Where databases of tests are kept: they are many, and nobody needs them after a power cut."""

from __future__ import annotations

import contextlib
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil

PLENTY = 8 << 30


def fast_folder() -> str | None:
    """A folder in memory if there is plenty of it; None for the usual one for temporary files."""
    memory = Path("/dev/shm")
    if not memory.is_dir() or psutil.virtual_memory().available < PLENTY:
        return None
    return str(memory) if shutil.disk_usage(memory).free >= PLENTY else None


@contextmanager
def own_folder(kind: str, let_go: Callable[[Path], None] | None = None) -> Iterator[Path]:
    """A folder of this process, and first of all no more of those that killed processes left.

    `let_go` ends what may still run in such a folder.
    """
    place = fast_folder()
    for left in list_left_folders(Path(place or tempfile.gettempdir()), kind):
        if let_go:
            let_go(left)
        shutil.rmtree(left, ignore_errors=True)
    with tempfile.TemporaryDirectory(
        prefix=f"jarip-{kind}-{os.getpid()}-", dir=place, ignore_cleanup_errors=True
    ) as name:
        yield Path(name)


def list_left_folders(place: Path, kind: str) -> list[Path]:
    """Folders of processes that are no more: their names say whose they are."""
    left = []
    for folder in place.glob(f"jarip-{kind}-*-*"):
        with contextlib.suppress(ValueError):
            if not psutil.pid_exists(int(folder.name.split("-")[2])):
                left.append(folder)
    return left
