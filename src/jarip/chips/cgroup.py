"""The limits that control groups put on this process: memory in bytes, processors as a fraction.

Source: the kernel's documentation of cgroup v1 (`memory`, `cpu` controllers) and cgroup v2.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

UNLIMITED_ABOVE = 1 << 60
"""Version 1 writes "no limit" as a number near 2⁶³."""


def read_memory_limit(root: Path = Path("/")) -> int | None:
    """The smallest memory limit on the way from our group to the root, or None without one."""
    limits = [
        int(text)
        for name, controller in (("memory.max", ""), ("memory.limit_in_bytes", "memory"))
        for folder in _group_folders(root, controller)
        if (text := _read(folder / name)).isdigit()
    ]
    return min((limit for limit in limits if limit < UNLIMITED_ABOVE), default=None)


def read_processor_quota(root: Path = Path("/")) -> float | None:
    """Processors we may keep busy at once (1.5 is one and a half), or None without a quota."""
    quotas = []
    for folder in _group_folders(root, ""):
        quota, _, period = _read(folder / "cpu.max").partition(" ")
        quotas.append((quota, period))
    for folder in _group_folders(root, "cpu"):
        quotas.append((_read(folder / "cpu.cfs_quota_us"), _read(folder / "cpu.cfs_period_us")))
    return min(
        (int(q) / int(p) for q, p in quotas if q.isdigit() and p.isdigit() and int(p) > 0),
        default=None,
    )


def _group_folders(root: Path, controller: str) -> Iterator[Path]:
    """Our group's folder under `controller` ("" is version 2), then each parent's."""
    for line in _read(root / "proc/self/cgroup").splitlines():
        _, controllers, group = line.split(":", 2)
        if controller not in controllers.split(","):
            continue
        for mount in _mounts(root, controller):
            folder = mount / group.lstrip("/")
            while True:
                yield folder
                if folder == mount or mount not in folder.parents:
                    break
                folder = folder.parent


def _mounts(root: Path, controller: str) -> Iterator[Path]:
    base = root / "sys/fs/cgroup"
    if controller:
        yield base / controller
    else:
        yield base
        yield base / "unified"


def _read(path: Path) -> str:
    try:
        return path.read_text().strip()
    except OSError:
        return ""
