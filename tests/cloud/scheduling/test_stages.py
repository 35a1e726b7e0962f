"""Gangs, parts of chips, backfill, fair share, quotas, windows, prices by speed: one by one."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import Any

from jarip.chips import PartHold
from jarip.cloud.console.reasons import translate_reason
from jarip.cloud.scheduling.decisions import Decisions, Why
from jarip.cloud.scheduling.order import HALF_LIFE_MS, fade, order_jobs
from jarip.cloud.scheduling.schedule import schedule
from jarip.cloud.scheduling.snapshot import (
    Demand,
    OrganizationLimits,
    PoolChip,
    QueuedJob,
    Quota,
    RunningJob,
    Snapshot,
    Window,
)

GIB = 1 << 30
HOUR = 3_600_000
PRICES = {"cpu": 100, "npu": 900, "gpu": 2000}
PLAN = OrganizationLimits(None, None, 0, PRICES)


def chips(node: str, count: int, kind: str = "cpu", **values: Any) -> tuple[PoolChip, ...]:
    values = {"is_free": True, "memory_bytes": 16 * GIB, **values}
    return tuple(PoolChip(f"{node}/{kind}:{n}", node, kind, **values) for n in range(count))


def job(name: str, organization: str = "org", *, priority: int = 0, at: int = 0,
        deadline: int | None = None, **demand: Any) -> QueuedJob:  # fmt: skip
    demand.setdefault("count", 1)
    return QueuedJob(name, organization, Demand(**demand), priority, at, deadline)


def decide(jobs: list[QueuedJob], pool: tuple[PoolChip, ...], **values: Any) -> Decisions:
    values.setdefault("limits", {"org": PLAN, "other": PLAN})
    return schedule(Snapshot(tuple(jobs), pool, **values))


def placed(decisions: Decisions) -> dict[str, tuple[str, ...]]:
    return {each.job_id: each.chip_ids for each in decisions.placements}


def test_a_gang_starts_on_all_its_nodes_at_once() -> None:
    pool = chips("a", 2) + chips("b", 2) + chips("c", 1)

    (placement,) = decide([job("gang", count=2, nodes=2)], pool).placements

    assert placement.nodes == ("a", "b")
    assert placement.chip_ids == ("a/cpu:0", "a/cpu:1", "b/cpu:0", "b/cpu:1")


def test_a_gang_that_lacks_one_node_takes_nothing() -> None:
    pool = chips("a", 2) + chips("b", 2, is_free=False)

    decisions = decide([job("gang", count=2, nodes=2)], pool)

    assert decisions.placements == ()
    assert decisions.waiting["gang"].why is Why.CHIPS_BUSY


def test_a_gang_larger_than_the_pool_is_told() -> None:
    decisions = decide([job("gang", count=2, nodes=3)], chips("a", 2) + chips("b", 2))
    assert decisions.waiting["gang"].why is Why.TOO_FEW_CHIPS
    assert "the pool has 2" in decisions.waiting["gang"].text


def test_a_gang_stays_in_one_rack_where_it_can() -> None:
    pool = chips("a", 1, rack="1") + chips("b", 1, rack="2") + chips("c", 1, rack="2")
    (placement,) = decide([job("gang", nodes=2)], pool).placements
    assert placement.nodes == ("b", "c")


def test_who_is_to_be_isolated_gets_no_part_that_nothing_holds() -> None:
    for hold in (PartHold.AGREEMENT, PartHold.SOFTWARE):
        shared = chips("a", 1, "gpu", isolation=1, part_hold=hold)
        processor = chips("b", 1, isolation=1)
        half = job("half", percent=50, isolation=1, kinds=frozenset({"gpu"}))
        whole = job("whole", isolation=1, kinds=frozenset({"gpu"}))
        trusting = job("trusting", percent=50, kinds=frozenset({"gpu"}))
        any_half = job("any", percent=50, isolation=1)

        refused = decide([half], shared + processor).waiting["half"]
        agreed = decide([trusting], shared + processor).placements[0]

        assert refused.why is Why.NO_SUCH_CHIP
        assert refused.text.endswith("ask for a whole chip, or for isolation L0")
        assert translate_reason(refused.text, "ko").endswith("L0 격리를 요청하세요")
        assert translate_reason(agreed.text, "ko") != agreed.text
        assert placed(decide([whole], shared + processor)) == {"whole": ("a/gpu:0",)}
        assert placed(decide([any_half], shared + processor)) == {"any": ("b/cpu:0",)}
        assert agreed.text.endswith(f"held to it by {hold}")


def test_chips_of_one_island_are_taken_together() -> None:
    pool = tuple(
        replace(chip, island=str(number // 2)) for number, chip in enumerate(chips("a", 6))
    )
    taken = placed(decide([job("one"), job("two", at=1, count=2)], pool))
    assert taken["two"] == ("a/cpu:2", "a/cpu:3")


def test_spreading_takes_the_emptiest_node() -> None:
    pool = chips("small", 1) + chips("big", 4)
    assert placed(decide([job("packed")], pool))["packed"] == ("small/cpu:0",)
    assert placed(decide([job("spread", spread=True)], pool))["spread"] == ("big/cpu:0",)


def test_parts_share_a_chip_by_time_and_memory() -> None:
    jobs = [
        job("half", at=0, percent=50, min_memory_bytes=8 * GIB),
        job("quarter", at=1, percent=25, min_memory_bytes=4 * GIB),
        job("too much memory", at=2, percent=25, min_memory_bytes=8 * GIB),
        job("whole", at=3),
    ]

    decisions = decide(jobs, chips("a", 1) + chips("b", 1))

    assert placed(decisions) == {
        "half": ("b/cpu:0",),
        "quarter": ("b/cpu:0",),
        "too much memory": ("a/cpu:0",),
    } or placed(decisions) == {
        "half": ("a/cpu:0",),
        "quarter": ("a/cpu:0",),
        "too much memory": ("b/cpu:0",),
    }
    assert decisions.waiting["whole"].why is Why.CHIPS_BUSY


def test_a_partly_used_chip_takes_another_part_but_no_whole_job() -> None:
    pool = chips("a", 1, is_free=False, free_percent=40, free_memory_bytes=8 * GIB)
    decisions = decide([job("part", percent=40), job("whole", at=1)], pool)
    assert set(placed(decisions)) == {"part"}


def test_parts_of_several_chips_are_refused() -> None:
    decisions = decide([job("odd", count=2, percent=50)], chips("a", 2))
    assert decisions.waiting["odd"].why is Why.MALFORMED


def running(name: str, chip: str, ends_by_ms: int | None) -> RunningJob:
    return RunningJob(name, "org", 0, (chip,), 0, False, False, ends_by_ms)


def test_backfill_uses_what_is_kept_only_if_it_ends_before_the_promise() -> None:
    pool = (chips("a", 2)[0], replace(chips("a", 2)[1], is_free=False))
    busy = (running("r", "a/cpu:1", HOUR),)
    jobs = [
        job("head", count=2, at=0),
        job("long", at=1, limit_ms=HOUR + 1),
        job("endless", at=2),
        job("short", at=3, limit_ms=HOUR),
    ]

    decisions = decide(jobs, pool, running_jobs=busy)

    assert set(placed(decisions)) == {"short"}
    assert decisions.waiting["head"].promised_ms == HOUR
    assert "01:00 UTC at the latest" in decisions.waiting["head"].text


def test_nothing_backfills_where_no_end_can_be_foreseen() -> None:
    pool = (chips("a", 2)[0], replace(chips("a", 2)[1], is_free=False))
    jobs = [job("head", count=2, priority=1), job("short", at=1, limit_ms=1)]

    decisions = decide(jobs, pool, running_jobs=(running("r", "a/cpu:1", None),))

    assert decisions.placements == ()
    assert decisions.waiting["head"].promised_ms is None


def test_who_used_less_goes_first_for_their_weight() -> None:
    jobs = [job("a", at=0), job("b", "other", at=1)]
    pool = chips("n", 1)
    assert set(placed(decide(jobs, pool, usage={"org": 2.0, "other": 1.0}))) == {"b"}
    heavy = {"org": replace(PLAN, weight=4.0), "other": PLAN}
    assert set(placed(decide(jobs, pool, usage={"org": 2.0, "other": 1.0}, limits=heavy))) == {"a"}


def test_a_pass_deals_out_chips_in_turn() -> None:
    jobs = [job(f"a{n}", at=n) for n in range(6)] + [job(f"b{n}", "other", at=9) for n in range(6)]
    owners = Counter(name[0] for name in placed(decide(jobs, chips("n", 6))))
    assert owners == {"a": 3, "b": 3}


def test_use_fades_by_half_in_a_half_life() -> None:
    assert fade(8.0, 0) == 8.0
    assert fade(8.0, 2 * HALF_LIFE_MS) == 2.0


def test_a_near_deadline_goes_ahead_of_its_own_organization_only() -> None:
    jobs = (
        job("first", at=0),
        job("due", at=1, deadline=3 * HOUR, limit_ms=HOUR),
        job("due later", at=2, deadline=90 * HOUR, limit_ms=HOUR),
        job("others", "other", at=3),
    )
    usage = {"org": 1.0}
    names = [each.id for each in order_jobs(Snapshot(jobs, (), {}, now_ms=HOUR, usage=usage))]
    assert names == ["others", "due", "first", "due later"]


def test_the_quota_counts_what_is_held_and_what_is_given() -> None:
    jobs = [job("a", count=2, at=0), job("b", count=2, at=1), job("c", count=5, at=2)]
    pool = chips("n", 8)
    holding = (replace(running("r", "n/cpu:0", None), kind="cpu"),)
    pool = (replace(pool[0], is_free=False), *pool[1:])
    decisions = decide(jobs, pool, quotas=(Quota("org", 4),), running_jobs=holding)
    assert set(placed(decisions)) == {"a"}
    assert decisions.waiting["b"].why is Why.QUOTA
    assert "have 3 chips; with 2 chips more" in decisions.waiting["b"].text
    assert "can never start" in decisions.waiting["c"].text


def test_a_quota_of_a_project_or_kind_leaves_the_rest_open() -> None:
    pool = chips("a", 4, "gpu") + chips("b", 4, "npu")
    quotas = (Quota("org", 1, kind="npu"), Quota("org", 2, project_id="small"))
    jobs = [replace(job(f"s{n}", at=n), project_id="small") for n in range(3)]
    jobs += [replace(job(f"l{n}", at=9 + n), project_id="large") for n in range(2)]

    decisions = decide(jobs, pool, quotas=quotas)

    assert set(placed(decisions)) == {"s0", "s1", "l0", "l1"}
    assert decisions.waiting["s2"].why is Why.QUOTA
    kinds = [chip.split("/")[1][:3] for (chip,) in placed(decisions).values()]
    assert sorted(kinds) == ["gpu", "gpu", "gpu", "npu"], "the cheaper kind only once"


def test_parts_count_as_parts_of_the_quota() -> None:
    jobs = [job(f"j{n}", at=n, percent=50) for n in range(3)]
    decisions = decide(jobs, chips("a", 4), quotas=(Quota("org", 1),))
    assert set(placed(decisions)) == {"j0", "j1"}


def test_a_part_takes_as_much_memory_as_time_if_it_says_nothing() -> None:
    jobs = [
        job("half", at=0, percent=50),
        job("greedy", at=1, percent=10, min_memory_bytes=9 * GIB),
    ]
    assert set(placed(decide(jobs, chips("a", 1)))) == {"half"}


def test_a_number_of_chips_is_reserved_wherever_they_are() -> None:
    window = Window(frozenset(), 0, HOUR, "org", "course", "cpu", 3)
    pool = chips("a", 2) + chips("b", 2)
    theirs = [job(f"t{n}", "other", at=n) for n in range(4)]
    ours = [job(f"o{n}", at=9 + n) for n in range(4)]

    decisions = decide(theirs + ours, pool, windows=(window,))

    assert len([name for name in placed(decisions) if name[0] == "t"]) == 1
    assert len([name for name in placed(decisions) if name[0] == "o"]) == 3


def test_two_reservations_never_share_a_chip() -> None:
    windows = (
        Window(frozenset(), 0, HOUR, "org", "", "cpu", 2),
        Window(frozenset(), 0, HOUR, "other", "", "cpu", 2),
    )
    jobs = [job(f"o{n}", at=n) for n in range(4)] + [job(f"t{n}", "other", at=n) for n in range(4)]
    owners = Counter(name[0] for name in placed(decide(jobs, chips("a", 4), windows=windows)))
    assert owners == {"o": 2, "t": 2}


def test_a_refusal_names_the_window() -> None:
    window = Window(frozenset({"a"}), 0, 10 * HOUR, text="new fan")
    text = decide([job("j")], chips("a", 1), windows=(window,)).waiting["j"].text
    assert "a: out of service until 1970-01-01 10:00 UTC (new fan)" in text
    reserved = Window(frozenset({"a"}), 0, 10 * HOUR, "other", text="their secret")
    text = decide([job("j")], chips("a", 1), windows=(reserved,)).waiting["j"].text
    assert "reserved for another organization" in text
    assert "their secret" not in text


def test_jobs_that_share_a_chip_are_not_stopped_for_a_whole_one() -> None:
    pool = chips("a", 1, is_free=False, free_percent=0)
    halves = tuple(
        RunningJob(f"half{n}", "org", 0, ("a/cpu:0",), 0, True, False, percent=50) for n in range(2)
    )
    decisions = decide([job("urgent", priority=9)], pool, running_jobs=halves, now_ms=HOUR)
    assert decisions.preemptions == ()


def test_the_minimum_run_time_is_the_operators() -> None:
    pool = chips("a", 1, is_free=False)
    victim = (RunningJob("victim", "org", 0, ("a/cpu:0",), 0, True, False, kind="cpu"),)
    urgent = [job("urgent", priority=9)]
    values = {"running_jobs": victim, "now_ms": HOUR}
    assert decide(urgent, pool, **values, min_run_ms=HOUR).preemptions
    assert not decide(urgent, pool, **values, min_run_ms=HOUR + 1).preemptions


def test_nothing_starts_on_a_node_under_maintenance() -> None:
    window = Window(frozenset({"a"}), 0, 10 * HOUR)
    decisions = decide([job("j", limit_ms=1)], chips("a", 1), windows=(window,), now_ms=HOUR)
    assert decisions.waiting["j"].why is Why.SPOKEN_FOR


def test_before_maintenance_only_what_ends_in_time_starts() -> None:
    window = Window(frozenset({"a"}), 2 * HOUR, 10 * HOUR)
    jobs = [job("endless"), job("long", limit_ms=HOUR + 1), job("short", limit_ms=HOUR)]
    decisions = decide(jobs, chips("a", 3), windows=(window,), now_ms=HOUR)
    assert set(placed(decisions)) == {"short"}


def test_a_reservation_is_for_its_organization_and_ends() -> None:
    window = Window(frozenset({"a"}), 0, 10 * HOUR, "org")
    jobs = [job("theirs", "other", at=0), job("ours", at=1)]
    assert set(placed(decide(jobs, chips("a", 2), windows=(window,)))) == {"ours"}
    after = decide(jobs, chips("a", 2), windows=(window,), now_ms=10 * HOUR)
    assert set(placed(after)) == {"theirs", "ours"}


def test_reserved_chips_are_used_before_common_ones() -> None:
    window = Window(frozenset({"a"}), 0, HOUR, "org")
    pool = chips("b", 1) + chips("a", 1)
    assert placed(decide([job("j")], pool, windows=(window,)))["j"] == ("a/cpu:0",)


def test_the_cheapest_for_the_work_is_taken_not_the_cheapest_hour() -> None:
    pool = chips("a", 1, "gpu") + chips("b", 1, "npu")
    slow_npu = {"train": {"gpu": 30.0, "npu": 10.0}}

    assert placed(decide([job("j")], pool))["j"] == ("b/npu:0",)
    (placement,) = decide([job("j", work="train")], pool, speeds=slow_npu).placements

    assert placement.chip_ids == ("a/gpu:0",)
    assert "cheapest of 2 acceptable kinds for the work, 1.3 times cheaper" in placement.text


def test_half_measured_speeds_decide_nothing() -> None:
    pool = chips("a", 1, "gpu") + chips("b", 1, "npu")
    assert placed(decide([job("j")], pool, speeds={"": {"gpu": 1e9}}))["j"] == ("b/npu:0",)


def test_a_maker_stands_for_all_its_kinds() -> None:
    pool = chips("a", 1, "ascend-910b")
    limits = {"org": replace(PLAN, micros_per_hour={"ascend-910b": 1})}
    assert placed(decide([job("j", kinds=frozenset({"ascend"}))], pool, limits=limits))
    assert not placed(decide([job("j", kinds=frozenset({"asc"}))], pool, limits=limits))


def test_the_victim_loses_the_least_work() -> None:
    pool = chips("a", 2, is_free=False)
    saved = (
        RunningJob("old save", "org", 0, ("a/cpu:0",), 0, True, False, saved_ms=HOUR),
        RunningJob("new save", "org", 0, ("a/cpu:1",), 0, True, False, saved_ms=2 * HOUR),
    )
    decisions = decide([job("urgent", priority=9)], pool, running_jobs=saved, now_ms=3 * HOUR)
    assert [each.job_id for each in decisions.preemptions] == ["new save"]


def test_room_for_a_gang_is_made_on_all_its_nodes() -> None:
    pool = chips("a", 1, is_free=False) + chips("b", 1, is_free=False) + chips("c", 1)
    jobs = tuple(
        RunningJob(f"on {node}", "org", 0, (f"{node}/cpu:0",), 0, True, False) for node in "ab"
    )
    decisions = decide([job("gang", nodes=3, priority=9)], pool, running_jobs=jobs, now_ms=HOUR)
    assert {each.job_id for each in decisions.preemptions} == {"on a", "on b"}
