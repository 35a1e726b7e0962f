"""The head dies while it starts a gang, after any of its words: the next one brings it to its end,
and no member begins twice."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.cloud.engines.nodes.test_nodes_engine import Bench, Wire, wait_for

from jarip.chips import detect_chips
from jarip.cloud.engines.engine import Phase, Report
from jarip.cloud.engines.nodes.agent import NodeAgent
from jarip.cloud.engines.nodes.store import FsspecStore

SAID = ("prepare", "start")
MEET = 'echo $JARIP_NODE_RANK >> {begun}; until [ "$(wc -l < {begun})" -ge 2 ]; do sleep 0.02; done'
"""Members that wait for each other, as those of a gang do."""


class HeadDied(Exception):
    """Nothing more comes from this head."""


class Mortal:
    """Lets so many words of a head through, of those that prepare and start."""

    def __init__(self, words: int) -> None:
        self.words = words
        self._lock = threading.Lock()

    def spend(self, method: str) -> None:
        with self._lock:
            if self.words == 0:
                raise HeadDied(method)
            self.words -= method in SAID


class LastWords(Wire):
    """A wire of a head that dies."""

    def __init__(self, agent: NodeAgent, mortal: Mortal) -> None:
        super().__init__(agent)
        self.mortal: Mortal | None = mortal

    def call(self, method: str, *arguments: Any, timeout_s: float = 10.0) -> Any:
        if self.mortal is not None:
            self.mortal.spend(method)
        return super().call(method, *arguments, timeout_s=timeout_s)


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    opened = Bench(tmp_path, lease_ms=600_000)  # however late a busy machine renews it
    yield opened
    opened.close()


def restart_agents(bench: Bench) -> None:
    """As when the cluster's head took them along: their supervisors stay."""
    store = FsspecStore(f"file://{bench.folder}/store")
    chips = detect_chips(measure=False)[:1]
    for name, wire in bench.network.wires.items():
        wire.agent.close()
        wire.agent = NodeAgent(name, "127.0.0.1", bench.folder / name, chips, store)


@pytest.mark.parametrize("words", range(4))
@pytest.mark.parametrize("agents_die", [False, True])
def test_a_gang_whose_head_died_while_starting_it_runs_once(
    bench: Bench, tmp_path_factory: pytest.TempPathFactory, words: int, agents_die: bool
) -> None:
    # Apart from the head's home, whose paths become each node's own.
    begun, mortal = tmp_path_factory.mktemp("met") / "begun", Mortal(words)
    script = MEET.format(begun=begun)
    wires = {name: LastWords(wire.agent, mortal) for name, wire in bench.network.wires.items()}
    bench.network.wires = dict(wires)

    with pytest.raises(HeadDied):
        bench.run("att1", script)
    bench.engine.close()
    for wire in wires.values():
        wire.mortal = None
    if agents_die:
        restart_agents(bench)
    bench.new_head()

    def look() -> Report | None:  # what the control loop does
        (report,) = bench.engine.poll(["att1"])
        if report.phase in (Phase.UNKNOWN, Phase.PREPARED):
            bench.run("att1", script)
        return report if report.phase in (Phase.ENDED, Phase.LOST) else None

    report = wait_for(look, "the gang's end")
    assert report.phase is Phase.ENDED
    assert report.ending is not None
    assert report.ending.exit_code == 0
    assert sorted(begun.read_text().split()) == ["0", "1"]
