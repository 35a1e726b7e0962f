"""The engine over nodes, with agents in this process: real supervisors, breakable wires."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, TypeVar

import pytest

from jarip.chips import detect_chips
from jarip.cloud.engines.engine import Command, Order, Phase, PrepareError, Report, Source
from jarip.cloud.engines.isolation import Isolation
from jarip.cloud.engines.local import inspect
from jarip.cloud.engines.local.supervisor.records import Started
from jarip.cloud.engines.log_reader import read_log
from jarip.cloud.engines.nodes import leases
from jarip.cloud.engines.nodes.agent import NodeAgent
from jarip.cloud.engines.nodes.engine import NodesEngine
from jarip.cloud.engines.nodes.records import AgentHandle, NodeFacts, NodeUnreachable
from jarip.cloud.engines.nodes.store import FsspecStore

PATIENCE_S = 200
Found = TypeVar("Found")


class Wire:
    """A way to an agent that can be cut, or hold up what is asked until it is let go."""

    def __init__(self, agent: NodeAgent) -> None:
        self.agent = agent
        self.is_cut = False
        self.losses: list[str] = []
        """Methods that are lost once each."""
        self.flows = threading.Event()
        self.flows.set()

    def call(self, method: str, *arguments: Any, timeout_s: float = 10.0) -> Any:
        self.flows.wait()
        if self.is_cut:
            raise NodeUnreachable("the wire is cut")
        if method in self.losses:
            self.losses.remove(method)
            raise NodeUnreachable("the message is lost")
        return getattr(self.agent, method)(*arguments)


class Network:
    """Keeps the contract of `Directory` over agents of this process."""

    def __init__(self, folder: Path, names: str) -> None:
        store = FsspecStore(f"file://{folder}/store")
        chips = detect_chips(measure=False)[:1]
        self.wires = {
            name: Wire(NodeAgent(name, "127.0.0.1", folder / name, chips, store)) for name in names
        }

    def nodes(self) -> dict[str, NodeFacts]:
        return {name: wire.agent.facts for name, wire in self.wires.items()}

    def handle(self, node_id: str) -> AgentHandle | None:
        return self.wires.get(node_id)


class Bench:
    def __init__(self, folder: Path, lease_ms: int = 2000) -> None:
        self.folder = folder
        self.lease_ms = lease_ms
        self.network = Network(folder, "ab")
        self.new_head()

    def new_head(self) -> None:
        """A server that knows nothing but its folders."""
        self.engine = NodesEngine(
            self.folder / "head",
            self.network,
            FsspecStore(f"file://{self.folder}/store"),
            lease_ms=self.lease_ms,
        )

    def run(
        self,
        attempt: str,
        script: str,
        nodes: str = "ab",
        job: str = "job1",
        resume: Source | None = None,
        secrets: dict[str, str] | None = None,
    ) -> None:
        self.engine.prepare(
            Order(
                attempt,
                job,
                (Command("run", ("/bin/sh", "-c", script)),),
                {"PATH": "/usr/bin:/bin"},
                tuple(f"{node}/cpu:0" for node in nodes),
                grace_ms=500,
                outputs=("out*",),
                resume=resume,
                secrets=secrets or {},
            )
        )
        self.engine.start(attempt)

    def until(self, attempt: str, *phases: Phase) -> Report:
        def look() -> Report | None:
            (report,) = self.engine.poll([attempt])
            return report if report.phase in phases else None

        return wait_for(look, f"{attempt} to be {phases}")

    def log(self, attempt: str) -> list[str]:
        records = read_log(self.engine.log_path(attempt)).records
        return [record.text for record in records if record.stream == "stdout"]

    def close(self) -> None:
        for attempt in self.engine.list_unreaped():
            for wire in self.network.wires.values():
                wire.agent.stop(attempt, "user", 0)
        for wire in self.network.wires.values():
            wire.agent.close()
        self.engine.close()


def wait_for(probe: Callable[[], Found | None], what: str) -> Found:
    deadline = time.monotonic() + PATIENCE_S
    while time.monotonic() < deadline:
        if found := probe():
            return found
        time.sleep(0.02)
    raise AssertionError(f"waited {PATIENCE_S} s in vain for {what}")


@pytest.fixture
def bench(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Bench]:
    monkeypatch.setattr(leases, "MARGIN_MS", 500)
    opened = Bench(tmp_path)
    yield opened
    opened.close()


def test_a_gang_runs_on_both_nodes_and_its_files_come_home(bench: Bench) -> None:
    script = (
        "echo rank $JARIP_NODE_RANK of $PET_NNODES; echo $JARIP_NODE_RANK > out$JARIP_NODE_RANK"
    )
    bench.run("att1", script)

    report = bench.until("att1", Phase.ENDED)
    bench.engine.keep_outputs("att1")

    assert report.ending is not None
    assert report.ending.exit_code == 0
    assert sorted(bench.log("att1")) == ["[0] rank 0 of 2", "[1] rank 1 of 2"]
    kept = bench.engine.outputs_path("job1")
    assert {path.name: path.read_text() for path in kept.iterdir()} == {
        "out0": "0\n",
        "out1": "1\n",
    }


def test_checkpoints_are_read_from_the_store_and_another_job_goes_on_from_them(
    bench: Bench,
) -> None:
    script = "cd $JARIP_CHECKPOINT_DIR; echo 1 > one; mkdir two; echo 2 > two/$JARIP_NODE_RANK"
    bench.run("att1", script)
    bench.until("att1", Phase.ENDED)

    assert [(each.path, each.size) for each in bench.engine.list_checkpoints("job1")] == [
        ("one", 2),
        ("two/0", 2),
        ("two/1", 2),
    ]
    assert all(each.written_ms for each in bench.engine.list_checkpoints("job1"))
    with os.fdopen(bench.engine.open_checkpoint("job1", "two/1")) as file:
        assert file.read() == "2\n"
    for name in ("two", "", "../job2"):
        with pytest.raises(FileNotFoundError):
            bench.engine.open_checkpoint("job1", name)

    show = "cd $JARIP_CHECKPOINT_DIR; echo $(find . -type f | sort); echo new > two/0"
    bench.run("att2", show, "b", "job2", Source("job1", "two"))
    bench.until("att2", Phase.ENDED)
    bench.run("att3", "cat $JARIP_CHECKPOINT_DIR/two/0", "a", "job2", Source("job1", "two"))
    bench.until("att3", Phase.ENDED)
    assert bench.log("att2") == ["./two/0 ./two/1"]
    assert bench.log("att3") == ["new"], "an attempt before it has saved more"
    with pytest.raises(PrepareError, match="doesn't have the checkpoint three any more"):
        bench.run("att4", "true", "a", "job3", Source("job1", "three"))


def test_a_member_that_did_not_hear_its_start_is_told_again_and_has_its_secrets(
    bench: Bench,
) -> None:
    bench.network.wires["b"].losses = ["start", "start"]
    bench.run("att1", "echo rank $JARIP_NODE_RANK has $TOKEN", secrets={"TOKEN": "s3"})

    report = bench.until("att1", Phase.ENDED)

    assert report.ending is not None
    assert (report.ending.exit_code, report.ending.stopped_by) == (0, "")
    assert len(bench.log("att1")) == 2, "each began once"
    assert bench.network.wires["b"].losses == []


def test_a_member_that_never_began_ends_with_its_gang(bench: Bench) -> None:
    bench.network.wires["b"].losses = ["start"] * 3
    bench.run("att1", '[ "$JARIP_NODE_RANK" = 0 ] && exit 3; sleep 60')

    report = bench.until("att1", Phase.ENDED)

    assert report.ending is not None
    assert report.ending.exit_code == 3


def test_a_gang_that_heard_nothing_of_its_start_has_failed(bench: Bench) -> None:
    for wire in bench.network.wires.values():
        wire.losses = ["start"]

    with pytest.raises(PrepareError, match="can't be reached"):
        bench.run("att1", "exit 0")


def test_a_member_that_fails_ends_the_others(bench: Bench) -> None:
    bench.run("att1", '[ "$JARIP_NODE_RANK" = 1 ] && exit 3; sleep 60')

    report = bench.until("att1", Phase.ENDED)

    assert report.ending is not None
    assert (report.ending.exit_code, report.ending.stopped_by) == (3, "")


def test_a_new_head_finds_what_runs_and_copies_no_line_twice(bench: Bench) -> None:
    bench.run("att1", "echo one; sleep 1; echo two", "a")
    wait_for(lambda: bench.until("att1", Phase.RUNNING) and bench.log("att1"), "a line")
    before = bench.until("att1", Phase.RUNNING)
    bench.engine.close()

    bench.new_head()
    report = bench.until("att1", Phase.ENDED)

    assert bench.log("att1") == ["one", "two"]
    assert report.started_ms == before.started_ms


def test_a_node_that_is_cut_off_stops_by_itself_before_it_is_given_up(bench: Bench) -> None:
    script = "echo $JARIP_NODE_RANK > $JARIP_CHECKPOINT_DIR/saved; sleep 60"
    bench.run("att1", script)
    bench.until("att1", Phase.RUNNING)
    wire = bench.network.wires["b"]
    wire.is_cut = True

    report = bench.until("att1", Phase.LOST)

    assert report.lost_nodes == ("b",)
    (member,) = wire.agent.poll([("att1", "job1", 1)])
    assert member.report.phase is Phase.ENDED, "it was over before it was called lost"
    assert member.report.ending is not None
    assert member.report.ending.stopped_by == "lease"
    assert report.phase is Phase.LOST


def test_nothing_is_given_out_on_a_node_that_does_not_answer(bench: Bench) -> None:
    wire = bench.network.wires["b"]
    wire.is_cut = True
    with pytest.raises(PrepareError):
        bench.run("att1", "true", "b")
    assert set(bench.engine.nodes()) == {"a"}
    wire.is_cut = False
    wait_for(lambda: bench.engine.poll([]) == [] and "b" in bench.engine.nodes(), "b again")


def test_a_full_store_ends_a_job_late_but_holds_up_nobody(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(self: FsspecStore, name: str, path: Path) -> None:
        raise OSError(28, "No space left on device")

    bench.run("att1", "echo 1 > out1", "a")
    monkeypatch.setattr(FsspecStore, "put", full)
    bench.run("att2", "sleep 1; exit 4", "b", job="job2")

    first, second = bench.until("att1", Phase.ENDED), bench.until("att2", Phase.ENDED)

    assert first.ending is not None
    assert first.ending.exit_code == 0
    assert second.ending is not None
    assert second.ending.exit_code == 4


def test_a_short_silence_costs_nothing(bench: Bench) -> None:
    bench.run("att1", "sleep 2; echo done", "b")
    bench.until("att1", Phase.RUNNING)
    bench.network.wires["b"].is_cut = True
    (report,) = bench.engine.poll(["att1"])
    assert report.phase is Phase.RUNNING
    bench.network.wires["b"].is_cut = False

    ended = bench.until("att1", Phase.ENDED)

    assert ended.ending is not None
    assert ended.ending.exit_code == 0


def test_checkpoints_follow_the_job_to_another_node(bench: Bench) -> None:
    bench.run("att1", "echo 41 > $JARIP_CHECKPOINT_DIR/step", "a")
    bench.until("att1", Phase.ENDED)

    bench.run("att2", "echo went on from $(cat $JARIP_CHECKPOINT_DIR/step)", "b")
    bench.until("att2", Phase.ENDED)

    assert bench.log("att2") == ["went on from 41"]


DAY_MS = 86_400_000


def skew_clocks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Node a's clock is a day fast, b's a day slow, by all that they write down."""
    read = inspect.read_started

    def read_skewed(path: str) -> Started | None:
        started = read(path)
        if started is not None:
            started.wall_ms += DAY_MS if "/a/attempts/" in path else -DAY_MS
        return started

    monkeypatch.setattr(inspect, "read_started", read_skewed)


def test_a_gang_on_nodes_with_wrong_clocks_has_the_heads_times(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    skew_clocks(monkeypatch)
    began_ms, began_ns = int(time.time() * 1000), time.monotonic_ns()
    bench.run("att1", "sleep 0.5")

    report = bench.until("att1", Phase.ENDED)

    took_ms = (time.monotonic_ns() - began_ns) // 1_000_000
    assert report.started_ms is not None
    assert began_ms <= report.started_ms <= began_ms + took_ms
    assert 500 <= report.ran_ms <= took_ms


def test_a_node_with_a_wrong_clock_that_loses_an_attempt_bends_no_time(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    skew_clocks(monkeypatch)
    began_ms, began_ns = int(time.time() * 1000), time.monotonic_ns()
    bench.run("att1", "echo $JARIP_NODE_RANK > $JARIP_CHECKPOINT_DIR/saved; echo; sleep 60")
    bench.until("att1", Phase.RUNNING)
    for node in "ab":
        layout = bench.network.wires[node].agent.engine.layout
        started = inspect.read_started(str(layout.attempt("att1").start))
        assert started is not None
        os.kill(started.supervisor_pid, signal.SIGKILL)

    report = bench.until("att1", Phase.LOST)

    took_ms = (time.monotonic_ns() - began_ns) // 1_000_000
    assert report.started_ms is not None
    assert began_ms <= report.started_ms <= began_ms + took_ms
    assert report.ran_ms <= took_ms
    assert report.saved_ms is None or began_ms <= report.saved_ms <= began_ms + took_ms


def test_a_node_that_was_started_anew_with_a_wrong_clock_bills_no_more_than_we_saw(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    bench.run("att1", "echo; sleep 60", "a")
    bench.until("att1", Phase.RUNNING)
    began_ns = time.monotonic_ns()
    read = inspect.read_started
    bench.network.wires["a"].agent.engine.stop("att1", "user", 0)
    layout = bench.network.wires["a"].agent.engine.layout
    wait_for(layout.attempt("att1").exit.exists, "its end")
    layout.attempt("att1").exit.unlink()  # which a power cut took

    def read_of_another_boot(path: str) -> Started | None:
        started = read(path)
        if started is not None:
            started.boot_id, started.wall_ms = "before", started.wall_ms - DAY_MS
        return started

    monkeypatch.setattr(inspect, "read_started", read_of_another_boot)
    bench.network.wires["a"].agent.engine._started.clear()

    report = bench.until("att1", Phase.LOST)

    took_ms = (time.monotonic_ns() - began_ns) // 1_000_000
    assert report.ran_ms <= took_ms + 5000


def test_a_slow_node_holds_up_nobody_else(bench: Bench) -> None:
    bench.run("att1", "sleep 60", "b", job="job1")
    bench.until("att1", Phase.RUNNING)
    slow = bench.network.wires["b"]
    slow.flows.clear()
    try:
        bench.run("att2", "echo quick", "a", job="job2")
        both = wait_for(
            lambda: (
                reports
                if (reports := bench.engine.poll(["att1", "att2"]))[1].phase is Phase.ENDED
                else None
            ),
            "the quick one",
        )
        assert [each.phase for each in both] == [Phase.RUNNING, Phase.ENDED]
    finally:
        slow.flows.set()
    bench.engine.stop("att1", "user", 0)
    assert bench.until("att1", Phase.ENDED).ending is not None


def test_a_node_with_a_full_disk_refuses_and_says_why(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(path: str, record: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("jarip.cloud.engines.local.prepare.write_record", full)
    with pytest.raises(PrepareError, match="the disk of its node: No space left on device"):
        bench.run("att1", "true", "a")


def test_isolation_without_a_network_is_refused_for_gangs(bench: Bench) -> None:
    with pytest.raises(PrepareError, match="has no network"):
        bench.engine.prepare(
            Order("a", "j", (), {}, ("a/cpu:0", "b/cpu:0"), isolation=Isolation.L1)
        )


def test_a_node_that_left_is_named(bench: Bench) -> None:
    with pytest.raises(PrepareError, match="z has left"):
        bench.run("att1", "true", "z")
