"""Limits of an attempt's memory, processes and processor time by control groups, where this machine
gives them.

Both versions are known: the unified hierarchy (cgroup v2), as the root of a container or delegated
by systemd (`Delegate=yes`), and the older one with a tree for each controller. A machine that gives
neither runs jobs without these limits, and `jarip doctor` says so.

Source: the kernel's documentation, admin-guide/cgroup-v2, cgroup-v1/{memory,pids} and
scheduler/sched-bwc; systemd's "Control Group APIs and Delegation".
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from jarip.cloud.engines.local.supervisor.process_tree import descendants

MOST_PROCESSES = 4096
"""Of one attempt, threads included: more than data loaders need, less than a machine has."""
LEFT_BYTES = 1 << 30
LEFT_PART = 10
"""A job never gets the last tenth of the memory, nor the last GiB: the server lives there."""
PARENT = "jarip"
"""The group below which every attempt's is."""
ROOT = Path("/sys/fs/cgroup")
NEEDED = ("memory", "pids")
PROCESSOR = "cpu"
CONTROLLERS = (*NEEDED, PROCESSOR)
PERIOD_US = 100_000
"""In each tenth of a second a group may use its quota: the kernel's own default."""
LEAST_QUOTA_US = 1_000


@dataclass(frozen=True, slots=True)
class Limits:
    """What one attempt may use."""

    memory_bytes: int
    processes: int = MOST_PROCESSES
    processors: float | None = None
    """So much time of processors a second; None for all there is."""


@dataclass(frozen=True, slots=True)
class Tree:
    """A folder below which groups can be made, and what they limit."""

    folder: Path
    controllers: tuple[str, ...]
    unified: bool


def default_limits() -> Limits:
    """All of this machine's memory but what the server needs."""
    total = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    return Limits(total - max(LEFT_BYTES, total // LEFT_PART))


@cache
def find_trees() -> tuple[Tree, ...]:
    """Where groups can be made, found by making one."""
    return tuple(tree for tree in _candidates() if _is_usable(tree))


def group_name(attempt: Path) -> str:
    """Of an attempt's folder: its id, and what tells two servers' attempts apart."""
    return f"{attempt.name}-{hashlib.blake2s(bytes(attempt), digest_size=4).hexdigest()}"


def make_groups(name: str, limits: Limits) -> list[str]:
    """The attempt's groups with their limits set: one, or one for each controller, or none."""
    return [
        _make(tree, name, limits)
        for tree in find_trees()
        if tree.controllers != (PROCESSOR,) or limits.processors is not None
    ]


def can_share_out_time() -> bool:
    """Whether the kernel holds a job to a part of the processors' time."""
    return any(PROCESSOR in tree.controllers for tree in find_trees())


def close_groups(name: str) -> set[int]:
    """The processes in the attempt's groups, whatever they call themselves. They can't fork now."""
    pids: set[int] = set()
    for folder in _folders(name):
        with suppress(OSError):
            if (folder / "pids.max").exists():
                (folder / "pids.max").write_text("0")
            pids.update(map(int, (folder / "cgroup.procs").read_text().split()))
    return pids


def remove_groups(name: str) -> None:
    """Once nobody is in them."""
    for folder in _folders(name):
        with suppress(OSError):
            folder.rmdir()


def _folders(name: str) -> Iterator[Path]:
    return (tree.folder / name for tree in find_trees())


def _make(tree: Tree, name: str, limits: Limits) -> str:
    folder = tree.folder / name
    folder.mkdir(exist_ok=True)
    if "pids" in tree.controllers:
        (folder / "pids.max").write_text(str(limits.processes))
    if "memory" in tree.controllers:
        memory = "memory.max" if tree.unified else "memory.limit_in_bytes"
        (folder / memory).write_text(str(limits.memory_bytes))
        with suppress(OSError):  # only where swap is accounted
            (folder / "memory.swap.max").write_text("0")
    if PROCESSOR in tree.controllers and limits.processors is not None:
        _limit_time(folder, limits.processors, unified=tree.unified)
    return str(folder)


def _limit_time(folder: Path, processors: float, *, unified: bool) -> None:
    """A quota, which holds on an idle machine, too: who pays for half gets half. The weight keeps
    the parts right where together they are more than there is."""
    quota_us = max(LEAST_QUOTA_US, round(processors * PERIOD_US))
    part = processors / len(os.sched_getaffinity(0))
    if unified:
        (folder / "cpu.max").write_text(f"{quota_us} {PERIOD_US}")
        (folder / "cpu.weight").write_text(str(max(1, round(100 * part))))
    else:
        (folder / "cpu.cfs_period_us").write_text(str(PERIOD_US))
        (folder / "cpu.cfs_quota_us").write_text(str(quota_us))
        (folder / "cpu.shares").write_text(str(max(2, round(1024 * part))))


def _candidates() -> Iterator[Tree]:
    own = _own_groups()
    if "" in own and (ROOT / "cgroup.controllers").exists():
        folder = ROOT / own[""].lstrip("/")
        for controllers in (CONTROLLERS, NEEDED):
            if _delegate(folder, controllers):
                yield Tree(folder / PARENT, controllers, unified=True)
                return
        return
    for controller in CONTROLLERS:
        if controller in own:
            folder = ROOT / controller / own[controller].lstrip("/")
            yield Tree(folder / PARENT, (controller,), unified=False)


def _own_groups() -> dict[str, str]:
    """Controller → the group we are in; the unified hierarchy's name is ""."""
    found: dict[str, str] = {}
    with suppress(OSError):
        for line in Path("/proc/self/cgroup").read_text().splitlines():
            _, names, path = line.split(":", 2)
            found |= dict.fromkeys(names.split(","), path)
    return found


def _delegate(folder: Path, controllers: tuple[str, ...]) -> bool:
    """Hand the controllers down. A group that limits must have no processes of its own: ours move
    into one below, unless there are others' beside them."""
    wanted = " ".join(f"+{name}" for name in controllers)
    try:
        if not set(controllers) <= set((folder / "cgroup.controllers").read_text().split()):
            return False
        parent = folder / PARENT
        parent.mkdir(exist_ok=True)
        try:
            (folder / "cgroup.subtree_control").write_text(wanted)
        except OSError:
            if not _move_aside(folder):
                return False
            (folder / "cgroup.subtree_control").write_text(wanted)
        (parent / "cgroup.subtree_control").write_text(wanted)
    except OSError:
        return False
    return True


def _move_aside(folder: Path) -> bool:
    pids = [int(pid) for pid in (folder / "cgroup.procs").read_text().split()]
    ours = {os.getpid(), *descendants(os.getpid())}
    if not set(pids) <= ours:
        return False
    aside = folder / "server"
    aside.mkdir(exist_ok=True)
    for pid in pids:
        (aside / "cgroup.procs").write_text(str(pid))
    return True


def _is_usable(tree: Tree) -> bool:
    probe = f"probe-{os.getpid()}"
    try:
        tree.folder.mkdir(exist_ok=True)
        _make(tree, probe, replace(default_limits(), processors=1.0))
        (tree.folder / probe).rmdir()
    except OSError:
        return False
    return True
