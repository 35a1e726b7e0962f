"""Time, passed explicitly so that tests own it."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Protocol


class Clock(Protocol):
    """Anything that tells the time."""

    def now_ms(self) -> int:
        """Milliseconds since 1970-01-01T00:00:00Z."""
        ...


class SystemClock:
    """The machine's clock."""

    def now_ms(self) -> int:
        """Milliseconds since 1970-01-01T00:00:00Z by the machine's clock."""
        return time.time_ns() // 1_000_000


@dataclass
class FrozenClock:
    """A clock that stands still until it is told to move."""

    ms: int = 1_767_225_600_000  # 2026-01-01T00:00:00Z

    def now_ms(self) -> int:
        """The moment the clock was set to."""
        return self.ms

    def advance(self, *, ms: int = 0, seconds: int = 0, hours: int = 0, days: int = 0) -> int:
        """Move on (or back, with negative amounts) and return the new time."""
        self.ms += ms + 1000 * (seconds + 3600 * (hours + 24 * days))
        return self.ms
