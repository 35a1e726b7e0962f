"""Nodes of one kind that differ: in memory, isolation, what is reserved of them."""

from __future__ import annotations

from typing import Any

from jarip.cloud.scheduling.decisions import Decisions, Why
from jarip.cloud.scheduling.explain import explain
from jarip.cloud.scheduling.schedule import schedule
from jarip.cloud.scheduling.snapshot import (
    Demand,
    OrganizationLimits,
    PoolChip,
    QueuedJob,
    RunningJob,
    Snapshot,
    Window,
)

GIB = 1 << 30
HOUR = 3_600_000
PLAN = OrganizationLimits(None, None, 0, {"cpu": 100, "npu": 900})


def chips(node: str, count: int, memory: int = 16, **values: Any) -> tuple[PoolChip, ...]:
    values = {"kind": "cpu", "is_free": True, **values}
    return tuple(
        PoolChip(f"{node}/{n}", node, memory_bytes=memory * GIB, **values) for n in range(count)
    )


def look(pool: tuple[PoolChip, ...], *demands: Demand, **values: Any) -> Snapshot:
    jobs = tuple(QueuedJob(f"j{n}", "org", each, 0, n) for n, each in enumerate(demands))
    return Snapshot(jobs, pool, {"org": PLAN, "other": PLAN}, **values)


def nodes_of(decisions: Decisions) -> dict[str, tuple[str, ...]]:
    return {each.job_id: each.nodes or (each.node_id,) for each in decisions.placements}


def test_a_gang_spans_nodes_whose_memory_differs() -> None:
    snapshot = look(chips("a", 1, 16) + chips("b", 1, 31), Demand(1, nodes=2))

    (placement,) = schedule(snapshot).placements

    assert placement.nodes == ("a", "b")
    assert placement.chip_ids == ("a/0", "b/0")
    assert explain(snapshot, "j0").starts_now


def test_a_gang_of_equal_nodes_goes_before_one_of_different_ones() -> None:
    pool = chips("a", 1, 16) + chips("b", 1, 31) + chips("c", 1, 31)
    assert nodes_of(schedule(look(pool, Demand(1, nodes=2)))) == {"j0": ("b", "c")}


def test_different_nodes_of_a_cheap_kind_go_before_equal_ones_of_a_dear_kind() -> None:
    dear = chips("c", 1, 64, kind="npu") + chips("d", 1, 64, kind="npu")
    pool = dear + chips("a", 1, 16) + chips("b", 1, 31)
    decisions = schedule(look(pool, Demand(1, nodes=2), Demand(1, nodes=2)))
    assert nodes_of(decisions) == {"j0": ("a", "b"), "j1": ("c", "d")}


def test_a_gang_never_mixes_kinds() -> None:
    pool = chips("a", 1) + chips("b", 1, kind="npu")
    waiting = schedule(look(pool, Demand(1, nodes=2))).waiting["j0"]
    assert waiting.why is Why.TOO_FEW_CHIPS
    assert "the pool has 1" in waiting.text


def test_different_nodes_of_one_rack_go_before_others() -> None:
    pool = (
        chips("a", 1, 16, rack="1")
        + chips("b", 1, 17, rack="2")
        + chips("c", 1, 18, rack="3")
        + chips("d", 1, 19, rack="2")
    )
    decisions = schedule(look(pool, Demand(1, nodes=2), Demand(1, nodes=2)))
    assert nodes_of(decisions) == {"j0": ("b", "d"), "j1": ("a", "c")}


def test_what_is_reserved_for_one_is_used_together_with_the_rest_of_its_node() -> None:
    window = Window(frozenset(), 0, 9 * HOUR, "org", count=2)
    snapshot = look(chips("a", 4), Demand(4), Demand(1), windows=(window,))

    decisions = schedule(snapshot)

    assert nodes_of(decisions) == {"j0": ("a",)}
    assert len(decisions.placements[0].chip_ids) == 4
    assert decisions.waiting["j1"].why is Why.CHIPS_BUSY


def test_the_first_in_line_is_promised_nodes_of_different_classes() -> None:
    pool = chips("a", 1, 16) + chips("b", 1, 31, is_free=False)
    running = (RunningJob("r", "other", 0, ("b/0",), 0, False, False, HOUR),)
    snapshot = look(
        pool, Demand(1, nodes=2), Demand(1), Demand(1, limit_ms=HOUR), running_jobs=running
    )

    decisions = schedule(snapshot)

    assert decisions.waiting["j0"].promised_ms == HOUR
    assert decisions.waiting["j1"].why is Why.CHIPS_BUSY, "it may run past the promise"
    assert nodes_of(decisions) == {"j2": ("a",)}


def test_room_is_made_on_nodes_of_different_classes() -> None:
    pool = chips("a", 2, 16, is_free=False) + chips("b", 2, 31, is_free=False)
    running = tuple(
        RunningJob(f"r{chip.id}", "other", -5, (chip.id,), 0, True, False) for chip in pool
    )
    snapshot = look(pool, Demand(1, nodes=2), running_jobs=running, now_ms=HOUR)

    victims = [each.job_id for each in schedule(snapshot).preemptions]

    assert len(victims) == 2
    assert {name[1] for name in victims} == {"a", "b"}


def test_who_lacks_nodes_is_told_which_are_out_of_service() -> None:
    window = Window(frozenset({"b"}), 0, 9 * HOUR, text="new fans")
    snapshot = look(chips("a", 1) + chips("b", 1), Demand(1, nodes=2), windows=(window,))

    waiting = schedule(snapshot).waiting["j0"]

    assert waiting.why is Why.TOO_FEW_CHIPS
    assert "the pool has 1; b: out of service" in waiting.text
    assert waiting.text.endswith("(new fans)")
