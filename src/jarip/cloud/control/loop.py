"""The control loop: one thread that brings the database and the engine into agreement.

Each round first writes what the engine saw, then meters, then passes on wishes to stop, then places
queued jobs. Intentions are committed before anything is started and every step can be repeated, so
a server that dies anywhere in here loses nothing: the next one starts with the same round.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from jarip.cloud.control.following import follow_report, lose_attempt
from jarip.cloud.control.line import Line
from jarip.cloud.control.metered import lease_left_ms, renew_attempt_leases
from jarip.cloud.control.orders import OrderMaker
from jarip.cloud.control.placing import Opened, place_jobs
from jarip.cloud.control.plan_limits import PlanLimits
from jarip.cloud.control.pool import AnyPool
from jarip.cloud.control.starting import Starter, StartFailure
from jarip.cloud.control.stopping import pass_on_stops
from jarip.cloud.db.clock import Clock
from jarip.cloud.db.database import Database
from jarip.cloud.engines.engine import Engine, Phase, Report
from jarip.cloud.errors import CloudError
from jarip.cloud.jobs.end_codes import EndCode
from jarip.cloud.jobs.states import ACTIVE_ATTEMPT_STATES, AttemptState
from jarip.cloud.jobs.tables import Attempt, Job
from jarip.cloud.metering.inputs import Lease
from jarip.cloud.metering.policy import LeasePolicy
from jarip.cloud.steering.past_use import PastUse

ROUND_S = 1.0
"""The longest pause between two rounds; changes and submissions wake it at once."""
RENEW_MS = 10_000
"""How often running attempts are counted and their leases renewed, all at once."""
log = logging.getLogger(__name__)


class ControlLoop:
    """Runs rounds in a thread of its own until closed."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        engine: Engine,
        pool: AnyPool,
        orders: OrderMaker,
        plans: PlanLimits,
        policy: LeasePolicy,
    ) -> None:
        self.database = database
        self.clock = clock
        self.engine = engine
        self.pool = pool
        self.orders = orders
        self.plans = plans
        self.policy = policy
        self.past_use = PastUse()
        self.line = Line()
        self.starter = Starter(engine)
        self.rounds = 0
        """How many rounds are done: as long as it stands still, so does the database's part."""
        self._renewed_ms = 0  # a new server renews what it finds at once
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="jarip-control", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def wake(self) -> None:
        """There may be something to do: a job was submitted or asked to stop."""
        self.engine.interrupt_wait()

    def close(self) -> None:
        """Stop after the present round. Attempts go on; the next server finds them."""
        self._stopping.set()
        self.wake()
        if self._thread.is_alive():
            self._thread.join()
        self.starter.close()

    def run_round(self) -> None:
        """One round; returns when everything it decided is committed and under way."""
        now_ms = self.clock.now_ms()
        failures = self.starter.take_failures()
        under_way = self.starter.under_way()  # asked before the engine is: a report is older
        with self.database.read() as session:
            active = _read_active(session)
        reports = self.engine.poll(active)
        for report in reports:
            if report.phase in (Phase.ENDED, Phase.LOST):
                self.engine.keep_outputs(report.attempt_id)
        with self.database.write() as session:
            ended = [
                report.attempt_id
                for report in reports
                if self._follow(session, report, failures, under_way, now_ms)
            ]
            leases = self._renew_leases(session, now_ms)
            pass_on_stops(session, self.engine)
            opened = place_jobs(
                session, now_ms, self.pool, self.plans, self.past_use, self.policy, self.line
            )
        self.rounds += 1
        for attempt_id in ended:
            self.engine.reap(attempt_id)
        for attempt_id, lease in leases.items():
            self.engine.renew(attempt_id, lease_left_ms(lease, now_ms))
        self._start(opened)
        self._start(
            Opened(report.attempt_id, lease_left_ms(leases[report.attempt_id], now_ms))
            for report in reports
            if _needs_start(report, under_way) and report.attempt_id in leases
        )

    def _renew_leases(self, session: Session, now_ms: int) -> dict[str, Lease]:
        if 0 <= now_ms - self._renewed_ms < RENEW_MS:
            return {}
        self._renewed_ms = now_ms
        active = session.scalars(
            select(Attempt).where(Attempt.state.in_(ACTIVE_ATTEMPT_STATES))
        ).all()
        return renew_attempt_leases(session, now_ms, active, self.policy)

    def _follow(
        self,
        session: Session,
        report: Report,
        failures: dict[str, StartFailure],
        under_way: frozenset[str],
        now_ms: int,
    ) -> bool:
        attempt = session.get_one(Attempt, report.attempt_id)
        job = session.get_one(Job, attempt.job_id)
        failure = failures.get(report.attempt_id)
        if failure is not None and report.phase in (Phase.UNKNOWN, Phase.PREPARED):
            lose_attempt(session, job, attempt, failure.code, failure.reason, now_ms)
            return True
        if attempt.stop_requested and _needs_start(report, under_way):
            code, reason = EndCode.NOT_STARTED, "stopped before it started"
            lose_attempt(session, job, attempt, code, reason, now_ms)
            return True
        return follow_report(session, job, attempt, report, now_ms)

    def _start(self, opened: Iterable[Opened]) -> None:
        lease_ms = {each.attempt_id: each.lease_ms for each in opened}
        if not lease_ms:
            return
        with self.database.read() as session:
            attempts = session.scalars(
                select(Attempt).where(
                    Attempt.id.in_(lease_ms), Attempt.state == AttemptState.STARTING
                )
            )
            for attempt in attempts:
                job = session.get_one(Job, attempt.job_id)
                try:
                    order = self.orders.make_order(session, job, attempt, lease_ms[attempt.id])
                except CloudError as error:
                    failure = StartFailure(EndCode.NO_ORDER, str(error))
                    self.starter.note_failure(attempt.id, failure)
                else:
                    self.starter.start(order)

    def _reap_forgotten(self) -> None:
        """Clear what a former server wrote down as ended and had no time to clear."""
        with self.database.read() as session:
            active = set(_read_active(session))
        for attempt_id in self.engine.list_unreaped():
            if attempt_id not in active:
                self.engine.reap(attempt_id)

    def _run(self) -> None:
        try:
            self._reap_forgotten()
        except Exception:
            log.exception("clearing what a former server left failed")
        while not self._stopping.is_set():
            began = time.monotonic()
            try:
                self.run_round()
            except Exception:
                log.exception("a round of the control loop failed; trying again")
                self._stopping.wait(ROUND_S)
            if not self._stopping.is_set():
                self.engine.wait_for_change(max(ROUND_S, 2 * (time.monotonic() - began)))


def _needs_start(report: Report, under_way: frozenset[str]) -> bool:
    """Written down but never begun: this or a former server was interrupted.

    `under_way` is what was being started before the report was made: a start that came to its end
    in between was not seen by the engine yet, and is none that has to be made again.
    """
    return report.phase in (Phase.UNKNOWN, Phase.PREPARED) and report.attempt_id not in under_way


def _read_active(session: Session) -> list[str]:
    return list(
        session.scalars(
            select(Attempt.id).where(Attempt.state.in_(ACTIVE_ATTEMPT_STATES)).order_by(Attempt.id)
        )
    )
