"""The part of Jarip on each node: carries out orders with a local engine, and keeps copies safe."""

from __future__ import annotations

import dataclasses
import logging
import os
import socket
import tempfile
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import psutil

from jarip.chips import Chip
from jarip.cloud.engines.engine import Order, Phase, PrepareError, Report
from jarip.cloud.engines.local.checkpoints import missing_checkpoint
from jarip.cloud.engines.local.engine import LocalEngine
from jarip.cloud.engines.nodes.places import places_of, relocate
from jarip.cloud.engines.nodes.records import LogChunk, MemberReport, NodeFacts, Share
from jarip.cloud.engines.nodes.rendezvous import gang_environment
from jarip.cloud.engines.nodes.store import ObjectStore, StoreError
from jarip.cloud.engines.nodes.sync import FolderSync

SYNC_S = 5.0
LOG_BYTES = 1 << 20
SAVE_TRIES = 20
"""Polls, several a second."""
log = logging.getLogger(__name__)


class NodeAgent:
    """Every method may be called again: the head repeats what it isn't sure of."""

    def __init__(
        self,
        node_id: str,
        address: str,
        home: Path,
        chips: Sequence[Chip],
        store: ObjectStore,
        *,
        rack: str = "",
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.engine = LocalEngine(home, chips)
        self._store = store
        self._clock = clock
        self._syncs: dict[str, list[tuple[FolderSync, Path]]] = {}
        self._saved: dict[str, float] = {}
        self._finished: set[str] = set()
        self._tries: dict[str, int] = {}
        self._lock = threading.Lock()
        self.facts = NodeFacts(
            node_id,
            address,
            find_interface(address),
            tuple(chips),
            self.engine.isolation,
            places_of(home),
            rack,
        )
        self._stopping = threading.Event()
        self._syncer = threading.Thread(target=self._run, name="jarip-sync", daemon=True)
        self._syncer.start()

    def describe(self) -> NodeFacts:
        return self.facts

    def find_port(self) -> int:
        """A port that is free now, for a gang to meet at."""
        with socket.socket() as probe:
            probe.bind(("", 0))
            return int(probe.getsockname()[1])

    def prepare(
        self, order: Order, places: dict[str, str], code: bytes | None, share: Share
    ) -> None:
        """Make the member ready; `places` are the head's. Raises PrepareError."""
        order = relocate(order, places, self.facts.places)
        if share.nodes > 1:
            order = dataclasses.replace(
                order, environment=gang_environment(share) | order.environment
            )
        try:
            self._restore(order, share.rank)
        except (StoreError, OSError, ValueError) as error:
            raise PrepareError(f"the checkpoints can't be fetched: {error}") from error
        order = dataclasses.replace(order, resume=None)
        with tempfile.TemporaryDirectory() as folder:
            if code is not None:
                archive = Path(folder) / "code"
                archive.write_bytes(code)
                order = dataclasses.replace(order, code_archive=archive)
            self.engine.prepare(order)

    def start(self, attempt_id: str) -> None:
        self.engine.start(attempt_id)

    def poll(self, members: Sequence[tuple[str, str, int]]) -> list[MemberReport]:
        """Reports of (attempt, job, rank). One that ended has its files safe in the store."""
        reports = self.engine.poll([attempt_id for attempt_id, _, _ in members])
        return [
            self._complete(attempt_id, job_id, rank, report)
            for (attempt_id, job_id, rank), report in zip(members, reports, strict=True)
        ]

    def stop(self, attempt_id: str, by: str, grace_ms: int | None) -> None:
        self.engine.stop(attempt_id, by, grace_ms)

    def renew(self, leases: dict[str, int | None]) -> None:
        for attempt_id, lease_ms in leases.items():
            self.engine.renew(attempt_id, lease_ms)

    def signal(self, attempt_id: str, number: int) -> None:
        self.engine.signal(attempt_id, number)

    def read_log(self, attempt_id: str, offset: int) -> LogChunk:
        try:
            with self.engine.log_path(attempt_id).open("rb") as file:
                file.seek(offset)
                data = file.read(LOG_BYTES)
        except FileNotFoundError:
            data = b""
        whole = data[: data.rfind(b"\n") + 1]
        return LogChunk(whole, offset + len(whole))

    def reap(self, attempt_id: str) -> None:
        with self._lock:
            self._syncs.pop(attempt_id, None)
            self._saved.pop(attempt_id, None)
            self._finished.discard(attempt_id)
        self.engine.reap(attempt_id)

    def list_unreaped(self) -> list[str]:
        return self.engine.list_unreaped()

    def wait_for_change(self, timeout_s: float) -> set[str]:
        return self.engine.wait_for_change(timeout_s)

    def close(self) -> None:
        """Attempts go on; a later agent on the same home finds them."""
        self._stopping.set()
        self._syncer.join()
        self.engine.close()

    def _complete(self, attempt_id: str, job_id: str, rank: int, report: Report) -> MemberReport:
        is_new_end = report.phase in (Phase.ENDED, Phase.LOST) and attempt_id not in self._finished
        if is_new_end and not self._save_all(attempt_id, job_id, rank):
            report = dataclasses.replace(report, phase=Phase.RUNNING, ending=None)
        saved = self._saved.get(attempt_id)
        age_ms = None if saved is None else int((self._clock() - saved) * 1000)
        return MemberReport(report, self._log_size(attempt_id), age_ms)

    def _save_all(self, attempt_id: str, job_id: str, rank: int) -> bool:
        """Everything that shall outlive an ended member; False if that has to be tried again.

        With a store that stays full or away, the files stay on this node and the end is told.
        """
        try:
            self._watch(attempt_id, job_id, rank)
            self.engine.keep_outputs(attempt_id)
            self._sync(attempt_id)
        except (StoreError, OSError) as error:
            self._tries[attempt_id] = self._tries.get(attempt_id, 0) + 1
            if self._tries[attempt_id] < SAVE_TRIES:
                return False
            log.error("files of %s are on this node alone: %s", attempt_id, error)
        self._tries.pop(attempt_id, None)
        self._finished.add(attempt_id)
        return True

    def _restore(self, order: Order, rank: int) -> None:
        """Bring the job's checkpoints, or those it is to begin with, and keep its files safe from
        now on."""
        if order.attempt_id in self._syncs:
            return
        pairs = self._pairs(order.job_id, rank)
        checkpoints, folder = pairs[0]
        marker = self.engine.layout.resumed(order.job_id)
        source = order.resume
        if not checkpoints.pull(folder) and source is not None and not marker.exists():
            sync = FolderSync(self._store, source.job_id, "checkpoints", "head")
            if not sync.pull_part(folder, source.checkpoint):
                raise PrepareError(missing_checkpoint(source), "no-checkpoint")
            marker.touch()
        with self._lock:
            self._syncs[order.attempt_id] = pairs

    def _watch(self, attempt_id: str, job_id: str, rank: int) -> None:
        """Of an agent that was started anew: it knows nothing of what runs here."""
        with self._lock:
            if attempt_id not in self._syncs:
                self._syncs[attempt_id] = self._pairs(job_id, rank)

    def _pairs(self, job_id: str, rank: int) -> list[tuple[FolderSync, Path]]:
        """What of a job is kept safe; the checkpoints first."""
        layout = self.engine.layout
        folders = {
            "checkpoints": layout.checkpoints(job_id),
            "outputs": layout.outputs(job_id),
            "metrics": layout.metrics(job_id),
        }
        return [
            (FolderSync(self._store, job_id, area, f"{rank}"), folder)
            for area, folder in folders.items()
        ]

    def _sync(self, attempt_id: str) -> None:
        with self._lock:
            pairs = list(self._syncs.get(attempt_id, ()))
        for number, (sync, folder) in enumerate(pairs):
            began = self._clock()
            if folder.exists() and sync.push(folder) and number == 0:
                self._saved[attempt_id] = began

    def _run(self) -> None:
        while not self._stopping.wait(SYNC_S):
            with self._lock:
                attempts = [each for each in self._syncs if each not in self._finished]
            for attempt_id in attempts:
                try:
                    self._sync(attempt_id)
                except (StoreError, OSError):
                    log.warning("copying files of %s failed; trying again", attempt_id)

    def _log_size(self, attempt_id: str) -> int:
        try:
            return self.engine.log_path(attempt_id).stat().st_size
        except OSError:
            return 0


def find_interface(address: str) -> str:
    """The network interface with an address; "" if none has it."""
    for name, entries in psutil.net_if_addrs().items():
        if any(entry.address == address for entry in entries):
            return name
    return ""


def default_node_name() -> str:
    """The host's name, as far as it can be a part of a chip's."""
    return "".join(ch for ch in os.uname().nodename if ch.isalnum() or ch in "-_.")[:40] or "node"
