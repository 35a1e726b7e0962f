"""Finding and ending what a dead supervisor left running.

The kernel kills the job's first process with its supervisor (PR_SET_PDEATHSIG), its children live
on. They are known by the attempt's control groups, where there are any, and by the attempt's id,
which every process inherits in its environment.
"""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path

from jarip.cloud.engines.local.control_groups import close_groups

MARKER = "JARIP_ATTEMPT_ID"
PATIENCE_S = 5.0
PAUSE_S = 0.005


def end_orphans(attempt_id: str, group: str) -> bool:
    """SIGKILL every process of the attempt until none is left; False if some won't go."""
    deadline = time.monotonic() + PATIENCE_S
    while pids := _find_in_groups(group) | set(find_processes(attempt_id)):
        if time.monotonic() > deadline:
            return False
        for pid in pids:
            _kill(pid)
        time.sleep(PAUSE_S)
    return True


def find_processes(attempt_id: str) -> list[int]:
    """Processes whose environment at their start named the attempt."""
    entry = f"{MARKER}={attempt_id}".encode()
    return [
        int(folder.name)
        for folder in Path("/proc").iterdir()
        if folder.name.isdigit() and entry in _environment(folder) and not _is_zombie(folder)
    ]


def _find_in_groups(group: str) -> set[int]:
    return {pid for pid in close_groups(group) if not _is_zombie(Path(f"/proc/{pid}"))}


def _environment(folder: Path) -> list[bytes]:
    try:
        return (folder / "environ").read_bytes().split(b"\0")
    except OSError:  # ended meanwhile, or another user's
        return []


def _is_zombie(folder: Path) -> bool:
    try:
        return (folder / "stat").read_bytes().rpartition(b")")[2].split()[0] == b"Z"
    except OSError:
        return True


def _kill(pid: int) -> None:
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        return
