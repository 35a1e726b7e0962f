"""Watching what a job writes to disk.

There is no quota in most file systems that we could set for a process, so two things hold together:
the kernel refuses a file that alone is larger than the limit (RLIMIT_FSIZE, setrlimit(2)), and all
files are added up now and then. In between a job can write more than it may.
"""

from __future__ import annotations

import os
import time

FIRST_NS = 500_000_000
LONGEST_NS = 8_000_000_000
SHARE = 50
"""Looking takes at most a fiftieth of the time."""


class DiskWatch:
    """Looks soon after the start, then ever less often."""

    def __init__(self, limit_bytes: int | None, folders: list[str]) -> None:
        self.limit_bytes = limit_bytes
        self._folders = folders
        self._pause_ns = FIRST_NS
        self.due_ns = None if limit_bytes is None else time.monotonic_ns() + FIRST_NS
        """When to look next; None: never."""

    def look(self) -> int:
        """Bytes beyond the limit, 0 within it."""
        if self.limit_bytes is None:
            return 0
        began_ns = time.monotonic_ns()
        used = sum(measure(folder) for folder in self._folders)
        now_ns = time.monotonic_ns()
        self.due_ns = now_ns + max(self._pause_ns, SHARE * (now_ns - began_ns))
        self._pause_ns = min(2 * self._pause_ns, LONGEST_NS)
        return max(0, used - self.limit_bytes)


def measure(folder: str) -> int:
    """What the files below a folder take on the disk, a file with several names once. Links are
    not followed, and what goes meanwhile is gone."""
    total, folders, seen = 0, [folder], set()
    while folders:
        try:
            with os.scandir(folders.pop()) as entries:
                for entry in entries:
                    if entry.is_dir(follow_symlinks=False):
                        folders.append(entry.path)
                        continue
                    status = entry.stat(follow_symlinks=False)
                    if status.st_nlink > 1:
                        if (status.st_dev, status.st_ino) in seen:
                            continue
                        seen.add((status.st_dev, status.st_ino))
                    total += status.st_blocks * 512
        except OSError:  # gone, or the job has made it unreadable
            continue
    return total
