"""How far a job is kept apart from everything else. Stated for each job, never silently lowered."""

from __future__ import annotations

from enum import StrEnum


class Isolation(StrEnum):
    """Each level has what the former has."""

    L0 = "L0"
    """A process group of its own with its own folder and environment. It runs as the server's user
    and can see that user's files: for people who trust each other."""
    L1 = "L1"
    """Namespaces of its own (bubblewrap): it sees no other process, no network but its own
    loopback, and of the files only the system's, read-only, and its own."""

    @property
    def level(self) -> int:
        """As a number that grows with isolation."""
        return int(self.value[1:])
