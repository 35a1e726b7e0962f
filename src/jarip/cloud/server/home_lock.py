"""One server a home: two would start every job twice."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from jarip.cloud.errors import ConflictError


@contextmanager
def hold_home(home: Path) -> Iterator[None]:
    """Hold the home as long as the block runs; the kernel lets go of it however we die.

    Raises ConflictError naming the process that has it.
    """
    home.mkdir(parents=True, exist_ok=True, mode=0o700)
    descriptor = os.open(home / "server.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            pid = os.pread(descriptor, 32, 0).decode(errors="replace").strip()
            raise ConflictError(
                f"a server is already running here (process {pid})",
                where=str(home),
                todo="use that one, or choose another home with JARIP_HOME",
            ) from None
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, f"{os.getpid()}\n".encode(), 0)
        yield
    finally:
        os.close(descriptor)
