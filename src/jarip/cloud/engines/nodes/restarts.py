"""How often a member that missed its start is told again before its gang is given up."""

from __future__ import annotations

import time

PAUSE_S = 0.5
"""Between two tellings: what is under way gets the time to arrive."""
MOST = 40
"""After so many in vain, such as to an agent that forgot the job's secrets, it is lost."""


class Restarts:
    """Counts by attempt and rank."""

    def __init__(self) -> None:
        self._told: dict[tuple[str, int], tuple[int, float]] = {}

    def is_due(self, attempt_id: str, rank: int) -> bool:
        """Whether to tell it now; counted if so."""
        times, last_s = self._told.get((attempt_id, rank), (0, 0.0))
        now_s = time.monotonic()
        if times >= MOST or (times and now_s - last_s < PAUSE_S):
            return False
        self._told[attempt_id, rank] = times + 1, now_s
        return True

    def is_hopeless(self, attempt_id: str, rank: int) -> bool:
        """Whether it was told as often as it ever will."""
        return self._told.get((attempt_id, rank), (0, 0.0))[0] >= MOST

    def forget(self, attempt_id: str) -> None:
        """The attempt is over."""
        for key in [key for key in self._told if key[0] == attempt_id]:
            del self._told[key]
