"""The local engine: attempts as processes of this machine."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterable, Sequence
from pathlib import Path

from jarip.chips import Chip
from jarip.cloud.engines.engine import Order, Phase, Report
from jarip.cloud.engines.local.bubblewrap import probe_isolation
from jarip.cloud.engines.local.changes import ChangeFeed
from jarip.cloud.engines.local.control import send_command
from jarip.cloud.engines.local.control_groups import group_name, remove_groups
from jarip.cloud.engines.local.inspect import inspect_attempt
from jarip.cloud.engines.local.layout import Layout
from jarip.cloud.engines.local.outputs import keep_outputs
from jarip.cloud.engines.local.prepare import prepare_attempt
from jarip.cloud.engines.local.reap import reap_attempt
from jarip.cloud.engines.local.spawning import Child, Spawner
from jarip.cloud.engines.local.supervisor.records import Started
from jarip.cloud.engines.outputs_reader import Output, list_outputs, open_output


class LocalEngine:
    """Keeps the contract of `engines.engine.Engine` with one folder and supervisor an attempt.

    It remembers nothing that the folders don't say, so a restarted server simply makes a new one.
    """

    def __init__(self, home: Path, chips: Sequence[Chip]) -> None:
        self.layout = Layout(home)
        self.chips = {chip.id: chip for chip in chips}
        self.isolation = probe_isolation()
        self._changes = ChangeFeed(self.layout.notify_fifo)
        self._children: dict[str, Child] = {}
        self._spawner = Spawner()
        self._children_lock = threading.Lock()
        self._secrets: dict[str, dict[str, str]] = {}
        """Of attempts that have not begun: kept in memory alone."""
        self._started: dict[str, Started] = {}

    def prepare(self, order: Order) -> None:
        prepare_attempt(self.layout, self.chips, order)
        self._secrets[order.attempt_id] = order.secrets

    def start(self, attempt_id: str) -> None:
        folder = self.layout.attempt(attempt_id)
        if folder.begun.exists():
            self._secrets.pop(attempt_id, None)
            return
        # Kept until it has begun: a start that comes to nothing is repeated.
        secrets = self._secrets.get(attempt_id, {})
        with folder.supervisor_errors.open("ab") as errors:
            text = json.dumps(secrets).encode() if secrets else b""
            child = self._spawner.spawn(folder.path, errors.fileno(), text)
        with self._children_lock:
            self._children[attempt_id] = child

    def poll(self, attempt_ids: Iterable[str]) -> list[Report]:
        self._collect_children()
        reports = [
            inspect_attempt(
                attempt_id,
                self.layout.attempt(attempt_id),
                self._started,
                is_child_alive=attempt_id in self._children,
            )
            for attempt_id in attempt_ids
        ]
        for report in reports:
            if report.phase not in (Phase.PREPARED, Phase.STARTING):
                self._secrets.pop(report.attempt_id, None)
        return reports

    def wait_for_change(self, timeout_s: float) -> set[str]:
        return self._changes.wait(timeout_s)

    def interrupt_wait(self) -> None:
        self._changes.interrupt()

    def stop(self, attempt_id: str, by: str, grace_ms: int | None = None) -> None:
        command: dict[str, object] = {"do": "stop", "by": by, "grace_ms": grace_ms}
        send_command(self.layout.attempt(attempt_id).control, command)

    def renew(self, attempt_id: str, lease_ms: int | None) -> None:
        until_ns = None if lease_ms is None else time.monotonic_ns() + lease_ms * 1_000_000
        send_command(self.layout.attempt(attempt_id).control, {"do": "lease", "until_ns": until_ns})

    def signal(self, attempt_id: str, number: int) -> None:
        send_command(self.layout.attempt(attempt_id).control, {"do": "signal", "number": number})

    def keep_outputs(self, attempt_id: str) -> None:
        keep_outputs(self.layout, attempt_id)

    def list_unreaped(self) -> list[str]:
        return [path.parent.name for path in self.layout.home.glob("attempts/*/plan.json")]

    def log_path(self, attempt_id: str) -> Path:
        return self.layout.attempt(attempt_id).log

    def outputs_path(self, job_id: str) -> Path:
        return self.layout.outputs(job_id)

    def list_checkpoints(self, job_id: str) -> list[Output]:
        return list_outputs(self.layout.checkpoints(job_id))

    def open_checkpoint(self, job_id: str, path: str) -> int:
        return open_output(self.layout.checkpoints(job_id), path)

    def metrics_path(self, job_id: str) -> Path:
        return self.layout.metrics(job_id)

    def reap(self, attempt_id: str) -> None:
        self._started.pop(attempt_id, None)
        self._secrets.pop(attempt_id, None)
        reap_attempt(self.layout.attempt(attempt_id))
        remove_groups(group_name(self.layout.attempt(attempt_id).path))

    def close(self) -> None:
        """Stop listening. Attempts go on; a later engine on the same home finds them."""
        self._changes.close()
        self._spawner.close()

    def _collect_children(self) -> None:
        """Bury supervisors that ended, so that none stays a zombie."""
        with self._children_lock:
            ended = [key for key, child in self._children.items() if child.poll() is not None]
            for key in ended:
                del self._children[key]
