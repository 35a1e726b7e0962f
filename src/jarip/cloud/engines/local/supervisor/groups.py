"""The attempt's control groups, as the supervisor uses them: joined, closed to forks, told of.

The engine made them (`engines.local.control_groups`) and named their folders in the plan. Source:
the kernel's documentation, admin-guide/cgroup-v2 and cgroup-v1/{memory,pids}.
"""

from __future__ import annotations

import os

OOM_FILES = ("memory.events.local", "memory.events", "memory.oom_control")
"""Where a group counts the processes that were killed for its memory: version 2, then 1."""


def join(groups: list[str]) -> None:
    """Move this process; what it starts is there from the beginning.

    In version 1, by its only thread: moving a process stops all of the machine's forks and exits
    for milliseconds, moving the thread that asks doesn't.
    """
    for group in groups:
        tasks = f"{group}/tasks"
        _write(tasks if os.path.exists(tasks) else f"{group}/cgroup.procs", "0")


def forbid_forks(groups: list[str]) -> dict[str, str]:
    """From now on nobody in there starts another process, so that killing comes to an end. What
    `allow_forks` needs to take it back."""
    limits = {f"{group}/pids.max": _read(f"{group}/pids.max") for group in groups}
    limits = {path: limit for path, limit in limits.items() if limit}
    for path in limits:
        _write(path, "0")
    return limits


def allow_forks(limits: dict[str, str]) -> None:
    """As it was before."""
    for path, limit in limits.items():
        _write(path, limit)


def memory_kills(groups: list[str]) -> int:
    """How many processes the kernel ended because the group's memory was used up."""
    for group in groups:
        for name in OOM_FILES:
            words = _read(f"{group}/{name}").split()
            if "oom_kill" in words:
                return int(words[words.index("oom_kill") + 1])
    return 0


def refused_forks(groups: list[str]) -> bool:
    """Whether it ever had as many processes as it may."""
    for group in groups:
        words = _read(f"{group}/pids.events").split()
        if len(words) >= 2 and words[0] == "max":
            return words[1] != "0"
    return False


def remove(groups: list[str]) -> None:
    """Once nobody is in them. One that is still busy stays for whoever clears the attempt."""
    for group in groups:
        try:
            os.rmdir(group)
        except OSError:
            pass


def _read(path: str) -> str:
    try:
        with open(path) as file:
            return file.read()
    except OSError:
        return ""


def _write(path: str, text: str) -> None:
    with open(path, "w") as file:
        file.write(text)
