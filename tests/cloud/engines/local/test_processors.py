"""Parts of a processor: by the kernel's quota where it lets us set one, else by affinity."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import pytest
from tests.cloud.engines.local.conftest import Bench

from jarip.chips import Chip, PartHold, detect_chips
from jarip.cloud.engines.engine import Phase
from jarip.cloud.engines.local import control_groups, prepare, processors
from jarip.cloud.engines.local.control_groups import (
    Limits,
    Tree,
    can_share_out_time,
    find_trees,
    make_groups,
)
from jarip.cloud.engines.local.processors import count_processors, pick_processors, tell_part_hold
from jarip.cloud.engines.local.supervisor.records import read_plan

needs_quota = pytest.mark.skipif(
    not can_share_out_time(), reason="no `cpu` control groups here: `jarip doctor`"
)
CPUS = len(os.sched_getaffinity(0))


def make_chips(count: int) -> dict[str, Chip]:
    (chip,) = detect_chips(measure=False)[:1]
    chips = [replace(chip, kind="cpu", index=index, cores=4) for index in range(count)]
    return {each.id: each for each in chips}


@pytest.mark.parametrize(
    ("chips", "own", "percent", "part"),
    [(1, 1, 100, None), (1, 1, 50, 0.5), (2, 1, 100, 0.5), (2, 2, 100, None), (4, 1, 20, 0.05)],
)
def test_a_part_of_the_chips_is_a_part_of_the_processors(
    chips: int, own: int, percent: int, part: float | None
) -> None:
    have = make_chips(chips)

    counted = count_processors(list(have.values())[:own], have, percent)

    assert counted == (None if part is None else pytest.approx(part * CPUS))


def test_a_job_on_an_accelerator_may_use_all_processors() -> None:
    have = make_chips(1)
    gpu = replace(have["cpu:0"], kind="nvidia-h100")

    assert count_processors([gpu], have | {gpu.id: gpu}, 50) is None


def test_quota_and_weight_are_written_as_cgroup_v2_wants_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # A folder that stands for the unified hierarchy: which words go into which file.
    tree = Tree(tmp_path, ("memory", "pids", "cpu"), unified=True)
    monkeypatch.setattr(control_groups, "find_trees", lambda: (tree,))

    half, whole = (
        make_groups("half", Limits(1 << 30, processors=CPUS / 2)),
        make_groups("whole", Limits(1 << 30)),
    )

    assert Path(half[0], "cpu.max").read_text() == f"{CPUS * 50_000} 100000"
    assert Path(half[0], "cpu.weight").read_text() == "50"
    assert not Path(whole[0], "cpu.max").exists()


@needs_quota
def test_the_kernel_holds_a_job_to_its_part(bench: Bench) -> None:
    busy = "import os, time\nwhile True: pass"
    attempt = bench.run(f"python -c '{busy}' & python -c '{busy}' & wait", percent=10)
    bench.wait(attempt, Phase.RUNNING)
    name = control_groups.group_name(bench.folder(attempt).path)
    (tree,) = [tree for tree in find_trees() if "cpu" in tree.controllers]

    def times_throttled() -> int:
        words = (tree.folder / name / "cpu.stat").read_text().split()
        return int(words[words.index("nr_throttled") + 1])

    bench.wait_until(lambda: times_throttled() > 2, "the kernel to hold it back")
    bench.engine.stop(attempt, "user", grace_ms=100)
    bench.wait(attempt, Phase.ENDED)
    assert not (tree.folder / name).exists()


@needs_quota
def test_a_part_has_a_part_of_the_memory(bench: Bench) -> None:
    order = bench.order("true", percent=50, part_memory_bytes=300 << 20)

    bench.engine.prepare(order)

    plan = read_plan(str(bench.folder(order.attempt_id).plan))
    limits = [
        (folder / name).read_text().strip()
        for folder in map(Path, plan.groups)
        for name in ("memory.max", "memory.limit_in_bytes")
        if (folder / name).exists()
    ]
    assert limits == [str(300 << 20)]
    bench.engine.reap(order.attempt_id)


def test_without_quotas_each_job_has_processors_of_its_own(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (prepare, processors):
        monkeypatch.setattr(module, "can_share_out_time", lambda: False)
    orders = [bench.order("true", percent=max(1, 100 // CPUS)) for _ in range(CPUS)]

    for order in orders:
        bench.engine.prepare(order)

    plans = [read_plan(str(bench.folder(order.attempt_id).plan)) for order in orders]
    assert sorted(plan.processors for plan in plans) == [
        [cpu] for cpu in sorted(os.sched_getaffinity(0))
    ]
    assert [chip.part_hold for chip in tell_part_hold(make_chips(1).values())] == [
        PartHold.AFFINITY
    ]


def test_a_broken_plan_takes_no_processors(bench: Bench) -> None:
    order = bench.order("true")
    folder = bench.folder(order.attempt_id)
    folder.path.mkdir(parents=True)
    folder.plan.write_text("{")

    assert len(pick_processors(bench.engine.layout, 0.5)) == 1
