"""Ray's processes that outlived the server or `jarip join` that started them.

Whoever is killed without a chance to clean up leaves them behind: they hold the head's port, and
Ray refuses to start beside them.
"""

from __future__ import annotations

import contextlib
import os
import signal
import time
from collections.abc import Mapping
from pathlib import Path

from jarip.cloud.engines.ray.command import HOME_VARIABLE

WAIT_S = 10.0


def note_session(record: Path, session: int) -> None:
    """Write down the session of Ray's processes: jobs' supervisors have others."""
    record.write_text(f"{session}\n")


def end_leftovers(record: Path, environment: Mapping[str, str]) -> int:
    """Kill what is left of the session that was written down; how many processes that were.

    A session's number may have come to be somebody else's since: only processes that were started
    for the same node's home are ended. Source: proc_pid_environ(5), getsid(2).
    """
    try:
        session = int(record.read_text())
    except (OSError, ValueError):
        return 0
    mark = f"{HOME_VARIABLE}={environment[HOME_VARIABLE]}".encode()
    found = _list_session(session, mark)
    deadline = time.monotonic() + WAIT_S
    left = found
    while left and time.monotonic() < deadline:
        for pid in left:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.kill(pid, signal.SIGKILL)
        time.sleep(0.05)
        left = _list_session(session, mark)
    record.unlink(missing_ok=True)
    return len(found)


def _list_session(session: int, mark: bytes) -> list[int]:
    pids = [int(each.name) for each in Path("/proc").iterdir() if each.name.isdigit()]
    return [pid for pid in pids if _session_of(pid) == session and _has_mark(pid, mark)]


def _session_of(pid: int) -> int | None:
    try:
        return os.getsid(pid)
    except (ProcessLookupError, PermissionError):
        return None


def _has_mark(pid: int, mark: bytes) -> bool:
    try:
        return mark in Path(f"/proc/{pid}/environ").read_bytes().split(b"\0")
    except OSError:
        return False
