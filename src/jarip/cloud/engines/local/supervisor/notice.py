"""Telling the server that something changed, so that it needn't wait for its next look."""

from __future__ import annotations

import os

from jarip.cloud.engines.local.supervisor.records import Plan


def notify(plan: Plan) -> None:
    """Write the attempt's id to the server's FIFO. Nobody listening is fine: files are true."""
    if not plan.notify_fifo:
        return
    try:
        descriptor = os.open(plan.notify_fifo, os.O_WRONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError:
        return
    try:
        os.write(descriptor, f"{plan.attempt_id}\n".encode())
    except OSError:
        pass
    finally:
        os.close(descriptor)
