"""Preparing and starting attempts beside the loop, so that unpacking code never holds it up."""

from __future__ import annotations

import logging
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from jarip.cloud.control.toolkit import Toolkit, needs_toolkit
from jarip.cloud.engines.engine import Engine, Order, PrepareError
from jarip.cloud.jobs.end_codes import EndCode

WORKERS = 4
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class StartFailure:
    """Why an attempt could not be started."""

    code: EndCode
    reason: str


class Starter:
    """Starts attempts in a few threads and remembers which are under way and which failed."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._toolkit = Toolkit()
        self._workers = ThreadPoolExecutor(WORKERS, thread_name_prefix="jarip-start")
        self._lock = threading.Lock()
        self._under_way: set[str] = set()
        self._failed: dict[str, StartFailure] = {}

    def start(self, order: Order) -> None:
        """Prepare and start, unless that is under way already."""
        with self._lock:
            if order.attempt_id in self._under_way:
                return
            self._under_way.add(order.attempt_id)
        self._workers.submit(self._run, order)

    def under_way(self) -> frozenset[str]:
        """The attempts that are being started now."""
        with self._lock:
            return frozenset(self._under_way)

    def note_failure(self, attempt_id: str, failure: StartFailure) -> None:
        """An attempt for which there isn't even an order."""
        with self._lock:
            self._failed[attempt_id] = failure
        self._engine.interrupt_wait()

    def take_failures(self) -> dict[str, StartFailure]:
        """Attempts that could not be started since the last call, and why."""
        with self._lock:
            failed, self._failed = self._failed, {}
            return failed

    def close(self) -> None:
        """Wait for what is under way."""
        self._workers.shutdown()

    def _run(self, order: Order) -> None:
        failure = None
        try:
            if needs_toolkit(order.commands):
                self._toolkit.ensure()
            self._engine.prepare(order)
            self._engine.start(order.attempt_id)
        except PrepareError as error:
            failure = StartFailure(EndCode(error.code), str(error))
        except Exception as error:
            log.exception("starting %s failed", order.attempt_id)
            failure = StartFailure(EndCode.ENGINE_FAILED, f"the engine failed: {error!r}")
        with self._lock:
            self._under_way.discard(order.attempt_id)
            if failure is not None:
                self._failed[order.attempt_id] = failure
        self._engine.interrupt_wait()
