"""Which chips of a node are taken, and which node is found."""

from __future__ import annotations

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from jarip.cloud.scheduling.buckets import Buckets, NodePart
from jarip.cloud.scheduling.snapshot import PoolChip


def make_part(islands: list[str], node: str = "n") -> NodePart:
    chips = [
        PoolChip(f"{node}:{number}", node, "nvidia-a", 1, True, island=island)
        for number, island in enumerate(islands)
    ]
    return NodePart(node, "r", chips, list(chips))


@given(st.lists(st.sampled_from("abcd"), min_size=1, max_size=16), st.data())
def test_chips_are_taken_close_to_each_other(islands: list[str], data: st.DataObject) -> None:
    part = make_part(islands)

    while part.free:
        before = Counter(chip.island for chip in part.free)
        ids = {chip.id for chip in part.free}
        count = data.draw(st.integers(1, len(part.free)))

        taken = part.take(count)

        after = {chip.id for chip in part.free}
        assert len(taken) == count
        assert {chip.id for chip in taken} | after == ids
        assert not {chip.id for chip in taken} & after
        enough = [size for size in before.values() if size >= count]
        touched = {chip.island for chip in taken}
        if enough:
            assert [before[each] for each in touched] == [min(enough)]
        elif before:
            assert len(touched) <= len(before)


def test_a_single_chip_is_the_first_of_the_smallest_island() -> None:
    part = make_part(["a", "a", "b", "b", "b"])

    assert [part.take(1)[0].id for _ in range(3)] == ["n:0", "n:1", "n:2"]


@given(st.lists(st.tuples(st.booleans(), st.integers(1, 4)), max_size=40))
def test_nodes_are_found_by_what_they_have_free_now(wishes: list[tuple[bool, int]]) -> None:
    parts = [make_part([""] * size, f"n{size}") for size in (4, 2, 3, 4, 1)]
    buckets = Buckets()
    for part in parts:
        buckets.add(part)

    for emptiest, count in wishes:
        find = buckets.find_emptiest if emptiest else buckets.find_fullest
        found = find(count)
        fitting = [len(part.free) for part in parts if len(part.free) >= count]
        if found is None:
            assert not fitting
            continue
        assert len(found.free) == (max(fitting) if emptiest else min(fitting))
        assert sorted(map(id, buckets.list_fullest(count, 9))) == sorted(
            id(part) for part in parts if len(part.free) >= count
        )
        found.take(count)
        buckets.put(found)
        assert sorted(map(id, buckets.list_emptiest())) == sorted(map(id, parts))


def test_a_node_that_left_is_met_no_more() -> None:
    buckets, part = Buckets(), make_part(["", ""])
    buckets.add(part)

    moved = part.leave()

    assert len(moved.free) == len(moved.chips) == 2
    assert buckets.find_fullest(1) is None
    assert list(buckets.list_emptiest()) == []
