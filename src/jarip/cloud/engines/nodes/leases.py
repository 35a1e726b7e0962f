"""How long each member may run on without a word from the head.

A node that is cut off goes on until its lease ends, then stops by itself. The head gives a member
up only when its lease is surely over, so no job ever runs at two places at once.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

NODE_LEASE_MS = 60_000
"""From the last word of the head; long enough for the head to be started anew."""
RENEW_SHARE = 3
"""A lease is renewed when a third of it is over."""
MARGIN_MS = 2_000
"""For the kill after the grace, and for clocks that go at slightly different speeds."""


class Leases:
    """The head's book of leases, on its own monotonic clock."""

    def __init__(
        self, lease_ms: int = NODE_LEASE_MS, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self.lease_ms = lease_ms
        self._clock = clock
        self._asked: dict[tuple[str, int], float] = {}
        """When a renewal was last sent, answered or not: the latest from which it may count."""
        self._wanted: dict[str, float | None] = {}
        """When the attempt has to be over for its owner's sake; None for never."""
        self._lock = threading.Lock()

    def limit(self, attempt_id: str, lease_ms: int | None) -> None:
        """What budget and plan allow from now on."""
        until = None if lease_ms is None else self._clock() + lease_ms / 1000
        with self._lock:
            self._wanted[attempt_id] = until

    def grant(self, attempt_id: str, rank: int) -> int:
        """The lease to send now: ours, or what is left of the owner's if that is less."""
        now = self._clock()
        with self._lock:
            self._asked[attempt_id, rank] = now
            wanted = self._wanted.get(attempt_id)
        if wanted is None:
            return self.lease_ms
        return max(1, min(self.lease_ms, int((wanted - now) * 1000)))

    def is_due(self, attempt_id: str, rank: int) -> bool:
        """Whether it is time to renew."""
        asked = self._asked.get((attempt_id, rank))
        return asked is None or self._clock() - asked >= self.lease_ms / 1000 / RENEW_SHARE

    def is_over(self, attempt_id: str, rank: int) -> bool:
        """Whether the member has surely stopped, wherever it is.

        A head that was started anew knows of no renewal and counts from when it first asked this.
        """
        now = self._clock()
        with self._lock:
            asked = self._asked.setdefault((attempt_id, rank), now)
        return now - asked >= (self.lease_ms + MARGIN_MS) / 1000

    def forget(self, attempt_id: str) -> None:
        with self._lock:
            self._wanted.pop(attempt_id, None)
            for key in [key for key in self._asked if key[0] == attempt_id]:
                del self._asked[key]
