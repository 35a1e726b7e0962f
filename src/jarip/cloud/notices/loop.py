"""Delivers what is due, in a thread of its own, as long as the server lives."""

from __future__ import annotations

import logging
import threading
from collections.abc import Mapping

from jarip.cloud.db.clock import Clock
from jarip.cloud.db.database import Database
from jarip.cloud.notices.outbox import Sender, deliver_due

PAUSE_S = 2.0
log = logging.getLogger(__name__)


class DeliveryLoop:
    """Runs the outbox every two seconds. Several servers may, each takes others' leavings."""

    def __init__(self, database: Database, clock: Clock, senders: Mapping[str, Sender]) -> None:
        self._database = database
        self._clock = clock
        self._senders = senders
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="jarip-outbox", daemon=True)

    def start(self) -> None:
        """Begin, with a run at once."""
        self._thread.start()

    def close(self) -> None:
        """Stop after the present run."""
        self._stopping.set()
        if self._thread.is_alive():
            self._thread.join()

    def _run(self) -> None:
        while not self._stopping.is_set():
            try:
                deliver_due(self._database, self._clock, self._senders)
            except Exception:
                log.exception("the outbox failed; trying again in %d s", PAUSE_S)
            self._stopping.wait(PAUSE_S)
