"""A simulated pool: ten thousand chips of six makers, jobs that pass time."""

from __future__ import annotations

from pathlib import Path

import pytest

from jarip.cloud.engines.engine import Command, Order, Phase
from jarip.cloud.engines.simulated.engine import SimulatedEngine
from jarip.cloud.engines.simulated.load import find_loaded
from jarip.cloud.engines.simulated.pool_file import make_nodes, read_pool_file

EXAMPLE = Path(__file__).parents[4] / "examples/pools/ten-thousand.yaml"


def test_the_example_has_ten_thousand_chips_of_six_makers() -> None:
    file = read_pool_file(EXAMPLE)
    nodes = make_nodes(file)
    chips = [chip for facts in nodes.values() for chip in facts.chips]
    assert len(chips) == 10_000
    assert len({chip.maker for chip in chips}) == 6
    assert all(chip.note == "simulated" for chip in chips)
    assert nodes == make_nodes(file)


def test_the_load_is_about_as_high_as_asked_and_moves() -> None:
    file = read_pool_file(EXAMPLE)
    nodes = make_nodes(file)
    first = find_loaded(nodes, file.seed, file.load, 0)
    later = find_loaded(nodes, file.seed, file.load, 3_600_000)
    assert 0.55 < len(first) / 10_000 < 0.8
    assert first != later
    assert first == find_loaded(nodes, file.seed, file.load, 0)


def test_a_broken_file_is_a_clear_error(tmp_path: Path) -> None:
    path = tmp_path / "pool.yaml"
    path.write_text("groups: [{kind: Bad Kind}]")
    with pytest.raises(ValueError, match="kind"):
        read_pool_file(path)
    with pytest.raises(ValueError, match="No such file"):
        read_pool_file(tmp_path / "none.yaml")


def test_an_attempt_passes_its_time_and_can_be_stopped(tmp_path: Path) -> None:
    now = [1000]
    engine = SimulatedEngine(tmp_path, lambda: now[0])
    for name in ("a", "b"):
        order = Order(name, "j", (Command("run", ("x",)),), {"SIMULATED_SECONDS": "5"}, ("n/k:0",))
        engine.prepare(order)
        engine.start(name)
    now[0] += 2000
    engine.stop("b", "user")
    now[0] += 3000

    done, stopped = engine.poll(["a", "b"])

    assert done.phase is Phase.ENDED
    assert done.ending is not None
    assert (done.ending.exit_code, done.ran_ms) == (0, 5000)
    assert stopped.ending is not None
    assert (stopped.ending.stopped_by, stopped.ran_ms) == ("user", 2000)
    assert "nothing runs" in engine.log_path("a").read_text()
