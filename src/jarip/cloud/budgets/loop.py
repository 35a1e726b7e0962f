"""Looks after budgets' thresholds, in a thread of its own, as long as the server lives."""

from __future__ import annotations

import logging
import threading

from jarip.cloud.budgets.alerts import check_budgets, list_active, list_with_budgets
from jarip.cloud.db.clock import Clock
from jarip.cloud.db.database import Database

PAUSE_S = 5.0
LOOK_BACK_MS = 60_000
"""A transaction may commit events this long after it made their ids."""
log = logging.getLogger(__name__)


class AlertLoop:
    """Every five seconds checks the budgets of who used something since; at its start, all.

    Thresholds are written down as told in the transaction that tells, so two servers may run it.
    """

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock
        self._since_ms: int | None = None
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="jarip-alerts", daemon=True)

    def start(self) -> None:
        """Begin, with a run at once."""
        self._thread.start()

    def close(self) -> None:
        """Stop after the present run."""
        self._stopping.set()
        if self._thread.is_alive():
            self._thread.join()

    def run_once(self) -> int:
        """One run; returns how many budgets there was something to tell of."""
        now_ms = self._clock.now_ms()
        with self._database.read() as session:
            concerned = list_with_budgets(session)
            if self._since_ms is not None:
                active = set(list_active(session, self._since_ms - LOOK_BACK_MS))
                concerned = [each for each in concerned if each in active]
        told = 0
        for organization_id in concerned:
            with self._database.write() as session:
                told += check_budgets(session, now_ms, organization_id)
        self._since_ms = now_ms
        return told

    def _run(self) -> None:
        while not self._stopping.is_set():
            try:
                self.run_once()
            except Exception:
                log.exception("checking budgets failed; trying again in %d s", PAUSE_S)
            self._stopping.wait(PAUSE_S)
