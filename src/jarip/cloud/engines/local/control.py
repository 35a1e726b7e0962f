"""Talking to a supervisor through its control FIFO."""

from __future__ import annotations

import errno
import json
import os
from pathlib import Path


def send_command(fifo: Path, command: dict[str, object]) -> bool:
    """Write one command; False if no supervisor listens (not yet, or no more).

    A command is far below PIPE_BUF, so the kernel writes it whole or not at all.
    """
    try:
        descriptor = os.open(fifo, os.O_WRONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError as error:
        if error.errno in (errno.ENXIO, errno.ENOENT):
            return False
        raise
    try:
        os.write(descriptor, json.dumps(command).encode() + b"\n")
    except BlockingIOError:
        return False  # full: the supervisor is stopped; the caller repeats itself anyway
    except BrokenPipeError:
        return False  # it ended after the FIFO was opened
    finally:
        os.close(descriptor)
    return True
