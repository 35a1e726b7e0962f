"""What the cloud is doing, for Prometheus: counted in the database when `/metrics` is asked."""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Iterable

from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from jarip.cloud.db.clock import Clock
from jarip.cloud.db.database import Database
from jarip.cloud.jobs.states import JobState
from jarip.cloud.jobs.tables import Attempt, Job
from jarip.cloud.metering.inputs import COMPUTE, PER_CHIP_MS
from jarip.cloud.metering.tables import Meter
from jarip.cloud.notices.tables import Delivery
from jarip.cloud.subscriptions.states import State
from jarip.cloud.subscriptions.tables import Subscription

KEPT_S = 5.0
"""How long figures are kept: however often somebody asks, the database is asked this seldom."""


class CloudMetrics(Collector):
    """Gauges of the whole installation: no figure names a customer or a sum of money."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock
        self._lock = threading.Lock()
        self._kept: list[GaugeMetricFamily] = []
        self._kept_at = float("-inf")

    def describe(self) -> Iterable[GaugeMetricFamily]:
        """Nothing: registering must not ask the database."""
        return []

    def collect(self) -> Iterable[GaugeMetricFamily]:
        """The figures, at most KEPT_S old."""
        with self._lock:
            if time.monotonic() - self._kept_at > KEPT_S:
                with self._database.read() as session:
                    self._kept = list(_measure(session, self._clock.now_ms()))
                self._kept_at = time.monotonic()
            return self._kept


def _measure(session: Session, now_ms: int) -> Iterable[GaugeMetricFamily]:
    jobs = GaugeMetricFamily("jarip_jobs", "Jobs by state", labels=["state"])
    counts = {str(state): 0 for state in JobState}
    counts |= _count(session, Job.state)
    for state, count in counts.items():
        jobs.add_metric([state], count)
    yield jobs
    oldest = session.scalar(select(func.min(Job.queued_ms)).where(Job.state == JobState.QUEUED))
    waited = 0 if oldest is None else max(0, now_ms - oldest)
    yield _gauge(
        "jarip_queue_oldest_seconds", "How long the oldest queued job waits", waited / 1000
    )
    chips = select(Meter.kind, Meter.resource, func.sum(Meter.count)).where(
        Meter.closed_ms.is_(None), Meter.resource.in_(COMPUTE)
    )
    in_use: Counter[str] = Counter()
    for kind, resource, count in session.execute(chips.group_by(Meter.kind, Meter.resource)):
        in_use[kind] += int(count) * (100 // PER_CHIP_MS[resource])
    used = GaugeMetricFamily("jarip_chips_metered", "Chips in use, by kind", labels=["kind"])
    for kind, percent in sorted(in_use.items()):
        used.add_metric([kind], percent / 100)
    yield used
    lost = select(func.count()).select_from(Attempt).where(Attempt.state == "lost")
    yield _gauge("jarip_attempts_lost", "Attempts ever lost to faults", session.scalar(lost) or 0)
    waiting = select(func.count()).select_from(Delivery).where(Delivery.ended_ms.is_(None))
    yield _gauge("jarip_deliveries_waiting", "Notices on their way", session.scalar(waiting) or 0)
    subscriptions = GaugeMetricFamily(
        "jarip_subscriptions", "Subscriptions by state", labels=["state"]
    )
    states = {str(state): 0 for state in State} | _count(session, Subscription.state)
    for state, count in states.items():
        subscriptions.add_metric([state], count)
    yield subscriptions


def _count(session: Session, column: object) -> dict[str, int]:
    query = select(column, func.count()).group_by(column)  # type: ignore[call-overload]
    return {str(state): int(count) for state, count in session.execute(query)}


def _gauge(name: str, text: str, value: float) -> GaugeMetricFamily:
    return GaugeMetricFamily(name, text, value=value)
