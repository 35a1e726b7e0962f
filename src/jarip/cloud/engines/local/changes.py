"""The server's end of the FIFO into which supervisors write the ids of attempts that changed."""

from __future__ import annotations

import os
import select
from contextlib import suppress
from pathlib import Path

READ_BYTES = 65536


class ChangeFeed:
    """Wakes the control loop. Losing a word here costs a moment, never correctness."""

    def __init__(self, fifo: Path) -> None:
        fifo.parent.mkdir(parents=True, exist_ok=True)
        with suppress(FileExistsError):
            os.mkfifo(fifo, 0o600)
        self._descriptor = os.open(fifo, os.O_RDWR | os.O_NONBLOCK | os.O_CLOEXEC)
        self._rest = b""

    def wait(self, timeout_s: float) -> set[str]:
        """The attempts that changed; empty after the timeout or an `interrupt`."""
        if not select.select([self._descriptor], [], [], timeout_s)[0]:
            return set()
        lines = (self._rest + os.read(self._descriptor, READ_BYTES)).split(b"\n")
        self._rest = lines.pop()
        return {line.decode(errors="replace") for line in lines if line}

    def interrupt(self) -> None:
        """Make `wait` return now."""
        with suppress(BlockingIOError):
            os.write(self._descriptor, b"\n")

    def close(self) -> None:
        os.close(self._descriptor)
