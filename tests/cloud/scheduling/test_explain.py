"""One job explained: the comparison, the headline, what would start it now."""

from __future__ import annotations

from dataclasses import replace

from jarip.chips import PartHold
from jarip.cloud.scheduling.explain import explain
from jarip.cloud.scheduling.snapshot import (
    Demand,
    OrganizationLimits,
    PoolChip,
    QueuedJob,
    Snapshot,
)

GIB = 1 << 30
PRICES = {"gpu": 3000, "npu": 1000}
LIMITS = {"org": OrganizationLimits(None, None, 0, PRICES)}


def snapshot(demand: Demand, *, gpu_free: bool, npu_free: bool) -> Snapshot:
    chips = (
        PoolChip("a/gpu:0", "a", "gpu", 80 * GIB, gpu_free),
        PoolChip("b/npu:0", "b", "npu", 64 * GIB, npu_free),
    )
    speeds = {"": {"gpu": 5.0, "npu": 4.0}, "org/train": {"gpu": 10.0, "npu": 8.0}}
    return Snapshot((QueuedJob("j", "org", demand, 0, 0),), chips, LIMITS, speeds=speeds)


def test_the_comparison_is_by_this_works_own_measurements() -> None:
    found = explain(snapshot(Demand(1, work="org/train"), gpu_free=True, npu_free=True), "j")

    gpu, npu = found.comparisons
    assert found.starts_now
    assert "npu on b: the cheapest of 2" in found.verdict
    assert (gpu.share_of_best, npu.share_of_best) == (1.0, 0.8)
    assert gpu.cost_share == 2.4
    assert npu.cost_share == 1.0
    assert found.measured_with == "this work"
    assert found.headline == "npu does 80 % of gpu's work for your job"


def test_what_was_never_measured_says_so() -> None:
    found = explain(replace(snapshot(Demand(1), gpu_free=True, npu_free=True), speeds={}), "j")
    assert found.measured_with == ""
    assert found.headline == ""
    assert {each.share_of_best for each in found.comparisons} == {None}


def test_every_kind_that_does_not_do_says_why() -> None:
    demand = Demand(1, frozenset({"npu"}), min_memory_bytes=70 * GIB)
    found = explain(snapshot(demand, gpu_free=True, npu_free=True), "j")
    assert [each.refusal for each in found.comparisons] == [
        "not among the kinds asked for",
        "too little memory",
    ]


def test_a_part_that_nothing_holds_is_refused_with_what_to_ask_for() -> None:
    shared = PoolChip(
        "a/gpu:0", "a", "gpu", 80 * GIB, True, isolation=1, part_hold=PartHold.AGREEMENT
    )
    demand = Demand(1, percent=50, isolation=1)

    found = explain(Snapshot((QueuedJob("j", "org", demand, 0, 0),), (shared,), LIMITS), "j")

    (gpu,) = found.comparisons
    assert gpu.refusal == "can't be isolated in part: ask for a whole one, or for isolation L0"
    assert any(
        each.startswith("ask for a whole chip: it would start now") for each in found.suggestions
    )


def test_what_would_start_it_now_is_tried_and_told() -> None:
    demand = Demand(1, frozenset({"gpu"}))
    found = explain(snapshot(demand, gpu_free=False, npu_free=True), "j")
    assert not found.starts_now
    assert found.suggestions == (
        "accept any kind of chip: it would start now, "
        "npu on b: the cheapest of 2 acceptable kinds for the work, "
        "2.4 times cheaper than the dearest",
    )


def test_nothing_is_suggested_that_would_not_help() -> None:
    found = explain(snapshot(Demand(1), gpu_free=False, npu_free=False), "j")
    assert found.suggestions == ()
