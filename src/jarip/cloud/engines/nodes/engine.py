"""The engine over many nodes: every attempt has a member on each of its nodes."""

from __future__ import annotations

import dataclasses
import logging
import tempfile
import threading
import time
from collections.abc import Callable, Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any

from jarip.cloud.engines.engine import Order, Phase, PrepareError, Report
from jarip.cloud.engines.isolation import Isolation
from jarip.cloud.engines.local.layout import Layout
from jarip.cloud.engines.nodes.following import Follower
from jarip.cloud.engines.nodes.gang import BY_GANG, OVER, merge_reports, must_stop_others
from jarip.cloud.engines.nodes.leases import NODE_LEASE_MS, Leases
from jarip.cloud.engines.nodes.ledger import Entry, Ledger
from jarip.cloud.engines.nodes.members import make_share, split_order
from jarip.cloud.engines.nodes.places import places_of
from jarip.cloud.engines.nodes.records import (
    AgentHandle,
    Directory,
    Member,
    NodeFacts,
    NodeUnreachable,
)
from jarip.cloud.engines.nodes.restarts import Restarts
from jarip.cloud.engines.nodes.store import ObjectStore
from jarip.cloud.engines.nodes.sync import FolderSync
from jarip.cloud.engines.outputs_reader import Output, open_output

WORKERS = 16
POLL_S = 0.25
PREPARE_S = 600.0
GREET_S = 5.0
log = logging.getLogger(__name__)


class NodesEngine:
    """Keeps the contract of `engines.engine.Engine` with agents on nodes.

    What it has to remember is in the ledger on disk, so a restarted server makes a new one.
    """

    def __init__(
        self,
        home: Path,
        directory: Directory,
        store: ObjectStore,
        *,
        server_home: Path | None = None,
        lease_ms: int = NODE_LEASE_MS,
        clock_ms: Callable[[], int] = lambda: int(time.time() * 1000),
    ) -> None:
        self.layout = Layout(home)
        self.directory = directory
        self._store = store
        self._places = places_of(server_home or home.parent)
        self._ledger = Ledger(home)
        self.leases = Leases(lease_ms)
        self._follower = Follower(self.layout, directory, clock_ms)
        self._workers = ThreadPoolExecutor(WORKERS, thread_name_prefix="jarip-nodes")
        self._restarts = Restarts()
        self._changed = threading.Event()

    @property
    def isolation(self) -> Isolation:
        """The highest level that every node can give."""
        levels = [Isolation(facts.isolation) for facts in self.directory.nodes().values()]
        return min(levels, key=lambda level: level.level, default=Isolation.L0)

    def nodes(self) -> dict[str, NodeFacts]:
        """Nodes that answer: what is given out on others would only wait."""
        return {
            name: facts
            for name, facts in self.directory.nodes().items()
            if not self._follower.is_silent(name)
        }

    def handle(self, node_id: str) -> AgentHandle | None:
        return self.directory.handle(node_id)

    def prepare(self, order: Order) -> None:
        members = split_order(order)
        if len(members) > 1 and order.isolation is not Isolation.L0:
            raise PrepareError(
                f"{order.isolation} has no network, so {len(members)} nodes can't work together: "
                "ask for L0, or for one node"
            )
        entry = Entry(order.attempt_id, order.job_id, members, order.grace_ms)
        if self._ledger.find(order.attempt_id) is None:
            self._ledger.add(entry)
        self.leases.limit(order.attempt_id, order.lease_ms)
        self._collect([self._workers.submit(self._greet, member.node_id) for member in members])
        self._reserve(entry)
        code = order.code_archive.read_bytes() if order.code_archive else None
        share = make_share(self.directory, members)
        jobs = [
            self._workers.submit(
                self._call,
                member.node_id,
                "prepare",
                self._order_of(order, member),
                self._places,
                code,
                share(member.rank),
                timeout_s=PREPARE_S,
            )
            for member in members
        ]
        self._collect(jobs)

    def start(self, attempt_id: str) -> None:
        entry = self._ledger.find(attempt_id)
        if entry is None:
            raise PrepareError("it was never prepared")
        jobs = [
            self._workers.submit(self._call, member.node_id, "start", attempt_id)
            for member in entry.members
        ]
        unheard = [job for job in jobs if isinstance(job.exception(), NodeUnreachable)]
        # Once one may have begun, the others are told again by `_judge`, or their node is lost.
        self._collect(jobs if len(unheard) == len(jobs) else [j for j in jobs if j not in unheard])
        self._changed.set()

    def poll(self, attempt_ids: Iterable[str]) -> list[Report]:
        wanted = list(attempt_ids)
        entries = [entry for each in wanted if (entry := self._ledger.find(each)) is not None]
        found = self._follower.ask(entries, self._workers)
        reports = []
        for attempt_id in wanted:
            entry = self._ledger.find(attempt_id)
            if entry is None:
                reports.append(Report(attempt_id, Phase.UNKNOWN))
                continue
            reports.append(self._judge(entry, found.get(attempt_id, {})))
        return reports

    def wait_for_change(self, timeout_s: float) -> set[str]:
        self._changed.wait(min(timeout_s, POLL_S))
        self._changed.clear()
        return set()

    def interrupt_wait(self) -> None:
        self._changed.set()

    def stop(self, attempt_id: str, by: str, grace_ms: int | None = None) -> None:
        self._tell(attempt_id, "stop", attempt_id, by, grace_ms)

    def renew(self, attempt_id: str, lease_ms: int | None) -> None:
        self.leases.limit(attempt_id, lease_ms)
        entry = self._ledger.find(attempt_id)
        for member in entry.members if entry else ():
            if not self._follower.is_silent(member.node_id):
                self._send_lease(attempt_id, member)

    def signal(self, attempt_id: str, number: int) -> None:
        self._tell(attempt_id, "signal", attempt_id, number)

    def keep_outputs(self, attempt_id: str) -> None:
        """Bring the job's outputs and metrics here from the store. Checkpoints stay there until
        somebody asks for one: they may be large, and most are never looked at."""
        entry = self._ledger.find(attempt_id)
        if entry is None:
            return
        areas = {
            "outputs": self.layout.outputs(entry.job_id),
            "metrics": self.layout.metrics(entry.job_id),
        }
        for area, folder in areas.items():
            FolderSync(self._store, entry.job_id, area, "head").pull(folder)

    def list_unreaped(self) -> list[str]:
        return self._ledger.list()

    def log_path(self, attempt_id: str) -> Path:
        return self.layout.attempt(attempt_id).log

    def outputs_path(self, job_id: str) -> Path:
        return self.layout.outputs(job_id)

    def list_checkpoints(self, job_id: str) -> list[Output]:
        return self._checkpoints(job_id).list_files()

    def open_checkpoint(self, job_id: str, path: str) -> int:
        with tempfile.TemporaryDirectory() as folder:
            # The file goes when its descriptor is closed.
            self._checkpoints(job_id).pull_file(Path(folder), path)
            return open_output(Path(folder), path)

    def metrics_path(self, job_id: str) -> Path:
        return self.layout.metrics(job_id)

    def reap(self, attempt_id: str) -> None:
        self._tell(attempt_id, "reap", attempt_id)
        self._release(attempt_id)
        self.leases.forget(attempt_id)
        self._follower.forget(attempt_id)
        self._restarts.forget(attempt_id)
        self._ledger.remove(attempt_id)

    def close(self) -> None:
        """Attempts go on; a later engine on the same home finds them."""
        self._workers.shutdown(cancel_futures=True)

    def _checkpoints(self, job_id: str) -> FolderSync:
        return FolderSync(self._store, job_id, "checkpoints", "head")

    def _reserve(self, entry: Entry) -> None:
        """A cluster that others use, too, may have to be asked. PrepareError if it refuses."""

    def _release(self, attempt_id: str) -> None:
        """Give back what `_reserve` took."""

    def _order_of(self, order: Order, member: Member) -> Order:
        lease_ms = self.leases.grant(order.attempt_id, member.rank)
        return dataclasses.replace(order, chips=member.chips, code_archive=None, lease_ms=lease_ms)

    def _judge(self, entry: Entry, known: dict[int, Report]) -> Report:
        """One report of all members; the lost ones are given up, and a broken gang is stopped."""
        reports: dict[int, Report] = {}
        for member in entry.members:
            report = known.get(member.rank)
            if report is None:
                reports[member.rank] = self._judge_silence(entry, member)
                continue
            reports[member.rank] = report
            if report.phase in (Phase.STARTING, Phase.RUNNING) and self.leases.is_due(
                entry.attempt_id, member.rank
            ):
                # Only who answers is renewed: a word that a silent node may yet hear would
                # put off for ever the moment at which it has surely stopped.
                self._workers.submit(self._send_lease, entry.attempt_id, member)
        self._start_again(entry, reports)
        if len(reports) > 1 and must_stop_others(list(reports.values())):
            self._workers.submit(self._tell, entry.attempt_id, "stop", entry.attempt_id, BY_GANG, 0)
        merged = self._on_our_clock(entry, merge_reports(entry.attempt_id, reports))
        if merged.phase in (Phase.ENDED, Phase.LOST):
            entry.is_over = True
        self._ledger.save(entry)
        return merged

    def _start_again(self, entry: Entry, reports: dict[int, Report]) -> None:
        """Members that are only prepared while others have begun: their start was lost, with the
        message or with a head that died between two. What begins late is stopped like any other
        if the gang is over by then; what never begins could never end. Twice does no harm."""
        if not {Phase.RUNNING, *OVER} & {report.phase for report in reports.values()}:
            return
        for member in entry.members:
            if reports[member.rank].phase is not Phase.PREPARED:
                continue
            if self._restarts.is_due(entry.attempt_id, member.rank):
                log.info("%s on %s is told again to start", entry.attempt_id, member.node_id)
                self._workers.submit(self._call, member.node_id, "start", entry.attempt_id)
            elif self._restarts.is_hopeless(entry.attempt_id, member.rank):
                reports[member.rank] = Report(entry.attempt_id, Phase.LOST)

    def _judge_silence(self, entry: Entry, member: Member) -> Report:
        """Lost once its lease is over, or its node surely gone; until then as it was."""
        last = self._follower.last(entry.attempt_id, member.rank)
        if self.leases.is_over(entry.attempt_id, member.rank):
            ran = last.ran_ms if last else 0
            return Report(
                entry.attempt_id,
                Phase.LOST,
                last.started_ms if last else None,
                ran,
                saved_ms=last.saved_ms if last else None,
                lost_nodes=(member.node_id,),
            )
        return last or Report(entry.attempt_id, Phase.STARTING)

    def _on_our_clock(self, entry: Entry, report: Report) -> Report:
        """Its start as the head's clock showed it, and the same one ever after."""
        if report.started_ms is None:
            return report
        if entry.started_ms is None:
            entry.started_ms = report.started_ms
        return dataclasses.replace(report, started_ms=entry.started_ms)

    def _greet(self, node_id: str) -> None:
        """A node that is dead and not yet known to be would hold the start up for minutes."""
        try:
            self._call(node_id, "describe", timeout_s=GREET_S)
        except NodeUnreachable:
            self._follower.note_silence(node_id)
            raise

    def _send_lease(self, attempt_id: str, member: Member) -> None:
        lease_ms = self.leases.grant(attempt_id, member.rank)
        try:
            self._call(member.node_id, "renew", {attempt_id: lease_ms})
        except NodeUnreachable:
            log.warning("the lease of %s can't be renewed: no %s", attempt_id, member.node_id)

    def _tell(self, attempt_id: str, method: str, *arguments: Any) -> None:
        """Every member that can be reached; the others are told again or given up."""
        entry = self._ledger.find(attempt_id)
        for member in entry.members if entry else ():
            try:
                self._call(member.node_id, method, *arguments)
            except NodeUnreachable:
                log.info("%s of %s did not hear %s", attempt_id, member.node_id, method)

    def _call(self, node_id: str, method: str, *arguments: Any, timeout_s: float = 10.0) -> Any:
        handle = self.directory.handle(node_id)
        if handle is None:
            raise NodeUnreachable(f"{node_id} has left")
        return handle.call(method, *arguments, timeout_s=timeout_s)

    @staticmethod
    def _collect(jobs: list[Future[Any]]) -> None:
        try:
            for job in jobs:
                job.result()
        except NodeUnreachable as error:
            raise PrepareError(f"a node can't be reached: {error}") from error
